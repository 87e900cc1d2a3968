"""What a change that can't be made gets: code, sentence, hint and place, all of them exact."""

from typing import Any

import pytest

from tests.api.client import WHAT_IF, Client

CHAIN = "outcome-filter, free-allowance, prepaid-packs, tiered-postpaid, freeze-estimate, pack-alerts"
KINDS = (
    "capacity-packs, debit-rounding, discount, free-allowance, freeze-estimate, minimum-spend, money-credit, "
    "outcome-filter, overflow, pack-alerts, period-fee, prepaid-packs, tiered-postpaid"
)
SKUS = "1000, 10000, 100000, 1000000, 10000000"
TIERS = {"step": "tiered-postpaid", "settings": {"tiers": [{"up_to": 10, "price": 0.15}, {"price": "cheap"}]}}
GIFT = {"step": "gift", "use": "free-allowance", "settings": {"units": 500, "every": "month"}}

REFUSALS: dict[str, tuple[dict[str, Any], str, str, str | None, tuple[str, ...]]] = {
    "a price that is none": (
        {"setStep": TIERS},
        "bad-settings",
        "tiered-postpaid.tiers[1].price: expected a decimal, got 'cheap'",
        None,
        ("setStep", "settings", "tiers", "1", "price"),
    ),
    "an unknown key": (
        {"setStep": {"step": "tiered-postpaid", "settings": {"tier": []}}},
        "bad-settings",
        "tiered-postpaid.tier: key 'tier' is not known; known: mode, tiers, tier_excludes, per, blocks, counted_over",
        "did you mean 'tiers'?",
        ("setStep", "settings", "tier"),
    ),
    "a key with an underscore": (
        {"setStep": {"step": "tiered-postpaid", "settings": {"tiers": [{"up_to": 1.5, "price": 1}]}}},
        "bad-settings",
        "tiered-postpaid.tiers[0].up_to: expected a whole number, got 1.5",
        None,
        ("setStep", "settings", "tiers", "0", "up_to"),
    ),
    "null": (
        {"setStep": {"step": "free-allowance", "settings": {"units": None}}},
        "bad-settings",
        "free-allowance.units: expected a whole number, got null",
        None,
        ("setStep", "settings", "units"),
    ),
    "a price in quotes": (
        {"setStep": {"step": "freeze-estimate", "settings": {"ratio": "0.5"}}},
        "bad-settings",
        "freeze-estimate.ratio: expected a decimal, got '0.5'",
        "write it without quotes",
        ("setStep", "settings", "ratio"),
    ),
    "no time": (
        {"setStep": {"step": "pack-alerts", "settings": {"window": {"opens": "noon", "closes": "22:00:00"}}}},
        "bad-settings",
        "pack-alerts.window.opens: expected a time such as 10:00:00, got 'noon'",
        None,
        ("setStep", "settings", "window", "opens"),
    ),
    "settings of an added step": (
        {"addStep": GIFT | {"settings": {"units": 1}}},
        "bad-settings",
        "gift: key 'every' is missing",
        None,
        ("addStep", "settings"),
    ),
    "a step that is not there": (
        {"setStep": {"step": "free-alowance", "settings": {}}},
        "unknown-step",
        f"step 'free-alowance' is not known; known: {CHAIN}",
        "did you mean 'free-allowance'?",
        ("setStep",),
    ),
    "a step to remove that is not there": (
        {"removeStep": "gift"},
        "unknown-step",
        f"step 'gift' is not known; known: {CHAIN}",
        None,
        ("removeStep",),
    ),
    "a place that is not there": (
        {"moveStep": {"step": "free-allowance", "after": "gift"}},
        "unknown-step",
        f"step 'gift' is not known; known: {CHAIN}",
        None,
        ("moveStep",),
    ),
    "a step that is there": (
        {"addStep": GIFT | {"step": "free-allowance"}},
        "step-exists",
        f"step 'free-allowance' is in the chain already: {CHAIN.replace(', ', ' > ')}",
        "choose another id",
        ("addStep",),
    ),
    "an unknown kind": (
        {"addStep": GIFT | {"use": "free-alowance"}},
        "unknown-kind",
        f"kind 'free-alowance' is not known; known: {KINDS}",
        "did you mean 'free-allowance'?",
        ("addStep",),
    ),
    "a chain that leaves units": (
        {"removeStep": "tiered-postpaid"},
        "chain-leaves-units",
        "8000 units of 'id-card' in 2021-01 are covered by no step",
        "end the chain with a step that covers everything, such as tiered-postpaid",
        ("removeStep", "periods", "0"),
    ),
    "a factor of zero": (
        {"scaleUsage": {"factor": "0"}},
        "bad-factor",
        "factor 0 is not above zero",
        None,
        ("scaleUsage", "factor"),
    ),
    "a factor below zero": (
        {"scaleUsage": {"factor": "-1.5"}},
        "bad-factor",
        "factor -1.5 is not above zero",
        None,
        ("scaleUsage", "factor"),
    ),
    "from no period": (
        {"scaleUsage": {"factor": "2", "from": "June"}},
        "unknown-period",
        "period 'June' is not a month",
        "write it as '2021-06'",
        ("scaleUsage",),
    ),
    "a fraction of a call": (
        {"setUsage": [{"units": 1}, {"units": 1.5}]},
        "fractional-units",
        "units 1.5 are not a whole number",
        None,
        ("setUsage", "1", "units"),
    ),
    "usage outside of the periods": (
        {"setUsage": [{"units": 1, "period": "2021-02"}]},
        "slice-outside-periods",
        "slice of 1 in 2021-02 is not within the periods asked about, 2021-01 to 2021-01",
        None,
        ("setUsage", "0"),
    ),
    "settings that name a step that is not there": (
        {"setStep": {"step": "tiered-postpaid", "settings": {"tier_excludes": ["free-alowance"]}}},
        "bad-settings",
        "tiered-postpaid: 'free-alowance' is not an earlier step; known: outcome-filter, free-allowance, prepaid-packs",
        "did you mean 'free-allowance'?",
        ("setStep", "settings", "tier_excludes", "0"),
    ),
    "a new step that names a later one": (
        {
            "addStep": {
                "step": "less",
                "use": "discount",
                "settings": {"of": ["tiered-postpaid"], "percent": 10},
                "before": "tiered-postpaid",
            }
        },
        "bad-settings",
        "less: 'tiered-postpaid' is not an earlier step; known: outcome-filter, free-allowance, prepaid-packs",
        None,
        ("addStep", "settings", "of", "0"),
    ),
    "an unknown pack": (
        {"addOrder": {"sku": "10001"}},
        "unknown-sku",
        f"sku '10001' is not known; known: {SKUS}",
        "did you mean '1000'?",
        ("addOrder",),
    ),
    "no date": (
        {"addOrder": {"sku": "1000", "on": "soon"}},
        "bad-instant",
        "'soon' is not a date or an instant",
        "write 2021-06-01, or 2021-06-01T00:00:00+08:00",
        ("addOrder", "on"),
    ),
    "an order that is not there": (
        {"dropOrder": {"sku": "1000"}},
        "no-such-order",
        "there is no such order of '1000' to drop; there are: none",
        None,
        ("dropOrder",),
    ),
    "fewer than one pack": (
        {"dropOrder": {"sku": "1000", "quantity": 0}},
        "bad-quantity",
        "quantity 0 is below 1",
        None,
        ("dropOrder",),
    ),
    "no date of an order to drop": (
        {"dropOrder": {"sku": "1000", "on": "2021-01-01T00:00:00"}},
        "naive-instant",
        "instant '2021-01-01T00:00:00' has no offset",
        "write it with an offset, as 2021-06-01T00:00:00+08:00",
        ("dropOrder", "on"),
    ),
    "an unknown product": (
        {"useProduct": "bank-crad"},
        "unknown-product",
        "product 'bank-crad' is not known; known: bank-card, id-card",
        "did you mean 'bank-card'?",
        ("useProduct",),
    ),
}


@pytest.mark.parametrize("case", REFUSALS)
def test_a_change_is_refused(client: Client, case: str) -> None:
    change, code, message, hint, path = REFUSALS[case]

    answer = client.what_if(
        {"usage": [{"units": 9_000}]}, {"addOrder": {"sku": "1000"}}, {"dropOrder": {"sku": "1000"}}, change
    )

    assert answer == {
        "__typename": "PlainRefusal",
        "code": code,
        "message": message,
        "hint": hint,
        "path": ["input", "changes", "2", *path],
    }


def test_a_digest_that_is_not_loaded_names_those_that_are(client: Client) -> None:
    digest = client.data("{ catalogs { digest } }")["catalogs"][0]["digest"]

    answer = client.what_if({}, {"useCatalog": {"digest": "sha256:0"}})

    assert (answer["code"], answer["path"]) == ("unknown-digest", ["input", "changes", "0", "useCatalog"])
    assert answer["message"] == f"digest 'sha256:0' is not loaded; loaded: {digest} (tencent-ocr)"


@pytest.mark.parametrize(
    ("baseline", "code", "path"),
    [
        ({"product": "x"}, "unknown-product", ["product"]),
        ({"from": "x"}, "unknown-period", ["from"]),
        ({"periods": 601}, "too-many-periods", ["periods"]),
        ({"usage": [{"units": -1}]}, "negative-units", ["usage", "0", "units"]),
        ({"orders": [{"sku": "7"}]}, "unknown-sku", ["orders", "0"]),
        ({"state": "x"}, "damaged-state", ["state"]),
        ({"owned": [{"sku": "1000", "unitsLeft": 5, "effective": "2019-05-01"}]}, "bad-owned", []),
    ],
)
def test_a_baseline_is_refused(client: Client, baseline: dict[str, Any], code: str, path: list[str]) -> None:
    answer = client.what_if(baseline, {"removeStep": "free-allowance"})

    assert (answer["code"], answer["path"]) == (code, ["input", "baseline", *path])


def test_two_hundred_changes_are_enough(client: Client) -> None:
    change = {"scaleUsage": {"factor": "1"}}

    enough = client.what_if({"usage": [{"units": 9_000}]}, *[change] * 200)
    answer = client.what_if({"usage": [{"units": 9_000}]}, *[change] * 201)

    assert enough["after"]["total"]["amount"] == "1200.00"
    assert answer == {
        "__typename": "PlainRefusal",
        "code": "too-many-changes",
        "message": "201 changes are more than 200",
        "hint": None,
        "path": ["input", "changes"],
    }


BAD: dict[str, tuple[object, str]] = {
    "no kind": ({}, "exactly one field"),
    "two kinds": ({"removeStep": "a", "useProduct": "b"}, "exactly one field"),
    "nothing": ({"removeStep": None}, "must be non-null"),
    "settings that are a list": (
        {"setStep": {"step": "a", "settings": []}},
        "Settings are a JSON object, got []",
    ),
    "a factor that is a number": ({"scaleUsage": {"factor": 1.5}}, 'a Decimal is a string such as "0.15", got 1.5'),
    "settings nested too deep": (
        {"setStep": {"step": "a", "settings": {"a": [[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]}}},
        "Settings are nested more than 16 levels deep",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_no_change_is_a_bad_request(client: Client, case: str) -> None:
    change, message = BAD[case]
    asked = {"baseline": {"product": "id-card"}, "changes": [change]}

    body = client.post({"query": WHAT_IF, "variables": {"input": asked}}).json()

    assert "data" not in body
    assert body["errors"][0]["extensions"] == {"code": "bad-request"}
    assert message in body["errors"][0]["message"]


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("1e99999999999999999999", "the body is not JSON: the number 1e99999999999999999999 is out of range"),
        ("0." + "1" * 400, "the body is not JSON: a number of 402 digits is too long"),
    ],
)
def test_a_number_out_of_all_range_is_a_bad_request(client: Client, number: str, message: str) -> None:
    response = client.post(f'{{"query": "{{problems}}", "variables": {{"a": {number}}}}}'.encode())

    assert (response.status_code, response.json()["errors"][0]["message"]) == (400, message)
