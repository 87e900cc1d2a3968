"""A share off what named steps charge while a campaign runs."""

from collections.abc import Iterable

from ratecard.spi import Strategy, hookimpl
from ratecard_campaign.strategy import Campaign, Given, Membership

__all__ = ["Campaign", "Given", "Membership"]


@hookimpl
def ratecard_strategies() -> Iterable[type[Strategy]]:
    """The kinds of this distribution."""
    return [Campaign]
