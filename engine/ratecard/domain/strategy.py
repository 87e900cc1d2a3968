"""The strategy contract: a `Bill` goes in, an `Outcome` comes out."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar, Literal, NamedTuple

from ratecard.domain.display import Display, NoteDisplay
from ratecard.domain.errors import Plugin
from ratecard.domain.money import EXACT, ONE, ZERO, Rounding, total
from ratecard.domain.order import Lot, Offer, Order, Owned
from ratecard.domain.period import Calendar, Period
from ratecard.domain.settlement import (
    LINE_KINDS,
    Balance,
    Entitlement,
    Fact,
    Hold,
    Line,
    LineKind,
    Notice,
    Rate,
    Terms,
    evaluate,
)
from ratecard.domain.text import Text
from ratecard.domain.usage import Slice, count, within


class LowBalance(NamedTuple):
    """When the account's holder is told that the available balance is low."""

    below: Decimal
    """The balance that is just enough."""
    channels: tuple[str, ...]
    """How it is told, unless the account chose otherwise."""


class Conventions(NamedTuple):
    """What a catalog settles for all its products."""

    currency: str
    """ISO 4217."""
    rounding: Rounding
    calendar: Calendar
    billed_on: tuple[int, int] = (1, 1)
    """From which to which day after the period the bill comes, 1 being the first."""
    low_balance: LowBalance | None = None
    """None: the holder is not told."""


class Choice(NamedTuple):
    """What an account chose of a step that leaves something to it."""

    step: str
    value: str
    """One of what the step's strategy says may be chosen."""
    since: datetime | None = None
    """From when on, UTC; None: from before anything asked about."""


class Account(NamedTuple):
    """What is known of who asks; scopes and strategies may depend on it."""

    account_class: str = ""
    activated: datetime | None = None
    """When the product was switched on, UTC; None: before anything asked about."""
    choices: tuple[Choice, ...] = ()
    """What it chose of the steps that leave something to it."""


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
        each = Fraction(EXACT.multiply(last.quantity, last.price or ONE)) * Fraction(1, last.units)
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
        rule: tuple[str | int, ...] = (),
    ) -> Line:
        """A line of `quantity` (the units, unless given) × `price`, rounded by the catalog's rule.

        `rule` is the path, within the step's settings, of the rule that made it: ("tiers", 1).
        """
        if type(units) is not int:
            raise TypeError(f"units must be a whole number, got {units!r}")
        if type(price) is not Decimal or not price.is_finite():
            raise TypeError(f"a price must be a finite Decimal, got {price!r}")
        if kind not in LINE_KINDS or kind == "contact":
            raise ValueError(f"a line of kind {kind!r} can't be made here")
        if quantity is None:
            quantity = units
        sources = self.sources
        source = (sources.get(rule) or sources.get((), "")) if sources else ""
        amount = self.conventions.rounding.apply(EXACT.multiply(quantity, price))
        # Without the class's own constructor, which takes twice the time: lines are what a settlement makes most of.
        line = tuple.__new__(Line, (self.step, kind, units, quantity, price, amount, meter, item, source, "", at))
        self.made.append(line)
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
        return line

    def freeze(
        self, terms: Terms, ratio: Decimal = ONE, *, places: int | None = None, rule: tuple[str | int, ...] = ()
    ) -> tuple[Hold, ...]:
        """A hold of `ratio` of a sum of products; at most one a step and period, none of nothing.

        It is rounded by the catalog's rule, to `places` decimal places where they are fewer than the catalog's.
        """
        rounding = self.conventions.rounding
        amount = EXACT.multiply(evaluate(terms), ratio)
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

    def rate(self, units: int, counted: int, price: Decimal) -> Rate:
        """The fact that `units` units were settled at the list price of `counted` units."""
        return Rate(self.step, units, counted, price)

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


class Outcome(NamedTuple):
    """What a step answers."""

    remaining: tuple[Slice, ...]
    """What it was given, in order, less what its lines cover."""
    lines: tuple[Line, ...] = ()
    holds: tuple[Hold, ...] = ()
    notices: tuple[Notice, ...] = ()
    facts: tuple[Fact, ...] = ()
    state: Any = None
    """Of the strategy's `state_type`; it is given back in the next period."""


class Warned(NamedTuple):
    """Something in a step's settings that is allowed, and probably not meant."""

    path: tuple[str | int, ...]
    """Within the settings: ("packs", 4)."""
    code: str
    message: str
    hint: str | None = None


class Reference(NamedTuple):
    """A name in a step's settings that must exist in the product."""

    path: tuple[str | int, ...]
    kind: Literal["step", "meter", "one-meter"]
    """What it names: an earlier step of the chain, or a meter of the product. `one-meter` names neither: it says that
    the setting at the path may be left out only where the product has one meter, and `name` what it could be."""
    name: str


class Table:
    """What settings, and the tables inside them, derive from: unknown keys are refused, types are strict."""

    __slots__ = ()
    __pydantic_config__: ClassVar[Any] = {"extra": "forbid", "strict": True, "use_attribute_docstrings": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy(Table, ABC):
    """A pricing rule. Subclass it as a frozen, slotted, keyword-only dataclass: its fields are its TOML table.

    @dataclass(frozen=True, slots=True, kw_only=True)
    class FlatFee(Strategy):
        \"\"\"Charge the same fee in every period.\"\"\"

        kind: ClassVar[str] = "flat-fee"
        title: ClassVar[Text] = Text("固定费用", "Flat fee")

        fee: Decimal
        \"\"\"The fee of one period, in the catalog's currency.\"\"\"

        def settle(self, bill: Bill) -> Outcome:
            line = bill.line(0, self.fee, kind="fee", quantity=1, rule=("fee",))
            return Outcome(remaining=bill.remaining, lines=(line,))
    """

    kind: ClassVar[str]
    """The name that catalogs use, in kebab-case."""
    title: ClassVar[Text]
    """The name that people read."""
    state_type: ClassVar[type | None] = None
    """The immutable type of what is kept from period to period; None when nothing is."""
    state_version: ClassVar[int] = 1
    """Raised when `state_type` changes its shape: older states are then refused."""

    @abstractmethod
    def settle(self, bill: Bill) -> Outcome:
        """Cover some of `bill.remaining` and answer what came of it; pure, and `Refused` to say no."""

    def offers(self) -> Sequence[Offer]:
        """What can be ordered of this step."""
        return ()

    def choices(self) -> Sequence[str]:
        """What an account may choose of this step, each by a word in kebab-case; nothing unless it says so."""
        return ()

    def display(self) -> Display:
        """How to show the step in a price list."""
        return NoteDisplay(Text(self.describe("zh"), self.describe("en")))

    def describe(self, locale: str) -> str:
        """What the step does, in a sentence."""
        return self.title.in_locale(locale)

    def label(self, line: Line, locale: str) -> str:
        """What a line of this step is called."""
        return self.title.in_locale(locale)

    def message(self, notice: Notice, locale: str) -> str:
        """What a notice of this step says."""
        return f"{self.title.in_locale(locale)}: {notice.kind}"

    def refers_to(self) -> Iterable[Reference]:
        """The steps and meters that the settings name."""
        return ()

    def check(self) -> Iterable[Warned]:
        """What a product manager should look at again, though it is allowed."""
        return ()

    def breakpoints(self, bill: Bill) -> Iterable[int]:
        """The counts of the period's units after which this step's price bends, given what earlier steps did."""
        return ()

    def noise(self) -> Decimal:
        """How far rounding of the step's own, beside that of lines, may put a period's total off a straight line."""
        return ZERO

    def bound(self, bill: Bill, most: Mapping[str, int]) -> "Bound | None":
        """What the step can't do better than in the bill's period, or None when that is not known.

        The bill is the one that a first step without state would get: nothing is covered yet. Other orders, and other
        steps before this one, may leave it less to cover; the bound must hold all the same. `most` tells how many units
        an earlier step can cover at the most, where that is known.
        """
        return None


class Bound(NamedTuple):
    """What a step can't do better than, in one period: the least that its part of the bill can come to.

    With it a step promises too that an order of one of its offers covers the units that the offer holds, and does
    nothing else to any bill.
    """

    free: int
    """Units that it covers at no charge, at most; those of orders and of earlier lots are not counted."""
    rate: Decimal | None = None
    """What each further unit that it covers costs, at least; None when it covers none."""
    slack: Decimal = ZERO
    """By how much rounding may make the period's amount less than that."""
    fixed: Decimal = ZERO
    """What it charges whatever is used, at least; below zero for what it may give back."""
    factor: Decimal = ONE
    """The least share that it leaves of what other steps charge: 0.9 for a discount of 10 %."""


class Installed(NamedTuple):
    """A strategy class, and the plugin that ships it."""

    strategy: type[Strategy]
    plugin: Plugin
