"""A quantity that is counted over the month or the year, while each day or month is settled."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.account import Account
from ratecard.domain.advice import advise
from ratecard.domain.bill import Bill
from ratecard.domain.curve import cost_curves
from ratecard.domain.forecast import Forecast, forecast
from ratecard.domain.formula import line_formula, total_formula
from ratecard.domain.order import Order
from ratecard.domain.period import Span, Unit
from ratecard.domain.product import Product
from ratecard.domain.question import Question, Used, parts
from ratecard.domain.settlement import Rate
from ratecard.domain.step import Step
from ratecard.service.state import packed, unpacked
from ratecard_tiered_postpaid.strategy import MeterPrice, Tier, TieredPostpaid
from ratecard_tiered_postpaid.window import SoFar
from tests.chains import (
    CONTACT,
    D,
    amounts,
    ask,
    china,
    conventions,
    flat,
    free,
    meter,
    packs,
    product,
    question,
    settlement,
    steps,
    version,
)
from tests.domain.random_chains import postpaid as any_postpaid
from tests.domain.random_chains import questions
from tests.domain.test_advice import all_plans, few_plans

DAY = timedelta(days=1)
METERS = (meter("a"), meter("b"))
ROWS = (Tier(up_to=10, price=D(1)), Tier(up_to=20, price=D("0.5")), Tier(price=D("0.1")))


def table(*rows: Tier, **settings: Any) -> TieredPostpaid:
    return TieredPostpaid(**{"mode": "volume", "tiers": rows, "tier_excludes": (), "counted_over": "month", **settings})


def sold(chain: Sequence[Step], unit: Unit = "day", meters: bool = False) -> Product:
    return product(version(chain, rules=conventions(unit=unit), meters=METERS if meters else ()))


def daily(*units: int, first: str = "2021-06-01") -> list[Used]:
    """Units of each day from the first on."""
    start = china(first)
    return [Used(each, start + place * DAY, start + (place + 1) * DAY) for place, each in enumerate(units)]


def days(postpaid: TieredPostpaid, *units: int, first: str = "2021-06-01", allowance: int = 0) -> Forecast:
    chain = steps(free=free(allowance, "day"), tiers=postpaid)
    return ask(sold(chain), first, len(units), daily(*units, first=first))


def told(answer: Forecast) -> list[list[tuple[str, int, str]]]:
    """Of each day: kind and units of the tiers' lines, and their sums."""
    return [
        [
            (line.kind, line.units, line_formula(each.settlement, line))
            for line in each.settlement.lines
            if line.step == "tiers"
        ]
        for each in answer.statements
    ]


def totals(answer: Forecast) -> list[str]:
    return [str(each.settlement.total) for each in answer.statements]


def test_volume_tier_that_is_reached_credits_what_was_charged_before() -> None:
    answer = days(table(*ROWS), 8, 4, 0, 9)

    assert told(answer) == [
        [("usage", 8, "8 × 1 = 8")],
        [("usage", 4, "4 × 0.5 = 2"), ("adjustment", 0, "-4")],
        [],
        [("usage", 9, "9 × 0.1 = 0.9"), ("adjustment", 0, "-4.8")],
    ]
    # 8, then 12 × 0.5 = 6, then 21 × 0.1 = 2.10.
    assert totals(answer) == ["8.00", "-2.00", "0.00", "-3.90"]
    assert total_formula(settlement(answer, 1)) == "4 × 0.5 - 4 = -2"


def test_graduated_tiers_go_on_where_the_day_before_ended() -> None:
    answer = days(table(*ROWS, mode="graduated"), 8, 4, 9)

    assert told(answer) == [
        [("usage", 8, "8 × 1 = 8")],
        [("usage", 2, "2 × 1 = 2"), ("usage", 2, "(4 - 2) × 0.5 = 1")],
        [("usage", 8, "8 × 0.5 = 4"), ("usage", 1, "(9 - 8) × 0.1 = 0.1")],
    ]


def test_covered_units_push_charged_ones_into_a_later_tier() -> None:
    rows = (Tier(up_to=10, price=D(1)), Tier(price=D("0.1")))

    answer = days(table(*rows, mode="graduated"), 12, 12, allowance=5)

    # Counted at once: 10 are free and fill the first tier, 14 × 0.1 = 1.40.
    assert told(answer) == [
        [("usage", 5, "5 × 1 = 5"), ("usage", 2, "(12 - 5 - 5) × 0.1 = 0.2")],
        [("usage", 7, "(12 - 5) × 0.1 = 0.7"), ("adjustment", 0, "-4.5")],
    ]


def test_credit_comes_though_nothing_is_left_to_charge() -> None:
    answer = days(table(*ROWS), 12, 5, allowance=5)

    # 12 count, 7 × 0.5 = 3.50; then 17 count, as before; a third day would reach 0.1.
    assert totals(answer) == ["3.50", "0.00"]
    assert told(days(table(*ROWS), 12, 5, 5, allowance=5))[2] == [("adjustment", 0, "-2.8")]


def test_rounding_is_made_up() -> None:
    answer = days(table(Tier(price=D("0.333")), mode="flat"), 1, 1, 1)

    # 0.333, 0.666 and 0.999 are 0.33, 0.67 and 1.00.
    assert told(answer)[1:] == [
        [("usage", 1, "1 × 0.333 = 0.333 ≈ 0.33"), ("adjustment", 0, "0.01")],
        [("usage", 1, "1 × 0.333 = 0.333 ≈ 0.33")],
    ]
    assert totals(answer) == ["0.33", "0.34", "0.33"]


def test_block_that_is_begun_is_charged_once() -> None:
    postpaid = table(Tier(price=D(10)), mode="flat", per=1_000, blocks="whole")

    assert told(days(postpaid, 300, 600, 300, 2_000)) == [
        [("usage", 300, "1 × 10 = 10")],
        [("usage", 600, "0 × 10 = 0")],
        [("usage", 300, "1 × 10 = 10")],
        [("usage", 2_000, "2 × 10 = 20")],
    ]


def test_fee_of_the_tier_reached_takes_the_place_of_the_one_before() -> None:
    rows = (Tier(up_to=10, fee=D(100)), Tier(fee=D(300)))

    assert told(days(table(*rows), 5, 5, 5, 5)) == [
        [("usage", 5, "5 × 0 = 0"), ("fee", 0, "100")],
        [("usage", 5, "5 × 0 = 0")],
        [("usage", 5, "5 × 0 = 0"), ("fee", 0, "300"), ("adjustment", 0, "-100")],
        [("usage", 5, "5 × 0 = 0")],
    ]
    assert told(days(table(*rows, mode="graduated"), 5, 5, 5))[2] == [("usage", 5, "5 × 0 = 0"), ("fee", 0, "300")]


def test_month_begins_anew_and_a_year_goes_on() -> None:
    month = days(table(*ROWS), 8, 8, first="2021-06-30")
    year = days(table(*ROWS, counted_over="year"), 8, 8, first="2021-06-30")

    assert totals(month) == ["8.00", "8.00"]
    assert totals(year) == ["8.00", "0.00"]
    assert month.carried.states == {"tiers": SoFar("2021-07", 8, (("", 8),), D("8.00"))}
    assert year.carried.states == {"tiers": SoFar("2021", 16, (("", 16),), D("8.00"))}


def test_quarter_goes_on_over_its_months() -> None:
    quarter = days(table(*ROWS, counted_over="quarter"), 8, 8, first="2021-05-31")
    anew = days(table(*ROWS, counted_over="quarter"), 8, 8, first="2021-06-30")

    assert totals(quarter) == ["8.00", "0.00"]
    assert totals(anew) == ["8.00", "8.00"]


def test_day_is_counted_over_its_hours() -> None:
    strategy = table(*ROWS, counted_over="day")
    about = sold(steps(tiers=strategy), "hour")

    answer = ask(about, "2021-06-01T22+08:00", 3, [Used(8)])

    assert totals(answer) == ["8.00", "0.00", "8.00"]


def test_month_that_is_settled_at_once_keeps_nothing() -> None:
    about = sold(steps(tiers=table(*ROWS)), "month")
    plain = sold(steps(tiers=table(*ROWS, counted_over=None)), "month")

    answer, same = (ask(each, "2021-06", 2, [Used(15)]) for each in (about, plain))

    assert [each.settlement for each in answer.statements] == [each.settlement for each in same.statements]
    assert answer.carried.states == {}


def test_units_that_free_ones_push_into_contact_sales_stay_charged() -> None:
    rows = (Tier(up_to=10, price=D(1)), Tier(contact=CONTACT))

    answer = days(table(*rows, mode="graduated"), 8, 6, allowance=6)

    # Of 8 calls 6 are free and 2 charged; 6 more free ones make these two the month's 13th and 14th.
    assert totals(answer) == ["2.00", "0.00"]


def test_contact_sales_leave_what_was_charged_before() -> None:
    rows = (Tier(up_to=10, price=D(1)), Tier(contact=CONTACT))

    volume = days(table(*rows), 8, 8, 8)
    graduated = days(table(*rows, mode="graduated"), 8, 8, 8)

    assert [amounts(settlement(volume, place)) for place in range(3)] == [
        [("tiers", "usage", 8, D("8.00"))],
        [("tiers", "contact", 8, None)],
        [("tiers", "contact", 8, None)],
    ]
    assert [amounts(settlement(graduated, place)) for place in range(1, 3)] == [
        [("tiers", "usage", 2, D("2.00")), ("tiers", "contact", 6, None)],
        [("tiers", "contact", 8, None)],
    ]


def test_price_change_within_the_month_holds_for_all_of_it() -> None:
    dearer = tuple(Tier(up_to=row.up_to, price=(row.price or D(0)) * 2) for row in ROWS)
    rules = conventions(unit="day")
    old = version(steps(tiers=table(*ROWS)), rules=rules)
    new = version(steps(tiers=table(*dearer)), rules=rules, since=china("2021-06-02T12:00").date() + DAY)

    answer = ask(product(old, new), "2021-06-02", 2, daily(8, 4, first="2021-06-02"))

    # 12 reach the second tier of the new prices: 12 × 1 less the 8 that were charged.
    assert totals(answer) == ["8.00", "4.00"]
    assert told(answer)[1] == [("usage", 4, "4 × 1.0 = 4")]


@pytest.mark.parametrize(("new", "expected"), [((1, "0.50"), "3.50"), (("0.02", "0.01"), "-1.89")])
def test_price_change_within_the_month_never_gives_back_more_than_was_paid(
    new: tuple[object, str], expected: str
) -> None:
    rules = conventions(unit="day")
    rows = [(Tier(up_to=10, price=D(str(a))), Tier(price=D(b))) for a, b in (("0.20", "0.10"), new)]
    old = version(steps(tiers=table(*rows[0])), rules=rules)
    later = version(steps(tiers=table(*rows[1])), rules=rules, since=date(2021, 6, 3))

    answer = ask(product(old, later), "2021-06-02", 2, daily(10, 1, first="2021-06-02"))

    assert totals(answer) == ["2.00", expected]  # 11 × the new price of the second tier, less 2.00


def test_rates_are_of_the_day() -> None:
    answer = days(table(*ROWS), 12, 12, allowance=5)

    facts = [[fact for fact in each.settlement.facts if type(fact) is Rate] for each in answer.statements]
    assert facts == [[Rate("tiers", 7, 12, D("0.5"))], [Rate("tiers", 7, 12, D("0.1"))]]


def test_labels_of_adjustments() -> None:
    month, year = table(*ROWS), table(*ROWS, counted_over="year")

    line = settlement(days(month, 8, 4), 1).lines[1]

    assert [strategy.label(line, locale) for strategy in (month, year) for locale in ("zh", "en")] == [
        "后付费，本月累计调整",
        "Postpaid, adjustment to the month so far",
        "后付费，本年累计调整",
        "Postpaid, adjustment to the year so far",
    ]


def test_state_comes_back_as_it_was() -> None:
    special = (Tier(up_to=5, price=D(1)), Tier(price=D(1), prices=(MeterPrice(meter="b", price=D(2)),)))
    about = sold(steps(tiers=table(*special, mode="graduated")), meters=True)
    start = china("2021-06-01")
    usage = [
        Used(3, start, start + DAY, "a"),
        Used(4, start, start + DAY, "b"),
        Used(2, start + DAY, start + 2 * DAY, "b"),
    ]
    answer = ask(about, "2021-06-01", 2, usage)

    back = unpacked(about, packed(about, answer.statements[-1].period, answer.carried))

    # Only b has a price of its own somewhere.
    expected = SoFar("2021-06", 9, (("", 3), ("b", 6)), D("13.00"))
    assert back.carried.states == answer.carried.states == {"tiers": expected}


def test_curve_of_a_day_begins_where_the_month_stands() -> None:
    about = sold(steps(tiers=table(*ROWS)))
    before = ask(about, "2021-06-01", 1, daily(8))

    asked = question(about, "2021-06-02", carried=before.carried)
    (curve,) = cost_curves([asked], 30, 40)

    # The tenth unit of the month is the day's second, the twentieth its twelfth.
    assert curve.bends == (2, 12)
    assert [(cliff.units, str(cliff.after)) for cliff in curve.cliffs] == [(2, "-2.50"), (12, "-5.90")]


def bills(asked: Question) -> Iterator[tuple[Bill, TieredPostpaid, Decimal, int]]:
    """Each bill of tiers, with its strategy and what they charged for how many units; none of contact sales."""
    trace: list[Bill] = []
    answer = forecast(asked, trace)
    for statement in answer.statements:
        settled = statement.settlement
        for bill in trace:
            step = statement.version.chain.step(bill.step)
            lines = [line for line in settled.lines if line.step == bill.step]
            priced = [line.amount for line in lines if line.amount is not None]
            known = bill.period is settled.period and len(priced) == len(lines)
            if known and step and isinstance(step.strategy, TieredPostpaid):
                yield bill, step.strategy, sum(priced, D(0)), sum(line.units for line in lines)


@given(questions())
def test_no_bill_is_below_the_bound(asked: Question) -> None:
    for bill, strategy, charged, units in bills(asked):
        unknown = bill._replace(remaining=bill.usage, lines=(), facts=(), orders=(), owned=(), state=None)

        bound = strategy.bound(unknown, {})

        least = Fraction(bound.fixed) - Fraction(bound.slack) + Fraction(bound.rate or 0) * units
        assert Fraction(charged) >= least


def test_graduated_tiers_that_nothing_else_counts_toward_give_nothing_back() -> None:
    (day,) = parts(question(sold(steps(packs=packs({5: 1}), tiers=flat("1"))), "2021-06-02", usage=daily(1, 1)[1:]))
    bill = Bill(
        "a/b", "tiers", conventions(unit="day"), day.period, Account(), tuple(day.usage), tuple(day.usage),
        (), (), (), (), None, D(0), {}, [],
    )  # fmt: skip
    rows = table(*ROWS, mode="graduated", tier_excludes=("packs",))

    # Of 10 units each might cost 0.9 less than it did, of 10 more 0.4.
    assert rows.bound(bill, {"packs": 1, "free": 1}).fixed == D("-13")
    assert rows.bound(bill, {}).fixed == D("-13")
    assert rows.bound(bill, {"packs": 1, "free": 0}).fixed == 0


def order_of(sku: str, quantity: int, placed: datetime) -> Order:
    return Order(sku, quantity, placed)


@st.composite
def months(draw: Any) -> tuple[list[Used], list[Order], tuple[Step, ...]]:
    """Usage of some days and hours of a month, packs bought in it, and a chain that settles them."""
    covering = {
        "free": free(draw(st.integers(0, 20)), draw(st.sampled_from(("day", "month")))),
        "packs": packs({5: 1, 12: 2}, draw(st.sampled_from((Span(days=3), Span(months=1))))),
    }
    excludes = tuple(sorted(draw(st.sets(st.sampled_from(("free", "packs"))))))
    postpaid = draw(any_postpaid(("a", "b"), excludes, over=st.just("month")))
    usage = []
    for day in sorted(draw(st.sets(st.integers(0, 11), max_size=8))):
        for name in draw(st.sets(st.sampled_from("ab"), min_size=1)):
            start = china("2021-06-01") + day * DAY + draw(st.integers(0, 11)) * timedelta(hours=1)
            usage.append(Used(draw(st.integers(1, 30)), start, start + timedelta(hours=12), name))
    hours = st.integers(0, 12 * 24 - 1).map(lambda hour: china("2021-06-01") + timedelta(hours=hour))
    orders = draw(st.lists(st.builds(order_of, st.sampled_from(("5", "12")), st.integers(1, 2), hours), max_size=3))
    return usage, orders, steps(**covering, tiers=postpaid)


@given(months(), st.sampled_from(("day", "hour")))
def test_settling_a_month_by_days_is_settling_it_at_once(month: tuple[Any, ...], unit: Unit) -> None:
    usage, orders, chain = month
    if unit == "hour":  # Two days are enough; each of the twelve hours has its share.
        usage = [used for used in usage if used.start < china("2021-06-03")]
        usage = [piece for used in usage for piece in by_hours(used)]
        orders = [order for order in orders if order.placed < china("2021-06-03")]

    whole = ask(sold(chain, "month", meters=True), "2021-06", 1, usage, orders)
    first, count = ("2021-06-01", 12) if unit == "day" else ("2021-06-01T00+08:00", 48)
    parts = ask(sold(chain, unit, meters=True), first, count, usage, orders)

    if whole.total is not None:
        assert parts.total == whole.total


def by_hours(used: Used) -> Iterator[Used]:
    """The same units, so many in each of twelve hours."""
    assert used.start
    hour = timedelta(hours=1)
    for place in range(12):
        units = used.units * (place + 1) // 12 - used.units * place // 12
        yield used._replace(units=units, start=used.start + place * hour, end=used.start + (place + 1) * hour)


def random_question(chance: random.Random) -> Question:
    """Two or three days of a month with packs on sale, after a day that is settled already."""
    chain = steps(
        free=free(chance.choice([0, 2]), "day"),
        packs=packs(
            {size: chance.randint(1, 20) for size in chance.sample([2, 3, 5, 8], 2)}, Span(days=chance.choice([1, 30]))
        ),
        tiers=random_tiers(chance),
    )
    about = sold(chain)
    before = ask(about, "2021-06-01", 1, daily(chance.randint(0, 15)))
    count = chance.choice([2, 3])
    usage = daily(*[chance.randint(0, 10) for _ in range(count)], first="2021-06-02")
    return question(about, "2021-06-02", count, usage, carried=before.carried)


def random_tiers(chance: random.Random) -> TieredPostpaid:
    per, blocks = chance.choice([(None, None), (4, "whole"), (4, "pro-rata")])
    edges = sorted(chance.sample([4, 8, 12, 20], chance.choice([0, 1, 2])))
    rates = [D(chance.choice(["0.5", "1", "2", "3", "0.333"])) * (per or 1) for _ in range(len(edges) + 1)]
    fees = [chance.choice([None, None, D(3), D(7)]) for _ in rates]
    rows = [Tier(up_to=e, price=p, fee=f) for e, p, f in zip([*edges, None], rates, fees, strict=True)]
    mode = chance.choice(["volume", "graduated"])
    excludes = chance.choice([(), ("free",), ("packs",), ("free", "packs")])
    return table(*rows, mode=mode, tier_excludes=excludes, per=per, blocks=blocks)


@pytest.mark.parametrize("seed", range(60))
def test_advice_equals_brute_force(seed: int) -> None:
    chance = random.Random(seed)
    asked = random_question(chance)
    while not few_plans(asked):
        asked = random_question(chance)

    advice = advise(asked)

    best = min(all_plans(asked), key=lambda plan: (plan.total, len(plan.orders)))
    assert advice.plan
    assert advice.proven
    assert (advice.plan.total, len(advice.plan.orders)) == (best.total, len(best.orders))
