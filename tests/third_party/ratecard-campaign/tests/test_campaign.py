"""The campaign, by hand and against a sum over every single call."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ratecard_campaign import Campaign, Membership

from ratecard.spi import Bill, Outcome, Refused, Strategy, Text
from ratecard.testing import Bench, Order, Owned, Used

BERLIN = ZoneInfo("Europe/Berlin")
FIRST, LAST = date(2021, 6, 1), date(2021, 8, 15)
CLUB = Membership(sku="club", name=Text("会员", "Club"), price=Decimal(20), percent=Decimal(20))


@dataclass(frozen=True, slots=True, kw_only=True)
class Postpaid(Strategy):
    """Charge one price for all calls."""

    kind: ClassVar[str] = "postpaid"
    title: ClassVar[Text] = Text("后付费", "Postpaid")

    price: Decimal = Decimal("0.15")

    def settle(self, bill: Bill) -> Outcome:
        return Outcome((), (bill.line(bill.units, self.price),) if bill.units else ())


SUMMER = Campaign(
    of=("postpaid",),
    percent=Decimal(10),
    first_day=FIRST,
    last_day=LAST,
    partly="by-calls",
    budget=Decimal(100),
    membership=CLUB,
    channels=("email",),
)


def at(month: int, day: int) -> datetime:
    return datetime(2021, month, day, tzinfo=BERLIN).astimezone(UTC)


def bench(campaign: Campaign, price: Decimal = Decimal("0.15")) -> Bench:
    return Bench((Postpaid(price=price), campaign), zone="Europe/Berlin", currency="EUR")


def total(campaign: Campaign, period: str, calls: int, *orders: Order, periods: int = 1) -> Decimal | None:
    return bench(campaign).forecast(period, periods, usage=[Used(calls)], orders=orders).total


@pytest.mark.parametrize(
    ("period", "calls", "due"),
    [
        ("2021-05", 1_000, "150.00"),  # not yet
        ("2021-06", 1_000, "135.00"),
        ("2021-06", 10_000, "1400.00"),  # 150 would be more than the budget
        ("2021-08", 3_100, "442.50"),  # 465 × 15 / 31 × 10 % off
        ("2021-09", 1_000, "150.00"),  # no more
    ],
)
def test_what_is_taken_off(period: str, calls: int, due: str) -> None:
    assert total(SUMMER, period, calls) == Decimal(due)


def test_a_period_that_it_is_part_of_may_be_left_out() -> None:
    campaign = replace(SUMMER, partly="left-out")

    assert [total(campaign, "2021-07", 1_000), total(campaign, "2021-08", 3_100)] == [Decimal(135), Decimal(465)]


def test_a_membership_counts_from_its_purchase_on() -> None:
    bought = Order("club", 1, at(6, 16))

    assert total(SUMMER, "2021-06", 3_000, bought) == Decimal("402.50")  # 450 - 22.50 - 45 + 20
    # Left out, it counts from July on: 450 - 45 + 20, and 450 less the 55 that are left of the budget
    assert total(replace(SUMMER, partly="left-out"), "2021-06", 3_000, bought, periods=2) == Decimal("820.00")


def test_a_membership_of_before() -> None:
    owned = [Owned("club", 0, at(6, 1))]

    assert bench(SUMMER).forecast("2021-07", usage=[Used(1_000)], owned=owned).total == Decimal(120)


@pytest.mark.parametrize(
    ("orders", "code"),
    [
        ([Order("club", 2, at(6, 2))], "already-member"),
        ([Order("club", 1, at(6, 2)), Order("club", 1, at(7, 2))], "already-member"),
        ([Order("club", 1, at(8, 16))], "campaign-not-running"),
    ],
)
def test_a_membership_is_bought_once_and_in_time(orders: list[Order], code: str) -> None:
    with pytest.raises(Refused) as raised:
        total(SUMMER, "2021-06", 1_000, *orders, periods=3)

    assert raised.value.code == code


def test_the_account_is_told_once_that_the_budget_is_used_up() -> None:
    answer = bench(SUMMER).forecast("2021-06", 3, usage=[Used(4_000)])

    notices = [notice for each in answer.statements for notice in each.settlement.notices]
    assert [(notice.kind, notice.channels) for notice in notices] == [("budget-used-up", ("email",))]
    assert at(7, 1) < notices[0].at < at(8, 1)
    assert SUMMER.message(notices[0], "zh") == "活动优惠预算 100 已用完"
    assert SUMMER.message(notices[0], "en") == "The campaign's budget of 100 is used up"
    assert [each.settlement.total for each in answer.statements] == [Decimal(540), Decimal(560), Decimal(600)]


REFUSED: dict[str, tuple[dict[str, object], str]] = {
    "off nothing": ({"of": ()}, "of must name a step"),
    "no percentage": ({"percent": Decimal(0)}, "percent must be above 0 and at most 100, got 0"),
    "no day": ({"last_day": date(2021, 5, 31)}, "last_day 2021-05-31 is before first_day 2021-06-01"),
    "no budget": ({"budget": Decimal(0)}, "budget must be above zero, got 0"),
    "nothing to tell": ({"budget": None}, "channels tell that a budget is used up; give one"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(case: str) -> None:
    changes, message = REFUSED[case]

    with pytest.raises(ValueError, match=f"^{message}$"):
        replace(SUMMER, **changes)  # type: ignore[arg-type]


def test_the_step_in_words() -> None:
    assert SUMMER.describe("en") == ("10 % off postpaid from 2021-06-01 to 2021-08-15, 20 % for members, at most 100")
    assert SUMMER.describe("zh") == "2021-06-01 至 2021-08-15：postpaid 减 10%，会员减 20%，最多 100"
    assert [warned.code for warned in SUMMER.check()] == []
    for_nothing = replace(SUMMER, percent=Decimal(20))
    assert [warned.code for warned in for_nothing.check()] == ["membership-for-nothing"]


def moments(start: datetime, end: datetime, calls: int) -> Iterator[datetime]:
    """When each of the calls is made, to the microsecond before."""
    length = (end - start) // timedelta(microseconds=1)
    for call in range(calls):
        instant = Fraction((call + 1) * length, calls)
        yield start + timedelta(microseconds=-(-instant.numerator // instant.denominator) - 1)


def cents(amount: Fraction) -> Decimal:
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def expected(calls: list[int], price: Decimal, budget: Decimal | None, joined: datetime | None) -> Decimal:
    """What the months from May on come to, call by call."""
    result, given = Decimal(0), Decimal(0)
    for month, number in enumerate(calls, 5):
        charge = cents(Fraction(price) * number)
        off = {Decimal(10): Fraction(0), Decimal(20): Fraction(0)}
        for moment in moments(at(month, 1), at(month + 1, 1), number):
            if FIRST <= moment.astimezone(BERLIN).date() <= LAST:
                percent = Decimal(20) if joined and moment >= joined else Decimal(10)
                off[percent] += Fraction(charge) / number * Fraction(percent) / 100
        result += charge
        for due in off.values():
            amount = cents(due) if budget is None else min(cents(due), budget - given)
            given += amount
            result -= amount
    return result + (CLUB.price if joined else 0)


@settings(deadline=None, max_examples=100)
@given(
    calls=st.lists(st.integers(0, 300), min_size=5, max_size=5),
    price=st.decimals("0.01", 3, places=2),
    budget=st.none() | st.decimals("0.01", 150, places=2),
    joined=st.none() | st.dates(FIRST, LAST),
)
def test_it_comes_to_what_the_calls_come_to(
    calls: list[int], price: Decimal, budget: Decimal | None, joined: date | None
) -> None:
    campaign = replace(SUMMER, budget=budget, channels=())
    since = at(joined.month, joined.day) if joined else None
    used = [Used(number, period=f"2021-{month:02}") for month, number in enumerate(calls, 5)]
    orders = [Order("club", 1, since)] if since else []

    answer = bench(campaign, price).forecast("2021-05", 5, usage=used, orders=orders)

    assert answer.total == expected(calls, price, budget, since)
