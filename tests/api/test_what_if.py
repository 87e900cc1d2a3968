"""What it would cost if: every change, with amounts worked out by hand from the page."""

import json
from typing import Any

import pytest

from tests.api.client import WHAT_IF, Client

NINE = {"usage": [{"units": 9_000}]}
YEAR = {"periods": 12, "usage": [{"units": 25_000}]}
THREE_PACKS = {"addOrder": {"sku": "100000", "quantity": 3}}


def amount(money: dict[str, str] | None) -> str | None:
    return money["amount"] if money else None


def totals(answer: Any) -> tuple[str | None, ...]:
    assert answer["__typename"] == "WhatIf", answer
    return amount(answer["before"]["total"]), amount(answer["after"]["total"]), amount(answer["difference"]["total"])


def added(answer: Any) -> list[tuple[str, str | None]]:
    return [(each["kind"], amount(each["difference"])) for each in answer["contributions"]]


def test_three_packs_for_a_year(client: Client) -> None:
    answer = client.what_if(YEAR, THREE_PACKS)

    assert totals(answer) == ("28800.00", "10500.00", "-18300.00")
    assert [amount(each["held"]) for each in answer["before"]["statements"]] == ["2400.00"] * 12
    assert [amount(each["held"]) for each in answer["after"]["statements"]] == ["0.00"] * 12
    assert added(answer) == [("ADD_ORDER", "-18300.00")]
    months = [(each["period"], amount(each["difference"])) for each in answer["difference"]["periods"]]
    assert months == [("2021-01", "8100.00"), *((f"2021-{month:02}", "-2400.00") for month in range(2, 13))]
    steps = {each["step"]: amount(each["difference"]) for each in answer["difference"]["steps"]}
    assert steps == {
        "outcome-filter": "0.00",
        "free-allowance": "0.00",
        "prepaid-packs": "10500.00",
        "tiered-postpaid": "-28800.00",
        "freeze-estimate": "0.00",
        "pack-alerts": "0.00",
    }


def test_no_free_allowance(client: Client) -> None:
    answer = client.what_if(NINE, {"setStep": {"step": "free-allowance", "settings": {"units": 0}}})

    assert totals(answer) == ("1200.00", "1350.00", "150.00")


def moved(periods: int) -> Any:
    return {
        "periods": periods,
        "usage": [{"units": 1_500}],
        "orders": [{"sku": "1000"}],
    }


MOVE = {"moveStep": {"step": "prepaid-packs", "before": "free-allowance"}}


def test_packs_before_the_allowance_cost_the_same_and_end_empty(client: Client) -> None:
    answer = client.what_if(moved(1), MOVE)

    assert totals(answer) == ("84.00", "84.00", "0.00")
    left = {
        when: {lot["step"]: lot["after"] for lot in answer[when]["statements"][0]["balances"]}
        for when in ("before", "after")
    }
    assert left == {
        "before": {"free-allowance": 0, "prepaid-packs": 500},
        "after": {"prepaid-packs": 0, "free-allowance": 500},
    }


def test_so_the_next_month_differs(client: Client) -> None:
    answer = client.what_if(moved(2), MOVE)

    assert totals(answer) == ("84.00", "159.00", "75.00")
    assert [amount(each["difference"]) for each in answer["difference"]["periods"]] == ["0.00", "75.00"]


CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "other usage": (NINE, {"setUsage": [{"units": 10_001}]}, "900.10"),
    "usage × 1.5: 12 500 calls at 0.10": (NINE, {"scaleUsage": {"factor": "1.5"}}, "1250.00"),
    "usage × 2 from the second month on: 1 200 + 17 000 × 0.10": (
        NINE | {"periods": 2},
        {"scaleUsage": {"factor": "2", "from": "2021-02"}},
        "2900.00",
    ),
    "an order more": (NINE, {"addOrder": {"sku": "10000"}}, "560.00"),
    "an order less": (NINE | {"orders": [{"sku": "10000"}]}, {"dropOrder": {"sku": "10000"}}, "1200.00"),
    "one pack of three less: 2 × 84 + 6 000 × 0.15": (
        NINE | {"orders": [{"sku": "1000", "quantity": 3}]},
        {"dropOrder": {"sku": "1000", "quantity": 1, "on": "2021-01-01"}},
        "1068.00",
    ),
    "a tier at 0.12: 8 000 × 0.12": (
        NINE,
        {
            "setStep": {
                "step": "tiered-postpaid",
                "settings": {"tiers": [{"up_to": 10_000, "price": 0.12}, {"contact": "https://example.com/"}]},
            }
        },
        "960.00",
    ),
    "a gift of 500 calls more: 7 500 × 0.15": (
        NINE,
        {
            "addStep": {
                "step": "gift",
                "use": "free-allowance",
                "settings": {"units": 500, "every": "month"},
                "after": "free-allowance",
            }
        },
        "1125.00",
    ),
    "no allowance at all": (NINE, {"removeStep": "free-allowance"}, "1350.00"),
    "the prices of a day": (NINE, {"useCatalog": {"on": "2021-01-01"}}, "1200.00"),
    "another product": ({"usage": [], "orders": [{"sku": "10000000"}]}, {"useProduct": "bank-card"}, "60000.00"),
}


@pytest.mark.parametrize("case", CHANGES)
def test_each_kind_of_change(client: Client, case: str) -> None:
    baseline, change, total = CHANGES[case]

    answer = client.what_if(baseline, change)

    assert totals(answer)[1] == total
    ((kind, _),) = added(answer)
    assert kind.lower().replace("_", "") == next(iter(change)).lower()


def test_another_loaded_catalog_by_its_digest(client: Client) -> None:
    digest = client.data("{ catalogs { digest } }")["catalogs"][0]["digest"]

    answer = client.what_if(NINE, {"useCatalog": {"digest": digest}})

    assert totals(answer) == ("1200.00", "1200.00", "0.00")


def test_a_step_that_an_earlier_change_added_may_be_changed(client: Client) -> None:
    gift = {
        "addStep": {
            "step": "gift",
            "use": "free-allowance",
            "settings": {"units": 500, "every": "month"},
            "after": "free-allowance",
        }
    }
    more = {"setStep": {"step": "gift", "settings": {"units": 600}}}

    answer = client.what_if(NINE, gift, more, {"removeStep": "gift"})

    assert added(answer) == [("ADD_STEP", "-75.00"), ("SET_STEP", "-15.00"), ("REMOVE_STEP", "90.00")]
    assert totals(answer) == ("1200.00", "1200.00", "0.00")


def test_from_contact_sales_on_contributions_are_unknown(client: Client) -> None:
    answer = client.what_if(
        NINE,
        {"addOrder": {"sku": "1000"}},
        {"scaleUsage": {"factor": "200"}},
        {"scaleUsage": {"factor": "0.005"}},
    )

    assert totals(answer) == ("1200.00", "1134.00", "-66.00")
    assert added(answer) == [("ADD_ORDER", "-66.00"), ("SCALE_USAGE", None), ("SCALE_USAGE", None)]
    assert [amount(each["total"]) for each in answer["contributions"]] == ["1134.00", None, "1134.00"]
    reason = "1798000 of 1800000 calls have no list price: contact sales"
    assert [each["reason"] for each in answer["contributions"]] == [None, reason, reason]


def test_settings_are_exact_and_their_lines_have_no_source(client: Client) -> None:
    tiers = '[{"up_to": 10000, "price": 0.123456789012345678}, {"contact": "https://example.com/"}]'
    change = f'{{"setStep": {{"step": "tiered-postpaid", "settings": {{"tiers": {tiers}}}}}}}'
    asked = f'{{"baseline": {{"product": "id-card", "usage": [{{"units": 9000}}]}}, "changes": [{change}]}}'

    response = client.post(f'{{"query": {quoted(WHAT_IF)}, "variables": {{"input": {asked}}}}}'.encode())

    (line,) = [
        each
        for each in response.json()["data"]["whatIf"]["after"]["statements"][0]["lines"]
        if each["step"] == "tiered-postpaid"
    ]
    assert line["price"] == "0.123456789012345678"
    assert amount(line["amount"]) == "987.65"
    assert line["source"] == "what-if"


def quoted(text: str) -> str:
    return json.dumps(text)


def test_settings_in_the_document_are_exact_too(client: Client) -> None:
    query = """mutation($units: Int) { whatIf(input: {
      baseline: {product: "id-card", usage: [{units: 9000}], from: "2021-01"},
      changes: [
        {setStep: {step: "tiered-postpaid", settings: {tiers: [{price: 0.1000000000000000055}]}}},
        {setStep: {step: "free-allowance", settings: {units: $units}}},
      ]}) { ... on WhatIf { after { statements { lines { price amount { amount } } } } }
        ... on Refusal { message } } }"""

    lines = client.data(query, units=2_000)["whatIf"]["after"]["statements"][0]["lines"]

    assert lines[-1] == {"price": "0.1000000000000000055", "amount": {"amount": "700.00"}}


def test_times_in_settings_are_texts(client: Client) -> None:
    window = {"opens": "09:00:00", "closes": "21:00:00"}

    answer = client.what_if(NINE, {"setStep": {"step": "pack-alerts", "settings": {"window": window}}})

    assert totals(answer) == ("1200.00", "1200.00", "0.00")


def test_it_changes_nothing(client: Client) -> None:
    query = "{ products { ... on ProductConnection { nodes { slug catalogDigest steps { slug describe } } } } }"
    before = client.data(query), client.quote("id-card", 9_000)

    first = client.what_if(NINE, {"setStep": {"step": "free-allowance", "settings": {"units": 0}}})
    second = client.what_if(NINE, {"setStep": {"step": "free-allowance", "settings": {"units": 0}}})

    assert first == second
    assert (client.data(query), client.quote("id-card", 9_000)) == before


def test_the_schema_says_so(client: Client) -> None:
    query = '{ __type(name: "Mutation") { fields { name description } } }'

    (field,) = client.data(query)["__type"]["fields"]

    assert "stores nothing and changes nothing" in field["description"]


def test_mutations_come_by_post_only(client: Client) -> None:
    query = 'mutation { whatIf(input: {baseline: {product: "id-card"}, changes: []}) { __typename } }'

    response = client.http.get("/graphql", params={"query": query})

    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert response.json() == {
        "errors": [{"message": "only queries may come by GET", "extensions": {"code": "bad-request"}}]
    }
