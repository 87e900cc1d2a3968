"""An allowance split over meters in proportion to their units."""

from collections.abc import Iterable, Mapping, Sequence

from ratecard.spi import Drawn, Lot, Slice, count, draw, within


def shares(units: int, of: Mapping[str, int]) -> dict[str, int]:
    """So many units, no more than all there are, in proportion to those of each meter.

    Rounded by largest remainder, so that the sum is exact; of equal remainders the first meters by name get one more.
    """
    total = sum(of.values())
    whole = {meter: units * of[meter] // total for meter in of}
    most = sorted(of, key=lambda meter: (-(units * of[meter] % total), meter))
    for meter in most[: units - sum(whole.values())]:
        whole[meter] += 1
    return whole


def draw_in_proportion(slices: Sequence[Slice], lots: Iterable[Lot]) -> Drawn:
    """Cover units as `draw` does, but what a lot covers is split over the meters of all units in its validity."""
    remaining: Sequence[Slice] = slices
    after, taken = [], []
    for lot in lots:
        of: dict[str, int] = {}
        for piece in within(remaining, lot.effective, lot.expires):
            of[piece.meter] = of.get(piece.meter, 0) + piece.units
        covered = shares(min(lot.left, sum(of.values())), of) if of else {}
        parts = [lot._replace(left=covered[meter], meters=(meter,)) for meter in sorted(covered)]
        drawn = draw(remaining, parts)
        remaining = drawn.remaining
        pieces = tuple(sorted(piece for each in drawn.taken for piece in each))
        after.append(lot._replace(left=lot.left - count(pieces)))
        taken.append(pieces)
    return Drawn(tuple(remaining), tuple(after), tuple(taken))
