"""The search among plans, each of them priced by the kernel, period by period."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from ratecard.domain.advice.bar import Bar
from ratecard.domain.advice.candidate import candidates
from ratecard.domain.advice.least import Least, Node
from ratecard.domain.advice.plan import Plan, with_orders
from ratecard.domain.errors import Refusal
from ratecard.domain.forecast import advance, forecast
from ratecard.domain.money import EXACT, ZERO
from ratecard.domain.order import Order
from ratecard.domain.question import Part, Question, parts
from ratecard.domain.usage import count


class Search:
    """Two depth-first searches over the periods: for a cheaper plan, then for one as cheap that ranks before it."""

    def __init__(self, question: Question, any_day: bool, spent: Callable[[], bool]) -> None:
        self.parts = parts(question)
        self.candidates = [list(candidates(question, part, any_day)) for part in self.parts]
        self.proven = self.settled = False
        self._question = question
        self._least = Least(question, self.parts, self.candidates, any_day)
        self._bar = Bar(self._least)
        self._spent = spent
        self._stopped = False
        self._units = [sum(count(part.usage) for part in self.parts[at:]) for at in range(len(self.parts))]
        self._root = Node(0, question.carried, ZERO, ())

    @property
    def best(self) -> Plan | None:
        """The plan that ranks before all that were found."""
        return self._bar.best

    @property
    def at_least(self) -> Decimal | None:
        """What every plan costs at least."""
        if self.proven and self.best:
            return self.best.total
        least, floor = self._bar.least(self._root, ()), self._least.floor
        return None if floor is None or least is None else EXACT.divide(Decimal(least), Decimal(floor.scale))

    def cheapest(self) -> None:
        """Price simple plans, so that there is something to be better than; then all that may be cheaper."""
        self._bar.take(self._plan(()))
        for place in range(len(self.candidates[0])):
            for orders in self._simple(place):
                self._bar.take(self._plan(orders))
        for limit in self._limits():
            self._bar.limit, self._bar.limited = limit, False
            self._under_the_bar()
            if self._stopped or not self._bar.limited:
                break
        self.proven = self.best is not None and self._least.floor is not None and not self._stopped
        self._bar.limit = None

    def _limits(self) -> Iterator[int | None]:
        """What a plan may cost, scaled, from the least there can be on: near it there are few plans to look at."""
        least, floor = self._bar.least(self._root, ()), self._least.floor
        if floor is not None and least is not None:
            gap = max(floor.scaled(self.best.total) - least if self.best else least, floor.scale)
            yield from (least + gap // part for part in (gap + 1, 64, 32, 16, 8, 4, 2))
        yield None

    def latest(self) -> None:
        """Among plans as cheap as the best, look for the fewest orders, and with these for the latest dates."""
        if self.best is None or not self.proven:
            return
        for rows in range(len(self.best.orders) + 1):
            self._bar.most_rows = rows
            self._under_the_bar()
            if self._stopped or len(self.best.orders) == rows:
                break
        self.settled = not self._stopped

    def single(self) -> Plan | None:
        """The best plan of one pack at the start."""
        first = self.parts[0].period.start
        plans = [self._plan((Order(c.sku, 1, c.at),)) for c in self.candidates[0] if c.at == first]
        return min(filter(None, plans), key=lambda plan: plan.rank, default=None)

    def _simple(self, place: int) -> Iterator[tuple[Order, ...]]:
        """Plans of one kind of pack: as many as all usage needs at the start, one less, and as needed."""
        sku, offer, at = self.candidates[0][place]
        if not offer.units:
            return
        enough = -(-self._units[0] // offer.units)
        for quantity in {enough, enough - 1} - {0, -1}:
            if not self._bar.is_too_dear(self._root, (Order(sku, quantity, at),)):
                yield (Order(sku, quantity, at),)
        orders: list[Order] = []
        carried = self._question.carried
        for part in self.parts:
            start, end, _ = part.period
            missing = count(part.usage) - sum(lot.after for lot in carried.kept if lot.expires >= end)
            bought = (Order(sku, -(-missing // offer.units), start),) if missing > 0 else ()
            if self._spent() or self._bar.is_too_dear(self._root, [*orders, *bought]):
                return
            try:
                carried = advance(_placed(part, bought), self._question.account, carried).carried
            except Refusal:
                return
            orders += bought
        yield tuple(orders)

    def _plan(self, orders: tuple[Order, ...]) -> Plan | None:
        """The plan of these orders; None when it has no total, or calls would be refused."""
        try:
            answer = forecast(with_orders(self._question, orders))
        except Refusal:
            return None
        refused = any(statement.settlement.refused for statement in answer.statements)
        return None if answer.total is None or refused else Plan(answer.total, orders)

    def _under_the_bar(self) -> None:
        """All plans that are not out."""
        if not self._bar.is_out(self._root, ()):
            self._from(self._root)

    def _from(self, node: Node) -> None:
        """All plans of a node, those that buy nothing now first."""
        at, carried, cost, orders = node
        if at == len(self.parts):
            self._bar.take(Plan(cost, orders))
            return
        for bought in self._choices(node):
            if self._stopped:
                return
            if self._bar.is_out(node, bought):
                continue
            try:
                settlement, left = advance(_placed(self.parts[at], bought), self._question.account, carried)
            except Refusal:
                continue
            if settlement.total is not None and not settlement.refused:
                after = Node(at + 1, left, EXACT.add(cost, settlement.total), orders + bought)
                if not self._bar.is_out(after, ()):
                    self._from(after)

    def _choices(self, node: Node) -> list[tuple[Order, ...]]:
        """What may be bought in the node's period, the least floor first, or in the second search the fewest orders."""
        found: list[tuple[tuple[int, int], tuple[Order, ...]]] = []
        there = self.candidates[node.at]

        def choose(place: int, chosen: tuple[Order, ...]) -> bool:
            """Whether there is a way to go on from what is chosen so far."""
            self._stopped = self._stopped or self._spent()
            if self._stopped or self._bar.is_out(node, chosen):
                return False
            if place == len(there):
                least = 0 if self._bar.most_rows is not None else self._bar.least(node, chosen) or 0
                found.append(((least, len(chosen)), chosen))
                return True
            sku, offer, when = there[place]
            any_way = choose(place + 1, chosen)
            # An offer that holds no units, such as a membership, is worth buying once or not at all.
            most = -(-self._units[node.at] // (offer.at_once or offer.units)) if offer.units else 1
            most = most if offer.limit is None else min(most, offer.limit)
            for quantity in range(1, most + 1):
                more = (*chosen, Order(sku, quantity, when))
                if self._bar.is_beyond(node, more):
                    break
                any_way = choose(place + 1, more) or any_way
            return any_way

        choose(0, ())
        return [chosen for _, chosen in sorted(found)]


def _placed(part: Part, orders: Sequence[Order]) -> Part:
    """The part with more orders, in order of time."""
    placed = {step: list(there) for step, there in part.orders.items()}
    for order in orders:
        step, _, sku = order.sku.partition("/")
        placed.setdefault(step, []).append(order._replace(sku=sku))
    for there in placed.values():
        there.sort(key=lambda order: (order.placed, order.sku, order.quantity))
    return part._replace(orders=placed)
