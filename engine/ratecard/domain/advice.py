"""Which packs to buy, how many and when: the least total cost of usage that is known ahead.

Every candidate is priced by the kernel, period by period, each from the state that the period before left. The search
leaves out only what the floor proves to be no better; it is then proven to have found the optimum.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from ratecard.domain.chain import Carried
from ratecard.domain.curve import Cost
from ratecard.domain.envelope import envelope
from ratecard.domain.errors import ChainLeavesUnits, Refusal
from ratecard.domain.floor import Floor, advised, expiry, floor
from ratecard.domain.forecast import Forecast, advance, forecast
from ratecard.domain.money import EXACT, ZERO, total
from ratecard.domain.order import Offer, Order
from ratecard.domain.product import Product
from ratecard.domain.question import Part, Question, parts
from ratecard.domain.usage import count

MOST_PERIODS = 36
DAY = timedelta(days=1)
LAST = datetime.max.replace(tzinfo=UTC)


class TooLongToAdvise(Refusal):
    """More periods than advice looks ahead."""

    code = "too-long-to-advise"

    def __init__(self, periods: int) -> None:
        super().__init__(f"advice looks at 1 to {MOST_PERIODS} periods, not at {periods}")


class NothingOnOffer(Refusal):
    """No step of the chain sells anything."""

    code = "nothing-on-offer"

    def __init__(self, product: str) -> None:
        super().__init__(f"no step of {product!r} offers anything to buy")


class Candidate(NamedTuple):
    """Something that may be bought at an instant."""

    sku: str
    """As `step/sku`."""
    offer: Offer
    at: datetime


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


class Advice(NamedTuple):
    """The orders to place, what they save, and how sure that is."""

    plan: Plan | None
    """The cheapest plan found; None when none has a total."""
    answer: Forecast | None
    """The forecast with the plan's orders."""
    without: Forecast | None
    """The forecast without them; None when the chain then leaves units."""
    single: Plan | None
    """The best plan of one pack bought at the start, None when none has a total."""
    proven: bool
    """Whether no plan is cheaper; those that buy more of an offer than the usage from then on needs left out."""
    settled: bool
    """Whether, of plans as cheap, none has fewer orders or later dates."""
    at_least: Decimal | None
    """What every plan costs at least; None when a step declares no bound."""
    unused: int
    """Units of the plan's packs that expire or are left at the end: worth nothing then."""


def advise(question: Question, *, any_day: bool = False, spent: Callable[[], bool] = lambda: False) -> Advice:
    """The orders, on top of the question's own, with the least total cost.

    They are placed at the start of periods, or of any day with `any_day`. Of equals the fewest orders, then the latest
    dates. `spent` tells when to stop: the best plan found so far is then the answer. Raises what `forecast` does,
    `TooLongToAdvise` and `NothingOnOffer`.
    """
    if len(question.periods) > MOST_PERIODS:
        raise TooLongToAdvise(len(question.periods))
    search = _Search(question, any_day, spent)
    if not any(search.candidates):
        raise NothingOnOffer(question.product.full_id)
    try:
        without = forecast(question)
    except ChainLeavesUnits:
        without = None
    search.cheapest()
    search.latest()
    plan = search.best
    answer = forecast(_with(question, plan.orders)) if plan else None
    return Advice(
        plan,
        answer,
        without,
        search.single(),
        search.proven,
        search.settled,
        search.at_least,
        _unused(question, answer) if answer else 0,
    )


class Purchase(NamedTuple):
    """One order of a plan, with what the kernel's line of it comes to."""

    step: str
    offer: Offer
    order: Order
    amount: Decimal


def purchases(question: Question, plan: Plan) -> list[Purchase]:
    """What each of a plan's orders is for and costs, in the plan's order."""
    found = []
    answer = forecast(_with(question, plan.orders))
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
    costs = [Cost(_with(question, orders), tick), Cost(question, tick)]
    most = max(sum(piece.units for piece in part.usage) for part in parts(question)) // costs[0].each
    if not most:
        return None
    reigns = envelope(costs, [bend for cost in costs for bend in cost.bends(most)], most)
    return reigns[-1].first if reigns[-1].cheapest == 0 else None


def _with(question: Question, orders: Sequence[Order]) -> Question:
    return question._replace(orders=(*question.orders, *orders))


def _unused(question: Question, answer: Forecast) -> int:
    """Units of packs that expire within the periods, or are left after them."""
    lost = sum(e.units for s in answer.statements for e in s.settlement.expiries if e.sku)
    return lost + sum(lot.after for lot in answer.carried.kept if lot.sku)


class Node(NamedTuple):
    """The plans that begin with some orders, as far as the periods before a place are settled."""

    at: int
    carried: Carried
    cost: Decimal
    orders: tuple[Order, ...]


class _Search:
    """Two depth-first searches over the periods: for a cheaper plan, then for one as cheap that ranks before it."""

    def __init__(self, question: Question, any_day: bool, spent: Callable[[], bool]) -> None:
        self.question = question
        self.parts = parts(question)
        self.best: Plan | None = None
        self.proven = self.settled = False
        self.floor: Floor | None = floor(self.parts, question.account, any_day)
        self.candidates = [list(_candidates(question, part, any_day)) for part in self.parts]
        self._spent = spent
        self._stopped = False
        self._limit: int | None = None
        """In the first search: what a plan may cost, scaled; None for whatever it may."""
        self._limited = False
        """Whether a plan was left out because of the limit alone."""
        self._most_rows: int | None = None
        """In the second search: how many orders a plan may have."""
        self._units = [sum(count(part.usage) for part in self.parts[at:]) for at in range(len(self.parts))]
        self._given = [_given(question.product, self.parts[at:]) for at in range(len(self.parts) + 1)]
        self._root = Node(0, question.carried, ZERO, ())

    @property
    def at_least(self) -> Decimal | None:
        """What every plan costs at least."""
        if self.proven and self.best:
            return self.best.total
        least = self._least(self._root, ())
        return None if self.floor is None or least is None else EXACT.divide(Decimal(least), Decimal(self.floor.scale))

    def cheapest(self) -> None:
        """Price simple plans, so that there is something to be better than; then all that may be cheaper."""
        self._take(self._plan(()))
        for place in range(len(self.candidates[0])):
            for orders in self._simple(place):
                self._take(self._plan(orders))
        for limit in self._limits():
            self._limit, self._limited = limit, False
            if not self._is_out(self._root, ()):
                self._from(self._root)
            if self._stopped or not self._limited:
                break
        self.proven = self.best is not None and self.floor is not None and not self._stopped
        self._limit = None

    def _limits(self) -> Iterator[int | None]:
        """What a plan may cost, scaled, from the least there can be on: near it there are few plans to look at."""
        least = self._least(self._root, ())
        if self.floor is not None and least is not None:
            gap = max(self.floor.scaled(self.best.total) - least if self.best else least, self.floor.scale)
            yield from (least + gap // part for part in (gap + 1, 64, 32, 16, 8, 4, 2))
        yield None

    def latest(self) -> None:
        """Among plans as cheap as the best, look for the fewest orders, and with these for the latest dates."""
        if self.best is None or not self.proven:
            return
        for rows in range(len(self.best.orders) + 1):
            self._most_rows = rows
            if not self._is_out(self._root, ()):
                self._from(self._root)
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
            if not self._is_too_dear(self._root, (Order(sku, quantity, at),)):
                yield (Order(sku, quantity, at),)
        orders: list[Order] = []
        carried = self.question.carried
        for part in self.parts:
            start, end, _ = part.period
            missing = count(part.usage) - sum(lot.after for lot in carried.kept if lot.expires >= end)
            bought = (Order(sku, -(-missing // offer.units), start),) if missing > 0 else ()
            if self._spent() or self._is_too_dear(self._root, [*orders, *bought]):
                return
            try:
                carried = advance(_placed(part, bought), self.question.account, carried).carried
            except Refusal:
                return
            orders += bought
        yield tuple(orders)

    def _plan(self, orders: tuple[Order, ...]) -> Plan | None:
        """The plan of these orders; None when it has no total, or calls would be refused."""
        try:
            answer = forecast(_with(self.question, orders))
        except Refusal:
            return None
        refused = any(statement.settlement.refused for statement in answer.statements)
        return None if answer.total is None or refused else Plan(answer.total, orders)

    def _take(self, plan: Plan | None) -> None:
        if plan and (self.best is None or plan.rank < self.best.rank):
            self.best = plan

    def _from(self, node: Node) -> None:
        """All plans of a node, those that buy nothing now first."""
        at, carried, cost, orders = node
        if at == len(self.parts):
            self._take(Plan(cost, orders))
            return
        for bought in self._choices(node):
            if self._stopped:
                return
            if self._is_out(node, bought):
                continue
            try:
                settlement, left = advance(_placed(self.parts[at], bought), self.question.account, carried)
            except Refusal:
                continue
            if settlement.total is not None and not settlement.refused:
                after = Node(at + 1, left, EXACT.add(cost, settlement.total), orders + bought)
                if not self._is_out(after, ()):
                    self._from(after)

    def _choices(self, node: Node) -> list[tuple[Order, ...]]:
        """What may be bought in the node's period, the least floor first, or in the second search the fewest orders."""
        found: list[tuple[tuple[int, int], tuple[Order, ...]]] = []
        candidates = self.candidates[node.at]

        def choose(place: int, chosen: tuple[Order, ...]) -> bool:
            """Whether there is a way to go on from what is chosen so far."""
            self._stopped = self._stopped or self._spent()
            if self._stopped or self._is_out(node, chosen):
                return False
            if place == len(candidates):
                least = 0 if self._most_rows is not None else self._least(node, chosen) or 0
                found.append(((least, len(chosen)), chosen))
                return True
            sku, offer, when = candidates[place]
            any_way = choose(place + 1, chosen)
            # An offer that holds no units, such as a membership, is worth buying once or not at all.
            most = -(-self._units[node.at] // (offer.at_once or offer.units)) if offer.units else 1
            most = most if offer.limit is None else min(most, offer.limit)
            for quantity in range(1, most + 1):
                more = (*chosen, Order(sku, quantity, when))
                if self._is_beyond(node, more):
                    break
                any_way = choose(place + 1, more) or any_way
            return any_way

        choose(0, ())
        return [chosen for _, chosen in sorted(found)]

    def _price(self, node: Node, bought: Sequence[Order]) -> Decimal:
        """What is paid for what is bought, at the least."""
        if not bought:
            return ZERO
        prices = {candidate.sku: candidate.offer.price or ZERO for candidate in self.candidates[node.at]}
        price = total(EXACT.multiply(order.quantity, prices[order.sku]) for order in bought)
        return self.floor.paid(price) if self.floor else price

    def _is_too_dear(self, node: Node, bought: Sequence[Order]) -> bool:
        """Whether what is bought costs more than the best plan, whatever it covers."""
        if self.best is None or self.floor is None:
            return False
        paid = self.floor.scaled(EXACT.add(node.cost, self._price(node, bought)))
        return paid + min(self.floor.rest(node.at), 0) > self.floor.scaled(self.best.total)

    def _is_beyond(self, node: Node, bought: Sequence[Order]) -> bool:
        """Whether more of what is bought now can't be better: the floor knows that it may be bought later, too."""
        least = self._least(node, bought, later=True)
        return least is not None and self._is_over(least)

    def _is_over(self, least: int) -> bool:
        """Whether a plan that costs so much at least is no better than the best one, or over the limit."""
        if self.floor is None:
            return False
        if self.best is not None:
            best = self.floor.scaled(self.best.total)
            if least > best or (least == best and self._most_rows is None):
                return True
        over = self._limit is not None and least > self._limit
        self._limited = self._limited or over
        return over

    def _least(self, node: Node, bought: Sequence[Order], later: bool = False) -> int | None:
        """The least that a node's plans cost, scaled, when so much is bought now; None when they can't cover all.

        In the second search they may have no more orders, unless `later` says that they may.
        """
        if self.floor is None:
            return 0
        at, carried, cost, orders = node
        given, price, back = self._given[at]
        lots = 0
        if at < len(self.parts):
            start = self.parts[at].period.start
            there = [(lot.after, lot.expires) for lot in carried.kept if lot.expires > start]
            there += [self._lot(node, order) for order in bought]
            lots = self.floor.useful(at, [*there, *given])
        packs = later or self._most_rows is None or len(orders) + len(bought) < self._most_rows
        least = self.floor.least(at, lots, packs)
        paid = total((cost, self.floor.paid(price), self._price(node, bought)))
        # No discount is taken off what is paid back.
        return None if least is None else least + self.floor.scaled(EXACT.subtract(paid, back))

    def _lot(self, node: Node, order: Order) -> tuple[int, datetime]:
        version = self.parts[node.at].version
        offer = next(candidate.offer for candidate in self.candidates[node.at] if candidate.sku == order.sku)
        return order.quantity * offer.units, expiry(version, offer, order.placed)

    def _is_out(self, node: Node, bought: tuple[Order, ...]) -> bool:
        """Whether none of a node's plans, when so much is bought now, can rank before the best plan."""
        least = self._least(node, bought)
        if least is None:
            return True
        if self._is_over(least):
            return True
        if self._most_rows is None or self.best is None:
            return False
        rows = node.orders + bought
        if len(rows) > self._most_rows:
            return True
        if len(self.best.orders) > self._most_rows:
            return False
        dates = [order.placed for order in rows]
        return dates < [order.placed for order in self.best.orders[: len(rows)]]


def _candidates(question: Question, part: Part, any_day: bool) -> Iterator[Candidate]:
    """What may be bought in a period, the largest first."""
    start, end, _ = part.period
    calendar = question.product.calendar
    days = [start]
    while any_day and (day := calendar.containing(days[-1], "day").end) < end:
        days.append(day)
    offers = sorted(advised(part.version), key=lambda pair: -pair[1].units)
    for step, offer in offers:
        for at in days:
            yield Candidate(f"{step}/{offer.sku}", offer, at)


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


def _placed(part: Part, orders: Sequence[Order]) -> Part:
    """The part with more orders, in order of time."""
    placed = {step: list(there) for step, there in part.orders.items()}
    for order in orders:
        step, _, sku = order.sku.partition("/")
        placed.setdefault(step, []).append(order._replace(sku=sku))
    for there in placed.values():
        there.sort(key=lambda order: (order.placed, order.sku, order.quantity))
    return part._replace(orders=placed)
