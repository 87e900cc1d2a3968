"""What the arguments and variables of an operation hold, counted: each variable once, however often it is used."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from graphql import FieldNode, GraphQLError
from graphql.utilities import value_from_ast_untyped

from ratecard.domain.errors import MOST_LOTS, MOST_SLICES

OBJECT = 6
"""What reading an object of an argument takes."""
MEMBER = {"records": 12, "orders": 12, "owned": 12}
"""What a member of these lists takes beside reading it."""
VALUE = 2
"""What reading any other value takes."""
UNUSED = 8
"""How much less reading a variable takes before it is used."""
NESTING = (dict, list)
"""What JSON nests values in."""
MOST_NESTED = 64
"""Levels of lists and objects inside each other in a variable."""


class TooNested(GraphQLError):
    """A variable holds lists and objects that are too deep inside each other to be of use."""

    def __init__(self) -> None:
        super().__init__(
            f"a variable is nested more than {MOST_NESTED} levels deep", extensions={"code": "bad-request"}
        )


class Sizes(NamedTuple):
    """How large a question is."""

    periods: int = 1
    rows: int = 0
    """Of usage."""
    repeated: int = 0
    """Rows in every period, beyond the first."""
    packs: int = 0
    """Bought and owned; none where more are bought than an account may hold."""
    orders: int = 0
    owned: int = 0
    settings: int = 0
    """Values in the settings that changes give to steps."""


class Given:
    """What an operation was given; `TooNested`."""

    def __init__(self, variables: Mapping[str, Any]) -> None:
        self._variables = dict(variables)
        weighed = [(each, _weight(each, {})) for each in self._variables.values()]
        # What has an entry lives as long as the entry does, so that its id is its own.
        self._weights = {id(each): (each, weight) for each, weight in weighed}
        self._repeated: dict[int, tuple[object, int]] = {}
        self._packs: dict[int, tuple[object, int]] = {}
        self._sums: dict[int, tuple[object, tuple[int, ...]]] = {}
        self._objects: dict[int, tuple[object, list[Mapping[str, Any]]]] = {}

    def argument(self, field: FieldNode, name: str) -> object:
        """An argument's value; None where it is not given."""
        for argument in field.arguments or ():
            if argument.name.value == name:
                return value_from_ast_untyped(argument.value, self._variables)
        return None

    def reading(self) -> int:
        """What reading the variables takes, used or not."""
        return sum(weight for _, weight in self._weights.values()) // UNUSED

    def weight(self, asked: object) -> int:
        """What reading an argument takes."""
        return _weight(asked, self._weights)

    def sizes(self, asked: object) -> Sizes:
        """How large a question is."""
        if not isinstance(asked, dict):
            return Sizes()
        rows, repeated = self.rows(asked)
        orders, owned = len(self.objects(asked, "orders")), len(self.objects(asked, "owned"))
        bought = self._bought(asked["orders"]) if orders else 0
        packs = owned + (bought if bought <= MOST_LOTS else 0)
        return Sizes(number(asked, "periods", 1), rows, repeated, packs, orders, owned)

    def settings(self, changes: Sequence[Mapping[str, Any]]) -> int:
        """How many values the settings have that changes give to steps, the most of each step."""
        values: dict[str, int] = {}
        steps = (each.get(name) for each in changes for name in ("setStep", "addStep"))
        for step in (each for each in steps if isinstance(each, dict)):
            name = str(step.get("step"))
            values[name] = max(values.get(name, 0), self.weight(step.get("settings")) // VALUE)
        return sum(values.values())

    def rows(self, asked: Mapping[str, Any]) -> tuple[int, int]:
        """How many rows of usage a question has, and how many of them are in every period; none that are too many.

        What holds more than the kernel takes is refused at once, so that it costs no more than reading it.
        """
        rows = repeated = 0
        for name in ("usage", "records"):
            found = asked.get(name)
            if isinstance(found, list) and len(found) <= MOST_SLICES:
                rows += len(found)
                repeated += self._repeats(found)
        return rows, repeated

    def added(self, changes: Sequence[Mapping[str, Any]]) -> int:
        """The packs of the orders that changes add."""
        return sum(self._bought(each["addOrder"]) for each in changes if "addOrder" in each)

    def _bought(self, orders: object) -> int:
        """The packs of some orders."""
        if id(orders) not in self._packs:
            found = self.objects({"": orders}, "")
            self._packs[id(orders)] = orders, sum(number(each, "quantity", 1) for each in found)
        return self._packs[id(orders)][1]

    def sums(self, asked: object, sums: Callable[[list[Mapping[str, Any]]], tuple[int, ...]]) -> tuple[int, ...]:
        """What is summed up of the questions of a list, always the same."""
        if id(asked) not in self._sums:
            self._sums[id(asked)] = asked, sums(self.objects({"": asked}, ""))
        return self._sums[id(asked)][1]

    def objects(self, asked: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
        """The objects of a list; GraphQL takes a single one for a list of it."""
        value = asked.get(name)
        if id(value) not in self._objects:
            members = value if isinstance(value, list) else [value]
            self._objects[id(value)] = value, [each for each in members if isinstance(each, dict)]
        return self._objects[id(value)][1]

    def _repeats(self, rows: list[object]) -> int:
        """How many rows are in every period, having no time of their own, beyond the first."""
        if len(rows) < 2:
            return 0
        if id(rows) not in self._repeated:
            self._repeated[id(rows)] = rows, sum(1 for row in rows if not _has_time(row))
        return max(0, self._repeated[id(rows)][1] - 1)


def number(given: object, name: str, default: int) -> int:
    """A number of an input that is above nothing."""
    value = given.get(name) if isinstance(given, dict) else None
    return value if isinstance(value, int) and value > 0 else default


def _has_time(row: object) -> bool:
    if not isinstance(row, dict):
        return False
    return any([row.get("period") is not None, row.get("from") is not None, row.get("at") is not None])


def _weight(value: object, known: Mapping[int, tuple[object, int]]) -> int:
    """The weight of a value and of all in it; what is known is not looked into again."""
    weight, depth = 0, 0
    level = [value]
    while level:
        if depth > MOST_NESTED:
            raise TooNested
        inner: list[object] = []
        for each in level:
            if not isinstance(each, NESTING):
                weight += VALUE
            elif id(each) in known:
                weight += known[id(each)][1]
            elif isinstance(each, list):
                weight += VALUE
                inner += each
            else:
                weight += OBJECT
                for name in MEMBER:
                    if name in each:
                        weight += MEMBER[name] * (len(each[name]) if isinstance(each[name], list) else 1)
                inner += each.values()
        level, depth = inner, depth + 1
    return weight
