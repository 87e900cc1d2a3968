"""What is bought for a time, such as calls a second, over GraphQL."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ratecard.asgi import application
from ratecard.bootstrap import Settings, read_shelf, service_over
from tests.api.client import Client, TestClient
from tests.speed import lay_out

QUOTE = """
query Quote($input: QuoteInput!) {
  quote(input: $input) {
    ... on Quote { total { amount } entitlements { step item quantity effective expires } }
    ... on ContactSales { entitlements { step } }
    ... on Refusal { code message hint path }
  }
}
"""
OFFERS = """
{ product(id: "lane") { ... on Product { steps { slug display { ... on PackDisplay {
  offers { sku price mode prices { above upTo price url } } } } } } } }
"""


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    settings = Settings(lay_out(tmp_path))
    service = service_over(read_shelf(settings), lambda: datetime(2021, 6, 15, tzinfo=UTC))
    with TestClient(application(service, settings)) as http:
        yield Client(http)


def quoted(client: Client, *orders: tuple[str, int]) -> object:
    asked = [{"sku": sku, "quantity": quantity} for sku, quantity in orders]
    return client.data(QUOTE, input={"product": "lane", "period": "2021-06", "orders": asked})["quote"]


def test_what_is_in_force_is_told(client: Client) -> None:
    start, end = "2021-06-01T00:00:00+08:00", "2021-07-01T00:00:00+08:00"

    assert quoted(client, ("month", 20)) == {
        "total": {"amount": "5600.00"},
        "entitlements": [{"step": "qps", "item": "month", "quantity": 20, "effective": start, "expires": end}],
    }


def test_what_is_sold_by_agreement_is_not_in_force(client: Client) -> None:
    assert quoted(client, ("month", 50)) == {"entitlements": []}


def test_too_many_at_once_are_refused(client: Client) -> None:
    assert quoted(client, ("day", 60), ("day", 50)) == {
        "code": "cap-exceeded",
        "message": "with 60 QPS more, 110 QPS would be in force on 2021-06-01, and 100 are the most",
        "hint": "order 50 at most, or other days",
        "path": ["input"],
    }


def test_offers_have_prices_by_quantity(client: Client) -> None:
    steps = client.data(OFFERS)["product"]["steps"]

    [day, month] = steps[2]["display"]["offers"]
    assert day == {"sku": "day", "price": "15", "mode": None, "prices": []}
    assert month == {
        "sku": "month",
        "price": "300",
        "mode": "VOLUME",
        "prices": [
            {"above": 0, "upTo": 9, "price": "300", "url": None},
            {"above": 9, "upTo": 49, "price": "280", "url": None},
            {"above": 49, "upTo": None, "price": None, "url": "https://example.com"},
        ],
    }
