"""Money frozen for the next period's estimate."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal
from fractions import Fraction
from functools import reduce
from typing import ClassVar, Literal

from ratecard.spi import Bill, Bound, Outcome, Rate, Strategy, Text

EXACT = Context(prec=200)
"""Sums are exact whatever the program around sets."""

AMOUNT = ("amount",)
OF = {
    "postpaid": Text("后付费调用量 × 刊例价", "postpaid calls × list price"),
    "all-units": Text("全部计费调用量 × 刊例价", "all charged calls × list price"),
    "bill": Text("本期账单金额", "this period's bill"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FreezeEstimate(Strategy):
    """Release what was frozen, then freeze an estimate of the next period's bill."""

    kind: ClassVar[str] = "freeze-estimate"
    title: ClassVar[Text] = Text("费用冻结", "Freeze")
    examples: ClassVar[Sequence[Mapping[str, object]]] = (
        {"of": "bill", "ratio": 1, "places": 0},
        {"of": "postpaid", "ratio": Decimal("0.5")},
        {"of": "fixed", "amount": 100},
    )

    of: Literal["postpaid", "all-units", "bill", "fixed"]
    """What is frozen: units settled postpaid × list price, all counted units × list price, the bill, or an amount."""
    ratio: Decimal | None = field(default=None, metadata={"minimum": 0})
    """The share of the estimate that is frozen: 1 for all of it. Needed, but with `of = "fixed"`."""
    amount: Decimal | None = field(default=None, metadata={"exclusiveMinimum": 0})
    """What is frozen each time with `of = "fixed"`."""
    places: int | None = field(default=None, metadata={"minimum": 0, "maximum": 12})
    """Decimal places of what is frozen: 0 for whole yuan; the catalog's, unless given."""

    def __post_init__(self) -> None:
        if self.of == "fixed":
            if self.amount is None or self.ratio is not None:
                raise ValueError('of = "fixed" freezes an amount: it needs amount, and has no ratio')
            if not self.amount.is_finite() or self.amount <= 0:
                raise ValueError(f"amount must be above zero, got {self.amount}: leave the step out to freeze nothing")
        elif self.ratio is None or self.amount is not None:
            raise ValueError(f'of = "{self.of}" freezes a share: it needs ratio, and has no amount')
        elif not self.ratio.is_finite() or self.ratio < 0:
            raise ValueError(f"ratio must not be below zero, got {self.ratio}")
        if self.places is not None and not 0 <= self.places <= 12:
            raise ValueError(f"places must be from 0 to 12, got {self.places}")

    def settle(self, bill: Bill) -> Outcome:
        """A release of the open hold, and the new hold where there is something to freeze."""
        holds = bill.release()
        if self.amount is not None:
            return Outcome(
                bill.remaining, holds=holds + bill.freeze(((self.amount,),), places=self.places, rule=AMOUNT)
            )
        terms = tuple(self._terms(bill))
        if terms and self.ratio:
            holds += bill.freeze(terms, self.ratio, places=self.places, rule=("ratio",))
        return Outcome(bill.remaining, holds=holds)

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound:
        """It covers and charges nothing."""
        return Bound(0)

    def _terms(self, bill: Bill) -> Iterable[tuple[Decimal | int | Fraction, ...]]:
        if self.of == "bill":
            amounts = [line.amount for line in bill.lines if line.amount and not line.is_paid_at_once]
            amount = reduce(EXACT.add, amounts, Decimal(0))
            if amount > 0:
                yield (amount,)
            return
        for fact in bill.facts:
            if type(fact) is Rate:
                units = fact.units if self.of == "postpaid" else fact.counted
                if units and fact.price:
                    yield (units, fact.price) if fact.per == 1 else (units, fact.price, Fraction(1, fact.per))

    def describe(self, locale: str) -> str:
        """What is frozen, and when it is released."""
        places = Text("", "")
        if self.places is not None:
            places = Text(f"（保留 {self.places} 位小数）", f" (to {self.places} decimal places)")
        return Text(
            f"每期结算后冻结{self._estimate.zh}{places.zh}，下期结算时先解冻再扣费",
            f"Each settlement freezes {self._estimate.en}{places.en}, after it has released what the one before froze",
        ).in_locale(locale)

    @property
    def _estimate(self) -> Text:
        if self.ratio is None:
            return Text(f"固定金额 {self.amount}", f"a fixed amount of {self.amount}")
        percent = f"{(self.ratio * 100).normalize():f}"
        return Text(f"{OF[self.of].zh} × {percent}%", f"{OF[self.of].en} × {percent} %")
