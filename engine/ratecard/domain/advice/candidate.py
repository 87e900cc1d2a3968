"""What may be bought, and when."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from ratecard.domain.advice.floor import advised
from ratecard.domain.order import Offer
from ratecard.domain.question import Part, Question


class Candidate(NamedTuple):
    """Something that may be bought at an instant."""

    sku: str
    """As `step/sku`."""
    offer: Offer
    at: datetime


def candidates(question: Question, part: Part, any_day: bool) -> Iterator[Candidate]:
    """What may be bought in a period, the largest first."""
    start, end, _ = part.period
    calendar = question.product.calendar
    days = [start]
    while any_day and (day := calendar.containing(days[-1], "day").end) < end:
        days.append(day)
    offers = sorted(advised(part.version), key=lambda pair: -pair[1].units)
    for step, offer in offers:
        for at in days:
            yield Candidate(f"{step}/{offer.sku}", offer, at)
