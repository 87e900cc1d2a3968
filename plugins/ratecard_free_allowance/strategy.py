"""Units at no charge, granted anew in every month, day, hour or year, or once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import ClassVar, Literal, NamedTuple

from ratecard.spi import (
    AllowanceDisplay,
    Bill,
    Bound,
    Display,
    Line,
    Lot,
    Outcome,
    Reference,
    Slice,
    Span,
    Strategy,
    Text,
    Unit,
    count,
    draw,
)
from ratecard_free_allowance.split import draw_in_proportion

FREE = Decimal(0)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
EVERY = {
    "hour": Text("每小时", "an hour"),
    "day": Text("每天", "a day"),
    "month": Text("每月", "a month"),
    "year": Text("每年", "a year"),
    "once": Text("一次性", "once"),
}
SHARES = {
    "order": Text("，各接口按调用先后抵扣", ", the earliest calls of any API"),
    "proportional": Text("，各接口按调用量比例抵扣", ", shared among the APIs in proportion to their calls"),
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
    examples: ClassVar[Sequence[Mapping[str, object]]] = (
        {"units": 10, "every": "month", "share": "order"},
        {"units": 5, "every": "day", "share": "proportional"},
        {"units": 20, "every": "once", "valid_for": {"days": 90}},
    )

    units: int = field(metadata={"minimum": 0})
    """Units covered each time the allowance is granted."""
    every: Literal["hour", "day", "month", "year", "once"]
    """How often it is granted: at the start of every hour, day, month or year in the catalog's zone, or once: when the
    account switched the product on, or at the start of the first period where that is not known."""
    valid_for: Span | None = None
    """How long an allowance that is granted once is there, on the wall clock, from when the account switched the
    product on: `{ days = 90 }`; where that is not known, it was long before, and the allowance is over. For ever,
    unless given."""
    share: Literal["order", "proportional"] | None = None
    """Whose units are covered where the product has several meters: in order of time those of any meter, or of each
    meter in proportion to its units of the period (of the day, where the allowance is granted each day), the earliest
    first. May be left out where there is one meter only."""

    def __post_init__(self) -> None:
        if self.units < 0:
            raise ValueError(f"units must not be below zero, got {self.units}")
        if self.valid_for is not None and self.every != "once":
            raise ValueError('valid_for is for an allowance that is granted once: every = "once"')
        if self.valid_for is not None and (self.valid_for <= Span() or min(self.valid_for) < 0):
            raise ValueError("valid_for must be longer than nothing")

    def settle(self, bill: Bill) -> Outcome:
        """A line for what the allowance covers; for each meter, where it is split in proportion."""
        lots = self._lots(bill)
        if not lots:
            return Outcome(bill.remaining)
        if self.share == "proportional":
            drawn = draw_in_proportion(bill.remaining, lots)
            lines = _lines_by_meter(bill, drawn.taken)
        else:
            drawn = draw(bill.remaining, lots)
            covered = sum(map(count, drawn.taken))
            lines = (bill.line(covered, FREE, rule=("units",)),) if covered else ()
        last = drawn.lots[-1]
        balances = map(bill.balance, lots, [lot.left for lot in drawn.lots], drawn.taken)
        return Outcome(
            drawn.remaining,
            lines,
            facts=tuple(balances) if self.units or lots[0].size else (),
            state=Granted(last) if last.expires > bill.period.end else None,
        )

    def _lots(self, bill: Bill) -> list[Lot]:
        """The lots that there are in the period, in order of time."""
        period, calendar = bill.period, bill.conventions.calendar
        carried = self._carried(bill)
        if self.every == "once":
            lot = carried or self._once(bill)
            return [lot] if lot and lot.effective < period.end and lot.expires > period.start else []
        lots = [carried] if carried and carried.expires > period.start else []
        start = lots[0].expires if lots else period.start
        unit: Unit = self.every
        while start < period.end:
            grant = calendar.containing(start, unit)
            lots.append(Lot(grant.id, "", self.units, self.units, grant.start, grant.end))
            start = grant.end
        return lots

    def _carried(self, bill: Bill) -> Lot | None:
        """The lot that is open, if it is one of this rule: an earlier version may have granted for other times."""
        if not bill.state:
            return None
        lot: Lot = bill.state.lot
        name = "once" if self.every == "once" else bill.conventions.calendar.containing(lot.effective, self.every).id
        return lot if lot.id == name else None

    def _once(self, bill: Bill) -> Lot | None:
        """The allowance that is granted once; None when it was before anything asked about."""
        start, expires = bill.account.activated, NEVER
        if self.valid_for is not None:
            if start is None:
                return None
            expires = bill.conventions.calendar.later(start, self.valid_for)
        return Lot("once", "", self.units, self.units, start or bill.period.start, expires)

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

    def refers_to(self) -> Iterable[Reference]:
        """Where there are several meters, whose units are covered is said."""
        if self.share is None:
            yield Reference(("share",), "one-meter", "order or proportional")

    def display(self) -> Display:
        """An allowance."""
        return AllowanceDisplay(self.units, self.every, self.valid_for or Span(), self.share or "")

    def describe(self, locale: str) -> str:
        """How many units are free, and how often."""
        every = EVERY[self.every]
        lost = Text("", "") if self.every == "once" else Text("，到期作废", ", lost when not used")
        if self.valid_for:
            lost = _validity(self.valid_for)
        calls = "call" if self.units == 1 else "calls"
        share = SHARES[self.share] if self.share else Text("", "")
        return Text(
            f"{every.zh}免费 {self.units} 次{lost.zh}{share.zh}",
            f"{self.units} {calls} free {every.en}{lost.en}{share.en}",
        ).in_locale(locale)


def _lines_by_meter(bill: Bill, taken: Iterable[Sequence[Slice]]) -> tuple[Line, ...]:
    units: dict[str, int] = {}
    for pieces in taken:
        for piece in pieces:
            units[piece.meter] = units.get(piece.meter, 0) + piece.units
    return tuple([bill.line(units[meter], FREE, meter=meter, rule=("share",)) for meter in sorted(units)])


def _validity(span: Span) -> Text:
    zh, en = span.spoken()
    return Text(f"，开通后 {zh}内有效", f", for {en} after the product is switched on")
