"""A percentage off what other steps charge."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal
from typing import ClassVar

from ratecard.spi import Bill, Bound, Line, Outcome, Reference, Strategy, Text, Warned

EXACT = Context(prec=200)
"""Sums are what they are whatever the program around sets."""

ONE = Decimal(1)
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount(Strategy):
    """Take a percentage off what the named steps charge in a period, as one line.

    It looks at their lines, adjustments among them, so a discount on what another one left names that one too.
    A period with contact sales among the lines gets none, and a sum below zero neither.
    """

    kind: ClassVar[str] = "discount"
    title: ClassVar[Text] = Text("折扣", "Discount")
    examples: ClassVar[Sequence[Mapping[str, object]]] = (
        {"percent": Decimal("12.5"), "of": ["priced"]},
        {"percent": 10, "of": ["priced", "also"], "from_spend": 5, "at_most": Decimal("2.5")},
    )

    percent: Decimal = field(metadata={"exclusiveMinimum": 0, "maximum": 100})
    """How much is taken off: 10 for 10 %."""
    of: tuple[str, ...] = field(metadata={"minItems": 1})
    """The earlier steps whose lines it is taken off: what they charge for calls, what is bought of them, all else."""
    from_spend: Decimal | None = field(default=None, metadata={"exclusiveMinimum": 0})
    """Only in a period in which these lines come to at least so much; in every period, unless given."""
    at_most: Decimal | None = field(default=None, metadata={"exclusiveMinimum": 0})
    """No more than so much is taken off in a period; no limit, unless given."""

    def __post_init__(self) -> None:
        if not self.percent.is_finite() or not 0 < self.percent <= HUNDRED:
            raise ValueError(f"percent must be above 0 and at most 100, got {self.percent}")
        if not self.of:
            raise ValueError("of must name at least one step")
        for name in ("from_spend", "at_most"):
            amount: Decimal | None = getattr(self, name)
            if amount is not None and not (amount.is_finite() and amount > 0):
                raise ValueError(f"{name} must be above zero, got {amount}")

    @property
    def _share(self) -> Decimal:
        return EXACT.divide(self.percent, HUNDRED)

    def settle(self, bill: Bill) -> Outcome:
        """One line, where there is something to take a percentage off."""
        spent = bill.spent(self.of)
        if spent is None or spent <= 0 or (self.from_spend is not None and spent < self.from_spend):
            return Outcome(bill.remaining)
        if self.at_most is not None and EXACT.multiply(spent, self._share) > self.at_most:
            off = EXACT.minus(self.at_most)
            line = bill.line(0, off, kind="adjustment", quantity=1, item="at-most", rule=("at_most",))
        else:
            share = EXACT.minus(self._share)
            line = bill.line(0, spent, kind="adjustment", quantity=share, rule=("percent",))
        return Outcome(bill.remaining, (line,))

    def breakpoints(self, bill: Bill) -> Iterable[int]:
        """Where it begins, and where it takes off no more, if calls go on to cost what the last one did."""
        if self.from_spend is not None:
            yield from bill.reaching(self.of, self.from_spend)
        if self.at_most is not None:
            yield from bill.reaching(self.of, EXACT.divide(self.at_most, self._share))

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound:
        """It leaves the rest of each hundred, but for rounding."""
        return Bound(0, slack=bill.conventions.rounding.unit, factor=EXACT.subtract(ONE, self._share))

    def refers_to(self) -> Iterable[Reference]:
        """The steps that it is taken off."""
        for index, step in enumerate(self.of):
            yield Reference(("of", index), "step", step)

    def check(self) -> Iterable[Warned]:
        """A percentage that looks like a share, and a limit that is reached as soon as the discount begins."""
        if self.percent < ONE:
            meant = _plain(EXACT.multiply(self.percent, HUNDRED))
            hint = f"for {meant} % write percent = {meant}"
            yield Warned(("percent",), "small-percent", f"the discount is {self._percent} %, less than 1 %", hint)
        if self.from_spend is None or self.at_most is None:
            return
        least = EXACT.multiply(self.from_spend, self._share)
        if least >= self.at_most:
            yield Warned(
                ("at_most",),
                "limited-discount",
                f"the discount is always {self.at_most:f}, as {self._percent} % of {self.from_spend:f} is"
                f" {_plain(least)} already",
                "check the two amounts",
            )

    @property
    def _percent(self) -> str:
        return _plain(self.percent)

    def label(self, line: Line, locale: str) -> str:
        """The percentage, and whether it was limited."""
        most = Text(f"，最多 {self.at_most:f}", f", at most {self.at_most:f}") if line.item else Text("", "")
        return Text(f"折扣 {self._percent}%{most.zh}", f"Discount of {self._percent} %{most.en}").in_locale(locale)

    def describe(self, locale: str) -> str:
        """How much, from which amount on, up to which."""
        since = Text("", "")
        if self.from_spend:
            since = Text(f"消费满 {self.from_spend:f}，", f" where it comes to {self.from_spend:f} or more")
        most = Text(f"，最多减 {self.at_most:f}", f", at most {self.at_most:f}") if self.at_most else Text("", "")
        return Text(f"{since.zh}减免 {self._percent}%{most.zh}", f"{self._percent} % off{since.en}{most.en}").in_locale(
            locale
        )


def _plain(number: Decimal) -> str:
    """Without zeros at the end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
