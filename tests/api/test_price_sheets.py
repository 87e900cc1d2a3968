"""Each product of the price sheets, over HTTP: a forecast that goes on from its state, its hints, a curve, advice."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from ratecard.asgi import application
from ratecard.bootstrap import Settings, read_shelf, service_over
from ratecard.domain.product import Product
from ratecard.service import AccountAsked, Asked, ChoiceAsked, Service, UsageAsked
from tests.api.client import Client, TestClient

SETTINGS = Settings(Path(__file__).parents[1] / "catalogs")
SHELF = read_shelf(SETTINGS)
PRODUCTS = {product.full_id: product for catalog in SHELF.catalogs for product in catalog.products}
NOW = datetime(2025, 6, 15, tzinfo=UTC)
UNITS = 5_000
LOOKS = 300
"""How often advice asks whether its time is up."""

ANSWER = """
query($forecast: ForecastInput!, $curve: CurveInput!, $product: ID!) {
  forecast(input: $forecast) {
    __typename
    ... on Forecast { total { amount formatted(locale: "zh") } reason state hints { kind message }
      statements { period total { amount } charge { amount } formula
        lines { step kind label(locale: "zh") en: label units amount { amount } formula source }
        holds { kind amount { amount } formula } notices { kind at message }
        balances { step sku size before after effective expires } expiries { step units at } }
      ledger { date kind amount { amount } period step } }
    ... on Refusal { code message path }
    ... on PluginFault { step message } }
  costCurve(input: $curve) {
    __typename
    ... on CostCurve { points { units total { amount } } bends cliffs { units } }
    ... on Refusal { code message path }
    ... on PluginFault { step message } }
  product(id: $product) {
    __typename
    ... on Product { steps { describe(locale: "zh") en: describe
      display { __typename ... on PackDisplay { offers { sku price } } ... on NoteDisplay { note } } } } }
}
"""


@pytest.fixture(scope="module")
def service() -> Service:
    return service_over(SHELF, lambda: NOW)


@pytest.fixture(scope="module")
def client(service: Service) -> Iterator[Client]:
    with TestClient(application(service, SETTINGS)) as http:
        yield Client(http)


def asked(product: Product) -> dict[str, Any]:
    """Calls of every meter, who pays for what no pack covers."""
    version = product.version(NOW)
    usage = [{"units": UNITS, "meter": meter.id} for meter in version.meters] or [{"units": UNITS}]
    chosen = [{"step": step.id, "value": "postpaid"} for step in version.chain.steps if "postpaid" in step.choices()]
    account = {"class": "person", "activated": "2025-01-15", "choices": chosen}
    return {"product": product.full_id, "usage": usage, "account": account}


def sold(product: Product) -> Iterator[tuple[str, str]]:
    """The step and sku of units that are sold at a price."""
    for step, offer in product.version(NOW).offers():
        if offer.price is not None and not offer.sold_by:
            yield step, offer.sku


def bought(product: Product) -> list[dict[str, Any]]:
    """One of the least of what each step sells."""
    offers: dict[str, str] = {}
    for step, offer in product.version(NOW).offers():
        if offer.price is not None or offer.prices:
            offers.setdefault(step, offer.sku)
    return [{"sku": f"{step}/{sku}"} for step, sku in offers.items()]


@pytest.mark.parametrize("name", PRODUCTS)
def test_a_forecast_goes_on_from_its_state(client: Client, name: str) -> None:
    product = PRODUCTS[name]
    baseline, orders = asked(product), bought(product)
    curve = {"product": name, "account": baseline["account"], "maxUnits": 3 * UNITS, "orders": orders}

    def forecast(periods: int, **more: object) -> Any:
        question = {**baseline, "periods": periods, **more}
        answer = client.data(ANSWER, forecast=question, curve=curve, product=name)
        kinds = {field: each["__typename"] for field, each in answer.items()}
        assert kinds == {"forecast": "Forecast", "costCurve": "CostCurve", "product": "Product"}, answer
        return answer["forecast"]

    whole = forecast(3, orders=orders)
    first = forecast(1, orders=orders)
    rest = forecast(2, state=first["state"])

    assert first["statements"] + rest["statements"] == whole["statements"]
    assert first["ledger"] + rest["ledger"] == whole["ledger"]
    assert rest["state"] == whole["state"]


@pytest.mark.parametrize("name", [name for name, product in PRODUCTS.items() if any(sold(product))])
def test_advice_costs_no_more_than_no_packs(service: Service, name: str) -> None:
    question = asked(PRODUCTS[name])
    usage = tuple(UsageAsked(each["units"], meter=each.get("meter", "")) for each in question["usage"])
    choices = tuple(ChoiceAsked(each["step"], each["value"]) for each in question["account"]["choices"])
    looks = count()

    advised = service.advise(
        Asked(name, periods=2, usage=usage, account=AccountAsked("person", None, choices)),
        spent=lambda: next(looks) > LOOKS,
    )

    plan, without, at_least = advised.advice.plan, advised.advice.without, advised.advice.at_least
    assert plan
    assert without
    assert without.total is not None
    assert at_least is not None
    assert at_least <= plan.total <= without.total
