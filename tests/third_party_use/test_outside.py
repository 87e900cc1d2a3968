"""Two distributions of third parties, through every door that the built-in strategies are used through."""

import ast
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.client import Client
from tests.api.test_advice import ADVICE
from tests.api.test_curves import CURVES
from tests.api.test_hints import hints
from tests.api.test_products import PRODUCT
from tests.third_party_use.conftest import NAMES, SOURCES

NIGHTS: dict[str, Any] = {"product": "speech", "from": "2021-06", "usage": [{"units": 9_000}]}


@pytest.mark.parametrize("name", NAMES)
def test_its_own_tests_pass_where_it_is_installed(name: str, environment: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", "pytest", "-q"]

    answer = subprocess.run(command, cwd=SOURCES / name, env=environment, capture_output=True, text=True, check=False)

    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize("name", NAMES)
def test_it_needs_the_contract_and_nothing_else(name: str) -> None:
    for path in (SOURCES / name / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            modules = [node.module] if isinstance(node, ast.ImportFrom) else []
            modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for module in filter(None, modules):
                own = module.partition(".")[0] in (name.replace("-", "_"), *sys.stdlib_module_names)
                assert own or module == "ratecard.spi", (path, module)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_typed_to_the_last(name: str, environment: Mapping[str, str], site: Path) -> None:
    own_test = f"tests/test_{name.removeprefix('ratecard-').replace('-', '_')}.py"

    answer = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", str(site.parent / "mypy"), "src", own_test],
        cwd=SOURCES / name,
        env={**environment, "MYPYPATH": "src"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.stdout.startswith("Success"), answer.stdout


def test_the_command_line_lists_them(ratecard: Callable[..., str]) -> None:
    listed = json.loads(ratecard("plugins", "--locale", "en", "--json"))["plugins"]

    found = {each["kind"]: (each["distribution"], each["version"], each["title"]) for each in listed}
    assert found["night-rate"] == ("ratecard-night-rate", "1.0.0", "Night rate")
    assert found["campaign"] == ("ratecard-campaign", "1.0.0", "Campaign")


def test_the_command_line_checks_and_prices_their_products(ratecard: Callable[..., str], catalogs: Path) -> None:
    checked = ratecard("check", "--catalogs", catalogs)
    quoted = ratecard(
        "quote", "receipts", "--usage", "3100", "--period", "2021-08", "--locale", "en", "--catalogs", catalogs
    )

    assert "3 catalogs with 5 products loaded, 15 examples held, 0 warnings" in checked
    assert "3100 × 0.15 - 150 / 3100 × 465.00 = 442.5" in quoted
    assert "× -150 / 3100" in quoted


def test_their_settings_have_a_schema(client: Client) -> None:
    listed = client.data("{ strategies { kind distribution version description settings } }")["strategies"]

    schemas = {each["kind"]: each["settings"] for each in listed if each["distribution"] in NAMES}
    night, campaign = schemas["night-rate"], schemas["campaign"]
    assert night["required"] == ["begins", "ends"]
    assert night["properties"]["begins"] == {
        "description": "When the night begins, on the wall clock of the catalog's zone: 22:00:00.",
        "format": "time",
        "title": "Begins",
        "type": "string",
    }
    assert campaign["required"] == ["of", "percent", "first_day", "last_day", "partly"]
    assert campaign["properties"]["partly"]["enum"] == ["by-calls", "left-out"]
    assert all(each["description"] for schema in (night, campaign) for each in schema["properties"].values())


def test_price_lists_show_them(client: Client) -> None:
    speech = client.data(PRODUCT, id="speech")["product"]
    receipts = client.data(PRODUCT, id="receipts")["product"]

    night, club = speech["steps"][0], receipts["offers"][0]
    assert (night["kind"], night["distribution"], night["title"]) == ("night-rate", "ratecard-night-rate", "夜间价")
    assert night["display"] == {"__typename": "NoteDisplay", "note": "22:00 至次日 06:00 每次 0.05"}
    assert (club["orderAs"], club["units"], club["price"], club["formatted"]) == ("club", 0, "20", "€20.00")
    assert receipts["steps"][1]["describe"] == (
        "2021-06-01 至 2021-08-15：tiered-postpaid 减 10%，会员减 20%，最多 100"
    )


def test_a_quote_explains_them(client: Client) -> None:
    night = client.quote("speech", 9_000)
    club = client.quote("receipts", 3_000, orders=[{"sku": "club", "on": "2021-06-16"}])

    assert night["formula"] == "3000 × 0.05 + (9000 - 3000) × 0.15 = 1050"
    assert night["lines"][0]["label"] == "Night rate 22:00–06:00"
    assert night["lines"][0]["source"] == "lines/speech.toml:5"
    assert club["total"]["amount"] == "402.50"
    assert [(line["label"], line["formula"]) for line in club["lines"]] == [
        ("Postpaid", "3000 × 0.15 = 450"),
        ("Club", "20"),
        ("Campaign", "-150 / 3000 × 450.00 = -22.5"),
        ("Campaign", "-300 / 3000 × 450.00 = -45"),
    ]


def test_what_is_frozen_counts_the_nights(client: Client) -> None:
    quote = client.quote("pages", 9_000)

    assert quote["held"]["amount"] == "937.50"
    assert quote["holds"][0]["formula"] == "(2625 × 0.05 + 5375 × 0.15) × 100 % = 937.5"


ENTITLED = """query($input: ForecastInput!) { forecast(input: $input) { ... on Forecast { statements {
  period entitlements { step item quantity effective expires } } } } }"""


def test_a_membership_is_in_force_until_the_campaign_ends(client: Client) -> None:
    asked = {"product": "receipts", "from": "2021-07", "periods": 3, "orders": [{"sku": "club", "on": "2021-07-05"}]}

    statements = client.data(ENTITLED, input=asked | {"usage": [{"units": 10}]})["forecast"]["statements"]

    club = {
        "step": "campaign",
        "item": "club",
        "quantity": 1,
        "effective": "2021-07-05T00:00:00+02:00",
        "expires": "2021-08-16T00:00:00+02:00",
    }
    assert [each["entitlements"] for each in statements] == [[club], [club], []]


def test_a_forecast_carries_the_membership(client: Client) -> None:
    asked = {"product": "receipts", "periods": 1, "usage": [{"units": 1_000}]}
    first = client.forecast(**asked, **{"from": "2021-06"}, orders=[{"sku": "club"}])

    rest = client.forecast(**asked, state=first["state"])

    assert (first["total"]["amount"], rest["total"]["amount"]) == ("140.00", "120.00")


def test_a_forecast_carries_the_budget(client: Client) -> None:
    asked = {"product": "receipts", "usage": [{"units": 4_000}]}
    whole = client.forecast(**asked, **{"from": "2021-06", "periods": 3})

    first = client.forecast(**asked, **{"from": "2021-06", "periods": 1})
    rest = client.forecast(**asked, periods=2, state=first["state"])

    assert [each["total"]["amount"] for each in whole["statements"]] == ["540.00", "560.00", "600.00"]
    assert first["statements"] + rest["statements"] == whole["statements"]
    notices = [notice for each in whole["statements"] for notice in each["notices"]]
    assert [(notice["kind"], notice["message"]) for notice in notices] == [
        ("budget-used-up", "The campaign's budget of 100 is used up")
    ]


SALE = {"of": ["tiered-postpaid"], "percent": 10, "first_day": "2021-06-01", "last_day": "2021-06-30"}
CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "a longer night: 3 750 × 0.05 + 5 250 × 0.15": (
        NIGHTS,
        {"setStep": {"step": "night-rate", "settings": {"begins": "20:00:00"}}},
        "975.00",
    ),
    "no night": (NIGHTS, {"removeStep": "night-rate"}, "1350.00"),
    "another night, a percentage off: 3 000 × 0.105 by itself": (
        NIGHTS | {"product": "dictation"},
        {"setStep": {"step": "night-rate", "settings": {"percent_off": 0}}},
        "1350.00",
    ),
    "a campaign on a product that has none: a tenth of 900": (
        NIGHTS,
        {"addStep": {"step": "sale", "use": "campaign", "settings": SALE | {"partly": "left-out"}}},
        "960.00",
    ),
    "a night on a product that has none: 3 000 × 0.05 + 6 000 × 0.15 × 90 %": (
        {"product": "invoices", "from": "2021-06", "usage": [{"units": 9_000}]},
        {
            "addStep": {
                "step": "night-rate",
                "use": "night-rate",
                "settings": {"begins": "22:00", "ends": "06:00", "price": 0.05},
                "before": "tiered-postpaid",
            }
        },
        "960.00",
    ),
    "a budget that is used up": (
        {"product": "receipts", "from": "2021-06", "usage": [{"units": 4_000}]},
        {"setStep": {"step": "campaign", "settings": {"budget": 5}}},
        "595.00",
    ),
    "a member": (
        {"product": "receipts", "from": "2021-06", "usage": [{"units": 3_000}]},
        {"addOrder": {"sku": "club"}},
        "380.00",
    ),
}


@pytest.mark.parametrize("case", CHANGES)
def test_what_if(client: Client, case: str) -> None:
    baseline, change, after = CHANGES[case]

    answer = client.what_if(baseline, change)

    assert answer.get("after", answer)["total"]["amount"] == after


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"begins": "8pm"}, "night-rate.begins: expected a time such as 10:00:00, got '8pm'"),
        ({"begins": "06:00"}, "night-rate: the night must not begin and end at one time, got 06:00 twice"),
        ({"day": 1}, "night-rate.day: key 'day' is not known; known: begins, ends, price, percent_off, day_price"),
    ],
)
def test_a_what_if_of_nonsense_is_refused(client: Client, settings: dict[str, Any], message: str) -> None:
    answer = client.what_if(NIGHTS, {"setStep": {"step": "night-rate", "settings": settings}})

    assert (answer["code"], answer["message"]) == ("bad-settings", message)


def test_a_what_if_that_names_no_step_is_refused(client: Client) -> None:
    baseline = {"product": "receipts", "from": "2021-06", "usage": [{"units": 3_000}]}

    answer = client.what_if(baseline, {"setStep": {"step": "campaign", "settings": {"of": ["postpaid"]}}})

    assert answer["message"] == "campaign: 'postpaid' is not an earlier step; known: tiered-postpaid"
    assert answer["path"] == ["input", "changes", "0", "setStep", "settings", "of", "0"]


def curve(client: Client, product: str, period: str = "2021-06", most: int = 20_000) -> Any:
    asked = {"product": product, "period": period, "maxUnits": most, "points": 20}
    return client.data(CURVES, input=asked)["costCurve"]


def test_curves_bend_where_they_do_and_nowhere_else(client: Client) -> None:
    # The clock cuts a month's calls at some sixty edges: the unit at each of them is no bend.
    assert curve(client, "speech")["bends"] == []
    assert curve(client, "speech", "2021-03")["bends"] == []
    # 10 % of 0.15 a call come to the budget of 100 after 6 666.7 calls; in August, where 15 of 31 days count, later.
    assert curve(client, "receipts")["bends"] == [6_667]
    assert curve(client, "receipts", "2021-08")["bends"] == [13_780]


def test_a_tier_that_the_nights_put_off_is_found(client: Client) -> None:
    bends = curve(client, "pages", most=30_000)["bends"]

    totals = {
        units: Decimal(client.quote("pages", units)["total"]["amount"]) for end in bends for units in (end, end + 1)
    }
    falls = [end for end in bends if totals[end + 1] < totals[end] - 100]
    assert len(falls) == 1
    assert 14_000 < falls[0] < 16_000  # some two thirds of the calls count toward a tier that begins at 10 000


def test_advice_knows_what_a_membership_saves(client: Client) -> None:
    asked = {"product": "receipts", "from": "2021-06", "periods": 4, "usage": [{"units": 1_500}]}

    answer = client.data(ADVICE, input=asked, breakEven=False)["packAdvice"]

    assert [(order["sku"], order["quantity"]) for order in answer["orders"]] == [("campaign/club", 1)]
    assert (answer["total"]["amount"], answer["totalWithout"]["amount"]) == ("820.00", "844.12")
    assert not answer["proven"]  # a membership changes other bills, so its strategy promises nothing


@pytest.mark.parametrize("units", [2_500, 4_000, 9_000, 20_000])
def test_advice_among_them_is_the_best_of_all(client: Client, units: int) -> None:
    asked = {"product": "pages", "from": "2021-06", "periods": 1, "usage": [{"units": units}]}

    answer = client.data(ADVICE, input=asked, breakEven=False)["packAdvice"]

    totals = []
    for small, large in product(range(5), range(4)):
        orders = [{"sku": sku, "quantity": each} for sku, each in (("1000", small), ("5000", large)) if each]
        totals.append(Decimal(client.quote("pages", units, orders=orders)["total"]["amount"]))
    assert answer["proven"]
    assert Decimal(answer["total"]["amount"]) == min(totals)


def test_hints_name_the_membership(client: Client) -> None:
    found = hints(client, "quote", "QuoteInput", product="receipts", period="2021-06", usage=[{"units": 4_000}])

    assert [(hint["kind"], hint["sku"], hint["saving"]["amount"]) for hint in found] == [
        ("pack-would-pay", "campaign/club", "20.00")
    ]


def night_calls(start: datetime, end: datetime, calls: int) -> int:
    """How many of the calls are made from 22:00 to 06:00 of their zone's clock, each looked up."""
    length = (end - start) // timedelta(microseconds=1)
    found = 0
    for call in range(calls):
        instant = Fraction((call + 1) * length, calls)
        moment = start + timedelta(microseconds=-(-instant.numerator // instant.denominator) - 1)
        found += not 6 <= moment.astimezone(ZoneInfo("Europe/Berlin")).hour < 22
    return found


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(month=st.integers(1, 12), hour=st.integers(0, 27 * 24), hours=st.integers(1, 24), calls=st.integers(1, 300))
def test_each_call_costs_what_its_hour_does(client: Client, month: int, hour: int, hours: int, calls: int) -> None:
    start = datetime(2021, month, 1, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(ZoneInfo("UTC"))
    start += timedelta(hours=hour)
    end = start + timedelta(hours=hours)
    usage = [{"units": calls, "from": start.isoformat(), "to": end.isoformat()}]

    quote = client.quote("speech", period=f"2021-{month:02}", usage=usage)

    night = night_calls(start, end, calls)
    exact = night * Decimal("0.05") + (calls - night) * Decimal("0.15")
    assert Decimal(quote["total"]["amount"]) == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
