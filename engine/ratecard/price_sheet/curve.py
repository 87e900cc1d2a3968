"""A cost curve in numbers and sentences: its corners, its cliffs, and where prices end."""

from collections.abc import Iterator

from ratecard.domain.curve import Curve, Point
from ratecard.domain.money import trimmed
from ratecard.domain.text import Text
from ratecard.price_sheet import word
from ratecard.price_sheet.pen import Pen
from ratecard.price_sheet.table import Cell, Column, Table, texts


def corners(curve: Curve) -> Iterator[Point]:
    """The ends, and both sides of every bend."""
    sides = {0, curve.points[-1].units, *curve.bends, *(bend + 1 for bend in curve.bends)}
    return (point for point in curve.points if point.units in sides)


def curve_table(pen: Pen, curve: Curve, caption: str) -> Table:
    """What the corners cost."""
    columns = (Column(pen.word(word.CALLS), numeric=True), *(Column(pen.word(each), numeric=True) for each in COSTS))
    return Table(caption, columns, tuple(_row(pen, point) for point in corners(curve)))


COSTS = (word.TOTAL, word.PER_CALL)


def _row(pen: Pen, point: Point) -> tuple[Cell, ...]:
    total = pen.word(word.CONTACT) if point.total is None else pen.price(trimmed(point.total))
    return texts(pen.number(point.units), total, "" if point.per_unit is None else pen.price(point.per_unit))


def curve_sentences(pen: Pen, curve: Curve) -> Iterator[str]:
    """Each range of usage that pays more than one unit beyond it, and from where on prices are asked for."""
    for cliff in curve.cliffs:
        first, last, after = map(pen.number, (cliff.dear_from, cliff.units, cliff.units + 1))
        calls = f"{first} … {last}" if first != last else last
        cost = pen.amount(cliff.after)
        yield pen.word(
            Text(f"{calls} 次比 {after} 次更贵：{after} 次为 {cost}", f"{calls} calls pay more than {after}: {cost}")
        )
    if curve.contact_from is not None:
        first = pen.number(curve.contact_from)
        yield pen.word(Text(f"{first} 次起没有刊例价：联系商务", f"contact sales from {first} calls on"))
