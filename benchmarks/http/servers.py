"""The servers in Python that are compared, one worker each: `python -m benchmarks.http.servers NAME PORT`."""

import sys
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import strawberry
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig

from ratecard.api.context import Context
from ratecard.api.scalars import SCALARS
from ratecard.api.schema import Mutation, Query
from ratecard.api.settlements import Settlement
from ratecard.asgi import application
from ratecard.bootstrap import Settings, open_service
from ratecard.domain.forecast import Statement
from ratecard.domain.money import ZERO
from ratecard.limits import Limits
from ratecard.service import Asked, OwnedAsked, Priced, Service, UsageAsked
from ratecard.service.asked import AccountAsked

CATALOGS = Path(__file__).parents[2] / "catalogs"
SETTINGS = Settings(CATALOGS)


class _Own(GraphQL[Any, Any]):
    """Strawberry's own view, with what our resolvers ask for."""

    def __init__(self, service: Service, extensions: list[Any]) -> None:
        config = StrawberryConfig(scalar_map=SCALARS)
        super().__init__(
            strawberry.Schema(Query, Mutation, types=[Settlement], extensions=extensions, config=config),
            graphql_ide=None,
        )
        self._service = service

    async def get_context(self, request: Any, response: Any) -> Any:
        return Context(
            service=self._service,
            limits=Limits(seconds=20),
            introspection=True,
            ends=time.monotonic() + 20,
            clock=time.monotonic,
            numbered=lambda: "1",
        )


def own(service: Service, *extensions: Any) -> Starlette:
    """Strawberry as it comes, with the extensions."""
    return Starlette(routes=[Route("/graphql", _Own(service, list(extensions)), methods=["POST"])])


def cached(service: Service) -> Starlette:
    """Strawberry with its caches; one of each, as an extension's factory is called for every request."""
    parser, validation = ParserCache(maxsize=128), ValidationCache(maxsize=128)
    return own(service, lambda: parser, lambda: validation)


def bare(service: Service) -> Starlette:
    """What a programmer would write by hand for one question: no schema, no checks, the service and a dict."""

    async def answer(request: Request) -> Response:
        variables = orjson.loads(await request.body())["variables"]
        if "inputs" in variables:
            once = [quote(service, each) for each in variables["inputs"]]
            data: Any = {"q0": once} | {
                f"q{each}": [quote(service, asked) for asked in variables["inputs"]] for each in range(1, 10)
            }
        elif "from" in variables["input"]:
            data = {"forecast": forecast(service, variables["input"])}
        else:
            data = {"quote": quote(service, variables["input"])}
        return Response(orjson.dumps({"data": data}), media_type="application/json")

    return Starlette(routes=[Route("/graphql", answer, methods=["POST"])])


def asked(given: dict[str, Any]) -> Asked:
    """The question as the service takes it."""
    return Asked(
        given["product"],
        given.get("period", given.get("from")),
        given.get("periods", 1),
        tuple(UsageAsked(each["units"]) for each in given["usage"]),
        (),
        tuple(
            OwnedAsked(each["sku"], each["unitsLeft"], date.fromisoformat(each["effective"]))
            for each in given.get("owned", ())
        ),
        AccountAsked(),
    )


def quote(service: Service, given: dict[str, Any]) -> dict[str, Any]:
    """A quote as a dict."""
    return quoted(service.quote(asked(given)))


def quoted(priced: Priced) -> dict[str, Any]:
    """A quote that was priced, as a dict."""
    statement = priced.first
    settlement, conventions = statement.settlement, statement.version.chain.conventions
    amount, currency = conventions.rounding.apply, conventions.currency
    return {
        "__typename": "Quote",
        "period": settlement.period.id,
        "status": "PRICED",
        "units": settlement.units,
        "total": {"amount": f"{amount(settlement.total or ZERO):f}", "currency": currency},
        "held": {"amount": f"{amount(settlement.held):f}"},
        "lines": lines(statement, amount),
    }


def forecast(service: Service, given: dict[str, Any]) -> dict[str, Any]:
    """A forecast's lines as a dict."""
    statements = service.forecast(asked(given)).forecast.statements
    return {
        "__typename": "Forecast",
        "statements": [
            {
                "period": each.settlement.period.id,
                "lines": lines(each, each.version.chain.conventions.rounding.apply),
            }
            for each in statements
        ],
    }


def lines(statement: Statement, amount: Callable[[Decimal], Decimal]) -> list[dict[str, Any]]:
    """A settlement's lines as dicts."""
    chain = statement.version.chain
    strategies = {step.id: step.strategy for step in chain.steps}
    currency = chain.conventions.currency
    return [
        {
            "step": line.step,
            "kind": line.kind.upper(),
            "units": line.units,
            "quantity": f"{Decimal(line.quantity):f}",
            "price": None if line.price is None else f"{line.price:f}",
            "amount": None if line.amount is None else {"amount": f"{amount(line.amount):f}", "currency": currency},
            "label": strategies[line.step].label(line, "en"),
        }
        for line in statement.settlement.lines
    ]


def unpriced(service: Service) -> Starlette:
    """Ours with one answer of the kernel for every quote: the part that is GraphQL, as Node's servers have it."""
    fixed: list[Priced] = []
    price = service.quote

    def once(*question: Any) -> Priced:
        if not fixed:
            fixed.append(price(*question))
        return fixed[0]

    service.quote = once  # type: ignore[assignment, method-assign]
    return application(service, SETTINGS)


SERVERS: dict[str, Callable[[Service], Starlette]] = {
    "strawberry": own,
    "strawberry-caches": cached,
    "ratecard-plain": lambda service: application(service, SETTINGS._replace(compiled=False)),
    "ratecard": lambda service: application(service, SETTINGS),
    "ratecard-unpriced": unpriced,
    "bare": bare,
}

if __name__ == "__main__":
    app = SERVERS[sys.argv[1]](open_service(SETTINGS))
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), access_log=False, log_level="error")
