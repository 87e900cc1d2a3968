"""Python's gql asks the served app what a frontend asks: `src/operations.graphql`, sent as it stands."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gql import Client, GraphQLRequest, gql
from gql.transport.httpx import HTTPXTransport

CHECKOUT = Path(__file__).parents[2]
OPERATIONS = (Path(__file__).parent / "src" / "operations.graphql").read_text("utf-8")
YEAR = {"product": "id-card", "from": "2021-01", "periods": 12, "usage": [{"units": 25_000}]}
THREE = {"addOrder": {"sku": "100000", "quantity": 3, "on": "2021-01-01"}}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Where the app is served, by a process of its own."""
    command = [sys.executable, "-m", "ratecard", "serve", "--port", "0", "--catalogs", str(CHECKOUT / "catalogs")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr
        found = re.search(r"http://\S+/graphql", running.stderr.readline())
        assert found
        yield found[0]
        running.terminate()


@pytest.fixture(scope="module")
def client(url: str) -> Client:
    """A client that checks its operations against the schema that the app tells."""
    return Client(transport=HTTPXTransport(url=url), fetch_schema_from_transport=True)


def ask(client: Client, operation: str, **variables: object) -> Any:
    request = gql(OPERATIONS)
    return client.execute(GraphQLRequest(request.document, variable_values=variables, operation_name=operation))


def test_prices(client: Client) -> None:
    product = ask(client, "Prices", id="id-card", on="2021-06-15")["product"]

    tiers = next(each["display"] for each in product["steps"] if each["display"]["__typename"] == "TierDisplay")
    assert product["name"] == "身份证识别"
    assert [(tier["upTo"], tier["price"]) for tier in tiers["tiers"]] == [
        (10_000, "0.15"),
        (100_000, "0.10"),
        (1_000_000, "0.06"),
        (None, None),
    ]


def test_a_quote_a_refusal_and_contact_sales(client: Client) -> None:
    asked = [("id-card", 9_000), ("passport", 9_000), ("id-card", 1_200_000)]
    inputs = [{"product": product, "period": "2021-06", "usage": [{"units": units}]} for product, units in asked]

    priced, refused, contact = ask(client, "Quotes", inputs=inputs)["quotes"]

    assert (priced["total"]["amount"], priced["formula"]) == ("1200.00", "(9000 - 1000) × 0.15 = 1200")
    assert (refused["code"], refused["path"]) == ("unknown-product", ["inputs", "1", "product"])
    assert contact["url"] == "https://cloud.tencent.com/act/event/connect-service"


def test_a_what_if(client: Client) -> None:
    answer = ask(client, "WhatIf", input={"baseline": YEAR, "changes": [THREE]})["whatIf"]

    totals = [answer[each]["total"]["amount"] for each in ("before", "after", "difference")]
    assert totals == ["28800.00", "10500.00", "-18300.00"]


def test_a_comparison(client: Client) -> None:
    lists = [{"name": "postpaid"}, {"name": "three", "changes": [THREE]}]

    answer = ask(client, "Compare", input={"baselines": [{"name": "year", "forecast": YEAR}], "changeLists": lists})

    assert answer["compare"]["cheapest"] == {"changeList": "three"}


def test_advice(client: Client) -> None:
    advice = ask(client, "Advice", input=YEAR)["packAdvice"]

    assert (advice["proven"], advice["total"]["amount"]) == (True, "10500.00")
    assert [(each["sku"], each["quantity"]) for each in advice["orders"]] == [("prepaid-packs/100000", 3)]


def test_two_pages(client: Client) -> None:
    first = ask(client, "Page", first=1)["products"]
    second = ask(client, "Page", first=1, after=first["pageInfo"]["endCursor"])["products"]

    assert [page["edges"][0]["node"]["slug"] for page in (first, second)] == ["bank-card", "id-card"]
    assert [page["pageInfo"]["hasNextPage"] for page in (first, second)] == [True, False]
