"""The laws of the contract: what every outcome is held to, always, by counting alone."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from operator import is_

from ratecard.domain.bill import MOST_THINGS, Bill
from ratecard.domain.errors import PluginFault, Refused
from ratecard.domain.money import ZERO
from ratecard.domain.settlement import COVERING, Balance, Entitlement, Fact, Hold, Line, Notice, Rate
from ratecard.domain.step import Case, Step, is_interrupt
from ratecard.domain.strategy import Outcome
from ratecard.domain.usage import Slice, count

Settle = Callable[[Bill], Outcome]


def answered(step: Step, bill: Bill, settle: Settle | None = None) -> Outcome:
    """What the step answers to its bill, held to the laws; `Refused`, `PluginFault`.

    `settle` is another way to ask its strategy, that of a guard: then all fields of its facts and notices are held to
    their types too. A fault keeps the step and the bill as its case.
    """
    try:
        try:
            if settle is None:
                outcome = step.strategy.settle(bill)
                check(step, bill, outcome)
            else:
                outcome = settle(bill)
                check(step, bill, outcome)
                for thing in (*outcome.facts, *outcome.notices):
                    check_fields(step, thing)
        except Refused as refused:
            raise refused.under(step.id) from refused.__cause__
        except PluginFault as fault:
            if fault.step != step.id:  # made by the plugin, of something else
                raise step.raised(fault) from fault
            raise
        except BaseException as error:
            if is_interrupt(error):
                raise
            raise step.raised(error) from error
    except PluginFault as fault:
        fault.case = Case(step, bill)
        raise
    return outcome


def check(step: Step, bill: Bill, outcome: Outcome) -> None:
    """Hold an outcome to the laws of the contract, by counting alone; `PluginFault` for a broken one."""
    if type(outcome) is not Outcome:
        raise step.fault(f"returned {type(outcome).__name__} instead of an Outcome")
    remaining, lines, holds, notices, facts, state = outcome
    if not (type(lines) is tuple and type(holds) is tuple and type(notices) is tuple and type(facts) is tuple):
        _check_tuples(step, lines=lines, holds=holds, notices=notices, facts=facts)
    if lines or holds or bill.made:
        _check_made(step, bill.made, lines, holds)
    covered = _covered(step, lines) if lines else 0
    if covered or remaining is not bill.remaining:
        _check_units(step, bill, remaining, covered)
    if holds:
        _check_holds(step, bill, holds)
    if state is not None:
        _check_state(step, state)
    if notices:
        _check_told(step, notices, (Notice,), "notices")
    if facts:
        _check_told(step, facts, _FACTS, "facts")


def _check_state(step: Step, state: object) -> None:
    expected = step.strategy.state_type
    if type(state) is not expected:
        name = expected.__name__ if expected else "no state"
        raise step.fault(f"left state of type {type(state).__name__} instead of {name}")
    if isinstance(state, tuple) and not _MUTABLE.isdisjoint(map(type, state)):
        raise step.fault(f"left state that can change: {type(state).__name__} holds a list, dict or set")


def _check_tuples(step: Step, **given: object) -> None:
    for noun, things in given.items():
        if type(things) is not tuple:
            raise step.fault(f"returned its {noun} as a {type(things).__name__} instead of a tuple")


def _check_types(step: Step, things: tuple[object, ...], types: tuple[type, ...], noun: str) -> None:
    for thing in things:
        if type(thing) not in types:
            raise step.fault(f"returned {type(thing).__name__} among its {noun}")


_FIELDS: dict[type, list[type]] = {
    Balance: [str, str, str, int, int, int, datetime, datetime, tuple, tuple, bool],
    Entitlement: [str, str, int, datetime, datetime],
    Notice: [str, str, datetime, datetime, bool, str, int, tuple],
    Rate: [str, int, int, Decimal, int],
}
"""The types of the fields of each thing that a strategy may make by itself."""
_FACTS = (Balance, Rate, Entitlement)
_MUTABLE = frozenset({list, dict, set, bytearray})


def _check_told(step: Step, things: tuple[Notice | Fact, ...], types: tuple[type, ...], noun: str) -> None:
    """Facts and notices, no more than there can be, each in the step's own name."""
    if len(things) > MOST_THINGS:
        raise step.fault(f"returned {len(things)} {noun}, more than {MOST_THINGS}")
    own = step.id
    for thing in things:
        if type(thing) not in types:
            raise step.fault(f"returned {type(thing).__name__} among its {noun}")
        if thing[0] != own:
            raise step.fault(f"returned a {type(thing).__name__} in the name of step {thing.step!r}")


def check_fields(step: Step, thing: Notice | Fact) -> None:
    """Hold each field of a fact or a notice to its type: too slow for a chain that is settled a thousand times."""
    what = type(thing).__name__
    for name, value, expected in zip(thing._fields, thing, _FIELDS[type(thing)], strict=True):
        if not isinstance(value, expected):
            raise step.fault(
                f"returned a {what} whose {name} is of type {type(value).__name__}, not {expected.__name__}"
            )


def _check_made(step: Step, made: list[Line | Hold], lines: tuple[Line, ...], holds: tuple[Hold, ...]) -> None:
    """The kernel rounds money when it makes a line or a hold, so it must be the very one that the bill made."""
    if len(lines) > MOST_THINGS:
        raise step.fault(f"returned {len(lines)} lines, more than {MOST_THINGS}")
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
