"""What is debited, rounded to fewer places than lines are, and what becomes of the difference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal
from functools import reduce
from typing import ClassVar, Literal, NamedTuple

from ratecard.spi import Bill, Bound, Line, Mode, Outcome, Refused, Rounding, Strategy, Text, rounding

EXACT = Context(prec=200)
"""Sums are exact whatever the program around sets."""
ZERO = Decimal(0)
ITEMS = {
    "carried-in": Text("上期结转的尾差", "Difference carried in"),
    "carried-over": Text("结转下期的尾差", "Difference carried over"),
    "rounding": Text("扣费取整", "Rounded to what is debited"),
}


class Difference(NamedTuple):
    """What is still owed, or was debited too much."""

    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class DebitRounding(Strategy):
    """Round what is charged for a period, its lines but the purchases, to what can be debited.

    Stands behind all steps that charge. A period that charges nothing is left as it is, and so is one with contact
    sales: what is carried waits.
    """

    kind: ClassVar[str] = "debit-rounding"
    title: ClassVar[Text] = Text("扣费取整", "Debit rounding")
    state_type: ClassVar[type | None] = Difference
    examples: ClassVar[Sequence[Mapping[str, object]]] = (
        {"places": 1, "mode": "down", "difference": "carried"},
        {"places": 0, "mode": "half-up", "difference": "dropped"},
    )

    places: int = field(metadata={"minimum": 0, "maximum": 12})
    """Decimal places of what is debited, fewer than those that the catalog rounds lines to."""
    mode: Mode
    """What happens to what lies between two amounts."""
    difference: Literal["carried", "dropped"]
    """Whether what rounding leaves over is added to the next debit, or is nobody's."""

    def __post_init__(self) -> None:
        if not 0 <= self.places <= 12:
            raise ValueError(f"places must be from 0 to 12, got {self.places}")

    def settle(self, bill: Bill) -> Outcome:
        """The difference that came in and the one that goes on, as adjustments."""
        debited = self._debited(bill)
        amounts = [line.amount for line in bill.lines if not line.is_paid_at_once]
        charge = reduce(EXACT.add, [amount for amount in amounts if amount], ZERO)
        if not charge or None in amounts:
            return Outcome(bill.remaining, state=bill.state)
        carried = bill.conventions.rounding.apply(bill.state.amount) if bill.state else ZERO
        due = EXACT.add(charge, carried)
        left = EXACT.subtract(due, debited.apply(due))
        items = [
            ("carried-in", carried),
            ("carried-over" if self.difference == "carried" else "rounding", EXACT.minus(left)),
        ]
        lines = tuple(
            bill.line(0, amount, kind="adjustment", quantity=1, item=item, rule=("difference",))
            for item, amount in items
            if amount
        )
        kept = left if self.difference == "carried" else ZERO
        return Outcome(bill.remaining, lines, state=Difference(kept) if kept else None)

    def _debited(self, bill: Bill) -> Rounding:
        """The rounding of what is debited; refused where lines are no finer, as nothing would be left to round."""
        places = bill.conventions.rounding.places
        if places > self.places:
            return rounding(self.places, self.mode)
        raise Refused(
            "debit-not-coarser",
            f"debits have {self.places} decimal places, and lines are rounded to {places} already",
            "give the catalog's rounding more places",
        )

    def noise(self) -> Decimal:
        """No more than the least amount that can be debited."""
        return Decimal(1).scaleb(-self.places)

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound:
        """It covers nothing; what came in and what goes on are each less than the least amount."""
        return Bound(0, slack=2 * self.noise())

    def label(self, line: Line, locale: str) -> str:
        """Which difference it is."""
        return ITEMS.get(line.item, self.title).in_locale(locale)

    def describe(self, locale: str) -> str:
        """To how many places, and what becomes of the difference."""
        carried = self.difference == "carried"
        rest = (
            Text("尾差结转下期", "the difference is carried over")
            if carried
            else Text("尾差舍去", "no difference kept")
        )
        return Text(
            f"每期扣费金额取整至 {self.places} 位小数，{rest.zh}",
            f"What is debited is rounded to {self.places} decimal places; {rest.en}",
        ).in_locale(locale)
