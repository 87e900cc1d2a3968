"""Units at no charge, in every hour, day, month or year, or once."""

import pytest

from ratecard.domain.bill import Bill
from ratecard.domain.display import AllowanceDisplay
from ratecard.domain.forecast import forecast
from ratecard.domain.period import Unit
from ratecard.domain.question import Used
from tests.chains import ask, china, conventions, flat, free, product, question, settlement, steps, version


def covered(every: str, unit: Unit, first: str, count: int, units: int, each: int) -> list[int]:
    """How many of `each` calls a period are free, when `units` are granted."""
    about = product(version(steps(free=free(units, every), flat=flat("1")), rules=conventions(unit=unit)))
    answer = ask(about, first, count, [Used(each)])
    return [sum(line.units for line in s.settlement.lines if line.step == "free") for s in answer.statements]


@pytest.mark.parametrize(
    ("every", "unit", "first", "count", "units", "each", "expected"),
    [
        pytest.param("month", "month", "2021-06", 3, 10, 15, [10, 10, 10], id="each month anew"),
        pytest.param("month", "month", "2021-06", 2, 10, 7, [7, 7], id="lost when not used"),
        pytest.param("once", "month", "2021-06", 4, 10, 4, [4, 4, 2, 0], id="once"),
        pytest.param("year", "month", "2021-11", 4, 10, 8, [8, 2, 8, 2], id="a year, over its end"),
        pytest.param("month", "day", "2021-06-29", 4, 10, 6, [6, 4, 6, 4], id="a month, by day"),
        pytest.param("day", "hour", "2021-06-01T22+08:00", 4, 10, 6, [6, 4, 6, 4], id="a day, by hour"),
        # 30 calls in June: one a day, of which the day's allowance covers one.
        pytest.param("day", "month", "2021-06", 1, 1, 30, [30], id="a day, by month"),
        pytest.param("day", "month", "2021-06", 1, 1, 60, [30], id="no more than a day has"),
        pytest.param("hour", "day", "2021-06-01", 2, 1, 48, [24, 24], id="an hour, by day"),
        pytest.param("month", "month", "2021-06", 1, 0, 5, [0], id="nothing"),
    ],
)
def test_allowance_is_granted_whole_and_lost_at_its_end(
    every: str, unit: Unit, first: str, count: int, units: int, each: int, expected: list[int]
) -> None:
    assert covered(every, unit, first, count, units, each) == expected


def test_allowance_is_a_lot_of_its_month() -> None:
    about = product(version(steps(free=free(10), flat=flat("1"))))

    settled = settlement(ask(about, "2021-06", 1, [Used(4)]))

    [lot] = settled.balances
    assert (lot.step, lot.lot, lot.size, lot.before, lot.after) == ("free", "2021-06", 10, 10, 6)
    assert (lot.effective, lot.expires) == (china("2021-06-01"), china("2021-07-01"))
    assert [(expiry.units, expiry.at) for expiry in settled.expiries] == [(6, china("2021-07-01"))]


def test_nothing_is_carried_past_the_end_of_an_allowance() -> None:
    about = product(version(steps(free=free(10), flat=flat("1"))))

    assert ask(about, "2021-06", 1, [Used(4)]).carried.states == {}


def test_allowance_starts_whole_in_mid_year() -> None:
    assert covered("year", "month", "2021-12", 2, 10, 15) == [10, 10]


def test_breakpoint_is_where_the_allowance_ends() -> None:
    about = product(version(steps(gift=free(3, "once"), free=free(10), flat=flat("1"))))
    trace: list[Bill] = []

    forecast(question(about, "2021-06", 1, [Used(20)]), trace)

    assert [
        list(step.strategy.breakpoints(bill)) for step, bill in zip(about.versions[0].chain.steps, trace, strict=True)
    ] == [
        [3],
        [13],
        [],
    ]


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^units must not be below zero, got -1$"):
        free(-1)


@pytest.mark.parametrize(
    ("every", "zh", "en"),
    [
        ("hour", "每小时免费 5 次，到期作废", "5 calls free an hour, lost when not used"),
        ("day", "每天免费 5 次，到期作废", "5 calls free a day, lost when not used"),
        ("month", "每月免费 5 次，到期作废", "5 calls free a month, lost when not used"),
        ("year", "每年免费 5 次，到期作废", "5 calls free a year, lost when not used"),
        ("once", "一次性免费 5 次", "5 calls free once"),
    ],
)
def test_texts(every: str, zh: str, en: str) -> None:
    strategy = free(5, every)

    assert [strategy.describe(locale) for locale in ("zh", "en")] == [zh, en]
    assert strategy.display() == AllowanceDisplay(5, every)


def test_label_of_a_line() -> None:
    about = product(version(steps(free=free(10), flat=flat("1"))))
    [line] = settlement(ask(about, "2021-06", 1, [Used(4)])).lines

    assert [free().label(line, locale) for locale in ("zh", "en")] == ["免费额度", "Free allowance"]
    assert (list(free().check()), list(free().refers_to()), free().offers()) == ([], [], ())
