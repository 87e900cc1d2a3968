"""What becomes of calls that no pack covers: postpaid, or refused."""

from collections.abc import Iterable

from ratecard.spi import Strategy, hookimpl
from ratecard_overflow.strategy import Overflow

ratecard_requires = ">=1.0,<2"


@hookimpl
def ratecard_strategies() -> Iterable[type[Strategy]]:
    """The one strategy of this package."""
    return [Overflow]
