"""The settlement chain: an ordered list of steps, and the one function that prices a period."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from operator import is_
from types import MappingProxyType
from typing import Any, NamedTuple

from ratecard.domain.errors import (
    BadOwned,
    ChainLeavesUnits,
    NotOnOffer,
    Plugin,
    PluginFault,
    Refused,
)
from ratecard.domain.money import ONE, ZERO, total
from ratecard.domain.order import Offer, Order, Owned
from ratecard.domain.period import Period, Span
from ratecard.domain.settlement import COVERING, Balance, Fact, Hold, Line, Notice, Rate, Settlement
from ratecard.domain.strategy import Account, Bill, Bound, Conventions, Outcome, Strategy
from ratecard.domain.usage import Slice, arrange, count, within

NO_PLUGIN = Plugin("-", "-", "-")
MOST_BREAKPOINTS = 500
"""How many breakpoints of one step are looked at: a strategy that never ends is not waited for."""


class Scope(NamedTuple):
    """For which usage, when and for whom a step is there; what does not match, it never sees."""

    meters: tuple[str, ...] = ()
    """Only these meters' usage; all of it when empty."""
    since: date | None = None
    """From the first instant of this local day on."""
    until: date | None = None
    """Up to, not including, the first instant of this local day."""
    account_classes: tuple[str, ...] = ()
    """Only for accounts of these classes; for all when empty."""
    first_months: int | None = None
    """Only for so many months, on the wall clock, after the account switched the product on."""

    def interval(self, conventions: Conventions, account: Account) -> tuple[datetime | None, datetime | None]:
        """From when until when, UTC, the step is there for this account; None for an open end."""
        calendar = conventions.calendar
        starts = [calendar.instant(self.since)] if self.since else []
        ends = [calendar.instant(self.until)] if self.until else []
        if self.first_months is not None and account.activated:
            starts.append(account.activated)
            ends.append(calendar.later(account.activated, Span(months=self.first_months)))
        return max(starts, default=None), min(ends, default=None)

    def admits(self, account: Account) -> bool:
        """Whether the step is there for this account at all."""
        if self.first_months is not None and account.activated is None:
            return False
        return not self.account_classes or account.account_class in self.account_classes


class Step(NamedTuple):
    """A strategy at its place in one product's chain."""

    id: str
    strategy: Strategy
    scope: Scope | None = None
    sources: Mapping[tuple[str | int, ...], str] = MappingProxyType({})
    """`file:line` of each setting, by its path; of the step itself at ()."""
    plugin: Plugin = NO_PLUGIN
    settings: Mapping[str, Any] = MappingProxyType({})
    """The raw table that the strategy was built from: what a what-if merges its settings over."""

    def offers(self) -> list[Offer]:
        """What can be ordered of the step; `PluginFault` when its strategy can't say."""
        try:
            return list(self.strategy.offers())
        except (Exception, SystemExit) as error:
            raise self.fault(f"raised {type(error).__name__} from offers: {error}") from error

    def breakpoints(self, bill: Bill) -> list[int]:
        """Where the step's price bends, `MOST_BREAKPOINTS` at most; `PluginFault` when its strategy can't say."""
        try:
            return list(islice(self.strategy.breakpoints(bill), MOST_BREAKPOINTS))
        except (Exception, SystemExit) as error:
            raise self.fault(f"raised {type(error).__name__} from breakpoints: {error}") from error

    def bound(self, bill: Bill) -> Bound | None:
        """What the step can't do better than in the bill's period; `PluginFault` when its strategy can't say."""
        try:
            return self.strategy.bound(bill)
        except (Exception, SystemExit) as error:
            raise self.fault(f"raised {type(error).__name__} from bound: {error}") from error

    def fault(self, what: str) -> PluginFault:
        """The fault that this step's strategy `what`."""
        return PluginFault(self.id, self.strategy.kind, self.plugin, what)


class Chain(NamedTuple):
    """The ordered steps of a product; the settlement order is this order and nothing else."""

    product: str
    steps: tuple[Step, ...]
    conventions: Conventions

    def step(self, id: str) -> Step | None:
        """The step of that id, if there is one."""
        return next((step for step in self.steps if step.id == id), None)


class Carried(NamedTuple):
    """What one period leaves to the next. The kernel never looks inside a step's state."""

    states: Mapping[str, Any] = MappingProxyType({})
    holds: Mapping[str, Decimal] = MappingProxyType({})
    """Each step's open hold."""
    kept: tuple[Balance, ...] = ()
    """The lots with units left, for the day when the product drops their step."""


View = tuple[tuple[Slice, ...], tuple[Slice, ...], tuple[Slice, ...]]
"""What a step sees of the usage and of what remains, and what of the latter is hidden from it."""

NOTHING = Carried()
ANYONE = Account()


class Settled(NamedTuple):
    """A settlement, and what it leaves to the next period."""

    settlement: Settlement
    carried: Carried


def settle(
    chain: Chain,
    period: Period,
    usage: Iterable[Slice],
    orders: Mapping[str, Sequence[Order]] = MappingProxyType({}),
    owned: Mapping[str, Sequence[Owned]] = MappingProxyType({}),
    account: Account = ANYONE,
    carried: Carried = NOTHING,
    trace: list[Bill] | None = None,
) -> Settled:
    """Price one period's usage, within the period, through the chain.

    `orders` and `owned` are by step id. The bill of each step is added to `trace` when there is one.
    Raises a `Refusal` (`OverlappingSlices`, `ChainLeavesUnits`, `NotOnOffer`, what a step refuses) or a `PluginFault`.
    """
    product, steps, conventions = chain
    slices = remaining = arrange(usage, conventions.calendar)
    hidden: tuple[Slice, ...]
    states, held = {**carried.states}, {**carried.holds}
    lines: tuple[Line, ...] = ()
    facts: tuple[Fact, ...] = ()
    holds: tuple[Hold, ...] = ()
    notices: tuple[Notice, ...] = ()
    present = set()
    for step in steps:
        name = step.id
        placed = tuple(orders.get(name, ())) if orders else ()
        before = tuple(owned.get(name, ())) if owned else ()
        seen, given, hidden = slices, remaining, ()
        if step.scope is not None:
            view = _view(step, step.scope, conventions, period, account, slices, remaining, placed, before)
            if view is None:
                continue
            seen, given, hidden = view
        present.add(name)
        state = states.get(name)
        # Made without the class's own constructor, which takes twice the time: this is the kernel's innermost loop.
        bill = _new(
            Bill,
            (
                product, name, conventions, period, account, seen, given, lines, facts, placed, before,
                state, held.get(name, ZERO), step.sources, [],
            ),
        )  # fmt: skip
        if trace is not None:
            trace.append(bill)
        remaining, more_lines, more_holds, more_notices, more_facts, left = _asked(step, bill)
        if hidden:
            remaining = tuple(sorted((*hidden, *remaining)))
        lines += more_lines
        facts += more_facts
        holds += more_holds
        notices += more_notices
        _keep(states, name, left)
    if remaining:
        raise ChainLeavesUnits(product, count(remaining), period.id)
    priced = [line.amount for line in lines if line.amount is not None]
    holds = (holds + _releases(held, present)) if len(priced) == len(lines) else ()
    for hold in holds:
        if hold.kind == "release":
            del held[hold.step]
        else:
            held[hold.step] = hold.amount
    lots, kept = _lots(facts, carried.kept, present, period.end)
    nothing = conventions.rounding.zero
    settlement = Settlement(
        period,
        slices,
        lines,
        holds,
        notices,
        facts,
        kept,
        total(held.values()) if held else nothing,
        (total(priced) or nothing) if len(priced) == len(lines) else None,
    )
    return Settled(settlement, Carried(states, held, lots))


_new = tuple.__new__


def _keep(states: dict[str, Any], step: str, state: Any) -> None:
    if state is not None:
        states[step] = state
    else:
        states.pop(step, None)


def _asked(step: Step, bill: Bill) -> Outcome:
    """What the step answers to its bill, held to the laws."""
    try:
        outcome = step.strategy.settle(bill)
    except Refused as refused:
        raise refused.under(step.id) from refused.__cause__
    except (Exception, SystemExit) as error:
        raise step.fault(f"raised {type(error).__name__}: {error}") from error
    check(step, bill, outcome)
    return outcome


def _view(
    step: Step,
    scope: Scope,
    conventions: Conventions,
    period: Period,
    account: Account,
    usage: Sequence[Slice],
    remaining: Sequence[Slice],
    orders: Sequence[Order],
    owned: Sequence[Owned],
) -> View | None:
    """What a scoped step sees; None when it is absent."""
    since, until = scope.interval(conventions, account)
    start, end = max(since or period.start, period.start), min(until or period.end, period.end)
    absent = not scope.admits(account) or start >= end
    for order in orders:
        if absent or not start <= order.placed < end:
            raise NotOnOffer(order.sku, step.id, "the step is not there for this account then")
    if absent:
        if owned:
            raise BadOwned(owned[0].sku, f"step {step.id!r} is not there for this account then")
        return None
    meters = scope.meters
    return (
        _seen(usage, meters, start, end),
        _seen(remaining, meters, start, end),
        _hidden(remaining, meters, start, end),
    )


def _seen(slices: Sequence[Slice], meters: tuple[str, ...], start: datetime, end: datetime) -> tuple[Slice, ...]:
    return tuple(within([piece for piece in slices if not meters or piece.meter in meters], start, end))


def _hidden(slices: Sequence[Slice], meters: tuple[str, ...], start: datetime, end: datetime) -> tuple[Slice, ...]:
    hidden: list[Slice] = []
    for piece in slices:
        if meters and piece.meter not in meters:
            hidden.append(piece)
        else:
            edges = (piece.first, piece.before(start), piece.before(end), piece.last)
            hidden += [piece.numbers(a, b) for a, b in (edges[:2], edges[2:]) if b > a]
    return tuple(hidden)


def _releases(held: Mapping[str, Decimal], present: set[str]) -> tuple[Hold, ...]:
    """The releases of open holds whose step the chain no longer has, or has not for this account or period."""
    return tuple(
        [Hold(step, "release", held[step], ((held[step],),), ONE, "") for step in sorted(held.keys() - present)]
        if held
        else ()
    )


def _lots(
    facts: Sequence[Fact], carried: Sequence[Balance], present: set[str], end: datetime
) -> tuple[tuple[Balance, ...], tuple[Balance, ...]]:
    """The lots that live on after the period, and of those carried into it the ones whose step is absent."""
    lots = [fact for fact in facts if type(fact) is Balance and fact.after and fact.expires > end]
    if not carried:
        return tuple(lots), ()
    asked = {fact.step for fact in facts}
    waiting = [lot for lot in carried if lot.step not in asked]
    lots += [lot for lot in waiting if lot.expires > end]
    return tuple(lots), tuple([lot.unused() for lot in waiting if lot.step not in present])


def check(step: Step, bill: Bill, outcome: Outcome) -> None:
    """Hold an outcome to the laws of the contract, by counting alone; `PluginFault` for a broken one."""
    if type(outcome) is not Outcome:
        raise step.fault(f"returned {type(outcome).__name__} instead of an Outcome")
    remaining, lines, holds, notices, facts, state = outcome
    if not (type(lines) is tuple and type(holds) is tuple and type(notices) is tuple and type(facts) is tuple):
        _check_tuples(step, lines=lines, holds=holds, notices=notices, facts=facts)
    if lines or holds or bill.made:
        _check_made(step, bill.made, lines, holds)
    covered = _covered(step, lines)
    if covered or remaining is not bill.remaining:
        _check_units(step, bill, remaining, covered)
    if holds:
        _check_holds(step, bill, holds)
    if state is not None and type(state) is not step.strategy.state_type:
        expected = step.strategy.state_type.__name__ if step.strategy.state_type else "no state"
        raise step.fault(f"left state of type {type(state).__name__} instead of {expected}")
    if notices:
        _check_types(step, notices, (Notice,), "notices")
    if facts:
        _check_types(step, facts, (Balance, Rate), "facts")


def _check_tuples(step: Step, **given: object) -> None:
    for noun, things in given.items():
        if type(things) is not tuple:
            raise step.fault(f"returned its {noun} as a {type(things).__name__} instead of a tuple")


def _check_types(step: Step, things: tuple[object, ...], types: tuple[type, ...], noun: str) -> None:
    for thing in things:
        if type(thing) not in types:
            raise step.fault(f"returned {type(thing).__name__} among its {noun}")


def _check_made(step: Step, made: list[Line | Hold], lines: tuple[Line, ...], holds: tuple[Hold, ...]) -> None:
    """The kernel rounds money when it makes a line or a hold, so it must be the very one that the bill made."""
    returned: tuple[Line | Hold, ...] = lines + holds if holds else lines
    if len(returned) == len(made) and all(map(is_, returned, made)):
        return
    _check_types(step, lines, (Line,), "lines")
    _check_types(step, holds, (Hold,), "holds")
    ids = {id(thing) for thing in made}
    for thing in returned:
        if id(thing) not in ids:
            raise step.fault(f"returned a {type(thing).__name__.lower()} that its bill did not make")
        ids.discard(id(thing))
    if ids:
        raise step.fault("made a line or a hold that it did not return")


def _covered(step: Step, lines: tuple[Line, ...]) -> int:
    covered = 0
    for line in lines:
        units, kind, amount = line.units, line.kind, line.amount
        if units < 0:
            raise step.fault(f"covered {units} units")
        if kind in COVERING:
            covered += units
        elif units:
            raise step.fault(f"covered {units} units with a line of kind {kind!r}")
        if amount is not None and amount < ZERO and kind != "adjustment":
            raise step.fault(f"charged {amount} with a line of kind {kind!r}")
    return covered


def _check_units(step: Step, bill: Bill, left: tuple[Slice, ...], covered: int) -> None:
    given = bill.remaining
    if left == () and count(given) == covered:
        return
    if type(left) is not tuple or not all(
        [type(piece) is Slice and type(piece.first) is type(piece.last) is int for piece in left]
    ):
        raise step.fault("left something else than a tuple of slices")
    if count(given) != covered + count(left):
        raise step.fault(f"was given {count(given)} units, covered {covered} and left {count(left)}")
    sources = iter(given)
    source, done = None, 0
    for piece in left:
        while source is None or source[:5] != piece[:5] or piece.first >= source.last or piece.first < done:
            source = next(sources, None)
            if source is None:
                raise step.fault(f"left a slice that it was not given: {piece.written(bill.conventions.calendar)}")
            done = source.first
        if piece.last > source.last or piece.last <= piece.first:
            raise step.fault(f"left a slice that it was not given: {piece.written(bill.conventions.calendar)}")
        done = piece.last


def _check_holds(step: Step, bill: Bill, holds: tuple[Hold, ...]) -> None:
    if [hold.kind for hold in holds] not in (["release"], ["freeze"], ["release", "freeze"]):
        raise step.fault("returned holds other than one release before one freeze")
    if bill.held and holds[0].kind != "release":
        raise step.fault("froze anew without releasing what it held")
    if any(hold.amount < ZERO for hold in holds):
        raise step.fault("froze an amount below zero")
