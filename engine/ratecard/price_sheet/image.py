"""Cost curves as drawings in SVG that need nothing else: a file of its own, or a part of a page."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from html import escape
from typing import NamedTuple

from ratecard.price_sheet.figure import Dear, Drawn, Figure, Spot, number

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""Told apart by those who see colours differently, too."""
LEFT, RIGHT, BOTTOM = 90, 40, 60
HEAD = 44
ROW = 20


class Frame(NamedTuple):
    """How large a plot is, in pixels."""

    wide: int
    high: int


ALONE = Frame(860 - LEFT - RIGHT, 360)
BESIDE = Frame(480 - LEFT - RIGHT, 240)
"""Small enough that its letters can be read on a phone, where it has the whole width."""


class Labels(NamedTuple):
    """The words of a drawing."""

    title: str
    calls: str
    amount: str
    contact: str
    """What stands where prices end."""
    tick: Callable[[Fraction], str] = number
    """How a number beside an axis is written."""


def image(figure: Figure, labels: Labels) -> str:
    """The figure as an SVG file of its own, with its title and the names of its lines."""
    top = HEAD + ROW * len(figure.lines) + 16
    width, height = ALONE.wide + LEFT + RIGHT, top + ALONE.high + BOTTOM
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    font = 'font-family="system-ui, sans-serif" font-size="13" color="#222" fill="currentColor"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" {font}>',
        f"<title>{escape(labels.title)}</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="{LEFT}" y="28" font-size="16" font-weight="bold">{escape(labels.title)}</text>',
        *_legend(figure),
        *_plot(figure, labels, ALONE, top),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def drawing(figure: Figure, labels: Labels, description: str, id: str) -> str:
    """The figure as a part of a page, whose style may recolour what has a class."""
    width, height = BESIDE.wide + LEFT + RIGHT, BESIDE.high + 16 + BOTTOM
    parts = [
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-labelledby="{id}-title {id}-text" fill="currentColor">',
        f'<title id="{id}-title">{escape(labels.title)}</title>',
        f'<desc id="{id}-text">{escape(description)}</desc>',
        *_plot(figure, labels, BESIDE, 16),
        "</svg>",
    ]
    return "\n".join(parts)


def _plot(figure: Figure, labels: Labels, frame: Frame, top: int) -> Iterator[str]:
    yield f'<g transform="translate({LEFT} {top})">'
    yield from _axes(figure, labels, frame)
    yield from _contacts(figure, labels.contact, frame)
    for at, drawn in enumerate(figure.lines):
        yield from _line(drawn, COLOURS[at % len(COLOURS)], frame)
    yield "</g>"


def _legend(figure: Figure) -> Iterator[str]:
    for at, drawn in enumerate(figure.lines):
        y = HEAD + ROW * at
        colour = COLOURS[at % len(COLOURS)]
        yield f'<rect x="{LEFT}" y="{y + 5}" width="24" height="4" fill="{colour}"/>'
        yield f'<text x="{LEFT + 32}" y="{y + 12}">{escape(drawn.name)}</text>'


def _axes(figure: Figure, labels: Labels, frame: Frame) -> Iterator[str]:
    wide, high = frame
    for tick in figure.amount.ticks:
        y = _y(figure.amount.share(tick), frame)
        yield f'<line x1="0" x2="{wide}" y1="{y}" y2="{y}" stroke="currentColor" stroke-opacity="0.15"/>'
        yield f'<text x="-8" y="{y}" text-anchor="end" dominant-baseline="middle">{labels.tick(tick)}</text>'
    for tick in figure.calls.ticks:
        x = _x(figure.calls.share(tick), frame)
        yield f'<line x1="{x}" x2="{x}" y1="{high}" y2="{high + 5}" stroke="currentColor"/>'
        yield f'<text x="{x}" y="{high + 20}" text-anchor="middle">{labels.tick(tick)}</text>'
    yield f'<path d="M0 0V{high}H{wide}" fill="none" stroke="currentColor"/>'
    yield f'<text x="{wide // 2}" y="{high + 44}" text-anchor="middle">{escape(labels.calls)}</text>'
    turned = f"translate(-72 {high // 2}) rotate(-90)"
    yield f'<text transform="{turned}" text-anchor="middle">{escape(labels.amount)}</text>'


def _contacts(figure: Figure, contact: str, frame: Frame) -> Iterator[str]:
    for place in sorted({drawn.contact for drawn in figure.lines if drawn.contact is not None}):
        x = _x(place, frame)
        yield f'<line x1="{x}" x2="{x}" y1="0" y2="{frame.high}" stroke="currentColor" stroke-dasharray="4 4"/>'
        anchor, off = ("end", "-6") if place > Fraction(1, 2) else ("start", "6")
        yield f'<text x="{x}" dx="{off}" y="{frame.high - 10}" text-anchor="{anchor}">{escape(contact)}</text>'


def _line(drawn: Drawn, colour: str, frame: Frame) -> Iterator[str]:
    """One path, which jumps where the cost falls; a full spot ends a piece there, an open one begins the next."""
    for dear in drawn.dear:
        yield from _dear(dear, frame)
    steps = " ".join(
        " ".join(f"{'L' if at else 'M'}{_x(spot.x, frame)} {_y(spot.y, frame)}" for at, spot in enumerate(piece))
        for piece in drawn.pieces
    )
    yield f'<path class="curve" d="{steps}" fill="none" stroke="{colour}" stroke-width="2" stroke-linejoin="round">'
    yield f"<title>{escape(drawn.name)}</title></path>"
    for before, after in zip(drawn.pieces, drawn.pieces[1:], strict=False):
        x, *ends = _x(after[0].x, frame), _y(before[-1].y, frame), _y(after[0].y, frame)
        yield (
            f'<line class="curve" x1="{x}" x2="{x}" y1="{ends[0]}" y2="{ends[1]}"'
            f' stroke="{colour}" stroke-dasharray="2 3"/>'
        )
        yield _spot(before[-1], colour, colour, frame)
        yield _spot(after[0], colour, "#fff", frame)
    if drawn.contact is not None and drawn.pieces:
        yield _spot(drawn.pieces[-1][-1], colour, colour, frame)


def _dear(dear: Dear, frame: Frame) -> Iterator[str]:
    """Where more is paid than after the fall: shaded, with how much is paid there."""
    x, y = _x(dear.first, frame), _y(dear.after, frame)
    wide = _pixels((dear.last - dear.first) * frame.wide)
    yield f'<rect class="dear" x="{x}" width="{wide}" y="0" height="{frame.high}" fill="#d55e00" fill-opacity="0.15"/>'
    end = _x(dear.last, frame)
    yield (f'<line class="dear" x1="{x}" x2="{end}" y1="{y}" y2="{y}" stroke="#d55e00" stroke-dasharray="2 3"/>')


def _spot(spot: Spot, colour: str, fill: str, frame: Frame) -> str:
    side = "before" if fill == colour else "after"
    at = f'cx="{_x(spot.x, frame)}" cy="{_y(spot.y, frame)}"'
    return f'<circle class="{side}" {at} r="3.5" stroke="{colour}" stroke-width="1.5" fill="{fill}"/>'


def _x(share: Fraction, frame: Frame) -> str:
    return _pixels(share * frame.wide)


def _y(share: Fraction, frame: Frame) -> str:
    return _pixels((1 - share) * frame.high)


def _pixels(length: Fraction) -> str:
    """A length to a hundredth; never negative, as all of the figure is on the axes."""
    whole, part = divmod(round(length * 100), 100)
    return f"{whole}.{part:02}"
