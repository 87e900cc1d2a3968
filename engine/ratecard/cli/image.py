"""Cost curves as a drawing of its own: SVG that needs nothing else."""

from collections.abc import Iterator
from fractions import Fraction
from xml.sax.saxutils import escape

from ratecard.cli.figure import Drawn, Figure, Spot, number

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""Told apart by those who see colours differently, too."""
WIDTH = 860
LEFT, RIGHT, BOTTOM = 90, 40, 60
HEIGHT = 360
"""Of the plot alone."""
HEAD = 44
ROW = 20


def image(figure: Figure, title: str, calls: str, amount: str, contact: str) -> str:
    """The figure in SVG; `calls` and `amount` are what the axes are called, `contact` marks where prices end."""
    top = HEAD + ROW * len(figure.lines) + 16
    height = top + HEIGHT + BOTTOM
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    font = 'font-family="system-ui, sans-serif" font-size="13" fill="#222"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" {font}>',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="{LEFT}" y="28" font-size="16" font-weight="bold">{escape(title)}</text>',
        *_legend(figure),
        f'<g transform="translate({LEFT} {top})">',
        *_axes(figure, calls, amount),
        *_contacts(figure, contact),
        *(part for at, drawn in enumerate(figure.lines) for part in _line(drawn, COLOURS[at % len(COLOURS)])),
        "</g>",
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _legend(figure: Figure) -> Iterator[str]:
    for at, drawn in enumerate(figure.lines):
        y = HEAD + ROW * at
        colour = COLOURS[at % len(COLOURS)]
        yield f'<rect x="{LEFT}" y="{y + 5}" width="24" height="4" fill="{colour}"/>'
        yield f'<text x="{LEFT + 32}" y="{y + 12}">{escape(drawn.name)}</text>'


def _axes(figure: Figure, calls: str, amount: str) -> Iterator[str]:
    wide = WIDTH - LEFT - RIGHT
    for tick in figure.amount.ticks:
        y = _y(figure.amount.share(tick))
        yield f'<line x1="0" x2="{wide}" y1="{y}" y2="{y}" stroke="#ddd"/>'
        yield f'<text x="-8" y="{y}" text-anchor="end" dominant-baseline="middle">{number(tick)}</text>'
    for tick in figure.calls.ticks:
        x = _x(figure.calls.share(tick))
        yield f'<line x1="{x}" x2="{x}" y1="{HEIGHT}" y2="{HEIGHT + 5}" stroke="#222"/>'
        yield f'<text x="{x}" y="{HEIGHT + 20}" text-anchor="middle">{number(tick)}</text>'
    yield f'<path d="M0 0V{HEIGHT}H{wide}" fill="none" stroke="#222"/>'
    yield f'<text x="{wide // 2}" y="{HEIGHT + 44}" text-anchor="middle">{escape(calls)}</text>'
    yield f'<text transform="translate(-72 {HEIGHT // 2}) rotate(-90)" text-anchor="middle">{escape(amount)}</text>'


def _contacts(figure: Figure, contact: str) -> Iterator[str]:
    for place in sorted({drawn.contact for drawn in figure.lines if drawn.contact is not None}):
        x = _x(place)
        yield f'<line x1="{x}" x2="{x}" y1="0" y2="{HEIGHT}" stroke="#888" stroke-dasharray="4 4"/>'
        anchor, off = ("end", "-6") if place > Fraction(4, 5) else ("start", "6")
        yield f'<text x="{x}" dx="{off}" y="{HEIGHT - 10}" text-anchor="{anchor}" fill="#666">{escape(contact)}</text>'


def _line(drawn: Drawn, colour: str) -> Iterator[str]:
    """One path, which jumps where the cost falls; a full spot ends a piece there, an open one begins the next."""
    steps = " ".join(
        " ".join(f"{'L' if at else 'M'}{_x(spot.x)} {_y(spot.y)}" for at, spot in enumerate(piece))
        for piece in drawn.pieces
    )
    yield f'<path d="{steps}" fill="none" stroke="{colour}" stroke-width="2" stroke-linejoin="round">'
    yield f"<title>{escape(drawn.name)}</title></path>"
    for before, after in zip(drawn.pieces, drawn.pieces[1:], strict=False):
        yield _spot(before[-1], colour, colour)
        yield _spot(after[0], colour, "#fff")


def _spot(spot: Spot, colour: str, fill: str) -> str:
    return f'<circle cx="{_x(spot.x)}" cy="{_y(spot.y)}" r="3.5" stroke="{colour}" stroke-width="1.5" fill="{fill}"/>'


def _x(share: Fraction) -> str:
    return _pixels(share * (WIDTH - LEFT - RIGHT))


def _y(share: Fraction) -> str:
    return _pixels((1 - share) * HEIGHT)


def _pixels(length: Fraction) -> str:
    """A length to a hundredth; never negative, as all of the figure is on the axes."""
    whole, part = divmod(round(length * 100), 100)
    return f"{whole}.{part:02}"
