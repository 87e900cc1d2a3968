"""What orders and accounts say over GraphQL: chosen starts, months, returns, choices; and what becomes of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ratecard.asgi import application
from tests.api.client import Client, TestClient
from tests.api.conftest import SETTINGS
from tests.till import URL, shop_service

FORECAST = """
query($input: ForecastInput!) { forecast(input: $input) {
  ... on Forecast { period reason
    statements { total { amount } units refusedUnits purchases { amount }
      balances { sku expires returned costs { meter points } } expiries { units }
      lines { kind units item quantity amount { amount } at } }
    ledger { date kind amount { amount } step available { amount } } }
  ... on Refusal { code message hint path } } }
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    service = shop_service(Path(tmp_path_factory.mktemp("shop")))
    with TestClient(application(service, SETTINGS)) as http:
        yield Client(http)


def forecast(shop: Client, **input: object) -> Any:
    return shop.data(FORECAST, input={"product": "desk"} | input)["forecast"]


def test_an_offer_says_all_that_an_order_may_say_of_it(shop: Client) -> None:
    query = """{ product(id: "desk") { ... on Product {
        offers { sku units price listPrice url validFor { months } startsAfter { years months days } chosenStart soldBy
          returnable limit }
        steps { slug choices } } } }"""

    product = shop.data(query)["product"]

    at_once, no_months, one_month = {"years": 0, "months": 0, "days": 0}, {"months": 0}, {"months": 1}
    plain = {"listPrice": None, "url": None, "soldBy": None, "limit": None, "startsAfter": at_once, "units": 0}
    assert product["offers"] == [
        plain | {"sku": "seat", "price": "20", "validFor": one_month, "chosenStart": True, "soldBy": "MONTH",
                 "returnable": True, "limit": 5},
        plain | {"sku": "points", "units": 100, "price": "9", "listPrice": "10", "validFor": no_months,
                 "startsAfter": {"years": 0, "months": 0, "days": 1}, "chosenStart": False, "returnable": True},
        plain | {"sku": "talk", "price": None, "url": URL, "validFor": no_months, "chosenStart": False,
                 "returnable": False},
    ]  # fmt: skip
    assert product["steps"] == [
        {"slug": "shop", "choices": ["postpaid", "refused"]},
        {"slug": "tiered-postpaid", "choices": []},
    ]


def test_an_order_lasts_and_comes_back(shop: Client) -> None:
    order = {"sku": "seat", "quantity": 2, "on": "2021-05-28", "effective": "2021-06-01", "lasts": 3}

    answer = forecast(shop, periods=2, orders=[order | {"returned": "2021-06-03"}], openingBalance="200")

    assert answer["period"] == "2021-05"
    assert [each["total"]["amount"] for each in answer["statements"]] == ["120.00", "-120.00"]
    assert [each["purchases"]["amount"] for each in answer["statements"]] == ["120.00", "-120.00"]
    assert answer["statements"][1]["lines"] == [
        {"kind": "ADJUSTMENT", "units": 0, "item": "seat", "quantity": "-6", "amount": {"amount": "-120.00"},
         "at": "2021-06-03T00:00:00+08:00"}
    ]  # fmt: skip
    assert answer["ledger"] == [
        {"date": "2021-05-28", "kind": "PURCHASE", "amount": {"amount": "120.00"}, "step": "shop",
         "available": {"amount": "80.00"}},
        {"date": "2021-06-03", "kind": "RETURN", "amount": {"amount": "-120.00"}, "step": "shop",
         "available": {"amount": "200.00"}},
    ]  # fmt: skip


def test_a_pack_of_points_that_came_back_is_no_loss(shop: Client) -> None:
    kept = {"sku": "points", "on": "2021-06-02"}

    answers = [forecast(shop, orders=[order]) for order in (kept, kept | {"returned": "2021-06-05"})]

    (first, second) = [answer["statements"][0] for answer in answers]
    costs = [{"meter": "hd", "points": 2}]
    assert first["balances"] == [
        {"sku": "points", "expires": "2022-06-03T00:00:00+08:00", "returned": False, "costs": costs}
    ]
    assert second["balances"] == [
        {"sku": "points", "expires": "2021-06-05T00:00:00+08:00", "returned": True, "costs": costs}
    ]
    assert second["expiries"] == []
    assert (first["total"]["amount"], second["total"]["amount"]) == ("9.00", "0.00")


def test_an_order_sold_by_agreement_is_contact_sales(shop: Client) -> None:
    answer = shop.quote("desk", orders=[{"sku": "talk"}])

    assert (answer["__typename"], answer["url"], answer["unpricedUnits"]) == ("ContactSales", URL, 0)
    assert answer["reason"] == "an order has no list price: contact sales"


def test_what_an_account_chose_is_refused_units(shop: Client) -> None:
    choices = [{"step": "shop", "value": "refused", "since": "2021-06-16"}]

    answer = forecast(shop, **{"from": "2021-06"}, usage=[{"units": 300}], account={"choices": choices})

    (only,) = answer["statements"]
    assert (only["units"], only["refusedUnits"], only["total"]["amount"]) == (300, 150, "150.00")


def test_advice_has_no_plan_that_leaves_calls_refused(shop: Client) -> None:
    query = """query($input: AdviceInput!) { packAdvice(input: $input) {
        ... on PackAdvice { total { amount } reason totalWithout { amount } } } }"""
    account = {"choices": [{"step": "shop", "value": "refused"}]}

    advice = shop.data(query, input={"product": "desk", "usage": [{"units": 300}], "account": account, "seconds": 1})

    assert advice["packAdvice"] == {
        "total": None,
        "reason": "The account chose that calls be refused, and no plan covers all",
        "totalWithout": {"amount": "0.00"},
    }


SEAT = {"sku": "seat", "on": "2021-06-02"}
REFUSED: dict[str, tuple[dict[str, Any], str, list[str]]] = {
    "effective": ({"orders": [SEAT | {"effective": "June"}]}, "bad-instant", ["orders", "0", "effective"]),
    "returned": (
        {"orders": [SEAT | {"returned": "2021-06-02T10:00:00"}]},
        "naive-instant",
        ["orders", "0", "returned"],
    ),
    "lasts": ({"orders": [SEAT | {"lasts": 0}]}, "bad-order", ["orders", "0"]),
    "not returnable": (
        {"orders": [{"sku": "talk", "on": "2021-06-02", "returned": "2021-06-03"}]},
        "not-returnable",
        ["orders", "0"],
    ),
    "since": (
        {"account": {"choices": [{"step": "shop", "value": "refused", "since": "?"}]}},
        "bad-instant",
        ["account", "choices", "0", "since"],
    ),
    "a choice": (
        {"account": {"choices": [{"step": "shop", "value": "refuse"}]}},
        "bad-choice",
        ["account", "choices", "0"],
    ),
    "a step": (
        {"account": {"choices": [{"step": "shoe", "value": "refused"}]}},
        "unknown-step",
        ["account", "choices", "0"],
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_has_its_place(shop: Client, name: str) -> None:
    asked, code, path = REFUSED[name]

    answer = forecast(shop, **{"from": "2021-06"}, **asked)

    assert (answer["code"], answer["path"]) == (code, ["input", *path])


BASELINE = {"product": "desk", "from": "2021-06", "orders": [SEAT, SEAT | {"lasts": 3}]}


@pytest.mark.parametrize(
    ("change", "total"),
    [
        ({"addOrder": SEAT | {"lasts": 2, "effective": "2021-06-09"}}, "120.00"),
        ({"addOrder": SEAT | {"returned": "2021-06-09"}}, "80.00"),
        ({"dropOrder": {"sku": "seat", "lasts": 3}}, "20.00"),
    ],
)
def test_a_change_says_what_an_order_says(shop: Client, change: dict[str, Any], total: str) -> None:
    answer = shop.what_if(BASELINE, change)

    assert (answer["before"]["total"]["amount"], answer["after"]["total"]["amount"]) == ("80.00", total)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"addOrder": SEAT | {"effective": "June"}}, ["addOrder", "effective"]),
        ({"dropOrder": {"sku": "seat", "returned": "June"}}, ["dropOrder", "returned"]),
        ({"dropOrder": {"sku": "seat", "effective": "2021-06-09"}}, ["dropOrder"]),
        ({"addOrder": SEAT | {"returned": "2021-06-01"}}, ["addOrder"]),
    ],
)
def test_a_refusal_of_a_change_has_its_place(shop: Client, change: dict[str, Any], path: list[str]) -> None:
    answer = shop.what_if(BASELINE, change)

    assert answer["path"] == ["input", "changes", "0", *path]
