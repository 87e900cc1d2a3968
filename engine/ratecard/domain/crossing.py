"""Who pays more and who less along two cost curves: the ranges between their crossings, exact to the unit.

Between two bends of either curve the difference is a straight line, so that the ends of a range tell of all of it, and
halving finds where it changes sign. Where amounts are rounded, or charged in whole blocks, a difference that is no
greater than that can make is looked at count by count.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from heapq import heappop, heappush
from itertools import groupby
from typing import Literal, NamedTuple

from ratecard.domain.curve import Cost
from ratecard.domain.difference import less, per_cent
from ratecard.domain.money import EXACT, ZERO
from ratecard.domain.settlement import Line

FAR = 10**9
"""Nothing is looked for behind so many calls."""
MOST_LOOKS = 2_000
"""How often ranges without bends are halved in all."""
MOST_IN_ONE = 500
"""How often one of them is."""

Sign = Literal["less", "same", "more", "gained", "lost", "contact"]
"""What becomes of a total: a list price may be `gained`, `lost`, or there is none on either side (`contact`)."""
SIGNS: tuple[Sign, ...] = ("less", "same", "more", "gained", "lost", "contact")


class Compared(NamedTuple):
    """The cost of so many calls in the period, before and after; None for contact sales."""

    units: int
    before: Decimal | None
    after: Decimal | None

    @property
    def sign(self) -> Sign:
        """What becomes of it."""
        if self.before is None:
            return "contact" if self.after is None else "gained"
        if self.after is None:
            return "lost"
        return "same" if self.before == self.after else "more" if self.after > self.before else "less"

    @property
    def difference(self) -> Decimal | None:
        """After less before; None with contact sales."""
        return less(self.after, self.before)

    @property
    def per_cent(self) -> Decimal | None:
        """The difference in hundredths of what it was, None where it was nothing."""
        return per_cent(self.before, self.after)

    def steepness(self, rounded: Decimal) -> tuple[bool, Fraction]:
        """By which changes are compared, what rounding may do taken off: any from nothing is more than of something."""
        change = max(abs(Fraction(self.difference or ZERO)) - Fraction(rounded), Fraction(0))
        if not self.before or self.before < 0:
            return bool(change), change
        return False, Fraction(change, Fraction(self.before))


class Extreme(NamedTuple):
    """Where a range changes the most."""

    amount: Compared
    """In money."""
    share: Compared
    """By what it was before, but for what rounding may do."""


class Stretch(NamedTuple):
    """A range of calls in which the same becomes of all totals."""

    first: int
    last: int
    start: Compared
    """At the first of them."""
    signs: tuple[Sign, ...]
    """One; several where they take turns, as rounding or whole blocks make them do."""
    more: Extreme | None
    """Where the most is added, None where nothing is."""
    less: Extreme | None
    """Where the most is taken off."""
    within: Decimal | None = None
    """None where each count was told apart; else no total differs by more than this."""


class Course(NamedTuple):
    """Two cost curves from nothing to so many calls."""

    up_to: int
    bends: tuple[int, ...]
    """The last call before each change of the price on either side."""
    stretches: tuple[Stretch, ...]
    """All of it, in order."""
    points: tuple[Compared, ...]
    """The counts asked for and both sides of every bend, in order."""
    rounded: Decimal
    """How much of a difference may be the doing of rounding: the least amount of money; none where none is rounded."""


class _Piece(NamedTuple):
    first: int
    last: int
    sign: Sign | None
    """None where it was too much to look at."""


class _Pair:
    """Two costs, looked at together."""

    def __init__(self, before: Cost, after: Cost) -> None:
        self._before, self._after = before, after
        self._seen: dict[int, Compared] = {}

    def __call__(self, units: int) -> Compared:
        found = self._seen.get(units)
        if found is None:
            found = self._seen[units] = Compared(units, self._before(units), self._after(units))
        return found

    @property
    def noise(self) -> Decimal:
        """How far rounding may put the difference off a straight line between two bends."""
        return EXACT.add(self._before.noise, self._after.noise)

    @property
    def rounded(self) -> Decimal:
        """How much of a difference rounding makes at the most, where each total is of one line."""
        return max(self._before.unit, self._after.unit) if self.noise else ZERO

    @property
    def slack(self) -> Decimal:
        """How far rounding and whole blocks may."""
        return EXACT.add(self.noise, EXACT.add(self._before.stairs, self._after.stairs))

    def bends(self, last: int) -> list[int]:
        return sorted({*self._before.bends(last), *self._after.bends(last)})

    def edges(self) -> Iterable[int]:
        """Where steps say that prices bend, far as it may be."""
        for cost in (self._before, self._after):
            yield from (edge for edge in cost.breakpoints(FAR) if edge < FAR)

    def sign(self, first: int, last: int) -> Sign | None:
        """What becomes of all of a range without bends; None where its ends don't tell."""
        start, end = self(first), self(last)
        if start.sign != end.sign:
            return None
        if last - first < 2 or start.difference is None or end.difference is None:
            return start.sign
        slack = self.slack
        if not slack or min(start.difference.copy_abs(), end.difference.copy_abs()) > slack:
            return start.sign
        if (
            self._is_apart(start, end)
            or self._is_level(first, last)
            or (start.sign == "same" and self._is_alike(first, last))
        ):
            return start.sign
        return None

    def _is_apart(self, start: Compared, end: Compared) -> bool:
        """Whether one side costs more at the first count than the other at the last; between bends costs rise."""
        low, high = (start.before, end.after) if start.sign == "less" else (start.after, end.before)
        lowest, highest = (start.after, end.before) if start.sign == "less" else (start.before, end.after)
        if low is None or high is None or lowest is None or highest is None:
            return False
        return EXACT.subtract(low, high) > self.noise and low <= highest and lowest <= high

    def _is_level(self, first: int, last: int) -> bool:
        """Whether neither side charges the last count of a range any more for anything than the first."""
        return all(_charged(cost.lines(first)) == _charged(cost.lines(last)) for cost in (self._before, self._after))

    def _is_alike(self, first: int, last: int) -> bool:
        """Whether both sides make their totals of the same lines, as far as three looks tell."""
        looks = (first, (first + last) // 2, last)
        return all(_told(self._before.lines(units)) == _told(self._after.lines(units)) for units in looks)

    @cached_property
    def _order(self) -> list[int]:
        return sorted(self._seen)

    def seen(self, first: int, last: int) -> list[Compared]:
        """Every count of a range that was looked at; asked only when all looking is done."""
        order = self._order
        return [self._seen[units] for units in order[bisect_left(order, first) : bisect_right(order, last)]]


def _charged(lines: Sequence[Line]) -> list[tuple[object, ...]]:
    return [(line.step, line.item, line.price, line.per, line.amount) for line in lines]


def _told(lines: Sequence[Line]) -> list[tuple[object, ...]]:
    return [(line.kind, line.units, line.quantity, line.price, line.per, line.amount) for line in lines]


def course(before: Cost, after: Cost, counts: Sequence[int] = (), up_to: int | None = None) -> Course:
    """Two cost curves from nothing up, what becomes of every total on the way, and the totals at some counts.

    Without `up_to` it goes on to twice the last bend, to the counts, and behind the last crossing. Raises what
    `forecast` does.
    """
    pair = _Pair(before, after)
    last = up_to
    if last is None:
        last = min(max([1_000, *counts, *(2 * edge for edge in pair.edges())]), FAR)
        last = max(last, min(_crossing(pair, last), FAR))
    bends = pair.bends(last)
    starts = [0, *(bend + 1 for bend in bends)]
    ends = [*bends, last]
    looks = MOST_LOOKS
    pieces = []
    for edges in zip(starts, ends, strict=True):
        told, looked = _told_apart(pair, *edges, min(looks, MOST_IN_ONE))
        looks -= looked
        pieces.append(told)
    sides = {side for bend in bends for side in (bend, bend + 1)}
    points = tuple(pair(units) for units in sorted({*counts, *sides}))
    return Course(last, tuple(bends), _stretches(pair, pieces), points, pair.rounded)


def _crossing(pair: _Pair, last: int) -> int:
    """Twice the count at which two costs that come nearer behind the last bend meet; 0 where they never do."""
    near, far = pair(last - last // 4), pair(last)
    if near.difference is None or far.difference is None:
        return 0
    was, now = Fraction(near.difference), Fraction(far.difference)
    if not now or abs(was) <= abs(now):
        return 0
    return 2 * int(last + Fraction(abs(now) * (last // 4), abs(was) - abs(now)))


def _told_apart(pair: _Pair, first: int, last: int, most: int) -> tuple[list[_Piece], int]:
    """A range without bends in pieces, in each of which the same becomes of all totals, and how often it was halved.

    The longest are halved first.
    """
    found: list[_Piece] = []
    ranges = [(first - last, first, last)]
    looks = 0
    while ranges:
        _, first, last = heappop(ranges)
        sign = pair.sign(first, last)
        if sign is None and looks < most:
            looks += 1
            middle = (first + last) // 2
            heappush(ranges, (first - middle, first, middle))
            heappush(ranges, (middle + 1 - last, middle + 1, last))
        else:
            found.append(_Piece(first, last, sign))
    found.sort()
    runs = [list(run) for _, run in groupby(found, key=lambda piece: piece.sign)]
    return [_Piece(run[0].first, run[-1].last, run[0].sign) for run in runs], looks


def _stretches(pair: _Pair, ranges: Iterable[Sequence[_Piece]]) -> tuple[Stretch, ...]:
    """The pieces of all ranges, those with the same signs together."""
    found: list[tuple[int, int, tuple[Sign, ...], Decimal | None]] = []
    for pieces in ranges:
        for run in _runs(pieces):
            signs, within = _signs(run), _within(pair, run)
            first = run[0].first
            if found and found[-1][2:] == (signs, None) and within is None:
                first = found.pop()[0]
            found.append((first, run[-1].last, signs, within))
    return tuple(_stretch(pair, *each) for each in found)


def _runs(pieces: Sequence[_Piece]) -> list[Sequence[_Piece]]:
    """A straight line has three signs at most, in turn: where there are more pieces, those in between are one."""
    if len(pieces) <= 3:
        return [[piece] for piece in pieces]
    return [pieces[:1], pieces[1:-1], pieces[-1:]]


def _signs(pieces: Sequence[_Piece]) -> tuple[Sign, ...]:
    found: set[Sign] = {piece.sign for piece in pieces if piece.sign is not None}
    if any(piece.sign is None for piece in pieces):
        found |= {"less", "same", "more"}
    return tuple(sign for sign in SIGNS if sign in found)


def _within(pair: _Pair, pieces: Sequence[_Piece]) -> Decimal | None:
    blurred = [piece for piece in pieces if piece.sign is None]
    ends = [pair(units).difference for piece in blurred for units in (piece.first, piece.last)]
    return EXACT.add(max([end.copy_abs() for end in ends if end is not None]), pair.slack) if blurred else None


def _stretch(pair: _Pair, first: int, last: int, signs: tuple[Sign, ...], within: Decimal | None) -> Stretch:
    seen = pair.seen(first, last)
    more, fewer = ([each for each in seen if each.sign == sign] for sign in ("more", "less"))
    most, least = _extreme(more, pair.rounded), _extreme(fewer, pair.rounded)
    return Stretch(first, last, pair(first), signs, most, least, within)


def _extreme(seen: Sequence[Compared], rounded: Decimal) -> Extreme | None:
    """The first of those that change the most."""
    if not seen:
        return None
    amount = max(seen, key=lambda each: (each.difference or ZERO).copy_abs())
    return Extreme(amount, max(seen, key=lambda each: each.steepness(rounded)))
