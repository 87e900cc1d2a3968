"""The least that is charged over a window."""

from collections.abc import Iterable

from ratecard.spi import Strategy, hookimpl
from ratecard_minimum_spend.strategy import MinimumSpend

ratecard_requires = ">=1.0,<2"


@hookimpl
def ratecard_strategies() -> Iterable[type[Strategy]]:
    """The one strategy of this package."""
    return [MinimumSpend]
