"""What a longer time than the settlement period has come to so far."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from ratecard.spi import Line, Period
from ratecard_tiered_postpaid.tariff import EXACT, Run, Tariff
from ratecard_tiered_postpaid.tier import FREE


class SoFar(NamedTuple):
    """What was counted in a window of time, up to the end of a period."""

    window: str
    """The day, month, quarter or year, as the calendar names it; "" where each period counts for itself."""
    counted: int = 0
    """Units that count toward the tier."""
    left: tuple[Run, ...] = ()
    """Those of them that no earlier step covered, in order."""
    charged: Decimal | None = FREE
    """What was charged for them; None once some were sold by agreement."""

    @property
    def covered(self) -> int:
        """Units that count toward the tier, and that earlier steps covered."""
        return self.counted - sum([units for _, units in self.left])

    def and_now(self, tariff: Tariff, counted: int, left: tuple[Run, ...]) -> "SoFar":
        """With the units of one more period, not yet charged."""
        runs = tariff.joined(self.left + left) if self.left else left
        return SoFar(self.window, self.counted + counted, runs, self.charged)

    def and_charged(self, lines: Iterable[Line]) -> "SoFar":
        """With what the lines of those units come to."""
        charged = self.charged
        for line in lines:
            charged = None if charged is None or line.amount is None else EXACT.add(charged, line.amount)
        return self._replace(charged=charged)


def before(state: SoFar | None, window: Period | None) -> SoFar:
    """What the window had come to when the period began: nothing, unless the state is about it."""
    name = window.id if window else ""
    return state if state is not None and state.window == name else SoFar(name)
