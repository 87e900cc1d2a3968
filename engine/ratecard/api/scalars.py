"""The scalars: strict in what they give; where a wrong value can be answered as data, lenient in what they take.

`Units` and `When` pass on what they are given as it is: the resolver reads it, so that a fraction, a negative number or
an instant without an offset is a refusal with a code and a path instead of an error without data.
"""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NewType

import strawberry
from graphql import (
    FloatValueNode,
    GraphQLError,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
)
from graphql.utilities import value_from_ast_untyped
from strawberry.types.scalar import ScalarDefinition

from ratecard.api.number import Number, number

Units = NewType("Units", int)
"""Whole units, as they are given out."""
UnitsGiven = NewType("UnitsGiven", object)
"""Units as they were given, not read yet."""
When = NewType("When", object)
"""A date or an instant as it was given, not read yet."""
State = NewType("State", str)
"""What an answer carries to the next question."""
Json = NewType("Json", object)
"""Any JSON value."""
Settings = NewType("Settings", Mapping[str, Any])
"""A step's settings as a TOML parser would give them."""

_DECIMAL = re.compile(r"-?(0|[1-9]\d{0,27})(\.\d{1,18})?")
_MOST_DIGITS = 400
_MOST_NESTED = 16


def _decimal(value: object) -> Decimal:
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise GraphQLError(f'a Decimal is a string such as "0.15", got {_shown(value)}')
    return Decimal(value)


def _decimal_text(value: Decimal) -> str:
    if not isinstance(value, Decimal) or not value.is_finite():
        raise GraphQLError(f"{value!r} is not a Decimal")
    return f"{value:f}"


def _units_number(value: object) -> int:
    if type(value) is not int:
        raise GraphQLError(f"{value!r} is not a number of units")
    return value


def _date(value: object) -> date:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise GraphQLError(f'a Date is a string such as "2021-06-01", got {_shown(value)}')


def _state(value: object) -> str:
    if not isinstance(value, str):
        raise GraphQLError(f"a State is a string that an answer gave, got {_shown(value)}")
    return value


def _as_given(value: object) -> object:
    return value


def _literal(node: ValueNode, variables: dict[str, Any] | None = None) -> object:
    """A literal's value, its numbers exact."""
    if isinstance(node, IntValueNode):
        if len(node.value) > _MOST_DIGITS:
            raise GraphQLError(f"a number of {len(node.value)} digits is too long")
        return int(node.value)
    if isinstance(node, FloatValueNode):
        return _float(node)
    if isinstance(node, ListValueNode):
        return [_literal(each, variables) for each in node.values]
    if isinstance(node, ObjectValueNode):
        values = {field.name.value: _literal(field.value, variables) for field in node.fields}
        return {name: value for name, value in values.items() if value is not Undefined}
    if isinstance(node, NullValueNode):
        return None
    return value_from_ast_untyped(node, variables)


def _float(node: FloatValueNode) -> int | Number:
    try:
        return number(node.value)
    except ValueError as error:
        raise GraphQLError(str(error)) from error


def _settings(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise GraphQLError(f"Settings are a JSON object, got {_shown(value)}")
    return {key: _setting(each, 1) for key, each in value.items()}


def _setting(value: object, depth: int) -> object:
    if depth > _MOST_NESTED:
        raise GraphQLError(f"Settings are nested more than {_MOST_NESTED} levels deep")
    if isinstance(value, Number):
        return Decimal(value)
    if isinstance(value, dict):
        return {key: _setting(each, depth + 1) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_setting(each, depth + 1) for each in value]
    return value


def _settings_literal(node: ValueNode, variables: dict[str, Any] | None = None) -> Mapping[str, Any]:
    return _settings(_literal(node, variables))


def _shown(value: object) -> str:
    text = str(value) if isinstance(value, Number) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:60]}…"


DECIMAL = strawberry.scalar(
    name="Decimal",
    description=(
        'An exact decimal number, as a string: "0.15". No exponent, no NaN. As an input also with at most 28 digits'
        " before the point and 18 after it."
    ),
    serialize=_decimal_text,
    parse_value=_decimal,
)
UNITS_DESCRIPTION = (
    "A number of calls: whole, from 0 up to 2⁵³ - 1. As an input, what is not that is answered by a refusal"
    " (`fractional-units`, `negative-units`, `too-many-units`)."
)
UNITS = strawberry.scalar(
    name="Units",
    description=UNITS_DESCRIPTION,
    serialize=_units_number,
    parse_value=_as_given,
    parse_literal=_literal,
)
DATE = strawberry.scalar(
    name="Date",
    description='A day on the wall clock of the catalog\'s time zone, as "2021-06-01".',
    serialize=date.isoformat,
    parse_value=_date,
)
DATE_TIME = strawberry.scalar(
    name="DateTime",
    description="An instant with its offset, given out on the wall clock of the catalog's time zone.",
    serialize=datetime.isoformat,
)
WHEN = strawberry.scalar(
    name="When",
    description=(
        'A day, meaning its first instant in the catalog\'s time zone ("2021-06-01"), or an instant with an offset'
        ' ("2021-06-01T09:30:00+08:00"). Anything else is answered by a refusal (`naive-instant`, `bad-instant`).'
    ),
    serialize=_as_given,
    parse_value=_as_given,
    parse_literal=_literal,
)
STATE = strawberry.scalar(
    name="State",
    description=(
        "What one period leaves to the next: packs, open holds, pending notices. Opaque; pass it on exactly as an"
        " answer gave it."
    ),
    serialize=_state,
    parse_value=_state,
)
JSON = strawberry.scalar(name="JSON", description="Any JSON value.", serialize=_as_given, parse_value=_as_given)
SETTINGS = strawberry.scalar(
    name="Settings",
    description=(
        'A step\'s settings as a JSON object with the keys that its table in a catalog has: `{"units": 0}`. Numbers are'
        ' exact, 0.15 too; times and dates are strings ("10:00:00", "2021-06-01"). `strategies { settings }` has the'
        " JSON Schema. What a strategy does not take is answered by a refusal (`bad-settings`)."
    ),
    serialize=_as_given,
    parse_value=_settings,
    parse_literal=_settings_literal,
)

SCALARS: dict[object, ScalarDefinition] = {
    Decimal: DECIMAL,
    Units: UNITS,
    UnitsGiven: UNITS,
    date: DATE,
    datetime: DATE_TIME,
    When: WHEN,
    State: STATE,
    Json: JSON,
    Settings: SETTINGS,
}
