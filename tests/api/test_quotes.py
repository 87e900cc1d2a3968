"""The page's sums and the table of issue 2, over HTTP; the amounts are written by hand."""

from typing import Any

import pytest

from tests.api.client import Client


@pytest.mark.parametrize(
    ("product", "units", "total"),
    [
        ("id-card", 900, "0.00"),
        ("id-card", 9_000, "1200.00"),
        ("bank-card", 90_000, "8900.00"),
        ("bank-card", 900_000, "53940.00"),
        ("id-card", 10_000, "1350.00"),
        ("id-card", 10_001, "900.10"),
        ("id-card", 1_000_000, "59940.00"),
    ],
)
def test_postpaid_sums(client: Client, product: str, units: int, total: str) -> None:
    assert client.quote(product, units)["total"]["amount"] == total


@pytest.mark.parametrize(
    ("product", "units", "sku", "quantity", "total"),
    [
        ("bank-card", 2_500, "1000", 1, "159.00"),
        ("id-card", 0, "100000", 3, "10500.00"),
        ("id-card", 12_000, "10000", 1, "660.00"),
        ("id-card", 1_000_500, "1000000", 1, "21000.00"),
    ],
)
def test_prepaid_sums(client: Client, product: str, units: int, sku: str, quantity: int, total: str) -> None:
    answer = client.quote(product, units, orders=[{"sku": sku, "quantity": quantity}])

    assert answer["total"]["amount"] == total


def test_the_central_query(client: Client) -> None:
    answer = client.quote("id-card", 9_000, orders=[{"sku": "1000", "quantity": 1, "on": "2021-06-01"}])

    assert answer["__typename"] == "Quote"
    assert answer["total"] == {"amount": "1134.00", "currency": "CNY", "formatted": "¥1,134.00"}
    assert answer["formula"] == "(9000 - 1000 - 1000) × 0.15 + 84 = 1134"
    assert answer["period"] == "2021-06"
    assert answer["catalogDigest"].startswith("sha256:")
    assert [(line["step"], line["kind"], line["units"], line["price"]) for line in answer["lines"]] == [
        ("free-allowance", "USAGE", 1000, "0"),
        ("prepaid-packs", "PURCHASE", 0, "84"),
        ("prepaid-packs", "USAGE", 1000, "0"),
        ("tiered-postpaid", "USAGE", 7000, "0.15"),
    ]
    postpaid = answer["lines"][-1]
    assert postpaid["amount"] == {"amount": "1050.00"}
    assert postpaid["formula"] == "(9000 - 1000 - 1000) × 0.15 = 1050"
    assert "id-card.toml:" in postpaid["source"]
    assert answer["holds"] == [
        {"kind": "FREEZE", "amount": {"amount": "1050.00"}, "formula": "7000 × 0.15 × 100 % = 1050"}
    ]
    # The free pack runs out with the 1000th of 9000 calls spread over June, before the paid one falls below 20 %.
    assert [notice["kind"] for notice in answer["notices"]] == ["low", "exhausted"]


def test_a_pack_bought_on_the_15th_covers_nothing_before(client: Client) -> None:
    answer = client.quote("id-card", 25_000, period="2021-01", orders=[{"sku": "100000", "on": "2021-01-15"}])

    assert answer["total"]["amount"] == "4529.00"
    covered = {(line["step"], line["kind"]): line["units"] for line in answer["lines"]}
    assert covered[("free-allowance", "USAGE")] == 1_000
    assert covered[("tiered-postpaid", "USAGE")] == 10_290
    assert covered[("prepaid-packs", "USAGE")] == 13_710


def test_the_order_of_the_input_does_not_matter(client: Client) -> None:
    usage = [
        {"units": 700, "from": "2021-06-01", "to": "2021-06-09"},
        {"units": 5_000, "from": "2021-06-12T10:00:00+08:00", "to": "2021-06-12T11:00:00+08:00"},
        {"units": 60, "from": "2021-06-01", "to": "2021-06-30", "code": "FailedOperation.ImageBlur"},
    ]
    orders = [{"sku": "1000", "on": "2021-06-03"}, {"sku": "10000", "on": "2021-06-20"}, {"sku": "1000"}]

    assert client.quote(usage=usage, orders=orders) == client.quote(usage=usage[::-1], orders=orders[::-1])


def test_uncharged_codes_cost_nothing_and_count_toward_no_tier(client: Client) -> None:
    usage = [{"units": 9_950}, {"units": 100, "code": "FailedOperation.ImageBlur"}]

    answer = client.quote(usage=usage)

    assert answer["total"]["amount"] == "1342.50"
    first = answer["lines"][0]
    assert (first["step"], first["units"], first["amount"]["amount"]) == ("outcome-filter", 100, "0.00")


def test_contact_sales_carries_what_has_a_price(client: Client) -> None:
    answer = client.quote("id-card", 1_002_000, orders=[{"sku": "1000000"}])

    assert answer["__typename"] == "ContactSales"
    assert answer["unpricedUnits"] == 1_000
    assert answer["reason"] == "1000 of 1002000 calls have no list price: contact sales"
    assert answer["url"] == "https://cloud.tencent.com/act/event/connect-service"
    assert [(line["step"], line["kind"], line["amount"]) for line in answer["lines"]] == [
        ("free-allowance", "USAGE", {"amount": "0.00"}),
        ("prepaid-packs", "PURCHASE", {"amount": "21000.00"}),
        ("prepaid-packs", "USAGE", {"amount": "0.00"}),
        ("tiered-postpaid", "CONTACT", None),
    ]
    assert client.quote("id-card", 1_000_001)["__typename"] == "ContactSales"


def test_without_a_period_the_answer_says_which_it_took(client: Client) -> None:
    today = client.quote(period=None, units=1)
    dated = client.quote(period=None, usage=[{"units": 1, "from": "2021-03-04", "to": "2021-03-05"}])
    ordered = client.quote(period=None, orders=[{"sku": "1000", "on": "2021-04-30T23:00:00+00:00"}])

    assert [each["period"] for each in (today, dated, ordered)] == ["2021-06", "2021-03", "2021-05"]


def test_owned_packs_are_drawn_on(client: Client) -> None:
    owned = [{"sku": "1000", "unitsLeft": 400, "effective": "2021-01-10"}]

    answer = client.quote("id-card", 1_500, owned=owned)

    assert answer["total"]["amount"] == "15.00"  # 100 × 0.15


def test_quotes_answers_in_the_order_of_the_questions(client: Client) -> None:
    query = """query($inputs: [QuoteInput!]!) { quotes(inputs: $inputs) { __typename
        ... on Quote { total { amount } } ... on Refusal { code path } } }"""
    inputs: list[dict[str, Any]] = [
        {"product": "id-card", "usage": [{"units": 9_000}]},
        {"product": "id-card", "usage": [{"units": -1}]},
        {"product": "id-card", "usage": [{"units": 1_000_001}]},
    ]

    answers = client.data(query, inputs=inputs)["quotes"]

    assert answers == [
        {"__typename": "Quote", "total": {"amount": "1200.00"}},
        {"__typename": "PlainRefusal", "code": "negative-units", "path": ["inputs", "1", "usage", "0", "units"]},
        {"__typename": "ContactSales"},
    ]


def test_quotes_takes_a_thousand(client: Client) -> None:
    query = "query($inputs: [QuoteInput!]!) { quotes(inputs: $inputs) { __typename } }"
    inputs = [{"product": "id-card", "usage": [{"units": 1}]}]

    assert len(client.data(query, inputs=inputs * 1_000)["quotes"]) == 1_000
    error = client.post({"query": query, "variables": {"inputs": inputs * 1_001}}).json()["errors"][0]
    assert error["extensions"] == {"code": "too-many-quotes", "hint": "ask in several requests"}
    assert error["message"] == "1001 questions are more than 1000"


@pytest.mark.parametrize(("locale", "text"), [("zh", "¥1,200.00"), ("en", "CN¥1,200.00")])
def test_money_is_written_as_people_do(client: Client, locale: str, text: str) -> None:
    query = """query($input: QuoteInput!, $locale: String!) {
        quote(input: $input) { ... on Quote { total { formatted(locale: $locale) } } } }"""

    answer = client.data(query, input={"product": "id-card", "usage": [{"units": 9_000}]}, locale=locale)

    assert answer["quote"]["total"]["formatted"] == text


def test_what_is_paid_at_once_and_what_with_the_bill(client: Client) -> None:
    query = """query($input: QuoteInput!) { quote(input: $input) { ... on Quote {
        purchases { amount } charge { amount } engineVersion periodStart periodEnd units status
        product { slug on } lines { item at quantity meter } } } }"""
    asked = {
        "product": "bank-card",
        "usage": [{"units": 2_500}],
        "orders": [{"sku": "1000", "on": "2021-06-01"}],
        "period": "2021-06",
    }

    answer = client.data(query, input=asked)["quote"]

    assert (answer["purchases"], answer["charge"]) == ({"amount": "84.00"}, {"amount": "75.00"})
    assert answer["product"] == {"slug": "bank-card", "on": "2021-06-01"}
    assert (answer["units"], answer["status"], answer["engineVersion"]) == (2_500, "PRICED", "0.1.0")
    assert answer["periodEnd"] == "2021-07-01T00:00:00+08:00"
    assert answer["lines"][1] == {"item": "1000", "at": "2021-06-01T00:00:00+08:00", "quantity": "1", "meter": None}
