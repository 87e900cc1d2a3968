"""What a question says of orders and accounts, as the kernel is given it: days made instants, and each in its place."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from ratecard.domain.errors import Refusal
from ratecard.domain.order import Order
from ratecard.service import AccountAsked, Asked, ChoiceAsked, OrderAsked, Service, UsageAsked
from ratecard.service.asked import question
from ratecard.service.change import AddOrder, Change, DropOrder
from tests.chains import ID_CARD, D, china
from tests.till import shop_service

TODAY = datetime(2026, 11, 23, tzinfo=UTC)
NOON = china("2021-06-15T12:00")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    return shop_service(Path(tmp_path_factory.mktemp("shop")))


RETURNS = {
    "a day is its first instant": (date(2021, 6, 10), date(2021, 6, 12), china("2021-06-12")),
    "the day of the purchase is the purchase": (NOON, date(2021, 6, 15), NOON),
    "from its first instant on": (date(2021, 6, 15), date(2021, 6, 15), china("2021-06-15")),
    "an instant stays": (NOON, china("2021-06-15T09:00"), china("2021-06-15T09:00")),
}


@pytest.mark.parametrize("name", RETURNS)
def test_a_return_on_a_day_is_never_before_a_purchase_of_that_day(name: str) -> None:
    bought, returned, expected = RETURNS[name]

    (order,) = question(Asked("id-card", orders=(OrderAsked("1000", on=bought, returned=returned),)), ID_CARD, TODAY)[3]

    assert order.returned == expected


def test_an_order_is_asked_as_the_kernel_takes_it() -> None:
    asked = OrderAsked("seat", 2, date(2021, 6, 2), date(2021, 6, 9), 3)

    made = question(Asked("id-card", orders=(asked,)), ID_CARD, TODAY)

    assert made.orders == (Order("seat", 2, china("2021-06-02"), china("2021-06-09"), 3),)


@pytest.mark.parametrize(
    "order",
    [
        OrderAsked("seat", on=date(2021, 3, 31), returned=date(2021, 4, 2)),
        OrderAsked("seat", effective=date(2021, 3, 5)),
        OrderAsked("seat", returned=date(2021, 3, 5)),
    ],
    ids=["placed", "effective", "returned"],
)
def test_the_first_period_is_that_of_the_earliest_date_of_an_order(order: OrderAsked) -> None:
    assert question(Asked("id-card", orders=(order,)), ID_CARD, TODAY).periods[0].id == "2021-03"


def test_a_return_is_settled_in_its_own_period(service: Service) -> None:
    order = OrderAsked("seat", 2, date(2021, 5, 28), returned=date(2021, 6, 3))

    both = service.forecast(Asked("desk", "2021-05", 2, orders=(order,)))
    later = service.forecast(Asked("desk", "2021-06", orders=(order,)))

    assert [statement.settlement.total for statement in both.forecast.statements] == [D("40.00"), D("-40.00")]
    assert later.forecast.total == D("-40.00")


def test_what_an_account_chose_holds_from_its_day_on(service: Service) -> None:
    choices = (ChoiceAsked("shop", "refused", date(2021, 6, 16)),)
    asked = Asked("desk", "2021-06", usage=(UsageAsked(300),), account=AccountAsked(choices=choices))

    first = service.quote(asked).first.settlement

    assert (first.refused, first.total) == (150, D("150.00"))


REFUSED: dict[str, tuple[Asked, str, tuple[str | int, ...]]] = {
    "a choice that the step does not leave": (
        Asked("desk", "2021-06", account=AccountAsked(choices=(ChoiceAsked("shop", "refuse"),))),
        "bad-choice",
        ("account", "choices", 0),
    ),
    "a choice without an offset": (
        Asked("desk", "2021-06", account=AccountAsked(choices=(ChoiceAsked("shop", "refused", datetime(2021, 6, 1)),))),  # noqa: DTZ001
        "naive-instant",
        ("account", "choices", 0),
    ),
    "a return before the purchase": (
        Asked("desk", "2021-06", orders=(OrderAsked("seat", on=date(2021, 6, 9), returned=date(2021, 6, 8)),)),
        "not-returnable",
        ("orders", 0),
    ),
    "months without end": (
        Asked("desk", "2021-06", orders=(OrderAsked("seat", on=date(2021, 6, 9), lasts=10**12),)),
        "bad-order",
        ("orders", 0),
    ),
    "a start at the end of time": (
        Asked("desk", "2021-06", orders=(OrderAsked("seat", effective=date(9999, 12, 31)),)),
        "bad-order",
        ("orders", 0),
    ),
    "a start that the offer does not leave open": (
        Asked("desk", "2021-06", orders=(OrderAsked("points", effective=date(2021, 6, 8)),)),
        "bad-order",
        ("orders", 0),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_is_placed(service: Service, name: str) -> None:
    asked, code, path = REFUSED[name]

    with pytest.raises(Refusal) as refused:
        service.quote(asked)

    assert (refused.value.code, refused.value.path) == (code, path)


LONG = OrderAsked("seat", 1, date(2021, 6, 2), date(2021, 6, 9), 3)
SHORT = OrderAsked("seat", 1, date(2021, 6, 2))
BACK = OrderAsked("seat", 1, date(2021, 6, 2), returned=date(2021, 6, 5))


@pytest.mark.parametrize(
    ("change", "total"),
    [
        (AddOrder(OrderAsked("seat", 1, date(2021, 6, 3), lasts=2)), "120.00"),
        (DropOrder("seat"), "60.00"),
        (DropOrder("seat", lasts=3), "20.00"),
        (DropOrder("seat", effective=date(2021, 6, 9)), "20.00"),
        (DropOrder("seat", returned=date(2021, 6, 5)), "80.00"),
        (DropOrder("seat", on=date(2021, 6, 2), lasts=1), "60.00"),
    ],
)
def test_a_change_of_orders_says_what_an_order_says(service: Service, change: Change, total: str) -> None:
    answer = service.what_if(Asked("desk", "2021-06", orders=(SHORT, LONG, BACK)), [change])

    # 20 for the short one, 60 for the long one, nothing for what came back
    assert (answer.before.forecast.total, answer.after.forecast.total) == (D("80.00"), D(total))


def test_an_order_that_is_not_there_is_not_dropped(service: Service) -> None:
    with pytest.raises(Refusal) as refused:
        service.what_if(Asked("desk", "2021-06", orders=(LONG, BACK)), [DropOrder("seat", lasts=4)])

    assert refused.value.message == (
        "there is no such order of 'seat' to drop; there are: "
        "seat x1 at 2021-06-02T00:00+08:00 (lasts 3, effective 2021-06-09T00:00+08:00), "
        "seat x1 at 2021-06-02T00:00+08:00 (returned 2021-06-05T00:00+08:00)"
    )
