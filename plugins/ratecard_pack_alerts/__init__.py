"""Notices when the last pack runs low or out."""

from collections.abc import Iterable

from ratecard.spi import Strategy, hookimpl
from ratecard_pack_alerts.strategy import PackAlerts

ratecard_requires = ">=1.0,<2"


@hookimpl
def ratecard_strategies() -> Iterable[type[Strategy]]:
    """The one strategy of this package."""
    return [PackAlerts]
