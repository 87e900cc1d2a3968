"""Money frozen for the next period's estimate."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import reduce
from typing import ClassVar, Literal

from ratecard.spi import Bill, Bound, Outcome, Rate, Strategy, Text

EXACT = Context(prec=200)
"""Sums are exact whatever the program around sets."""

OF = {
    "postpaid": Text("后付费调用量 × 刊例价", "postpaid calls × list price"),
    "all-units": Text("全部计费调用量 × 刊例价", "all charged calls × list price"),
    "bill": Text("本期账单金额", "this period's bill"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeEstimate(Strategy):
    """Release what was frozen, then freeze an estimate of the next period's bill (page: 计费与结算方式, 后付费)."""

    kind: ClassVar[str] = "freeze-estimate"
    title: ClassVar[Text] = Text("费用冻结", "Freeze")

    ratio: Decimal
    """The share of the estimate that is frozen: 1 for all of it."""
    of: Literal["postpaid", "all-units", "bill"]
    """What is estimated from: units settled postpaid × list price, all counted units × list price, or the bill."""

    def __post_init__(self) -> None:
        if not self.ratio.is_finite() or self.ratio < 0:
            raise ValueError(f"ratio must not be below zero, got {self.ratio}")

    def settle(self, bill: Bill) -> Outcome:
        """A release of the open hold, and the new hold where there is something to freeze."""
        holds = bill.release()
        terms = tuple(self._terms(bill))
        if terms and self.ratio:
            holds += bill.freeze(terms, self.ratio, rule=("ratio",))
        return Outcome(bill.remaining, holds=holds)

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound:
        """It covers and charges nothing."""
        return Bound(0)

    def _terms(self, bill: Bill) -> Iterable[tuple[Decimal | int, ...]]:
        if self.of == "bill":
            amounts = [line.amount for line in bill.lines if line.amount and line.kind != "purchase"]
            amount = reduce(EXACT.add, amounts, Decimal(0))
            if amount > 0:
                yield (amount,)
            return
        for fact in bill.facts:
            if type(fact) is Rate:
                units = fact.units if self.of == "postpaid" else fact.counted
                if units and fact.price:
                    yield (units, fact.price)

    def describe(self, locale: str) -> str:
        """What is frozen, and when it is released."""
        of, percent = OF[self.of], f"{(self.ratio * 100).normalize():f}"
        return Text(
            f"每期结算后冻结{of.zh} × {percent}%，下期结算时先解冻再扣费",
            f"Each settlement freezes {of.en} × {percent} %, after it has released what the one before froze",
        ).in_locale(locale)
