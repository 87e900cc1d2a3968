"""The night rate, by hand and against a count of every single call on the wall clock."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ratecard_night_rate import NightRate

from ratecard.spi import Bill, Line, Outcome, Strategy, Text
from ratecard.testing import Bench, Used

NIGHT, DAY = Decimal("0.05"), Decimal("0.15")
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai", "Africa/Casablanca")


@dataclass(frozen=True, slots=True, kw_only=True)
class ByDay(Strategy):
    """Cover what is left, at the day's price."""

    kind: ClassVar[str] = "by-day"
    title: ClassVar[Text] = Text("日间", "By day")

    def settle(self, bill: Bill) -> Outcome:
        return Outcome((), (bill.line(bill.units, DAY),) if bill.units else ())


def rate(begins: time = time(22), ends: time = time(6), price: Decimal | None = NIGHT, **more: Decimal) -> NightRate:
    return NightRate(begins=begins, ends=ends, price=price, **more)


def bench(zone: str, night: NightRate) -> Bench:
    return Bench((night, ByDay()), zone=zone, currency="EUR")


def lines(zone: str, period: str, used: Used, night: NightRate) -> dict[str, Line]:
    settlement = bench(zone, night).forecast(period, usage=[used]).statements[0].settlement
    return {line.step: line for line in settlement.lines}


def units(found: dict[str, Line]) -> tuple[int, int]:
    """The calls at night and by day."""
    return tuple([found[step].units if step in found else 0 for step in ("night-rate", "by-day")])  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("zone", "period", "calls", "at_night"),
    [
        ("Asia/Shanghai", "2021-06", 720, 240),
        ("Europe/Berlin", "2021-03", 743, 247),  # no 02:00 to 03:00 on the 28th
        ("Europe/Berlin", "2021-10", 745, 249),  # and twice on 31 October
        ("Australia/Lord_Howe", "2021-10", 1487, 31 * 16 - 1),  # half an hour less; two calls an hour
    ],
)
def test_one_call_an_hour(zone: str, period: str, calls: int, at_night: int) -> None:
    found = lines(zone, period, Used(calls), rate())

    assert units(found) == (at_night, calls - at_night)


def test_a_dated_slice_is_cut_where_the_night_begins() -> None:
    start = datetime(2021, 6, 1, 19, tzinfo=UTC)  # 21:00 in Berlin

    found = lines("Europe/Berlin", "2021-06", Used(100, start, start + timedelta(hours=2)), rate())

    assert [(line.units, line.amount) for line in found.values()] == [(50, Decimal("2.50")), (50, Decimal("7.50"))]


@pytest.mark.parametrize(
    ("month", "day", "begins", "ends", "minutes"),
    [
        (3, 28, time(2, 30), time(3, 15), 0),  # 02:30 is skipped, the clock shows 03:30: later than 03:15
        (3, 28, time(2, 30), time(4), 30),  # 03:30 to 04:00
        (3, 28, time(1, 30), time(2, 30), 60),  # 01:30 to 02:00, 03:00 to 03:30
        (10, 31, time(1, 30), time(2, 30), 60),  # to 02:30 for the first time
        (10, 31, time(2, 30), time(3, 30), 120),  # from 02:30 for the first time on
    ],
)
def test_an_edge_at_the_change_of_the_clock(month: int, day: int, begins: time, ends: time, minutes: int) -> None:
    start, end = (
        datetime(2021, month, day, hour, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC) for hour in (0, 12)
    )
    calls = (end - start) // timedelta(minutes=1)

    found = lines("Europe/Berlin", f"2021-{month:02}", Used(calls, start, end), rate(begins, ends))

    assert units(found) == (minutes, calls - minutes)


def at_night(used: Used, night: NightRate, zone: str) -> int:
    """How many of the calls are made at night, each looked up on the wall clock of the zone."""
    assert used.start is not None
    assert used.end is not None
    length = (used.end - used.start) // timedelta(microseconds=1)
    found = 0
    for call in range(used.units):
        instant = Fraction((call + 1) * length, used.units)
        moment = used.start + timedelta(microseconds=-(-instant.numerator // instant.denominator) - 1)
        clock = moment.astimezone(ZoneInfo(zone)).time()
        over_midnight = night.ends < night.begins
        after, before = clock >= night.begins, clock < night.ends
        found += (after or before) if over_midnight else (after and before)
    return found


# From 04:00 on: in these zones the clock is changed before. What a change of the edges themselves does is above.
clock_times = st.builds(time, st.integers(4, 23), st.sampled_from([0, 15, 30, 59]))


@settings(deadline=None, max_examples=150)
@given(
    zone=st.sampled_from(ZONES),
    month=st.integers(1, 12),
    begins=clock_times,
    ends=clock_times,
    calls=st.integers(1, 400),
    dates=st.none() | st.tuples(st.integers(0, 600), st.integers(1, 80), st.integers(0, 3_599_999_999)),
    price=st.decimals(0, 5, places=3),
)
def test_each_call_counts_by_the_wall_clock(
    zone: str, month: int, begins: time, ends: time, calls: int, dates: tuple[int, int, int] | None, price: Decimal
) -> None:
    assume(begins != ends)
    night = rate(begins, ends, price)
    period = bench(zone, night).calendar.named(f"2021-{month:02}")
    start, end = period.start, period.end
    if dates:
        start = period.start + timedelta(hours=dates[0], microseconds=dates[2])
        end = min(start + timedelta(hours=dates[1]), period.end)
    used = Used(calls, start, end)

    found = lines(zone, period.id, used if dates else Used(calls), night)

    counted = at_night(used, night, zone)
    assert units(found) == (counted, calls - counted)
    if counted:
        amount = found["night-rate"].amount
        assert amount is not None
        assert abs(Fraction(amount) - Fraction(price) * counted) <= Fraction(1, 200)


REFUSED: dict[str, tuple[dict[str, object], str]] = {
    "no length": ({"ends": time(22), "price": NIGHT}, "the night must not begin and end at one time, got 22:00 twice"),
    "an offset": (
        {"ends": time(6, tzinfo=UTC), "price": NIGHT},
        "begins and ends are times on the catalog's clock and have no offset",
    ),
    "no price": ({}, "give either price or percent_off"),
    "two prices": ({"price": NIGHT, "percent_off": DAY, "day_price": DAY}, "give either price or percent_off"),
    "off nothing": ({"percent_off": DAY}, "percent_off and day_price go together"),
    "a price by day alone": ({"price": NIGHT, "day_price": DAY}, "percent_off and day_price go together"),
    "below zero": ({"price": Decimal(-1)}, "price must not be below zero, got -1"),
    "more than all": (
        {"percent_off": Decimal(101), "day_price": DAY},
        "percent_off must be from 0 to 100, got 101",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(case: str) -> None:
    given, message = REFUSED[case]

    with pytest.raises(ValueError, match="^" + message.replace(".", r"\.") + "$"):
        NightRate(**{"begins": time(22), "ends": time(6), **given})  # type: ignore[arg-type]


def test_a_percentage_off_the_days_price() -> None:
    night = rate(price=None, percent_off=Decimal(30), day_price=DAY)

    line = lines("Asia/Shanghai", "2021-06", Used(720), night)["night-rate"]

    assert (line.price, line.amount) == (Decimal("0.105"), Decimal("25.20"))


def test_the_step_in_words() -> None:
    by_price, by_share = rate(), rate(price=None, percent_off=Decimal(30), day_price=DAY)

    assert by_price.describe("zh") == "22:00 至次日 06:00 每次 0.05"
    assert by_price.describe("en") == "Calls from 22:00 to 06:00 the next day cost 0.05 each"
    assert by_share.describe("zh") == "22:00 至次日 06:00 每次 0.15，减 30%"
    assert by_share.describe("en") == "Calls from 22:00 to 06:00 the next day cost 30 % less than 0.15 each"
    line = lines("Asia/Shanghai", "2021-06", Used(720), by_price)["night-rate"]
    assert (by_price.label(line, "zh"), by_price.label(line, "en")) == ("夜间价 22:00–06:00", "Night rate 22:00–06:00")


def test_what_a_product_manager_should_look_at() -> None:
    assert list(rate().check()) == []
    assert [warned.code for warned in rate(time(6), time(22)).check()] == ["long-night"]
    nothing_off = rate(price=None, percent_off=Decimal(0), day_price=DAY)
    assert [warned.code for warned in nothing_off.check()] == ["nothing-off"]
