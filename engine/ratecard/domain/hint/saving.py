"""Hints at what would cost less: another count of calls, a pack, another pack than the one ordered."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from ratecard.domain.bill import Bill
from ratecard.domain.errors import MOST_UNITS, OutOfTime
from ratecard.domain.hint.kind import UNNAMED, Hint
from ratecard.domain.hint.variant import Variant, Variants, bends, on_offer
from ratecard.domain.money import EXACT, ZERO, total
from ratecard.domain.order import Offer, Order
from ratecard.domain.period import Calendar
from ratecard.domain.product import Meter, Version
from ratecard.domain.question import Part
from ratecard.domain.settlement import Settlement
from ratecard.domain.usage import Slice, count, usage

MOST_NEIGHBOURS = 24
"""How many other counts are priced for one period."""
MOST_NEAREST = 8
"""How many of the breakpoints above the period's units each step is asked for."""
MOST_PIECES = 100
"""How many packs may be proposed in the place of one order, unless it has more itself."""


def cheaper_neighbours(variants: Variants) -> Iterator[Hint]:
    """For each period, the one larger count of its units with which all periods cost least, if less than now."""
    for place, part in enumerate(variants.parts):
        piece = _last_charged(part, variants.bills[place])
        each = part.version.counts(piece.meter)
        found = _neighbours(variants, place, piece, each)
        saving, calls = max(found, key=lambda neighbour: (neighbour[0], -neighbour[1]), default=(ZERO, 0))
        if calls:
            meter = _meter(part.version, piece.meter)
            yield Hint(
                "cheaper-neighbour",
                part.period.id,
                saving,
                units=count(part.usage) + calls * each,
                more=calls,
                meter=meter.id if meter else "",
                name=meter.name if meter else UNNAMED,
            )


def _last_charged(part: Part, bills: list[Bill]) -> Slice:
    """The last slice that came as far down the chain as any did; without usage, an empty one of the whole period."""
    reached = next((bill.remaining for bill in reversed(bills) if bill.remaining), ())
    if not reached:
        meters = part.version.meters
        return usage(part.period.start, part.period.end, 0, meters[0].id if meters else "")
    last = max(reached, key=lambda piece: (piece.end, piece.start, piece.meter, piece.code))
    return next(piece for piece in part.usage if piece[:5] == last[:5])


def _meter(version: Version, id: str) -> Meter | None:
    """The meter of a slice: the only one need not be named."""
    return next((meter for meter in version.meters if meter.id == id or not id), None)


def _neighbours(variants: Variants, place: int, piece: Slice, each: int) -> Iterator[tuple[Decimal, int]]:
    """What is saved by how many calls more, just after breakpoints; asked again behind each, as steps may differ."""
    part = variants.parts[place]
    most = (MOST_UNITS - count(part.usage)) // each
    waiting = _calls_to_bends(part.version, variants.bills[place], 0, each)
    priced: set[int] = set()
    for calls in waiting:
        if calls in priced or calls > most or len(priced) == MOST_NEIGHBOURS:
            continue
        priced.add(calls)
        variant = variants.price(place, _longer(part, piece, calls * each))
        if variant is not None:
            waiting += _calls_to_bends(part.version, variant.bills, calls * each, each)
            if variant.saving is not None and variant.saving > ZERO:
                yield variant.saving, calls


def _calls_to_bends(version: Version, bills: Iterable[Bill], added: int, each: int) -> list[int]:
    """How many calls more than at first get past each step's next breakpoints; `added` units are there already."""
    calls: set[int] = set()
    for bill, declared in bends(version, bills):
        past = {bend + 1 - count(bill.usage) for bend in declared}
        nearest = sorted(units for units in past if units > 0)[:MOST_NEAREST]
        calls.update(-(-(added + units) // each) for units in nearest)
    return sorted(calls)


def _longer(part: Part, piece: Slice, units: int) -> Part:
    """The part with more units in one of its slices, or in a new one where it has none, over the same interval."""
    start, end = max(piece.start, part.period.start), min(piece.end, part.period.end)
    longer = usage(start, end, piece.units + units, piece.meter, piece.code)
    return part._replace(usage=[*(other for other in part.usage if other is not piece), longer])


def pack_that_pays(variants: Variants) -> Iterator[Hint]:
    """The one pack, bought when the first period begins, with which all periods cost least, if less than without."""
    part = variants.parts[0]
    at = part.period.start
    now = _sum(settlement.total for settlement in variants.settlements)
    best: tuple[Decimal, Hint] | None = None
    for step, offer in on_offer(part.version):
        orders = [*part.orders.get(step, ()), Order(offer.sku, 1, at)]
        variant = variants.price(0, _with_orders(part, step, orders))
        if variant is None:
            continue
        rest = variants.settlements[len(variant.after) :]
        cost = _sum([*variant.after, *(settlement.total for settlement in rest)])
        if cost is None or (now is not None and cost >= now) or (best and cost >= best[0]):
            continue
        saving = None if now is None else EXACT.subtract(now, cost)
        local = variants.question.product.calendar.local(at)
        sku = f"{step}/{offer.sku}"
        best = cost, Hint("pack-would-pay", "", saving, local, offer.units, sku=sku, quantity=1, name=offer.name)
    if best:
        yield best[1]


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = list(amounts)
    priced = [amount for amount in known if amount is not None]
    return total(priced) if len(priced) == len(known) else None


def _with_orders(part: Part, step: str, orders: list[Order]) -> Part:
    ordered = sorted(orders, key=lambda order: (order.placed, order.sku, order.quantity))
    return part._replace(orders={**part.orders, step: ordered})


def dominated_orders(variants: Variants) -> Iterator[Hint]:
    """For each order, what of the same step holds as much, is paid no dearer, and makes all periods cost least."""
    for place, part in enumerate(variants.parts):
        for step, orders in part.orders.items():
            for index in range(len(orders)):
                found = list(_better_orders(variants, place, step, index))
                if found:
                    yield min(found, key=lambda hint: (-(hint.saving or ZERO), hint.quantity, hint.units, hint.sku))


def _better_orders(variants: Variants, place: int, step: str, index: int) -> Iterator[Hint]:
    part = variants.parts[place]
    orders = part.orders[step]
    order = orders[index]
    calendar = variants.question.product.calendar
    offers = [offer for seller, offer in on_offer(part.version) if seller == step and offer.units > 0]
    ordered = next((offer for offer in offers if offer.sku == order.sku), None)
    if ordered is None or not ordered.units or order.returned:
        return
    for offer in offers:
        pieces = -(-ordered.units * order.quantity // offer.units)
        serves = offer is not ordered and _serves(offer, ordered, calendar, order.placed)
        if not serves or pieces > max(order.quantity, MOST_PIECES):
            continue
        others = [*orders[:index], order._replace(sku=offer.sku, quantity=pieces), *orders[index + 1 :]]
        variant = variants.price(place, _with_orders(part, step, others))
        if variant is not None and _pays(variant, variants.settlements[place]):
            yield Hint(
                "dominated-order",
                part.period.id,
                variant.saving,
                calendar.local(order.placed),
                pieces * offer.units,
                sku=f"{step}/{offer.sku}",
                quantity=pieces,
                ordered=f"{step}/{ordered.sku}",
                ordered_quantity=order.quantity,
                name=offer.name,
                ordered_name=ordered.name,
            )


def _serves(offer: Offer, ordered: Offer, calendar: Calendar, at: datetime) -> bool:
    """Whether an offer covers all meters that the ordered one does, and for as long."""
    if offer.meters and not (ordered.meters and set(ordered.meters) <= set(offer.meters)):
        return False
    try:
        return calendar.later(at, offer.valid_for) >= calendar.later(at, ordered.valid_for)
    except OutOfTime:
        return False


def _pays(variant: Variant, now: Settlement) -> bool:
    """Whether something is saved, and no more is paid for purchases."""
    saves = variant.saving is not None and variant.saving > ZERO
    return saves and variant.settlement.purchases <= now.purchases
