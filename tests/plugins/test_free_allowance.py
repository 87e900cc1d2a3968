"""Units at no charge, in every hour, day, month or year, or once."""

from datetime import timedelta
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.account import Account
from ratecard.domain.advice import advise
from ratecard.domain.bill import Bill
from ratecard.domain.display import AllowanceDisplay
from ratecard.domain.forecast import forecast
from ratecard.domain.period import Span, Unit
from ratecard.domain.question import Used
from ratecard.domain.strategy import Bound, Reference
from ratecard.service.state import packed, unpacked
from ratecard_free_allowance.strategy import FreeAllowance
from tests.chains import (
    D,
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


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("once", "month", [10, 5, 5], id="what was granted once keeps no month from its own"),
        pytest.param("year", "month", [10, 5, 5], id="nor does a year's"),
        pytest.param("month", "once", [10, 5, 0], id="and a month's is not granted once"),
        pytest.param("year", "year", [10, 6, 0], id="a year's that is left goes on"),
    ],
)
def test_a_later_version_grants_by_its_own_rule(before: str, after: str, expected: list[int]) -> None:
    old = version(steps(free=free(16 if after == "year" else 10, before), flat=flat("1")))
    new = version(steps(free=free(5, after), flat=flat("1")), since=china("2021-07-01T12:00").date())

    answer = ask(product(old, new), "2021-06", 3, [Used(10)])

    assert [
        sum(line.units for line in s.settlement.lines if line.step == "free") for s in answer.statements
    ] == expected


def test_what_is_left_of_a_grant_is_told_where_a_version_grants_nothing_more() -> None:
    old = version(steps(free=free(10, "year"), flat=flat("1")))
    new = version(steps(free=free(0, "year"), flat=flat("1")), since=china("2021-07-01T12:00").date())

    answer = ask(product(old, new), "2021-06", 2, [Used(4)])

    assert [lot.after for lot in answer.carried.kept] == [2]
    assert answer.total == 0


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
    assert (list(free().check()), free().offers()) == ([], ())


def allowance(units: int = 10, every: str = "month", **settings: object) -> FreeAllowance:
    return FreeAllowance(units=units, every=every, **settings)  # type: ignore[arg-type]


def once(activated: str | None, valid_for: Span | None, first: str = "2021-06", count: int = 4) -> list[int]:
    """How many calls of each period are free, of one a day, when 40 are granted once."""
    about = product(version(steps(free=allowance(40, "once", valid_for=valid_for), flat=flat("1"))))
    account = Account(activated=china(activated)) if activated else Account()
    calendar = about.calendar
    periods = tuple(calendar.periods(calendar.named(first), count))
    usage = [Used((period.end - period.start).days, period=period.id) for period in periods]
    answer = ask(about, first, count, usage, account=account)
    return [sum(line.units for line in s.settlement.lines if line.step == "free") for s in answer.statements]


@pytest.mark.parametrize(
    ("activated", "valid_for", "expected"),
    [
        pytest.param(None, None, [30, 10, 0, 0], id="at the start where nothing is known"),
        pytest.param("2021-06-16", None, [15, 25, 0, 0], id="when it is switched on"),
        pytest.param("2021-07-11", None, [0, 21, 19, 0], id="in a later month"),
        pytest.param("2022-01-01", None, [0, 0, 0, 0], id="after all of them"),
        pytest.param("2019-01-01", None, [30, 10, 0, 0], id="long ago, and for ever"),
        pytest.param(None, Span(years=9), [0, 0, 0, 0], id="before anything asked about: lapsed"),
        pytest.param("2021-06-11", Span(days=30), [20, 10, 0, 0], id="30 days"),
        pytest.param("2021-05-11", Span(months=2), [30, 10, 0, 0], id="two months, since before"),
        pytest.param("2021-05-11", Span(months=1), [10, 0, 0, 0], id="a month, the rest of it"),
        pytest.param("2021-05-01", Span(months=1), [0, 0, 0, 0], id="over when the first month begins"),
        pytest.param("2016-06-16", Span(years=5), [15, 0, 0, 0], id="five years"),
    ],
)
def test_once_is_counted_from_when_the_product_is_switched_on(
    activated: str | None, valid_for: Span | None, expected: list[int]
) -> None:
    assert once(activated, valid_for) == expected


def test_once_is_not_granted_again_when_it_has_lapsed_nor_from_the_state() -> None:
    about = product(version(steps(free=allowance(10, "once", valid_for=Span(days=40)), flat=flat("1"))))
    account = Account(activated=china("2021-06-01"))

    first = ask(about, "2021-06", 1, [Used(4)], account=account)
    carried = unpacked(about, packed(about, first.statements[0].period, first.carried)).carried
    second = ask(about, "2021-07", 2, [Used(31)], account=account, carried=carried)

    assert carried.states == first.carried.states
    # 31 calls in July, one a day: those of 9 days and some hours, but 6 are left.
    assert [line.units for s in second.statements for line in s.settlement.lines if line.step == "free"] == [6]
    assert second.carried.states == {}
    assert [expiry.units for s in first.statements for expiry in s.settlement.expiries] == []


METERS = (meter("a"), meter("b"), meter("c"))


def split(every: str, *usage: Used, units: int = 10, first: str = "2021-06") -> dict[str, int]:
    """How many calls of each meter are free."""
    about = product(version(steps(free=allowance(units, every, share="proportional"), flat=flat("1")), meters=METERS))
    lines = settlement(ask(about, first, 1, usage)).lines
    return {line.meter: line.units for line in lines if line.step == "free"}


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ((30, 10, 0), {"a": 8, "b": 2}),  # 7.5 and 2.5: of equal remainders the first meter's
        ((20, 20, 20), {"a": 4, "b": 3, "c": 3}),
        ((97, 2, 1), {"a": 10}),  # 9.7, 0.2, 0.1
        ((3, 4, 2), {"a": 3, "b": 4, "c": 2}),  # no more than there are
        ((5, 3, 2), {"a": 5, "b": 3, "c": 2}),
        ((0, 0, 0), {}),
    ],
)
def test_allowance_is_split_in_proportion(units: tuple[int, int, int], expected: dict[str, int]) -> None:
    usage = [Used(each, meter=name) for name, each in zip("abc", units, strict=True) if each]

    assert split("month", *usage) == expected


def test_within_a_meter_the_earliest_are_free() -> None:
    about = product(
        version(steps(free=allowance(share="proportional"), gift=free(100, "once"), flat=flat("1")), meters=METERS)
    )
    june, half = china("2021-06-01"), china("2021-06-16")
    usage = [
        Used(20, half, china("2021-07-01"), "a"),
        Used(10, june, half, "b"),
        Used(10, half, china("2021-07-01"), "b"),
    ]

    answer = ask(about, "2021-06", 1, usage)

    [lot, rest] = settlement(answer).balances
    assert [(piece.start, piece.meter, piece.first, piece.last) for piece in lot.taken] == [
        (june, "b", 0, 5),
        (half, "a", 0, 5),
    ]
    assert (lot.after, rest.before - rest.after) == (0, 30)


def test_each_days_allowance_is_split_by_the_days_units() -> None:
    days = [china(f"2021-06-0{day}") for day in (1, 2, 3)]
    usage = [
        Used(15, days[0], days[1], "a"),
        Used(5, days[0], days[1], "b"),
        Used(30, days[1], days[2], "b"),
    ]

    # 10 each day: 8 (7.5) and 2 on the first, 10 of b on the second; of the whole month it were 3 and 7.
    assert split("day", *usage) == {"a": 8, "b": 12}
    assert split("month", *usage) == {"a": 3, "b": 7}


def test_what_a_year_has_left_is_split_each_month_by_the_months_units() -> None:
    about = product(version(steps(free=allowance(30, "year", share="proportional"), flat=flat("1")), meters=METERS))
    usage = [
        Used(20, meter="a", period="2021-06"),
        Used(6, meter="a", period="2021-07"),
        Used(12, meter="b", period="2021-07"),
    ]

    answer = ask(about, "2021-06", 2, usage)

    free_lines = [
        [(line.meter, line.units) for line in s.settlement.lines if line.step == "free"] for s in answer.statements
    ]
    assert free_lines == [[("a", 20)], [("a", 3), ("b", 7)]]


def test_order_covers_the_earliest_of_any_meter() -> None:
    about = product(version(steps(free=allowance(share="order"), flat=flat("1")), meters=METERS))
    june, half, july = china("2021-06-01"), china("2021-06-16"), china("2021-07-01")

    settled = settlement(ask(about, "2021-06", 1, [Used(20, half, july, "a"), Used(8, june, half, "b")]))

    assert [(piece.meter, piece.units) for piece in settled.balances[0].taken] == [("b", 8), ("a", 2)]


@given(
    st.integers(0, 60),
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 9), st.integers(0, 29)), max_size=8),
    st.sampled_from(["day", "month"]),
)
def test_split_equals_a_computation_with_fractions(units: int, calls: list[tuple[str, int, int]], every: str) -> None:
    sums: dict[tuple[int, str], int] = {}
    for name, each, day in calls:
        sums[day, name] = sums.get((day, name), 0) + each
    june = china("2021-06-01")
    usage = [
        Used(each, june + day * timedelta(1), june + (day + 1) * timedelta(1), name)
        for (day, name), each in sums.items()
    ]

    found = split(every, *usage, units=units)

    expected = dict.fromkeys("abc", 0)
    for window in range(30) if every == "day" else [None]:
        of = {n: sum(e for (d, m), e in sums.items() if m == n and window in (None, d)) for n in "abc"}
        total = sum(of.values())
        covered = min(units, total)
        exact = {name: Fraction(covered * of[name], total) if total else Fraction(0) for name in of}
        given_out = {name: floor(part) for name, part in exact.items()}
        while sum(given_out.values()) < covered:
            name = max(exact, key=lambda name: (exact[name] - given_out[name], -ord(name)))
            given_out[name] += 1
        for name, part in given_out.items():
            expected[name] += part
    assert found == {name: part for name, part in expected.items() if part}


def test_advice_knows_what_an_allowance_of_an_account_covers() -> None:
    chain = steps(free=allowance(40, "once", valid_for=Span(days=30)), packs=packs({50: 20}), flat=flat("1"))
    asked = question(product(version(chain)), "2021-06", 2, [Used(60)], account=Account(activated=china("2021-06-01")))

    advice = advise(asked)

    # 40 of June's 60 are free: 20 and 60 are left, which two packs would cover for 40, and one for 20 with 30 by call.
    assert advice.plan
    assert (advice.plan.total, advice.proven) == (D("40.00"), True)


def test_an_allowance_that_is_not_there_bends_nothing() -> None:
    about = product(version(steps(free=allowance(40, "once", valid_for=Span(days=30)), flat=flat("1"))))
    trace: list[Bill] = []

    forecast(question(about, "2021-06", 1, [Used(20)]), trace)

    assert list(allowance(40, "once", valid_for=Span(days=30)).breakpoints(trace[0])) == []
    assert allowance(40, "once", valid_for=Span(days=30)).bound(trace[0], {}) == Bound(0)


def test_share_must_be_said_where_there_are_several_meters() -> None:
    assert list(allowance().refers_to()) == [Reference(("share",), "one-meter", "order or proportional")]
    assert list(allowance(share="order").refers_to()) == []


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"valid_for": Span(days=1)}, 'valid_for is for an allowance that is granted once: every = "once"'),
        ({"every": "once", "valid_for": Span()}, "valid_for must be longer than nothing"),
    ],
)
def test_a_validity_that_can_not_be_is_refused(settings: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011  # the whole sentence is compared
        allowance(**settings)  # type: ignore[arg-type]

    assert str(raised.value) == sentence


def test_texts_of_a_validity() -> None:
    strategy = allowance(5, "once", valid_for=Span(years=1, days=3))

    assert [strategy.describe(locale) for locale in ("zh", "en")] == [
        "一次性免费 5 次，开通后 1 年 3 天内有效",
        "5 calls free once, for 1 year 3 days after the product is switched on",
    ]


def test_texts_of_a_share_and_of_a_single_call() -> None:
    strategy = allowance(1, "hour", share="proportional")

    assert [strategy.describe(locale) for locale in ("zh", "en")] == [
        "每小时免费 1 次，到期作废，按各接口调用量比例抵扣",
        "1 call free an hour, lost when not used, split in proportion to each meter's calls",
    ]
