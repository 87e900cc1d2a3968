"""Leaves: the Python expression that completes a scalar's or an enum's value, where the value is what is expected."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from graphql import GraphQLLeafType, specified_scalar_types
from graphql.pyutils import Undefined
from graphql.type.scalars import GRAPHQL_MAX_INT, GRAPHQL_MIN_INT
from strawberry.schema.schema_converter import CustomGraphQLEnumType

PLAIN = frozenset((str, int, bool, float, Decimal, date, datetime, time, UUID, dict, list, tuple))
"""Classes whose values are neither exceptions nor awaitable: these go to a scalar's own function without a question."""

_CHECKS = {
    "String": "{0}.__class__ is str",
    "ID": "{0}.__class__ is str",
    "Boolean": "({0} is True or {0} is False)",
    "Int": f"({{0}}.__class__ is int and {GRAPHQL_MIN_INT} <= {{0}} <= {GRAPHQL_MAX_INT})",
}


class Leaf(NamedTuple):
    """How a leaf's value is completed: `{0}` stands for it, and names for constants."""

    check: str
    """Whether it is what is expected; for anything else graphql-core is asked."""
    value: str
    """The completed value, once the check is true; `{1}` is a variable that the check may use."""


def leaf(type_: GraphQLLeafType, constant: Callable[[object], str]) -> Leaf:
    """How a value of a scalar or an enum is completed; `constant` gives a Python object a name in the code."""
    if specified_scalar_types.get(type_.name) is type_ and type_.name in _CHECKS:
        return Leaf(_CHECKS[type_.name], "{0}")
    names = _names(type_)
    if names:
        kind, found = names
        return Leaf(f"{{0}}.__class__ is {constant(kind)}", f"{constant(found)}[{{0}}._value_]")
    coerced, plain = constant(type_.coerce_output_value), constant(PLAIN)
    return Leaf(
        f"{{0}}.__class__ in {plain} and ({{1}} := {coerced}({{0}})) is not None"
        f" and {{1}} is not {constant(Undefined)}",
        "{1}",
    )


def _names(type_: GraphQLLeafType) -> tuple[type, dict[Any, str]] | None:
    """The class of an enum and the name of each value; None where they are not told apart by their values' classes."""
    if type(type_) is not CustomGraphQLEnumType:
        return None
    members: list[Any] = list(type_.wrapped_cls)
    if not all(isinstance(each.value, str) for each in members):
        return None
    return type_.wrapped_cls, {each.value: type_.coerce_output_value(each) for each in members}
