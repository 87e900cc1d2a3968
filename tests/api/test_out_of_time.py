"""Days at the ends of the calendar, and lengths of time that lead out of it: refusals, never faults."""

from typing import Any

import pytest

from tests.api.client import Client

HINT = "write 2021-06-01, or 2021-06-01T00:00:00+08:00"
WHAT_IF = """mutation($input: WhatIfInput!) {
    whatIf(input: $input) { __typename ... on Refusal { code message path } }
}"""


def step(**settings: Any) -> dict[str, Any]:
    """A change of one step's settings."""
    ((name, table),) = settings.items()
    return {"setStep": {"step": name.replace("_", "-"), "settings": table}}


LENGTHS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "an allowance": (
        {"account": {"activated": "9500-06-05"}},
        step(free_allowance={"every": "once", "valid_for": {"years": 1_000}}),
        "1000 years after 9500-06-05T00:00+08:00 is not within the years 1 to 9999",
    ),
    "an account at the end of time": (
        {"account": {"activated": "9999-12-31"}},
        step(free_allowance={"every": "once", "valid_for": {"months": 1, "days": 3}}),
        "1 month and 3 days after 9999-12-31T00:00+08:00 is not within the years 1 to 9999",
    ),
}


@pytest.mark.parametrize("name", LENGTHS)
def test_a_length_that_no_year_holds_is_refused(client: Client, name: str) -> None:
    given, change, message = LENGTHS[name]
    baseline = {"product": "id-card", "from": "2021-06", "usage": [{"units": 10}], **given}

    answer = client.data(WHAT_IF, input={"baseline": baseline, "changes": [change]})["whatIf"]

    assert (answer["__typename"], answer["code"], answer["message"]) == ("PlainRefusal", "out-of-time", message)
    assert answer["path"][:2] == ["input", "changes"]


SETTINGS = {
    "an allowance's years": (
        step(free_allowance={"every": "once", "valid_for": {"years": 9_000}}),
        "free-allowance.valid_for: expected at most 1000 years, got 9000 years",
    ),
    "a pack's days": (
        step(prepaid_packs={"valid_for": {"days": 10**7}}),
        "prepaid-packs.valid_for: expected at most 1000 years, got 10000000 days",
    ),
    "a notice ahead": (
        step(pack_alerts={"expiry_ahead": [10**6]}),
        "pack-alerts.expiry_ahead: expiry_ahead must be different numbers of days from 1 to 36500, got [1000000]",
    ),
    "a return": (
        step(prepaid_packs={"returns": {"within_days": 10**9, "until": "same-time", "used": "refused"}}),
        "prepaid-packs.returns.within_days: within_days must be from 1 to 36500, got 1000000000",
    ),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_days_that_nobody_waits_for_are_no_settings(client: Client, name: str) -> None:
    change, message = SETTINGS[name]
    baseline = {"product": "id-card", "from": "2021-06", "orders": [{"sku": "1000"}]}

    answer = client.data(WHAT_IF, input={"baseline": baseline, "changes": [change]})["whatIf"]

    assert (answer["code"], answer["message"]) == ("bad-settings", message)


def test_the_last_day_of_all_is_no_day_of_a_record(client: Client) -> None:
    answer = client.quote(records=[{"at": "9999-12-31"}])

    assert (answer["code"], answer["hint"], answer["path"]) == ("bad-instant", HINT, ["input", "records", "0"])


def test_prices_of_the_first_day_of_all_are_no_change(client: Client) -> None:
    baseline, change = {"product": "id-card", "from": "2021-06"}, {"useCatalog": {"on": "0001-01-01"}}

    answer = client.data(WHAT_IF, input={"baseline": baseline, "changes": [change]})["whatIf"]

    assert (answer["code"], answer["path"]) == ("bad-instant", ["input", "changes", "0", "useCatalog"])


def test_the_first_day_of_all_has_no_prices(client: Client) -> None:
    query = '{ product(id: "id-card", on: "0001-01-01") { ... on Refusal { code message hint } } }'

    assert client.data(query)["product"] == {
        "code": "bad-instant",
        "message": "'0001-01-01' is not a date or an instant",
        "hint": HINT,
    }
