"""Which packs to buy, how many and when: the least total cost of usage that is known ahead.

Every candidate is priced by the kernel, period by period, each from the state that the period before left. The search
leaves out only what the floor proves to be no better; it is then proven to have found the optimum.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from ratecard.domain.advice.plan import Plan, Purchase, break_even, purchases, with_orders
from ratecard.domain.advice.search import Search
from ratecard.domain.errors import ChainLeavesUnits, Refusal
from ratecard.domain.forecast import Forecast, forecast
from ratecard.domain.question import Question

__all__ = ["Advice", "NothingOnOffer", "Plan", "Purchase", "TooLongToAdvise", "advise", "break_even", "purchases"]

MOST_PERIODS = 36


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
    search = Search(question, any_day, spent)
    if not any(search.candidates):
        raise NothingOnOffer(question.product.full_id)
    try:
        without = forecast(question)
    except ChainLeavesUnits:
        without = None
    search.cheapest()
    search.latest()
    plan = search.best
    answer = forecast(with_orders(question, plan.orders)) if plan else None
    return Advice(
        plan,
        answer,
        without,
        search.single(),
        search.proven,
        search.settled,
        search.at_least,
        _unused(answer) if answer else 0,
    )


def _unused(answer: Forecast) -> int:
    """Units of packs that expire within the periods, or are left after them."""
    lost = sum(e.units for s in answer.statements for e in s.settlement.expiries if e.sku)
    return lost + sum(lot.after for lot in answer.carried.kept if lot.sku)
