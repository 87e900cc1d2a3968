"""Notices by the page's rule: the last usable pack, below 20 % and at 0, on the hour from 10:00 to 22:00."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.display import NoteDisplay
from ratecard.domain.forecast import Forecast
from ratecard.domain.order import Order, Owned
from ratecard.domain.period import Span
from ratecard.domain.product import Product
from ratecard.domain.question import Used
from ratecard.domain.settlement import Balance, Notice
from ratecard.domain.strategy import Reference
from ratecard.domain.text import Text
from ratecard_pack_alerts.crossing import expiring
from ratecard_pack_alerts.strategy import PackAlerts
from ratecard_pack_alerts.window import Window
from tests.chains import (
    ID_CARD,
    NEW_YORK,
    D,
    alerts,
    ask,
    china,
    conventions,
    flat,
    free,
    packs,
    product,
    steps,
    version,
)

HOUR = timedelta(hours=1)
PACKS = packs({1: 1, 10: 1, 100: 5, 200: 9})
ABOUT = product(version(steps(packs=PACKS, flat=flat("1"), alerts=alerts(("packs",)))))


def at(text: str, units: int, code: str = "") -> Used:
    """Units evenly over the hour that begins then."""
    return Used(units, china(text), china(text) + HOUR, code=code)


def buy(sku: str, on: str, quantity: int = 1) -> Order:
    return Order(sku, quantity, china(on))


def told(answer: Forecast) -> list[tuple[str, str, str]]:
    """The period, kind and local time of each notice."""
    local = answer.question.product.calendar.local
    return [
        (statement.period.id, notice.kind, f"{local(notice.at):%m-%dT%H:%M}")
        for statement in answer.statements
        for notice in statement.settlement.notices
    ]


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        pytest.param(80, [], id="at 20 %"),
        pytest.param(81, ["low"], id="below 20 %"),
        pytest.param(99, ["low"], id="one left"),
        pytest.param(100, ["exhausted"], id="straight to 0"),
        pytest.param(120, ["exhausted"], id="and beyond"),
    ],
)
def test_notice_is_due_below_the_share_and_at_nothing(units: int, expected: list[str]) -> None:
    answer = ask(ABOUT, "2021-06", 1, [at("2021-06-03T12:00", units)], [buy("100", "2021-06-01")])

    assert told(answer) == [("2021-06", kind, "06-03T13:00") for kind in expected]


@pytest.mark.parametrize(
    ("hour", "due"),
    [
        # The units are taken by the end of the hour that begins then.
        ("03T08:00", "06-03T10:00"),
        ("03T09:00", "06-03T10:00"),
        ("03T10:00", "06-03T11:00"),
        ("03T21:00", "06-03T22:00"),
        ("03T22:00", "06-04T10:00"),
        ("03T23:00", "06-04T10:00"),
        ("03T10:00:01", "06-03T12:00"),
        ("03T21:00:00.000001", "06-04T10:00"),
    ],
)
def test_notice_waits_for_the_first_full_hour_in_the_window(hour: str, due: str) -> None:
    answer = ask(ABOUT, "2021-06", 1, [at(f"2021-06-{hour}", 1)], [buy("1", "2021-06-01")])

    assert told(answer) == [("2021-06", "exhausted", due)]


def test_low_and_exhausted_in_different_hours_are_both_told() -> None:
    usage = [at("2021-06-03T12:00", 90), at("2021-06-03T13:00", 10)]

    answer = ask(ABOUT, "2021-06", 1, usage, [buy("100", "2021-06-01")])

    assert told(answer) == [("2021-06", "low", "06-03T13:00"), ("2021-06", "exhausted", "06-03T14:00")]


def test_low_and_exhausted_that_fall_due_at_the_same_hour_are_one_notice() -> None:
    usage = [at("2021-06-03T22:00", 90), at("2021-06-04T08:00", 10)]

    answer = ask(ABOUT, "2021-06", 1, usage, [buy("100", "2021-06-01")])

    assert told(answer) == [("2021-06", "exhausted", "06-04T10:00")]


def test_notice_waits_across_periods() -> None:
    usage = [at("2021-06-30T21:30", 90), at("2021-07-01T08:00", 10)]
    orders = [buy("100", "2021-06-01")]

    one = ask(ABOUT, "2021-06", 2, usage[:1], orders)
    both = ask(ABOUT, "2021-06", 2, usage, orders)

    assert told(one) == [("2021-07", "low", "07-01T10:00")]
    assert told(both) == [("2021-07", "exhausted", "07-01T10:00")]


def test_notice_at_the_edge_of_two_periods_belongs_to_the_second() -> None:
    always = product(version(steps(packs=PACKS, flat=flat("1"), alerts=alerts(("packs",), opens=0, closes=23))))

    answer = ask(always, "2021-06", 2, [at("2021-06-30T23:00", 100)], [buy("100", "2021-06-01")])

    assert told(answer) == [("2021-07", "exhausted", "07-01T00:00")]


def test_low_is_told_once() -> None:
    usage = [at("2021-06-03T12:00", 90), at("2021-06-05T12:00", 5), at("2021-07-03T12:00", 1)]

    answer = ask(ABOUT, "2021-06", 3, usage, [buy("100", "2021-06-01")])

    assert told(answer) == [("2021-06", "low", "06-03T13:00")]


def test_low_is_told_once_though_another_pack_came_and_went() -> None:
    usage = [at("2021-06-03T12:00", 90), at("2021-06-06T12:00", 10), at("2021-07-06T12:00", 10)]
    orders = [buy("100", "2021-06-01"), buy("10", "2021-06-05")]

    answer = ask(ABOUT, "2021-06", 2, usage, orders)

    # The first pack is used up while the second is there; the second falls from 10 to 0 at once.
    assert told(answer) == [("2021-06", "low", "06-03T13:00"), ("2021-07", "exhausted", "07-06T13:00")]


def test_pack_beside_another_usable_one_is_not_told_of() -> None:
    answer = ask(ABOUT, "2021-06", 1, [at("2021-06-03T12:00", 199)], [buy("100", "2021-06-01", 2)])

    # The first is used up, and the second is the last when it falls low.
    [notice] = answer.statements[0].settlement.notices
    assert (notice.kind, notice.lot.split("/")[1], notice.at) == ("low", "00002", china("2021-06-03T13:00"))


def test_pack_that_is_not_yet_bought_is_not_usable() -> None:
    usage = [at("2021-06-03T12:00", 100)]

    answer = ask(ABOUT, "2021-06", 1, usage, [buy("100", "2021-06-01"), buy("100", "2021-06-03T14:00")])

    assert told(answer) == [("2021-06", "exhausted", "06-03T13:00")]


@pytest.mark.parametrize(
    ("expires", "expected"),
    [
        ("2021-06-10T15:30", [("2021-06", "low", "06-10T16:00")]),
        ("2021-06-10T15:00", [("2021-06", "low", "06-10T15:00")]),
        ("2021-07-01T00:00", [("2021-07", "low", "07-01T10:00")]),
        ("2021-08-01T00:00", []),
    ],
)
def test_expiry_of_another_pack_leaves_one_that_is_low(expires: str, expected: list[tuple[str, str, str]]) -> None:
    older = Owned("200", 150, china("2021-05-01"), china("2021-05-02"))
    owned = [older._replace(expires=china(expires)), Owned("100", 15, china("2021-05-20"))]

    answer = ask(ABOUT, "2021-06", 2, owned=owned)

    assert told(answer) == expected
    assert not any(notice.approximate for s in answer.statements for notice in s.settlement.notices)


def test_nothing_is_told_after_a_pack_has_expired() -> None:
    owned = [Owned("100", 30, china("2020-07-01"), china("2021-06-04T09:00"))]

    evening = ask(ABOUT, "2021-06", 1, [at("2021-06-03T22:00", 20)], owned=owned)
    day = ask(ABOUT, "2021-06", 1, [at("2021-06-03T12:00", 20)], owned=owned)

    assert told(evening) == []
    assert told(day) == [("2021-06", "low", "06-03T13:00")]


def test_expiry_of_a_pack_with_units_left_is_no_exhaustion() -> None:
    answer = ask(ABOUT, "2021-06", 1, owned=[Owned("100", 30, china("2020-07-01"), china("2021-06-04"))])

    assert told(answer) == []


@pytest.mark.parametrize(("length", "approximate"), [(HOUR, False), (HOUR + timedelta(microseconds=1), True)])
def test_notice_is_approximate_when_the_usage_is_coarser_than_an_hour(length: timedelta, approximate: bool) -> None:
    start = china("2021-06-03T12:00")

    answer = ask(ABOUT, "2021-06", 1, [Used(1, start, start + length)], [buy("1", "2021-06-01")])

    assert [notice.approximate for notice in answer.statements[0].settlement.notices] == [approximate]


def test_notice_says_what_it_is_about() -> None:
    answer = ask(ABOUT, "2021-06", 1, [at("2021-06-03T12:00", 100)], [buy("100", "2021-06-01")])

    lot = "packs:2021-05-31T16:00:00.000000Z/00001/100"
    moment = china("2021-06-03T13:00")
    channels = ("wechat", "sms", "email", "site")
    assert answer.statements[0].settlement.notices == (
        Notice("alerts", "exhausted", moment, moment, False, lot, 100, channels),
    )


def test_crossing_is_the_instant_the_units_are_taken() -> None:
    answer = ask(ABOUT, "2021-06", 1, [at("2021-06-03T12:00", 120)], [buy("100", "2021-06-01")])

    # 120 an hour, one in 30 seconds: the 81st after 40.5 minutes - and the 100th after 50, due at the same hour.
    [notice] = answer.statements[0].settlement.notices
    assert (notice.kind, notice.crossing, notice.at) == (
        "exhausted",
        china("2021-06-03T12:50"),
        china("2021-06-03T13:00"),
    )


def test_crossing_is_told_from_the_balance_over_time_where_usage_of_several_codes_overlaps() -> None:
    june = [
        Used(60, china("2021-06-01"), china("2021-07-01")),
        Used(60, china("2021-06-01"), china("2021-07-01"), code="E"),
    ]

    answer = ask(ABOUT, "2021-06", 1, june, [buy("100", "2021-06-01")])

    # The pack covers two a day of the first code until the end of June and two a day of the other for 20 days:
    # 4 a day, 80 after the 20th and 81 half a day later; the last one at the end of June.
    [low] = answer.statements[0].settlement.notices
    assert (low.kind, low.crossing, low.at) == ("low", china("2021-06-21T12:00"), china("2021-06-21T12:00"))
    assert [(lot.after, lot.before) for lot in answer.statements[0].settlement.balances] == [(0, 100)]


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        (799, []),
        (800, []),
        (801, [("2021-06", "low", "06-03T13:00")]),
        (1_000, [("2021-06", "exhausted", "06-03T13:00")]),
    ],
)
def test_monthly_free_pack_is_a_pack_on_the_page(units: int, expected: list[tuple[str, str, str]]) -> None:
    assert told(ask(ID_CARD, "2021-06", 1, [at("2021-06-03T12:00", units)])) == expected


def test_free_pack_counts_as_usable_beside_a_bought_one() -> None:
    orders = [Order("1000", 1, china("2021-06-01"))]
    usage = [at("2021-06-03T12:00", 1_000), at("2021-06-04T12:00", 900), at("2021-07-04T12:00", 950)]

    answer = ask(ID_CARD, "2021-06", 2, usage, orders)

    # June's free pack is used up beside the bought one; in July the bought one, low and told of, is there beside it.
    assert told(answer) == [("2021-06", "low", "06-04T13:00")]


def about(**changed: Any) -> Product:
    """A product with packs and the page's rule, but for what is said otherwise."""
    return product(version(steps(packs=PACKS, flat=flat("1"), alerts=replace(alerts(("packs",)), **changed))))


@pytest.mark.parametrize(
    ("below_units", "units", "expected"),
    [
        pytest.param(30, 70, [], id="30 left of 100"),
        pytest.param(30, 71, ["low"], id="29 left"),
        pytest.param(30, 100, ["exhausted"], id="none left"),
        pytest.param(100, 0, [], id="a new pack of 100 is not below 100"),
        pytest.param(100, 1, ["low"], id="99 left"),
        pytest.param(101, 1, [], id="a pack of 100 never had 101"),
        pytest.param(101, 100, ["exhausted"], id="and is told to be empty"),
        pytest.param(1, 99, [], id="only empty packs: one left"),
        pytest.param(1, 100, ["exhausted"], id="only empty packs"),
    ],
)
def test_low_may_be_a_number_of_units(below_units: int, units: int, expected: list[str]) -> None:
    strategy = about(below=None, below_units=below_units)

    answer = ask(strategy, "2021-06", 1, [at("2021-06-03T12:00", units)], [buy("100", "2021-06-01")])

    assert told(answer) == [("2021-06", kind, "06-03T13:00") for kind in expected]


def test_each_pack_may_be_told_of() -> None:
    usage = [at("2021-06-03T12:00", 81), at("2021-06-04T12:00", 19), at("2021-06-05T12:00", 85)]
    orders = [buy("100", "2021-06-01", 2)]

    last = ask(about(), "2021-06", 1, usage, orders)
    each = ask(about(watch="each"), "2021-06", 1, usage, orders)

    assert told(last) == [("2021-06", "low", "06-05T13:00")]
    assert told(each) == [
        ("2021-06", "low", "06-03T13:00"),
        ("2021-06", "exhausted", "06-04T13:00"),
        ("2021-06", "low", "06-05T13:00"),
    ]


def test_both_may_be_sent_at_one_hour() -> None:
    usage = [at("2021-06-03T22:00", 90), at("2021-06-04T08:00", 10)]

    answer = ask(about(same_hour="both"), "2021-06", 1, usage, [buy("100", "2021-06-01")])

    assert told(answer) == [("2021-06", "low", "06-04T10:00"), ("2021-06", "exhausted", "06-04T10:00")]


def test_without_a_window_notices_are_sent_at_once() -> None:
    usage = [at("2021-06-03T22:00", 120)]

    answer = ask(about(window=None), "2021-06", 1, usage, [buy("100", "2021-06-01")])

    # 120 an hour, one in 30 seconds: the 81st after 40.5 minutes and the 100th after 50.
    local = answer.question.product.calendar.local
    assert [f"{local(n.at):%d %H:%M:%S} {n.kind}" for n in answer.statements[0].settlement.notices] == [
        "03 22:40:30 low",
        "03 22:50:00 exhausted",
    ]


@pytest.mark.parametrize(
    ("bought", "usage", "expected"),
    [
        # A pack of a month, bought as 12 June begins, ends as 12 July does: 7 days before is 5 July, 1 is the 11th.
        pytest.param(
            "2021-06-12",
            [],
            [("2021-07", "expiring", "07-05T10:00"), ("2021-07", "expiring", "07-11T10:00")],
            id="unused",
        ),
        pytest.param(
            "2021-06-12T15:30",
            [],
            [("2021-07", "expiring", "07-05T16:00"), ("2021-07", "expiring", "07-11T16:00")],
            id="in the afternoon",
        ),
        pytest.param(
            "2021-06-12",
            [at("2021-07-05T08:00", 100)],
            [("2021-07", "exhausted", "07-05T10:00")],
            id="used up before the first",
        ),
        pytest.param(
            "2021-06-12",
            [at("2021-07-05T10:00", 100)],
            [("2021-07", "expiring", "07-05T10:00"), ("2021-07", "exhausted", "07-05T11:00")],
            id="used up after the first",
        ),
        # 7 days before 8 July is 1 July, in the month after; 1 day before is the 7th.
        pytest.param(
            "2021-06-08",
            [],
            [("2021-07", "expiring", "07-01T10:00"), ("2021-07", "expiring", "07-07T10:00")],
            id="as a period begins",
        ),
        # Until 7 July at 23:00: 30 June at 23:00 waits for 1 July.
        pytest.param(
            "2021-06-07T23:00",
            [],
            [("2021-07", "expiring", "07-01T10:00"), ("2021-07", "expiring", "07-07T10:00")],
            id="waits across the edge of two periods",
        ),
        # Until 12 July at 09:00: a day before at 09:00 waits for 10:00.
        pytest.param(
            "2021-06-12T09:00",
            [],
            [("2021-07", "expiring", "07-05T10:00"), ("2021-07", "expiring", "07-11T10:00")],
            id="waits for the window",
        ),
    ],
)
def test_expiry_is_told_ahead_while_units_are_left(
    bought: str, usage: list[Used], expected: list[tuple[str, str, str]]
) -> None:
    monthly = packs({100: 5}, Span(months=1))
    strategy = replace(alerts(("packs",)), expiry_ahead=(7, 1))
    sold = product(version(steps(packs=monthly, flat=flat("1"), alerts=strategy)))

    answer = ask(sold, "2021-06", 2, usage, [buy("100", bought)])

    assert told(answer) == expected


def test_expiry_of_a_pack_beside_another_is_told_too_and_says_when_it_is() -> None:
    strategy = PackAlerts(expiry_ahead=(7,), channels=("sms",), packs=("packs",))
    sold = product(version(steps(packs=PACKS, flat=flat("1"), alerts=strategy)))
    owned = [Owned("100", 30, china("2021-01-01"), china("2021-06-20")), Owned("200", 30, china("2021-01-01"))]

    [notice] = ask(sold, "2021-06", 1, owned=owned).statements[0].settlement.notices

    assert (notice.kind, notice.at, notice.crossing) == ("expiring", china("2021-06-13"), china("2021-06-20"))
    assert (notice.size, notice.approximate) == (100, False)


def test_pack_that_lives_no_longer_than_that_is_not_told_of() -> None:
    strategy = PackAlerts(expiry_ahead=(7, 1), channels=("sms",), packs=("packs",))
    weekly = packs({100: 5}, Span(days=7))
    sold = product(version(steps(packs=weekly, flat=flat("1"), alerts=strategy)))

    answer = ask(sold, "2021-06", 1, orders=[buy("100", "2021-06-03")])

    assert told(answer) == [("2021-06", "expiring", "06-09T00:00")]


@pytest.mark.parametrize("returned", [False, True])
def test_pack_that_was_returned_is_not_told_of(returned: bool) -> None:
    june = conventions().calendar.named("2021-06")
    bought, gone = china("2021-05-01"), china("2021-06-20")
    lot = Balance("packs", "a", "100", 100, 30, 30, bought, gone, (), returned=returned)

    found = expiring([lot], june, (7,), conventions().calendar, lambda instant: instant)

    assert [crossing.due for crossing in found] == ([] if returned else [china("2021-06-13")])


def test_monthly_allowance_may_be_told_of_and_one_that_is_granted_once_never_expires() -> None:
    strategy = PackAlerts(expiry_ahead=(2,), channels=("sms",), packs=("monthly", "once"))
    chain = steps(monthly=free(10), once=free(10, "once"), flat=flat("1"), alerts=strategy)

    answer = ask(product(version(chain)), "2021-06", 2)

    assert told(answer) == [("2021-06", "expiring", "06-29T00:00"), ("2021-07", "expiring", "07-30T00:00")]


@st.composite
def cases(draw: Any) -> tuple[PackAlerts, list[Used], list[Order]]:
    hours = st.integers(0, 24 * 5).map(lambda hour: china("2021-06-27") + hour * HOUR)
    edges = sorted(draw(st.sets(hours, min_size=2, max_size=8)))
    usage = [Used(draw(st.integers(0, 15)), edge, edge + HOUR) for edge in edges]
    placed = sorted(draw(st.sets(hours, min_size=1, max_size=3)))
    orders = [Order(draw(st.sampled_from(("10", "20"))), 1, at) for at in placed]
    low = draw(st.sampled_from(({"below": Decimal("0.5")}, {"below_units": 7}, {"below_units": 15}, {})))
    if low:
        low |= {"watch": draw(st.sampled_from(("last", "each")))}
        low |= {"same_hour": draw(st.sampled_from(("both", "exhausted")))}
    window = draw(st.none() | st.just(Window(opens=time(9), closes=time(11))))
    ahead = draw(st.sampled_from(((2, 1), (1,))))
    return PackAlerts(**low, expiry_ahead=ahead, window=window, channels=(), packs=("packs",)), usage, orders


class Pack:
    """A pack that is followed call by call."""

    def __init__(self, order: Order) -> None:
        self.size = self.left = int(order.sku)
        self.start, self.end = order.placed, order.placed + timedelta(days=3)
        self.low = False

    def usable(self, at: datetime) -> bool:
        return self.start <= at < self.end and self.left > 0


def followed(rule: PackAlerts, usage: list[Used], orders: list[Order]) -> list[tuple[datetime, str, int]]:
    """When what is told of which pack: every call by itself, on its own arithmetic."""
    owned = [Pack(order) for order in orders]
    calls = [
        used.start + timedelta(microseconds=ceil(Fraction(3_600_000_000 * number, used.units)))
        for used in usage
        if used.start
        for number in range(1, used.units + 1)
    ]
    early = [(due(rule, pack.end - timedelta(days=days)), pack, days) for pack in owned for days in rule.expiry_ahead]
    moments = sorted({*calls, *[pack.start for pack in owned], *[pack.end for pack in owned], *[e[0] for e in early]})
    found: list[tuple[datetime, str, int, Pack]] = []
    for moment in moments:
        emptied = []
        for _ in range(calls.count(moment)):
            pack = next((p for p in owned if p.left and p.start < moment <= p.end), None)
            if pack:
                pack.left -= 1
                emptied += [] if pack.left else [pack]
        usable = [pack for pack in owned if pack.usable(moment)]
        for number, pack in enumerate(owned):
            rest = [other for other in usable if other is not pack]
            if rule.watch and (rule.watch == "each" or not rest):
                if pack in usable and not pack.low and is_low(rule, pack):
                    pack.low = True
                    found.append((due(rule, moment), "low", number, pack))
                if pack in emptied:
                    found.append((due(rule, moment), "exhausted", number, pack))
            for at, which, days in early:
                if which is pack and at == moment and pack in usable and pack.start < pack.end - timedelta(days=days):
                    found.append((at, "expiring", number, pack))
    empty = {(at, number) for at, kind, number, _ in found if kind == "exhausted"}
    end = china("2021-08-01")
    return sorted(
        (at, kind, number)
        for at, kind, number, pack in found
        if at < min(pack.end, end) and (kind != "low" or rule.same_hour == "both" or (at, number) not in empty)
    )


def is_low(rule: PackAlerts, pack: Pack) -> bool:
    if rule.below_units:
        return pack.size >= rule.below_units > pack.left
    return Fraction(pack.left, pack.size) < Fraction(1, 2)


def due(rule: PackAlerts, at: datetime) -> datetime:
    """China's clock is eight hours ahead of UTC, and always was."""
    if rule.window is None:
        return at
    full = datetime(2021, 6, 26, tzinfo=UTC)
    while full < at or not 9 <= (full.hour + 8) % 24 <= 11:
        full += HOUR
    return full


@given(cases())
def test_notices_are_those_of_packs_that_are_followed_call_by_call(
    case: tuple[PackAlerts, list[Used], list[Order]],
) -> None:
    rule, usage, orders = case
    sold = product(version(steps(packs=packs({10: 1, 20: 2}, Span(days=3)), flat=flat("1"), alerts=rule)))

    answer = ask(sold, "2021-06", 2, usage, orders)

    names = [f"packs:{order.placed:%Y-%m-%dT%H:%M:%S.%fZ}" for order in orders]
    notices = [notice for statement in answer.statements for notice in statement.settlement.notices]
    assert sorted((n.at, n.kind, names.index(n.lot.split("/")[0])) for n in notices) == followed(rule, usage, orders)


def test_window_is_on_the_clock_of_the_catalog() -> None:
    rules = conventions(NEW_YORK)
    about: Product = product(
        version(steps(packs=PACKS, flat=flat("1"), alerts=alerts(("packs",))), rules=rules),
    )
    last = datetime(2021, 3, 13, 23, tzinfo=NEW_YORK)

    answer = ask(about, "2021-03", 1, [Used(1, last, last + HOUR)], [Order("1", 1, last)])

    # The night of 13 March ends with a change of the clock: 10:00 comes an hour earlier.
    assert [notice.at for notice in answer.statements[0].settlement.notices] == [
        datetime(2021, 3, 14, 14, tzinfo=UTC),
    ]
    assert told(answer) == [("2021-03", "exhausted", "03-14T10:00")]


def test_allowance_of_nothing_is_no_pack() -> None:
    about = product(version(steps(free=free(0), flat=flat("1"), alerts=alerts(("free",)))))

    assert told(ask(about, "2021-06", 1, [Used(5)])) == []


def rule(**changed: Any) -> PackAlerts:
    return replace(alerts(), **changed)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: alerts(below="0"), "below is a share between 0 and 1, 0.20 for 20 %, got 0"),
        (lambda: alerts(below="1"), "below is a share between 0 and 1, 0.20 for 20 %, got 1"),
        (lambda: alerts(below="NaN"), "below is a share between 0 and 1, 0.20 for 20 %, got NaN"),
        (lambda: alerts(()), "packs must name at least one step"),
        (lambda: rule(below_units=5), "below and below_units can't both say when a pack is low"),
        (lambda: rule(below=None, below_units=0), "below_units must be at least 1, got 0"),
        (
            lambda: rule(below=None, watch=None, same_hour=None),
            "one of below, below_units and expiry_ahead must say what is told of",
        ),
        (
            lambda: rule(below=None, expiry_ahead=(1,)),
            "watch and same_hour are about low packs: they need below or below_units",
        ),
        (lambda: rule(watch=None), 'key \'watch\' is missing: "last" for the last usable pack only, or "each"'),
        (
            lambda: rule(same_hour=None),
            'key \'same_hour\' is missing: "exhausted" to leave out low in the same hour, or "both"',
        ),
        (
            lambda: rule(expiry_ahead=(7, 0)),
            "expiry_ahead must be different numbers of days from 1 to 36500, got [7, 0]",
        ),
        (
            lambda: rule(expiry_ahead=(7, 7)),
            "expiry_ahead must be different numbers of days from 1 to 36500, got [7, 7]",
        ),
        (lambda: alerts(opens=22, closes=10), "a window closes after it opens, got 22:00:00 to 10:00:00"),
        (
            lambda: Window(opens=time(10, 30), closes=time(22)),
            "a window opens and closes on the hour, got 10:30:00",
        ),
    ],
)
def test_nonsense_is_refused(make: object, sentence: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011  # the whole sentence is compared
        make()  # type: ignore[operator]

    assert str(raised.value) == sentence


def test_texts() -> None:
    strategy = alerts()
    moment = china("2021-06-03T13:00")
    low = Notice("alerts", "low", moment, moment, False, "", 100, ())

    assert [strategy.describe(locale) for locale in ("zh", "en")] == [
        "仅剩一个可用资源包且余量低于 20% 或为 0 时，于每日 10:00-22:00 的整点提醒",
        "A notice when the last usable pack is below 20 % or empty, on the hour from 10:00 to 22:00",
    ]
    assert strategy.display() == NoteDisplay(Text(strategy.describe("zh"), strategy.describe("en")))
    assert [strategy.message(low, locale) for locale in ("zh", "en")] == [
        "最后一个可用资源包（共 100 次）余量已低于 20%",
        "The last usable pack (of 100 calls) is below 20 %",
    ]
    assert [strategy.message(low._replace(kind="exhausted"), locale) for locale in ("zh", "en")] == [
        "最后一个可用资源包（共 100 次）已用尽",
        "The last usable pack (of 100 calls) is used up",
    ]
    assert list(strategy.refers_to()) == [
        Reference(("packs", 0), "step", "free-allowance"),
        Reference(("packs", 1), "step", "prepaid-packs"),
    ]
    assert (list(strategy.check()), strategy.offers()) == ([], ())


@pytest.mark.parametrize(
    ("strategy", "zh", "en"),
    [
        (
            rule(below=None, below_units=100, watch="each", window=None),
            "任一资源包余量少于 100 次或为 0 时，即时提醒",
            "A notice when a pack has under 100 calls left, or none, at once",
        ),
        (
            rule(below=None, below_units=1, watch="each", expiry_ahead=(7, 1)),
            "任一资源包余量为 0 时；有余量的资源包到期前 7、1 天，于每日 10:00-22:00 的整点提醒",
            (
                "A notice when a pack is empty; 7 and 1 days before a pack with calls left expires,"
                " on the hour from 10:00 to 22:00"
            ),
        ),
        (
            rule(below=None, watch=None, same_hour=None, expiry_ahead=(30,), window=None),
            "有余量的资源包到期前 30 天，即时提醒",
            "A notice 30 days before a pack with calls left expires, at once",
        ),
    ],
)
def test_descriptions(strategy: PackAlerts, zh: str, en: str) -> None:
    assert [strategy.describe(locale) for locale in ("zh", "en")] == [zh, en]


@pytest.mark.parametrize(
    ("kind", "ahead", "zh", "en"),
    [
        ("low", timedelta(), "资源包（共 100 次）余量已少于 9 次", "A pack (of 100 calls) has fewer than 9 calls left"),
        ("exhausted", timedelta(), "资源包（共 100 次）已用尽", "A pack (of 100 calls) is used up"),
        *[
            (
                "expiring",
                left,
                f"资源包（共 100 次）将于 {days} 天内到期，仍有余量",
                f"A pack (of 100 calls) expires within {text}, with calls left",
            )
            for left, days, text in [
                (timedelta(days=7), 7, "7 days"),
                (timedelta(days=7, hours=1), 7, "7 days"),  # the clock is put back in between
                (timedelta(days=6, hours=1), 7, "7 days"),
                (timedelta(days=1), 1, "a day"),
                (timedelta(hours=14), 1, "a day"),
                (timedelta(days=9), 7, "7 days"),
            ]
        ],
    ],
)
def test_messages(kind: str, ahead: timedelta, zh: str, en: str) -> None:
    strategy = rule(below=None, below_units=9, watch="each", expiry_ahead=(7, 1))
    moment = china("2021-06-03T13:00")
    notice = Notice("alerts", kind, moment, moment + ahead, False, "", 100, ())

    assert [strategy.message(notice, locale) for locale in ("zh", "en")] == [zh, en]


def test_share_with_many_digits_is_exact() -> None:
    third = product(version(steps(packs=PACKS, flat=flat("1"), alerts=alerts(("packs",), below="0.3333"))))

    above = ask(third, "2021-06", 1, [at("2021-06-03T12:00", 66)], [buy("100", "2021-06-01")])
    below = ask(third, "2021-06", 1, [at("2021-06-03T12:00", 67)], [buy("100", "2021-06-01")])

    assert (told(above), [kind for _, kind, _ in told(below)]) == ([], ["low"])
    assert third.versions[0].chain.steps[2].strategy == alerts(("packs",), below=str(D("0.3333")))
