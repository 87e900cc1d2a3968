"""How a step is shown in a price list: four shapes that any strategy fits."""

from collections.abc import Callable
from enum import Enum
from typing import Any

import strawberry

from ratecard.api.context import Context
from ratecard.api.locales import DEFAULT, Locale
from ratecard.api.offers import Offer, Validity, length, offer_of
from ratecard.api.scalars import Units
from ratecard.api.tiers import TierDisplay, tiers_of
from ratecard.domain import display as kernel
from ratecard.domain.chain import Chain
from ratecard.domain.step import Step
from ratecard.domain.text import Text


@strawberry.enum
class Every(Enum):
    """How often an allowance is granted."""

    HOUR = "hour"
    """At the start of every hour."""
    DAY = "day"
    """At the start of every day."""
    MONTH = "month"
    """At the start of every month."""
    YEAR = "year"
    """At the start of every year."""
    ONCE = "once"
    """Once."""


@strawberry.enum
class AllowanceShare(Enum):
    """Whose units an allowance covers, of several meters."""

    ORDER = "order"
    """The earliest, of whatever meter."""
    PROPORTIONAL = "proportional"
    """Of each meter in proportion to its units, the earliest of each."""


@strawberry.type
class AllowanceDisplay:
    """Units at no charge."""

    units: Units
    """How many."""
    every: Every
    """How often they are granted."""
    valid_for: Validity | None
    """How long what is granted once is there after the account switched the product on; null where nothing limits it,
    or where it is granted again and again and lasts until then."""
    share: AllowanceShare | None
    """Whose units are covered, of several meters; null where there is nothing to share."""


@strawberry.type
class MeterCost:
    """What a unit of a meter takes of a pack of points."""

    meter: str
    """The meter."""
    points: Units
    """How many points."""


@strawberry.type
class PackDisplay:
    """A table of packs."""

    offers: list[Offer]
    """The rows, in the catalog's order."""
    costs: list[MeterCost]
    """How many points a unit of a meter takes, 1 of a meter that is not here, where offers are packs of points; empty
    for packs of units."""


@strawberry.type
class NoteDisplay:
    """A rule that has no table."""

    text: strawberry.Private[Text]

    @strawberry.field
    def note(self, locale: Locale = DEFAULT) -> str:
        """The rule in a sentence."""
        return self.text.in_locale(locale)


Display = AllowanceDisplay | PackDisplay | TierDisplay | NoteDisplay


def display_of(context: Context, step: Step, chain: Chain) -> Display:
    """How the step's strategy shows it; its title where it can't say, with the fault logged."""
    try:
        shown = step.ask("display", step.strategy.display)
        return _SHAPES[type(shown)](shown, step, chain)
    except BaseException as error:
        fault = step.raised(error, " when asked how to show it")
        fault.__cause__ = error
        context.log(fault)
        return NoteDisplay(text=step.strategy.title)


def _allowance(shown: kernel.AllowanceDisplay, step: Step, chain: Chain) -> Display:
    return AllowanceDisplay(
        units=Units(shown.units),
        every=Every(shown.every),
        valid_for=length(shown.valid_for) if any(shown.valid_for) else None,
        share=AllowanceShare(shown.share) if shown.share else None,
    )


def _packs(shown: kernel.PackDisplay, step: Step, chain: Chain) -> Display:
    skus = [offer.sku for each in chain.steps for offer in each.offers()]
    return PackDisplay(
        offers=[offer_of(step.id, offer, chain, skus.count(offer.sku) == 1) for offer in shown.offers],
        costs=[MeterCost(meter=meter, points=Units(points)) for meter, points in shown.costs],
    )


def _tiers(shown: kernel.TierDisplay, step: Step, chain: Chain) -> Display:
    return tiers_of(shown, chain.conventions)


def _note(shown: kernel.NoteDisplay, step: Step, chain: Chain) -> Display:
    return NoteDisplay(text=shown.note)


_SHAPES: dict[type, Callable[[Any, Step, Chain], Display]] = {
    kernel.AllowanceDisplay: _allowance,
    kernel.PackDisplay: _packs,
    kernel.TierDisplay: _tiers,
    kernel.NoteDisplay: _note,
}
