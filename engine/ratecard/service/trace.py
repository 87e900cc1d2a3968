"""How an answer came about: what each step of the chain was given, and what it answered."""

from collections.abc import Iterator
from typing import NamedTuple

from ratecard.domain.account import Account
from ratecard.domain.bill import Bill
from ratecard.domain.forecast import Statement
from ratecard.domain.step import Step
from ratecard.domain.strategy import Outcome
from ratecard.domain.text import Text


class Trace(NamedTuple):
    """What the steps of a run were given, and what they answered, in order."""

    bills: list[Bill]
    outcomes: list[Outcome]


class Passage(NamedTuple):
    """A step of the chain, and what it did in one period."""

    step: Step
    bill: Bill | None
    """What it was given; None where it is absent."""
    outcome: Outcome | None
    absence: Text | None
    """Why it is absent."""


def passages(trace: Trace, statement: Statement, account: Account) -> Iterator[Passage]:
    """Every step of a period's chain, in order."""
    period, (_, steps, conventions) = statement.period, statement.version.chain
    run = zip(trace.bills, trace.outcomes, strict=False)  # the step that a run ends at has no outcome
    done = {bill.step: (bill, outcome) for bill, outcome in run if bill.period == period}
    for step in steps:
        if step.id in done:
            yield Passage(step, *done[step.id], None)
        elif step.scope is not None:
            yield Passage(step, None, None, step.scope.absence(conventions, period, account))
