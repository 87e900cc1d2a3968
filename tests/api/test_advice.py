"""Which packs to buy: the page's own case, what is proven, and what ends at its time."""

import time
from typing import Any

import pytest

from tests.api.client import Client

ADVICE = """
query Advice($input: AdviceInput!, $breakEven: Boolean!) {
  packAdvice(input: $input) {
    __typename
    ... on PackAdvice {
      orders { sku step name(locale: "zh") quantity on units price { amount } }
      total { amount } totalWithout { amount } saving { amount } reason reasonWithout
      single { order { sku quantity } total { amount } }
      breakEven @include(if: $breakEven) { ... on BreakEven { units reason } ... on Refusal { code path } }
      unusedUnits proven settled lowerBound { amount }
      forecast { total { amount } statements { period total { amount } held { amount } } } catalogDigest }
    ... on Refusal { code message hint path }
  }
}
"""


def advise(client: Client, break_even: bool = False, **input: object) -> Any:
    asked = {"product": "id-card", "from": "2021-01"} | input
    return client.data(ADVICE, input=asked, breakEven=break_even)["packAdvice"]


def bought(answer: Any) -> list[tuple[str, int, str]]:
    return [(order["sku"], order["quantity"], order["on"][:10]) for order in answer["orders"]]


def test_the_pages_own_case(client: Client) -> None:
    answer = advise(client, break_even=True, periods=12, usage=[{"units": 25_000}])

    statements = answer["forecast"].pop("statements")
    assert len(answer.pop("catalogDigest")) == 71
    assert answer == {
        "__typename": "PackAdvice",
        "orders": [
            {
                "sku": "prepaid-packs/100000",
                "step": "prepaid-packs",
                "name": "身份证识别 10万次",
                "quantity": 3,
                "on": "2021-01-01T00:00:00+08:00",
                "units": 300_000,
                "price": {"amount": "10500.00"},
            }
        ],
        "total": {"amount": "10500.00"},
        "totalWithout": {"amount": "28800.00"},
        "saving": {"amount": "18300.00"},
        "reason": None,
        "reasonWithout": None,
        "single": {"order": {"sku": "prepaid-packs/1000000", "quantity": 1}, "total": {"amount": "21000.00"}},
        # 12 × (6 833 - 1 000) × 0.15 = 10 499.40, and one call a month more costs 1.80 more: beyond 10 500.
        "breakEven": {"units": 6_834, "reason": None},
        "unusedUnits": 12_000,
        "proven": True,
        "settled": True,
        "lowerBound": {"amount": "10500.00"},
        "forecast": {"total": {"amount": "10500.00"}},
    }
    assert [each["held"]["amount"] for each in statements] == ["0.00"] * 12


def test_thirteen_months(client: Client) -> None:
    answer = advise(client, periods=13, usage=[{"units": 25_000}])

    assert answer["total"] == {"amount": "11228.00"}
    packs: dict[str, int] = {}
    for sku, quantity, _ in bought(answer):
        packs[sku] = packs.get(sku, 0) + quantity
    assert packs == {"prepaid-packs/100000": 3, "prepaid-packs/10000": 1, "prepaid-packs/1000": 2}
    assert (answer["proven"], answer["unusedUnits"]) == (True, 0)


def test_the_orders_are_what_a_forecast_takes(client: Client) -> None:
    usage = [{"units": 25_000}]
    answer = advise(client, periods=13, usage=usage)

    orders = [{key: order[key] for key in ("sku", "quantity", "on")} for order in answer["orders"]]

    assert client.forecast(**{"from": "2021-01"}, periods=13, usage=usage, orders=orders)["total"] == answer["total"]


def test_where_packs_save_nothing_none_is_bought(client: Client) -> None:
    answer = advise(client, break_even=True, usage=[{"units": 900}])

    assert (answer["orders"], answer["total"], answer["saving"]) == ([], {"amount": "0.00"}, {"amount": "0.00"})
    assert answer["single"]["total"] == {"amount": "84.00"}
    assert answer["breakEven"] == {"units": None, "reason": "The advice is to buy nothing"}


def test_without_packs_there_may_be_no_total(client: Client) -> None:
    answer = advise(client, usage=[{"units": 2_000_000}])

    assert (answer["totalWithout"], answer["saving"]) == (None, None)
    assert answer["reasonWithout"] == "2021-01: 1999000 of 2000000 calls have no list price: contact sales"
    assert bought(answer) == [("prepaid-packs/1000000", 2, "2021-01-01")]
    assert answer["total"] == {"amount": "42000.00"}


def test_what_is_owned_need_not_be_bought(client: Client) -> None:
    owned = [{"sku": "100000", "unitsLeft": 100_000, "effective": "2020-12-31"}]

    answer = advise(client, usage=[{"units": 25_000}], owned=owned)

    assert (answer["orders"], answer["total"]) == ([], {"amount": "0.00"})


def test_packs_may_be_bought_on_any_day(client: Client) -> None:
    usage = [{"units": 9_000, "from": "2021-01-20", "to": "2021-02-01"}]

    answer = advise(client, usage=usage, anyDay=True)

    # 750 calls a day: the allowance covers those of the 20th, so that the 21st is early enough.
    assert bought(answer) == [("prepaid-packs/10000", 1, "2021-01-21")]
    assert (answer["total"], answer["settled"]) == ({"amount": "560.00"}, True)


def test_without_time_the_best_so_far_is_not_proven(client: Client) -> None:
    answer = advise(client, periods=13, usage=[{"units": 25_000}], seconds=0)

    assert (answer["proven"], answer["settled"]) == (False, False)
    assert float(answer["lowerBound"]["amount"]) <= 11_228 <= float(answer["total"]["amount"])


def test_the_time_is_kept(client: Client) -> None:
    started = time.perf_counter()

    advise(client, periods=36, usage=[{"units": 47_123}], anyDay=True, seconds=1)

    assert time.perf_counter() - started < 10


@pytest.mark.parametrize(
    ("given", "code", "message", "path"),
    [
        ({"periods": 37}, "too-long-to-advise", "advice looks at 1 to 36 periods, not at 37", ["periods"]),
        ({"seconds": -1}, "bad-seconds", "seconds -1 are below zero", ["seconds"]),
        ({"from": "x"}, "unknown-period", "period 'x' is not a month", ["from"]),
        ({"usage": [{"units": -1}]}, "negative-units", "units -1 are below zero", ["usage", "0", "units"]),
        (
            {"orders": [{"sku": "7"}]},
            "unknown-sku",
            "sku '7' is not known; known: 1000, 10000, 100000, 1000000, 10000000",
            ["orders", "0"],
        ),
    ],
)
def test_advice_is_refused(client: Client, given: dict[str, Any], code: str, message: str, path: list[str]) -> None:
    answer = advise(client, **given)

    assert (answer["code"], answer["message"], answer["path"]) == (code, message, ["input", *path])
