"""What the arguments and variables of an operation hold, counted: each variable once, however often it is used."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

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
ROW = 3
"""What settling a row of usage takes beyond the first one."""
EACH_OTHER = 25
"""So many comparisons of packs that an account has at the same time are made for the cost of one."""
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

    def load(self, asked: object) -> int:
        """What settling one period takes beyond a plain one, usage and packs aside."""
        if not isinstance(asked, dict):
            return 0
        owned = len(self.objects(asked, "owned"))
        return self.orders(asked) // 2 + owned * owned // EACH_OTHER

    def settings(self, changes: Sequence[Mapping[str, Any]]) -> int:
        """How many values the settings have that changes give to steps, the most of each step."""
        values: dict[str, int] = {}
        steps = (each.get(name) for each in changes for name in ("setStep", "addStep"))
        for step in (each for each in steps if isinstance(each, dict)):
            name = str(step.get("step"))
            values[name] = max(values.get(name, 0), self.weight(step.get("settings")) // VALUE)
        return sum(values.values())

    def rows(self, asked: object) -> tuple[int, int]:
        """How many rows of usage a question has, and how many of them are in every period; none that are too many.

        What holds more than the kernel takes is refused at once, so that it costs no more than reading it.
        """
        if not isinstance(asked, dict):
            return 0, 0
        found = [asked.get(name) for name in ("usage", "records")]
        lists = [each for each in found if isinstance(each, list) and len(each) <= MOST_SLICES]
        return sum(map(len, lists)), sum(map(self._repeats, lists))

    def orders(self, asked: object) -> int:
        """How many orders a question has."""
        return len(self.objects(asked, "orders")) if isinstance(asked, dict) else 0

    def packs(self, asked: object, name: str = "") -> int:
        """How many packs a question has, but for too many, or the orders among the changes of that name add."""
        if not isinstance(asked, dict):
            return 0
        if not name:
            bought = self._bought(asked.get("orders"))
            return len(self.objects(asked, "owned")) + (bought if bought <= MOST_LOTS else 0)
        return self._bought([each.get("addOrder") for each in self.objects(asked, name)])

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

    def _repeats(self, rows: object) -> int:
        """How many rows are in every period, having no time of their own, beyond the first."""
        if not isinstance(rows, list) or len(rows) < 2:
            return 0
        if id(rows) not in self._repeated:
            self._repeated[id(rows)] = rows, sum(1 for row in rows if not _has_time(row))
        return max(0, self._repeated[id(rows)][1] - 1)


def number(given: object, name: str, default: int) -> int:
    """A number of an input that is above nothing."""
    value = given.get(name) if isinstance(given, dict) else None
    return value if isinstance(value, int) and value > 0 else default


def _has_time(row: object) -> bool:
    return isinstance(row, dict) and any(row.get(name) is not None for name in ("period", "from", "at"))


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
