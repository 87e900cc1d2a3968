"""Packs that are given back: until when, and for how much."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Context, Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from ratecard.spi import Balance, Bill, Calendar, Line, Lot, Order, Price, Refused, Table

DAY = timedelta(days=1)
EXACT = Context(prec=200)
"""Sums are what they are whatever the program around sets."""
MOST_DAYS = 36_500
"""More than anybody waits, far fewer than lead out of the calendar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returns(Table):
    """When packs are taken back, and what is paid back."""

    within_days: int = field(metadata={"minimum": 1, "maximum": MOST_DAYS})
    """How many whole days after its purchase a pack can be given back."""
    until: Literal["same-time", "end-of-day"]
    """Whether the days are 24 hours each, or end with the last day, in the catalog's zone: bought on the 1st within
    7 days, until the end of the 8th."""
    used: Literal["refused", "charged"]
    """Whether a pack of which units were used is refused, or its used units are charged."""
    used_price: Price | None = field(default=None, metadata={"minimum": 0})
    """What one used unit costs, or one used point, where they are charged; never more than the pack itself."""

    def __post_init__(self) -> None:
        if not 1 <= self.within_days <= MOST_DAYS:
            raise ValueError(f"within_days must be from 1 to {MOST_DAYS}, got {self.within_days}")
        if self.used == "charged" and self.used_price is None:
            raise ValueError("key 'used_price' is missing: what a used unit costs, as used = \"charged\"")
        if self.used == "refused" and self.used_price is not None:
            raise ValueError('used_price is of no effect with used = "refused": only used = "charged" charges it')
        if self.used_price is not None and (not self.used_price.is_finite() or self.used_price < 0):
            raise ValueError(f"used_price must not be below zero, got {self.used_price}")

    def end(self, calendar: Calendar, placed: datetime) -> datetime:
        """Before which instant a pack that was bought at `placed` can be given back."""
        if self.until == "same-time":
            return placed + self.within_days * DAY
        return calendar.instant(calendar.local(placed).date() + (self.within_days + 1) * DAY)


class Sold(NamedTuple):
    """A pack that can still be given back, on the terms on which it was bought."""

    pack: str
    """What the ids of its lots begin with."""
    sku: str
    effective: datetime
    price: Decimal
    """What was paid for it."""
    until: datetime
    """Before which instant it can be given back."""
    used_price: Decimal | None
    """What a used unit costs; None where it must be unused."""
    used: int
    """How many of its units were used."""


class Return(NamedTuple):
    """An order that is given back, with its packs."""

    order: Order
    at: datetime
    packs: tuple[Sold, ...]


@lru_cache(maxsize=4096)
def stamp(instant: datetime) -> str:
    """An instant as lots' ids begin with it, so that they sort by time."""
    return instant.isoformat(timespec="microseconds").replace("+00:00", "Z")


def pack_of(lot: str) -> str:
    """The pack that a lot is of, or is an instalment of."""
    return "/".join(lot.split("/", 3)[:3])


def chosen(bill: Bill, sold: Sequence[Sold], rule: Returns | None, start: Callable[[Order], datetime]) -> list[Return]:
    """The packs that the bill's returns give back; `Refused` for one that can't be.

    `start` tells when an order becomes effective. Of several equal packs bought at one instant those least used before
    the period are given back, of these the ones bought last.
    """
    free = sorted(sold, key=lambda each: each.pack, reverse=True)
    found = []
    for order in bill.returns:
        at = order.returned or order.placed
        began = start(order) if order.effective else None
        own = [each for each in free if _is_of(each, order) and began in (None, each.effective)]
        own.sort(key=lambda each: each.used)
        _check(bill, order, at, own, rule)
        packs = tuple(own[: order.quantity])
        free = [each for each in free if each not in packs]
        found.append(Return(order, at, packs))
    return found


def _is_of(sold: Sold, order: Order) -> bool:
    """Whether a pack can be one of an order: of its sku, and bought at its instant."""
    return sold.sku == order.sku and sold.pack.startswith(f"{stamp(order.placed)}/")


def _check(bill: Bill, order: Order, at: datetime, own: Sequence[Sold], rule: Returns | None) -> None:
    calendar = bill.conventions.calendar
    until = own[0].until if own else rule.end(calendar, order.placed) if rule else None
    bought = f"pack {order.sku!r} of {calendar.written(order.placed)}"
    if until and at >= until:
        raise Refused(
            "return-too-late",
            f"{bought} could be returned before {calendar.written(until)}, not at {calendar.written(at)}",
        )
    if len(own) < order.quantity:
        there = f"{len(own)} of {order.quantity} are" if own else "none is"
        raise Refused("not-returnable", f"{bought} can't be returned: {there} there")


def refunds(bill: Bill, given_back: Iterable[Return], used: Mapping[str, int]) -> list[Line]:
    """What is paid back, and what is charged for used units; `Refused` for a pack that must be unused and is not."""
    lines = []
    for order, at, packs in given_back:
        for pack in packs:
            if pack.used_price is None and (units := used[pack.pack]):
                written = bill.conventions.calendar.written(at)
                raise Refused(
                    "pack-used", f"pack {order.sku!r} can't be returned at {written}: {units} of its units were used"
                )
        lines.append(_refund(bill, packs, at))
        spent = [pack._replace(used=used[pack.pack]) for pack in packs if used[pack.pack]]
        lines += [_charge(bill, pack, at) for pack in spent]
    return lines


def _refund(bill: Bill, packs: Sequence[Sold], at: datetime) -> Line:
    """What was paid for packs, to the last cent: an amount below zero may be rounded to another than one above."""
    rounding, price, quantity = bill.conventions.rounding, packs[0].price, len(packs)
    whole = EXACT.multiply(quantity, price)
    paid = rounding.apply(whole)
    if EXACT.add(paid, rounding.apply(EXACT.minus(whole))):
        price, quantity = paid, 1
    quantity = -quantity if price else quantity
    return bill.line(0, price, kind="adjustment", quantity=quantity, item=packs[0].sku, at=at, rule=("returns",))


def _charge(bill: Bill, pack: Sold, at: datetime) -> Line:
    """What the used units of a pack cost: never more than was paid for it."""
    price = pack.used_price or Decimal(0)
    capped = EXACT.multiply(pack.used, price) > pack.price
    quantity, each = (1, pack.price) if capped else (pack.used, price)
    rule = ("returns", "used_price")
    return bill.line(0, each, kind="adjustment", quantity=quantity, item=pack.sku, at=at, rule=rule)


def ended(lot: Lot, ends: Mapping[str, datetime]) -> Lot:
    """The lot, which covers nothing from the instant on at which its pack is given back."""
    at = ends.get(pack_of(lot.id))
    return lot._replace(expires=at) if at is not None and at < lot.expires else lot


def told(balance: Balance, ends: Mapping[str, datetime]) -> Balance:
    """The balance, which says so where the lot ended because it was given back."""
    return balance._replace(returned=True) if ends.get(pack_of(balance.lot)) == balance.expires else balance


def with_use(sold: Iterable[Sold], before: Iterable[Lot], after: Iterable[Lot]) -> tuple[Sold, ...]:
    """The packs with what was used of them by now."""
    used: dict[str, int] = {}
    for lot, left in zip(before, after, strict=True):
        if left.left < lot.left:
            used[pack_of(lot.id)] = used.get(pack_of(lot.id), 0) + lot.left - left.left
    return tuple([pack._replace(used=pack.used + used.get(pack.pack, 0)) for pack in sold])
