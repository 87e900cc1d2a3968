"""How a step is shown in a price list: four shapes that any strategy fits."""

from collections.abc import Callable
from decimal import Decimal
from enum import Enum
from typing import Any

import strawberry

from ratecard.api.context import Context
from ratecard.api.locales import DEFAULT, Locale
from ratecard.api.scalars import Units
from ratecard.domain import display as kernel
from ratecard.domain import order
from ratecard.domain.chain import Chain
from ratecard.domain.conventions import Conventions
from ratecard.domain.period import Span
from ratecard.domain.step import Step
from ratecard.domain.text import Text
from ratecard.service.written import priced


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


@strawberry.enum
class TierMode(Enum):
    """How tiers are read."""

    VOLUME = "volume"
    """All units at the price of the tier reached."""
    GRADUATED = "graduated"
    """Each unit at the price of its own tier."""
    FLAT = "flat"
    """One price, whatever the quantity."""


@strawberry.enum
class TierBlocks(Enum):
    """What a part of the units that a price is for costs."""

    PRO_RATA = "pro-rata"
    """Its share of the price: 4 500 units are 4.5 times the price of 1 000."""
    WHOLE = "whole"
    """The whole price: 4 500 units are 5 times the price of 1 000."""


@strawberry.enum
class TierWindow(Enum):
    """Over what time units reach a tier together, where bills come more often."""

    DAY = "day"
    """The calendar day."""
    MONTH = "month"
    """The calendar month."""
    QUARTER = "quarter"
    """The calendar quarter, from January, April, July or October on."""
    YEAR = "year"
    """The calendar year."""


@strawberry.enum
class SoldBy(Enum):
    """By what length of time something is sold."""

    DAY = "day"
    """By the day."""
    MONTH = "month"
    """By the month."""


@strawberry.type
class Validity:
    """A length of time on the wall clock."""

    years: int
    """Whole years."""
    months: int
    """Whole months."""
    days: int
    """Whole days."""


@strawberry.type
class QuantityPrice:
    """The price of one in orders of some quantities."""

    above: Units
    """In orders of more than so many."""
    up_to: Units | None
    """In orders of so many at most; null for any more."""
    price: Decimal | None
    """For one, in the catalog's currency; null where it is sold by agreement, asked for at `url`."""
    url: str | None
    """Where to ask for a price; null where there is one."""


@strawberry.type
class Offer:
    """Something that a step sells."""

    offer: strawberry.Private[order.Offer]
    conventions: strawberry.Private[Conventions]
    step: str
    """The step that sells it."""
    sku: str
    """What it is known by in its step."""
    order_as: str
    """What to order it by: the sku, or `step/sku` where two steps sell the same sku."""
    units: Units
    """Units that one of it holds; 0 for what holds none."""
    price: Decimal | None
    """For one, and one of what it is `soldBy`, in the catalog's currency; null where it is sold by agreement, asked for
    at `url`."""
    list_price: Decimal | None
    """What it costs without the discount that `price` has; null where there is none."""
    url: str | None
    """Where to ask for a price; null where there is one."""
    valid_for: Validity
    """How long it is valid."""
    starts_after: Validity
    """How long after its purchase it becomes effective; nothing where it is at once."""
    chosen_start: bool
    """Whether an order may say when it becomes effective, as `effective`."""
    sold_by: SoldBy | None
    """What its price is for, besides each one: an order says for how many of them, as `lasts`; null for neither."""
    returnable: bool
    """Whether it can be given back at all, as an order says with `returned`."""
    limit: Units | None
    """How many of it one account may buy; null for any number."""
    meters: list[str]
    """The meters whose units it covers; all of them when empty."""
    prices: list[QuantityPrice]
    """Prices by the quantity of an order, in its order, where they differ: `price` is then the first of them."""
    mode: TierMode | None
    """Whether all of an order, or each part of it, has the price of the quantity reached; null where there is one."""

    @strawberry.field
    def name(self, locale: Locale = DEFAULT) -> str:
        """What people call it."""
        return self.offer.name.in_locale(locale)

    @strawberry.field
    def formatted(self, locale: Locale = DEFAULT) -> str | None:
        """The price as people write it: "¥3,500.00"; null where it is sold by agreement."""
        return None if self.price is None else priced(self.price, self.conventions, locale)


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
class TierMeterPrice:
    """A price of one meter's units that differs from the tier's."""

    meter: str
    """The meter."""
    price: Decimal
    """For as many units as the table says, in the catalog's currency."""


@strawberry.type
class Tier:
    """One row of a tier table."""

    conventions: strawberry.Private[Conventions]
    above: Units
    """The range begins after so many units."""
    up_to: Units | None
    """The last unit of the range; null when it is open."""
    price: Decimal | None
    """For as many units as the table says, in the catalog's currency; null for contact sales, asked for at `url`."""
    prices: list[TierMeterPrice]
    """Meters whose units have a price of their own."""
    fee: Decimal | None
    """A fixed amount for reaching the tier, in the catalog's currency; null where there is none."""
    url: str | None
    """Where to ask for a price; null where there is one."""

    @strawberry.field
    def formatted(self, locale: Locale = DEFAULT) -> str | None:
        """The price as people write it: "¥0.15"; null for contact sales."""
        return None if self.price is None else priced(self.price, self.conventions, locale)

    @strawberry.field
    def formatted_fee(self, locale: Locale = DEFAULT) -> str | None:
        """The fee as people write it: "¥400.00"; null where there is none."""
        return None if self.fee is None else priced(self.fee, self.conventions, locale)


@strawberry.type
class TierDisplay:
    """A table of tiers."""

    mode: TierMode
    """How the tiers are read."""
    tiers: list[Tier]
    """The rows, in order of quantity."""
    per: Units
    """How many units each price is for: 1, or 1000 for a price per 1 000 calls."""
    blocks: TierBlocks | None
    """What a part of them costs; null where a price is for one unit."""
    counted_over: TierWindow | None
    """Whose units reach a tier together; null for each settlement period's own."""


@strawberry.type
class NoteDisplay:
    """A rule that has no table."""

    text: strawberry.Private[Text]

    @strawberry.field
    def note(self, locale: Locale = DEFAULT) -> str:
        """The rule in a sentence."""
        return self.text.in_locale(locale)


Display = AllowanceDisplay | PackDisplay | TierDisplay | NoteDisplay


def offer_of(step: str, offer: order.Offer, chain: Chain, unique: bool) -> Offer:
    """An offer as data; `unique` when no other step sells its sku."""
    return Offer(
        offer=offer,
        conventions=chain.conventions,
        step=step,
        sku=offer.sku,
        order_as=offer.sku if unique else f"{step}/{offer.sku}",
        units=Units(offer.units),
        price=offer.price,
        list_price=offer.list_price,
        url=offer.contact or None,
        valid_for=_length(offer.valid_for),
        starts_after=_length(offer.starts_after),
        chosen_start=offer.chosen_start,
        sold_by=SoldBy(offer.sold_by) if offer.sold_by else None,
        returnable=offer.returnable,
        limit=None if offer.limit is None else Units(offer.limit),
        meters=list(offer.meters),
        prices=[
            QuantityPrice(
                above=Units(each.above),
                up_to=None if each.up_to is None else Units(each.up_to),
                price=each.price,
                url=each.contact or None,
            )
            for each in offer.prices
        ],
        mode=TierMode(offer.mode) if offer.mode else None,
    )


def _length(span: Span) -> Validity:
    return Validity(years=span.years, months=span.months, days=span.days)


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
        valid_for=_length(shown.valid_for) if any(shown.valid_for) else None,
        share=AllowanceShare(shown.share) if shown.share else None,
    )


def _packs(shown: kernel.PackDisplay, step: Step, chain: Chain) -> Display:
    skus = [offer.sku for each in chain.steps for offer in each.offers()]
    return PackDisplay(
        offers=[offer_of(step.id, offer, chain, skus.count(offer.sku) == 1) for offer in shown.offers],
        costs=[MeterCost(meter=meter, points=Units(points)) for meter, points in shown.costs],
    )


def _tiers(shown: kernel.TierDisplay, step: Step, chain: Chain) -> Display:
    tiers = [
        Tier(
            conventions=chain.conventions,
            above=Units(tier.above),
            up_to=None if tier.up_to is None else Units(tier.up_to),
            price=tier.price,
            prices=[TierMeterPrice(meter=meter, price=price) for meter, price in tier.prices],
            fee=tier.fee,
            url=tier.url or None,
        )
        for tier in shown.tiers
    ]
    return TierDisplay(
        mode=TierMode(shown.mode),
        tiers=tiers,
        per=Units(shown.per),
        blocks=TierBlocks(shown.blocks) if shown.blocks else None,
        counted_over=TierWindow(shown.counted_over) if shown.counted_over else None,
    )


def _note(shown: kernel.NoteDisplay, step: Step, chain: Chain) -> Display:
    return NoteDisplay(text=shown.note)


_SHAPES: dict[type, Callable[[Any, Step, Chain], Display]] = {
    kernel.AllowanceDisplay: _allowance,
    kernel.PackDisplay: _packs,
    kernel.TierDisplay: _tiers,
    kernel.NoteDisplay: _note,
}
