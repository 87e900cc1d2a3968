"""The kit's own steps, before and after the strategy that is tried."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ratecard.spi import Bill, Bound, Lot, Outcome, Strategy, Text, count, take


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover(Strategy):
    """Cover so many units of each period, or all of them, at one price: an allowance, or a plain postpaid price."""

    kind: ClassVar[str] = "cover"
    title: ClassVar[Text] = Text("试验步骤", "Step of the kit")

    units: int | None = None
    """How many units; all of them, unless given."""
    price: Decimal
    """The price of one."""

    def settle(self, bill: Bill) -> Outcome:
        """A line for what is covered; the fact of a lot where it is free, of a list price where it is not."""
        given = bill.units
        units = given if self.units is None else min(self.units, given)
        taken, remaining = take(bill.remaining, units)
        lines = (bill.line(units, self.price),) if units else ()
        if self.price or self.units is None:
            facts = (bill.rate(units, count(bill.usage), self.price),) if units else ()
            return Outcome(remaining, lines, facts=facts)
        start, end, name = bill.period
        lot = Lot(name, "", self.units, self.units, start, end)
        return Outcome(remaining, lines, facts=(bill.balance(lot, self.units - units, taken),))

    def breakpoints(self, bill: Bill) -> Iterable[int]:
        """Where it covers no more."""
        return () if self.units is None else (count(bill.usage) - count(bill.remaining) + self.units,)

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound:
        """What it is: units at no charge, or all at one price."""
        return Bound(0, rate=self.price) if self.price else Bound(bill.units if self.units is None else self.units)
