"""Billing periods and dates, on the wall clock of a catalog's zone.

Intervals are half-open and UTC inside; the zone decides where months, days and hours begin.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from ratecard.domain.errors import BadInstant, NaiveInstant, OutOfTime, UnknownPeriod
from ratecard.domain.text import Text

Unit = Literal["hour", "day", "month", "year"]
"""The lengths of time that the calendar knows."""
Window = Literal["hour", "day", "month", "quarter", "year"]
"""What of the calendar things may be counted over; quarters begin in January, April, July and October."""

MICROSECOND = timedelta(microseconds=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_EXAMPLES = {"hour": "2021-06-01T05+08:00", "day": "2021-06-01", "month": "2021-06", "year": "2021"}
# From 1000 to 2999: 600 periods and what is bought in them stay within what a datetime holds.
_SHAPES = {
    "hour": re.compile(r"[12]\d{3}-\d\d-\d\dT\d\d[+-]\d\d:\d\d"),
    "day": re.compile(r"[12]\d{3}-\d\d-\d\d"),
    "month": re.compile(r"[12]\d{3}-\d\d"),
    "year": re.compile(r"[12]\d{3}"),
}
_SUFFIX = {"hour": "", "day": "", "month": "-01", "year": "-01-01"}


class Period(NamedTuple):
    """What one settlement covers: from `start` up to but not including `end`, both UTC."""

    start: datetime
    end: datetime
    id: str
    """As people write it: `2021-06`, `2021-06-01`, `2021-06-01T05+08:00`."""

    def __str__(self) -> str:
        return self.id


class Span(NamedTuple):
    """A length of time on the wall clock."""

    years: int = 0
    months: int = 0
    days: int = 0

    def __str__(self) -> str:
        parts = zip(self, ("year", "month", "day"), strict=True)
        return " and ".join(f"{n} {word}{'s' * (n != 1)}" for n, word in parts if n) or "0 days"

    def spoken(self) -> Text:
        """The length in words: "6 个月", "6 months"; nothing for none."""
        units = zip(self, ("年", "个月", "天"), ("year", "month", "day"), strict=True)
        told = [(f"{n} {zh}", f"{n} {en}{'s' * (n != 1)}") for n, zh, en in units if n]
        return Text(" ".join(zh for zh, _ in told), " ".join(en for _, en in told))

    def after(self, local: datetime) -> datetime:
        """The same time of day so much later; 29 February becomes the 28th where there is none."""
        months = local.year * 12 + local.month - 1 + self.years * 12 + self.months
        year, month = divmod(months, 12)
        day = min(local.day, _month_length(year, month + 1))
        return local.replace(year=year, month=month + 1, day=day) + self.days * _DAY


@lru_cache(maxsize=4096)
def _month_length(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - _DAY).day


def utc(instant: datetime) -> datetime:
    """The instant in UTC; `NaiveInstant` when it has no offset, `BadInstant` when UTC has no such year."""
    if instant.tzinfo is UTC:
        return instant
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise NaiveInstant(instant)
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise BadInstant(instant.isoformat()) from error


class Calendar(NamedTuple):
    """A zone, and the unit of its billing periods."""

    zone: ZoneInfo
    unit: Unit = "month"

    def instant(self, day: date, at: time = time.min) -> datetime:
        """The instant, in UTC, of a local day and time."""
        return _instant(self.zone, day, at)

    def earliest(self, day: date, after: datetime) -> datetime:
        """The first instant of a local day, in UTC; `after` itself where that is on the same day, and later."""
        start = self.instant(day)
        return after if start < after and self.local(after).date() == day else start

    def local(self, instant: datetime) -> datetime:
        """The instant on the zone's wall clock; `BadInstant` where the zone's years do not reach it."""
        try:
            return instant.astimezone(self.zone)
        except OverflowError as error:
            raise BadInstant(instant.isoformat()) from error

    def written(self, instant: datetime) -> str:
        """The instant as people in the zone write it: `2021-06-01T00:00+08:00`, with seconds where there are any."""
        try:
            local = self.local(instant)
        except BadInstant:
            local = instant
        whole = not local.second and not local.microsecond
        return local.isoformat(timespec="minutes") if whole else local.isoformat()

    def later(self, instant: datetime, span: Span) -> datetime:
        """The instant `span` later on the wall clock, in UTC; `OutOfTime` where no year has it."""
        try:
            return _later(self.zone, instant, span)
        except (ValueError, OverflowError) as error:
            raise OutOfTime(str(span), self.written(instant)) from error

    def containing(self, instant: datetime, unit: Window | None = None) -> Period:
        """The period (or other unit of the calendar) that `instant` falls in; `OutOfTime` for one that no year ends."""
        try:
            return _containing(self.zone, unit or self.unit, instant)
        except (ValueError, OverflowError) as error:
            raise OutOfTime(f"1 {unit or self.unit}", self.written(instant)) from error

    def days(self, start: datetime, end: datetime) -> int:
        """How many local days [start, end) touches: those that begin in it, and the one that `start` is in."""
        return (self.local(end - MICROSECOND).date() - self.local(start).date()).days + 1

    def named(self, text: str) -> Period:
        """The period of that id; `UnknownPeriod` for a text that is none."""
        return _named(self, text)

    def periods(self, first: Period, count: int) -> Iterator[Period]:
        """`count` consecutive periods from `first` on."""
        for _ in range(count):
            yield first
            first = self.containing(first.end)


def place_of(periods: Sequence[Period], instant: datetime) -> int:
    """The place of the period that holds an instant; -1 or the number of periods for one outside."""
    if instant >= periods[-1].end:
        return len(periods)
    return bisect_right(periods, instant, key=lambda period: period.start) - 1


def edges_of(periods: Sequence[Period], calendar: Calendar) -> tuple[str, str]:
    """When the first of the periods starts and the last one ends, as people in the zone write it."""
    return calendar.written(periods[0].start), calendar.written(periods[-1].end)


@lru_cache(maxsize=4096)
def _instant(zone: ZoneInfo, day: date, at: time) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


@lru_cache(maxsize=4096)
def _later(zone: ZoneInfo, instant: datetime, span: Span) -> datetime:
    # The sum of a time with a zone and a length is that on its wall clock.
    return span.after(instant.astimezone(zone)).astimezone(UTC)


@lru_cache(maxsize=4096)
def _named(calendar: Calendar, text: str) -> Period:
    unit = calendar.unit
    if not _SHAPES[unit].fullmatch(text):
        raise UnknownPeriod(text, unit, _EXAMPLES[unit])
    try:
        if unit == "hour":
            local = datetime.fromisoformat(text[:13] + ":00" + text[13:])
            found = calendar.containing(local.astimezone(UTC))
        else:
            found = calendar.containing(calendar.instant(date.fromisoformat(text + _SUFFIX[unit])))
    except (ValueError, OverflowError) as error:
        raise UnknownPeriod(text, unit, _EXAMPLES[unit]) from error
    if found.id != text:
        raise UnknownPeriod(text, unit, _EXAMPLES[unit])
    return found


@lru_cache(maxsize=4096)
def _containing(zone: ZoneInfo, unit: Window, instant: datetime) -> Period:
    local = instant.astimezone(zone)
    if unit == "hour":
        return _hour(zone, instant, local)
    day = local.date()
    if unit == "day":
        following = day + _DAY
        name = day.isoformat()
    elif unit == "month":
        day = day.replace(day=1)
        following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
        name = f"{day.year:04}-{day.month:02}"
    elif unit == "quarter":
        quarter = (day.month - 1) // 3
        day = date(day.year, quarter * 3 + 1, 1)
        following = date(day.year + quarter // 3, (quarter + 1) % 4 * 3 + 1, 1)
        name = f"{day.year:04}-Q{quarter + 1}"
    else:
        day = date(day.year, 1, 1)
        following = date(day.year + 1, 1, 1)
        name = f"{day.year:04}"
    return Period(_instant(zone, day, time.min), _instant(zone, following, time.min), name)


def _hour(zone: ZoneInfo, instant: datetime, local: datetime) -> Period:
    start = instant - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    # A zone that shifts by half an hour (Lord Howe) has an hour and a half there, so that all hours begin full.
    start -= timedelta(minutes=start.astimezone(zone).minute)
    end = start + _HOUR
    end += timedelta(minutes=-end.astimezone(zone).minute % 60)
    return Period(start, end, start.astimezone(zone).isoformat(timespec="minutes").replace(":00", "", 1))
