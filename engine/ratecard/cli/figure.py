"""What a drawing of cost curves shows, whatever it is drawn with: axes, lines, jumps."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
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

    def share(self, value: Fraction | Decimal | int) -> Fraction:
        """Where on the axis a value is, from 0 to 1."""
        return (Fraction(value) - self.low) / (self.high - self.low)


class Drawn(NamedTuple):
    """One curve's line."""

    name: str
    pieces: tuple[tuple[Spot, ...], ...]
    """A line each; between two of them the cost falls at once."""
    contact: Fraction | None
    """Where it ends, as there is no list price from there on."""


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
        lines.append(Drawn(name, tuple(pieces), contact))
    return Figure(units, amount, tuple(lines))


def number(value: Fraction) -> str:
    """A tick's value as people write it; ticks are decimals."""
    text = f"{Decimal(value.numerator) / Decimal(value.denominator):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


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
