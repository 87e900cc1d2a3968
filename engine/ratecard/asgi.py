"""The web application: GraphQL, GraphiQL, health, metrics, and catalogs that are read anew when they change."""

import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
from anyio import to_thread
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from watchfiles import awatch

from ratecard.api.http import Endpoint
from ratecard.api.metrics import Metrics
from ratecard.bootstrap import Settings, read_shelf
from ratecard.catalog import CatalogProblems
from ratecard.host import HostProblem
from ratecard.service import Service

LOGGER = logging.getLogger("ratecard.asgi")
SWITCH = 0.0005
"""For how many seconds one thread may keep others waiting; with Python's own 5 ms, quotes beside long work take 70."""
DEBOUNCE = 300
"""Milliseconds to wait for more changes before the catalogs are read anew."""


def application(service: Service, settings: Settings) -> Starlette:
    """The application that serves `service`; it watches the catalogs' folder when `settings.watch` says so."""

    async def health(request: Request) -> Response:
        return JSONResponse(_health(service))

    metrics = Metrics(service)

    endpoint = Endpoint(service, observe=metrics.observe, compiled=settings.compiled)

    async def figures(request: Request) -> Response:
        return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)

    async def start(request: Request) -> Response:
        return RedirectResponse("/graphql")

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        stop = anyio.Event()
        sys.setswitchinterval(SWITCH)
        async with anyio.create_task_group() as tasks:
            if settings.watch:
                tasks.start_soon(_watch, service, settings, stop)
            yield
            stop.set()

    origins = list(settings.cors_origins)
    allowed = Middleware(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=["GET", "POST"],
        allow_headers=["Content-Type", "Accept"],
        max_age=86_400,
    )
    return Starlette(
        routes=[
            Route("/graphql", endpoint.answer, methods=["GET", "POST"]),
            Route("/healthz", health),
            Route("/metrics", figures),
            Route("/", start),
        ],
        middleware=[allowed] if origins else [],
        lifespan=lifespan,
    )


def reload(service: Service, settings: Settings) -> None:
    """Read the catalogs anew; when they have problems, the last good ones stay and the problems are shown."""
    try:
        service.shelf = read_shelf(settings)
        service.problems = ()
        LOGGER.info("catalogs read anew")
    except CatalogProblems as error:
        service.problems = tuple(map(str, error.problems))
    except HostProblem as error:
        service.problems = (str(error),)
    for problem in service.problems:
        LOGGER.error("catalogs not taken over: %s", problem)


async def _watch(service: Service, settings: Settings, stop: anyio.Event) -> None:
    async for _ in awatch(settings.catalogs, debounce=DEBOUNCE, stop_event=stop):
        await to_thread.run_sync(reload, service, settings)


def _health(service: Service) -> dict[str, Any]:
    return {
        "status": "stale" if service.problems else "ok",
        "engineVersion": service.engine_version,
        "catalogs": [
            {"id": catalog.id, "digest": catalog.digest, "products": len(catalog.products)}
            for catalog in service.catalogs()
        ],
        "problems": list(service.problems),
    }
