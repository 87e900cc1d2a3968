"""What fields tell editors of their ranges is what their strategies hold."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any, NamedTuple

import pytest

from ratecard.catalog import SettingsProblems, build_strategy, load, settings_schema
from tests.editor.editor import INSTALLED, SOUND

BOUNDS: dict[str, Callable[[Any, Any], Any]] = {
    "minimum": lambda bound, _: bound - 1,
    "exclusiveMinimum": lambda bound, _: bound,
    "maximum": lambda bound, _: bound + 1,
    "exclusiveMaximum": lambda bound, _: bound,
    "minItems": lambda bound, value: value[: bound - 1],
    "uniqueItems": lambda _, value: [*value, *value],
    "pattern": lambda *_: "/",
}
"""For each bound, a value just beyond it."""


class Told(NamedTuple):
    """A bound, in a table that keeps to it."""

    kind: str
    table: Mapping[str, Any]
    path: tuple[str | int, ...]
    bound: str
    place: str
    """Of the bound in the schema."""
    limit: Any


def told(kind: str, schema: Mapping[str, Any], table: Mapping[str, Any]) -> Iterator[Told]:
    def walk(node: Mapping[str, Any], value: Any, path: tuple[str | int, ...], place: str) -> Iterator[Told]:
        if "$ref" in node:
            name = node["$ref"].rpartition("/")[2]
            node, place = {**schema["$defs"][name], **node}, f"{kind}/{name}"
        for bound in sorted(BOUNDS.keys() & node.keys()):
            yield Told(kind, table, path, bound, f"{place}:{bound}", node[bound])
        if isinstance(value, Mapping):
            for name in sorted(value.keys() & node.get("properties", {}).keys()):
                yield from walk(node["properties"][name], value[name], (*path, name), f"{place}.{name}")
        elif isinstance(value, list) and "items" in node:
            for index, each in enumerate(value):
                yield from walk(node["items"], each, (*path, index), f"{place}[]")

    return walk(schema, table, (), kind)


def bounds(kind: str) -> set[str]:
    """The places of all bounds of a schema."""

    def walk(node: Any, place: str) -> Iterator[str]:
        if isinstance(node, Mapping):
            yield from (f"{place}:{bound}" for bound in BOUNDS.keys() & node.keys())
            for name, each in node.get("properties", {}).items():
                yield from walk(each, f"{place}.{name}")
            yield from walk(node.get("items"), f"{place}[]")
            for name, each in node.get("$defs", {}).items():
                yield from walk(each, f"{kind}/{name}")

    return set(walk(settings_schema(INSTALLED[kind].strategy), kind))


LINK = "https://example.com/sales"
MORE: dict[str, list[Mapping[str, Any]]] = {
    "capacity-packs": [
        {"packs": [{"sku": "qps", "sold_by": "day", "tiers": [{"up_to": 1, "price": 1}, {"contact": LINK}]}],
         "mode": "volume"}
    ],
    "pack-alerts": [
        {"below_units": 1, "watch": "each", "same_hour": "both", "channels": [], "packs": ["prepaid-packs"]}
    ],
    "tiered-postpaid": [
        {"mode": "volume", "tier_excludes": [],
         "tiers": [{"up_to": 1, "price": 1, "prices": [{"meter": "page", "price": 0}]}, {"contact": LINK}]},
    ],
}  # fmt: skip
"""What neither the sound catalog nor the strategies' own examples set."""


def tables(kind: str) -> Iterator[Mapping[str, Any]]:
    """Settings that hold: those of the sound catalog, and the strategy's own examples."""
    (catalog,) = load(SOUND, INSTALLED)
    steps = catalog.products[0].versions[0].chain.steps
    yield from (step.settings for step in steps if step.strategy.kind == kind)
    yield from INSTALLED[kind].strategy.examples
    yield from MORE.get(kind, ())


ALL = [
    each
    for kind in INSTALLED
    for table in tables(kind)
    for each in told(kind, settings_schema(INSTALLED[kind].strategy), table)
]
ONE_OF_EACH = {each.place: each for each in ALL}


def spoilt(each: Told) -> Mapping[str, Any]:
    table: Any = deepcopy(dict(each.table))
    inner = table
    for part in each.path[:-1]:
        inner = inner[part]
    inner[each.path[-1]] = BOUNDS[each.bound](each.limit, inner[each.path[-1]])
    return dict(table)


@pytest.mark.parametrize("each", ONE_OF_EACH.values(), ids=ONE_OF_EACH.keys())
def test_a_value_beyond_a_bound_is_refused(each: Told) -> None:
    strategy = INSTALLED[each.kind].strategy
    build_strategy(strategy, each.table)

    with pytest.raises(SettingsProblems) as caught:
        build_strategy(strategy, spoilt(each))
    (wrong,) = caught.value.problems
    assert wrong.path
    assert each.path[: len(wrong.path)] == wrong.path[: len(each.path)]


@pytest.mark.parametrize("kind", INSTALLED)
def test_every_bound_is_tried(kind: str) -> None:
    assert bounds(kind) - ONE_OF_EACH.keys() == set()
