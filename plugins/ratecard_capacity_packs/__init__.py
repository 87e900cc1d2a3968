"""Capacity, such as calls a second, bought by the day or the month."""

from collections.abc import Iterable

from ratecard.spi import Strategy, hookimpl
from ratecard_capacity_packs.strategy import CapacityPacks

ratecard_requires = ">=1.1,<2"


@hookimpl
def ratecard_strategies() -> Iterable[type[Strategy]]:
    """The one strategy of this package."""
    return [CapacityPacks]
