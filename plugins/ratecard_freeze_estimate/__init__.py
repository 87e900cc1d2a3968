"""Money frozen for the next period's estimate."""

from collections.abc import Iterable

from ratecard.spi import Strategy, hookimpl
from ratecard_freeze_estimate.strategy import FreezeEstimate

ratecard_requires = ">=1.0,<2"


@hookimpl
def ratecard_strategies() -> Iterable[type[Strategy]]:
    """The one strategy of this package."""
    return [FreezeEstimate]
