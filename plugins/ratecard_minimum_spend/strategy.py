"""The least that is charged over a window: what is missing from it is charged when the window ends."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Context, Decimal
from typing import ClassVar, Literal, NamedTuple

from ratecard.spi import Bill, Bound, Line, Outcome, Period, Reference, Strategy, Text, trimmed

EXACT = Context(prec=200)
"""Sums are what they are whatever the program around sets."""

OVER = {
    "period": Text("每账期", "each period"),
    "month": Text("每月", "each month"),
    "quarter": Text("每季度", "each quarter"),
    "year": Text("每年", "each year"),
}
FIRST = {
    "whole": Text("期间开通的按全额计", "the whole of it where the window begins earlier than the account"),
    "by-day": Text("期间开通的按天折算", "by days where the window begins earlier than the account"),
    "free": Text("期间开通的不计", "none where the window begins earlier than the account"),
}
UNUSED = {
    "charged": Text("没有调用也收取", "charged without any calls too"),
    "free": Text("没有调用则不收取", "not charged without any calls"),
}


class Spent(NamedTuple):
    """The window that is still open when the period ends."""

    since: datetime
    """From when on it is known, UTC: its start, the account's activation, or the first period that was asked about."""
    amount: Decimal | None
    """What was spent in it so far; None after contact sales."""
    used: bool
    """Whether there were any calls in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MinimumSpend(Strategy):
    """Charge what is missing from a minimum when the month, quarter or year ends.

    A minimum charge is the same for each settlement period: `over = "period"`. After contact sales nothing is added
    in that window, as nobody knows what was spent in it.
    """

    kind: ClassVar[str] = "minimum-spend"
    title: ClassVar[Text] = Text("最低消费", "Minimum spend")
    state_type: ClassVar[type | None] = Spent
    examples: ClassVar[Sequence[Mapping[str, object]]] = (
        {"amount": Decimal("30.5"), "of": ["priced"], "over": "period", "unused": "free", "first": "by-day"},
        {"amount": 100, "of": ["priced"], "over": "quarter", "unused": "free", "first": "whole"},
    )

    amount: Decimal = field(metadata={"exclusiveMinimum": 0})
    """The minimum, in the catalog's currency."""
    over: Literal["period", "month", "quarter", "year"]
    """What it is the minimum of: each settlement period, or each month, quarter or year in the catalog's zone."""
    of: tuple[str, ...] = field(metadata={"minItems": 1})
    """The earlier steps whose lines count as spent: what they charge for calls, what is bought of them, all else."""
    unused: Literal["charged", "free"]
    """Whether a window without any calls is charged."""
    first: Literal["whole", "by-day", "free"]
    """The minimum of a window of which only the end is known, as the account switched the product on after its first
    day, or as the forecast begins later and from no state: the whole, by days from then on, or none."""

    def __post_init__(self) -> None:
        if not self.amount.is_finite() or self.amount <= 0:
            raise ValueError(f"amount must be above zero, got {self.amount}")
        if not self.of:
            raise ValueError("of must name at least one step")

    def settle(self, bill: Bill) -> Outcome:
        """One line in the window's last period, where something is missing."""
        spent = self._spent(bill)
        if spent is None:
            return Outcome(bill.remaining)
        window = self._window(bill)
        if window.end > bill.period.end:
            return Outcome(bill.remaining, state=spent)
        if spent.amount is None or not (spent.used or self.unused == "charged"):
            return Outcome(bill.remaining)
        minimum = self._minimum(bill, window, spent.since)
        missing = EXACT.subtract(minimum, spent.amount)
        if missing <= 0:
            return Outcome(bill.remaining)
        item = f"{trimmed(minimum):f} - {trimmed(spent.amount):f}"
        line = bill.line(0, missing, kind="fee", quantity=1, item=item, rule=("amount",))
        return Outcome(bill.remaining, (line,))

    def _window(self, bill: Bill) -> Period:
        if self.over == "period":
            return bill.period
        return bill.conventions.calendar.containing(bill.period.start, self.over)

    def _spent(self, bill: Bill) -> Spent | None:
        """The window so far, this period included; None before the account's activation."""
        start, end, _ = bill.period
        before: Spent | None = bill.state
        if before is None or before.since < self._window(bill).start:
            since = max(start, bill.account.activated or start)
            if since >= end:
                return None
            before = Spent(since, Decimal(0), False)
        spent = bill.spent(self.of)
        known = None if before.amount is None or spent is None else EXACT.add(before.amount, spent)
        return Spent(before.since, known, before.used or bool(bill.usage))

    def _minimum(self, bill: Bill, window: Period, since: datetime) -> Decimal:
        """The minimum of the window as far as it is known, rounded."""
        calendar, rounding = bill.conventions.calendar, bill.conventions.rounding
        days, of = (calendar.days(begin, window.end) for begin in (since, window.start))
        if days == of or self.first == "whole":
            return rounding.apply(self.amount)
        if self.first == "free":
            return Decimal(0)
        return rounding.apply(EXACT.divide(EXACT.multiply(self.amount, days), Decimal(of)))

    def breakpoints(self, bill: Bill) -> Iterable[int]:
        """Where the minimum is reached in the window's last period, if calls go on to cost what the last one did."""
        spent, window = self._spent(bill), self._window(bill)
        before, now = spent.amount if spent else None, bill.spent(self.of)
        if spent is None or before is None or now is None or window.end > bill.period.end:
            return ()
        missing = EXACT.subtract(self._minimum(bill, window, spent.since), EXACT.subtract(before, now))
        return bill.reaching(self.of, missing)

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound:
        """Nothing, where enough is spent."""
        return Bound(0)

    def refers_to(self) -> Iterable[Reference]:
        """The steps whose lines count."""
        for index, step in enumerate(self.of):
            yield Reference(("of", index), "step", step)

    def label(self, line: Line, locale: str) -> str:
        """The minimum less what was spent."""
        return Text(f"最低消费补差（{line.item}）", f"Minimum spend ({line.item})").in_locale(locale)

    def describe(self, locale: str) -> str:
        """How much, of what, over what."""
        over, first, unused = OVER[self.over], FIRST[self.first], UNUSED[self.unused]
        return Text(
            f"{over.zh}最低消费 {self.amount:f}，期末补差；{unused.zh}；{first.zh}",
            f"At least {self.amount:f} {over.en}: what is missing is charged at its end; {unused.en}; {first.en}",
        ).in_locale(locale)
