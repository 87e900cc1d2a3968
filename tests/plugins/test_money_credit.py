"""Money that is spent before the account's own."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.account import Account
from ratecard.domain.curve import Cliff, cost_curves
from ratecard.domain.display import NoteDisplay
from ratecard.domain.forecast import forecast
from ratecard.domain.formula import total_formula
from ratecard.domain.hint import hints
from ratecard.domain.ledger import ledger
from ratecard.domain.order import Order
from ratecard.domain.period import Span, Unit
from ratecard.domain.question import Used
from ratecard.domain.strategy import Bound, Reference
from ratecard.domain.text import Text
from ratecard.spi import Bill
from ratecard_money_credit.strategy import MoneyCredit
from tests.chains import (
    D,
    ask,
    china,
    conventions,
    flat,
    free,
    packs,
    product,
    question,
    settlement,
    steps,
    tiers,
    version,
)
from tests.fees import exactly, half_up, items, of_step, settled, split


def credit(
    amount: str = "100",
    every: Any = "once",
    rest: Any = "kept",
    of: tuple[str, ...] = ("flat",),
    from_spend: str | None = None,
    valid_for: Span | None = None,
    last_period: Any = None,
) -> MoneyCredit:
    return MoneyCredit(
        amount=D(amount),
        every=every,
        of=of,
        rest=rest,
        from_spend=None if from_spend is None else D(from_spend),
        valid_for=valid_for,
        last_period=last_period,
    )


def paid(
    strategy: MoneyCredit, first: str, units: Sequence[int], unit: Unit = "month", activated: str | None = None
) -> list[str]:
    """What the credit pays in each period, in which so many calls are made at 1 each."""
    about = product(version(steps(flat=flat("1"), credit=strategy), rules=conventions(unit=unit)))
    periods = list(about.calendar.periods(about.calendar.named(first), len(units)))
    usage = [Used(number, period=period.id) for number, period in zip(units, periods, strict=True)]
    account = Account(activated=china(activated) if activated else None)
    return of_step(ask(about, first, len(units), usage, account=account), "credit")


@pytest.mark.parametrize(
    ("settings", "unit", "first", "units", "expected"),
    [
        pytest.param({}, "month", "2021-06", [60, 0, 30, 30, 5], ["-60.00", "-", "-30.00", "-10.00", "-"], id="once"),
        pytest.param({"every": "period"}, "month", "2021-06", [60, 120], ["-60.00", "-100.00"], id="each period"),
        pytest.param({"every": "month"}, "day", "2021-06-29", [60, 60, 60], ["-60.00", "-40.00", "-60.00"], id="month"),
        pytest.param({"every": "quarter"}, "month", "2021-05", [60, 60, 60], ["-60.00", "-40.00", "-60.00"],
                     id="quarter"),
        pytest.param({"every": "year"}, "month", "2021-11", [60, 60, 60], ["-60.00", "-40.00", "-60.00"], id="year"),
        pytest.param({"rest": "lost"}, "month", "2021-06", [0, 60, 60], ["-", "-60.00", "-"], id="a coupon"),
        pytest.param({"rest": "lost", "every": "quarter"}, "month", "2021-05", [60, 60, 60], ["-60.00", "-", "-60.00"],
                     id="a coupon each quarter"),
        pytest.param({"from_spend": "60"}, "month", "2021-06", [59, 60, 59, 70], ["-", "-60.00", "-", "-40.00"],
                     id="from so much on"),
        pytest.param({"rest": "lost", "from_spend": "60"}, "month", "2021-06", [59, 60, 90], ["-", "-60.00", "-"],
                     id="a coupon from so much on"),
        pytest.param({"amount": "10.009"}, "month", "2021-06", [60], ["-10.00"], id="no part of a hundredth"),
    ],
)  # fmt: skip
def test_credit(settings: dict[str, Any], unit: Unit, first: str, units: Sequence[int], expected: list[str]) -> None:
    assert paid(credit(**settings), first, units, unit) == expected


@pytest.mark.parametrize(
    ("last_period", "activated", "expected"),
    [
        # 90 days from 15 June on: until 13 September.
        pytest.param("paid", "2021-06-15", ["-", "-10.00", "-10.00", "-10.00", "-10.00", "-"], id="paid"),
        pytest.param("unpaid", "2021-06-15", ["-", "-10.00", "-10.00", "-10.00", "-", "-"], id="unpaid"),
        # From 3 July on until just the end of September.
        pytest.param("paid", "2021-07-03", ["-", "-", "-10.00", "-10.00", "-10.00", "-"], id="to the end, paid"),
        pytest.param("unpaid", "2021-07-03", ["-", "-", "-10.00", "-10.00", "-10.00", "-"], id="to the end, unpaid"),
        pytest.param("paid", None, ["-"] * 6, id="activated before anything asked about"),
    ],
)
def test_credit_is_valid_from_the_activation_on(last_period: str, activated: str | None, expected: list[str]) -> None:
    strategy = credit(valid_for=Span(days=90), last_period=last_period)

    assert paid(strategy, "2021-05", [10] * 6, activated=activated) == expected


@pytest.mark.parametrize("every", ["once", "month"])
def test_nothing_is_granted_before_the_activation(every: str) -> None:
    assert paid(credit(every=every), "2021-05", [10] * 3, activated="2021-06-15") == ["-", "-10.00", "-10.00"]


def test_line_shows_what_is_left() -> None:
    strategy = credit()
    answer = ask(product(version(steps(flat=flat("1"), credit=strategy))), "2021-06", 2, [Used(60)])

    assert items(answer, "credit") == ["40.00", "0.00"]
    assert [strategy.label(settlement(answer).lines[-1], locale) for locale in ("zh", "en")] == [
        "代金券抵扣，余 40.00",
        "Credit, 40.00 left",
    ]
    assert total_formula(settlement(answer, 1)) == "60 × 1 - 40 = 20"


def test_credit_pays_the_named_steps_alone() -> None:
    chain = steps(packs=packs({100: 30}), flat=flat("1"), calls=credit("15"), all=credit("1000", of=("packs", "flat")))
    usage = [Used(20, china("2021-06-01"), china("2021-06-02"))]
    orders = [Order("100", 1, china("2021-06-10"))]

    answer = ask(product(version(chain)), "2021-06", 1, usage, orders)

    assert (of_step(answer, "calls"), of_step(answer, "all")) == (["-15.00"], ["-50.00"])
    assert [(entry.kind, entry.amount) for entry in ledger(answer)] == [("purchase", D("30.00")), ("charge", D("-45"))]


def test_contact_sales_of_any_step_leave_the_credit_alone() -> None:
    chain = steps(packs=packs({100: 30}), tiers=tiers(excludes=()), credit=credit(of=("packs",)))
    orders = [Order("100", 1, china("2021-06-10")), Order("100", 1, china("2021-07-10"))]

    answer = ask(product(version(chain)), "2021-06", 2, [Used(2_000_000, period="2021-06")], orders)

    assert of_step(answer, "credit") == ["-", "-30.00"]


@given(
    st.lists(st.integers(0, 60), min_size=8, max_size=8),
    st.integers(1, 9_000),
    st.sampled_from(("period", "month", "quarter", "year", "once")),
    st.sampled_from(("kept", "lost")),
    st.none() | st.integers(1, 6_000),
    st.integers(1, 7),
)
def test_no_more_is_paid_than_granted_and_no_state_is_lost(
    units: list[int], cents: int, every: str, rest: str, since: int | None, cut: int
) -> None:
    strategy = credit(str(D(cents) / 100), every, rest, from_spend=None if since is None else str(D(since) / 100))
    about = product(version(steps(flat=flat("1.255"), credit=strategy)))
    months = [(2021, 8), (2021, 9), (2021, 10), (2021, 11), (2021, 12), (2022, 1), (2022, 2), (2022, 3)]
    usage = [Used(n, period=f"{year}-{month:02}") for n, (year, month) in zip(units, months, strict=True)]
    asked = question(about, "2021-08", 8, usage)
    windows: dict[object, Fraction] = {}
    expected = []
    for number, (year, month) in zip(units, months, strict=True):
        window = {"quarter": (year, (month + 2) // 3), "year": year, "once": "once"}.get(every, (year, month))
        left = windows.setdefault(window, Fraction(cents, 100))
        spent = half_up(number * Fraction(1255, 1000))
        pays = min(left, spent) if spent >= Fraction(since or 0, 100) else Fraction(0)
        windows[window] = Fraction(0) if pays and rest == "lost" else left - pays
        expected.append(spent - pays)

    whole = forecast(asked)

    assert [exactly(statement.settlement.total) for statement in whole.statements] == expected
    assert min(expected) >= 0
    assert settled(split(asked, cut)) == settled([whole])


@given(st.integers(0, 200), st.integers(1, 9_000), st.sampled_from(("month", "once")))
def test_bound_is_never_above_what_it_pays(units: int, cents: int, every: str) -> None:
    strategy = credit(str(D(cents) / 100), every)
    trace: list[Bill] = []

    answer = forecast(question(product(version(steps(flat=flat("1"), credit=strategy))), "2021-06", 2, [Used(units)]),
                      trace)  # fmt: skip

    for bill, statement in zip(trace[1::2], answer.statements, strict=True):
        bound = strategy.bound(bill, {})
        assert bound == Bound(0, fixed=-D(cents) / 100)
        assert units + exactly(bound.fixed) <= exactly(statement.settlement.total)


def test_bound_of_a_credit_that_has_lapsed_is_nothing() -> None:
    strategy = credit(valid_for=Span(days=1), last_period="paid")
    trace: list[Bill] = []
    forecast(question(product(version(steps(flat=flat("1"), credit=strategy))), "2021-06"), trace)

    assert strategy.bound(trace[-1], {}) == Bound(0)


def test_curve_bends_where_a_credit_is_used_up() -> None:
    chain = steps(free=free(100), flat=flat("0.15"), credit=credit("30"))

    (curve,) = cost_curves([question(product(version(chain)), "2021-06")], 10_000, 40)

    # 200 calls are 30.
    assert (curve.bends, curve.cliffs) == ((300,), ())


def test_curve_falls_where_a_coupon_begins() -> None:
    about = product(version(steps(flat=flat("0.15"), credit=credit("30", from_spend="300"))))

    (curve,) = cost_curves([question(about, "2021-06")], 10_000, 40)

    # 299.85 before, 270 after, which is what 1 800 calls cost.
    assert curve.cliffs == (Cliff(1_999, D("299.85"), D("270.00"), 1_801),)
    assert [(h.more, h.saving) for h in hints(ask(about, "2021-06", 1, [Used(1_900)]))] == [(100, D("15.00"))]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"amount": "0"}, "amount must be above zero, got 0"),
        ({"amount": "Infinity"}, "amount must be above zero, got Infinity"),
        ({"of": ()}, "of must name at least one step"),
        ({"from_spend": "-1"}, "from_spend must be above zero, got -1"),
        ({"every": "month", "valid_for": Span(days=1), "last_period": "paid"},
         "valid_for is for a credit granted once; one granted every month ends with it"),
        ({"valid_for": Span(), "last_period": "paid"}, "valid_for must be longer than nothing"),
        ({"valid_for": Span(days=-1), "last_period": "paid"}, "valid_for must be longer than nothing"),
        ({"valid_for": Span(days=1)}, "valid_for and last_period belong together: give both, or neither"),
        ({"last_period": "paid"}, "valid_for and last_period belong together: give both, or neither"),
    ],
)  # fmt: skip
def test_nonsense_is_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=rf"^{message}$"):
        credit(**settings)


@pytest.mark.parametrize(
    ("settings", "zh", "en"),
    [
        ({}, "一次性赠送代金券 100", "A credit of 100 once"),
        ({"every": "month", "rest": "lost"},
         "每月赠送代金券 100，限用一次", "A credit of 100 every month, usable once"),
        ({"valid_for": Span(years=1, months=2, days=1), "last_period": "paid", "from_spend": "300"},
         "一次性赠送代金券 100，有效期 1 年 2 个月 1 天，消费满 300 可用",
         "A credit of 100 once, valid for 1 year 2 months 1 day, from 300 on"),
    ],
)  # fmt: skip
def test_texts(settings: dict[str, Any], zh: str, en: str) -> None:
    strategy = credit(**settings)

    assert [strategy.describe(locale) for locale in ("zh", "en")] == [zh, en]
    assert strategy.display() == NoteDisplay(Text(zh, en))
    assert list(strategy.refers_to()) == [Reference(("of", 0), "step", "flat")]
    assert (list(strategy.check()), strategy.offers()) == ([], ())
