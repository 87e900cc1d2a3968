"""The laws that an answer to one bill is held to. Each gives a sentence where it is broken, and None where it holds."""

import time
from collections.abc import Iterator
from decimal import Decimal, localcontext
from types import TracebackType

from ratecard.domain.bill import Bill
from ratecard.domain.errors import PluginFault, Refused
from ratecard.domain.law import check as kernel_check
from ratecard.domain.money import ZERO
from ratecard.domain.settlement import COVERING, Balance, Entitlement, Hold, Line, Rate
from ratecard.domain.step import Step
from ratecard.domain.strategy import Outcome, Strategy
from ratecard.domain.usage import Slice, count
from ratecard.testing.case import Case, fresh, tried

Sentence = str | None
BUDGET = 0.005
"""Seconds that one settle may take, at its fastest of several."""
TIMES = 5


def answers(case: Case) -> Sentence:
    """Every bill is answered by an outcome of the contract's types, or by `Refused`."""
    for one in case.tried:
        bill, outcome, raised, answered = one
        if isinstance(raised, Refused):
            continue
        if raised is not None:
            if _bad_price(raised) is None:
                return f"raised {type(raised).__name__}: {raised}{at(bill)}"
            continue
        if outcome is None:
            return f"returned {type(answered).__name__} instead of an Outcome{at(bill)}"
        if any(law(case) for law in (units_conserved, nothing_negative, money_rounded, state_declared)):
            continue
        try:
            kernel_check(Step(case.step, case.strategy), bill, outcome)
        except PluginFault as fault:
            return f"{fault.what}{at(bill)}"
        except Exception as error:
            return f"returned an Outcome that can't be counted: {type(error).__name__}: {error}{at(bill)}"
    return None


def units_conserved(case: Case) -> Sentence:
    """What lines cover and what is left make up what was given, piece by piece."""
    for bill, outcome in case.answers:
        given, left = bill.units, count(outcome.remaining)
        covered = sum(line.units for line in outcome.lines if line.kind in COVERING)
        if given != covered + left and _is_positive(outcome):
            return f"given {given} units, covered {covered} and left {left}{at(bill)}"
        for line in outcome.lines:
            if line.units and line.kind not in COVERING:
                return f"covered {line.units} units with a line of kind {line.kind!r}, which covers none{at(bill)}"
        strange = _not_given(bill, outcome)
        if strange is not None and _is_positive(outcome):
            return f"left {strange.written(bill.conventions.calendar)}, which it was not given in this order{at(bill)}"
    return None


def _is_positive(outcome: Outcome) -> bool:
    return all(line.units >= 0 for line in outcome.lines) and all(piece.units >= 0 for piece in outcome.remaining)


def _not_given(bill: Bill, outcome: Outcome) -> Slice | None:
    """The first piece that is left and is no part of what was given, or out of its order."""
    place, done = 0, -1
    for piece in outcome.remaining:
        while place < len(bill.remaining):
            given = bill.remaining[place]
            if given[:5] == piece[:5] and max(given.first, done) <= piece.first and piece.last <= given.last:
                done = piece.last
                break
            place, done = place + 1, -1
        else:
            return piece
    return None


def nothing_negative(case: Case) -> Sentence:
    """Units, money, holds and what is left of lots are never below zero; only an adjustment may give money back."""
    for bill, outcome in case.answers:
        for what, number in _numbers(outcome):
            if number < 0:
                return f"{what} is {number}, below zero{at(bill)}"
    return None


def _numbers(outcome: Outcome) -> Iterator[tuple[str, Decimal | int]]:
    for line in outcome.lines:
        yield f"the number of units of a line of kind {line.kind!r}", line.units
        if line.kind != "adjustment" and line.amount is not None:
            yield f"the amount of a line of kind {line.kind!r}", line.amount
    for piece in outcome.remaining:
        yield "the number of units of a piece that is left", piece.units
    for hold in outcome.holds:
        yield f"the amount of a {hold.kind}", hold.amount
    for fact in outcome.facts:
        if type(fact) is Balance:
            yield f"what is left of lot {fact.lot!r}", fact.after
        elif type(fact) is Rate:
            yield "the price of a rate", fact.price
        elif type(fact) is Entitlement:
            yield f"the quantity of {fact.item!r}", fact.quantity


def money_rounded(case: Case) -> Sentence:
    """Money is made by the bill, which rounds it; it depends on no currency and on no decimal context."""
    for one in case.tried:
        bad = _bad_price(one.raised)
        if bad:
            return bad + at(one.bill)
    for bill, outcome in case.answers:
        sentence = _not_made(bill, outcome)
        if sentence:
            return sentence + at(bill)
        if not case.is_pure and not case.waived:
            continue
        amounts = _amounts(outcome)
        other = "EUR" if bill.conventions.currency != "EUR" else "USD"
        elsewhere = tried(case.strategy, fresh(bill)._replace(conventions=bill.conventions._replace(currency=other)))
        if elsewhere.outcome is not None and _amounts(elsewhere.outcome) != amounts:
            return (
                f"charges {charged(elsewhere.outcome)} {other} where it charges {charged(outcome)}"
                f" {bill.conventions.currency}: settings are in the catalog's currency, and nothing is converted"
                f"{at(bill)}"
            )
        with localcontext(prec=3):
            coarse = tried(case.strategy, fresh(bill))
        if coarse.outcome is not None and _amounts(coarse.outcome) != amounts:
            return (
                f"charges {charged(coarse.outcome)} instead of {charged(outcome)} where the program's decimal context"
                f" has three digits: reckon in a Context of your own{at(bill)}"
            )
    return None


def _not_made(bill: Bill, outcome: Outcome) -> Sentence:
    made = {id(thing) for thing in bill.made}
    returned: tuple[Line | Hold, ...] = (*outcome.lines, *outcome.holds)
    for thing in returned:
        if id(thing) not in made:
            return f"returned a {type(thing).__name__.lower()} of {thing.amount} that its bill did not make"
        rounded = None if thing.amount is None else bill.conventions.rounding.apply(thing.amount)
        if rounded is not None and str(rounded) != str(thing.amount):
            return f"returned {thing.amount}, which is not rounded to {rounded}"
    if len(returned) < len(made):
        return "made a line or a hold that it did not return"
    return "returned a line or a hold twice" if len(returned) > len(made) else None


def _amounts(outcome: Outcome) -> list[Decimal | None]:
    return [*(line.amount for line in outcome.lines), *(hold.amount for hold in outcome.holds)]


def charged(outcome: Outcome) -> Decimal:
    """What the lines of an outcome come to, those for contact sales left out."""
    return sum([line.amount for line in outcome.lines if line.amount is not None], ZERO)


def _bad_price(raised: BaseException | None) -> Sentence:
    """What is wrong with a price that the bill refused."""
    trace = raised.__traceback__ if isinstance(raised, TypeError) else None
    return f"gave its bill a price that is no money: {raised}" if _innermost(trace) in ("line", "freeze") else None


def _innermost(trace: TracebackType | None) -> str:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None or trace.tb_frame.f_globals.get("__name__") != Bill.__module__:
        return ""
    return trace.tb_frame.f_code.co_name


def state_declared(case: Case) -> Sentence:
    """What is left as state is of the type that the strategy declares."""
    for bill, outcome in case.answers:
        expected = case.strategy.state_type
        if outcome.state is not None and type(outcome.state) is not expected:
            declared = expected.__name__ if expected else "no state_type"
            return f"left state of type {type(outcome.state).__name__}, and declares {declared}{at(bill)}"
    return None


def time_per_settle(case: Case) -> Sentence:
    """A settle takes no longer than the budget; the fastest of several counts, as a machine may be busy."""
    for bill in case.run.bills:
        fastest = (
            min(_seconds(case.strategy, bill) for _ in range(TIMES)) if _seconds(case.strategy, bill) > BUDGET else 0
        )
        if fastest > BUDGET:
            return f"took {fastest * 1000:.1f} ms for a bill; {BUDGET * 1000:.0f} ms are the most{at(bill)}"
    return None


def _seconds(strategy: Strategy, bill: Bill) -> float:
    given = fresh(bill)
    start = time.perf_counter()
    tried(strategy, given)
    return time.perf_counter() - start


def at(bill: Bill) -> str:
    """Which bill it is, at the end of a sentence."""
    return f" (period {bill.period.id})"
