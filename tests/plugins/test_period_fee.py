"""A subscription fee, by period or by window of the calendar."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.account import Account
from ratecard.domain.advice import advise
from ratecard.domain.curve import cost_curves
from ratecard.domain.display import NoteDisplay
from ratecard.domain.formula import line_formula, total_formula
from ratecard.domain.period import Unit
from ratecard.domain.question import Used
from ratecard.domain.step import Scope, Step
from ratecard.domain.text import Text
from ratecard_period_fee.strategy import PeriodFee
from tests.chains import D, ask, china, conventions, flat, free, packs, product, question, settlement, steps, version
from tests.fees import exactly, half_up, of_step


def fee(amount: str = "300", every: Any = "month", first: Any = "whole") -> PeriodFee:
    return PeriodFee(fee=D(amount), every=every, first=first)


def charged(
    strategy: PeriodFee, first: str, count: int, unit: Unit = "month", activated: str | None = None
) -> list[str]:
    about = product(version(steps(fee=strategy, flat=flat("1")), rules=conventions(unit=unit)))
    account = Account(activated=china(activated) if activated else None)
    return of_step(ask(about, first, count, [Used(5)], account=account), "fee")


@pytest.mark.parametrize(
    ("every", "unit", "first", "count", "expected"),
    [
        pytest.param("period", "month", "2021-06", 2, ["300.00"] * 2, id="period"),
        pytest.param("period", "day", "2021-06-01", 2, ["300.00"] * 2, id="period, by day"),
        pytest.param("month", "month", "2021-06", 2, ["300.00"] * 2, id="month"),
        pytest.param("month", "day", "2021-06-30", 3, ["-", "300.00", "-"], id="month, in the bill of its first day"),
        pytest.param("month", "hour", "2021-06-30T23+08:00", 3, ["-", "300.00", "-"], id="month, by hour"),
        pytest.param("quarter", "month", "2021-06", 4, ["-", "300.00", "-", "-"], id="quarter"),
        pytest.param("year", "month", "2021-12", 2, ["-", "300.00"], id="year"),
        pytest.param("day", "month", "2021-02", 1, ["8400.00"], id="28 days"),
        pytest.param("day", "hour", "2021-06-01T23+08:00", 2, ["-", "300.00"], id="day, by hour"),
    ],
)
def test_fee_is_charged_once_for_each_window(
    every: str, unit: Unit, first: str, count: int, expected: list[str]
) -> None:
    assert charged(fee(every=every), first, count, unit) == expected


@pytest.mark.parametrize(
    ("every", "first", "unit", "activated", "start", "count", "expected"),
    [
        pytest.param("month", "whole", "month", "2021-06-15", "2021-05", 3, ["-", "300.00", "300.00"], id="whole"),
        # 15 to 30 June are 16 of 30 days: 300 × 16 / 30.
        pytest.param("month", "by-day", "month", "2021-06-15", "2021-05", 3, ["-", "160.00", "300.00"], id="by day"),
        pytest.param("month", "by-day", "month", "2021-06-15T23:00", "2021-06", 1, ["160.00"], id="by whole days"),
        pytest.param("month", "free", "month", "2021-06-15", "2021-05", 3, ["-", "-", "300.00"], id="free"),
        pytest.param("month", "free", "month", "2021-06-01T23:00", "2021-06", 1, ["300.00"], id="on the first day"),
        pytest.param("month", "free", "month", "2021-06-01", "2021-06", 1, ["300.00"], id="at its start"),
        # 300 × 184 / 365 = 151.2328…
        pytest.param("year", "by-day", "month", "2021-07-01", "2021-06", 3, ["-", "151.23", "-"], id="184 of 365 days"),
        pytest.param("year", "whole", "month", "2021-07-01", "2021-06", 3, ["-", "300.00", "-"], id="a whole year"),
        pytest.param("month", "by-day", "day", "2021-06-15", "2021-06-14", 3, ["-", "160.00", "-"], id="by day, daily"),
        pytest.param("day", "by-day", "month", "2021-06-29T12:00", "2021-06", 1, ["600.00"], id="two days"),
        pytest.param("period", "by-day", "month", "2021-06-30", "2021-06", 2, ["10.00", "300.00"], id="of a period"),
        pytest.param("period", "free", "hour", "2021-06-01T12:30", "2021-06-01T12+08:00", 1, ["300.00"], id="an hour"),
    ],
)  # fmt: skip
def test_account_pays_from_its_activation_on(
    every: str, first: str, unit: Unit, activated: str, start: str, count: int, expected: list[str]
) -> None:
    assert charged(fee(every=every, first=first), start, count, unit, activated) == expected


def test_lines_explain_themselves() -> None:
    strategy = fee(first="by-day")
    about = product(version(steps(fee=strategy, flat=flat("1"))))
    june = settlement(ask(about, "2021-06", 1, [Used(5)], account=Account(activated=china("2021-06-15"))))
    july = settlement(ask(about, "2021-07", 1, [Used(5)]))

    assert [strategy.label(june.lines[0], locale) for locale in ("zh", "en")] == [
        "订阅费（300 × 16 / 30 天）",
        "Subscription fee (300 × 16 / 30 days)",
    ]
    assert strategy.label(july.lines[0], "en") == "Subscription fee"
    assert (line_formula(june, june.lines[0]), total_formula(july)) == ("160", "5 × 1 + 300 = 305")


def test_plans_are_fees_of_account_classes() -> None:
    chain = (
        Step("pro", fee("300"), Scope(account_classes=("pro",))),
        Step("team", fee("900"), Scope(account_classes=("team",))),
        Step("flat", flat("1")),
    )
    about = product(version(chain))

    totals = [ask(about, "2021-06", 1, [Used(5)], account=Account(name)).total for name in ("", "pro", "team")]

    assert totals == [D("5.00"), D("305.00"), D("905.00")]


@given(
    st.sampled_from(("month", "quarter", "year")),
    st.sampled_from(("whole", "by-day", "free")),
    st.integers(0, 365),
    st.integers(0, 100_000),
    st.sampled_from(("month", "day")),
)
def test_years_cost_what_their_days_come_to(every: str, first: str, day: int, cents: int, unit: Unit) -> None:
    """Every day that the account has counts for its share, unless the first window is free or whole."""
    since = date(2021, 1, 1) + timedelta(day)
    amount = Fraction(cents, 100)
    months = {"month": 1, "quarter": 3, "year": 12}[every]
    expected = Fraction(0)
    for start in (date(2021 + m // 12, m % 12 + 1, 1) for m in range(0, 24 if unit == "month" else 12, months)):
        last = start.month - 1 + months
        end = date(start.year + last // 12, last % 12 + 1, 1)
        share = Fraction((end - max(start, since)).days, (end - start).days)
        if 0 < share < 1:
            share = {"whole": Fraction(1), "by-day": share, "free": Fraction(0)}[first]
        expected += half_up(amount * max(share, Fraction(0)))
    about = product(version(steps(fee=fee(str(D(cents) / 100), every, first)), rules=conventions(unit=unit)))
    periods = ("2021-01", 24) if unit == "month" else ("2021-01-01", 365)

    answer = ask(about, *periods, account=Account(activated=china(since.isoformat())))

    assert exactly(answer.total) == expected


def test_curve_is_the_usage_above_the_fee() -> None:
    about = product(version(steps(fee=fee(), free=free(100), flat=flat("0.15"))))

    (curve,) = cost_curves([question(about, "2021-06")], 1_000, 10)

    assert curve.bends == (100,)
    assert (curve.points[0].total, curve.points[-1].total) == (D("300.00"), D("435.00"))


@pytest.mark.parametrize(("name", "total"), [("pro", "384.00"), ("", "84.00")])
def test_advice_counts_the_fee_where_it_is_charged(name: str, total: str) -> None:
    pro = Step("fee", fee(), Scope(account_classes=("pro",)))
    about = product(version((pro, *steps(packs=packs({1_000: 84}), flat=flat("0.15")))))

    advice = advise(question(about, "2021-06", 1, [Used(1_000)], account=Account(name)))

    assert advice.plan
    assert (advice.plan.total, advice.proven, advice.at_least) == (D(total), True, D(total))


@pytest.mark.parametrize("amount", ["-1", "NaN", "Infinity"])
def test_nonsense_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match=rf"^fee must not be below zero, got {amount}$"):
        fee(amount)


@pytest.mark.parametrize(
    ("every", "first", "zh", "en"),
    [
        ("month", "whole", "每月收取订阅费 300，期间开通的付全额",
         "A fee of 300 every month; the whole of it when switched on in between"),
        ("year", "by-day", "每年收取订阅费 300，期间开通的按天折算",
         "A fee of 300 every year; by whole days when switched on in between"),
        ("period", "free", "每账期收取订阅费 300，期间开通的自下一期起付",
         "A fee of 300 every period; from the next one on when switched on in between"),
    ],
)  # fmt: skip
def test_texts(every: str, first: str, zh: str, en: str) -> None:
    strategy = fee(every=every, first=first)

    assert [strategy.describe(locale) for locale in ("zh", "en")] == [zh, en]
    assert strategy.display() == NoteDisplay(Text(zh, en))
    assert (list(strategy.check()), list(strategy.refers_to()), strategy.offers()) == ([], [], ())
