"""Money that is spent before the account's own."""

from collections.abc import Iterable

from ratecard.spi import Strategy, hookimpl
from ratecard_money_credit.strategy import MoneyCredit

ratecard_requires = ">=1.0,<2"


@hookimpl
def ratecard_strategies() -> Iterable[type[Strategy]]:
    """The one strategy of this package."""
    return [MoneyCredit]
