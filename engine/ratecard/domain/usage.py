"""Usage: units spread evenly over intervals of time.

Of U units over [s, e), those before an instant t are the first `U × (t - s) // (e - s)`. A piece of a
slice is a range of its unit numbers, so that cutting and taking stay exact however often they happen.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from ratecard.domain.errors import (
    MOST_UNITS,
    FractionalUnits,
    NegativeUnits,
    OverlappingSlices,
    ReversedInterval,
    TooManyUnits,
)
from ratecard.domain.period import MICROSECOND, Calendar


class Slice(NamedTuple):
    """Units of one meter and one result code over [start, end)."""

    start: datetime
    end: datetime
    meter: str
    """The product's meter, "" where it has but one."""
    code: str
    """The calls' result code, "" for success."""
    spread: int
    """How many units the whole interval has."""
    first: int
    """The first unit number, from 0, that is in this piece."""
    last: int
    """The unit number after the piece's last one."""

    @property
    def units(self) -> int:
        """How many units this piece has."""
        return self.last - self.first

    def before(self, instant: datetime) -> int:
        """The unit number, within the piece, at which `instant` cuts it."""
        if instant <= self.start:
            return self.first
        if instant >= self.end:
            return self.last
        number = self.spread * ((instant - self.start) // MICROSECOND) // ((self.end - self.start) // MICROSECOND)
        return min(max(number, self.first), self.last)

    def instant(self, number: int) -> datetime:
        """The first instant before which unit `number` has been taken."""
        length = (self.end - self.start) // MICROSECOND
        return self.start + -(-(number + 1) * length // self.spread) * MICROSECOND

    def numbers(self, first: int, last: int) -> "Slice":
        """The piece with the unit numbers from `first` up to but not including `last`."""
        return tuple.__new__(Slice, (*self[:5], first, last))

    def written(self, calendar: Calendar) -> str:
        """The piece in a sentence, its instants on the calendar's wall clock."""
        labels = "".join(f" {label}" for label in (self.meter, self.code) if label)
        return f"{self.units}{labels} over {calendar.written(self.start)} to {calendar.written(self.end)}"


def checked_units(units: object) -> int:
    """`units` as the kernel takes them: whole, not negative, no more than JSON carries exactly."""
    if isinstance(units, bool) or not isinstance(units, int):
        raise FractionalUnits(units)
    if units < 0:
        raise NegativeUnits(units)
    if units > MOST_UNITS:
        raise TooManyUnits(units)
    return units


def usage(start: datetime, end: datetime, units: int, meter: str = "", code: str = "") -> Slice:
    """`units` spread evenly over [start, end), both UTC; `ReversedInterval` when it is empty."""
    if end <= start:
        raise ReversedInterval(start, end)
    return Slice(start, end, meter, code, units, 0, units)


def arrange(slices: Iterable[Slice], calendar: Calendar) -> tuple[Slice, ...]:
    """The slices that hold units, in the kernel's order; `OverlappingSlices` where two of a kind do.

    The refusal is written on the calendar's wall clock.
    """
    ordered = sorted([piece for piece in slices if piece.last > piece.first])
    if len(ordered) > 1:
        latest: dict[tuple[str, str], Slice] = {}
        for piece in ordered:
            key = (piece.meter, piece.code)
            earlier = latest.get(key)
            if earlier is not None and _overlap(earlier, piece):
                raise OverlappingSlices(earlier.written(calendar), piece.written(calendar))
            latest[key] = piece
    return tuple(ordered)


def _overlap(earlier: Slice, later: Slice) -> bool:
    if later[:5] == earlier[:5] and later.first >= earlier.last:
        return False  # two pieces of one slice
    return later.start < earlier.end


def within(slices: Iterable[Slice], start: datetime, end: datetime) -> list[Slice]:
    """What of the slices lies in [start, end), cut at a unit's edge."""
    pieces = []
    for piece in slices:
        if piece.start < end and piece.end > start:
            first, last = piece.before(start), piece.before(end)
            if last > first:
                pieces.append(piece.numbers(first, last))
    return pieces


def take(slices: Sequence[Slice], units: int) -> tuple[tuple[Slice, ...], tuple[Slice, ...]]:
    """The earliest `units` units, and what remains: (taken, remaining)."""
    taken = []
    for index, piece in enumerate(slices):
        size = piece.last - piece.first
        if size > units:
            remaining = (
                slices[index:] if not units else (piece.numbers(piece.first + units, piece.last), *slices[index + 1 :])
            )
            if units:
                taken.append(piece.numbers(piece.first, piece.first + units))
            return tuple(taken), tuple(remaining)
        taken.append(piece)
        units -= size
    return tuple(taken), ()


def count(slices: Iterable[Slice]) -> int:
    """How many units the pieces hold."""
    result = 0
    for piece in slices:
        result += piece.last - piece.first
    return result
