"""Periods, spans and calendars."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.errors import OutOfTime
from ratecard.domain.period import Calendar, Period, Span, Unit
from ratecard.domain.question import Used
from tests.chains import NEW_YORK, SHANGHAI, ask, china, conventions, flat, product, steps, version

HOUR = timedelta(hours=1)
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
CAIRO = ZoneInfo("Africa/Cairo")
ZONES = (SHANGHAI, NEW_YORK, LORD_HOWE, CAIRO, ZoneInfo("Asia/Kolkata"), ZoneInfo("America/Havana"), ZoneInfo("UTC"))
UNITS: tuple[Unit, ...] = ("hour", "day", "month", "year")


@pytest.mark.parametrize(
    ("zone", "unit", "id", "start", "end"),
    [
        pytest.param(SHANGHAI, "month", "2021-06", "2021-05-31T16:00", "2021-06-30T16:00", id="month"),
        pytest.param(SHANGHAI, "month", "2021-12", "2021-11-30T16:00", "2021-12-31T16:00", id="december"),
        pytest.param(SHANGHAI, "day", "2021-06-01", "2021-05-31T16:00", "2021-06-01T16:00", id="day"),
        pytest.param(SHANGHAI, "year", "2021", "2020-12-31T16:00", "2021-12-31T16:00", id="year"),
        pytest.param(SHANGHAI, "hour", "2021-06-01T05+08:00", "2021-05-31T21:00", "2021-05-31T22:00", id="hour"),
        pytest.param(NEW_YORK, "month", "2021-03", "2021-03-01T05:00", "2021-04-01T04:00", id="743 hours"),
        pytest.param(NEW_YORK, "month", "2021-11", "2021-11-01T04:00", "2021-12-01T05:00", id="721 hours"),
        pytest.param(NEW_YORK, "hour", "2021-11-07T01-04:00", "2021-11-07T05:00", "2021-11-07T06:00", id="first 1 am"),
        pytest.param(NEW_YORK, "hour", "2021-11-07T01-05:00", "2021-11-07T06:00", "2021-11-07T07:00", id="second 1 am"),
        pytest.param(CAIRO, "day", "2024-04-26", "2024-04-25T22:00", "2024-04-26T21:00", id="a day without midnight"),
        pytest.param(CAIRO, "day", "2024-10-31", "2024-10-30T21:00", "2024-10-31T22:00", id="a day of 25 hours"),
        # Lord Howe shifts by half an hour: the hour in which it does has the rest.
        pytest.param(LORD_HOWE, "hour", "2021-04-04T01+11:00", "2021-04-03T14:00", "2021-04-03T15:30", id="90 minutes"),
        pytest.param(LORD_HOWE, "hour", "2021-10-03T01+10:30", "2021-10-02T14:30", "2021-10-02T16:00", id="90 again"),
    ],
)
def test_period_has_the_edges_of_the_wall_clock(zone: ZoneInfo, unit: Unit, id: str, start: str, end: str) -> None:
    calendar = Calendar(zone, unit)

    period = calendar.named(id)

    edges = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (start, end)]
    assert period == Period(edges[0], edges[1], id)
    assert str(period) == id


@given(
    st.sampled_from(ZONES),
    st.sampled_from(UNITS),
    st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # bounds are naive
    | st.sampled_from(
        [datetime(2021, m, d, h, 40, tzinfo=UTC) for m, d in ((4, 3), (10, 2)) for h in (13, 14, 15, 16)]
    ),
)
def test_every_instant_of_a_period_is_in_that_period_only(zone: ZoneInfo, unit: Unit, instant: datetime) -> None:
    check_period_of(Calendar(zone, unit), instant)


@pytest.mark.parametrize("day", [date(2021, 4, 3), date(2021, 10, 2)])
def test_every_instant_is_in_one_hour_where_the_clock_shifts_by_half_an_hour(day: date) -> None:
    calendar = Calendar(LORD_HOWE, "hour")
    start = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)

    for minute in range(0, 360, 5):
        check_period_of(calendar, start + timedelta(minutes=minute))


def check_period_of(calendar: Calendar, instant: datetime) -> None:
    period = calendar.containing(instant)

    others = [calendar.containing(at) for at in (period.start, (period.end - period.start) / 2 + period.start)]

    assert period.start <= instant < period.end
    assert others == [period, period]
    assert calendar.containing(period.end).start == period.end
    assert calendar.named(period.id) == period


@given(st.sampled_from(ZONES), st.sampled_from(UNITS), st.integers(0, 400_000))
def test_periods_meet_without_gap(zone: ZoneInfo, unit: Unit, hours: int) -> None:
    calendar = Calendar(zone, unit)
    first = calendar.containing(datetime(1990, 1, 1, tzinfo=UTC) + hours * HOUR)

    periods = list(calendar.periods(first, 30))

    assert periods[0] == first
    assert [period.start for period in periods[1:]] == [period.end for period in periods[:-1]]
    assert len({period.id for period in periods}) == 30


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        ("2021-06-01T10:20", Span(years=1), "2022-06-01T10:20"),
        ("2024-02-29T10:20", Span(years=1), "2025-02-28T10:20"),
        ("2024-02-29T10:20", Span(years=4), "2028-02-29T10:20"),
        ("2021-01-31T00:00", Span(months=1), "2021-02-28T00:00"),
        ("2023-12-31T00:00", Span(months=2), "2024-02-29T00:00"),
        ("2021-11-30T00:00", Span(months=13), "2022-12-30T00:00"),
        ("2021-12-31T23:00", Span(days=1), "2022-01-01T23:00"),
        ("2024-02-28T00:00", Span(years=1, months=1, days=3), "2025-03-31T00:00"),
    ],
)
def test_span_keeps_the_time_of_day_and_fits_the_month(start: str, span: Span, end: str) -> None:
    assert span.after(datetime.fromisoformat(start)) == datetime.fromisoformat(end)


@pytest.mark.parametrize(
    ("span", "zh", "en"),
    [
        (Span(), "", ""),
        (Span(years=1), "1 年", "1 year"),
        (Span(months=6), "6 个月", "6 months"),
        (Span(years=2, days=1), "2 年 1 天", "2 years 1 day"),
    ],
)
def test_span_in_words(span: Span, zh: str, en: str) -> None:
    assert span.spoken() == (zh, en)


def test_later_is_on_the_wall_clock_across_a_change_of_the_clock() -> None:
    calendar = Calendar(NEW_YORK)
    noon = datetime(2021, 3, 13, 12, tzinfo=NEW_YORK)

    later = calendar.later(noon, Span(days=1))

    assert later == datetime(2021, 3, 14, 12, tzinfo=NEW_YORK)
    assert later - noon.astimezone(UTC) == 23 * HOUR


def hours(zone: ZoneInfo, first: date, last: date) -> list[Used]:
    """A call more in each hour from the first day to the end of the last."""
    calendar = Calendar(zone)
    at, end = calendar.instant(first), calendar.instant(last + timedelta(days=1))
    slices: list[Used] = []
    while at < end:
        slices.append(Used(len(slices) + 1, at, at + HOUR))
        at += HOUR
    return slices


@pytest.mark.parametrize(
    ("first", "last", "number"),
    [
        (date(2021, 3, 13), date(2021, 3, 14), 47),
        (date(2021, 11, 6), date(2021, 11, 7), 49),
        (date(2021, 3, 1), date(2021, 3, 31), 743),
        (date(2021, 11, 1), date(2021, 11, 30), 721),
    ],
)
@pytest.mark.parametrize("unit", ["month", "day"])
def test_hourly_usage_over_a_change_of_the_clock_is_conserved(first: date, last: date, number: int, unit: Unit) -> None:
    about = product(version(steps(flat=flat("0.01")), rules=conventions(NEW_YORK, unit)))
    usage = hours(NEW_YORK, first, last)
    name, count = (f"{first:%Y-%m}", 1) if unit == "month" else (first.isoformat(), (last - first).days + 1)

    answer = ask(about, name, count, usage)

    settled = [statement.settlement for statement in answer.statements]
    assert len(usage) == number
    assert sum(len(s.usage) for s in settled) == number
    assert sum(s.units for s in settled) == number * (number + 1) // 2
    assert [s.period.start for s in settled[1:]] == [s.period.end for s in settled[:-1]]


@pytest.mark.parametrize(("first", "number"), [(date(2021, 3, 13), 47), (date(2021, 11, 6), 49)])
def test_a_weekend_settles_hour_by_hour(first: date, number: int) -> None:
    about = product(version(steps(flat=flat("0.01")), rules=conventions(NEW_YORK, "hour")))
    usage = hours(NEW_YORK, first, first + timedelta(days=1))
    start = about.calendar.containing(about.calendar.instant(first))

    answer = ask(about, start.id, number, usage)

    assert [statement.settlement.units for statement in answer.statements] == list(range(1, number + 1))
    assert about.calendar.local(answer.statements[-1].period.end).isoformat()[:19] == f"{first + timedelta(2)}T00:00:00"


@pytest.mark.parametrize(
    ("at", "id", "start", "end"),
    [
        ("2021-01-01T00:00", "2021-Q1", "2020-12-31T16:00", "2021-03-31T16:00"),
        ("2021-06-30T23:59", "2021-Q2", "2021-03-31T16:00", "2021-06-30T16:00"),
        ("2021-08-15T12:00", "2021-Q3", "2021-06-30T16:00", "2021-09-30T16:00"),
        ("2021-10-01T00:00", "2021-Q4", "2021-09-30T16:00", "2021-12-31T16:00"),
    ],
)
def test_quarters_begin_with_every_third_month(at: str, id: str, start: str, end: str) -> None:
    edges = [datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (start, end)]

    assert Calendar(SHANGHAI).containing(china(at), "quarter") == Period(edges[0], edges[1], id)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2021-06-01", "2021-07-01", 30),
        ("2021-06-15", "2021-07-01", 16),
        ("2021-06-15T23:59", "2021-07-01", 16),
        ("2021-06-30T12:00", "2021-06-30T13:00", 1),
        ("2021-06-30T12:00", "2021-07-01T00:01", 2),
    ],
)
def test_days_are_those_that_an_interval_touches(start: str, end: str, days: int) -> None:
    assert Calendar(SHANGHAI).days(china(start), china(end)) == days


@pytest.mark.parametrize(
    ("span", "length"),
    [
        (Span(years=9_000), "9000 years"),
        (Span(years=7_979, months=1, days=1), "7979 years and 1 month and 1 day"),
        (Span(days=10**10), "10000000000 days"),
    ],
)
def test_a_span_out_of_the_calendar_is_refused(span: Span, length: str) -> None:
    with pytest.raises(OutOfTime) as refused:
        Calendar(SHANGHAI).later(china("2021-12-01"), span)

    assert str(refused.value) == f"{length} after 2021-12-01T00:00+08:00 is not within the years 1 to 9999"
    assert str(Span()) == "0 days"
