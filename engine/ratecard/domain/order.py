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
    left = [lot.left for lot in lots]
    taken: list[list[Slice]] = [[] for _ in lots]
    remaining: list[Slice] = []
    for whole in slices:
        pieces = [whole]
        for index, lot in enumerate(lots):
            if left[index] and lot.effective < whole.end and lot.expires > whole.start:
                if lot.meters and whole.meter not in lot.meters:
                    continue
                pieces, used = _cover(pieces, lot, left[index], taken[index])
                left[index] -= used
                if not pieces:
                    break
        remaining += pieces
    return Drawn(
        tuple(remaining),
        tuple([lot if lot.left == now else lot._replace(left=now) for lot, now in zip(lots, left, strict=True)]),
        tuple([tuple(pieces) for pieces in taken]),
    )


def _cover(pieces: list[Slice], lot: Lot, left: int, taken: list[Slice]) -> tuple[list[Slice], int]:
    uncovered: list[Slice] = []
    used = 0
    for piece in pieces:
        start = piece.before(lot.effective)
        end = min(piece.before(lot.expires), start + left - used)
        if end <= start:
            uncovered.append(piece)
            continue
        taken.append(piece.numbers(start, end))
        used += end - start
        if start > piece.first:
            uncovered.append(piece.numbers(piece.first, start))
        if end < piece.last:
            uncovered.append(piece.numbers(end, piece.last))
    return uncovered, used
