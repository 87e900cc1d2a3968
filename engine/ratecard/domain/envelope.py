"""Who is cheapest from how many units on: the lower envelope of several costs, exact to the unit."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

Cost = Callable[[int], Decimal | None]
"""The total by units; None for contact sales, which is dearer than anything."""


class Reign(NamedTuple):
    """A range of units in which one of the costs is the lowest."""

    first: int
    last: int
    cheapest: int | None
    """Which cost, by its place; the first of equals; None where none has a total."""


def envelope(costs: Sequence[Cost], bends: Sequence[int], last: int) -> list[Reign]:
    """The ranges from 0 to `last`, in order, with the cheapest in each.

    `bends` are the last units before a change of price of any of the costs, so that each is straight between two of
    them; it is then enough to look at the ends of a range, and to halve it where they differ.
    """
    starts = sorted({0, *(bend + 1 for bend in bends if 0 <= bend < last)})
    ends = [*(start - 1 for start in starts[1:]), last]
    found: list[Reign] = []
    for start, end in zip(starts, ends, strict=True):
        for reign in _reigns(costs, start, end):
            if found and found[-1].cheapest == reign.cheapest:
                found[-1] = found[-1]._replace(last=reign.last)
            else:
                found.append(reign)
    return found


def cheapest(totals: Sequence[Decimal | None]) -> int | None:
    """The place of the lowest total, the first of equals; None when there is none."""
    known = [(total, place) for place, total in enumerate(totals) if total is not None]
    return min(known)[1] if known else None


def _reigns(costs: Sequence[Cost], first: int, last: int) -> list[Reign]:
    reigns: list[Reign] = []
    ranges = [(first, last)]
    while ranges:
        first, last = ranges.pop()
        low, high = (cheapest([cost(units) for cost in costs]) for units in (first, last))
        if low == high:
            reigns.append(Reign(first, last, low))
        else:
            middle = (first + last) // 2
            ranges += [(middle + 1, last), (first, middle)]
    return reigns
