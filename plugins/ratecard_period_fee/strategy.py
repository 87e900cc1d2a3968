"""A subscription fee, for every settlement period or every window of the calendar."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Context, Decimal
from typing import ClassVar, Literal, NamedTuple

from ratecard.spi import Bill, Bound, Calendar, Line, Outcome, Period, Price, Strategy, Text

EXACT = Context(prec=200)
"""Sums are what they are whatever the program around sets."""

EVERY = {
    "period": Text("每账期", "every period"),
    "day": Text("每天", "every day"),
    "month": Text("每月", "every month"),
    "quarter": Text("每季度", "every quarter"),
    "year": Text("每年", "every year"),
}
FIRST = {
    "whole": Text("期间开通的付全额", "the whole of it when switched on in between"),
    "by-day": Text("期间开通的按天折算", "by whole days when switched on in between"),
    "free": Text("期间开通的自下一期起付", "from the next one on when switched on in between"),
}


class Due(NamedTuple):
    """What falls due in a period."""

    whole: int
    """How many whole fees."""
    days: int
    """Of the window in which the account was switched on: how many days are paid, 0 where there is no such part."""
    of: int
    """How many days that window has."""


NOTHING = Due(0, 0, 0)
WHOLE = Due(1, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodFee(Strategy):
    """Charge a fee in the period in which a day, month, quarter or year begins, whatever is used.

    It is charged once for each of them: with daily settlement a month's fee is in the bill of its first day. An
    account pays from the day on which it switched the product on. What the fee includes, and what more costs, other
    steps say: `free-allowance` and `tiered-postpaid`.
    """

    kind: ClassVar[str] = "period-fee"
    title: ClassVar[Text] = Text("订阅费", "Subscription fee")
    examples: ClassVar[Sequence[Mapping[str, object]]] = (
        {"fee": Decimal("99.9"), "every": "month", "first": "by-day"},
        {"fee": 10, "every": "period", "first": "free"},
    )
    waived: ClassVar[Mapping[str, str]] = {"zero-usage": "a subscription is due whatever is used"}

    fee: Price = field(metadata={"minimum": 0})
    """What is charged each time, in the catalog's currency."""
    every: Literal["period", "day", "month", "quarter", "year"]
    """How often: for each settlement period, or for each day, month, quarter or year in the catalog's zone."""
    first: Literal["whole", "by-day", "free"]
    """What an account pays for the month (or quarter, year, period) in which it switched the product on, after its
    first day: the whole fee, the fee by days from that day on, or nothing."""

    def __post_init__(self) -> None:
        if not self.fee.is_finite() or self.fee < 0:
            raise ValueError(f"fee must not be below zero, got {self.fee}")

    def settle(self, bill: Bill) -> Outcome:
        """A line for the whole fees, and one for part of a fee."""
        due = self._due(bill)
        lines: tuple[Line, ...] = ()
        if due.whole:
            lines += (bill.line(0, self.fee, kind="fee", quantity=due.whole, rule=("fee",)),)
        if due.days:
            item = f"{self.fee:f} × {due.days} / {due.of}"
            lines += (bill.line(0, self._by_day(bill, due), kind="fee", quantity=1, item=item, rule=("first",)),)
        return Outcome(bill.remaining, lines)

    def _due(self, bill: Bill) -> Due:
        """A window falls due in the period that holds its first instant, or that of the account's activation."""
        period, since = bill.period, bill.account.activated
        whole, part = 0, NOTHING
        for start, end, _ in self._windows(bill):
            if since is None or since <= start:
                whole += start >= period.start
            elif since < end and period.start <= since < period.end:
                part = self._part(bill.conventions.calendar, since, start, end)
        return part._replace(whole=whole + part.whole)

    def _part(self, calendar: Calendar, since: datetime, start: datetime, end: datetime) -> Due:
        """What falls due of the window in which the account was switched on; on its first day it is a whole one."""
        days, of = (calendar.days(begin, end) for begin in (since, start))
        if days == of or self.first == "whole":
            return WHOLE
        return Due(0, days, of) if self.first == "by-day" else NOTHING

    def _windows(self, bill: Bill) -> Iterator[Period]:
        """The windows of the calendar that the period has a part in."""
        if self.every == "period":
            yield bill.period
            return
        at = bill.period.start
        while at < bill.period.end:
            window = bill.conventions.calendar.containing(at, self.every)
            yield window
            at = window.end

    def _by_day(self, bill: Bill, due: Due) -> Decimal:
        """The fee by days, rounded."""
        return bill.conventions.rounding.apply(EXACT.divide(EXACT.multiply(self.fee, due.days), Decimal(due.of)))

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound:
        """Just what falls due."""
        due = self._due(bill)
        whole = bill.conventions.rounding.apply(EXACT.multiply(self.fee, due.whole))
        return Bound(0, fixed=EXACT.add(whole, self._by_day(bill, due)) if due.days else whole)

    def label(self, line: Line, locale: str) -> str:
        """The fee; by days with its sum."""
        sum_ = Text(f"（{line.item} 天）", f" ({line.item} days)") if line.item else Text("", "")
        return self.title.in_locale(locale) + sum_.in_locale(locale)

    def describe(self, locale: str) -> str:
        """How much, how often, and from when on."""
        every, first = EVERY[self.every], FIRST[self.first]
        return Text(
            f"{every.zh}收取订阅费 {self.fee:f}，{first.zh}", f"A fee of {self.fee:f} {every.en}; {first.en}"
        ).in_locale(locale)
