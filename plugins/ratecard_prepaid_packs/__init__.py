"""Packs of units, bought ahead."""

from collections.abc import Iterable

from ratecard.spi import Strategy, hookimpl
from ratecard_prepaid_packs.strategy import PrepaidPacks

ratecard_requires = ">=1.1,<2"


@hookimpl
def ratecard_strategies() -> Iterable[type[Strategy]]:
    """The one strategy of this package."""
    return [PrepaidPacks]
