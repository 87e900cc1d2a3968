"""What is debited, rounded to fewer places than lines are."""

from collections.abc import Iterable

from ratecard.spi import Strategy, hookimpl
from ratecard_debit_rounding.strategy import DebitRounding

ratecard_requires = ">=1.0,<2"


@hookimpl
def ratecard_strategies() -> Iterable[type[Strategy]]:
    """The one strategy of this package."""
    return [DebitRounding]
