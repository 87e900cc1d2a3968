"""What the arguments and variables of an operation hold, counted: each variable once, however often it is used."""

from collections.abc import Mapping
from typing import Any

from graphql import FieldNode, GraphQLError
from graphql.utilities import value_from_ast_untyped

OBJECT = 6
"""What reading an object of an argument takes."""
MEMBER = {"records": 12, "orders": 12, "owned": 12}
"""What a member of these lists takes beside reading it."""
VALUE = 2
"""What reading any other value takes."""
UNUSED = 8
"""How much less reading a variable takes before it is used."""
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
        self._loads: dict[int, tuple[object, int]] = {}
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
        """What settling one period takes beyond a plain one: usage of every period, orders, packs from before."""
        if not isinstance(asked, Mapping):
            return 0
        repeated = sum(self._repeats(asked.get(name)) for name in ("usage", "records"))
        owned = len(self.objects(asked, "owned"))
        return repeated + len(self.objects(asked, "orders")) // 2 + owned * owned // EACH_OTHER

    def loads(self, asked: object) -> tuple[int, int]:
        """How many questions a list has, and what settling all of them takes beyond plain ones."""
        found = self.objects({"": asked}, "")
        if id(asked) not in self._loads:
            self._loads[id(asked)] = asked, sum(map(self.load, found))
        return len(found), self._loads[id(asked)][1]

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
