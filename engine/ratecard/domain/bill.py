"""A bill: what a step is given of one period, and what it makes its lines, holds and facts with."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from ratecard.domain.account import Account
from ratecard.domain.conventions import Conventions
from ratecard.domain.errors import Misbehaved
from ratecard.domain.money import EXACT, ONE, divided, total
from ratecard.domain.order import Lot, Order, Owned
from ratecard.domain.period import Period
from ratecard.domain.settlement import (
    LINE_KINDS,
    Balance,
    Entitlement,
    Fact,
    Hold,
    Line,
    LineKind,
    Rate,
    Terms,
    evaluate,
)
from ratecard.domain.usage import Slice, count, within

MOST_THINGS = 200_000
"""How many lines, notices or facts one outcome may hold: more than the most slices, lots and tiers can make."""


class Pass(NamedTuple):
    """What a step was given of the period's usage, before its scope, and what it left."""

    step: str
    given: tuple[Slice, ...]
    left: tuple[Slice, ...]


class Trail(NamedTuple):
    """What earlier steps did to the usage that a scoped step sees: of some meters, over an interval."""

    passes: tuple[Pass, ...]
    meters: tuple[str, ...]
    """All of them when empty."""
    start: datetime
    end: datetime

    def covered_by(self, steps: Collection[str]) -> int:
        """How many of the units that are seen were covered by these steps."""
        return sum([self._seen(step.given) - self._seen(step.left) for step in self.passes if step.step in steps])

    def _seen(self, slices: tuple[Slice, ...]) -> int:
        meters = self.meters
        return count(within([piece for piece in slices if not meters or piece.meter in meters], self.start, self.end))


class Bill(NamedTuple):
    """What a step is given: one period's usage, and what earlier steps made of it."""

    product: str
    step: str
    """The id of the step that is asked."""
    conventions: Conventions
    period: Period
    account: Account
    usage: tuple[Slice, ...]
    """All slices of the period that the step may see."""
    remaining: tuple[Slice, ...]
    """What no earlier step covered."""
    lines: tuple[Line, ...]
    """What earlier steps made."""
    facts: tuple[Fact, ...]
    """What earlier steps know."""
    orders: tuple[Order, ...]
    """Orders of this step's offers that are placed in the period, in order of time."""
    owned: tuple[Owned, ...]
    """Packs of this step from before the first period; given once, in the first period."""
    state: Any
    """What this step left in the last period, of its `state_type`; None in the first."""
    held: Decimal
    """This step's open hold."""
    sources: Mapping[tuple[str | int, ...], str]
    made: list[Line | Hold]
    """For the kernel: what this bill made."""
    returns: tuple[Order, ...] = ()
    """Orders of this step's offers, of this period or an earlier one, that are given back in the period."""
    trail: Trail | None = None
    """For the kernel: of a step that does not see all, what earlier steps did to what it sees."""

    @property
    def units(self) -> int:
        """How many units remain."""
        return count(self.remaining)

    def covered_by(self, steps: Collection[str]) -> int:
        """How many of the units that this step may see were covered by the earlier steps of these ids."""
        if not steps:
            return 0
        if self.trail is None:
            return sum([line.units for line in self.lines if line.step in steps])
        return self.trail.covered_by(steps)

    def spent(self, steps: Sequence[str]) -> Decimal | None:
        """What the lines of the named steps come to; None with contact sales among them."""
        amounts = [line.amount for line in self.lines if line.step in steps]
        known = [amount for amount in amounts if amount is not None]
        return total(known) if len(known) == len(amounts) else None

    def reaching(self, steps: Sequence[str], amount: Decimal) -> tuple[int, ...]:
        """The counts of the period's units about which the named steps' lines come to `amount`.

        If units go on to cost what the last of them do: `breakpoints` declares them where a price bends by money.
        """
        spent = self.spent(steps)
        priced = [line for line in self.lines if line.step in steps and line.kind == "usage" and line.amount]
        if spent is None or not priced:
            return ()
        last = priced[-1]
        each = Fraction(EXACT.multiply(last.quantity, last.price or ONE)) * Fraction(1, last.units * last.per)
        first = count(self.usage) - (Fraction(spent) - Fraction(amount)) // each
        return tuple([units for units in (first - 1, first) if units >= 0])

    def line(
        self,
        units: int,
        price: Decimal,
        *,
        kind: LineKind = "usage",
        quantity: Decimal | int | None = None,
        meter: str = "",
        item: str = "",
        at: datetime | None = None,
        per: int = 1,
        rule: tuple[str | int, ...] = (),
    ) -> Line:
        """A line of `quantity` (the units, unless given) × `price`, by `per`, rounded by the catalog's rule.

        `rule` is the path, within the step's settings, of the rule that made it: ("tiers", 1).
        """
        if type(units) is not int:
            raise TypeError(f"units must be a whole number, got {units!r}")
        if type(price) is not Decimal or not price.is_finite():
            raise TypeError(f"a price must be a finite Decimal, got {price!r}")
        if kind not in LINE_KINDS or kind == "contact":
            raise ValueError(f"a line of kind {kind!r} can't be made here")
        if type(meter) is not str or type(item) is not str:
            raise TypeError(f"a line's meter and item must be text, got {meter!r} and {item!r}")
        if at is not None and (type(at) is not datetime or at.tzinfo is None):
            raise TypeError(f"at must be an instant with an offset, got {at!r}")
        if quantity is None:
            quantity = units
        sources = self.sources
        source = (sources.get(rule) or sources.get((), "")) if sources else ""
        exact = EXACT.multiply(quantity, price)
        amount = self.conventions.rounding.apply(exact if per == 1 else divided(exact, per))
        # Without the class's own constructor, which takes twice the time: lines are what a settlement makes most of.
        line = tuple.__new__(Line, (self.step, kind, units, quantity, price, amount, meter, item, source, "", at, per))
        made = self.made
        made.append(line)
        if len(made) > MOST_THINGS:
            raise Misbehaved(f"made more than {MOST_THINGS} lines")
        return line

    def contact(
        self, units: int, url: str, *, meter: str = "", item: str = "", rule: tuple[str | int, ...] = ()
    ) -> Line:
        """A line for units, or an order of an `item`, that have no list price: they are sold by agreement, at `url`."""
        if type(units) is not int:
            raise TypeError(f"units must be a whole number, got {units!r}")
        source = self.sources.get(rule) or self.sources.get((), "")
        line = Line(self.step, "contact", units, units, None, None, meter, item, source, url, None)
        self.made.append(line)
        if len(self.made) > MOST_THINGS:
            raise Misbehaved(f"made more than {MOST_THINGS} lines")
        return line

    def freeze(
        self, terms: Terms, ratio: Decimal = ONE, *, places: int | None = None, rule: tuple[str | int, ...] = ()
    ) -> tuple[Hold, ...]:
        """A hold of `ratio` of a sum of products; at most one a step and period, none of nothing.

        It is rounded by the catalog's rule, to `places` decimal places where they are fewer than the catalog's.
        """
        rounding = self.conventions.rounding
        amount = evaluate(terms, ratio)
        if places is not None and places < rounding.places:
            amount = rounding.to(places).apply(amount)
        amount = rounding.apply(amount)
        if not amount:
            return ()
        hold = Hold(self.step, "freeze", amount, terms, ratio, self.sources.get(rule) or self.sources.get((), ""))
        self.made.append(hold)
        return (hold,)

    def release(self) -> tuple[Hold, ...]:
        """The release of this step's open hold; nothing when there is none."""
        if not self.held:
            return ()
        hold = Hold(self.step, "release", self.held, ((self.held,),), ONE, self.sources.get((), ""))
        self.made.append(hold)
        return (hold,)

    def balance(self, lot: Lot, after: int, taken: tuple[Slice, ...]) -> Balance:
        """The fact that a lot had `lot.left` units, of which `taken` were used and `after` are left."""
        # Without the class's own constructor, as lines are: every settlement makes some.
        name, sku, size, left, effective, expires, _, costs = lot
        return tuple.__new__(
            Balance, (self.step, name, sku, size, left, after, effective, expires, taken, costs, False)
        )

    def rate(self, units: int, counted: int, price: Decimal, per: int = 1) -> Rate:
        """The fact that `units` units were settled at the list price of `counted` units, which is for `per` of them."""
        return Rate(self.step, units, counted, price, per)

    def entitlement(self, item: str, quantity: int, effective: datetime, expires: datetime) -> Entitlement:
        """The fact that something bought is in force over a time and is not used up."""
        return Entitlement(self.step, item, quantity, effective, expires)

    def chosen(self, default: str) -> tuple[tuple[datetime, datetime, str], ...]:
        """What the account chose of this step, as intervals that make up the period, each with what holds in it."""
        value, start = default, self.period.start
        found: list[tuple[datetime, datetime, str]] = []
        own = [choice for choice in self.account.choices if choice.step == self.step]
        # One without an instant is from before all others, those of earlier periods among them.
        own.sort(key=lambda choice: (choice.since is not None, choice.since or self.period.start))
        for choice in own:
            since = choice.since or self.period.start
            if since >= self.period.end:
                break
            if since > start:
                found.append((start, since, value))
                start = since
            value = choice.value
        return (*found, (start, self.period.end, value))
