"""QPS packs: prices by quantity, days and months, validity and cap."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.advice import NothingOnOffer, advise
from ratecard.domain.curve import cost_curves
from ratecard.domain.display import PackDisplay
from ratecard.domain.errors import Refusal
from ratecard.domain.forecast import Forecast, forecast
from ratecard.domain.formula import line_formula
from ratecard.domain.hint import hints
from ratecard.domain.order import Offer, Order, Owned, QuantityPrice
from ratecard.domain.period import Span, Unit
from ratecard.domain.product import Product
from ratecard.domain.question import Used
from ratecard.domain.settlement import Entitlement
from ratecard.service.state import packed, unpacked
from ratecard.spi import Text
from ratecard_capacity_packs.pack import CapacityPack, Tier
from ratecard_capacity_packs.strategy import CapacityPacks
from tests.chains import (
    CONTACT,
    NEW_YORK,
    SHANGHAI,
    D,
    ask,
    china,
    conventions,
    flat,
    packs,
    product,
    question,
    settlement,
    steps,
    version,
)

JUNE = china("2021-06-01")
DAY = timedelta(days=1)
CAIRO = ZoneInfo("Africa/Cairo")
PRICES = {"qps-day": ((9, 15), (99, 13), (None, 12)), "qps-month": ((9, 300), (99, 280), (None, 240))}
"""Tencent's, by the quantity up to which they hold."""


def pack(sku: str, sold_by: str, *tiers: Tier, name: Text | None = None) -> CapacityPack:
    return CapacityPack(sku=sku, sold_by=sold_by, tiers=tiers, name=name)  # type: ignore[arg-type]


def qps(mode: str = "volume", **more: Any) -> CapacityPacks:
    """The later Tencent page's: below 10, below 100, 100 and more."""
    on_offer = tuple(
        pack(
            sku,
            sku.removeprefix("qps-"),
            *(Tier(price=D(price)) if last is None else Tier(below=last + 1, price=D(price)) for last, price in rows),
        )
        for sku, rows in PRICES.items()
    )
    return CapacityPacks(packs=on_offer, mode=mode, **more)  # type: ignore[arg-type]


def shop(step: CapacityPacks, zone: ZoneInfo = SHANGHAI, unit: Unit = "month") -> Product:
    return product(version(steps(qps=step, flat=flat("1")), rules=conventions(zone, unit)))


def bought(answer: Forecast, index: int = 0) -> list[tuple[str, int, str, str]]:
    """What is in force, on the wall clock of the product."""
    local = answer.question.product.calendar.local
    return [
        (
            one.item,
            one.quantity,
            local(one.effective).replace(tzinfo=None).isoformat(timespec="minutes"),
            local(one.expires).replace(tzinfo=None).isoformat(timespec="minutes"),
        )
        for one in settlement(answer, index).entitlements
    ]


def lines(answer: Forecast) -> list[tuple[int, str, str]]:
    settled = settlement(answer)
    return [(int(line.quantity), f"{line.price}", line_formula(settled, line)) for line in settled.lines]


def test_the_pages_own_sum() -> None:
    """QPS 叠加包 示例一: 80 QPS from the 1st to the 5th of July cost 13 × 80 × 5."""
    orders = [Order("qps-day", 80, china("2021-06-20"), china("2021-07-01"), 5)]

    answer = ask(shop(qps()), "2021-06", 1, orders=orders)

    assert answer.total == D("5200.00")
    assert lines(answer) == [(400, "13", "400 × 13 = 5200")]
    assert bought(answer) == [("qps-day", 80, "2021-07-01T00:00", "2021-07-06T00:00")]


@pytest.mark.parametrize(
    ("mode", "sku", "quantity", "lasts", "expected"),
    [
        pytest.param("volume", "qps-day", 9, 1, [(9, "15", "9 × 15 = 135")], id="the last of the first tier"),
        pytest.param("volume", "qps-day", 10, 1, [(10, "13", "10 × 13 = 130")], id="the first of the second"),
        pytest.param("volume", "qps-month", 100, 2, [(200, "240", "200 × 240 = 48000")], id="the third, two months"),
        pytest.param("graduated", "qps-day", 9, 2, [(18, "15", "18 × 15 = 270")], id="graduated, one tier"),
        pytest.param(
            "graduated", "qps-day", 10, 2, [(18, "15", "18 × 15 = 270"), (2, "13", "2 × 13 = 26")], id="graduated, two"
        ),
        pytest.param(
            "graduated",
            "qps-month",
            101,
            1,
            [(9, "300", "9 × 300 = 2700"), (90, "280", "90 × 280 = 25200"), (2, "240", "2 × 240 = 480")],
            id="graduated, three",
        ),
    ],
)
def test_price_is_by_the_quantity_of_the_order(
    mode: str, sku: str, quantity: int, lasts: int, expected: list[tuple[int, str, str]]
) -> None:
    assert lines(ask(shop(qps(mode)), "2021-06", 1, orders=[Order(sku, quantity, JUNE, lasts=lasts)])) == expected


def test_each_order_has_a_tier_of_its_own() -> None:
    orders = [Order("qps-day", 9, JUNE), Order("qps-day", 9, JUNE)]

    assert ask(shop(qps()), "2021-06", 1, orders=orders).total == D("270.00")


@pytest.mark.parametrize(
    ("sku", "placed", "effective", "lasts", "start", "end"),
    [
        pytest.param("qps-day", "2021-06-15T15:30", None, 1, "2021-06-15T15:30", "2021-06-16T00:00", id="today"),
        pytest.param(
            "qps-day", "2021-06-15T15:30", "2021-06-15", 1, "2021-06-15T15:30", "2021-06-16T00:00", id="today, chosen"
        ),
        pytest.param(
            "qps-day",
            "2021-06-15T15:30",
            "2021-06-15T20:00",
            2,
            "2021-06-15T15:30",
            "2021-06-17T00:00",
            id="later today",
        ),
        pytest.param(
            "qps-day",
            "2021-06-15T15:30",
            "2021-06-17T20:00",
            3,
            "2021-06-17T00:00",
            "2021-06-20T00:00",
            id="another day",
        ),
        pytest.param(
            "qps-month", "2021-06-15T15:30", None, 1, "2021-06-15T15:30", "2021-07-15T00:00", id="to the end of 07-14"
        ),
        pytest.param("qps-month", "2021-06-01", None, 2, "2021-06-01T00:00", "2021-08-01T00:00", id="whole months"),
        pytest.param("qps-month", "2021-01-31", None, 1, "2021-01-31T00:00", "2021-02-28T00:00", id="31 January"),
        pytest.param("qps-month", "2021-01-31", None, 2, "2021-01-31T00:00", "2021-03-31T00:00", id="31 January, two"),
        pytest.param(
            "qps-month", "2020-02-29", None, 12, "2020-02-29T00:00", "2021-02-28T00:00", id="a leap day's year"
        ),
        pytest.param("qps-day", "2021-06-30T23:59", "2021-07-01", 1, "2021-07-01T00:00", "2021-07-02T00:00", id="next"),
    ],
)
def test_in_force_from_the_first_day_to_the_end_of_the_last(
    sku: str, placed: str, effective: str | None, lasts: int, start: str, end: str
) -> None:
    order = Order(sku, 5, china(placed), (effective and china(effective)) or None, lasts)

    assert bought(ask(shop(qps()), placed[:7], 1, orders=[order])) == [(sku, 5, start, end)]


@pytest.mark.parametrize(
    ("zone", "day", "lasts", "hours"),
    [
        (NEW_YORK, "2021-03-14", 1, 23),
        (NEW_YORK, "2021-11-07", 1, 25),
        (NEW_YORK, "2021-03-13", 2, 47),
        # Midnight itself is left out there: the day begins at one o'clock, and so does no month that follows.
        (CAIRO, "2024-04-26", 1, 23),
        (CAIRO, "2024-04-25", 1, 24),
    ],
)
def test_days_are_as_long_as_the_clock_says(zone: ZoneInfo, day: str, lasts: int, hours: int) -> None:
    placed = datetime.fromisoformat(day).replace(tzinfo=zone).astimezone(UTC) - DAY
    effective = datetime.combine(date.fromisoformat(day), time(12), zone)

    answer = ask(shop(qps(), zone), day[:7], 1, orders=[Order("qps-day", 1, placed, effective, lasts)])

    [one] = settlement(answer).entitlements
    assert (one.expires - one.effective) == timedelta(hours=hours)


def test_a_month_from_a_day_without_midnight_ends_at_midnight() -> None:
    first = datetime(2024, 4, 26, 12, tzinfo=CAIRO)

    answer = ask(shop(qps(), CAIRO), "2024-04", 1, orders=[Order("qps-month", 1, first - 2 * DAY, first)])

    assert bought(answer) == [("qps-month", 1, "2024-04-26T01:00", "2024-05-26T00:00")]


def test_what_is_in_force_is_told_in_each_period_until_it_ends() -> None:
    orders = [
        Order("qps-month", 20, china("2021-06-20T09:00"), china("2021-07-15")),
        Order("qps-day", 5, china("2021-06-30T12:00")),
    ]

    answer = ask(shop(qps()), "2021-06", 4, orders=orders)

    month = ("qps-month", 20, "2021-07-15T00:00", "2021-08-15T00:00")
    assert [bought(answer, index) for index in range(4)] == [
        [month, ("qps-day", 5, "2021-06-30T12:00", "2021-07-01T00:00")],
        [month],
        [month],
        [],
    ]
    assert [statement.settlement.total for statement in answer.statements] == [D("5675.00"), D(0), D(0), D(0)]
    assert answer.carried.states == {}


def test_bought_ahead_and_not_yet_in_force_is_kept_and_not_told() -> None:
    answer = ask(shop(qps()), "2021-06", 3, orders=[Order("qps-day", 5, JUNE, china("2021-08-10"))])

    assert [len(settlement(answer, index).entitlements) for index in range(3)] == [1, 0, 1]


def test_state_comes_back_as_it_was() -> None:
    about = shop(qps(cap=100))
    answer = ask(about, "2021-06", 1, orders=[Order("qps-month", 60, JUNE + DAY / 2), Order("qps-month", 1, JUNE)])

    back = unpacked(about, packed(about, answer.statements[-1].period, answer.carried))

    assert back.carried.states == answer.carried.states
    following = ask(about, "2021-07", 1, carried=back.carried)
    assert bought(following) == []
    july = [Order("qps-day", 41, china("2021-07-01"))]
    assert ask(about, "2021-07", 1, orders=july, carried=back.carried).total == D("533.00")


# The cap.


def test_no_more_are_in_force_at_once_than_the_cap() -> None:
    orders = [
        Order("qps-month", 60, china("2021-06-01")),
        Order("qps-day", 40, china("2021-06-02"), china("2021-06-10"), 2),
        Order("qps-day", 41, china("2021-06-03"), china("2021-06-09"), 3),
    ]

    assert ask(shop(qps(cap=100)), "2021-06", 1, orders=orders[:2]).total == D("17840.00")
    with pytest.raises(Refusal) as refused:
        ask(shop(qps(cap=100)), "2021-06", 1, orders=orders)

    assert (refused.value.code, refused.value.message, refused.value.hint) == (
        "cap-exceeded",
        "with 41 QPS more, 141 QPS would be in force on 2021-06-10, and 100 are the most",
        "order other days",
    )


def test_the_hint_says_how_many_there_are_still() -> None:
    orders = [Order("qps-day", 70, JUNE), Order("qps-day", 40, JUNE + DAY / 2)]

    with pytest.raises(Refusal) as refused:
        ask(shop(qps(cap=100, unit=Text("并发", "channels"))), "2021-06", 1, orders=orders)

    assert (
        refused.value.message
        == "with 40 channels more, 110 channels would be in force on 2021-06-01, and 100 are the most"
    )
    assert refused.value.hint == "order 30 at most, or other days"


def test_the_cap_holds_over_periods() -> None:
    about = shop(qps(cap=100), unit="day")
    orders = [Order("qps-month", 100, JUNE), Order("qps-day", 1, china("2021-06-30T23:00"))]

    with pytest.raises(Refusal, match="101 QPS would be in force on 2021-06-30"):
        ask(about, "2021-06-01", 40, orders=orders)
    after = [orders[0], Order("qps-day", 100, china("2021-06-30T23:00"), china("2021-07-01"))]
    assert len(ask(about, "2021-06-01", 40, orders=after).statements) == 40


def test_what_an_older_cap_allowed_is_no_reason_to_refuse_other_days() -> None:
    before = ask(shop(qps(cap=100)), "2021-06", 1, orders=[Order("qps-month", 80, JUNE + 9 * DAY)])
    july = [Order("qps-day", 50, china("2021-07-01"), china("2021-07-10"))]

    assert ask(shop(qps(cap=50)), "2021-07", 1, orders=july, carried=before.carried).total == D("650.00")


def test_included_ones_are_told_and_count_toward_no_cap() -> None:
    step = qps(cap=100, included=10)

    assert ask(shop(step), "2021-06", 1, orders=[Order("qps-day", 100, JUNE)]).total == D("1200.00")
    assert step.describe("en").startswith("10 QPS included, more to be bought; ")


orders = st.lists(
    st.builds(
        lambda sku, quantity, placed, ahead, lasts: Order(
            sku,
            quantity,
            JUNE + timedelta(hours=placed),
            None if ahead is None else JUNE + timedelta(hours=placed + 24 * ahead),
            lasts,
        ),
        st.sampled_from(("qps-day", "qps-month")),
        st.integers(1, 120),
        st.integers(0, 60 * 24),
        st.none() | st.integers(0, 40),
        st.integers(1, 5),
    ),
    max_size=6,
)


def days_of(order: Order, zone: ZoneInfo = SHANGHAI) -> list[date]:
    """The days on which an order is in force, one after the other."""
    first = (order.effective or order.placed).astimezone(zone).date()
    if order.sku == "qps-day":
        return [first + number * DAY for number in range(order.lasts)]
    year, month = divmod(first.year * 12 + first.month - 1 + order.lasts, 12)
    day = first
    found = []
    # A month ends on the day before the one of the same number, or before the last one of a month that is too short.
    while (day.year, day.month) != (year, month + 1) or not (day.day == first.day or (day + DAY).month != day.month):
        found.append(day)
        day += DAY
    return found


@given(orders, st.sampled_from(("month", "day")))
def test_validity_is_what_a_calendar_walk_says(made: list[Order], unit: Unit) -> None:
    about = shop(qps(), unit=unit)
    first = "2021-06" if unit == "month" else "2021-06-01"
    answer = ask(about, first, 3 if unit == "month" else 70, orders=made)

    for statement in answer.statements:
        start, end, _ = statement.period
        expected = []
        for order in made:
            days = days_of(order)
            effective = max(datetime.combine(days[0], time.min, SHANGHAI).astimezone(UTC), order.placed)
            expires = (datetime.combine(days[-1], time.min, SHANGHAI) + DAY).astimezone(UTC)
            if start <= order.placed < end or (order.placed < end and effective < end and expires > start):
                expected.append(Entitlement("qps", order.sku, order.quantity, effective, expires))
        assert Counter(statement.settlement.entitlements) == Counter(expected)


@given(orders, st.sampled_from(("volume", "graduated")))
def test_amounts_are_those_of_every_single_one(made: list[Order], mode: str) -> None:
    answer = ask(shop(qps(mode)), "2021-06", 3, orders=made)

    expected = Fraction(0)
    for order in made:
        for number in range(1, order.quantity + 1):
            counted = number if mode == "graduated" else order.quantity
            price = next(price for last, price in PRICES[order.sku] if last is None or counted <= last)
            expected += Fraction(price) * order.lasts

    assert Fraction(answer.total or 0) == expected
    assert sum(Fraction(statement.settlement.purchases) for statement in answer.statements) == expected


@given(orders, st.integers(1, 200))
def test_the_cap_is_what_a_walk_over_the_days_says(made: list[Order], cap: int) -> None:
    in_order = sorted(made, key=lambda o: (o.placed, o.sku, o.quantity, o.effective or o.placed, o.lasts))
    in_force: dict[date, int] = {}
    first_over = None
    for order in in_order:
        for day in days_of(order):
            in_force[day] = in_force.get(day, 0) + order.quantity
        if max(in_force.values()) > cap:
            first_over = order
            break

    if first_over is None:
        ask(shop(qps(cap=cap)), "2021-06", 3, orders=made)
        return
    with pytest.raises(Refusal) as refused:
        ask(shop(qps(cap=cap)), "2021-06", 3, orders=made)
    days = days_of(first_over)
    most = max(in_force[day] for day in days)
    day = next(day for day in days if in_force[day] == most)
    sentence = f"with {first_over.quantity} QPS more, {most} QPS would be in force on {day}, and {cap} are the most"
    assert (refused.value.code, refused.value.message) == ("cap-exceeded", sentence)


@given(orders, st.integers(1, 2))
def test_settling_in_two_parts_is_settling_at_once(made: list[Order], cut: int) -> None:
    about = shop(qps())
    names = ["2021-06", "2021-07", "2021-08"]
    edge = about.calendar.named(names[cut]).start
    whole = ask(about, "2021-06", 3, orders=made)

    one = ask(about, "2021-06", cut, orders=[order for order in made if order.placed < edge])
    later = [order for order in made if order.placed >= edge]
    two = ask(about, names[cut], 3 - cut, orders=later, carried=one.carried)

    assert [*one.statements, *two.statements] == [*whole.statements]
    assert two.carried == whole.carried


@given(orders)
def test_days_tell_of_the_same_as_months(made: list[Order]) -> None:
    by_month = ask(shop(qps()), "2021-06", 3, orders=made)
    by_day = ask(shop(qps(), unit="day"), "2021-06-01", 92, orders=made)

    assert by_day.total == by_month.total
    assert by_day.carried.states == by_month.carried.states


# What is sold by agreement.


def with_contact(mode: str) -> CapacityPacks:
    tiers = (Tier(up_to=10, price=D(15)), Tier(contact=CONTACT))
    return CapacityPacks(packs=(pack("qps", "day", *tiers),), mode=mode, cap=20)  # type: ignore[arg-type]


@pytest.mark.parametrize(("mode", "purchases"), [("volume", "0"), ("graduated", "150.00")])
def test_a_quantity_without_a_list_price_is_sold_by_agreement(mode: str, purchases: str) -> None:
    answer = ask(shop(with_contact(mode)), "2021-06", 1, [Used(3)], orders=[Order("qps", 30, JUNE)])

    settled = settlement(answer)
    assert settled.total is None
    assert settled.contact
    assert (settled.contact.units, settled.contact.url) == (0, CONTACT)
    assert settled.contact.reason.en == "an order has no list price: contact sales"
    assert settled.purchases == D(purchases)
    # Not before it is agreed, and whatever the cap.
    assert settled.entitlements == ()


def test_an_offer_that_is_all_by_agreement() -> None:
    step = CapacityPacks(packs=(pack("qps", "day", Tier(contact=CONTACT)),), mode="volume")

    assert step.offers() == [
        Offer(
            "qps", Text("QPS 叠加包（按天）", "QPS by the day"), 0, None, Span(days=1), contact=CONTACT,
            chosen_start=True, sold_by="day",
        )
    ]  # fmt: skip
    [line] = settlement(ask(shop(step), "2021-06", 1, orders=[Order("qps", 1, JUNE)])).lines
    assert [step.label(line, locale) for locale in ("zh", "en")] == [
        "QPS 叠加包（按天），联系商务",
        "QPS by the day, contact sales",
    ]


# What it says of itself.


def test_offers_have_their_prices_by_quantity() -> None:
    [by_day, by_month] = qps("graduated").offers()

    prices = (QuantityPrice(0, 9, D(15)), QuantityPrice(9, 99, D(13)), QuantityPrice(99, None, D(12)))
    assert by_day == Offer(
        "qps-day", Text("QPS 叠加包（按天）", "QPS by the day"), 0, D(15), Span(days=1),
        chosen_start=True, sold_by="day", prices=prices, mode="graduated",
    )  # fmt: skip
    assert (by_month.sku, by_month.price, by_month.valid_for, by_month.sold_by) == (
        "qps-month", D(300), Span(months=1), "month",
    )  # fmt: skip
    assert qps().display() == PackDisplay(tuple(qps().offers()))


def test_texts() -> None:
    in_force = "in force from 0:00 of the first day, or at once where it is today, to 24:00 of the last"
    step = qps("graduated", included=10, cap=100, unit=Text("路并发", "channels"))

    assert qps().describe("zh") == (
        "QPS 叠加包；全部数量按达到的档位计价；自首日 0 点（首日为当日则即时）生效，至末日 24 点失效"
    )
    assert qps().describe("en") == (
        f"QPS to be bought; all of an order at the price of the quantity reached; {in_force}"
    )
    assert step.describe("zh") == (
        "默认 10 路并发，可按需叠加；各档数量分别按所在档位计价；"
        "自首日 0 点（首日为当日则即时）生效，至末日 24 点失效；同时有效的最多 100 路并发"
    )
    assert step.describe("en") == (
        "10 channels included, more to be bought; each part of an order at the price of its own range; "
        f"{in_force}; 100 channels bought at once at the most"
    )
    assert (list(step.refers_to()), list(step.choices())) == ([], [])


def test_labels() -> None:
    named = CapacityPacks(
        packs=(pack("a", "month", Tier(price=D(1)), name=Text("大包", "Big pack")),),
        mode="volume",
        unit=Text("路", "channels"),
    )
    [line] = settlement(ask(shop(named), "2021-06", 1, orders=[Order("a", 1, JUNE)])).lines

    assert [named.label(line, locale) for locale in ("zh", "en")] == [
        "购买大包，路 × 月",
        "Purchase: Big pack, channels × months",
    ]
    assert qps().label(line, "en") == "a"


def test_dearer_tiers_are_warned_of() -> None:
    tiers = (Tier(up_to=10, price=D(15)), Tier(up_to=20, price=D(16)), Tier(contact=CONTACT))
    step = CapacityPacks(packs=(pack("a", "day", Tier(price=D(1))), pack("b", "day", *tiers)), mode="volume")

    [warned] = step.check()

    assert (warned.path, warned.code, warned.message) == (
        ("packs", 1, "tiers", 1),
        "dearer-tier",
        "the price rises from 15 to 16 with the quantity",
    )


NONSENSE: dict[str, tuple[Any, str]] = {
    "two ends": (lambda: Tier(up_to=1, below=2, price=D(1)), "a tier has either up_to or below, not both"),
    "no price": (lambda: Tier(), "a tier has either a price or a contact"),
    "no link": (lambda: Tier(contact="us"), "contact must be a link, got 'us'"),
    "price": (lambda: Tier(price=D(-1)), "price must not be below zero, got -1"),
    "sku": (
        lambda: pack("a/b", "day", Tier(price=D(1))),
        "sku must not be empty and not contain '/' or '@', got 'a/b'",
    ),
    "no tier": (lambda: pack("a", "day"), "tiers must have at least one tier"),
    "closed": (
        lambda: pack("a", "day", Tier(up_to=1, price=D(1))),
        "tiers[0] is the last and must be open-ended, without up_to or below",
    ),
    "open": (
        lambda: pack("a", "day", Tier(price=D(1)), Tier(price=D(1))),
        "tiers[0] needs up_to or below: only the last tier may be open-ended",
    ),
    "order": (
        lambda: pack("a", "day", Tier(up_to=5, price=D(1)), Tier(below=6, price=D(1)), Tier(price=D(1))),
        "tiers[1] ends at 5, not after 5, where the one before it ends",
    ),
    "two": (
        lambda: CapacityPacks(packs=(pack("a", "day", Tier(price=D(1))),) * 2, mode="volume"),
        "packs[1] has the sku 'a', as packs[0] has",
    ),
    "included": (lambda: qps(included=-1), "included must not be below zero, got -1"),
    "cap": (lambda: qps(cap=0), "cap must be at least 1, got 0"),
}


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_refused(name: str) -> None:
    make, sentence = NONSENSE[name]

    with pytest.raises(ValueError) as refused:  # noqa: PT011  # the sentence is compared whole
        make()

    assert str(refused.value) == sentence


@pytest.mark.parametrize("lasts", [3_000_000, 10**15])
def test_an_order_past_all_dates_is_refused(lasts: int) -> None:
    for sku in ("qps-day", "qps-month"):
        with pytest.raises(Refusal) as refused:
            ask(shop(qps()), "2021-06", 1, orders=[Order(sku, 1, JUNE, lasts=lasts)])

        assert (refused.value.code, refused.value.message) == (
            "bad-order",
            f"order of '{sku}': it ends after the year 9999",
        )


def test_what_is_in_force_from_before_is_no_owned_pack() -> None:
    with pytest.raises(Refusal) as refused:
        ask(shop(qps()), "2021-06", 1, owned=[Owned("qps-day", 0, JUNE)])

    assert (refused.value.code, refused.value.message, refused.value.hint) == (
        "bad-owned",
        "owned pack 'qps-day' holds no units: what is in force from before is known by the state",
        "leave it out, and give the state of the period before",
    )


# Advice, hints and curves.


def test_advice_buys_packs_of_calls_and_no_capacity() -> None:
    about = product(version(steps(qps=qps(cap=100), packs=packs({100: 30}), flat=flat("1"))))
    asked = question(about, "2021-06", 2, [Used(90)], [Order("qps-month", 20, JUNE)])

    advice = advise(asked)

    assert advice.plan
    assert [(order.sku, order.quantity) for order in advice.plan.orders] == [("packs/100", 2)]
    assert (advice.plan.total, advice.at_least, advice.proven) == (D("5660.00"), D("5660.00"), True)
    with pytest.raises(NothingOnOffer):
        advise(question(shop(qps()), "2021-06", 1, [Used(1)]))


def test_hints_say_nothing_of_capacity() -> None:
    asked = question(shop(qps(cap=20)), "2021-06", 2, [Used(90)], [Order("qps-month", 20, JUNE)])

    assert hints(forecast(asked)) == ()


def test_a_curve_begins_at_what_capacity_costs() -> None:
    [curve] = cost_curves([question(shop(qps()), "2021-06", 1, (), [Order("qps-month", 20, JUNE)])], 100, 10)

    assert (curve.points[0].total, curve.points[-1].total, curve.bends) == (D("5600.00"), D("5700.00"), ())


def test_ten_thousand_orders_are_no_burden() -> None:
    made: Sequence[Order] = [
        Order("qps-day", 1, JUNE + number * timedelta(minutes=4), lasts=1 + number % 300) for number in range(10_000)
    ]

    assert len(ask(shop(qps(cap=10_000)), "2021-06", 1, orders=made).statements) == 1
    with pytest.raises(Refusal, match="with 1 QPS more, 101 QPS would be in force on 2021-06-01, and 100 are the most"):
        ask(shop(qps(cap=100)), "2021-06", 1, orders=made)
