"""The settlement chain: an ordered list of steps, and the one function that prices a period."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise, product
from types import MappingProxyType
from typing import Any, NamedTuple

from ratecard.domain.account import Account
from ratecard.domain.bill import Bill, Pass, Trail
from ratecard.domain.conventions import Conventions
from ratecard.domain.errors import (
    BadOwned,
    ChainLeavesUnits,
    NotOnOffer,
    NotReturnable,
)
from ratecard.domain.law import answered, check_fields
from ratecard.domain.money import ONE, ZERO, total
from ratecard.domain.order import Order, Owned
from ratecard.domain.period import Period
from ratecard.domain.settlement import Balance, Fact, Hold, Line, Notice, Settlement
from ratecard.domain.step import Case, Scope, Step
from ratecard.domain.strategy import Outcome
from ratecard.domain.usage import Slice, arrange, count, within


class Chain(NamedTuple):
    """The ordered steps of a product; the settlement order is this order and nothing else."""

    product: str
    steps: tuple[Step, ...]
    conventions: Conventions

    def step(self, id: str) -> Step | None:
        """The step of that id, if there is one."""
        for step in self.steps:
            if step.id == id:
                return step
        return None


class Carried(NamedTuple):
    """What one period leaves to the next. The kernel never looks inside a step's state."""

    states: Mapping[str, Any] = MappingProxyType({})
    holds: Mapping[str, Decimal] = MappingProxyType({})
    """Each step's open hold."""
    kept: tuple[Balance, ...] = ()
    """The lots with units left, for the day when the product drops their step."""


View = tuple[tuple[Slice, ...], tuple[Slice, ...], tuple[Slice, ...], datetime, datetime]
"""What a step sees of the usage and of what remains, what of the latter is hidden from it, and from when until when."""


NOTHING = Carried()


ABSENT = "the step is not there for this account then"


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
    returns: Mapping[str, Sequence[Order]] = MappingProxyType({}),
    outcomes: list[Outcome] | None = None,
) -> Settled:
    """Price one period's usage, within the period, through the chain.

    `orders`, `owned` and `returns` are by step id. The bill of each step is added to `trace` when there is one,
    and what it answered to `outcomes`.
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
    afterwards: list[tuple[Slice, ...]] = []
    for step in steps:
        name, _, scope, sources, _, _, guard = step
        placed = tuple(orders.get(name, ())) if orders else ()
        before = tuple(owned.get(name, ())) if owned else ()
        given_back = tuple(returns.get(name, ())) if returns else ()
        seen, given, hidden, trail = slices, remaining, (), None
        if scope is not None:
            seen_by = view(step, scope, conventions, period, account, slices, remaining, placed, before, given_back)
            if seen_by is None:
                afterwards.append(remaining)
                continue
            seen, given, hidden, start, end = seen_by
            trail = Trail(_passes(steps, slices, afterwards), scope.meters, start, end)
        present.add(name)
        state = states.get(name)
        # Made without the class's own constructor, which takes twice the time: this is the kernel's innermost loop.
        bill = _new(
            Bill,
            (
                product, name, conventions, period, account, seen, given, lines, facts, placed, before,
                state, held.get(name, ZERO), sources, [], given_back, trail,
            ),
        )  # fmt: skip
        if trace is not None:
            trace.append(bill)
        outcome = answered(step, bill) if guard is None else guard.settle(step, bill)
        if outcomes is not None:
            outcomes.append(outcome)
        remaining, more_lines, more_holds, more_notices, more_facts, left = outcome
        if hidden:
            remaining = tuple(sorted((*hidden, *remaining)))
        lines += more_lines
        afterwards.append(remaining)
        facts += more_facts
        holds += more_holds
        notices += more_notices
        states[name] = left
    if remaining:
        raise ChainLeavesUnits(product, count(remaining), period.id)
    priced = [line.amount for line in lines if line.amount is not None]
    holds = (holds + _releases(held, present)) if len(priced) == len(lines) else ()
    for hold in holds:
        if hold.kind == "release":
            del held[hold.step]
        else:
            held[hold.step] = hold.amount
    lots, kept = _lots(steps, facts, carried.kept, present, period.end)
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
    left_over = {step: state for step, state in states.items() if state is not None}
    return Settled(settlement, Carried(left_over, held, lots))


def settle_again(case: Case) -> Outcome:
    """What a step answers to a bill by itself, held to the laws; what it refuses, or a `PluginFault`."""
    step, bill = case
    return answered(step, bill) if step.guard is None else step.guard.settle(step, bill)


_new = tuple.__new__


def _passes(
    steps: Sequence[Step], usage: tuple[Slice, ...], afterwards: Sequence[tuple[Slice, ...]]
) -> tuple[Pass, ...]:
    """What each of the steps so far was given and left."""
    return tuple([Pass(step.id, *edges) for step, edges in zip(steps, pairwise([usage, *afterwards]), strict=False)])


def view(
    step: Step,
    scope: Scope,
    conventions: Conventions,
    period: Period,
    account: Account,
    usage: Sequence[Slice],
    remaining: Sequence[Slice],
    orders: Sequence[Order],
    owned: Sequence[Owned],
    returned: Sequence[Order] = (),
) -> View | None:
    """What a scoped step sees; None when it is absent."""
    since, until = scope.interval(conventions, account)
    start, end = max(since or period.start, period.start), min(until or period.end, period.end)
    absent = not scope.admits(account) or start >= end
    for order in orders:
        if absent or not start <= order.placed < end:
            raise NotOnOffer(order.sku, step.id, ABSENT)
    if absent:
        if returned:
            raise NotReturnable(returned[0].sku, ABSENT)
        if owned:
            raise BadOwned(owned[0].sku, f"step {step.id!r} is not there for this account then")
        return None
    meters = scope.meters
    return (
        _seen(usage, meters, start, end),
        _seen(remaining, meters, start, end),
        _hidden(remaining, meters, start, end),
        start,
        end,
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
    steps: Sequence[Step], facts: Sequence[Fact], carried: Sequence[Balance], present: set[str], end: datetime
) -> tuple[tuple[Balance, ...], tuple[Balance, ...]]:
    """The lots that live on after the period, and of those carried into it the ones whose step is absent."""
    try:
        lots = [fact for fact in facts if type(fact) is Balance and fact.after and fact.expires > end]
    except TypeError:
        for step, fact in product(steps, facts):
            if fact.step == step.id:
                check_fields(step, fact)
        raise
    if not carried:
        return tuple(lots), ()
    asked = {fact.step for fact in facts}
    waiting = [lot for lot in carried if lot.step not in asked]
    lots += [lot for lot in waiting if lot.expires > end]
    return tuple(lots), tuple([lot.unused() for lot in waiting if lot.step not in present])
