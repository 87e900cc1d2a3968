"""What two versions of a product settle differently, whatever their files look like."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import NamedTuple

from ratecard.catalog.problem import Path
from ratecard.catalog.read import File
from ratecard.catalog.sentence import shown
from ratecard.catalog.structure import Place
from ratecard.catalog.version import Draft
from ratecard.domain.step import Step
from ratecard.domain.text import Text


class Differing(NamedTuple):
    """One thing that two versions have differently."""

    file: File
    """Where the second one has it, or would."""
    path: Path
    key: Path
    """What it is called, wherever it is written."""
    was: str
    now: str


class _Pair(NamedTuple):
    """Two values of one thing that are not the same."""

    path: Path
    was: object
    now: object


def differing(before: Draft, after: Draft) -> Iterator[Differing]:
    """What the second version does not settle, offer or count as the first one did; texts for people may differ."""
    yield from _conventions(before, after)
    yield from _counting(before, after)
    entries = [place.settings.entry for place in after.places]
    steps = {place.step.id: place.step for place in before.places}
    was, now = " > ".join(steps), " > ".join(place.step.id for place in after.places)
    if was != now:
        yield Differing(entries[0].file, ("chain",), ("chain",), was, now)
    for place in after.places:
        if place.step.id in steps:
            yield from _step(steps[place.step.id], place)


def _conventions(before: Draft, after: Draft) -> Iterator[Differing]:
    old, new = (_shared(draft) for draft in (before, after))
    file = after.places[0].settings.shared_file
    for path, was, now in _pairs(old, new):
        yield Differing(file, path, path, _said(was), _said(now))


def _shared(draft: Draft) -> Mapping[str, object]:
    """What a catalog settles, by the keys of its file."""
    currency, rounding, calendar, billed_on, low_balance = draft.version.chain.conventions
    return {
        "currency": currency,
        "time_zone": calendar.zone.key,
        "period": calendar.unit,
        "rounding": rounding,
        "billed_on": billed_on,
        "low_balance": low_balance,
    }


def _counting(before: Draft, after: Draft) -> Iterator[Differing]:
    """What calls count as, and who takes over whose packs."""
    file, shared = after.sheet.file, after.places[0].settings.shared_file
    old, new = (
        {
            "keeps": draft.version.keeps,
            "meters": {meter.id: meter.counts for meter in draft.version.meters},
            "metering": [replace(rule, source="") for rule in draft.version.metering],
        }
        for draft in (before, after)
    )
    for path, was, now in _pairs(old, new):
        place = path[:1] if path[0] == "meters" else path
        there = shared if path[0] == "metering" and after.sheet.form.metering is None else file
        yield Differing(there, place, path, _said(was), _said(now))


def _step(before: Step, place: Place) -> Iterator[Differing]:
    settings, entry, step = place.settings, place.settings.entry, place.step
    if before.strategy.kind != step.strategy.kind:
        yield Differing(entry.file, entry.path, (step.id,), before.strategy.kind, step.strategy.kind)
        return
    for path, was, now in _pairs(before.scope, step.scope):
        yield Differing(entry.file, entry.path, (step.id, "when", *path), _said(was), _said(now))
    for path, was, now in _pairs(before.strategy, step.strategy):
        file, there = settings.place(path)
        yield Differing(file, there, (step.id, *path), _said(was), _said(now))


def _pairs(was: object, now: object, path: Path = ()) -> Iterator[_Pair]:
    if was == now or (isinstance(was, Text | None) and isinstance(now, Text | None)):
        return
    old, new = _parts(was), _parts(now)
    ordered = isinstance(was, Sequence) and isinstance(now, Sequence)
    if old is None or new is None or (ordered and len(old) != len(new)):
        yield _Pair(path, was, now)
        return
    for part in {**old, **new}:
        yield from _pairs(old.get(part), new.get(part), (*path, part))


def _parts(value: object) -> Mapping[str | int, object] | None:
    """What is inside a value, by key or index; None for one that has no inside."""
    if isinstance(value, Mapping):
        return dict(value)
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value) if field.init}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return dict(value._asdict())
    return dict(enumerate(value)) if isinstance(value, list | tuple) else None


def _said(value: object) -> str:
    if value is None:
        return "not given"
    if isinstance(value, list | tuple) and not hasattr(value, "_asdict"):
        if not value:
            return "empty"
        if len(value) > 3 or any(_parts(each) is not None for each in value):
            return "1 entry" if len(value) == 1 else f"{len(value)} entries"
        return f"[{', '.join(map(shown, value))}]"
    return "a table" if _parts(value) is not None else shown(value)
