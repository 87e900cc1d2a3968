"""Calls whose result code is not charged."""

from collections.abc import Iterable

from ratecard.spi import Strategy, hookimpl
from ratecard_outcome_filter.strategy import OutcomeFilter

ratecard_requires = ">=1.0,<2"


@hookimpl
def ratecard_strategies() -> Iterable[type[Strategy]]:
    """The one strategy of this package."""
    return [OutcomeFilter]
