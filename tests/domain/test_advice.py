"""Advice on packs: the page's case, and every small case against all plans there are."""

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product as all_of
from typing import ClassVar

import pytest

from ratecard.domain.advice import Advice, NothingOnOffer, Plan, TooLongToAdvise, advise
from ratecard.domain.errors import Refusal
from ratecard.domain.forecast import forecast
from ratecard.domain.order import Order, Owned
from ratecard.domain.period import Span
from ratecard.domain.question import Question, Used
from ratecard.spi import Bill, Offer, Outcome, Strategy, Text
from ratecard_tiered_postpaid.strategy import Tier, TieredPostpaid
from tests.chains import ID_CARD, D, china, flat, free, packs, product, question, steps, tencent, tiers, version

CASES = int(os.environ.get("RATECARD_ADVICE_CASES", "250"))
"""How many random cases: 250 in `make test`, 2 000 in `make thorough`."""


def bought(advice: Advice) -> list[tuple[str, int, str]]:
    assert advice.plan
    day = ID_CARD.calendar.local
    return [(order.sku, order.quantity, day(order.placed).date().isoformat()) for order in advice.plan.orders]


def test_the_pages_own_case() -> None:
    asked = question(ID_CARD, "2021-01", 12, [Used(25_000)])

    advice = advise(asked)

    assert advice.plan
    assert advice.plan.total == D("10500.00")
    assert bought(advice) == [("prepaid-packs/100000", 3, "2021-01-01")]
    assert advice.without
    assert advice.without.total == D("28800.00")
    assert advice.single
    assert (advice.single.orders[0].sku, advice.single.total) == ("prepaid-packs/1000000", D("21000.00"))
    assert (advice.proven, advice.settled, advice.at_least, advice.unused) == (True, True, D("10500.00"), 12_000)


def test_thirteen_months() -> None:
    asked = question(ID_CARD, "2021-01", 13, [Used(25_000)])

    advice = advise(asked)

    assert advice.plan
    assert advice.plan.total == D("11228.00")  # 3 × 3500 + 560 + 2 × 84
    assert advice.unused == 0
    assert advice.proven


def test_packs_that_are_owned_are_not_bought_again() -> None:
    owned = [Owned("100000", 100_000, china("2021-01-01"))]
    asked = question(ID_CARD, "2021-01", 12, [Used(25_000)], owned=owned)

    advice = advise(asked)

    assert advice.plan
    assert advice.plan.total == D("7000.00")
    assert [(sku, quantity) for sku, quantity, _ in bought(advice)] == [("prepaid-packs/100000", 2)]


def test_no_pack_is_advised_where_none_pays() -> None:
    advice = advise(question(ID_CARD, "2021-01", 3, [Used(1_100)]))

    assert advice.plan == Plan(D("45.00"), ())
    assert advice.proven


def test_a_plan_is_found_where_units_left_have_no_list_price() -> None:
    advice = advise(question(ID_CARD, "2021-01", 1, [Used(1_002_000)]))

    assert advice.without
    assert advice.without.total is None
    assert advice.plan
    assert advice.plan.total == D("21084.00")  # a million, and a thousand
    assert advice.proven


def test_a_step_without_a_bound_leaves_the_plan_unproven() -> None:
    class Unbounded(TieredPostpaid):
        __slots__ = ()

        def bound(self, bill: object, most: object) -> None:  # type: ignore[override]
            return None

    postpaid = Unbounded(mode="volume", tier_excludes=(), tiers=(Tier(price=D("0.10")),))
    asked = question(product(version(steps(packs=packs({10: 1}), postpaid=postpaid))), "2021-01", 2, [Used(9)])
    times = iter(range(10_000))

    advice = advise(asked, spent=lambda: next(times) > 500)

    assert advice.plan
    assert advice.plan.total == D("1.80")
    assert (advice.proven, advice.at_least) == (False, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Strategy):
    """Pay once, and nothing after it is charged."""

    kind: ClassVar[str] = "membership"
    title: ClassVar[Text] = Text("会员", "Membership")

    def offers(self) -> list[Offer]:
        return [Offer("gold", Text("金卡", "Gold"), 0, D(5), Span(years=1))]

    def settle(self, bill: Bill) -> Outcome:
        lines = [bill.line(0, D(5), kind="purchase", quantity=order.quantity, item="gold") for order in bill.orders]
        if bill.orders and bill.remaining:
            return Outcome((), (*lines, bill.line(bill.units, D(0))))
        return Outcome(bill.remaining, tuple(lines))


def test_an_offer_that_holds_no_units_is_tried_too() -> None:
    asked = question(product(version(steps(gold=Membership(), flat=flat("0.10")))), "2021-01", 1, [Used(100)])
    times = iter(range(10_000))

    advice = advise(asked, spent=lambda: next(times) > 500)

    assert advice.plan
    assert (advice.plan.total, [order.sku for order in advice.plan.orders]) == (D("5.00"), ["gold/gold"])
    assert not advice.proven


def test_where_time_runs_out_the_best_so_far_is_answered_with_the_least_there_can_be() -> None:
    advice = advise(question(ID_CARD, "2021-01", 13, [Used(25_000)]), spent=lambda: True)

    assert advice.plan
    assert not advice.proven
    assert advice.at_least == D("11228")
    assert advice.plan.total >= advice.at_least


def test_any_day_buys_when_the_pack_before_runs_out() -> None:
    chain = steps(packs=packs({1_000: 50}, valid_for=Span(days=10)), postpaid=flat("0.10"))
    asked = question(product(version(chain)), "2021-06", 1, [Used(1_000, china("2021-06-11"), china("2021-06-21"))])

    start = advise(asked)
    any_day = advise(asked, any_day=True)

    assert start.plan
    assert start.plan.total == D("100.00")
    assert any_day.plan
    assert any_day.plan.total == D("50.00")
    assert bought(any_day) == [("packs/1000", 1, "2021-06-11")]
    assert any_day.proven


def test_advice_looks_at_36_periods_at_most() -> None:
    with pytest.raises(TooLongToAdvise) as refused:
        advise(question(ID_CARD, "2021-01", 37, [Used(1)]))

    assert refused.value.message == "advice looks at 1 to 36 periods, not at 37"


def test_a_chain_that_sells_nothing_can_not_be_advised_on() -> None:
    with pytest.raises(NothingOnOffer) as refused:
        advise(question(product(version(steps(tiered_postpaid=tiers(excludes=())))), "2021-01", 1, [Used(1)]))

    assert refused.value.message == "no step of 'tests/id-card' offers anything to buy"


def random_question(random: random.Random) -> Question:
    """A small case: up to three periods, up to two packs, any tiers, some of them cliffs, some packs short-lived."""
    sizes = sorted(random.sample([2, 3, 4, 5, 6, 8, 10], random.choice([1, 2])))
    prices = {size: random.randint(1, 30) for size in sizes}
    sold = packs(prices, valid_for=random.choice([Span(years=1), Span(months=1), Span(days=45), Span(days=20)]))
    edges = sorted(random.sample(range(3, 20), random.choice([0, 1, 2])))
    rates = [D(random.choice(["0.5", "1", "1.5", "2", "3", "0.333"])) for _ in range(len(edges) + 1)]
    table = tuple(Tier(up_to=edge, price=rate) for edge, rate in zip([*edges, None], rates, strict=True))
    excludes = random.choice([(), ("free",), ("packs",), ("free", "packs")])
    mode = random.choice(["volume", "graduated"])
    postpaid = TieredPostpaid(mode=mode, tiers=table, tier_excludes=excludes)  # type: ignore[arg-type]
    allowance = free(random.choice([0, 0, 2, 5]))
    chain = random.choice([{"free": allowance, "packs": sold}, {"packs": sold, "free": allowance}])
    periods = random.choice([1, 2, 3])
    months = ["2021-01", "2021-02", "2021-03"][:periods]
    usage = [Used(random.randint(0, 14), period=month) for month in months]
    asked = product(version(steps(**chain, postpaid=postpaid)))
    ordered = [Order(str(sizes[0]), 1, china("2021-01-10"))] if random.random() < 0.2 else []
    owned = [Owned(str(sizes[-1]), 2, china("2020-12-20"))] if random.random() < 0.2 else []
    return question(asked, "2021-01", periods, usage, ordered, owned)


def all_plans(asked: Question) -> Iterator[Plan]:
    """Every plan that buys no more packs of a kind in a period than would cover all usage twice."""
    offers = [(step, offer) for step, offer in asked.product.versions[0].offers()]
    units = sum(used.units for used in asked.usage)
    places = [(f"{step}/{offer.sku}", offer, period.start) for period in asked.periods for step, offer in offers]
    for quantities in all_of(*(range(-(-units // offer.units) + 1) for _, offer, _ in places)):
        if sum(q * place[1].units for q, place in zip(quantities, places, strict=True)) > 2 * units + 10:
            continue
        orders = tuple(Order(place[0], q, place[2]) for q, place in zip(quantities, places, strict=True) if q)
        try:
            total = forecast(asked._replace(orders=(*asked.orders, *orders))).total
        except Refusal:
            continue
        if total is not None:
            yield Plan(total, orders)


def few_plans(asked: Question) -> bool:
    units = sum(used.units for used in asked.usage)
    count = 1
    for _, offer in asked.product.versions[0].offers():
        count *= (-(-units // offer.units) + 1) ** len(asked.periods)
    return 1 < count <= 1_500


@pytest.mark.parametrize("seed", range(CASES))
def test_advice_equals_brute_force(seed: int) -> None:
    chance = random.Random(seed)
    asked = random_question(chance)
    while not few_plans(asked):
        asked = random_question(chance)

    advice = advise(asked)

    best = min(
        all_plans(asked), key=lambda plan: (plan.total, len(plan.orders), [-o.placed.timestamp() for o in plan.orders])
    )
    assert advice.plan
    assert advice.proven
    assert advice.settled
    assert advice.plan.total == best.total
    assert len(advice.plan.orders) == len(best.orders)
    assert [order.placed for order in advice.plan.orders] == [order.placed for order in best.orders]


@pytest.mark.parametrize(
    ("months", "usage", "total", "orders"),
    [
        # 8 000 and 999 001 calls are not free: 10 000 and a million; February's have no list price.
        (2, (9_000, 1_000_001), "21560.00", [("10000", 1, "2021-01-01"), ("1000000", 1, "2021-02-01")]),
        # 12 × 1 199 000 = 14 388 000: ten million, four of a million, four of 100 000.
        (
            12,
            (1_200_000,) * 12,
            "238000.00",
            [("10000000", 1, "2021-01-01"), ("1000000", 4, "2021-09-01"), ("100000", 4, "2021-12-01")],
        ),
        # Three years: packs last one, and three of 100 000 a year are the fewest orders.
        (36, (25_000,) * 36, "31500.00", [("100000", 3, f"{year}-01-01") for year in (2021, 2022, 2023)]),
    ],
    ids=["a month without a list price", "a year without one", "three years"],
)
def test_large_cases_are_proven(
    months: int, usage: tuple[int, ...], total: str, orders: list[tuple[str, int, str]]
) -> None:
    periods = question(ID_CARD, "2021-01", months).periods
    used = [Used(units, period=period.id) for units, period in zip(usage, periods, strict=True)]

    advice = advise(question(ID_CARD, "2021-01", months, used))

    assert advice.plan
    assert advice.plan.total == D(total)
    assert [(sku.removeprefix("prepaid-packs/"), count, day) for sku, count, day in bought(advice)] == orders
    assert (advice.proven, advice.settled) == (True, True)


def test_tencents_chain_with_gaps_in_use() -> None:
    usage = [Used(30_000, period="2021-01"), Used(0, period="2021-02"), Used(9_000, period="2021-03")]

    advice = advise(question(product(version(tencent())), "2021-01", 3, usage))

    assert advice.plan
    # 29 000 in January and 8 000 in March are not free: 3 × 560 for 30 000, of which 1 000 are left for March, and 560
    # for the other 7 000 (700.00 at 0.10 and 1 050.00 at 0.15 are dearer).
    assert advice.plan.total == D("2240.00")
