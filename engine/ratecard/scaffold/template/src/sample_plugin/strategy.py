"""The rule: a fee with the first call of a period, and a price for every call."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from ratecard.spi import Bill, Bound, Display, Line, Outcome, Price, Strategy, Text, Tier, TierDisplay, count


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePlugin(Strategy):
    """Charge a fee in every period in which anything was called, and a price for each call that is left."""

    kind: ClassVar[str] = "sample-kind"
    title: ClassVar[Text] = Text("Sample title", "Sample title")

    fee: Price
    """What the first call of a period costs beside its price, in the catalog's currency."""
    price: Price
    """What each call costs that no earlier step covered, in the catalog's currency."""

    def __post_init__(self) -> None:
        """Refuse amounts that are none; the loader adds file, line and key."""
        for name, amount in (("fee", self.fee), ("price", self.price)):
            if not amount.is_finite() or amount < 0:
                raise ValueError(f"{name} must not be below zero, got {amount}")

    def settle(self, bill: Bill) -> Outcome:
        """A line for the fee, and one that covers all that is left."""
        if not bill.usage:
            return Outcome(bill.remaining)
        lines = [bill.line(0, self.fee, kind="fee", quantity=1, rule=("fee",))]
        if bill.remaining:
            lines.append(bill.line(bill.units, self.price, rule=("price",)))
        return Outcome(remaining=(), lines=tuple(lines))

    def display(self) -> Display:
        """A table of one row."""
        return TierDisplay("flat", (Tier(above=0, up_to=None, price=self.price, url="", fee=self.fee),))

    def describe(self, locale: str) -> str:
        """The rule in a sentence, in Chinese and in English."""
        return Text(
            f"有调用的账期收取 {self.fee:f}，每次调用 {self.price:f}",
            f"A fee of {self.fee:f} in a period with calls, and {self.price:f} for each call",
        ).in_locale(locale)

    def label(self, line: Line, locale: str) -> str:
        """What a line is called."""
        name = Text("首次调用费", "First call") if line.kind == "fee" else Text("按次计费", "Calls")
        return name.in_locale(locale)

    def breakpoints(self, bill: Bill) -> Iterable[int]:
        """The first call brings the fee; the first that no earlier step covered brings the price."""
        return (0, count(bill.usage) - bill.units)

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound:
        """No call is free, and nothing makes the fee less."""
        rounding = bill.conventions.rounding
        fee = rounding.apply(self.fee) if bill.usage else rounding.zero
        return Bound(free=0, rate=self.price, slack=rounding.unit, fixed=fee)
