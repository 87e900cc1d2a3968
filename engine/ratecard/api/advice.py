"""Which packs to buy: the orders with the least total cost."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import strawberry

from ratecard.api.context import Asking, Context
from ratecard.api.errors import PlainRefusal, PluginFault, answered
from ratecard.api.forecasts import Forecast, forecast_of
from ratecard.api.inputs import ForecastInput, asked_forecast
from ratecard.api.locales import DEFAULT, Locale, Money, known_money, money
from ratecard.api.place import asked_as
from ratecard.api.quotes import contact_reason
from ratecard.api.scalars import Units
from ratecard.domain.advice import NothingOnOffer, Plan, Purchase, TooLongToAdvise, break_even, purchases
from ratecard.domain.conventions import Conventions
from ratecard.domain.difference import less
from ratecard.domain.errors import Refusal
from ratecard.domain.order import Offer
from ratecard.domain.text import Text
from ratecard.service import Advised, Priced

SECONDS = 2
UNPRICED = Text("没有方案有总额", "No plan that was tried has a total")
REFUSING = Text(
    "账号选择了拒绝调用，没有方案能覆盖全部调用", "The account chose that calls be refused, and no plan covers all"
)
UNCOVERED = Text("不购买资源包时，有调用量未被任何步骤计费", "Without packs there are units that no step covers")
NOTHING_TO_BUY = Text("建议不购买任何资源包", "The advice is to buy nothing")
NEVER = Text("在所问用量内，购买总是更贵", "Up to the most units asked about, the orders cost more than none")


class BadSeconds(Refusal):
    """A time to look for advice that is below zero."""

    code = "bad-seconds"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"seconds {seconds} are below zero", path=("seconds",))


@strawberry.input
class AdviceInput(ForecastInput):
    """A question about consecutive periods, at most 36; the advice comes on top of the orders it has."""

    any_day: bool = False
    """Whether packs may be bought on any day, rather than on the first day of a period only."""
    seconds: int = SECONDS
    """How long to look for a better plan; at most as long as any operation may take. The best plan found so far is then
    the answer."""


@strawberry.type
class AdvisedOrder:
    """A purchase to make."""

    offer: strawberry.Private[Offer]
    sku: str
    """What to order it by, as `step/sku`."""
    step: str
    """The step that sells it."""
    quantity: int
    """How many."""
    on: datetime
    """When."""
    units: Units
    """Units that all of them hold."""
    price: Money
    """For all of them."""

    @strawberry.field
    def name(self, locale: Locale = DEFAULT) -> str:
        """What people call it."""
        return self.offer.name.in_locale(locale)


@strawberry.type
class SinglePack:
    """The best plan of one pack, bought when the first period begins."""

    order: AdvisedOrder
    """The pack."""
    total: Money
    """What all periods cost with it."""


@strawberry.type
class BreakEven:
    """From which usage on the orders pay."""

    text: strawberry.Private[Text | None]
    units: Units | None
    """From so many units in each period on, the orders cost no more than none, up to the most units asked about; null
    for the reason that `reason` gives."""

    @strawberry.field
    def reason(self, locale: Locale = DEFAULT) -> str | None:
        """Why there is no such usage; null when there is."""
        return self.text.in_locale(locale) if self.text else None


BreakEvenResult = Annotated[
    BreakEven | PlainRefusal | PluginFault,
    strawberry.union("BreakEvenResult", description="From which usage on orders pay, or why that can't be said."),
]


@strawberry.type
class PackAdvice:
    """The orders to place, what they save, and how sure that is. Every amount is the total of a forecast."""

    advised: strawberry.Private[Advised]
    catalog_digest: str
    """The digest of the catalog's contents and of the plugins that priced it."""
    engine_version: str
    """The version of ratecard that answered."""
    orders: list[AdvisedOrder]
    """What to buy, in order of time; empty where nothing is cheaper. Of equals the fewest orders, then the latest
    dates."""
    total: Money | None
    """What all periods cost with the orders, those of the question among them; null for the reason that `reason`
    gives."""
    total_without: Money | None
    """What they cost without the advised orders; null for the reason that `reasonWithout` gives."""
    saving: Money | None
    """By how much less; null where one of the two totals is."""
    single: SinglePack | None
    """The best plan of one pack, to compare; null when none has a total."""
    unused_units: Units
    """Units of packs that expire within the periods or are left when they end. They are worth nothing at the end: what
    is left then lowers no cost here, though it may serve later usage."""
    proven: bool
    """Whether it is proven that no plan is cheaper. If not, as time ran out or a step declares no bound, it is the best
    plan found."""
    settled: bool
    """Whether it is proven that, of plans as cheap, none has fewer orders or later dates."""
    lower_bound: Money | None
    """What every plan costs at least; null when a step declares no bound."""
    forecast: Forecast | None
    """All periods with the orders placed; null where there is no plan with a total."""

    @strawberry.field
    def reason(self, locale: Locale = DEFAULT) -> str | None:
        """Why there is no plan with a total; null when there is one."""
        if self.advised.advice.plan:
            return None
        without = self.advised.advice.without
        refusing = without and any(each.settlement.refused for each in without.statements)
        return _why_no_total(self.advised, locale) or (REFUSING if refusing else UNPRICED).in_locale(locale)

    @strawberry.field
    def reason_without(self, locale: Locale = DEFAULT) -> str | None:
        """Why there is no total without the orders; null when there is one."""
        if self.total_without is not None:
            return None
        return _why_no_total(self.advised, locale) or UNCOVERED.in_locale(locale)

    @strawberry.field
    def break_even(self, info: Asking) -> BreakEvenResult:
        """From how many units on, the same in every period, the orders pay. Computed only when asked for."""
        plan = self.advised.advice.plan

        def answer() -> BreakEven:
            if plan is None or not plan.orders:
                return BreakEven(text=UNPRICED if plan is None else NOTHING_TO_BUY, units=None)
            units = break_even(self.advised.question, plan.orders, info.context.tick)
            return BreakEven(text=NEVER if units is None else None, units=None if units is None else Units(units))

        return answered(info.context, answer)


AdviceResult = Annotated[
    PackAdvice | PlainRefusal | PluginFault,
    strawberry.union("AdviceResult", description="Advice on packs, or why there is none."),
]


def advise_packs(context: Context, input: AdviceInput) -> PackAdvice | PlainRefusal | PluginFault:
    """The orders with the least total cost."""

    def answer() -> PackAdvice:
        if input.seconds < 0:
            raise BadSeconds(input.seconds)
        ends = context.clock() + input.seconds
        asked = asked_forecast(input)
        with asked_as(), _placed():
            advised = context.service.advise(asked, input.any_day, lambda: context.is_past(ends))
        return _advice(advised, input)

    return answered(context, answer, "input")


@contextmanager
def _placed() -> Iterator[None]:
    try:
        yield
    except TooLongToAdvise as refusal:
        raise refusal.under("periods") from None
    except NothingOnOffer as refusal:
        raise refusal.under("product") from None


def _advice(advised: Advised, input: AdviceInput) -> PackAdvice:
    catalog, question, advice, engine_version = advised
    conventions = question.product.version(question.periods[0].start).chain.conventions
    total = advice.plan.total if advice.plan else None
    without = advice.without.total if advice.without else None
    answer = advice.answer and Priced(catalog, question.product, advice.answer, engine_version)
    return PackAdvice(
        advised=advised,
        catalog_digest=catalog.digest,
        engine_version=engine_version,
        orders=_orders(advised, advice.plan, conventions),
        total=known_money(total, conventions),
        total_without=known_money(without, conventions),
        saving=known_money(less(without, total), conventions),
        single=_single(advised, conventions),
        unused_units=Units(advice.unused),
        proven=advice.proven,
        settled=advice.settled,
        lower_bound=known_money(advice.at_least, conventions),
        forecast=forecast_of(answer, input.opening_balance) if answer else None,
    )


def _single(advised: Advised, conventions: Conventions) -> SinglePack | None:
    plan = advised.advice.single
    if plan is None:
        return None
    (order,) = _orders(advised, plan, conventions)
    return SinglePack(order=order, total=money(plan.total, conventions))


def _orders(advised: Advised, plan: Plan | None, conventions: Conventions) -> list[AdvisedOrder]:
    return [_order(bought, conventions) for bought in (purchases(advised.question, plan) if plan else ())]


def _order(bought: Purchase, conventions: Conventions) -> AdvisedOrder:
    step, offer, order, amount = bought
    return AdvisedOrder(
        offer=offer,
        sku=order.sku,
        step=step,
        quantity=order.quantity,
        on=conventions.calendar.local(order.placed),
        units=Units(offer.units * order.quantity),
        price=money(amount, conventions),
    )


def _why_no_total(advised: Advised, locale: str) -> str | None:
    """The contact sales of the first period that has some, without any plan."""
    statements = advised.advice.without.statements if advised.advice.without else ()
    reasons = ((each.period.id, contact_reason(each, locale)) for each in statements)
    return next((f"{period}: {reason}" for period, reason in reasons if reason), None)
