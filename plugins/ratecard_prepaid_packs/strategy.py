"""Packs of units that are bought ahead and valid for a time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import ClassVar, Literal, NamedTuple

from ratecard.spi import (
    Bill,
    Bound,
    Display,
    Line,
    Lot,
    Offer,
    Outcome,
    PackDisplay,
    Reference,
    Refused,
    Span,
    Strategy,
    Table,
    Text,
    Warned,
    count,
    draw,
)

FREE = Decimal(0)
DrawKey = Literal["effective", "expiry", "size", "order"]


class Lots(NamedTuple):
    """The lots that are not used up and not expired, in the order they were bought."""

    lots: tuple[Lot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack(Table):
    """A pack as it is sold."""

    units: int
    """Units that one pack holds."""
    price: Decimal
    """Price of one pack, in the catalog's currency."""
    sku: str | None = None
    """What it is ordered by; its units, unless given."""
    name: Text | None = None
    """What people read; "pack of … calls", unless given."""
    meters: tuple[str, ...] = ()
    """The meters whose units it covers; all of them, unless given."""

    def __post_init__(self) -> None:
        if self.units < 1:
            raise ValueError(f"a pack must hold at least one unit, got {self.units}")
        if not self.price.is_finite() or self.price < 0:
            raise ValueError(f"a price must not be below zero, got {self.price}")
        if self.sku is not None and (not self.sku or "/" in self.sku or "@" in self.sku):
            raise ValueError(f"a sku must not be empty and not contain '/' or '@', got {self.sku!r}")

    @property
    def known_as(self) -> str:
        """The sku."""
        return str(self.units) if self.sku is None else self.sku

    @property
    def title(self) -> Text:
        """The name."""
        return self.name or Text(f"{self.units} 次资源包", f"Pack of {self.units} calls")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepaidPacks(Strategy):
    """Cover units from packs that were bought, while they are valid; no refund, and lost on expiry (page: 预付费)."""

    kind: ClassVar[str] = "prepaid-packs"
    title: ClassVar[Text] = Text("付费资源包", "Prepaid packs")
    state_type: ClassVar[type | None] = Lots

    packs: tuple[Pack, ...]
    """The packs on offer."""
    valid_for: Span
    """How long a pack is valid, on the wall clock: `{ years = 1 }`."""
    expires: Literal["same-time", "end-of-day"]
    """Whether it ends at the time of day at which it was bought, or at the end of that day."""
    draw_by: tuple[DrawKey, ...]
    """Which of several valid packs is used first: the one that is first by the first key, then by the second, …"""

    def __post_init__(self) -> None:
        skus = [pack.known_as for pack in self.packs]
        twice = next((sku for sku in skus if skus.count(sku) > 1), None)
        if twice is not None:
            raise ValueError(f"two packs have the sku {twice!r}")
        if self.valid_for <= Span() or min(self.valid_for) < 0:
            raise ValueError("valid_for must be longer than nothing")
        if not self.draw_by or len(set(self.draw_by)) < len(self.draw_by):
            raise ValueError("draw_by must name at least one key, and each key once")

    def settle(self, bill: Bill) -> Outcome:
        """A purchase line for each order, and a usage line for each sku drawn on."""
        lots = self._lots(bill)
        if not lots:
            return Outcome(bill.remaining)
        drawn = draw(bill.remaining, lots)
        lines = [self._purchase(bill, order.sku, order.quantity, order.placed) for order in bill.orders]
        covered: dict[str, int] = {}
        for lot, taken in zip(lots, drawn.taken, strict=True):
            if taken:
                covered[lot.sku] = covered.get(lot.sku, 0) + count(taken)
        lines += [bill.line(units, FREE, item=sku, rule=("packs", self._index(sku))) for sku, units in covered.items()]
        left = tuple([lot for lot in drawn.lots if lot.left and lot.expires > bill.period.end])
        return Outcome(
            drawn.remaining,
            tuple(lines),
            facts=tuple(map(bill.balance, lots, [lot.left for lot in drawn.lots], drawn.taken)),
            state=Lots(left) if left else None,
        )

    def _lots(self, bill: Bill) -> list[Lot]:
        """The lots that may be drawn on in the period, first things first."""
        lots = [*bill.state.lots] if bill.state else []
        if bill.orders or bill.owned:
            lots += (*self._owned(bill), *self._bought(bill))
        if len(lots) > 1:
            lots.sort(key=self._draw_key)
        return lots

    def _draw_key(self, lot: Lot) -> tuple[object, ...]:
        # A lot's id begins with the instant of its purchase, and so decides what the keys leave open.
        values = {"effective": lot.effective, "expiry": lot.expires, "size": lot.size, "order": lot.id}
        return (*[values[key] for key in self.draw_by], lot.id)

    def _index(self, sku: str) -> int:
        return next((index for index, pack in enumerate(self.packs) if pack.known_as == sku), -1)

    def _purchase(self, bill: Bill, sku: str, quantity: int, placed: datetime) -> Line:
        index = self._index(sku)
        price, rule = self.packs[index].price, ("packs", index)
        return bill.line(0, price, kind="purchase", quantity=quantity, item=sku, at=placed, rule=rule)

    def _bought(self, bill: Bill) -> Iterable[Lot]:
        number = 0
        for order in bill.orders:
            pack = self.packs[self._index(order.sku)]
            expires = self._expiry(bill, order.placed)
            for _ in range(order.quantity):
                number += 1
                name = f"{order.placed:%Y-%m-%dT%H:%M:%S.%fZ}/{number:05}/{order.sku}"
                yield Lot(name, order.sku, pack.units, pack.units, order.placed, expires, pack.meters)

    def _owned(self, bill: Bill) -> Iterable[Lot]:
        calendar = bill.conventions.calendar
        for number, owned in enumerate(bill.owned, 1):
            pack = self.packs[self._index(owned.sku)]
            expires = owned.expires or self._expiry(bill, owned.effective)
            if expires <= bill.period.start:
                raise Refused(
                    "bad-owned",
                    f"owned pack {owned.sku!r} expired at {calendar.written(expires)}, before {bill.period}",
                    "leave it out",
                )
            name = f"{owned.effective:%Y-%m-%dT%H:%M:%S.%fZ}/owned-{number:05}/{owned.sku}"
            yield Lot(name, owned.sku, pack.units, owned.left, owned.effective, expires, pack.meters)

    def _expiry(self, bill: Bill, effective: datetime) -> datetime:
        calendar = bill.conventions.calendar
        expires = calendar.later(effective, self.valid_for)
        if self.expires == "same-time":
            return expires
        return calendar.instant(calendar.local(expires).date() + timedelta(days=1), time.min)

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound:
        """Nothing but what is ordered."""
        return Bound(0)

    def offers(self) -> Sequence[Offer]:
        """The packs."""
        return [
            Offer(pack.known_as, pack.title, pack.units, pack.price, self.valid_for, pack.meters) for pack in self.packs
        ]

    def display(self) -> Display:
        """A pack table."""
        return PackDisplay(tuple(self.offers()))

    def describe(self, locale: str) -> str:
        """How long packs are valid."""
        years, months, days = self.valid_for
        zh = " ".join(f"{n} {word}" for n, word in ((years, "年"), (months, "个月"), (days, "天")) if n)
        en = " ".join(
            f"{n} {word}{'s' * (n > 1)}" for n, word in ((years, "year"), (months, "month"), (days, "day")) if n
        )
        return Text(
            f"预付费资源包，有效期 {zh}，到期作废，不支持退款",
            f"Prepaid packs, valid for {en}, lost on expiry, not refunded",
        ).in_locale(locale)

    def label(self, line: Line, locale: str) -> str:
        """The pack's name."""
        index = self._index(line.item)
        name = self.packs[index].title if index >= 0 else Text(line.item, line.item)
        if line.kind == "purchase":
            return Text(f"购买{name.zh}", f"Purchase: {name.en}").in_locale(locale)
        return name.in_locale(locale)

    def refers_to(self) -> Iterable[Reference]:
        """The meters that packs are for."""
        for index, pack in enumerate(self.packs):
            for at, meter in enumerate(pack.meters):
                yield Reference(("packs", index, "meters", at), "meter", meter)

    def check(self) -> Iterable[Warned]:
        """Packs that nobody should buy: a larger one is no dearer."""
        for index, pack in enumerate(self.packs):
            better = next((other for other in self.packs if _dominates(other, pack)), None)
            if better:
                yield Warned(
                    ("packs", index),
                    "dominated-pack",
                    f"pack {pack.known_as!r} costs {pack.price}, the larger {better.known_as!r} only {better.price}",
                    "check the two prices",
                )

    def breakpoints(self, bill: Bill) -> Iterable[int]:
        """Where each lot is used up."""
        covered = count(bill.usage) - count(bill.remaining)
        for lot in self._lots(bill):
            covered += lot.left
            yield covered


def _dominates(other: Pack, pack: Pack) -> bool:
    return other.units > pack.units and other.price <= pack.price and set(pack.meters) == set(other.meters)
