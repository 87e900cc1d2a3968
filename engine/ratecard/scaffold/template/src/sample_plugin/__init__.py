"""A fee with the first call of a period, and a price for every call."""

from collections.abc import Iterable

from ratecard.spi import Strategy, hookimpl

from sample_plugin.strategy import SamplePlugin

ratecard_requires = ">=1.1,<2"
"""The versions of ratecard's contract that this package is written for; a literal, read before the import."""


@hookimpl
def ratecard_strategies() -> Iterable[type[Strategy]]:
    """The strategies of this package."""
    return [SamplePlugin]
