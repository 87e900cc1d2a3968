"""What can be ordered, what was, and what became of it: offers, orders, lots."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import accumulate, pairwise
from typing import Literal, NamedTuple

from ratecard.domain.period import Span
from ratecard.domain.text import Text
from ratecard.domain.usage import Slice

NO_SPAN = Span()
FEW_LOTS = 8
"""Up to so many are each shown all pieces: finding out which of them it can be about takes longer."""


class QuantityPrice(NamedTuple):
    """The price of one in orders of some quantities."""

    above: int
    """Orders of more than so many."""
    up_to: int | None
    """Of so many at most; None for any more."""
    price: Decimal | None
    """For one, in the catalog's currency; None where it is sold by agreement."""
    contact: str = ""
    """Where to ask for a price, "" where there is one."""


class Offer(NamedTuple):
    """Something that a step sells."""

    sku: str
    """Unique within the step; asked for as `step/sku` where two steps have it."""
    name: Text
    units: int
    """Units that one of it holds, those of all its instalments; 0 for what holds none."""
    price: Decimal | None
    """For one, in the catalog's currency; None where it is sold by agreement."""
    valid_for: Span
    meters: tuple[str, ...] = ()
    """The meters whose units it covers; all of them when empty."""
    list_price: Decimal | None = None
    """What it costs without the discount that `price` has; None where there is none."""
    contact: str = ""
    """Where to ask for a price, "" where there is one."""
    starts_after: Span = NO_SPAN
    """How long after its purchase it becomes effective."""
    chosen_start: bool = False
    """Whether the order may say when it becomes effective."""
    sold_by: Literal["", "day", "month"] = ""
    """What its price is for, besides each one: the order says for how many days or months; "" for neither."""
    returnable: bool = False
    """Whether it can be given back at all."""
    limit: int | None = None
    """How many of it one account may buy; None for any number."""
    at_once: int | None = None
    """How many units one of it covers at the least when all are needed at one time: those of one instalment, its points
    where a call takes the most of them. None: all its units."""
    prices: tuple[QuantityPrice, ...] = ()
    """Prices by the quantity of an order, where they differ: `price` is then the first of them."""
    mode: Literal["", "volume", "graduated"] = ""
    """Whether all of an order, or each part of it, has the price of the quantity reached; "" where there is one."""


class Order(NamedTuple):
    """A purchase of an offer."""

    sku: str
    quantity: int
    placed: datetime
    effective: datetime | None = None
    """When it becomes effective, where its offer lets the order choose; None: as the offer says."""
    lasts: int = 1
    """For how many days or months, where it is sold by them."""
    returned: datetime | None = None
    """When it was given back, all of it; None when it was kept."""


class Owned(NamedTuple):
    """A pack from before the first period."""

    sku: str
    left: int
    """Units left at the start of the first period."""
    effective: datetime
    expires: datetime | None = None
    """None: as the offer says, counted from `effective`."""


class Lot(NamedTuple):
    """Units granted or bought at once, with what is left of them."""

    id: str
    """Tells the lots of one step apart, for ever."""
    sku: str
    size: int
    left: int
    effective: datetime
    expires: datetime
    meters: tuple[str, ...] = ()
    """The meters whose units it covers; all of them when empty."""
    costs: tuple[tuple[str, int], ...] = ()
    """For each meter that takes more than one of it for a unit, how many: a lot of points."""


class Drawn(NamedTuple):
    """What came of drawing usage from lots."""

    remaining: tuple[Slice, ...]
    lots: tuple[Lot, ...]
    """The lots as they are now, in the order they were given."""
    taken: tuple[tuple[Slice, ...], ...]
    """The pieces that each lot covered, in time order."""


def draw(slices: Sequence[Slice], lots: Sequence[Lot]) -> Drawn:
    """Cover units from lots: each unit by the first lot, in the order given, that is valid at its instant.

    A lot covers what lies inside its validity; a slice that straddles the edge is cut there. A unit that takes several
    points is covered by one lot or not at all: what is left of a lot below its cost stays there.
    """
    if len(lots) > FEW_LOTS and _is_in_order(slices):
        return _draw_in_turn(slices, lots)
    remaining = slices
    after = []
    taken: list[tuple[Slice, ...]] = []
    for lot in lots:
        covered: list[Slice] = []
        if lot.left and remaining:
            remaining, covered, left = _cover(remaining, lot)
            if covered:
                name, sku, size, _, effective, expires, meters, costs = lot
                lot = tuple.__new__(Lot, (name, sku, size, left, effective, expires, meters, costs))
        after.append(lot)
        taken.append(tuple(covered))
    return Drawn(tuple(remaining), tuple(after), tuple(taken))


def _is_in_order(slices: Sequence[Slice]) -> bool:
    """Whether they are as `arrange` has them, the pieces of one slice apart."""
    return all([one < later and (one[:5] != later[:5] or one.last <= later.first) for one, later in pairwise(slices)])


def _draw_in_turn(slices: Sequence[Slice], lots: Sequence[Lot]) -> Drawn:
    """The same of many lots, in time that does not grow with lots × pieces where they follow each other.

    A lot is shown only the pieces that begin before it expires and are not over when it, or any after it, begins.
    """
    begins = list(accumulate([lot.effective for lot in reversed(lots)], min))
    over: list[Slice] = []
    remaining = list(slices)
    after, taken = [], []
    for lot in lots:
        begin = begins.pop()
        near = bisect_left(remaining, lot.expires, key=_start)
        shown: list[Slice] = []
        for piece in remaining[:near]:
            (over if piece.before(begin) == piece.last else shown).append(piece)
        left, (now,), (covered,) = draw(shown, [lot])
        remaining[:near] = left
        after.append(now)
        taken.append(covered)
    return Drawn(tuple(sorted(over + remaining)), tuple(after), tuple(taken))


def _start(piece: Slice) -> datetime:
    return piece.start


def _cover(slices: Sequence[Slice], lot: Lot) -> tuple[list[Slice], list[Slice], int]:
    """What the lot leaves of the slices, what it covers, and what is left of it."""
    uncovered = []
    covered = []
    _, _, _, left, effective, expires, meters, costs = lot
    if costs:
        return _cover_by_points(slices, lot)
    for piece in slices:
        since, until, _, _, _, start, end = piece
        if left and (not meters or piece.meter in meters):
            first = start if effective <= since else piece.before(effective)
            last = end if expires >= until else piece.before(expires)
            if last > first + left:
                last = first + left
            if last > first:
                left -= last - first
                covered.append(piece if last - first == end - start else piece.numbers(first, last))
                if first > start:
                    uncovered.append(piece.numbers(start, first))
                if last < end:
                    uncovered.append(piece.numbers(last, end))
                continue
        uncovered.append(piece)
    return uncovered, covered, left


def _cover_by_points(slices: Sequence[Slice], lot: Lot) -> tuple[list[Slice], list[Slice], int]:
    """The same for a lot of points, of which a unit takes as many as its meter costs."""
    uncovered: list[Slice] = []
    covered: list[Slice] = []
    left = lot.left
    costs = dict(lot.costs)
    for piece in slices:
        cost = costs.get(piece.meter, 1)
        share = left // cost if not lot.meters or piece.meter in lot.meters else 0
        first, last = piece.before(lot.effective), piece.before(lot.expires)
        last = min(last, first + share)
        if last <= first:
            uncovered.append(piece)
            continue
        left -= (last - first) * cost
        edges = ((piece.first, first, uncovered), (first, last, covered), (last, piece.last, uncovered))
        for start, end, pieces in edges:
            if end > start:
                pieces.append(piece.numbers(start, end))
    return uncovered, covered, left
