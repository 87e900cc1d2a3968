"""The lines of one period: what a window has come to, less what it had come to before."""

from decimal import Decimal

from ratecard.spi import Bill, Line, Rate
from ratecard_tiered_postpaid.tariff import EXACT, Spread, Tariff
from ratecard_tiered_postpaid.tier import FREE
from ratecard_tiered_postpaid.window import SoFar

Charged = tuple[list[Line], list[Rate]]


def charged(bill: Bill, tariff: Tariff, before: SoFar, now: SoFar) -> Charged:
    """The period's units at the prices now reached, the fees that are new, and what makes up the difference."""
    covered = now.covered
    spread = tariff.spread(now.counted, covered, now.left)
    earlier = tariff.spread(now.counted, covered, before.left) if before.left else {}
    start = before.covered if before.counted else 0
    counted = tariff.spread(now.counted, start, (("", covered - start),)) if covered > start else {}
    lines, rates = _units(bill, tariff, spread, earlier, counted)
    was = tariff.spread(before.counted, start, before.left) if before.left else {}
    lines += _fees(bill, tariff, spread, was)
    if was and before.charged is not None and not any(tariff.price(key) is None for key in spread):
        lines += _adjustment(bill, tariff, spread, before.charged, lines)
    return lines, rates


def _fees(bill: Bill, tariff: Tariff, spread: Spread, was: Spread) -> list[Line]:
    """A line for each tier that has charged units for the first time."""
    there = tariff.fees(was)
    return [
        bill.line(0, fee, kind="fee", quantity=1, item=str(place + 1), rule=("tiers", place, "fee"))
        for place, fee in tariff.fees(spread).items()
        if place not in there
    ]


def _units(bill: Bill, tariff: Tariff, spread: Spread, earlier: Spread, covered: Spread) -> Charged:
    """A line for each price with units of this period, and the fact of its rate.

    What earlier steps covered counts, by the tier that it is in, and is not charged.
    """
    lines: list[Line] = []
    rates: list[Rate] = []
    for key in sorted({**spread, **covered}):
        place, meter = key
        total = spread.get(key, 0)
        units = total - earlier.get(key, 0)
        price = tariff.price(key)
        if price is None:
            if units:
                url = tariff.tiers[place].contact or ""
                lines.append(bill.contact(units, url, rule=("tiers", place)))
            continue
        quantity = _quantity(tariff, total, units)
        if units:
            rule, per = _rule(tariff, place, meter), tariff.divisor
            lines.append(bill.line(units, price, quantity=quantity, meter=meter, per=per, rule=rule))
        if units or key in covered:
            rates.append(_rate(bill, tariff, quantity, units, covered.get(key, 0), price))
    return lines, rates


def _quantity(tariff: Tariff, total: int, units: int) -> Decimal | int:
    """Of whole blocks those that the last `units` of the window's units began."""
    if tariff.blocks == "whole" and tariff.per:
        return -(-total // tariff.per) + (units - total) // tariff.per
    return tariff.quantity(units)


def _rule(tariff: Tariff, place: int, meter: str) -> tuple[str | int, ...]:
    for index, own in enumerate(tariff.tiers[place].prices):
        if meter and own.meter == meter:
            return ("tiers", place, "prices", index)
    return ("tiers", place)


def _rate(bill: Bill, tariff: Tariff, quantity: Decimal | int, units: int, covered: int, price: Decimal) -> Rate:
    """Per unit; of whole blocks, which have no price of a unit, per block."""
    if tariff.blocks == "whole":
        more = _quantity(tariff, units + covered, covered)
        return bill.rate(int(quantity), int(quantity) + int(more), price)
    if tariff.divisor > 1:
        return bill.rate(units, units + covered, price, tariff.divisor)
    return bill.rate(units, units + covered, EXACT.divide(price, Decimal(tariff.per)) if tariff.per else price)


def _adjustment(bill: Bill, tariff: Tariff, spread: Spread, charged: Decimal, lines: list[Line]) -> list[Line]:
    """What makes the period's lines come to the window's charge less what was charged before; none when they do.

    So prices that change within a window hold for all of it, and never give back more than was paid. Where some of
    the window's units are now sold by agreement, what was charged before then stays as it is.
    """
    amount = EXACT.subtract(_charge(bill, tariff, spread), charged)
    for line in lines:
        amount = EXACT.subtract(amount, line.amount or FREE)
    if not amount:
        return []
    return [bill.line(0, amount, kind="adjustment", quantity=1, rule=("counted_over",))]


def _charge(bill: Bill, tariff: Tariff, spread: Spread) -> Decimal:
    """What a window comes to when it is settled at once: a sum of rounded lines."""
    total = FREE
    for amount in tariff.amounts(spread):
        total = EXACT.add(total, bill.conventions.rounding.apply(amount))
    return total
