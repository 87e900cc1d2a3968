"""What bad input gets: a code, a sentence, a hint and the place, all of them exact."""

from typing import Any

import pytest

from tests.api.client import FORECAST, Client

OFFSET = "write it with an offset, as 2021-06-01T00:00:00+08:00"
INSTANT = "write 2021-06-01, or 2021-06-01T00:00:00+08:00"
SLICE = ("usage", "0")
JUNE = "2021-06-01T00:00+08:00 to 2021-07-01T00:00+08:00"
WHOLE = "2021-06-01T00:00+08:00 to 2021-07-01T00:00+08:00"

QUOTES: dict[str, tuple[dict[str, Any], str, str, str | None, tuple[str, ...]]] = {
    "unknown product": (
        {"product": "id-crad"},
        "unknown-product",
        "product 'id-crad' is not known; known: bank-card, id-card",
        "did you mean 'id-card'?",
        ("product",),
    ),
    "unknown sku": (
        {"orders": [{"sku": "10001"}]},
        "unknown-sku",
        "sku '10001' is not known; known: 1000, 10000, 100000, 1000000, 10000000",
        "did you mean '1000'?",
        ("orders", "0"),
    ),
    "unknown period": (
        {"period": "2021-13"},
        "unknown-period",
        "period '2021-13' is not a month",
        "write it as '2021-06'",
        ("period",),
    ),
    "a slice's unknown period": (
        {"period": None, "usage": [{"units": 1, "period": "June"}]},
        "unknown-period",
        "period 'June' is not a month",
        "write it as '2021-06'",
        ("usage", "0", "period"),
    ),
    "negative units": (
        {"usage": [{"units": -1}]},
        "negative-units",
        "units -1 are below zero",
        None,
        (*SLICE, "units"),
    ),
    "fractional units": (
        {"usage": [{"units": 1.5}]},
        "fractional-units",
        "units 1.5 are not a whole number",
        None,
        (*SLICE, "units"),
    ),
    "units in quotes": (
        {"usage": [{"units": "9000"}]},
        "fractional-units",
        "units '9000' are not a whole number",
        None,
        (*SLICE, "units"),
    ),
    "too many units": (
        {"usage": [{"units": 2**53}]},
        "too-many-units",
        "units 9007199254740992 are more than 9007199254740991",
        None,
        (*SLICE, "units"),
    ),
    "a naive instant": (
        {"usage": [{"units": 1, "from": "2021-06-01T00:00:00", "to": "2021-06-02"}]},
        "naive-instant",
        "instant '2021-06-01T00:00:00' has no offset",
        OFFSET,
        (*SLICE, "from"),
    ),
    "no instant": (
        {"orders": [{"sku": "1000", "on": "yesterday"}]},
        "bad-instant",
        "'yesterday' is not a date or an instant",
        INSTANT,
        ("orders", "0", "on"),
    ),
    "a number for an instant": (
        {"account": {"activated": 20210601}},
        "bad-instant",
        "'20210601' is not a date or an instant",
        INSTANT,
        ("account", "activated"),
    ),
    "a reversed interval": (
        {"usage": [{"units": 1, "from": "2021-06-03", "to": "2021-06-02"}]},
        "reversed-interval",
        "interval from 2021-06-03T00:00+08:00 does not end after it starts: 2021-06-02T00:00+08:00",
        None,
        SLICE,
    ),
    "an interval without an end": (
        {"usage": [{"units": 1, "from": "2021-06-03"}]},
        "reversed-interval",
        "interval from 2021-06-03 does not end after it starts: no end",
        None,
        SLICE,
    ),
    "a slice outside the period": (
        {"usage": [{"units": 1, "from": "2021-05-03", "to": "2021-06-02"}]},
        "slice-outside-periods",
        f"slice 1 over 2021-05-03T00:00+08:00 to 2021-06-02T00:00+08:00 is not within the periods asked about, {JUNE}",
        None,
        SLICE,
    ),
    "overlapping slices": (
        {"usage": [{"units": 5}, {"units": 7}]},
        "overlapping-slices",
        f"slices 5 over {WHOLE} and 7 over {WHOLE} overlap",
        "add their units up, or give them different codes or meters",
        ("periods", "0"),
    ),
    "an order outside the period": (
        {"orders": [{"sku": "1000", "on": "2021-05-01"}]},
        "order-outside-periods",
        f"order of '1000' at 2021-05-01T00:00+08:00 is not within the periods asked about, {JUNE}",
        "give a pack that was bought before as owned",
        ("orders", "0"),
    ),
    "an order of nothing": (
        {"orders": [{"sku": "1000", "quantity": 0}]},
        "bad-quantity",
        "quantity 0 is below 1",
        None,
        ("orders", "0"),
    ),
    "too many packs": (
        {"orders": [{"sku": "1000", "quantity": 10_001}]},
        "too-many-lots",
        "10001 packs are more than 10000",
        "order larger packs",
        ("orders",),
    ),
    "too many slices": (
        {"usage": [{"units": 1}] * 10_001},
        "too-many-slices",
        "10001 slices are more than 10000",
        "add up usage by hour or by day",
        ("usage",),
    ),
    "an owned pack with too much": (
        {"owned": [{"sku": "1000", "unitsLeft": 2_000, "effective": "2021-05-01"}]},
        "bad-owned",
        "owned pack '1000': 2000 units left of 1000",
        None,
        ("owned", "0"),
    ),
    "an owned pack with a fraction": (
        {"owned": [{"sku": "1000", "unitsLeft": 0.5, "effective": "2021-05-01"}]},
        "fractional-units",
        "units 0.5 are not a whole number",
        None,
        ("owned", "0", "unitsLeft"),
    ),
    "an unknown meter": (
        {"usage": [{"units": 1, "meter": "x"}]},
        "unknown-meter",
        "meter 'x' is not known; known: none",
        None,
        SLICE,
    ),
    "a state that is none": (
        {"state": "abc"},
        "damaged-state",
        "state can't be read: it is not what an answer gave",
        "pass the state exactly as an earlier answer gave it",
        ("state",),
    ),
}


@pytest.mark.parametrize("case", QUOTES)
def test_a_quote_is_refused(client: Client, case: str) -> None:
    given, code, message, hint, path = QUOTES[case]

    answer = client.quote(**given)

    assert answer == {
        "__typename": "PlainRefusal",
        "code": code,
        "message": message,
        "hint": hint,
        "path": ["input", *path],
    }


def test_an_owned_pack_that_expired_is_refused(client: Client) -> None:
    answer = client.quote(owned=[{"sku": "1000", "unitsLeft": 5, "effective": "2019-05-01"}])

    assert (answer["code"], answer["hint"], answer["path"]) == ("bad-owned", "leave it out", ["input"])


@pytest.mark.parametrize(
    ("given", "code", "message", "path"),
    [
        ({"from": "2021-6"}, "unknown-period", "period '2021-6' is not a month", ["input", "from"]),
        ({"periods": 601}, "too-many-periods", "601 periods are not from 1 to 600", ["input", "periods"]),
        ({"periods": 0}, "too-many-periods", "0 periods are not from 1 to 600", ["input", "periods"]),
    ],
)
def test_a_forecast_is_refused(
    client: Client, given: dict[str, object], code: str, message: str, path: list[str]
) -> None:
    answer = client.forecast(**given)

    assert (answer["code"], answer["message"], answer["path"]) == (code, message, path)


def test_whole_numbers_may_come_as_floats(client: Client) -> None:
    assert client.quote(usage=[{"units": 9_000.0}])["total"]["amount"] == "1200.00"


def test_literals_are_read_like_variables(client: Client) -> None:
    query = """{
        fraction: quote(input: {product: "id-card", usage: [{units: 1.5}]}) { ... on Refusal { code message } }
        truth: quote(input: {product: "id-card", usage: [{units: true}]}) { ... on Refusal { code message } }
        number: quote(input: {product: "id-card", orders: [{sku: "1000", on: 7}]}) { ... on Refusal { code } }
        fine: quote(input: {product: "id-card", usage: [{units: 9000}]}) { ... on Quote { total { amount } } }
    }"""

    assert client.data(query) == {
        "fraction": {"code": "fractional-units", "message": "units 1.5 are not a whole number"},
        "truth": {"code": "fractional-units", "message": "units True are not a whole number"},
        "number": {"code": "bad-instant"},
        "fine": {"total": {"amount": "1200.00"}},
    }


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e3", "1E+3", "", ".5", "01", 5, 0.5, True, "9" * 40])
def test_decimals_are_strict(client: Client, value: object) -> None:
    response = client.post({"query": FORECAST, "variables": {"input": {"product": "id-card", "openingBalance": value}}})

    error = response.json()["errors"][0]
    assert error["extensions"]["code"] == "bad-request"
    assert 'a Decimal is a string such as "0.15", got ' in error["message"]
    assert "data" not in response.json()


@pytest.mark.parametrize("on", ["2021-6-01", "2021-02-30", "2021-06-01T00:00:00+08:00", 5])
def test_dates_are_strict(client: Client, on: object) -> None:
    query = 'query($on: Date) { product(id: "id-card", on: $on) { __typename } }'

    error = client.post({"query": query, "variables": {"on": on}}).json()["errors"][0]

    assert 'a Date is a string such as "2021-06-01", got ' in error["message"]


@pytest.mark.parametrize(
    "field",
    [
        'product(id: "id-card") { ... on Product { name(locale: "fr") } }',
        'product(id: "id-card") { ... on Product { steps { describe(locale: "fr") } } }',
        'quote(input: {product: "id-card", usage: [{units: 9}]}) { ... on Quote { lines { label(locale: "fr") } } }',
        'quote(input: {product: "id-card"}) { ... on Quote { total { formatted(locale: "fr") } } }',
        'codes { description(locale: "fr") }',
    ],
)
def test_an_unknown_locale_is_an_error_with_a_code(client: Client, field: str) -> None:
    error = client.post({"query": f"{{ {field} }}"}).json()["errors"][0]

    assert error["message"] == "locale 'fr' is not known; known: zh, en"
    assert error["extensions"]["code"] == "unknown-locale"
