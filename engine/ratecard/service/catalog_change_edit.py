"""Two versions of a price list compared by what they mean: each setting as it was and as it is."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from difflib import SequenceMatcher
from typing import Any, Final, Literal, NamedTuple

from ratecard.domain.conventions import Conventions
from ratecard.domain.money import MODES
from ratecard.domain.product import Version
from ratecard.domain.step import Scope, Step

Path = tuple[str | int, ...]
Kind = Literal["changed", "added", "removed", "moved"]

LONG = 6
"""Lists of so many names are told name by name; the order of shorter ones may matter, and is easy to see."""
_MODE_NAMES = {rule: mode for mode, rule in MODES.items()}


class Edit(NamedTuple):
    """One thing that means something else than before."""

    kind: Kind
    path: Path
    """Step and setting, as ("tiered-postpaid", "tiers", 1, "price"), or the product's own key; of a table that was
    removed from a list by its place before, else by its place now."""
    before: Any = None
    """The value, None where it is not given; for what was moved, the step that it came after, "" for none."""
    after: Any = None


class _Absent:
    """What stands for a table's key that is not there."""


_ABSENT: Final = _Absent()


def version_edits(before: Version, after: Version) -> tuple[Edit, ...]:
    """What a product's version means else than another, but for its conventions and for when it begins."""
    return (*_values((), _about(before), _about(after)), *_step_edits(before.chain.steps, after.chain.steps))


def convention_edits(before: Conventions, after: Conventions) -> tuple[Edit, ...]:
    """What of what a catalog's products share is else than before."""
    return () if before == after else tuple(_values((), _shared(before), _shared(after)))


def _about(version: Version) -> dict[str, object]:
    return {
        "name": version.name,
        "category": version.category,
        "description": version.description,
        "meters": version.meters,
        "metering": tuple(replace(rule, source="") for rule in version.metering),
        "keeps": version.keeps,
    }


def _shared(conventions: Conventions) -> dict[str, object]:
    rounding, calendar = conventions.rounding, conventions.calendar
    return {
        "currency": conventions.currency,
        "time_zone": calendar.zone.key,
        "period": calendar.unit,
        "rounding": {"places": rounding.places, "mode": _MODE_NAMES[rounding.rule]},
        "billed_on": conventions.billed_on,
        "low_balance": conventions.low_balance,
    }


def _step_edits(before: Sequence[Step], after: Sequence[Step]) -> Iterator[Edit]:
    old, new = {step.id: step for step in before}, {step.id: step for step in after}
    for step in before:
        if step.id not in new:
            yield Edit("removed", (step.id,), step.strategy)
    moved = _moved([step for step in old if step in new], [step for step in new if step in old])
    for place, step in enumerate(after):
        if step.id not in old:
            yield Edit("added", (step.id,), None, step.strategy)
            continue
        if step.id in moved:
            was = list(old).index(step.id)
            yield Edit("moved", (step.id,), _follows(before, was), _follows(after, place))
        yield from _one_step(old[step.id], step)


def _follows(steps: Sequence[Step], place: int) -> str:
    return steps[place - 1].id if place else ""


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The fewest steps that must be taken out and put back to come from one order to the other."""
    longest: list[list[str]] = []
    for step in after:
        ahead = [run for run in longest if before.index(run[-1]) < before.index(step)]
        longest.append([*max(ahead, key=len, default=[]), step])
    return {*after} - {*max(longest, key=len, default=[])}


def _one_step(before: Step, after: Step) -> Iterator[Edit]:
    if before.strategy.kind != after.strategy.kind:
        yield Edit("changed", (after.id, "use"), before.strategy.kind, after.strategy.kind)
    if before.strategy != after.strategy:
        yield from _values((after.id,), _table(before.strategy), _table(after.strategy))
    if before.scope != after.scope:
        yield from _values((after.id,), _entry(before.scope), _entry(after.scope))


def _entry(scope: Scope | None) -> dict[str, object]:
    """A scope as the chain's entry writes it."""
    meters, *when = scope or Scope()
    return {"meters": meters, "when": dict(zip(Scope._fields[1:], when, strict=True))}


def _values(path: Path, before: object, after: object) -> Iterator[Edit]:
    """What differs between two values: the innermost keys that do, and names that are only in one of two lists."""
    if before == after:
        return
    old, new = _table(before), _table(after)
    if old is not None and new is not None:
        for key in dict.fromkeys((*old, *new)):
            yield from _keyed((*path, key), old.get(key, _ABSENT), new.get(key, _ABSENT))
        return
    rows, others = _list(before), _list(after)
    if rows is None or others is None:
        yield Edit("changed", path, before, after)
    elif any(_table(each) is not None for each in (*rows, *others)):
        yield from _listed(path, rows, others)
    elif max(len(rows), len(others)) >= LONG and _are_names((*rows, *others)) and _in_one_order(rows, others):
        yield from (Edit("removed", path, name) for name in rows if name not in others)
        yield from (Edit("added", path, None, name) for name in others if name not in rows)
    else:
        yield Edit("changed", path, before, after)


def _are_names(values: Sequence[object]) -> bool:
    return all(isinstance(value, str) for value in values)


def _in_one_order(before: Sequence[object], after: Sequence[object]) -> bool:
    """Whether what two lists share stands in the same order, each once."""
    old, new = [each for each in before if each in after], [each for each in after if each in before]
    return bool(old) and old == new and len({*old}) == len(old)


def _keyed(path: Path, before: object, after: object) -> Iterator[Edit]:
    if before is _ABSENT:
        yield Edit("added", path, None, after)
    elif after is _ABSENT:
        yield Edit("removed", path, before, None)
    else:
        yield from _values(path, before, after)


def _listed(path: Path, before: Sequence[object], after: Sequence[object]) -> Iterator[Edit]:
    """Two lists of tables, each table compared with the one that it is told by."""
    for old, new in _matched(before, after):
        if new is None:
            yield Edit("removed", (*path, old or 0), before[old or 0], None)
        elif old is None:
            yield Edit("added", (*path, new), None, after[new])
        else:
            yield from _values((*path, new), before[old], after[new])


def _matched(before: Sequence[object], after: Sequence[object]) -> Iterator[tuple[int | None, int | None]]:
    """Places of tables that belong together: by a key where there is one, else by their order."""
    old, new = _told_by(before, after)
    # The order of a list may mean something: a table that changes places is removed and added.
    for _, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if end - start == last - first:
            yield from zip(range(start, end), range(first, last), strict=True)
        else:
            yield from ((place, None) for place in range(start, end))
            yield from ((None, place) for place in range(first, last))


def _told_by(before: Sequence[object], after: Sequence[object]) -> tuple[list[Hashable], list[Hashable]]:
    """What the tables of two lists are known by."""
    key = _key(before, after)
    if key is not None:
        old, new = ([(_table(each) or {})[key] for each in tables] for tables in (before, after))
        return old, new
    if len(before) == len(after):
        return [*range(len(before))], [*range(len(after))]
    return [repr(each) for each in before], [repr(each) for each in after]


def _key(before: Sequence[object], after: Sequence[object]) -> str | None:
    """The first key by which no two tables of either list are the same, such as a pack's units or a tier's end."""
    lists = [[_table(each) for each in tables] for tables in (before, after)]
    if any(table is None for tables in lists for table in tables):
        return None
    first = next((table for tables in lists for table in tables if table), {})
    for key in first:
        found = [[(table or {}).get(key, _ABSENT) for table in tables] for tables in lists]
        if all(_are_unlike(values) for values in found):
            return key
    return None


def _are_unlike(values: Sequence[object]) -> bool:
    if not all(isinstance(value, Hashable) and _table(value) is None for value in values):
        return False
    return not values or (len({*values}) == len(values) and values != [None])


def _list(value: object) -> Sequence[object] | None:
    """A value's members, None for one that is no list."""
    return value if isinstance(value, list | tuple) and _table(value) is None else None


def _table(value: object) -> Mapping[str, Any] | None:
    """A value's keys, None for one that has none."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, type):
        return None
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value) if field.init and field.compare}
    names = getattr(value, "_fields", None)
    return {name: getattr(value, name) for name in names} if names and isinstance(value, tuple) else None
