"""Where the tiers' price bends, and what it can't be below."""

from collections.abc import Iterator
from decimal import ROUND_FLOOR, Context, Decimal
from functools import reduce

from ratecard.spi import Bill, Bound, Period, count
from ratecard_tiered_postpaid.tariff import EXACT, Tariff
from ratecard_tiered_postpaid.tier import FREE, Range, ranges
from ratecard_tiered_postpaid.window import SoFar

MOST_STAIRS = 20
"""A tier of more blocks than this is drawn as a slope: its blocks are too many to tell apart on a chart."""
_BELOW = Context(prec=40, rounding=ROUND_FLOOR)


def bends(bill: Bill, tariff: Tariff, before: SoFar, counted: int) -> Iterator[int]:
    """The period's units after which a tier ends, the first unit is charged, or a block ends."""
    shift = count(bill.usage) - counted - before.counted
    for tier in tariff.tiers:
        if tier.last is not None and tier.last + shift >= 0:
            yield tier.last + shift
    left = count(bill.remaining)
    if left and (tariff.blocks == "whole" or (not before.left and any(tier.fee for tier in tariff.tiers))):
        yield count(bill.usage) - left
    if tariff.blocks == "whole" and tariff.per:
        start, end = before.covered + counted - left, before.counted + counted
        for range_ in ranges(tariff.tiers):
            yield from (edge + shift for edge in _stairs(tariff, tariff.per, range_, start, end) if edge + shift > 0)


def _stairs(tariff: Tariff, per: int, tier: Range, start: int, end: int) -> range:
    """The last units of a tier's blocks, up to `end` of the counted units, the charged ones following `start`."""
    until = end if tier.last is None else tier.last
    first = max(start, tier.above)
    if until - first > MOST_STAIRS * per:
        return range(0)
    if tariff.mode != "graduated":
        first = start + (first - start) // per * per
    return range(first + per, min(until, end), per)


def lowest(bill: Bill, tariff: Tariff, excluded: int, window: Period | None) -> Bound:
    """The lowest price of the tiers that the period's units may reach; none where there is no list price.

    In a window that earlier periods may have used, any later tier may be reached, and what they paid be credited.
    """
    units = count(bill.usage)
    first = 0 if tariff.mode == "graduated" else tariff.reached(max(units - excluded, 0))
    alone = window is None or window.start == bill.period.start
    tiers = tariff.tiers[first : tariff.reached(units) + 1] if alone else tariff.tiers[first:]
    prices = [price for tier in tiers for price in tier.all_prices]
    if not prices:
        return Bound(0)
    slack = _slack(bill.conventions.rounding.unit, tariff, prices)
    if alone or not units:
        return Bound(0, _each(tariff, min(prices)), slack)
    every = [price for tier in tariff.tiers for price in tier.all_prices]
    twice = _slack(bill.conventions.rounding.unit, tariff, [*every, *every])
    return Bound(0, _each(tariff, min(prices)), twice, EXACT.minus(_credit(tariff)))


def _each(tariff: Tariff, price: Decimal) -> Decimal:
    """A price of one unit, or a little less."""
    return _BELOW.divide(price, Decimal(tariff.per)) if tariff.per else price


def _slack(unit: Decimal, tariff: Tariff, prices: list[Decimal]) -> Decimal:
    """What rounding may take off, of a line for each price."""
    exact = [
        EXACT.divide(price, Decimal(tariff.per)) if tariff.blocks == "pro-rata" and tariff.per else price
        for price in prices
    ]
    return EXACT.multiply(unit, len(prices)) if any([EXACT.remainder(price, unit) for price in exact]) else FREE


def _credit(tariff: Tariff) -> Decimal:
    """The most that a period gives back of what earlier ones of its window were charged.

    Units before the end of a tier may fall to the price of a later one: all of them in volume mode, each tier's own in
    graduated mode, where units that earlier steps cover push them on. A block may be paid already, and a fee be lost.
    What is sold by agreement then gives nothing back.
    """
    per = tariff.per or 1
    falls = []
    for place, above, last, tier in ranges(tariff.tiers):
        later = [min(other.all_prices) for other in tariff.tiers[place + 1 :] if other.contact is None]
        highest = max(tier.all_prices, default=FREE)
        fall = EXACT.subtract(highest, min(later, default=highest))
        units = 0 if last is None else last - (above if tariff.mode == "graduated" else 0)
        falls.append(EXACT.multiply(max(fall, FREE), -(-units // per)))
    credit = reduce(EXACT.add, falls) if tariff.mode == "graduated" else max(falls)
    for tier in tariff.tiers:
        for amount in (tier.fee or FREE, *(tier.all_prices if tariff.blocks == "whole" else ())):
            credit = EXACT.add(credit, amount)
    return credit
