"""How a step is shown: four shapes that any strategy fits, so that the API does not depend on what is installed."""

from decimal import Decimal
from typing import NamedTuple

from ratecard.domain.order import Offer
from ratecard.domain.period import Span
from ratecard.domain.text import Text


class AllowanceDisplay(NamedTuple):
    """Units at no charge."""

    units: int
    every: str
    """How often they are granted: `hour`, `day`, `month`, `year` or `once`."""
    valid_for: Span = Span()
    """How long units that are granted once are there after the product is switched on; nothing: for ever."""
    share: str = ""
    """Whose units are covered, of several meters: the earliest in `order`, or `proportional`; "" where nobody asks."""


class PackDisplay(NamedTuple):
    """What is on offer, as a table of packs."""

    offers: tuple[Offer, ...]
    costs: tuple[tuple[str, int], ...] = ()
    """How many points a unit of a meter takes of a pack of points, 1 unless given; none for packs of units."""


class Tier(NamedTuple):
    """One row of a tier table."""

    above: int
    """The range begins after so many units."""
    up_to: int | None
    """The last unit of the range, None when it is open."""
    price: Decimal | None
    """For one unit, or for as many as the table says; None for contact sales."""
    url: str
    """Where to ask for a price, "" where there is one."""
    fee: Decimal | None = None
    """A fixed amount for reaching the tier, None where there is none."""
    prices: tuple[tuple[str, Decimal], ...] = ()
    """Meters whose units have a price of their own, and that price."""


class TierDisplay(NamedTuple):
    """Prices by quantity."""

    mode: str
    """`volume`: all units at the tier reached; `graduated`: each unit at its own tier; `flat`: there is but one."""
    tiers: tuple[Tier, ...]
    per: int = 1
    """How many units a price is for."""
    blocks: str = ""
    """What a part of them costs: `pro-rata`, or `whole`; "" where a price is for one unit."""
    counted_over: str = ""
    """Whose units reach a tier together: those of a `day`, `month`, `quarter` or `year`; "" for each period's own."""


class NoteDisplay(NamedTuple):
    """A rule that has no table."""

    note: Text


Display = AllowanceDisplay | PackDisplay | TierDisplay | NoteDisplay
