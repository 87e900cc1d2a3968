"""Packs of units that are bought ahead and valid for a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar, Literal, NamedTuple

from ratecard.spi import (
    Bill,
    Bound,
    Display,
    Line,
    Lot,
    Offer,
    Order,
    Outcome,
    PackDisplay,
    Reference,
    Refused,
    Span,
    Strategy,
    Text,
    Warned,
    count,
    draw,
)
from ratecard_prepaid_packs.limit import Bought, count_bought
from ratecard_prepaid_packs.line import usage_lines
from ratecard_prepaid_packs.lot import Terms
from ratecard_prepaid_packs.pack import Pack, dominates, is_long, lasts
from ratecard_prepaid_packs.returns import Returns, Sold, chosen, ended, refunds, stamp, told, with_use
from ratecard_prepaid_packs.word import labelled, pack_terms

__all__ = ["Pack", "PrepaidPacks"]

MOST_LOTS = 10_000
"""How many lots one account may hold: packs may come in many instalments."""
DrawKey = Literal["effective", "expiry", "order", "size", "largest", "dedicated"]
KEYS: Mapping[DrawKey, Callable[[Lot], object]] = {
    "effective": lambda lot: lot.effective,
    "expiry": lambda lot: lot.expires,
    "order": lambda lot: lot.id,
    "size": lambda lot: lot.size,
    "largest": lambda lot: -lot.size,
    "dedicated": lambda lot: (not lot.meters, len(lot.meters)),
}


class Lots(NamedTuple):
    """What is kept of packs."""

    lots: tuple[Lot, ...]
    """Those that are not used up and not expired."""
    sold: tuple[Sold, ...] = ()
    """The packs that can still be given back."""
    bought: Bought = ()
    """How many were bought so far of each pack that has a limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepaidPacks(Strategy):
    """Cover units from packs that were bought, while they are valid; what is left is lost on expiry.

    Each call is covered by the first pack by `draw_by` that is valid and has enough left for all of it. Packs that the
    keys leave equal are used in the order in which they were bought: by the instant, then by their place in the order.
    """

    kind: ClassVar[str] = "prepaid-packs"
    title: ClassVar[Text] = Text("付费资源包", "Prepaid packs")
    state_type: ClassVar[type | None] = Lots
    examples: ClassVar[Sequence[Mapping[str, object]]] = (
        {
            "packs": [{"units": 10, "price": Decimal("8.5")}, {"units": 100, "price": 60, "limit": 2}],
            "valid_for": {"years": 1},
            "expires": "same-time",
            "draw_by": ["expiry", "order"],
        },
    )

    packs: tuple[Pack, ...]
    """The packs on offer."""
    valid_for: Span | None = None
    """How long a pack is valid, on the wall clock: `{ years = 1 }`; may be left out where each pack has its own."""
    expires: Literal["same-time", "end-of-day"]
    """Whether it ends at the time of day at which it became effective, or at the end of that day."""
    draw_by: tuple[DrawKey, ...] = field(metadata={"minItems": 1, "uniqueItems": True})
    """Which of several valid packs is used first: the one that is first by the first key, then by the second, …
    "effective", "expiry" and "order" (of purchase): the earliest; "size": the smallest, "largest": the largest;
    "dedicated": packs for few meters, then for more, then for all."""
    starts: Literal["at-once", "next-day", "chosen"] = "at-once"
    """When it becomes effective: when it is bought, at 0:00 of the next day, or when the order says."""
    starts_after: Span | None = None
    """How long after its purchase it becomes effective, at the earliest: `{ days = 1 }`; at once, unless given."""
    points: Mapping[str, int] | None = None
    """Makes the packs hold points: how many of them one unit of each meter takes, 1 for a meter that is not named."""
    returns: Returns | None = None
    """When packs can be given back; never, unless given."""

    def __post_init__(self) -> None:
        skus = [pack.known_as for pack in self.packs]
        for index, sku in enumerate(skus):
            if sku in skus[:index]:
                raise ValueError(f"packs[{index}] has the sku {sku!r}, as packs[{skus.index(sku)}] has")
        if self.valid_for is not None and not is_long(self.valid_for):
            raise ValueError("valid_for must be longer than nothing")
        if not self.draw_by or len(set(self.draw_by)) < len(self.draw_by):
            raise ValueError("draw_by must name at least one key, and each key once")
        if self.starts_after is not None and not is_long(self.starts_after):
            raise ValueError("starts_after must be longer than nothing")
        for index, pack in enumerate(self.packs):
            self._check_validity(index, pack)
        self._check_points()

    def _check_validity(self, index: int, pack: Pack) -> None:
        valid_for = pack.valid_for or self.valid_for
        if valid_for is None:
            raise ValueError(f"packs[{index}] has no valid_for, and the step has none for all packs")
        parts = pack.instalments
        if parts and not lasts(valid_for, parts.span(parts.count)):
            length = parts.span(parts.count).spoken().en
            raise ValueError(f"packs[{index}] ends before its instalments do: they take {length}")

    def _check_points(self) -> None:
        if self.points is None:
            return
        if not self.points:
            raise ValueError("points must name at least one meter")
        for meter, cost in self.points.items():
            if cost < 1:
                raise ValueError(f"points of {meter!r} must be at least 1, got {cost}")
        for index, pack in enumerate(self.packs):
            if pack.units < self._dearest(pack):
                raise ValueError(f"packs[{index}] has too few points for one unit")

    def _dearest(self, pack: Pack) -> int:
        """The most points that one unit takes of a pack."""
        return max([cost for meter, cost in (self.points or {}).items() if meter in (pack.meters or (meter,))] or [1])

    def settle(self, bill: Bill) -> Outcome:
        """A purchase line for each order, a usage line for each sku drawn on, and lines for what is given back."""
        lots, state = self._lots(bill), bill.state
        if not (lots or bill.returns or state):
            return Outcome(bill.remaining)
        bought, sold = (state.bought, state.sold) if state else ((), ())
        if bill.orders or bill.owned:
            limits = {pack.known_as: pack.limit for pack in self.packs if pack.limit is not None}
            bought, sold = count_bought(bill, bought, limits), self._sold(bill, sold)
        if bill.returns:
            return self._settle_returns(bill, lots, sold, bought)
        drawn = draw(bill.remaining, lots)
        lines = [self._purchase(bill, order) for order in bill.orders]
        lines += usage_lines(bill, lots, drawn.taken, self._index)
        facts = tuple(map(bill.balance, lots, [lot.left for lot in drawn.lots], drawn.taken))
        if sold:
            sold = with_use(sold, lots, drawn.lots)
        return Outcome(drawn.remaining, tuple(lines), facts=facts, state=_kept(bill, drawn.lots, sold, bought))

    def _settle_returns(self, bill: Bill, lots: Iterable[Lot], sold: tuple[Sold, ...], bought: Bought) -> Outcome:
        """The same where packs are given back: they cover calls until then."""
        back = chosen(bill, sold, self.returns, self._terms(bill).start)
        ends = {pack.pack: each.at for each in back for pack in each.packs}
        there = [ended(lot, ends) for lot in lots]
        drawn = draw(bill.remaining, there)
        sold = with_use(sold, there, drawn.lots)
        lines = [self._purchase(bill, order) for order in bill.orders]
        lines += usage_lines(bill, there, drawn.taken, self._index)
        lines += refunds(bill, back, {pack.pack: pack.used for pack in sold})
        facts = map(bill.balance, there, [lot.left for lot in drawn.lots], drawn.taken)
        sold = tuple([pack for pack in sold if pack.pack not in ends])
        return Outcome(
            drawn.remaining,
            tuple(lines),
            facts=tuple([told(fact, ends) for fact in facts]),
            state=_kept(bill, drawn.lots, sold, bought),
        )

    def _lots(self, bill: Bill) -> list[Lot]:
        """The lots that there are in the period, first things first."""
        lots = [*bill.state.lots] if bill.state else []
        if bill.orders or bill.owned:
            lots += self._new_lots(bill)
        if len(lots) > 1:
            keys = [KEYS[key] for key in self.draw_by]
            # A lot's id begins with the instant of its purchase, and so decides what the keys leave open.
            lots.sort(key=lambda lot: (*[key(lot) for key in keys], lot.id))
        return lots

    def _terms(self, bill: Bill) -> Terms:
        calendar, points = bill.conventions.calendar, self.points or {}
        return Terms(calendar, self.starts, self.starts_after, self.valid_for, self.expires, points)

    def _new_lots(self, bill: Bill) -> Iterator[Lot]:
        terms, many = self._terms(bill), 0
        for number, owned in enumerate(bill.owned, 1):
            yield from terms.owned(self._pack(owned.sku), owned, number, bill.period)
        for order, pack, number in self._ordered(bill):
            many += pack.instalments.count if pack.instalments else 1
            if many > MOST_LOTS:
                raise Refused("too-many-lots", f"packs in more than {MOST_LOTS} instalments", "order larger packs")
            yield from terms.bought(pack, order, number)

    def _ordered(self, bill: Bill) -> Iterator[tuple[Order, Pack, int]]:
        """Each single pack that is bought, with its number."""
        number = 0
        for order in bill.orders:
            pack = self._pack(order.sku)
            for _ in range(order.quantity):
                number += 1
                yield order, pack, number

    def _pack(self, sku: str) -> Pack:
        return self.packs[self._index(sku)]

    def _index(self, sku: str) -> int:
        for index, pack in enumerate(self.packs):
            if pack.known_as == sku:
                return index
        return -1

    def _sold(self, bill: Bill, before: tuple[Sold, ...]) -> tuple[Sold, ...]:
        """The packs that can be given back."""
        rule = self.returns
        if rule is None:
            return before
        calendar, terms, found = bill.conventions.calendar, self._terms(bill), [*before]
        for number, owned in enumerate(bill.owned, 1):
            pack, name = self._pack(owned.sku), f"{stamp(owned.effective)}/owned-{number:05}/{owned.sku}"
            if pack.price is not None:
                until, used = rule.end(calendar, owned.effective), pack.all_units - owned.left
                found.append(Sold(name, owned.sku, owned.effective, pack.price, until, rule.used_price, used))
        for order, pack, number in self._ordered(bill):
            if pack.price is not None:
                name, start = f"{stamp(order.placed)}/{number:05}/{order.sku}", terms.start(order)
                until = rule.end(calendar, order.placed)
                found.append(Sold(name, order.sku, start, pack.price, until, rule.used_price, 0))
        return tuple(found)

    def _purchase(self, bill: Bill, order: Order) -> Line:
        index = self._index(order.sku)
        pack, rule = self.packs[index], ("packs", index)
        if pack.price is None:
            return bill.contact(0, pack.contact or "", item=order.sku, rule=rule)
        quantity, at = order.quantity, order.placed
        return bill.line(0, pack.price, kind="purchase", quantity=quantity, item=order.sku, at=at, rule=rule)

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound:
        """Nothing but what is ordered."""
        return Bound(0)

    def offers(self) -> Sequence[Offer]:
        """The packs."""
        return [self._offer(pack) for pack in self.packs]

    def _offer(self, pack: Pack) -> Offer:
        years, months, days = self.starts_after or Span()
        return Offer(
            pack.known_as,
            pack.title(of_points=self.points is not None),
            pack.all_units,
            pack.price,
            pack.valid_for or self.valid_for or Span(),
            pack.meters,
            list_price=pack.list_price,
            contact=pack.contact or "",
            starts_after=Span(years, months, days + (self.starts == "next-day")),
            chosen_start=self.starts == "chosen",
            returnable=self.returns is not None and pack.price is not None,
            limit=pack.limit,
            at_once=pack.at_once(self._dearest(pack)),
        )

    def display(self) -> Display:
        """A pack table."""
        return PackDisplay(tuple(self.offers()), tuple((self.points or {}).items()))

    def describe(self, locale: str) -> str:
        """How long packs are valid, from when on, what calls take of them, and whether they can be given back."""
        terms = pack_terms(self.valid_for, self.starts, self.starts_after, self.returns, self.points or {})
        return terms.in_locale(locale)

    def label(self, line: Line, locale: str) -> str:
        """The pack's name, and what becomes of it."""
        index = self._index(line.item)
        name = Text(line.item, line.item)
        if index >= 0:
            name = self.packs[index].title(of_points=self.points is not None)
        return labelled(line, name).in_locale(locale)

    def refers_to(self) -> Iterable[Reference]:
        """The meters that packs are for, and those whose units take points."""
        for index, pack in enumerate(self.packs):
            for at, meter in enumerate(pack.meters):
                yield Reference(("packs", index, "meters", at), "meter", meter)
        for meter in self.points or ():
            yield Reference(("points", meter), "meter", meter)

    def check(self) -> Iterable[Warned]:
        """Packs that nobody should buy: a larger one is no dearer."""
        for index, pack in enumerate(self.packs):
            better = next((other for other in self.packs if dominates(other, pack, self.valid_for)), None)
            if better:
                yield Warned(
                    ("packs", index),
                    "dominated-pack",
                    f"pack {pack.known_as!r} costs {pack.price}, the larger {better.known_as!r} only {better.price}",
                    "check the two prices",
                )

    def breakpoints(self, bill: Bill) -> Iterable[int]:
        """Where each lot is used up; of lots of points only where all calls take as many."""
        covered = count(bill.usage) - count(bill.remaining)
        meters = {piece.meter for piece in bill.remaining}
        for lot in self._lots(bill):
            taken = {dict(lot.costs).get(meter, 1) for meter in meters or {""}} if lot.costs else {1}
            if lot.effective < bill.period.end and len(taken) == 1:
                covered += lot.left // taken.pop()
                yield covered


def _kept(bill: Bill, lots: Iterable[Lot], sold: tuple[Sold, ...], bought: Bought) -> Lots | None:
    """What is kept for the next period; nothing of what is over by then."""
    end = bill.period.end
    left = tuple([lot for lot in lots if lot.left and lot.expires > end])
    sold = tuple([pack for pack in sold if pack.until > end]) if sold else ()
    return Lots(left, sold, bought) if left or sold or bought else None
