"""What-if changes as they are asked for from outside, with names, dates and raw settings."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from ratecard.domain import change as kernel
from ratecard.domain.errors import Refusal, listed, nearest
from ratecard.domain.product import Catalog
from ratecard.domain.question import Question
from ratecard.domain.step import Step, raised
from ratecard.domain.strategy import Installed, Reference, Strategy
from ratecard.service.asked import ChoiceAsked, OrderAsked, UsageAsked, When, choice_of, instant, orders_of, usage_of
from ratecard.service.shelf import Shelf

MOST_CHANGES = 200

Settings = Mapping[str, Any]
Build = Callable[[str, type[Strategy], Settings], Strategy]
"""A step's id, its strategy and its raw settings made the strategy; `BadSettings`."""


def built(build: Build, step: str, installed: Installed, settings: Settings) -> Strategy:
    """The strategy of raw settings; `BadSettings`, or `PluginFault` for whatever else its own code raises."""
    cls, plugin, guard = installed
    try:
        return build(step, cls, settings) if guard is None else guard.run(lambda: build(step, cls, settings))
    except Refusal:
        raise
    except BaseException as error:
        raise raised(step, cls.kind, plugin, error, " from its settings") from error


class BadSettings(Refusal):
    """Settings that the strategy's own type does not take; the sentence is the catalog loader's."""

    code = "bad-settings"


class TooManyChanges(Refusal):
    """More changes than one question may hold."""

    code = "too-many-changes"

    def __init__(self, changes: int) -> None:
        super().__init__(f"{changes} changes are more than {MOST_CHANGES}")


class UnknownDigest(Refusal):
    """A catalog digest that is not loaded."""

    code = "unknown-digest"

    def __init__(self, digest: str, catalogs: tuple[Catalog, ...]) -> None:
        loaded = listed(f"{catalog.digest} ({catalog.id})" for catalog in catalogs)
        super().__init__(f"digest {digest!r} is not loaded; loaded: {loaded}")


class SetUsage(NamedTuple):
    """Other usage."""

    usage: tuple[UsageAsked, ...]


class ScaleUsage(NamedTuple):
    """Usage × factor, from a period on or throughout."""

    factor: Decimal
    since: str | None = None
    """The id of the first period that is scaled."""


class AddOrder(NamedTuple):
    """One order more."""

    order: OrderAsked


class DropOrder(NamedTuple):
    """One order less, or so many packs less of it: the first one that has all that is said."""

    sku: str
    quantity: int | None = None
    on: When | None = None
    effective: When | None = None
    lasts: int | None = None
    returned: When | None = None


class Choose(NamedTuple):
    """A choice of the account more, in place of one of the same step from the same instant on."""

    choice: ChoiceAsked


class SetStep(NamedTuple):
    """Other settings of one step, merged over the catalog's."""

    step: str
    settings: Settings


class AddStep(NamedTuple):
    """A step more, before or after another one, or at the end."""

    step: str
    use: str
    """The strategy's kind."""
    settings: Settings
    before: str | None = None
    after: str | None = None


class RemoveStep(NamedTuple):
    """A step less, and what the account chose of it."""

    step: str


class MoveStep(NamedTuple):
    """A step at another place: before or after another one, or at the end."""

    step: str
    before: str | None = None
    after: str | None = None


class UseCatalog(NamedTuple):
    """The prices of another loaded catalog, or those in force on a day, throughout."""

    digest: str | None = None
    on: date | None = None


class UseProduct(NamedTuple):
    """Another product; what the account chose holds where that leaves it to it too."""

    product: str


Change = (
    SetUsage
    | ScaleUsage
    | AddOrder
    | DropOrder
    | Choose
    | SetStep
    | AddStep
    | RemoveStep
    | MoveStep
    | UseCatalog
    | UseProduct
)


class Draft(NamedTuple):
    """A question on its way through changes, and the catalog that it is about."""

    catalog: Catalog
    question: Question


class Workshop(NamedTuple):
    """What changes are carried out with."""

    shelf: Shelf
    build: Build

    def changed(self, draft: Draft, change: Change) -> Draft:
        """The draft after one change; a `Refusal` for one that can't be made."""
        question, calendar = draft.question, draft.question.product.calendar
        match change:
            case SetUsage(usage):
                return draft._replace(
                    question=question._replace(usage=tuple(usage_of(usage, calendar, question.periods)))
                )
            case ScaleUsage(factor, since):
                return draft._replace(
                    question=kernel.scaled(question, factor, calendar.named(since) if since else None)
                )
            case AddOrder(order):
                (placed,) = orders_of((order,), calendar, question.periods[0])
                return draft._replace(question=kernel.ordered(question, placed))
            case DropOrder(sku, quantity, on, effective, lasts, returned):
                bought, starts, ends = (
                    None if when is None else instant(when, calendar) for when in (on, effective, returned)
                )
                return draft._replace(question=kernel.not_ordered(question, sku, quantity, bought, starts, lasts, ends))
            case Choose(choice):
                return draft._replace(question=kernel.chosen(question, choice_of(choice, calendar)))
            case UseCatalog() | UseProduct():
                return self._elsewhere(draft, change)
            case _:
                rechained = self._rechained(question, change)
                if isinstance(change, SetStep | AddStep):
                    _check_references(rechained, change.step, change.settings)
                return draft._replace(question=rechained)

    def _rechained(self, question: Question, change: SetStep | AddStep | RemoveStep | MoveStep) -> Question:
        match change:
            case SetStep(id, settings):
                return kernel.with_step_changed(question, id, lambda step: self._set(step, settings))
            case AddStep(id, use, settings, before, after):
                installed = self.shelf.strategy(use)
                strategy = built(self.build, id, installed, settings)
                step = Step(id, strategy, None, WHAT_IF, installed.plugin, settings, installed.guard)
                return kernel.with_step(question, step, kernel.Place(before, after))
            case RemoveStep(id):
                return kernel.without_step(question, id)
            case MoveStep(id, before, after):
                return kernel.with_step_moved(question, id, kernel.Place(before, after))

    def _set(self, step: Step, settings: Settings) -> Step:
        merged = {**step.settings, **settings}
        strategy = built(self.build, step.id, Installed(type(step.strategy), step.plugin, step.guard), merged)
        return step._replace(strategy=strategy, settings=merged, sources=WHAT_IF)

    def _elsewhere(self, draft: Draft, change: UseCatalog | UseProduct) -> Draft:
        catalog, question = draft
        if isinstance(change, UseProduct):
            catalog, product = self.shelf.product(change.product)
            return Draft(catalog, kernel.as_product(question, product))
        if change.digest is not None:
            found = [catalog for catalog in self.shelf.catalogs if catalog.digest == change.digest]
            if not found:
                raise UnknownDigest(change.digest, self.shelf.catalogs)
            (catalog,) = found
            _, product = self.shelf.product(f"{catalog.id}/{question.product.id}")
            question = kernel.as_product(question, product)
        if change.on is not None:
            question = kernel.as_of(question, instant(change.on, question.product.calendar))
        return Draft(catalog, question)


def _check_references(question: Question, name: str, settings: Settings) -> None:
    """`BadSettings` where the settings that were given name a step or a meter that no version asked about has.

    Those of before may name a step that an earlier change removed.
    """
    versions = [question.product.version(period.start) for period in question.periods]
    found: list[Reference] = []
    known: dict[str, list[str]] = {"step": [], "meter": []}
    for version in versions[:1] + [after for before, after in pairwise(versions) if after is not before]:
        ids = [step.id for step in version.chain.steps]
        if name in ids:
            place = ids.index(name)
            found += _references(version.chain.steps[place])
            known["step"] += ids[:place]
            known["meter"] += [meter.id for meter in version.meters]
    for path, kind, named in found:
        if kind in known and path[0] in settings and named not in known[kind]:
            noun = "an earlier step" if kind == "step" else "a meter of the product"
            there = list(dict.fromkeys(known[kind]))
            message = f"{name}: {named!r} is not {noun}; known: {listed(there)}"
            raise BadSettings(message, nearest(named, there), ("settings", *path))


def _references(step: Step) -> list[Reference]:
    """What a step's settings name; `PluginFault` when its strategy can't say."""
    return step.ask("refers_to", lambda: list(step.strategy.refers_to()))


WHAT_IF: Mapping[tuple[str | int, ...], str] = {(): "what-if"}
"""The source of a changed step's lines: no catalog file says so."""
