"""What can be ordered, what was, and what became of it: offers, orders, lots."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from ratecard.domain.period import Span
from ratecard.domain.text import Text
from ratecard.domain.usage import Slice


class Offer(NamedTuple):
    """Something that a step sells."""

    sku: str
    """Unique within the step; asked for as `step/sku` where two steps have it."""
    name: Text
    units: int
    """Units that one of it holds."""
    price: Decimal
    """For one, in the catalog's currency."""
    valid_for: Span
    meters: tuple[str, ...] = ()
    """The meters whose units it covers; all of them when empty."""


class Order(NamedTuple):
    """A purchase of an offer."""

    sku: str
    quantity: int
    placed: datetime


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


class Drawn(NamedTuple):
    """What came of drawing usage from lots."""

    remaining: tuple[Slice, ...]
    lots: tuple[Lot, ...]
    """The lots as they are now, in the order they were given."""
    taken: tuple[tuple[Slice, ...], ...]
    """The pieces that each lot covered, in time order."""


def draw(slices: Sequence[Slice], lots: Sequence[Lot]) -> Drawn:
    """Cover units from lots: each unit by the first lot, in the order given, that is valid at its instant.

    A lot covers what lies inside its validity; a slice that straddles the edge is cut there.
    """
    remaining = slices
    after = []
    taken: list[tuple[Slice, ...]] = []
    for lot in lots:
        covered: list[Slice] = []
        if lot.left and remaining:
            remaining, covered, left = _cover(remaining, lot)
            if covered:
                name, sku, size, _, effective, expires, meters = lot
                lot = tuple.__new__(Lot, (name, sku, size, left, effective, expires, meters))
        after.append(lot)
        taken.append(tuple(covered))
    return Drawn(tuple(remaining), tuple(after), tuple(taken))


def _cover(slices: Sequence[Slice], lot: Lot) -> tuple[list[Slice], list[Slice], int]:
    """What the lot leaves of the slices, what it covers, and what is left of it."""
    uncovered = []
    covered = []
    _, _, _, left, effective, expires, meters = lot
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
