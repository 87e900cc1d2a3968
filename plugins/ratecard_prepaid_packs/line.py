"""The lines of what packs cover."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from ratecard.spi import Bill, Line, Lot, Slice, count

FREE = Decimal(0)


def usage_lines(
    bill: Bill, lots: Iterable[Lot], taken: Iterable[Sequence[Slice]], index: Callable[[str], int]
) -> list[Line]:
    """A line for each sku, and for each meter where calls take points: its quantity is the points.

    `index` tells the place of a sku among the packs.
    """
    covered: dict[str, int] = {}
    of_points = []
    for lot, pieces in zip(lots, taken, strict=True):
        if lot.costs:
            of_points.append((lot, pieces))
        elif pieces:
            covered[lot.sku] = covered.get(lot.sku, 0) + count(pieces)
    lines = [bill.line(units, FREE, item=sku, rule=("packs", index(sku))) for sku, units in covered.items()]
    return lines + _lines_of_points(bill, of_points) if of_points else lines


def _lines_of_points(bill: Bill, taken: Iterable[tuple[Lot, Sequence[Slice]]]) -> list[Line]:
    units: dict[tuple[str, str, int], int] = {}
    for lot, pieces in taken:
        costs = dict(lot.costs)
        for piece in pieces:
            key = lot.sku, piece.meter, costs.get(piece.meter, 1)
            units[key] = units.get(key, 0) + piece.units
    return [
        bill.line(each, FREE, quantity=each * cost, meter=meter, item=sku, rule=("points", meter))
        for (sku, meter, cost), each in units.items()
    ]
