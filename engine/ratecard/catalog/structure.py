"""A product's file and its catalog's shared file, made the chain that prices it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from ratecard.catalog.form import EntryTable, ProductTable, SharedTable
from ratecard.catalog.problem import SettingsProblems, Wrong
from ratecard.catalog.report import Report
from ratecard.catalog.settings import build_strategy
from ratecard.catalog.sheet import Entry, Sheet
from ratecard.catalog.source import Settings, Sources
from ratecard.domain.errors import PluginFault, UnknownKind, UnknownMeter, listed, nearest
from ratecard.domain.order import Offer
from ratecard.domain.step import Scope, Step, is_interrupt, said
from ratecard.domain.strategy import Installed, Reference, Strategy, Warned

T = TypeVar("T")


class Place(NamedTuple):
    """A step, and where its settings are written."""

    step: Step
    settings: Settings

    def note(self, report: Report, wrong: Wrong) -> None:
        """Note a problem with the step's settings."""
        _note(self.settings, report, wrong)


def _note(settings: Settings, report: Report, wrong: Wrong) -> None:
    file, path = settings.place(wrong.path)
    hint = wrong.hint
    if wrong.code == "missing-key" and (not wrong.path or wrong.path[0] not in settings.table):
        file, path = settings.place(()) if settings.own is not None else (settings.product, ())
        if settings.own is None and settings.shared is None:
            hint = f"the step has no table: write [{settings.step}] and its settings"
    report.note(file, path, wrong.message, hint, code=wrong.code, key=(settings.step, *wrong.path))


def places(
    product: Sheet[ProductTable], shared: Sheet[SharedTable], installed: Mapping[str, Installed], report: Report
) -> list[Place] | None:
    """The product's steps, in their order; None when anything is wrong, which is noted."""
    entries = product.chain if product.chain is not None else shared.chain
    if entries is None:
        hint = f'write it here or in {shared.file.name}: chain = ["…"]'
        report.note(product.file, (), "key 'chain' is missing", hint, code="missing-key")
        return None
    whole = product.sound and (product.chain is not None or shared.sound)
    if whole and all([entry.kind in installed for entry in entries]):
        _check_tables(product, entries, report)
    meters = product.meters
    found = []
    for entry in entries:
        _check_scope(entry, meters, report)
        place = _place(entry, product, shared, installed, report)
        if place:
            found.append(place)
    order = [entry.form.step for entry in entries]
    for place in found:
        _check_references(place, order[: order.index(place.step.id)], meters, report)
        _check_offers(place, report)
    return found if whole and len(found) == len(entries) else None


def _place(
    entry: Entry,
    product: Sheet[ProductTable],
    shared: Sheet[SharedTable],
    installed: Mapping[str, Installed],
    report: Report,
) -> Place | None:
    step = entry.form.step
    known = installed.get(entry.kind)
    if known is None:
        unknown = UnknownKind(entry.kind, sorted(installed))
        message = f"kind {entry.kind!r} is not installed; installed: {listed(sorted(installed))}"
        path = (*entry.path, "use") if entry.form.use else entry.path
        report.note(entry.file, path, message, unknown.hint, code=unknown.code)
        return None
    settings = Settings(step, entry, product.file, product.steps.get(step), shared.file, shared.steps.get(step))
    try:
        strategy = build_strategy(known.strategy, settings.table)
    except SettingsProblems as error:
        for wrong in error.problems:
            _note(settings, report, wrong)
        return None
    except BaseException as error:  # a plugin's own code ran
        if is_interrupt(error):
            raise
        fault = PluginFault(step, entry.kind, known.plugin, f"raised {type(error).__name__}: {said(error)}")
        _note(settings, report, Wrong((), str(fault), None, fault.code))
        return None
    return Place(
        Step(step, strategy, _scope(entry.form), Sources(settings), known.plugin, settings.table, known.guard), settings
    )


def _scope(form: EntryTable) -> Scope | None:
    when = form.when
    if when is None:
        return Scope(meters=form.meters) if form.meters else None
    return Scope(form.meters, when.since, when.until, when.account_classes, when.first_months)


def _check_tables(product: Sheet[ProductTable], entries: Sequence[Entry], report: Report) -> None:
    """A table that belongs to no step would be settings that nothing heeds."""
    steps = [entry.form.step for entry in entries]
    for step in product.steps.keys() - {*steps}:
        message = f"step {step!r} is not in the chain; steps: {listed(steps)}"
        report.note(product.file, (step,), message, nearest(step, steps), code="unknown-step")


def _check_scope(entry: Entry, meters: Sequence[str] | None, report: Report) -> None:
    if meters is None:
        return
    for index, meter in enumerate(entry.form.meters):
        if meter not in meters:
            unknown = UnknownMeter(meter, meters)
            report.note(entry.file, (*entry.path, "meters", index), unknown.message, unknown.hint, code=unknown.code)


def _check_references(place: Place, earlier: Sequence[str], meters: Sequence[str] | None, report: Report) -> None:
    for reference in asked(place, place.step.strategy.refers_to, Reference, report):
        if reference.kind == "step" and reference.name not in earlier:
            message = f"step {reference.name!r} is not an earlier step; earlier: {listed(earlier)}"
            hint = nearest(reference.name, earlier)
            place.note(report, Wrong(reference.path, message, hint, "unknown-step"))
        if meters is None:
            continue
        scope = place.step.scope
        seen = scope.meters if scope and scope.meters else meters
        if reference.kind == "one-meter" and len(seen) > 1:
            message = f"the product has {len(seen)} meters, so it must say: {reference.name}"
            place.note(report, Wrong(reference.path, message, None, "missing-key"))
        if reference.kind == "meter" and reference.name not in meters:
            unknown = UnknownMeter(reference.name, meters)
            place.note(report, Wrong(reference.path, unknown.message, unknown.hint, unknown.code))


def _check_offers(place: Place, report: Report) -> None:
    seen: set[str] = set()
    for offer in asked(place, place.step.strategy.offers, Offer, report):
        if offer.sku in seen:
            place.note(report, Wrong((), f"sku {offer.sku!r} is offered twice", None, "duplicate-sku"))
        seen.add(offer.sku)


def warned(places: Iterable[Place], report: Report) -> Iterator[tuple[Place, Warned]]:
    """What the strategies would have a product manager look at again."""
    for place in places:
        for warning in asked(place, place.step.strategy.check, Warned, report):
            yield place, warning


def asked(place: Place, ask: Callable[[], Iterable[T]], kind: type[T], report: Report) -> list[T]:
    """What a strategy answers, or nothing and a noted fault of its plugin."""
    name = getattr(ask, "__name__", "")
    try:
        answers = list(ask())
    except BaseException as error:  # a plugin's own code ran
        if is_interrupt(error):
            raise
        what = f"raised {type(error).__name__}: {said(error)} in {name}()"
    else:
        strange = next((answer for answer in answers if not isinstance(answer, kind)), None)
        if strange is None:
            return answers
        what = f"returned {type(strange).__name__} from {name}() instead of {kind.__name__}"
    fault = place.step.fault(what)
    place.note(report, Wrong((), str(fault), None, fault.code))
    return []


def is_sold(strategy: Strategy) -> bool:
    """Whether the strategy sells anything whose balance a customer may hold."""
    try:
        return bool(strategy.offers())
    except BaseException as error:  # noted already, where offers are checked
        if is_interrupt(error):
            raise
        return False
