"""A share off what named steps charge while a campaign runs."""

from collections.abc import Iterable

from ratecard.spi import Strategy, hookimpl
from ratecard_campaign.strategy import Campaign, Given, Membership

__all__ = ["Campaign", "Given", "Membership"]

ratecard_requires = ">=1.0,<2"


@hookimpl
def ratecard_strategies() -> Iterable[type[Strategy]]:
    """The kinds of this distribution."""
    return [Campaign]
