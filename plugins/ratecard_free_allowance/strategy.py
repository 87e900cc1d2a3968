"""Units at no charge, granted anew in every month, day, hour or year, or once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import ClassVar, Literal, NamedTuple

from ratecard.spi import AllowanceDisplay, Bill, Bound, Display, Lot, Outcome, Strategy, Text, Unit, count, draw

FREE = Decimal(0)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
EVERY = {
    "hour": Text("每小时", "an hour"),
    "day": Text("每天", "a day"),
    "month": Text("每月", "a month"),
    "year": Text("每年", "a year"),
    "once": Text("一次性", "once"),
}


class Granted(NamedTuple):
    """The allowance that is still open when the period ends."""

    lot: Lot


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeAllowance(Strategy):
    """Cover units at no charge until the allowance is used up.

    Granted whole at the start of every unit of the calendar, also when the product is switched on in the middle
    of it, and lost at its end (page: 免费额度).
    """

    kind: ClassVar[str] = "free-allowance"
    title: ClassVar[Text] = Text("免费额度", "Free allowance")
    state_type: ClassVar[type | None] = Granted

    units: int
    """Units covered each time the allowance is granted."""
    every: Literal["hour", "day", "month", "year", "once"]
    """How often it is granted: at the start of every hour, day, month or year in the catalog's zone, or once."""

    def __post_init__(self) -> None:
        if self.units < 0:
            raise ValueError(f"units must not be below zero, got {self.units}")

    def settle(self, bill: Bill) -> Outcome:
        """One line for what the allowance covers."""
        lots = self._lots(bill)
        drawn = draw(bill.remaining, lots)
        covered = sum(map(count, drawn.taken))
        line = bill.line(covered, FREE, rule=("units",)) if covered else None
        last = drawn.lots[-1]
        return Outcome(
            drawn.remaining,
            (line,) if line else (),
            facts=tuple(map(bill.balance, lots, [lot.left for lot in drawn.lots], drawn.taken)) if self.units else (),
            state=Granted(last) if last.expires > bill.period.end else None,
        )

    def _lots(self, bill: Bill) -> list[Lot]:
        period, calendar = bill.period, bill.conventions.calendar
        carried = bill.state.lot if bill.state else None
        if self.every == "once":
            return [carried or Lot("once", "", self.units, self.units, period.start, NEVER)]
        lots = [carried] if carried and carried.expires > period.start else []
        start = lots[0].expires if lots else period.start
        unit: Unit = self.every
        while start < period.end:
            grant = calendar.containing(start, unit)
            lots.append(Lot(grant.id, "", self.units, self.units, grant.start, grant.end))
            start = grant.end
        return lots

    def breakpoints(self, bill: Bill) -> Iterable[int]:
        """Where the allowance is used up."""
        before = count(bill.usage) - count(bill.remaining)
        free = 0
        for lot in self._lots(bill):
            free += lot.left
            yield before + free

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound:
        """No more than what is granted in the period, all of it unused."""
        return Bound(sum(lot.left for lot in self._lots(bill)))

    def display(self) -> Display:
        """An allowance."""
        return AllowanceDisplay(self.units, self.every)

    def describe(self, locale: str) -> str:
        """How many units are free, and how often."""
        every = EVERY[self.every]
        lost = Text("", "") if self.every == "once" else Text("，到期作废", ", lost when not used")
        return Text(
            f"{every.zh}免费 {self.units} 次{lost.zh}", f"{self.units} calls free {every.en}{lost.en}"
        ).in_locale(locale)
