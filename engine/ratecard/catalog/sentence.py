"""Pydantic's errors in the project's own sentences."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from pydantic_core import ErrorDetails, ValidationError

from ratecard.catalog.problem import Path, Wrong, holds
from ratecard.domain.errors import listed, nearest
from ratecard.domain.strategy import WrongSettings

Node = dict[str, Any]

_EXPECTED = {
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "decimal_type": "a decimal",
    "decimal_digits": "a decimal of at most 28 digits",
    "string_type": "text",
    "bool_type": "true or false",
    "tuple_type": "an array",
    "list_type": "an array",
    "set_type": "an array",
    "frozen_set_type": "an array",
    "dict_type": "a table",
    "mapping_type": "a table",
    "dataclass_type": "a table",
    "dataclass_exact_type": "a table",
    "date_type": "a date such as 2021-06-01",
    "time_type": "a time such as 10:00:00",
    "moment_type": "a date such as 2021-06-01, or a time with an offset such as 2021-06-01T10:00:00+08:00",
    "datetime_type": "a time such as 2021-06-01T10:00:00+08:00",
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
    "too_short": "at least {min_length} values",
    "too_long": "at most {max_length} values",
    "string_too_short": "at least {min_length} characters",
    "string_too_long": "at most {max_length} characters",
    "string_pattern_mismatch": "text like {pattern}",
}
_NUMBER = re.compile(r"[+-]?\d[\d_]*(\.\d+)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_UNQUOTED = {
    "decimal_type": _NUMBER,
    "int_type": _NUMBER,
    "bool_type": re.compile("true|false"),
    "date_type": _DAY,
    "time_type": re.compile(r"\d\d:\d\d(:\d\d)?"),
    "moment_type": re.compile(_DAY.pattern + r"([T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?"),
}
"""What people put in quotes though it needs none."""
_LISTS = ("tuple_type", "list_type", "set_type", "frozen_set_type")
_INPUT = re.compile(r"^Input should be (a valid )?")
_BEGIN = re.compile(r"(\w+)((?:\[\d+\])*) ")
_INDEX = re.compile(r"\d+")
_QUOTED = re.compile(r"'([^']*)'")
_UNKNOWN = ("unexpected_keyword_argument", "extra_forbidden")


def shown(value: object) -> str:
    """A value of TOML or JSON in a sentence."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return repr(value if len(value) <= 60 else value[:59] + "…")
    if isinstance(value, Decimal):
        return str(value).lower().removesuffix("inity")
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple):
        return "an array"
    return str(value)


MOST_WRONGS = 100


def wrongs(node: Node, table: Mapping[str, object], error: ValidationError) -> list[Wrong]:
    """What is wrong with a table, each thing once; no more than the first hundred, or a stranger's would take long."""
    found = error.errors(include_url=False)[:MOST_WRONGS]
    return list(dict.fromkeys(_wrong(node, table, details) for details in found))


def _wrong(node: Node, table: Mapping[str, object], details: ErrorDetails) -> Wrong:
    kind, value, context = details["type"], details["input"], details.get("ctx", {})
    path = _existing(table, details["loc"])
    if kind == "missing":
        return Wrong(path, f"key {details['loc'][-1]!r} is missing", None, "missing-key")
    if kind in _UNKNOWN:
        key = str(details["loc"][-1])
        known = list(_names(node, details["loc"][:-1]))
        return Wrong(path, f"key {key!r} is not known; known: {listed(known)}", nearest(key, known), "unknown-key")
    if kind in ("value_error", "assertion_error"):
        return _raised(path, value, context["error"])
    if kind == "unknown":
        return Wrong(path, context["message"], context["hint"])
    if kind == "literal_error":
        return _not_among(path, value, str(context["expected"]))
    return _not_as_expected(node, path, details)


def _raised(path: Path, value: object, error: Exception) -> Wrong:
    """What a strategy says of its own settings."""
    place = (*path, *_named(value, str(error)))
    if isinstance(error, WrongSettings):
        return Wrong(place, str(error), error.hint, error.code)
    return Wrong(place, str(error))


def _not_among(path: Path, value: object, expected: str) -> Wrong:
    known = _QUOTED.findall(expected)
    told = f"one of {listed(map(repr, known))}" if len(known) > 1 else expected
    hint = nearest(value, known) if isinstance(value, str) else None
    return Wrong(path, f"expected {told}, got {shown(value)}", hint)


def _not_as_expected(node: Node, path: Path, details: ErrorDetails) -> Wrong:
    kind, value = details["type"], details["input"]
    if kind in _EXPECTED:
        expected = _EXPECTED[kind].format_map(details.get("ctx", {}))
    else:
        message = _INPUT.sub("", details["msg"])
        expected = message[:1].lower() + message[1:]
    code = "wrong-type" if "_type" in kind else "wrong-value"
    keys = list(_names(node, details["loc"])) if expected == "a table" else []
    return Wrong(path, f"expected {expected}, got {shown(value)}", _written(kind, value, keys), code)


def _written(kind: str, value: object, keys: Sequence[str]) -> str | None:
    """How to write a value that is of the wrong type, where a table has these keys."""
    if isinstance(value, str) and kind in _UNQUOTED and _UNQUOTED[kind].fullmatch(value):
        return "write it without quotes"
    if keys:
        return f"write it in braces: {{ {', '.join(f'{key} = …' for key in keys)} }}"
    if kind in _LISTS and isinstance(value, str | int | Decimal | Mapping):
        return f"write it in brackets: [{_toml(value)}]"
    return None


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ … }"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool) else str(value)


def _named(value: object, message: str) -> Path:
    """The key that a strategy's own sentence begins with: `tiers[1] ends at …`."""
    match = _BEGIN.match(message)
    if not match:
        return ()
    path: Path = (match[1], *map(int, _INDEX.findall(match[2])))
    return path if _existing(value, path) == path else ()


def _existing(table: Any, loc: Path) -> Path:
    """The part of a place that is in the table; pydantic also names the branches of a union, and what is missing."""
    path: Path = ()
    for part in loc:
        if holds(table, part):
            table = table[part]
            path = (*path, part)
    return path


def _names(node: Node, loc: Path) -> Iterator[str]:
    """The keys that the table at a place may have."""
    definitions = {each["ref"]: each for each in node.get("definitions", ())}
    for fields in _tables(node, definitions):
        if not loc:
            yield from fields
        elif isinstance(loc[0], str) and loc[0] in fields:
            yield from _names({**fields[loc[0]], "definitions": definitions.values()}, _inside(loc[1:]))


def _inside(loc: Path) -> Path:
    """The place without the indexes it begins with: all elements of an array have the same keys."""
    while loc and isinstance(loc[0], int):
        loc = loc[1:]
    return loc


def _tables(node: Node, definitions: Mapping[str, Node]) -> Iterator[dict[str, Node]]:
    """The fields of each table that a value of this schema may be."""
    kind = node["type"]
    if kind == "definition-ref":
        yield from _tables(definitions[node["schema_ref"]], definitions)
    elif kind == "dataclass-args":
        yield {field.get("validation_alias", field["name"]): field["schema"] for field in node["fields"]}
    elif kind == "typed-dict":
        yield {name: field["schema"] for name, field in node["fields"].items()}
    else:
        inner = [node.get("schema"), *_listed(node.get("items_schema")), *_listed(node.get("choices"))]
        for each in inner:
            if each is not None:
                yield from _tables(each[0] if isinstance(each, tuple) else each, definitions)


def _listed(nodes: Any) -> list[Any]:
    return nodes if isinstance(nodes, list) else [nodes] if nodes else []
