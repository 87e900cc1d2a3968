"""What a plan costs at least, before it is priced."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from ratecard.domain.advice.candidate import Candidate
from ratecard.domain.advice.floor import Floor, expiry, floor
from ratecard.domain.chain import Carried
from ratecard.domain.money import EXACT, ZERO, total
from ratecard.domain.order import Offer, Order
from ratecard.domain.product import Product
from ratecard.domain.question import Part, Question


class Node(NamedTuple):
    """The plans that begin with some orders, as far as the periods before a place are settled."""

    at: int
    carried: Carried
    cost: Decimal
    orders: tuple[Order, ...]


class Least:
    """The least that plans cost, scaled; 0 for each of them when a step declares no bound."""

    def __init__(
        self, question: Question, parts: Sequence[Part], candidates: Sequence[Sequence[Candidate]], any_day: bool
    ) -> None:
        self.floor: Floor | None = floor(parts, question.account, any_day)
        self._parts = parts
        self._candidates = candidates
        self._given = [_given(question.product, parts[at:]) for at in range(len(parts) + 1)]

    def cost(self, node: Node, bought: Sequence[Order], more: bool = True) -> int | None:
        """What a node's plans cost when so much is bought now, and perhaps more later; None when none covers all."""
        if self.floor is None:
            return 0
        at, carried, cost, _ = node
        given, price, back = self._given[at]
        lots = 0
        if at < len(self._parts):
            start = self._parts[at].period.start
            there = [(lot.after, lot.expires) for lot in carried.kept if lot.expires > start]
            there += [self._lot(node, order) for order in bought]
            lots = self.floor.useful(at, [*there, *given])
        least = self.floor.least(at, lots, more)
        paid = total((cost, self.floor.paid(price), self._price(node, bought)))
        # No discount is taken off what is paid back.
        return None if least is None else least + self.floor.scaled(EXACT.subtract(paid, back))

    def uncovered(self, node: Node, bought: Sequence[Order]) -> int:
        """The same, whatever is covered by what is bought."""
        if self.floor is None:
            return 0
        paid = self.floor.scaled(EXACT.add(node.cost, self._price(node, bought)))
        return paid + min(self.floor.rest(node.at), 0)

    def _price(self, node: Node, bought: Sequence[Order]) -> Decimal:
        """What is paid for what is bought, at the least."""
        if not bought:
            return ZERO
        prices = {candidate.sku: candidate.offer.price or ZERO for candidate in self._candidates[node.at]}
        price = total(EXACT.multiply(order.quantity, prices[order.sku]) for order in bought)
        return self.floor.paid(price) if self.floor else price

    def _lot(self, node: Node, order: Order) -> tuple[int, datetime]:
        version = self._parts[node.at].version
        offer = next(candidate.offer for candidate in self._candidates[node.at] if candidate.sku == order.sku)
        return order.quantity * offer.units, expiry(version, offer, order.placed)


def _given(product: Product, rest: Sequence[Part]) -> tuple[list[tuple[int, datetime]], Decimal, Decimal]:
    """What is ordered or owned already, as lots with their expiry, what the orders cost, and what is paid back."""
    lots, price, back = [], ZERO, ZERO
    for part in rest:
        for step, orders in part.orders.items():
            for order in orders:
                _, offer = part.version.offer(f"{step}/{order.sku}")
                expires = expiry(part.version, offer, order.effective or order.placed)
                lots.append((order.quantity * offer.units, expires))
                price = EXACT.add(price, EXACT.multiply(order.quantity, _least_price(offer)))
        for orders in part.returns.values():
            for order in orders:
                back = EXACT.add(back, EXACT.multiply(order.quantity, _most_paid(product, order.sku)))
        for step, packs in part.owned.items():
            for pack in packs:
                _, offer = part.version.offer(f"{step}/{pack.sku}")
                lots.append((pack.left, pack.expires or expiry(part.version, offer, pack.effective)))
        for version, step, _, packs in part.older:
            for pack in packs:
                _, offer = version.offer(f"{step}/{pack.sku}")
                lots.append((pack.left, pack.expires or expiry(version, offer, pack.effective)))
    return lots, price, back


def _least_price(offer: Offer) -> Decimal:
    """What one order of it is paid with, at least: by the day or month there may be prices by quantity."""
    return ZERO if offer.price is None or offer.sold_by else offer.price


def _most_paid(product: Product, sku: str) -> Decimal:
    """What was paid for one of it, at most: by the price of one version or another."""
    offers = [offer for version in product.versions for _, offer in version.offers()]
    return max([offer.price for offer in offers if offer.sku == sku and offer.price is not None], default=ZERO)
