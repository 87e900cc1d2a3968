"""Spoils a catalog where its tables are: keys, values, types, order."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from decimal import Decimal
from random import Random
from typing import Any

from tests.fuzz.toml import Raw
from tests.fuzz.value import CURRENCIES, NUMBERS, TIMES, WORDS, strange, zone

Tables = dict[str, dict[str, Any]]
"""A catalog's tables by the name of the file."""
Place = tuple[Any, Any]
"""A table or an array, and a key or an index that it has."""

PRODUCT_KEYS = [
    "id",
    "name",
    "category",
    "description",
    "effective_from",
    "meters",
    "metering",
    "keeps",
    "chain",
    "examples",
]
SHARED_KEYS = ["currency", "time_zone", "period", "rounding", "billed_on", "low_balance"]
KEYS = [
    *PRODUCT_KEYS,
    *SHARED_KEYS,
    "units",
    "price",
    "tiers",
    "packs",
    "every",
    "usage",
    "total",
    "orders",
    "owned",
    "records",
]


def places(value: Any) -> Iterator[Place]:
    """Everything inside a value, from the outside in."""
    for key, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, key
        if isinstance(inner, dict | list):
            yield from places(inner)


def _place(random: Random, tables: Tables, wanted: Callable[[Any], bool] = lambda value: True) -> Place | None:
    files = [name for name in sorted(tables) if tables[name]]
    random.shuffle(files)
    for name in files:
        found = [place for place in places(tables[name]) if wanted(place[0][place[1]])]
        if found:
            return random.choice(found)
    return None


def _put(random: Random, tables: Tables, value: Any, wanted: Callable[[Any], bool] = lambda value: True) -> None:
    place = _place(random, tables, wanted)
    if place:
        place[0][place[1]] = value


def _is_number(value: object) -> bool:
    return not isinstance(value, bool | str | list | dict) and not hasattr(value, "isoformat")


def _is_time(value: object) -> bool:
    return hasattr(value, "isoformat")


def _arrays(tables: Tables, key: str) -> list[list[Any]]:
    """The files' arrays of that name."""
    return [table[key] for table in tables.values() if isinstance(table.get(key), list)]


def change_type(random: Random, tables: Tables) -> None:
    """A value becomes one of another type."""
    _put(random, tables, strange(random))


def push_number(random: Random, tables: Tables) -> None:
    """A number goes to an extreme."""
    _put(random, tables, Raw(random.choice(NUMBERS)), _is_number)


def nudge(random: Random, tables: Tables) -> None:
    """A number is a little other, so that it may still be right."""
    place = _place(random, tables, _is_number)
    if place:
        number = Decimal(str(place[0][place[1]]))
        made = random.choice([number + 1, number - 1, number * 2, number * 10, number / 2, number / 10])
        place[0][place[1]] = Raw(f"{made:f}" if made != int(made) else str(int(made)))


def forget_examples(random: Random, tables: Tables) -> None:
    """No example holds what follows against the catalog."""
    for table in tables.values():
        table.pop("examples", None)


def push_time(random: Random, tables: Tables) -> None:
    """A time goes to the edge of the years, or comes where there was none."""
    place = _place(random, tables, _is_time)
    if place:
        place[0][place[1]] = Raw(random.choice(TIMES))
    else:
        add_key(random, tables)


def push_word(random: Random, tables: Tables) -> None:
    """A text becomes a strange one."""
    _put(random, tables, random.choice(WORDS), lambda value: isinstance(value, str))


def swap_values(random: Random, tables: Tables) -> None:
    """Two values change places."""
    one, other = _place(random, tables), _place(random, tables)
    if one and other:
        values = deepcopy(one[0][one[1]]), deepcopy(other[0][other[1]])
        other[0][other[1]], one[0][one[1]] = values


def swap_keys(random: Random, tables: Tables) -> None:
    """A key takes another's name."""
    place = _place(random, tables)
    names = [key for name in sorted(tables) for _, key in places(tables[name]) if isinstance(key, str)]
    if place and isinstance(place[0], dict) and names:
        place[0][random.choice([*names, *KEYS])] = place[0].pop(place[1])


def misspell_key(random: Random, tables: Tables) -> None:
    """A key gets a strange name."""
    place = _place(random, tables)
    if place and isinstance(place[0], dict):
        place[0][random.choice(WORDS)] = place[0].pop(place[1])


def delete_key(random: Random, tables: Tables) -> None:
    """A key or an element is gone."""
    place = _place(random, tables)
    if place:
        del place[0][place[1]]


def add_key(random: Random, tables: Tables) -> None:
    """A table gets a key more, which it may know."""
    place = _place(random, tables, lambda value: isinstance(value, dict))
    names = [key for name in sorted(tables) for _, key in places(tables[name]) if isinstance(key, str)]
    if place and names:
        value = Raw(random.choice(TIMES)) if random.random() < 0.5 else strange(random)
        place[0][place[1]][random.choice([*names, *KEYS, *WORDS])] = value


def graft(random: Random, tables: Tables) -> None:
    """A part of the catalog comes a second time, elsewhere."""
    one, other = _place(random, tables), _place(random, tables, lambda value: isinstance(value, dict | list))
    if one and other:
        part, into = deepcopy(one[0][one[1]]), other[0][other[1]]
        if isinstance(into, list):
            into.insert(random.randrange(len(into) + 1), part)
        else:
            into[str(one[1])] = part


def repeat(random: Random, tables: Tables) -> None:
    """An array of tiers, packs, examples, rules or steps becomes a huge one."""
    place = _place(random, tables, lambda value: isinstance(value, list) and bool(value))
    if place:
        array = place[0][place[1]]
        times = random.choice([2, 10, 100, 500, 2_000])
        place[0][place[1]] = array * times if random.random() < 0.5 else array + [array[-1]] * times


def count_up(random: Random, tables: Tables) -> None:
    """An array becomes a long one whose elements all differ, so that it may be right."""
    place = _place(random, tables, lambda value: isinstance(value, list) and any(isinstance(v, dict) for v in value))
    if not place:
        return
    array = place[0][place[1]]
    for number in range(random.choice([10, 100, 1_000])):
        last = deepcopy(array[-1])
        if isinstance(last, dict):
            for key, value in last.items():
                if isinstance(value, int) and not isinstance(value, bool | Raw):
                    last[key] = value + 1 + number
                elif isinstance(value, str) and key in ("id", "step", "sku", "title"):
                    last[key] = f"{value}-{number}"
        array.insert(len(array) - (1 if random.random() < 0.5 else 0), last)


def reverse(random: Random, tables: Tables) -> None:
    """An array is in another order."""
    place = _place(random, tables, lambda value: isinstance(value, list) and len(value) > 1)
    if place:
        random.shuffle(place[0][place[1]])


def refer(random: Random, tables: Tables) -> None:
    """A text, or a list of them, names a step, maybe its own: references that go round in circles."""
    steps = [key for table in tables.values() for key, value in table.items() if isinstance(value, dict)]
    place = _place(random, tables, lambda value: isinstance(value, str | list))
    if place and steps:
        name = random.choice(steps)
        old = place[0][place[1]]
        place[0][place[1]] = name if isinstance(old, str) else [*old, name] if random.random() < 0.5 else [name]


def use(random: Random, tables: Tables) -> None:
    """A step of the chain is of another kind, or there twice, or has a table that is not its own."""
    chains = _arrays(tables, "chain")
    chain = random.choice(chains) if chains else None
    if not chain:
        return
    index = random.randrange(len(chain))
    entry = chain[index] if isinstance(chain[index], str) else "tiered-postpaid"
    kinds = [
        "free-allowance",
        "prepaid-packs",
        "tiered-postpaid",
        "discount",
        "minimum-spend",
        "period-fee",
        "overflow",
        "money-credit",
    ]
    chain[index] = (
        {"step": entry, "use": random.choice(kinds)}
        if random.random() < 0.7
        else {"step": random.choice(kinds), "use": entry}
    )


def when(random: Random, tables: Tables) -> None:
    """A step of the chain is there at some times only."""
    chains = _arrays(tables, "chain")
    chain = random.choice(chains) if chains else None
    if chain and isinstance(chain[0], str):
        index = random.randrange(len(chain))
        limits: dict[str, object] = {"since": Raw(random.choice(TIMES[:17])), "until": Raw(random.choice(TIMES[:17]))}
        limits.pop(random.choice(["since", "until"])) if random.random() < 0.6 else None
        if random.random() < 0.3:
            limits["first_months"] = Raw(random.choice(NUMBERS))
        chain[index] = {"step": chain[index], "when": limits}


def stretch_example(random: Random, tables: Tables) -> None:
    """An example is about extreme usage, many periods or far times."""
    examples = [each for array in _arrays(tables, "examples") for each in array if isinstance(each, dict)]
    if not examples:
        return
    example = random.choice(examples)
    for _ in range(random.randrange(1, 4)):
        key = random.choice(["usage", "periods", "period", "total", "orders", "usages", "activated"])
        if key == "period":
            example["period"] = random.choice(
                ["1000-01", "2999-12", "2021-06", "0001-01", "9999-12", "2999-12-31", "2021", "2999-12-31T23+00:00"]
            )
        elif key == "usages":
            example["usage"] = [
                {"units": Raw(random.choice(NUMBERS))} for _ in range(random.choice([1, 10, 1_000, 10_001]))
            ]
        elif key == "orders" and isinstance(example.get("orders"), list) and 0 < len(example["orders"]) < 100:
            example["orders"] = example["orders"] * random.choice([1, 100, 3_000])
        elif key == "activated":
            example["account"] = {"activated": Raw(random.choice(TIMES))}
        else:
            example[key] = Raw(random.choice(NUMBERS))


def settle_elsewhere(random: Random, tables: Tables) -> None:
    """The catalog is in another zone, another currency, other periods."""
    shared = tables.get("catalog.toml")
    if shared is None:
        return
    key = random.choice(["time_zone", "currency", "period", "rounding", "billed_on"])
    if key == "time_zone":
        shared[key] = zone(random)
    elif key == "currency":
        shared[key] = random.choice(CURRENCIES)
    elif key == "period":
        shared[key] = random.choice(["hour", "day", "month", "year", "week"])
    elif key == "rounding":
        shared[key] = {
            "places": random.choice([0, 2, 12, 13, -1]),
            "mode": random.choice(["half-up", "floor", "up", "ceiling"]),
        }
    else:
        shared[key] = [Raw(random.choice(NUMBERS)), Raw(random.choice(NUMBERS))]


def move_table(random: Random, tables: Tables) -> None:
    """A key goes from one file to another."""
    names = sorted(name for name in tables if tables[name])
    if len(names) > 1:
        one, other = random.sample(names, 2)
        key = random.choice(sorted(tables[one]))
        tables[other][key] = tables[one].pop(key)


def cross_versions(random: Random, tables: Tables) -> None:
    """Files come in several versions whose days are in no order."""
    for name in random.sample(sorted(tables), min(len(tables), 2)):
        stem = name.removesuffix(".toml")
        for number in range(random.randrange(1, 4)):
            copy = deepcopy(tables[name])
            copy["effective_from"] = Raw(random.choice(TIMES[:17]))
            tables[f"{stem}@{number}.toml"] = copy
            if random.random() < 0.3:
                _put(random, {name: copy}, strange(random))


SPOILERS = [
    change_type, change_type, push_number, push_number, push_number, push_time, push_word, swap_values, swap_keys,
    misspell_key, delete_key, add_key, graft, repeat, count_up, reverse, refer, use, when, stretch_example,
    stretch_example, settle_elsewhere, move_table, cross_versions,
]  # fmt: skip
GENTLE = [
    nudge, nudge, nudge, push_number, push_word, count_up, reverse, use, when, settle_elsewhere, cross_versions, refer,
]  # fmt: skip
"""After these, a catalog without examples often loads."""
