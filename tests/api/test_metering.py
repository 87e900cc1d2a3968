"""`metered`, and records in place of usage, over GraphQL."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ratecard.asgi import application
from ratecard.bootstrap import Settings, read_shelf, service_over
from tests.api.client import WHAT_IF, Client, TestClient

SETTINGS = Settings(Path(__file__).parents[1] / "metered")
METERED = """
query Metered($input: MeteredInput!) {
  metered(input: $input) {
    __typename
    ... on Metered { records calls units unread catalogDigest engineVersion
      rules { meter ignored source describe(locale: "zh") records calls quantity blocks units }
      slices { from to units meter code } }
    ... on Refusal { code message hint path }
    ... on PluginFault { step }
  }
}
"""
PDF = {"api": "Pdf", "calls": 2, "quantities": [{"name": "pages", "value": "5"}]}
SPEECH = {"api": "Speech", "quantities": [{"name": "seconds", "value": "15.001"}]}


@pytest.fixture(scope="module")
def scan() -> Iterator[Client]:
    service = service_over(read_shelf(SETTINGS), lambda: datetime(2021, 6, 15, tzinfo=UTC))
    with TestClient(application(service, SETTINGS)) as http:
        yield Client(http)


def metered(scan: Client, *records: object, **input: object) -> Any:
    return scan.data(METERED, input={"product": "scan", "records": list(records)} | input)["metered"]


def test_metered_answers_slices_and_what_came_of_each_rule(scan: Client) -> None:
    found = metered(scan, PDF | {"at": "2021-06-01T10:20:00+08:00"}, SPEECH | {"at": "2021-06-02", "calls": 3})

    assert (found["records"], found["calls"], found["units"], found["unread"]) == (2, 5, 16, [])
    assert found["slices"] == [
        {
            "from": "2021-06-01T10:00:00+08:00",
            "to": "2021-06-01T11:00:00+08:00",
            "units": 10,
            "meter": "page",
            "code": None,
        },
        {
            "from": "2021-06-02T00:00:00+08:00",
            "to": "2021-06-03T00:00:00+08:00",
            "units": 6,
            "meter": "speech",
            "code": None,
        },
    ]
    assert [rule["units"] for rule in found["rules"]] == [0, 10, 0, 6, 0]
    assert found["rules"][3] == {
        "meter": "speech",
        "ignored": False,
        "source": "metered/scan.toml:26",
        "describe": "api = Speech；code = ''：seconds、每 15 计一次，每次调用向上取整",
        "records": 1,
        "calls": 3,
        "quantity": "45.003",
        "blocks": 6,
        "units": 6,
    }


def test_records_without_a_time_are_in_each_period(scan: Client) -> None:
    found = metered(scan, PDF, **{"from": "2021-01", "periods": 2})

    assert [(each["from"], each["units"]) for each in found["slices"]] == [
        ("2021-01-01T00:00:00+08:00", 10),
        ("2021-02-01T00:00:00+08:00", 10),
    ]
    assert metered(scan, PDF)["slices"][0]["from"] == "2021-06-01T00:00:00+08:00"


def test_a_product_says_what_a_call_counts_as(scan: Client) -> None:
    asked = '{ product(id: "scan") { ... on Product { metering { describe(locale: "en") meter source } } } }'

    rules = scan.data(asked)["product"]["metering"]

    assert rules[1] == {"describe": "api = Pdf, Table: pages", "meter": "page", "source": "metered/scan.toml:15"}
    assert rules[4] == {"describe": "api = Ping: ignored", "meter": None, "source": "metered/scan.toml:32"}


def test_a_product_without_rules_counts_calls(client: Client) -> None:
    found = metered(client, {"calls": 3, "labels": [{"name": "side", "value": "front"}]}, product="id-card")

    assert (found["units"], found["unread"]) == (3, ["side"])
    assert [(rule["source"], rule["describe"], rule["units"]) for rule in found["rules"]] == [
        (None, "每次调用计一次", 3)
    ]


def test_a_quote_prices_records(scan: Client) -> None:
    records = [PDF, SPEECH, {"api": "Pdf", "code": "Failed.Blur"}]

    quote = scan.quote("scan", records=records)
    both = scan.quote("scan", records=records, usage=[{"units": 1, "meter": "table"}])

    assert quote["total"]["amount"] == "1.04"  # 10 × 0.10 + 2 × 0.02
    assert both["total"]["amount"] == "1.54"


def test_the_first_period_is_that_of_the_earliest_record(scan: Client) -> None:
    records = [PDF | {"period": "2021-04"}, PDF | {"from": "2021-03-01", "to": "2021-03-02"}]

    answer = scan.forecast(product="scan", records=records, periods=2)

    assert (answer["period"], answer["total"]["amount"]) == ("2021-03", "2.00")


def test_what_if_takes_records(scan: Client) -> None:
    asked = {"baseline": {"product": "scan", "records": [PDF], "from": "2021-06"}, "changes": []}

    answer = scan.data(WHAT_IF, input=asked | {"changes": [{"scaleUsage": {"factor": "2"}}]})["whatIf"]

    assert (answer["before"]["total"]["amount"], answer["after"]["total"]["amount"]) == ("1.00", "2.00")


FRACTION = "give the rule a block: block = 1 rounds each call up"
WHEN = "give it an instant, an interval or a period"
WRONG: dict[str, tuple[dict[str, Any], str, str, str | None, list[str]]] = {
    "calls": ({"calls": 1.5}, "fractional-units", "units 1.5 are not a whole number", None, ["calls"]),
    "negative calls": ({"calls": -1}, "negative-units", "units -1 are below zero", None, ["calls"]),
    "no rule": (
        {"api": "Scan"},
        "unmetered-record",
        "record of 'Scan' is counted by no metering rule",
        "add a rule that counts it, or one that says ignore = true",
        [],
    ),
    "no pages": (
        {"quantities": [{"name": "page", "value": "1"}]},
        "missing-quantity",
        "record of 'Pdf' has no 'pages', which metered/scan.toml:15 counts; it has: page",
        "did you mean 'page'?",
        [],
    ),
    "half a page": (
        {"quantities": [{"name": "pages", "value": "0.5"}]},
        "fractional-quantity",
        "pages 0.5 is not a whole number, which metered/scan.toml:15 counts one by one",
        FRACTION,
        [],
    ),
    "negative pages": (
        {"quantities": [{"name": "pages", "value": "-1"}]},
        "wrong-quantity",
        "pages -1 is below zero",
        None,
        [],
    ),
    "pages twice": (
        {"quantities": [{"name": "pages", "value": "1"}] * 2},
        "wrong-quantity",
        "pages 1 is given a second time",
        None,
        ["quantities", "1"],
    ),
    "a label twice": (
        {"labels": [{"name": "plan", "value": "flat"}, {"name": "plan", "value": "pro"}]},
        "repeated-label",
        "label 'plan' is given a second time, as 'pro'",
        None,
        ["labels", "1"],
    ),
    "naive": (
        {"at": "2021-06-01T10:00:00"},
        "naive-instant",
        "instant '2021-06-01T10:00:00' has no offset",
        "write it with an offset, as 2021-06-01T00:00:00+08:00",
        ["at"],
    ),
    "two times": (
        {"at": "2021-06-01", "period": "2021-06"},
        "doubly-dated",
        "the record says in two ways when it was",
        WHEN,
        [],
    ),
    "period": (
        {"period": "June"},
        "unknown-period",
        "period 'June' is not a month",
        "write it as '2021-06'",
        ["period"],
    ),
    "half an interval": (
        {"to": "2021-06-01"},
        "reversed-interval",
        "interval from no start does not end after it starts: 2021-06-01",
        None,
        [],
    ),
    "reversed": (
        {"from": "2021-06-02", "to": "2021-06-01"},
        "reversed-interval",
        "interval from 2021-06-02T00:00+08:00 does not end after it starts: 2021-06-01T00:00+08:00",
        None,
        [],
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_record_that_can_not_be_counted_is_a_refusal_of_its_place(scan: Client, case: str) -> None:
    spoilt, code, message, hint, path = WRONG[case]
    expected = {"code": code, "message": message, "hint": hint, "path": ["input", "records", "1", *path]}

    found = metered(scan, PDF, PDF | spoilt)
    quote = scan.quote("scan", records=[PDF, PDF | spoilt])

    assert {key: found[key] for key in expected} == expected
    assert {key: quote[key] for key in expected} == expected


def test_too_many_records_are_refused(scan: Client) -> None:
    found = metered(scan, *[{}] * 10_001)

    assert (found["code"], found["path"]) == ("too-many-records", ["input", "records"])
    assert found["message"] == "10001 records are more than 10000"


def test_ten_thousand_records_are_answered(scan: Client) -> None:
    assert metered(scan, *[PDF | {"at": "2021-06-01"}] * 10_000)["units"] == 100_000


def test_a_wrong_first_period_is_refused_where_it_stands(scan: Client) -> None:
    assert metered(scan, PDF, **{"from": "June"})["path"] == ["input", "from"]
    assert metered(scan, PDF, periods=601)["path"] == ["input", "periods"]
    assert metered(scan, PDF, product="scam")["path"] == ["input", "product"]


def test_records_outside_the_period_are_refused(scan: Client) -> None:
    quote = scan.quote("scan", records=[PDF | {"at": "2021-05-01"}])

    assert (quote["code"], quote["path"]) == ("slice-outside-periods", ["input", "records"])


def test_records_that_overlap_usage_are_refused(scan: Client) -> None:
    quote = scan.quote("scan", records=[PDF], usage=[{"units": 1, "meter": "page"}])

    assert quote["code"] == "overlapping-slices"
