"""Hints, on all that is priced."""

from typing import Any

import pytest

from tests.api.client import Client

HINT = """kind period saving { amount } at units more meter sku quantity ordered orderedQuantity projected
  name(locale: "zh") zh: message(locale: "zh") en: message"""
NOTHING = dict.fromkeys(
    ("period", "saving", "at", "units", "more", "meter", "sku", "quantity", "ordered", "orderedQuantity", "name")
)


def hints(client: Client, field: str, kind: str, **input: object) -> Any:
    query = f"query($input: {kind}!) {{ {field}(input: $input) {{ ... on Answer {{ hints {{ {HINT} }} }} }} }}"
    return client.data(query, input={"product": "id-card"} | input)[field]["hints"]


CLIFF = NOTHING | {
    "kind": "cheaper-neighbour",
    "period": "2021-06",
    "saving": {"amount": "449.90"},
    "units": 10_001,
    "more": 1,
    "projected": False,
    "zh": "2021-06：调用 10001 次可少付 449.90",
    "en": "2021-06: 10 001 calls would cost 449.90 less",
}


def test_one_call_more_would_cost_less(client: Client) -> None:
    found = hints(client, "quote", "QuoteInput", period="2021-06", usage=[{"units": 10_000}])

    assert [hint["kind"] for hint in found] == ["pack-would-pay", "cheaper-neighbour"]
    assert found[1] == CLIFF
    assert found[0] == NOTHING | {
        "kind": "pack-would-pay",
        "saving": {"amount": "790.00"},
        "at": "2021-06-01T00:00:00+08:00",
        "units": 10_000,
        "sku": "prepaid-packs/10000",
        "quantity": 1,
        "projected": False,
        "name": "身份证识别 1万次",
        "zh": "2021-06-01 购买“身份证识别 1万次”可节省 790.00",
        "en": "ID card OCR, 10 000 calls: bought on 2021-06-01, it would save 790.00",
    }


def test_a_forecast_has_hints(client: Client) -> None:
    asked = {
        "from": "2021-01",
        "periods": 12,
        "usage": [{"units": 25_000}],
        "orders": [{"sku": "10000", "quantity": 10}],
    }

    found = hints(client, "forecast", "ForecastInput", **asked)

    (better,) = [hint for hint in found if hint["kind"] == "dominated-order"]
    assert (better["ordered"], better["orderedQuantity"]) == ("prepaid-packs/10000", 10)
    assert (better["sku"], better["quantity"], better["saving"]) == ("prepaid-packs/100000", 1, {"amount": "2100.00"})
    assert "run-out" in [hint["kind"] for hint in found]


def test_contact_sales_has_hints(client: Client) -> None:
    (hint,) = hints(client, "quote", "QuoteInput", period="2021-06", usage=[{"units": 1_000_001}])

    assert (hint["kind"], hint["saving"], hint["sku"]) == ("pack-would-pay", None, "prepaid-packs/1000000")


def test_the_forecasts_of_a_what_if_have_hints(client: Client) -> None:
    query = f"""mutation($input: WhatIfInput!) {{ whatIf(input: $input) {{ ... on WhatIf {{
        before {{ hints {{ {HINT} }} }} after {{ hints {{ kind }} }} }} }} }}"""
    baseline = {"product": "id-card", "from": "2021-06", "usage": [{"units": 10_000}]}
    changes = [{"addOrder": {"sku": "10000"}}]

    answer = client.data(query, input={"baseline": baseline, "changes": changes})["whatIf"]

    assert CLIFF in answer["before"]["hints"]
    assert "cheaper-neighbour" not in [hint["kind"] for hint in answer["after"]["hints"]]


@pytest.mark.parametrize("locale", ["fr"])
def test_a_hint_in_no_language_is_an_error_with_a_code(client: Client, locale: str) -> None:
    query = """query($locale: String!) { quote(input: {product: "id-card", usage: [{units: 10000}]}) {
        ... on Quote { hints { message(locale: $locale) } } } }"""

    error = client.post({"query": query, "variables": {"locale": locale}}).json()["errors"][0]

    assert error["extensions"]["code"] == "unknown-locale"
