"""What steps sell."""

from decimal import Decimal
from enum import Enum

import strawberry

from ratecard.api.locales import DEFAULT, Locale
from ratecard.api.scalars import Units
from ratecard.api.tiers import TierMode
from ratecard.domain import order
from ratecard.domain.chain import Chain
from ratecard.domain.conventions import Conventions
from ratecard.domain.period import Span
from ratecard.service.written import priced


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
        valid_for=length(offer.valid_for),
        starts_after=length(offer.starts_after),
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


def length(span: Span) -> Validity:
    """A length of time as data."""
    return Validity(years=span.years, months=span.months, days=span.days)
