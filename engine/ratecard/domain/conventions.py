"""What a catalog settles for all its products."""

from decimal import Decimal
from typing import NamedTuple

from ratecard.domain.money import Rounding
from ratecard.domain.period import Calendar


class LowBalance(NamedTuple):
    """When the account's holder is told that the available balance is low."""

    below: Decimal
    """The balance that is just enough."""
    channels: tuple[str, ...]
    """How it is told, unless the account chose otherwise."""


class Conventions(NamedTuple):
    """What a catalog settles for all its products."""

    currency: str
    """ISO 4217."""
    rounding: Rounding
    calendar: Calendar
    billed_on: tuple[int, int] = (1, 1)
    """From which to which day after the period the bill comes, 1 being the first."""
    low_balance: LowBalance | None = None
    """None: the holder is not told."""
