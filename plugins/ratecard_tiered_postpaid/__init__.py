"""Prices by the quantity used."""

from collections.abc import Iterable

from ratecard.spi import Strategy, hookimpl
from ratecard_tiered_postpaid.strategy import TieredPostpaid

ratecard_requires = ">=1.1,<2"


@hookimpl
def ratecard_strategies() -> Iterable[type[Strategy]]:
    """The one strategy of this package."""
    return [TieredPostpaid]
