"""The least that is charged over a month, quarter or year."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.account import Account
from ratecard.domain.advice import advise
from ratecard.domain.curve import cost_curves
from ratecard.domain.display import NoteDisplay
from ratecard.domain.forecast import forecast
from ratecard.domain.formula import total_formula
from ratecard.domain.order import Order
from ratecard.domain.period import Unit
from ratecard.domain.question import Used
from ratecard.domain.step import Scope, Step
from ratecard.domain.strategy import Reference
from ratecard.domain.text import Text
from ratecard_minimum_spend.strategy import MinimumSpend
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


def least(
    amount: str = "100",
    over: Any = "month",
    of: tuple[str, ...] = ("flat",),
    unused: Any = "charged",
    first: Any = "whole",
) -> MinimumSpend:
    return MinimumSpend(amount=D(amount), over=over, of=of, unused=unused, first=first)


def charged(
    strategy: MinimumSpend,
    first: str,
    units: Sequence[int],
    unit: Unit = "month",
    activated: str | None = None,
) -> list[str]:
    """What is added in each period, in which so many calls are made at 1 each."""
    about = product(version(steps(flat=flat("1"), least=strategy), rules=conventions(unit=unit)))
    periods = list(about.calendar.periods(about.calendar.named(first), len(units)))
    usage = [Used(number, period=period.id) for number, period in zip(units, periods, strict=True)]
    account = Account(activated=china(activated) if activated else None)
    return of_step(ask(about, first, len(units), usage, account=account), "least")


@pytest.mark.parametrize(
    ("over", "unit", "first", "units", "expected"),
    [
        pytest.param("period", "month", "2021-06", [60, 100, 101, 0], ["40.00", "-", "-", "100.00"], id="period"),
        pytest.param("period", "day", "2021-06-01", [60, 100], ["40.00", "-"], id="period, by day"),
        pytest.param("month", "month", "2021-06", [60, 140], ["40.00", "-"], id="month"),
        pytest.param("month", "day", "2021-02-01", [1] * 27 + [3, 7], ["-"] * 27 + ["70.00", "-"], id="month, by day"),
        pytest.param("quarter", "month", "2021-04", [10, 20, 30, 5], ["-", "-", "40.00", "-"], id="quarter"),
        pytest.param("year", "month", "2021-01", [5] * 12 + [1], ["-"] * 11 + ["40.00", "-"], id="year"),
        pytest.param("year", "month", "2021-01", [50] * 12, ["-"] * 12, id="enough"),
    ],
)
def test_what_is_missing_is_charged_in_the_windows_last_period(
    over: str, unit: Unit, first: str, units: Sequence[int], expected: list[str]
) -> None:
    assert charged(least(over=over), first, units, unit) == expected


@pytest.mark.parametrize(
    ("unused", "units", "expected"),
    [
        ("charged", [0, 0, 0], "100.00"),
        ("free", [0, 0, 0], "-"),
        ("free", [1, 0, 0], "99.00"),
    ],
)
def test_window_without_calls(unused: str, units: Sequence[int], expected: str) -> None:
    assert charged(least(over="quarter", unused=unused), "2021-04", units) == ["-", "-", expected]


@pytest.mark.parametrize(
    ("first", "activated", "start", "expected"),
    [
        pytest.param("whole", "2021-05-17", "2021-04", "80.00", id="whole"),
        # From 17 May on 45 of the quarter's 91 days: 100 × 45 / 91 = 49.45, less the 20 that are spent.
        pytest.param("by-day", "2021-05-17T09:00", "2021-04", "29.45", id="by day"),
        pytest.param("free", "2021-05-17", "2021-04", "-", id="none"),
        pytest.param("free", "2021-04-01T09:00", "2021-04", "70.00", id="on the first day"),
        pytest.param("free", "2020-01-01", "2021-04", "70.00", id="long before"),
        # The forecast begins in May and knows nothing of April: 61 of 91 days, 100 × 61 / 91 = 67.03.
        pytest.param("whole", None, "2021-05", "80.00", id="unknown before, whole"),
        pytest.param("by-day", None, "2021-05", "47.03", id="unknown before, by day"),
        pytest.param("by-day", "2021-04-20", "2021-05", "47.03", id="unknown since the activation"),
        pytest.param("free", None, "2021-05", "-", id="unknown before, none"),
    ],
)
def test_first_window_is_as_first_says(first: str, activated: str | None, start: str, expected: str) -> None:
    months = 4 if start == "2021-04" else 3
    # 10 in each month up to June; from July on another window.
    answer = charged(least(over="quarter", first=first), start, [10] * months, activated=activated)

    assert answer == ["-"] * (months - 2) + [expected, "-"]


def test_nothing_is_due_before_the_activation() -> None:
    assert charged(least(), "2021-06", [10, 10, 10], activated="2021-07-15") == ["-", "90.00", "90.00"]


def test_purchases_and_adjustments_of_the_named_steps_count() -> None:
    chain = steps(packs=packs({100: 30}), flat=flat("1"), least=least(of=("packs", "flat")))
    about = product(version(chain))

    answer = ask(about, "2021-06", 1, [Used(120)], [Order("100", 1, china("2021-06-01"))])

    assert (of_step(answer, "least"), items(answer, "least")) == (["50.00"], ["100.00 - 50.00"])
    assert total_formula(settlement(answer)) == "(120 - 100) × 1 + 30 + 50 = 100"


def test_nothing_is_added_after_contact_sales() -> None:
    about = product(version(steps(tiers=tiers(), least=least("900000", "quarter", ("tiers",)))))
    usage = [Used(2_000_000, period="2021-05")]

    answer = ask(about, "2021-04", 6, usage)

    assert of_step(answer, "least") == ["-", "-", "-", "-", "-", "900000.00"]


def test_step_that_is_there_from_a_day_on_takes_its_first_window_by_day() -> None:
    scope = Scope(since=date(2021, 7, 1))
    chain = (Step("flat", flat("1")), Step("least", least("365", "year", first="by-day"), scope))

    answer = ask(product(version(chain)), "2021-01", 12)

    assert of_step(answer, "least") == ["-"] * 11 + ["184.00"]


@given(
    st.lists(st.integers(0, 60), min_size=12, max_size=12),
    st.integers(1, 30_000),
    st.sampled_from((1, 3, 12)),
    st.sampled_from(("charged", "free")),
    st.sampled_from(("whole", "by-day", "free")),
    st.integers(0, 11),
    st.integers(1, 11),
)
def test_every_window_comes_to_its_minimum_and_no_state_is_lost(
    units: list[int], cents: int, months: int, unused: str, first: str, begin: int, cut: int
) -> None:
    strategy = least(str(D(cents) / 100), {1: "month", 3: "quarter", 12: "year"}[months], unused=unused, first=first)
    about = product(version(steps(flat=flat("1.25"), least=strategy)))
    usage = [Used(number, period=f"2021-{month:02}") for month, number in enumerate(units, 1) if month > begin]
    asked = question(about, f"2021-{begin + 1:02}", 12 - begin, usage)
    days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    expected = Fraction(0)
    for start in range(0, 12, months):
        known = range(max(start, begin), start + months)
        if not len(known):
            continue
        spent = sum((half_up(units[month] * Fraction(5, 4)) for month in known), Fraction(0))
        share = Fraction(sum(days[m] for m in known), sum(days[start : start + months]))
        share = share if share == 1 else {"whole": Fraction(1), "by-day": share, "free": Fraction(0)}[first]
        minimum = half_up(Fraction(cents, 100) * share)
        due = unused == "charged" or any(units[month] for month in known)
        expected += max(spent, minimum) if due else spent

    whole = forecast(asked)

    assert exactly(whole.total) == expected
    if cut < 12 - begin:
        assert settled(split(asked, cut)) == settled([whole])


def test_minimum_ends_where_enough_is_spent_on_the_curve() -> None:
    chain = steps(free=free(1_000), tiers=tiers("graduated"), least=least("500", of=("tiers",)))

    (curve,) = cost_curves([question(product(version(chain)), "2021-06")], 50_000, 60)

    # 1 000 free, then 0.15: 500 is 3 333.33 calls more. The free calls count towards the tier.
    assert [point.total for point in curve.points if point.units in (0, 4_333, 4_334)] == [
        D("500.00"),
        D("500.00"),
        D("500.10"),
    ]
    assert curve.bends == (4_333, 10_000)
    assert curve.cliffs == ()


def test_minimum_of_a_year_bends_the_curve_in_its_last_period_only() -> None:
    about = product(version(steps(flat=flat("1"), least=least("500", "year"))))
    before = ask(about, "2021-01", 11, [Used(10)]).carried

    (november,) = cost_curves([question(about, "2021-11")], 1_000, 10)
    (december,) = cost_curves([question(about, "2021-12", carried=before)], 1_000, 10)

    assert (november.bends, december.bends) == ((), (390,))


def test_advice_is_proven() -> None:
    chain = steps(packs=packs({1_000: 84}), flat=flat("0.15"), least=least("100", of=("packs", "flat")))

    advice = advise(question(product(version(chain)), "2021-06", 1, [Used(1_000)]))

    assert advice.plan
    assert (advice.plan.total, advice.plan.orders != (), advice.proven) == (D("100.00"), True, True)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"amount": "0"}, "amount must be above zero, got 0"),
        ({"amount": "NaN"}, "amount must be above zero, got NaN"),
        ({"of": ()}, "of must name at least one step"),
    ],
)
def test_nonsense_is_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=rf"^{message}$"):
        least(**settings)


def test_texts() -> None:
    strategy = least("1200", "year", ("packs", "flat"), "free", "by-day")
    zh = "每年最低消费 1200，期末补差；没有调用则不收取；期间开通的按天折算"
    en = (
        "At least 1200 each year: what is missing is charged at its end; not charged without any calls;"
        " by days where the window begins earlier than the account"
    )

    assert [strategy.describe(locale) for locale in ("zh", "en")] == [zh, en]
    assert strategy.display() == NoteDisplay(Text(zh, en))
    assert list(strategy.refers_to()) == [Reference(("of", 0), "step", "packs"), Reference(("of", 1), "step", "flat")]
    assert (list(strategy.check()), strategy.offers()) == ([], ())


def test_label_is_the_minimum_less_what_was_spent() -> None:
    about = product(version(steps(flat=flat("1"), least=least())))
    line = settlement(ask(about, "2021-06", 1, [Used(60)])).lines[-1]

    assert [least().label(line, locale) for locale in ("zh", "en")] == [
        "最低消费补差（100.00 - 60.00）",
        "Minimum spend (100.00 - 60.00)",
    ]
