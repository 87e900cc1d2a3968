"""How a step is shown: four shapes that any strategy fits, so that the API does not depend on what is installed."""

from decimal import Decimal
from typing import NamedTuple

from ratecard.domain.order import Offer
from ratecard.domain.text import Text


class AllowanceDisplay(NamedTuple):
    """Units at no charge."""

    units: int
    every: str
    """How often they are granted: `hour`, `day`, `month`, `year` or `once`."""


class PackDisplay(NamedTuple):
    """What is on offer, as a table of packs."""

    offers: tuple[Offer, ...]


class Tier(NamedTuple):
    """One row of a tier table."""

    above: int
    """The range begins after so many units."""
    up_to: int | None
    """The last unit of the range, None when it is open."""
    price: Decimal | None
    """For one unit; None for contact sales."""
    url: str
    """Where to ask for a price, "" where there is one."""


class TierDisplay(NamedTuple):
    """Prices by quantity."""

    mode: str
    """`volume`: all units at the tier reached; `graduated`: each unit at its own tier."""
    tiers: tuple[Tier, ...]


class NoteDisplay(NamedTuple):
    """A rule that has no table."""

    note: Text


Display = AllowanceDisplay | PackDisplay | TierDisplay | NoteDisplay
