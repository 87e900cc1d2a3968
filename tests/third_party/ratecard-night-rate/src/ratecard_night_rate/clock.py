"""The nights of a stretch of time, on the wall clock of a zone."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple

from ratecard.spi import Calendar, Period, Slice, within

_DAY = timedelta(days=1)


class Stretch(NamedTuple):
    """From `start` up to but not including `end`, both UTC: all night, or all day."""

    start: datetime
    end: datetime
    is_night: bool


def stretches(period: Period, calendar: Calendar, begins: time, ends: time) -> tuple[Stretch, ...]:
    """The period as days and nights in turn.

    A night begins and ends when the clock first shows those times. A time that a change of the clock skips is reached
    so much later; where nothing is left of a night, there is none.
    """
    edges = [(period.start, False)]
    for start, end in _nights(period, calendar, begins, ends):
        edges += [(start, True), (end, False)]
    edges.append((period.end, False))
    return tuple([Stretch(start, end, night) for (start, night), (end, _) in pairwise(edges) if start < end])


def _nights(period: Period, calendar: Calendar, begins: time, ends: time) -> Iterator[tuple[datetime, datetime]]:
    """The nights, in order, cut to the period."""
    day = calendar.local(period.start).date() - _DAY
    last = calendar.local(period.end).date()
    until = period.start
    while day <= last:
        following = day + _DAY
        start = max(calendar.instant(day, begins), until)
        end = min(calendar.instant(day if begins < ends else following, ends), period.end)
        if start < end:
            yield start, end
            until = end
        day = following


def divide(slices: Sequence[Slice], when: Sequence[Stretch]) -> tuple[tuple[Slice, ...], tuple[Slice, ...]]:
    """The pieces at night and the pieces by day, each in the order given."""
    by_night: list[Slice] = []
    by_day: list[Slice] = []
    first = 0
    for piece in slices:
        # Slices come in order of their start: stretches before this one's are done with.
        while when[first].end <= piece.start and first + 1 < len(when):
            first += 1
        for stretch in when[first:]:
            if stretch.start >= piece.end:
                break
            (by_night if stretch.is_night else by_day).extend(within([piece], stretch.start, stretch.end))
    return tuple(by_night), tuple(by_day)
