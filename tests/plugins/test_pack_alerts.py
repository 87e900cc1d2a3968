"""Notices by the page's rule: the last usable pack, below 20 % and at 0, on the hour from 10:00 to 22:00."""

from datetime import UTC, datetime, time, timedelta

import pytest

from ratecard.domain.display import NoteDisplay
from ratecard.domain.forecast import Forecast
from ratecard.domain.order import Order, Owned
from ratecard.domain.product import Product
from ratecard.domain.question import Used
from ratecard.domain.settlement import Notice
from ratecard.domain.strategy import Reference
from ratecard.domain.text import Text
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


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: alerts(below="0"), "below must be between 0 and 1, got 0"),
        (lambda: alerts(below="1"), "below must be between 0 and 1, got 1"),
        (lambda: alerts(below="NaN"), "below must be between 0 and 1, got NaN"),
        (lambda: alerts(()), "packs must name at least one step"),
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


def test_share_with_many_digits_is_exact() -> None:
    third = product(version(steps(packs=PACKS, flat=flat("1"), alerts=alerts(("packs",), below="0.3333"))))

    above = ask(third, "2021-06", 1, [at("2021-06-03T12:00", 66)], [buy("100", "2021-06-01")])
    below = ask(third, "2021-06", 1, [at("2021-06-03T12:00", 67)], [buy("100", "2021-06-01")])

    assert (told(above), [kind for _, kind, _ in told(below)]) == ([], ["low"])
    assert third.versions[0].chain.steps[2].strategy == alerts(("packs",), below=str(D("0.3333")))
