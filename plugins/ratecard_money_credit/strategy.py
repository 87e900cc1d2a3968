"""Money that is spent before the account's own: credits and coupons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal
from typing import ClassVar, Literal, NamedTuple

from ratecard.spi import Bill, Bound, Line, Outcome, Period, Reference, Span, Strategy, Text, trimmed

EXACT = Context(prec=200)
"""Sums are what they are whatever the program around sets."""

NOTHING = Decimal(0)
EVERY = {
    "period": Text("每账期", "every period"),
    "month": Text("每月", "every month"),
    "quarter": Text("每季度", "every quarter"),
    "year": Text("每年", "every year"),
    "once": Text("一次性", "once"),
}


class Credit(NamedTuple):
    """A grant that is still open when the period ends."""

    grant: str
    """Which one: the id of its month, quarter or year, or `once`."""
    left: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyCredit(Strategy):
    """Pay what the named steps charge from a sum of money, as far as it reaches.

    Granted whole when a month, quarter or year begins, also where the account switched the product on in the middle
    of it, and lost at its end; or once. A grant that nothing is known of is whole. It pays no more than the named
    lines come to, and nothing in a period with contact sales.
    """

    kind: ClassVar[str] = "money-credit"
    title: ClassVar[Text] = Text("代金券", "Credit")
    state_type: ClassVar[type | None] = Credit
    examples: ClassVar[Sequence[Mapping[str, object]]] = (
        {"amount": 10, "every": "month", "of": ["priced"], "rest": "kept"},
        {"amount": Decimal("5.5"), "every": "once", "of": ["priced"], "rest": "lost", "from_spend": 3},
    )

    amount: Decimal = field(metadata={"exclusiveMinimum": 0})
    """What is granted each time, in the catalog's currency; a part of the currency's least amount is not."""
    every: Literal["period", "month", "quarter", "year", "once"]
    """How often: in each settlement period, in each month, quarter or year in the catalog's zone, or once."""
    of: tuple[str, ...] = field(metadata={"minItems": 1})
    """The earlier steps whose lines it pays: what they charge for calls, what is bought of them, all else."""
    rest: Literal["kept", "lost"]
    """What becomes of what is left after a period in which it paid: kept until the grant ends, or lost, as of a
    coupon that can be used once."""
    from_spend: Decimal | None = field(default=None, metadata={"exclusiveMinimum": 0})
    """Only in a period in which these lines come to at least so much; in every period, unless given."""
    valid_for: Span | None = None
    """With every = "once": how long it is valid, from when the account switched the product on; for ever, unless
    given. For an account that did so before anything asked about, it has lapsed."""
    last_period: Literal["paid", "unpaid"] | None = None
    """Whether it pays in the period in the middle of which it lapses; with valid_for."""

    def __post_init__(self) -> None:
        if not self.amount.is_finite() or self.amount <= 0:
            raise ValueError(f"amount must be above zero, got {self.amount}")
        if not self.of:
            raise ValueError("of must name at least one step")
        if self.from_spend is not None and not (self.from_spend.is_finite() and self.from_spend > 0):
            raise ValueError(f"from_spend must be above zero, got {self.from_spend:f}")
        if self.valid_for is not None and self.every != "once":
            raise ValueError(f"valid_for is for a credit granted once; one granted every {self.every} ends with it")
        if self.valid_for is not None and (min(self.valid_for) < 0 or not any(self.valid_for)):
            raise ValueError("valid_for must be longer than nothing")
        if (self.valid_for is None) != (self.last_period is None):
            raise ValueError("valid_for and last_period belong together: give both, or neither")

    def settle(self, bill: Bill) -> Outcome:
        """One line for what it pays."""
        window = self._window(bill)
        if window is None:
            return Outcome(bill.remaining)
        left = self._left(bill, window)
        paid = self._paid(bill, left)
        lines: tuple[Line, ...] = ()
        if paid:
            left = EXACT.subtract(left, paid) if self.rest == "kept" else NOTHING
            off = EXACT.minus(paid)
            lines = (bill.line(0, off, kind="adjustment", quantity=1, item=f"{trimmed(left):f}", rule=("amount",)),)
        ends = self.every != "once" and window.end <= bill.period.end
        return Outcome(bill.remaining, lines, state=None if ends else Credit(window.id, left))

    def _window(self, bill: Bill) -> Period | None:
        """What the grant is for, None where there is none: before the activation, or after it has lapsed."""
        period, since = bill.period, bill.account.activated
        if since is not None and since >= period.end:
            return None
        if self.every == "period":
            return period
        if self.every != "once":
            return bill.conventions.calendar.containing(period.start, self.every)
        if self.valid_for is None:
            return period._replace(id="once")
        if since is None:
            return None
        end = bill.conventions.calendar.later(since, self.valid_for)
        valid = end > period.start if self.last_period == "paid" else end >= period.end
        return Period(since, end, "once") if valid else None

    def _left(self, bill: Bill, window: Period) -> Decimal:
        """What the grant has left as the period begins."""
        carried: Credit | None = bill.state
        if carried is not None and carried.grant == window.id:
            return carried.left
        return EXACT.subtract(self.amount, EXACT.remainder(self.amount, bill.conventions.rounding.unit))

    def _paid(self, bill: Bill, left: Decimal) -> Decimal:
        spent = bill.spent(self.of)
        if spent is None or spent <= 0 or (self.from_spend is not None and spent < self.from_spend):
            return NOTHING
        if any(line.amount is None for line in bill.lines):
            return NOTHING
        return min(left, spent)

    def breakpoints(self, bill: Bill) -> Iterable[int]:
        """Where it begins to pay, and where it is used up, if calls go on to cost what the last one did."""
        window = self._window(bill)
        if window is None:
            return
        if self.from_spend is not None:
            yield from bill.reaching(self.of, self.from_spend)
        yield from bill.reaching(self.of, self._left(bill, window))

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound:
        """It gives back no more than all of a grant."""
        window = self._window(bill)
        return Bound(0, fixed=NOTHING if window is None else EXACT.minus(self.amount))

    def refers_to(self) -> Iterable[Reference]:
        """The steps that it pays."""
        for index, step in enumerate(self.of):
            yield Reference(("of", index), "step", step)

    def label(self, line: Line, locale: str) -> str:
        """The credit, and what is left of it."""
        return Text(f"代金券抵扣，余 {line.item}", f"Credit, {line.item} left").in_locale(locale)

    def describe(self, locale: str) -> str:
        """How much, how often, for how long, from which amount on."""
        every = EVERY[self.every]
        since = (
            Text(f"，消费满 {self.from_spend:f} 可用", f", from {self.from_spend:f} on") if self.from_spend else EMPTY
        )
        rest = Text("", "") if self.rest == "kept" else Text("，限用一次", ", usable once")
        valid = self._validity() if self.valid_for else EMPTY
        return Text(
            f"{every.zh}赠送代金券 {self.amount:f}{valid.zh}{since.zh}{rest.zh}",
            f"A credit of {self.amount:f} {every.en}{valid.en}{since.en}{rest.en}",
        ).in_locale(locale)

    def _validity(self) -> Text:
        zh, en = (self.valid_for or Span()).spoken()
        return Text(f"，有效期 {zh}", f", valid for {en}")


EMPTY = Text("", "")
