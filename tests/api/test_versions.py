"""A product whose prices change: which version answers what, through the public door."""

from pathlib import Path
from typing import Any

import pytest

from ratecard.asgi import application
from ratecard.bootstrap import Settings, open_service
from tests.api.client import WHAT_IF, Client, TestClient
from tests.catalog.toy import PASSPORT, SHARED, changed, write

LATER = changed(
    changed(
        changed(PASSPORT, 'id = "passport"', 'id = "passport"\neffective_from = 2027-01-15'),
        "packs = [{ units = 100, price = 8 }]",
        "packs = [{ units = 200, price = 14 }]\nvalid_for = { months = 3 }",
    ),
    "{ up_to = 1_000, price = 0.15 },\n  { price = 0.10 },",
    "{ price = 0.20 },",
).replace("total = 15", "total = 20")
"""From 15 January 2027 on: no pack of 100, packs of 200 for three months, a call for 0.20 instead of 0.15."""


@pytest.fixture
def client(tmp_path: Path) -> Any:
    write(tmp_path / "toy", {"catalog.toml": SHARED, "passport.toml": PASSPORT, "passport@2027.toml": LATER})
    settings = Settings(tmp_path)
    with TestClient(application(open_service(settings), settings)) as http:
        yield Client(http)


@pytest.mark.parametrize(("day", "since"), [("2027-01-14", None), ("2027-01-15", "2027-01-15")])
def test_a_product_is_shown_as_it_is_on_a_day(client: Client, day: str, since: str | None) -> None:
    query = """query ($on: Date) {
      product(id: "passport", on: $on) { ... on Product { effectiveFrom versions { effectiveFrom } } } }"""

    shown = client.data(query, on=day)["product"]

    assert shown == {"effectiveFrom": since, "versions": [{"effectiveFrom": None}, {"effectiveFrom": "2027-01-15"}]}


@pytest.mark.parametrize(
    ("period", "total"),
    [("2026-12", "15.00"), ("2027-01", "15.00"), ("2027-02", "20.00")],
)
def test_a_period_is_priced_by_the_version_of_its_first_day(client: Client, period: str, total: str) -> None:
    assert client.quote("passport", 110, period=period)["total"]["amount"] == total


def test_a_forecast_crosses_the_change(client: Client) -> None:
    order = {"sku": "100", "on": "2027-01-20"}

    answer = client.forecast(
        product="passport", usage=[{"units": 110}], **{"from": "2026-12"}, periods=3, orders=[order]
    )

    # January: 43 of 110 come after the 20th; (110 - 10 - 43) x 0.15 + 8. February: the other 57; 43 x 0.20.
    assert [each["total"]["amount"] for each in answer["statements"]] == ["15.00", "16.55", "8.60"]
    (pack,) = [lot for lot in answer["statements"][2]["balances"] if lot["sku"] == "100"]
    assert (pack["after"], pack["expires"]) == (0, "2028-01-20T00:00:00+08:00")


def test_an_owned_pack_keeps_its_validity(client: Client) -> None:
    pack = {"sku": "100", "unitsLeft": 60, "effective": "2026-12-10"}

    answer = client.quote("passport", 110, period="2027-09", owned=[pack])

    # 10 are free, 60 are of the pack, which is valid for a year; packs of February would be over after three months.
    assert answer["total"]["amount"] == "8.00"


def test_what_a_version_does_not_sell_is_refused(client: Client) -> None:
    order = {"sku": "200", "on": "2027-01-20"}

    answer = client.quote("passport", 110, period="2027-01", orders=[order])

    assert (answer["code"], answer["path"]) == ("unknown-sku", ["input", "orders", "0"])
    assert answer["hint"] == "the version from 2027-01-15 has it, but prices only what follows 2027-01"


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        # (110 - 10) x 0.15 twice, then x 0.20; a step is set in both versions.
        ({"setStep": {"step": "tiered-postpaid", "settings": {"tiers": [{"price": 0.3}]}}}, "50.00", "90.00"),
        ({"setStep": {"step": "free-allowance", "settings": {"units": 60}}}, "50.00", "25.00"),
        ({"useCatalog": {"on": "2027-01-15"}}, "50.00", "60.00"),
        ({"useCatalog": {"on": "2027-01-14"}}, "50.00", "45.00"),
        ({"addOrder": {"sku": "200", "on": "2027-02-01"}}, "50.00", "44.00"),
    ],
)
def test_a_what_if_crosses_the_change(client: Client, change: dict[str, Any], before: str, after: str) -> None:
    baseline = {"product": "passport", "from": "2026-12", "periods": 3, "usage": [{"units": 110}]}

    answer = client.data(WHAT_IF, input={"baseline": baseline, "changes": [change]})["whatIf"]

    assert (answer["before"]["total"]["amount"], answer["after"]["total"]["amount"]) == (before, after)
