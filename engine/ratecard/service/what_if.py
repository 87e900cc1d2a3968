"""What would it cost if: one question, a list of changes, and what each of them adds."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from ratecard.domain.difference import Difference, contributions, difference
from ratecard.domain.errors import Refusal
from ratecard.domain.forecast import Forecast, forecast
from ratecard.domain.settlement import Contact
from ratecard.service.answer import Priced
from ratecard.service.change import MOST_CHANGES, Change, Draft, TooManyChanges, Workshop

Tick = Callable[[], None]


class Contribution(NamedTuple):
    """What one change added to the total, the changes before it made."""

    change: Change
    total: Decimal | None
    """The total after it; None with contact sales."""
    difference: Decimal | None
    """Unknown, None, from a change that gives contact sales on."""
    contact: Contact | None
    """Why it is unknown."""


class WhatIf(NamedTuple):
    """A question answered as it is and with changes made."""

    before: Priced
    after: Priced
    difference: Difference
    contributions: tuple[Contribution, ...]


def drafts(draft: Draft, changes: Sequence[Change], workshop: Workshop) -> list[Draft]:
    """The draft, and what each change in turn makes of it; a `Refusal` placed by the change's index."""
    if len(changes) > MOST_CHANGES:
        raise TooManyChanges(len(changes))
    made = [draft]
    for index, change in enumerate(changes):
        try:
            made.append(workshop.changed(made[-1], change))
        except Refusal as refusal:
            raise refusal.under("changes", index) from refusal.__cause__
    return made


def what_if(
    draft: Draft, changes: Sequence[Change], workshop: Workshop, engine_version: str, tick: Tick | None = None
) -> WhatIf:
    """Price a draft as it is and after each change. Nothing is stored and nothing changes."""
    made = drafts(draft, changes, workshop)
    answers: list[Forecast] = []
    for index, each in enumerate(made):
        try:
            answers.append(forecast(each.question, tick=tick))
        except Refusal as refusal:
            # What a change made impossible is refused at the change; the baseline's own faults stand where they are.
            raise (refusal.under("changes", index - 1) if index else refusal) from refusal.__cause__
    added = contributions([answer.total for answer in answers])
    why: Contact | None = contact(answers[0])
    found = []
    for change, answer, amount in zip(changes, answers[1:], added, strict=True):
        why = why or contact(answer)
        found.append(Contribution(change, answer.total, amount, why))
    return WhatIf(
        _priced(made[0], answers[0], engine_version),
        _priced(made[-1], answers[-1], engine_version),
        difference(answers[0], answers[-1]),
        tuple(found),
    )


def contact(answer: Forecast) -> Contact | None:
    """What in a forecast has no list price; None when everything has."""
    return next(filter(None, (statement.settlement.contact for statement in answer.statements)), None)


def _priced(draft: Draft, answer: Forecast, engine_version: str) -> Priced:
    return Priced(draft.catalog, draft.question.product, answer, engine_version)
