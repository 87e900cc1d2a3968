"""A raw TOML table, made the dataclass that it is for: pydantic's checks, our sentences.

Pydantic's strict mode wants instances where TOML has arrays, tables and whole numbers, so the core schema that it
derives from the dataclass is adapted, node by node, to what a TOML parser gives.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import fields
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import PydanticCustomError, SchemaValidator, ValidationError, core_schema

from ratecard.catalog.problem import SettingsProblems
from ratecard.catalog.sentence import wrongs
from ratecard.domain.errors import MOST_UNITS
from ratecard.domain.period import Span
from ratecard.domain.strategy import Strategy
from ratecard.domain.text import Text

Node = dict[str, Any]
T = TypeVar("T")

MOST_DIGITS = 28
"""Of a decimal, before and after the point: far more than any price has, far less than the kernel's context."""
MOST_SPAN = Span(1_000, 12_000, 365_000)
"""Of a setting, in each of its units: what begins in a period ends in a year that a calendar holds."""
FIRST_DAY, LAST_DAY = date(1000, 1, 1), date(2999, 12, 31)
"""Of a setting: the days that are in a period, so that none leads out of what a calendar holds."""


def build_strategy(strategy: type[Strategy], table: Mapping[str, object], *, text_times: bool = False) -> Strategy:
    """The strategy that a step's table sets up; `SettingsProblems` with all that is wrong with it.

    With `text_times`, times and dates may also stand as text, as in JSON, which has no other way to write them.
    What the strategy's own `__post_init__` raises, other than `ValueError`, comes through: it is the plugin's fault.
    """
    return build(strategy, table, text_times=text_times)


def build(cls: type[T], table: Mapping[str, object], *, text_times: bool = False) -> T:
    """The dataclass that a table describes; `SettingsProblems` with all that is wrong with it."""
    node, validator = _validator(cls, text_times)  # type: ignore[arg-type]  # every class is hashable
    try:
        result: T = validator.validate_python(dict(table))
    except ValidationError as error:
        raise SettingsProblems(wrongs(node, table, error)) from None
    return result


def settings_schema(strategy: type[Strategy]) -> dict[str, Any]:
    """The JSON Schema of a strategy's table, with the descriptions that editors show."""
    return TypeAdapter(strategy).json_schema(schema_generator=TomlSchema)


@lru_cache(maxsize=1024)
def _validator(cls: type, text_times: bool) -> tuple[Node, SchemaValidator]:
    changes = _CHANGES | _TEXT_TIMES if text_times else _CHANGES
    node = _adapted(TypeAdapter(cls).core_schema, changes)
    return node, SchemaValidator(node)


def _adapted(node: Any, changes: Mapping[str, Callable[[Node], Node]]) -> Any:
    """The same schema for what a TOML parser gives: arrays are lists, tables are dicts, 84 is a decimal too."""
    if isinstance(node, list):
        return [_adapted(each, changes) for each in node]
    if not isinstance(node, dict):
        return node
    kept = ("default", "expected", "metadata", "config")
    node = {key: value if key in kept else _adapted(value, changes) for key, value in node.items()}
    change = changes.get(node.get("type", ""))
    return change(node) if change else node


def _lax(node: Node) -> Node:
    return {**node, "strict": False}


def _whole(node: Node) -> Node:
    return {"le": MOST_UNITS, "ge": -MOST_UNITS, **node}


def _dated(node: Node) -> Node:
    return {"ge": FIRST_DAY, "le": LAST_DAY, **node}


def _decimal(node: Node) -> Node:
    return {"type": "function-before", "function": {"type": "no-info", "function": _exact}, "schema": node}


def _exact(number: object) -> Decimal:
    if type(number) is int:
        number = Decimal(number)
    if type(number) is not Decimal or not number.is_finite():
        raise PydanticCustomError("decimal_type", "a decimal")
    if len(number.as_tuple().digits) > MOST_DIGITS or abs(number.adjusted()) > MOST_DIGITS:
        raise PydanticCustomError("decimal_digits", "too many digits")
    return number


def _named_tuple(node: Node) -> Node:
    """A table of the tuple's fields."""
    fields = {field["name"]: core_schema.typed_dict_field(field["schema"]) for field in node["fields"]}
    for field in fields.values():
        field["required"] = field["schema"]["type"] != "default"
    table = core_schema.typed_dict_schema(fields, extra_behavior="forbid", strict=True)
    cls = node["cls"]
    make = _span if cls is Span else lambda values: cls(**values)
    made = core_schema.no_info_after_validator_function(make, table)
    return {**made, "ref": node["ref"]} if "ref" in node else dict(made)


def _span(values: Mapping[str, int]) -> Span:
    span = Span(**values)
    if any(abs(part) > most for part, most in zip(span, MOST_SPAN, strict=True)):
        message = f"expected at most {MOST_SPAN.years} years, got {span}"
        raise PydanticCustomError("unknown", "unknown", {"message": message, "hint": None})
    return span


def _text_time(read: Callable[[str], object]) -> Callable[[Node], Node]:
    def from_text(value: object) -> object:
        if isinstance(value, str):
            with suppress(ValueError):
                return read(value)
        return value

    return lambda node: {
        "type": "function-before",
        "function": {"type": "no-info", "function": from_text},
        "schema": node,
    }


_CHANGES: dict[str, Callable[[Node], Node]] = {
    "dataclass": _lax,
    "tuple": _lax,
    "set": _lax,
    "frozenset": _lax,
    "int": _whole,
    "date": _dated,
    "decimal": _decimal,
    "named-tuple": _named_tuple,
}
_TEXT_TIMES: dict[str, Callable[[Node], Node]] = {
    "time": _text_time(time.fromisoformat),
    "date": _text_time(date.fromisoformat),
    "datetime": _text_time(datetime.fromisoformat),
}


_SAID: dict[type, dict[str, str]] = {
    Text: {"zh": "In Chinese.", "en": "In English."},
    Span: {"years": "Whole years.", "months": "Whole months.", "days": "Whole days."},
}
"""What editors show for the fields of tuples, which have no docstrings of their own."""


class TomlSchema(GenerateJsonSchema):
    """JSON Schema in TOML's terms: decimals are numbers, named tuples are tables, nothing is null.

    What a field's metadata says is added as it stands: `{"minimum": 0}`.
    """

    def dataclass_schema(self, schema: core_schema.DataclassSchema) -> JsonSchemaValue:
        """The table's keys, each with what its field's metadata says."""
        made = super().dataclass_schema(schema)
        for field in fields(schema["cls"]):
            made.get("properties", {}).get(field.name, {}).update(field.metadata)
        return made

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        """A number, whole or not."""
        return {"type": "number"}

    def named_tuple_schema(self, schema: core_schema.NamedTupleSchema) -> JsonSchemaValue:
        """A table of the tuple's fields."""
        nodes = {field["name"]: field["schema"] for field in schema["fields"]}
        said = _SAID.get(schema["cls"], {})
        return {
            "type": "object",
            "properties": {
                name: {**self.generate_inner(node), **({"description": said[name]} if name in said else {})}
                for name, node in nodes.items()
            },
            "required": [name for name, node in nodes.items() if node["type"] != "default"],
            "additionalProperties": False,
        }

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """The value: TOML has no null."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """The value with its default, unless that is None."""
        if schema.get("default", ...) is None:
            return self.generate_inner(schema["schema"])
        made = super().default_schema(schema)
        default = schema.get("default")
        return {**made, "default": default._asdict()} if isinstance(default, Text | Span) else made
