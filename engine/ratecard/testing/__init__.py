"""What plugin authors test with: a bench to price a chain on, and the laws that every strategy is held to.

The laws need hypothesis: `pip install ratecard[testing]`. The bench needs nothing.
"""

from typing import TYPE_CHECKING, Any

from ratecard.domain.order import Order, Owned
from ratecard.domain.question import Used
from ratecard.testing.bench import Bench

if TYPE_CHECKING:
    from ratecard.testing.suite import StrategyLaws

__all__ = ["Bench", "Order", "Owned", "StrategyLaws", "Used"]


def __getattr__(name: str) -> Any:
    """The laws, imported when they are first asked for: production has no hypothesis."""
    if name != "StrategyLaws":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from ratecard.testing.suite import StrategyLaws

    return StrategyLaws
