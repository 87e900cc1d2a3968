"""What a drawing of cost curves shows, whatever it is drawn with: axes, lines, jumps."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import count, pairwise, takewhile
from typing import NamedTuple

from ratecard.domain.curve import Curve, Point

MOST_TICKS = 6


class Spot(NamedTuple):
    """A point of a line, each coordinate from 0 to 1."""

    x: Fraction
    y: Fraction


class Axis(NamedTuple):
    """From where to where, and which values are labelled."""

    low: Fraction
    high: Fraction
    ticks: tuple[Fraction, ...]
    by_tens: bool = False
    """Whether ten times as much is always as far away."""

    def share(self, value: Fraction | Decimal | int) -> Fraction:
        """Where on the axis a value is, from 0 to 1."""
        if self.by_tens:
            return (_log(value) - _log(self.low)) / (_log(self.high) - _log(self.low))
        return (Fraction(value) - self.low) / (self.high - self.low)


class Dear(NamedTuple):
    """Where one pays more than at the foot of the cliff that follows."""

    first: Fraction
    last: Fraction
    after: Fraction
    """How high the foot is."""


class Drawn(NamedTuple):
    """One curve's line."""

    name: str
    pieces: tuple[tuple[Spot, ...], ...]
    """A line each; between two of them the cost falls at once."""
    contact: Fraction | None
    """Where it ends, as there is no list price from there on."""
    dear: tuple[Dear, ...] = ()


class Figure(NamedTuple):
    """Lines in one pair of axes."""

    calls: Axis
    amount: Axis
    lines: tuple[Drawn, ...]


def figure(curves: Sequence[tuple[str, Curve]]) -> Figure:
    """The figure of named curves, which all have the same units."""
    most_units = curves[0][1].points[-1].units
    totals = [point.total for _, curve in curves for point in curve.points if point.total is not None]
    units = Axis(Fraction(0), Fraction(most_units), tuple(_ticks(Fraction(0), Fraction(most_units), Fraction(1))))
    amount = _amounts(Fraction(min(totals, default=0)), Fraction(max(totals, default=0)))
    lines = []
    for name, curve in curves:
        pieces = [
            tuple(Spot(units.share(point.units), amount.share(point.total or 0)) for point in piece)
            for piece in _pieces(curve)
        ]
        contact = None if curve.contact_from is None else units.share(curve.contact_from)
        dear = tuple(
            Dear(units.share(each.dear_from), units.share(each.units), amount.share(each.after))
            for each in curve.cliffs
        )
        lines.append(Drawn(name, tuple(pieces), contact, dear))
    return Figure(units, amount, tuple(lines))


def averages(curve: Curve) -> Figure:
    """The figure of what a unit of a curve, which begins above zero, costs on the average."""
    pieces = list(_pieces(curve))
    each = [Fraction(point.average or 0) for piece in pieces for point in piece]
    ends = Fraction(curve.points[0].units), Fraction(curve.points[-1].units)
    tens = takewhile(lambda ten: ten <= ends[1], (Fraction(10) ** place for place in count()))
    units = Axis(*ends, tuple(ten for ten in tens if ten >= ends[0]), by_tens=True)
    amount = _amounts(min(each, default=Fraction(0)), max(each, default=Fraction(0)))
    spots = [
        tuple(Spot(units.share(point.units), amount.share(point.average or 0)) for point in piece) for piece in pieces
    ]
    contact = None if curve.contact_from is None else units.share(curve.contact_from)
    return Figure(units, amount, (Drawn("", tuple(spots), contact),))


def number(value: Fraction) -> str:
    """A tick's value as people write it; ticks are decimals."""
    text = f"{Decimal(value.numerator) / Decimal(value.denominator):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _log(value: Fraction | Decimal | int) -> Fraction:
    """The power of ten that a number above zero is; a place in a drawing need not be exact."""
    whole = Fraction(value)
    return Fraction((Decimal(whole.numerator) / Decimal(whole.denominator)).log10())


def _amounts(low: Fraction, high: Fraction) -> Axis:
    """An axis with zero on it, that ends at ticks."""
    low = min(low, Fraction(0))
    high = max(high, Fraction(0)) if high != low else low + 1
    step = _step(high - low)
    ends = (low // step * step, -(-high // step) * step)
    return Axis(*ends, tuple(_ticks(*ends, Fraction(0))))


def _ticks(low: Fraction, high: Fraction, least: Fraction) -> Iterator[Fraction]:
    step = max(_step(high - low), least)
    tick = -(-low // step) * step
    while tick <= high:
        yield tick
        tick += step


def _step(span: Fraction) -> Fraction:
    """The least of 1, 2, 5, 10, … (or 0.5, 0.2, …) that divides a span into few parts."""
    ten = Fraction(1, 10**12)
    while True:
        for part in (1, 2, 5):
            if span <= ten * part * MOST_TICKS:
                return ten * part
        ten *= 10


def _pieces(curve: Curve) -> Iterator[list[Point]]:
    falls = {cliff.units for cliff in curve.cliffs}
    piece: list[Point] = []
    for point, following in pairwise((*curve.points, Point(curve.points[-1].units + 1, None))):
        if point.total is None:
            continue
        piece.append(point)
        if following.total is None or point.units in falls:
            yield piece
            piece = []
