"""The times that the versions of two price lists of one product divide, and the period that stands for each."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import NamedTuple

from ratecard.domain.period import Calendar, Period
from ratecard.domain.product import Product, Version
from ratecard.service.asked import instant

_BEGINNING = datetime.min.replace(tzinfo=UTC)
_END = datetime.max.replace(tzinfo=UTC)


class Time(NamedTuple):
    """A time in which both sides have one version in force."""

    start: datetime
    end: datetime
    since: date | None
    """None: from ever."""
    until: date | None
    """None: for ever."""
    before: Version
    after: Version


def times(before: Product, after: Product, on: date | None) -> Iterator[Time]:
    """The times in which both products have a price, in order; only the one that prices the period of a day, if any."""
    begins: dict[datetime, date | None] = {}
    for version in (*before.versions, *after.versions):
        begins.setdefault(version.since or _BEGINNING, version.effective_from)
    starts = sorted(begins)
    asked = on and after.calendar.containing(instant(on, after.calendar)).start
    for start, end in zip(starts, [*starts[1:], _END], strict=True):
        old, new = _in_force(before, start), _in_force(after, start)
        if old and new and (asked is None or start <= asked < end):
            yield Time(start, end, begins[start], begins.get(end), old, new)


def _in_force(product: Product, at: datetime) -> Version | None:
    return next((each for each in reversed(product.versions) if (each.since or _BEGINNING) <= at), None)


def periods(
    before: Calendar, after: Calendar, time: Time, today: datetime, on: date | None
) -> tuple[Period, Period] | None:
    """The period of a day, else the first from today's on, that each side prices by the versions of a time.

    None where no period of both begins in it from today on.
    """
    found = _period(before, time, today, on), _period(after, time, today, on)
    return found if all(time.start <= period.start < time.end for period in found) else None


def _period(calendar: Calendar, time: Time, today: datetime, on: date | None) -> Period:
    if on is not None:
        return calendar.containing(instant(on, calendar))
    current = calendar.containing(today)
    if current.start >= time.start:
        return current
    first = calendar.containing(time.start)
    return first if first.start == time.start else calendar.containing(first.end)
