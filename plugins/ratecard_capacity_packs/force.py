"""What is in force when: the validity of an order, and how much is in force at once."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, time
from itertools import accumulate
from typing import NamedTuple

from ratecard.spi import Calendar, Order, Span


class Bought(NamedTuple):
    """So much of a pack, in force over an interval."""

    sku: str
    quantity: int
    effective: datetime
    expires: datetime


class Peak(NamedTuple):
    """How much is in force at once, and the first instant at which it is."""

    quantity: int
    at: datetime


class Excess(NamedTuple):
    """The first of several that is too many, and what would be in force with it at the most."""

    place: int
    peak: Peak


def put_in_force(order: Order, length: Span, calendar: Calendar) -> Bought:
    """What an order buys: from 0:00 of its first day, or at once where that is today, to 24:00 of its last."""
    placed = calendar.local(order.placed).date()
    first = calendar.local(order.effective).date() if order.effective else placed
    after = length.after(datetime.combine(first, time.min)).date()
    effective = order.placed if first == placed else calendar.instant(first)
    return Bought(order.sku, order.quantity, effective, calendar.instant(after))


def peak(new: Sequence[Bought], others: Sequence[Bought]) -> Peak:
    """The most of all that is in force while something new is."""
    changes: dict[datetime, list[int]] = {}
    for place, each in enumerate((*new, *others)):
        count = int(place < len(new))
        for at, sign in ((each.effective, 1), (each.expires, -1)):
            change = changes.setdefault(at, [0, 0])
            change[0] += sign * each.quantity
            change[1] += sign * count
    instants = sorted(changes)
    quantities = accumulate(changes[at][0] for at in instants)
    counts = accumulate(changes[at][1] for at in instants)
    found = [Peak(q, at) for at, q, number in zip(instants, quantities, counts, strict=True) if number]
    return max(found, key=lambda one: one.quantity)


def excess(new: Sequence[Bought], others: Sequence[Bought], cap: int) -> Excess | None:
    """The first of the new ones with which more than `cap` are in force at once; None when there is none."""
    if not new or peak(new, others).quantity <= cap:
        return None
    # With every one more, no less is in force at once: so it is found by halving.
    numbers = range(1, len(new) + 1)
    place = bisect_left(numbers, True, key=lambda number: peak(new[:number], others).quantity > cap)
    return Excess(place, peak(new[place : place + 1], (*others, *new[:place])))
