"""What a plan must come under to be looked at."""

from collections.abc import Sequence

from ratecard.domain.advice.least import Least, Node
from ratecard.domain.advice.plan import Plan
from ratecard.domain.order import Order


class Bar:
    """The best plan so far, with what else a plan must keep to; what the floor proves to be no better is out."""

    def __init__(self, least: Least) -> None:
        self.best: Plan | None = None
        self.limit: int | None = None
        """What a plan may cost, scaled; None for whatever it may."""
        self.limited = False
        """Whether a plan was left out because of the limit alone."""
        self.most_rows: int | None = None
        """How many orders a plan may have; None while any that is as dear as the best is out."""
        self._least = least

    def take(self, plan: Plan | None) -> None:
        """Make it the best where it ranks before that."""
        if plan and (self.best is None or plan.rank < self.best.rank):
            self.best = plan

    def least(self, node: Node, bought: Sequence[Order]) -> int | None:
        """The least that a node's plans cost, scaled, when so much is bought now; None when they can't cover all."""
        more = self.most_rows is None or len(node.orders) + len(bought) < self.most_rows
        return self._least.cost(node, bought, more)

    def is_out(self, node: Node, bought: tuple[Order, ...]) -> bool:
        """Whether none of a node's plans, when so much is bought now, can rank before the best plan."""
        least = self.least(node, bought)
        if least is None or self._is_over(least):
            return True
        if self.most_rows is None or self.best is None:
            return False
        rows = node.orders + bought
        if len(rows) > self.most_rows:
            return True
        if len(self.best.orders) > self.most_rows:
            return False
        dates = [order.placed for order in rows]
        return dates < [order.placed for order in self.best.orders[: len(rows)]]

    def is_beyond(self, node: Node, bought: Sequence[Order]) -> bool:
        """Whether more of what is bought now can't be better: the floor knows that it may be bought later, too."""
        least = self._least.cost(node, bought)
        return least is not None and self._is_over(least)

    def is_too_dear(self, node: Node, bought: Sequence[Order]) -> bool:
        """Whether what is bought costs more than the best plan, whatever it covers."""
        floor = self._least.floor
        if self.best is None or floor is None:
            return False
        return self._least.uncovered(node, bought) > floor.scaled(self.best.total)

    def _is_over(self, least: int) -> bool:
        """Whether a plan that costs so much at least is no better than the best one, or over the limit."""
        floor = self._least.floor
        if floor is None:
            return False
        if self.best is not None:
            best = floor.scaled(self.best.total)
            if least > best or (least == best and self.most_rows is None):
                return True
        over = self.limit is not None and least > self.limit
        self.limited = self.limited or over
        return over
