"""A table of prices by quantity."""

from decimal import Decimal
from enum import Enum

import strawberry

from ratecard.api.locales import DEFAULT, Locale
from ratecard.api.scalars import Units
from ratecard.domain import display as kernel
from ratecard.domain.conventions import Conventions
from ratecard.service.written import priced


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


def tiers_of(shown: kernel.TierDisplay, conventions: Conventions) -> TierDisplay:
    """A table of tiers as data."""
    tiers = [
        Tier(
            conventions=conventions,
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
