"""Capacity that is bought for days or months, on top of what an account has: QPS packs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import ClassVar, NamedTuple

from ratecard.spi import (
    Bill,
    Bound,
    Display,
    Line,
    Offer,
    Order,
    Outcome,
    PackDisplay,
    Refused,
    Strategy,
    Text,
    Warned,
)
from ratecard_capacity_packs.force import Bought, excess, put_in_force
from ratecard_capacity_packs.pack import LENGTHS, CapacityPack, Mode

QPS = Text("QPS", "QPS")
BY = {"day": Text("按天", "by the day"), "month": Text("按月", "by the month")}
MODES = {
    "volume": Text("全部数量按达到的档位计价", "all of an order at the price of the quantity reached"),
    "graduated": Text("各档数量分别按所在档位计价", "each part of an order at the price of its own range"),
}


class InForce(NamedTuple):
    """What was bought and has not ended, in the order in which it was."""

    bought: tuple[Bought, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityPacks(Strategy):
    """Sell capacity by the day or the month; it covers no calls.

    An order is in force from 0:00 of the first day that it names, or at once where that day is the day of the order,
    as it is where none is named, to 24:00 of its last day. What was bought before the first period is known by the
    state alone.
    """

    kind: ClassVar[str] = "capacity-packs"
    title: ClassVar[Text] = Text("并发叠加包", "Capacity packs")
    state_type: ClassVar[type | None] = InForce
    examples: ClassVar[Sequence[Mapping[str, object]]] = (
        {
            "mode": "graduated",
            "cap": 50,
            "packs": [
                {"sku": "qps-day", "sold_by": "day", "tiers": [{"price": Decimal("3.5")}]},
                {"sku": "qps", "sold_by": "month", "tiers": [{"up_to": 10, "price": 400}, {"price": Decimal("320.5")}]},
            ],
        },
    )

    packs: tuple[CapacityPack, ...]
    """The packs on offer."""
    mode: Mode
    """`volume`: all of an order at the price of the tier that its quantity reaches; `graduated`: each part of it at the
    price of its own tier."""
    unit: Text = QPS
    """What is bought, in a word: QPS, unless given."""
    included: int = field(default=0, metadata={"minimum": 0})
    """How many the account has without buying; it is told, and counts toward no cap."""
    cap: int | None = field(default=None, metadata={"minimum": 1})
    """How many bought ones may be in force at once, over all orders; any number, unless given."""

    def __post_init__(self) -> None:
        skus = [pack.sku for pack in self.packs]
        for index, sku in enumerate(skus):
            if sku in skus[:index]:
                raise ValueError(f"packs[{index}] has the sku {sku!r}, as packs[{skus.index(sku)}] has")
        if self.included < 0:
            raise ValueError(f"included must not be below zero, got {self.included}")
        if self.cap is not None and self.cap < 1:
            raise ValueError(f"cap must be at least 1, got {self.cap}")

    def settle(self, bill: Bill) -> Outcome:
        """A purchase line for each tier of each order, and the fact of all that is in force."""
        before: tuple[Bought, ...] = bill.state.bought if bill.state else ()
        if not before and not bill.orders and not bill.owned:
            return Outcome(bill.remaining)
        if bill.owned:
            raise _not_owned(bill)
        lines = [line for order in bill.orders for line in self._lines(bill, order)]
        bought = [self._bought(bill, order) for order in bill.orders if self._is_priced(order)]
        self._check_cap(bill, bought, before)
        period = bill.period
        known = [*(each for each in before if each.effective < period.end and each.expires > period.start), *bought]
        left = tuple([each for each in (*before, *bought) if each.expires > period.end])
        return Outcome(
            bill.remaining,
            tuple(lines),
            facts=tuple([bill.entitlement(*each) for each in known]),
            state=InForce(left) if left else None,
        )

    def _index(self, sku: str) -> int:
        return next((index for index, pack in enumerate(self.packs) if pack.sku == sku), -1)

    def _is_priced(self, order: Order) -> bool:
        """Whether all of an order has a list price: what is sold by agreement is not in force before it is agreed."""
        pack = self.packs[self._index(order.sku)]
        return all(pack.tiers[part.tier].price is not None for part in pack.parts(order.quantity, self.mode))

    def _lines(self, bill: Bill, order: Order) -> Iterator[Line]:
        index = self._index(order.sku)
        pack = self.packs[index]
        for part in pack.parts(order.quantity, self.mode):
            tier, rule = pack.tiers[part.tier], ("packs", index, "tiers", part.tier)
            if tier.price is None:
                yield bill.contact(0, tier.contact or "", item=pack.sku, rule=rule)
                continue
            number = part.quantity * order.lasts
            yield bill.line(0, tier.price, kind="purchase", quantity=number, item=pack.sku, at=order.placed, rule=rule)

    def _bought(self, bill: Bill, order: Order) -> Bought:
        pack = self.packs[self._index(order.sku)]
        return put_in_force(order, pack.length(order.lasts), bill.conventions.calendar)

    def _check_cap(self, bill: Bill, bought: Sequence[Bought], before: Sequence[Bought]) -> None:
        over = None if self.cap is None else excess(bought, before, self.cap)
        if over is None or self.cap is None:
            return
        quantity, (most, at) = bought[over.place].quantity, over.peak
        left, unit, day = self.cap - most + quantity, self.unit.en, bill.conventions.calendar.local(at).date()
        raise Refused(
            "cap-exceeded",
            f"with {quantity} {unit} more, {most} {unit} would be in force on {day}, and {self.cap} are the most",
            f"order {left} at most, or other days" if left > 0 else "order other days",
        )

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound:
        """Nothing but what is ordered."""
        return Bound(0)

    def offers(self) -> Sequence[Offer]:
        """The packs, each with its prices by quantity."""
        return [self._offer(pack) for pack in self.packs]

    def _offer(self, pack: CapacityPack) -> Offer:
        prices = pack.prices
        return Offer(
            pack.sku,
            self._name(pack),
            0,
            prices[0].price,
            LENGTHS[pack.sold_by],
            contact=prices[0].contact,
            chosen_start=True,
            sold_by=pack.sold_by,
            prices=tuple(prices) if len(prices) > 1 else (),
            mode=self.mode if len(prices) > 1 else "",
        )

    def _name(self, pack: CapacityPack) -> Text:
        by = BY[pack.sold_by]
        return pack.name or Text(f"{self.unit.zh} 叠加包（{by.zh}）", f"{self.unit.en} {by.en}")

    def display(self) -> Display:
        """A pack table."""
        return PackDisplay(tuple(self.offers()))

    def describe(self, locale: str) -> str:
        """What is there without buying, how orders are priced, when they are in force, and the cap."""
        unit, mode = self.unit, MODES[self.mode]
        zh = [f"默认 {self.included} {unit.zh}，可按需叠加" if self.included else f"{unit.zh} 叠加包"]
        en = [f"{self.included} {unit.en} included, more to be bought" if self.included else f"{unit.en} to be bought"]
        zh += [mode.zh, "自首日 0 点（首日为当日则即时）生效，至末日 24 点失效"]
        en += [mode.en, "in force from 0:00 of the first day, or at once where it is today, to 24:00 of the last"]
        if self.cap is not None:
            zh.append(f"同时有效的最多 {self.cap} {unit.zh}")
            en.append(f"{self.cap} {unit.en} bought at once at the most")
        return Text("；".join(zh), "; ".join(en)).in_locale(locale)

    def label(self, line: Line, locale: str) -> str:
        """The pack's name, and what the line's quantity counts."""
        index = self._index(line.item)
        if index < 0:
            return line.item
        name, unit = self._name(self.packs[index]), self.unit
        if line.kind == "contact":
            return Text(f"{name.zh}，联系商务", f"{name.en}, contact sales").in_locale(locale)
        zh, en = ("天", "days") if self.packs[index].sold_by == "day" else ("月", "months")
        return Text(f"购买{name.zh}，{unit.zh} × {zh}", f"Purchase: {name.en}, {unit.en} × {en}").in_locale(locale)

    def check(self) -> Iterable[Warned]:
        """Tiers that are dearer than the one before."""
        for place, pack in enumerate(self.packs):
            for index, (before, tier) in enumerate(pairwise(pack.tiers)):
                if before.price is not None and tier.price is not None and tier.price > before.price:
                    yield Warned(
                        ("packs", place, "tiers", index + 1),
                        "dearer-tier",
                        f"the price rises from {before.price} to {tier.price} with the quantity",
                        "check the two prices",
                    )


def _not_owned(bill: Bill) -> Refused:
    sku = bill.owned[0].sku
    message = f"owned pack {sku!r} holds no units: what is in force from before is known by the state"
    return Refused("bad-owned", message, "leave it out, and give the state of the period before")
