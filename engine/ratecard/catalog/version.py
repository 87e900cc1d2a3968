"""The versions of a product, in their order: what each begins with, and what becomes of the packs of the one before."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ratecard.catalog.form import ProductTable, SharedTable
from ratecard.catalog.report import Report
from ratecard.catalog.sheet import Sheet
from ratecard.catalog.structure import Place, is_sold
from ratecard.domain.chain import Chain
from ratecard.domain.conventions import Conventions
from ratecard.domain.errors import listed
from ratecard.domain.product import SHOWN, Meter, Version
from ratecard.domain.rule import Rule


class Draft(NamedTuple):
    """A version, with where its parts are written."""

    sheet: Sheet[ProductTable]
    shared: Sheet[SharedTable]
    places: Sequence[Place]
    version: Version

    def kinds(self) -> dict[str, str]:
        """The kind of each step."""
        return {place.step.id: place.step.strategy.kind for place in self.places}


def draft(
    sheet: Sheet[ProductTable],
    shared: Sheet[SharedTable],
    places: Sequence[Place],
    conventions: Conventions,
    metering: tuple[Rule, ...] = (),
) -> Draft:
    """The version that a product's file describes."""
    form = sheet.form
    since = form.effective_from
    version = Version(
        effective_from=since,
        since=conventions.calendar.instant(since) if since else None,
        chain=Chain(form.id, tuple(place.step for place in places), conventions),
        name=form.name,
        category=form.category,
        description=form.description,
        meters=tuple(Meter(id=meter.id, name=meter.name, counts=meter.counts) for meter in form.meters),
        keeps=form.keeps,
        source=sheet.file.source,
        metering=metering,
    )
    return Draft(sheet, shared, places, version)


def begins(sheet: Sheet[ProductTable]) -> date:
    """From when on it is in force; the first day that there is for the first version."""
    return sheet.form.effective_from or date.min


def ordered(sheets: Sequence[Sheet[ProductTable]], report: Report) -> list[Sheet[ProductTable]]:
    """One product's sheets by the day they begin, each day once."""
    found: dict[date, Sheet[ProductTable]] = {}
    for sheet in sheets:
        first = found.setdefault(begins(sheet), sheet)
        if first is not sheet:
            since = sheet.form.effective_from
            when = f"version from {since}" if since else "first version"
            message = f"product {sheet.form.id!r} has its {when} in {first.file.name} already"
            hint = "give one of the two another id, or another effective_from"
            path = ("effective_from",) if since else ("id",)
            report.note(sheet.file, path, message, hint, code="duplicate-version")
    return [found[day] for day in sorted(found)]


def check_meters(sheet: Sheet[ProductTable], report: Report) -> None:
    """Each meter has an id of its own."""
    seen: set[str] = set()
    for index, meter in enumerate(sheet.form.meters):
        if meter.id in seen:
            report.note(sheet.file, ("meters", index), f"meter {meter.id!r} is there twice", code="duplicate-meter")
        seen.add(meter.id)


def check_keeps(before: Draft | None, after: Draft, report: Report) -> None:
    """Nothing that customers paid for is lost between two versions without a word."""
    old = before.kinds() if before else {}
    new = after.kinds()
    keeps = after.version.keeps
    for step, heir in keeps.items():
        wrong = _wrong_heir(step, heir, old, new, keeps)
        if wrong:
            report.note(after.sheet.file, ("keeps", step), wrong, code="wrong-keeps")
    for place in before.places if before else ():
        step, kind = place.step.id, place.step.strategy.kind
        if new.get(step, kind) != kind and keeps.get(step) not in new:
            message = f"step {step!r} was of kind {kind!r} in the version before and is of kind {new[step]!r} now"
            hint = f'give it an id of its own: {{ step = "{step}-2", use = "{new[step]}" }}'
            report.note(after.sheet.file, (step,), message, hint, code="changed-kind")
        elif step not in new and step not in keeps and is_sold(place.step.strategy):
            message = f"step {step!r} of the version before is gone, and with it the packs that customers paid for"
            hint = (
                f'say what becomes of them: keeps = {{ {step} = "{SHOWN}" }}, or the id of a new step of kind {kind!r}'
            )
            report.note(after.sheet.file, ("chain",), message, hint, code="stranded-packs")


def _wrong_heir(step: str, heir: str, old: Mapping[str, str], new: Mapping[str, str], keeps: Mapping[str, str]) -> str:
    if step not in old:
        return f"the version before has no step {step!r}; its steps: {listed(old)}"
    if new.get(step) == old[step]:
        return f"step {step!r} is still there"
    if heir == SHOWN:
        return ""
    if new.get(heir) != old[step]:
        able = [name for name, kind in new.items() if kind == old[step]]
        return f"step {heir!r} is not a step of kind {old[step]!r}; such steps: {listed(able)}"
    if heir in old:
        return f"step {heir!r} was there before and has packs of its own"
    if list(keeps.values()).count(heir) > 1:
        return f"step {heir!r} takes over the packs of two steps"
    return ""
