"""What would it cost if: one question, a list of changes, and what each of them adds."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from ratecard.domain.difference import Difference, contributions, difference
from ratecard.domain.errors import Refusal
from ratecard.domain.forecast import Forecast, forecast
from ratecard.domain.settlement import Contact
from ratecard.domain.text import Text
from ratecard.service.answer import Priced
from ratecard.service.asked import placed
from ratecard.service.change import MOST_CHANGES, Change, Draft, TooManyChanges, Workshop

Tick = Callable[[], None]


class Contribution(NamedTuple):
    """What one change added to the total, the changes before it made."""

    change: Change
    total: Decimal | None
    """The total after it; None with contact sales, and where it can't be priced."""
    difference: Decimal | None
    """Unknown, None, from a change without a total on."""
    contact: Contact | None
    """What has no list price, where that is why it is unknown."""
    refusal: Refusal | None
    """What could not be priced, where that is why: between two changes a chain may leave units."""

    @property
    def reason(self) -> Text | None:
        """Why it is unknown; None when it is known."""
        if self.refusal:
            return Text(self.refusal.message, self.refusal.message)
        return self.contact.reason if self.contact else None


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
    """Price a draft as it is and after each change. Nothing is stored and nothing changes.

    A refusal of the draft as it is stands where it is, one of a change is placed at the change. Only what all changes
    come to must have a price: where the first of two changes takes a step away and the second puts another in its
    place, what each adds is unknown.
    """
    before = forecast(draft.question, tick=tick)
    made = drafts(draft, changes, workshop)
    answers = [_answered(each, tick) for each in made[1:-1]]
    after = before
    if changes:
        with placed("changes", len(changes) - 1):
            after = forecast(made[-1].question, tick=tick)
        answers.append(after)
    added = contributions([before.total, *(_total(answer) for answer in answers)])
    why, refusal = contact(before), None
    found = []
    for change, answer, amount in zip(changes, answers, added, strict=True):
        if not why and not refusal:
            why, refusal = (None, answer) if isinstance(answer, Refusal) else (contact(answer), None)
        found.append(Contribution(change, _total(answer), amount, why, refusal))
    return WhatIf(
        _priced(draft, before, engine_version),
        _priced(made[-1], after, engine_version),
        difference(before, after),
        tuple(found),
    )


def _answered(draft: Draft, tick: Tick | None) -> Forecast | Refusal:
    try:
        return forecast(draft.question, tick=tick)
    except Refusal as refusal:
        return refusal


def _total(answer: Forecast | Refusal) -> Decimal | None:
    return None if isinstance(answer, Refusal) else answer.total


def contact(answer: Forecast) -> Contact | None:
    """What in a forecast has no list price; None when everything has."""
    return next(filter(None, (statement.settlement.contact for statement in answer.statements)), None)


def _priced(draft: Draft, answer: Forecast, engine_version: str) -> Priced:
    return Priced(draft.catalog, draft.question.product, answer, engine_version)
