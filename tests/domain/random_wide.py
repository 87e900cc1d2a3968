"""Random questions whose chains have every built-in strategy and setting in them: for laws that need no oracle."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Literal

from hypothesis import strategies as st

from ratecard.domain.account import Choice
from ratecard.domain.money import MODES
from ratecard.domain.order import Order
from ratecard.domain.period import Span
from ratecard.domain.question import Question
from ratecard.domain.step import Step
from ratecard.spi import Strategy
from ratecard_debit_rounding.strategy import DebitRounding
from ratecard_discount.strategy import Discount
from ratecard_free_allowance.strategy import FreeAllowance
from ratecard_minimum_spend.strategy import MinimumSpend
from ratecard_money_credit.strategy import MoneyCredit
from ratecard_overflow.strategy import Overflow
from ratecard_period_fee.strategy import PeriodFee
from ratecard_prepaid_packs.pack import Instalments, Pack
from ratecard_prepaid_packs.returns import Returns
from ratecard_prepaid_packs.strategy import PrepaidPacks
from tests.chains import product, version
from tests.domain.random_chains import Draw, instants, prices, questions, scopes

HOUR = timedelta(hours=1)
First = Literal["whole", "by-day", "free"]
firsts: st.SearchStrategy[First] = st.sampled_from(("whole", "by-day", "free"))
amounts = st.builds(lambda number, places: Decimal(number).scaleb(-places), st.integers(1, 5_000), st.integers(0, 3))
KEYS = ("effective", "expiry", "size", "largest", "order", "dedicated")


@st.composite
def money_steps(draw: Draw, earlier: tuple[str, ...]) -> Strategy:
    of = tuple(draw(st.lists(st.sampled_from(earlier), min_size=1, unique=True)))
    since = draw(st.none() | amounts)
    match draw(st.integers(0, 3)):
        case 0:
            every: Any = draw(st.sampled_from(("period", "month", "quarter", "year")))
            return PeriodFee(fee=draw(amounts), every=every, first=draw(firsts))
        case 1:
            percent = Decimal(draw(st.integers(1, 1_000))).scaleb(-1)
            return Discount(percent=percent, of=of, from_spend=since, at_most=draw(st.none() | amounts))
        case 2:
            granted: Any = draw(st.sampled_from(("period", "month", "quarter", "year", "once")))
            last: Any = draw(st.sampled_from((None, "paid", "unpaid"))) if granted == "once" else None
            span = draw(st.sampled_from((Span(days=28), Span(months=2)))) if last else None
            rest: Any = draw(st.sampled_from(("kept", "lost")))
            return MoneyCredit(
                amount=draw(amounts),
                every=granted,
                of=of,
                rest=rest,
                from_spend=since,
                valid_for=span,
                last_period=last,
            )
        case _:
            over: Any = draw(st.sampled_from(("period", "month", "quarter", "year")))
            unused: Any = draw(st.sampled_from(("charged", "free")))
            return MinimumSpend(amount=draw(amounts), over=over, of=of, unused=unused, first=draw(firsts))


@st.composite
def instalments(draw: Draw, pack: Pack) -> Pack:
    if draw(st.booleans()):
        return pack
    unused: Any = draw(st.sampled_from(("lost", "kept")))
    count = draw(st.integers(2, 3))
    parts = Instalments(count=count, every="day", unused=unused)
    return replace(pack, instalments=parts, valid_for=Span(days=count + draw(st.integers(0, 1))))


@st.composite
def packs_of_all_kinds(draw: Draw, packs: PrepaidPacks, meters: tuple[str, ...]) -> PrepaidPacks:
    starts: Any = draw(st.sampled_from(("at-once", "next-day", "chosen")))
    keys: Any = draw(st.permutations(KEYS))
    most = min(pack.units for pack in packs.packs)
    taken = {meter: draw(st.integers(1, min(most, 4))) for meter in meters}
    until: Any = draw(st.sampled_from(("same-time", "end-of-day")))
    returns = Returns(within_days=200, until=until, used="charged", used_price=draw(prices()))
    return replace(
        packs,
        packs=tuple(draw(instalments(pack)) for pack in packs.packs),
        draw_by=tuple(keys[: draw(st.integers(1, 6))]),
        starts=starts,
        starts_after=draw(st.sampled_from((None, Span(days=1)))),
        points=draw(st.sampled_from((None, taken or None))),
        returns=draw(st.sampled_from((None, returns))),
    )


@st.composite
def wide_steps(draw: Draw, asked: Question) -> tuple[Step, ...]:
    before = asked.product.versions[0]
    rules, meters = before.chain.conventions, tuple(meter.id for meter in before.meters)
    steps: list[Step] = []
    for step in before.chain.steps:
        strategy = step.strategy
        if isinstance(strategy, PrepaidPacks):
            strategy = draw(packs_of_all_kinds(strategy, meters))
        elif isinstance(strategy, FreeAllowance):
            share: Any = draw(st.sampled_from(("order", "proportional")))
            strategy = replace(strategy, share=share)
        elif step.id == "tiers" and draw(st.booleans()):
            default: Any = draw(st.sampled_from(("postpaid", "refused")))
            steps.append(Step("overflow", Overflow(default=default, switchable=True)))
        steps.append(step._replace(strategy=strategy))
        if step.id == "tiers":
            day = rules.calendar.local(asked.periods[0].start).date()
            for number in range(draw(st.integers(0, 3))):
                made = draw(money_steps(tuple(earlier.id for earlier in steps)))
                steps.append(Step(f"{made.kind}-{number}", made, draw(scopes(day, (), dates=True))))
            if rules.rounding.places and draw(st.booleans()):
                places, mode = draw(st.integers(0, rules.rounding.places - 1)), draw(st.sampled_from(sorted(MODES)))
                difference: Any = draw(st.sampled_from(("carried", "dropped")))
                steps.append(Step("debit", DebitRounding(places=places, mode=mode, difference=difference)))
    return tuple(steps)


@st.composite
def wide_orders(draw: Draw, asked: Question, steps: tuple[Step, ...]) -> tuple[Order, ...]:
    """The orders, some of which choose their start and are given back; none can be mistaken for another."""
    sellers = {step.id: step.strategy for step in steps if isinstance(step.strategy, PrepaidPacks)}
    orders = []
    for order in {(order.sku, order.placed): order for order in asked.orders}.values():
        seller = sellers[order.sku.partition("/")[0]]
        effective = returned = None
        if seller.starts == "chosen" and draw(st.booleans()):
            effective = order.placed + draw(st.integers(0, 60)) * HOUR
        if seller.returns and draw(st.booleans()):
            returned = max(order.placed, draw(instants(asked.periods).filter(lambda at: at < asked.periods[-1].end)))
        orders.append(order._replace(effective=effective, returned=returned))
    return tuple(orders)


@st.composite
def wide_questions(draw: Draw, one_label: bool = False) -> Question:
    """Any question that has an answer, about a chain of any strategies."""
    asked: Question = draw(questions(one_label))
    before = asked.product.versions[0]
    steps = draw(wide_steps(asked))
    account = asked.account
    if any(step.id == "overflow" for step in steps):
        values = st.sampled_from(("postpaid", "refused"))
        since = draw(st.dictionaries(st.none() | instants(asked.periods), values, max_size=3))
        account = account._replace(choices=tuple(Choice("overflow", value, at) for at, value in since.items()))
    return asked._replace(
        product=product(version(steps, rules=before.chain.conventions, meters=before.meters)),
        orders=draw(wide_orders(asked, steps)),
        account=account,
    )
