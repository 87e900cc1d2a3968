"""Cost curves in a terminal: fine dots in colour, or plain characters where the output is piped."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise

from rich.cells import cell_len
from rich.text import Text as Words

from ratecard.price_sheet.figure import Drawn, Figure, Spot, number

COLOURS = ("cyan", "magenta", "green", "yellow", "red", "blue")
MARKS = "*+ox#@"
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bits of the eight dots of a Braille character, by row and column."""
HEIGHT = 16
LEAST_WIDTH = 20


def plot(figure: Figure, width: int, *, plain: bool, tick: Callable[[Fraction], str] = number) -> Iterator[Words]:
    """The figure as lines of text; of curves in one place the first is seen. `tick` writes numbers beside axes."""
    labels = {_place(HEIGHT, figure.amount.share(each)): tick(each) for each in figure.amount.ticks}
    margin = max(map(cell_len, labels.values()))
    columns = max(width - margin - 2, LEAST_WIDTH)
    cells = _marks(figure, columns) if plain else _dots(figure, columns)
    for row in reversed(range(HEIGHT)):
        edge = ("|" if plain else "│") if row not in labels else ("+" if plain else "┤")
        line = Words(f"{_right(labels.get(row, ''), margin)} {edge}")
        for column in range(columns):
            character, style = cells.get((column, row), (" ", ""))
            line.append(character, style)
        yield line
    yield from _below(figure, margin, columns, tick, plain=plain)
    for at, drawn in enumerate(figure.lines):
        if not drawn.name:
            continue
        mark = MARKS[at % len(MARKS)] if plain else "━━"
        line = Words(" " * (margin + 2))
        line.append(mark, "" if plain else COLOURS[at % len(COLOURS)])
        line.append(f" {drawn.name}" if plain else _fitting(f" {drawn.name}", width - margin - 2 - len(mark)))
        yield line


def _fitting(text: str, room: int) -> str:
    """The text, or its beginning where a terminal has no room for it; the table below has it whole."""
    if cell_len(text) <= room:
        return text
    while text and cell_len(text) >= room:
        text = text[:-1]
    return f"{text}…"


def _right(text: str, width: int) -> str:
    return " " * (width - cell_len(text)) + text


def _below(
    figure: Figure, margin: int, columns: int, tick: Callable[[Fraction], str], *, plain: bool
) -> Iterator[Words]:
    """The axis of calls, and the numbers at its ticks, as many as there is room for."""
    axis = ["-" if plain else "─"] * columns
    numbers = ""
    for each in figure.calls.ticks:
        place, text = _place(columns, figure.calls.share(each)), tick(each)
        start = max(min(place - cell_len(text) // 2, columns - cell_len(text)), 0)
        axis[place] = "+" if plain else "┬"
        if start >= cell_len(numbers) + bool(numbers):
            numbers += " " * (start - cell_len(numbers)) + text
    yield Words(" " * (margin + 1) + ("+" if plain else "└") + "".join(axis))
    yield Words(" " * (margin + 2) + numbers)


def _marks(figure: Figure, columns: int) -> dict[tuple[int, int], tuple[str, str]]:
    cells = {}
    for at, drawn in reversed(list(enumerate(figure.lines))):
        for place in _raster(drawn, columns, HEIGHT):
            cells[place] = (MARKS[at % len(MARKS)], "")
    return cells


def _dots(figure: Figure, columns: int) -> dict[tuple[int, int], tuple[str, str]]:
    bits: dict[tuple[int, int], tuple[int, str]] = {}
    for at, drawn in reversed(list(enumerate(figure.lines))):
        for x, y in _raster(drawn, columns * 2, HEIGHT * 4):
            place = (x // 2, y // 4)
            before, _ = bits.get(place, (0, ""))
            bits[place] = (before | DOTS[3 - y % 4][x % 2], COLOURS[at % len(COLOURS)])
    return {place: (chr(0x2800 + found), style) for place, (found, style) in bits.items()}


def _raster(drawn: Drawn, columns: int, rows: int) -> Iterator[tuple[int, int]]:
    """The places of a grid that a line goes through."""
    for piece in drawn.pieces:
        yield _place(columns, piece[0].x), _place(rows, piece[0].y)
        for one, other in pairwise(piece):
            for column in range(_place(columns, one.x), _place(columns, other.x) + 1):
                edges = (Fraction(column, columns), Fraction(column + 1, columns))
                low, high = sorted(_place(rows, _height(one, other, edge)) for edge in edges)
                yield from ((column, row) for row in range(low, high + 1))


def _height(one: Spot, other: Spot, x: Fraction) -> Fraction:
    """How high the line from one spot to another is, at a place within both."""
    x = min(max(x, one.x), other.x)
    return one.y if one.x == other.x else one.y + (other.y - one.y) * (x - one.x) / (other.x - one.x)


def _place(places: int, share: Fraction) -> int:
    """Which of so many places a share from 0 to 1 falls in."""
    return min(int(share * places), places - 1)
