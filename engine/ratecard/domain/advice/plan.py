"""Plans: orders on top of a question's own, and what all periods cost with them."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from ratecard.domain.curve import Cost
from ratecard.domain.envelope import envelope
from ratecard.domain.forecast import forecast
from ratecard.domain.money import ZERO
from ratecard.domain.order import Offer, Order
from ratecard.domain.question import Question, parts

LAST = datetime.max.replace(tzinfo=UTC)


class Plan(NamedTuple):
    """Orders, and what all periods cost with them."""

    total: Decimal
    orders: tuple[Order, ...]
    """In order of time, each by `step/sku`."""

    @property
    def rank(self) -> tuple[object, ...]:
        """Plans in order: the least total, then the fewest orders, the latest dates, the fewest packs."""
        dates = tuple(LAST - order.placed for order in self.orders)
        packs = sum(order.quantity for order in self.orders)
        return self.total, len(self.orders), dates, packs, tuple(order[:2] for order in self.orders)


class Purchase(NamedTuple):
    """One order of a plan, with what the kernel's line of it comes to."""

    step: str
    offer: Offer
    order: Order
    amount: Decimal


def purchases(question: Question, plan: Plan) -> list[Purchase]:
    """What each of a plan's orders is for and costs, in the plan's order."""
    found = []
    answer = forecast(with_orders(question, plan.orders))
    for order in plan.orders:
        statement = next(each for each in answer.statements if order.placed < each.period.end)
        step, offer = statement.version.offer(order.sku)
        like = ("purchase", step, offer.sku, order.quantity, order.placed)
        lines = statement.settlement.lines
        line = next(line for line in lines if (line.kind, line.step, line.item, line.quantity, line.at) == like)
        found.append(Purchase(step, offer, order, ZERO if line.amount is None else line.amount))
    return found


def break_even(question: Question, orders: Sequence[Order], tick: Callable[[], None] | None = None) -> int | None:
    """From how many units on, the same in every period, the orders cost no more than none, up to the most asked about.

    None when they cost more there, too, or nothing is used.
    """
    costs = [Cost(with_orders(question, orders), tick), Cost(question, tick)]
    most = max(sum(piece.units for piece in part.usage) for part in parts(question)) // costs[0].each
    if not most:
        return None
    reigns = envelope(costs, [bend for cost in costs for bend in cost.bends(most)], most)
    return reigns[-1].first if reigns[-1].cheapest == 0 else None


def with_orders(question: Question, orders: Sequence[Order]) -> Question:
    """The question, with more orders."""
    return question._replace(orders=(*question.orders, *orders))
