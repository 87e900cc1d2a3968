"""Calls that are made at night cost a price of their own."""

from collections.abc import Iterable

from ratecard.spi import Strategy, hookimpl
from ratecard_night_rate.strategy import NightRate

__all__ = ["NightRate"]

ratecard_requires = ">=1.0,<2"


@hookimpl
def ratecard_strategies() -> Iterable[type[Strategy]]:
    """The kinds of this distribution."""
    return [NightRate]
