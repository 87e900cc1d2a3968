"""The web application: GraphQL, GraphiQL, health, metrics, and catalogs that can be read anew while it answers."""

import logging
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING, Any

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from ratecard.api import log
from ratecard.api.answers import Answers
from ratecard.api.documents import Documents, names_in, read_documents
from ratecard.api.entry import REQUEST_ID, TRACE
from ratecard.api.gate import Gate
from ratecard.api.http import Endpoint, no_such
from ratecard.api.log import all_of
from ratecard.api.metrics import Metrics
from ratecard.api.schema import schema
from ratecard.api.spans import exporting, spans
from ratecard.bootstrap import Settings, read_shelf
from ratecard.catalog import CatalogProblems
from ratecard.host import HostProblem
from ratecard.keys import read_keys
from ratecard.service import Service

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]

LOGGER = logging.getLogger("ratecard.asgi")
OURS = "ratecard"
"""The distribution of the strategies that come with the engine."""
SWITCH = 0.0005
"""For how many seconds one thread may keep others waiting; with Python's own 5 ms, quotes beside long work take 70."""


def application(service: Service, settings: Settings, worker: int = 0) -> Starlette:
    """The application that serves `service`; `worker` is its number among those that serve the same."""
    keys = read_keys(settings.keys) if settings.keys else None
    registered = read_documents(settings.documents, settings.limits) if settings.documents else {}
    answers = Answers(settings.kept_bytes) if settings.kept_bytes else None
    metrics = Metrics(service, names_in(registered), answers, settings.shared)
    traces = exporting(dict(settings.traces))
    endpoint = Endpoint(
        service,
        limits=settings.limits,
        introspection=settings.introspection,
        graphiql=settings.graphiql,
        gate=None if keys is None else Gate(keys, time.monotonic, settings.shared),
        documents=Documents(registered, only_registered=settings.only_documents),
        answers=answers,
        observe=all_of(metrics.observe, log.write, *([spans(traces)] if traces else [])),
        faulted=metrics.faulted,
        compiled=settings.compiled,
        in_place=_are_ours(service),
    )
    graphql = [Route(path, endpoint.answer, methods=["GET", "POST", "OPTIONS"]) for path in ("/graphql", "/graphql/")]
    app = Starlette(
        routes=[*graphql, *_pages(service, metrics, worker)],
        middleware=_cross_origin(settings.cors_origins),
        exception_handlers={HTTPException: no_such},
        lifespan=_lifespan(service, traces),
    )
    app.state.is_started = False
    app.state.is_stopping = lambda: False
    return app


def _pages(service: Service, metrics: Metrics, worker: int) -> list[Route]:
    """What there is beside GraphQL, for whoever runs the server."""

    async def health(request: Request) -> Response:
        return JSONResponse({**_health(service), "worker": worker})

    async def readiness(request: Request) -> Response:
        state = request.app.state
        return _readiness(is_started=state.is_started, is_stopping=state.is_stopping())

    async def figures(request: Request) -> Response:
        return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)

    async def start(request: Request) -> Response:
        return RedirectResponse("/graphql")

    pages = {"/healthz": health, "/readyz": readiness, "/metrics": figures, "/": start}
    return [Route(path, page) for path, page in pages.items()]


def _cross_origin(origins: Sequence[str]) -> list[Middleware]:
    """CORS, where pages of other origins may ask."""
    if not origins:
        return []
    allowed = Middleware(
        CORSMiddleware,
        allow_origins=list(origins),
        allow_methods=["GET", "POST"],
        allow_headers=["Content-Type", "Accept", "Authorization", REQUEST_ID, *TRACE],
        expose_headers=[REQUEST_ID, "Retry-After"],
        max_age=86_400,
    )
    return [allowed]


def _lifespan(service: Service, traces: "TracerProvider | None") -> Lifespan:
    """Says when the server is ready, and hands over at the end what spans are left."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        sys.setswitchinterval(SWITCH)
        tell_left_out(service)
        schema()  # making it takes a while, which the first request is not to wait for
        app.state.is_started = True
        yield
        app.state.is_started = False
        if traces is not None:
            traces.shutdown()

    return lifespan


def check_files(settings: Settings) -> None:
    """Whether what the settings name can be taken; `KeysProblems`, `DocumentsProblem`, `HostProblem`."""
    if settings.keys:
        read_keys(settings.keys)
    if settings.documents:
        read_documents(settings.documents, settings.limits)
    traces = exporting(dict(settings.traces))
    if traces is not None:
        traces.shutdown()


def _are_ours(service: Service) -> bool:
    """Whether no strategy is somebody else's: short questions are then answered without a thread of their own.

    A plugin that never returns would keep everybody waiting for its deadline, not only whoever asked.
    """
    return {each.plugin.distribution for each in service.strategies().values()} <= {OURS}


def reload(service: Service, settings: Settings, asked: bool = True) -> None:
    """Read the catalogs anew; when they have problems, the last good ones stay and the problems are shown.

    Unless somebody `asked` for it, catalogs in which nothing has changed stay as they are.
    """
    try:
        shelf = read_shelf(settings)
        if asked or [each.digest for each in shelf.catalogs] != [each.digest for each in service.catalogs()]:
            service.shelf = shelf
            LOGGER.info("catalogs read anew")
        service.problems = ()
    except Exception as error:  # whatever it is, the server goes on
        service.problems = sentences(error)
    for problem in service.problems:
        LOGGER.error("catalogs not taken over: %s", problem)
    tell_left_out(service)


def tell_left_out(service: Service) -> None:
    """Write into the log which products are not served."""
    for catalog in service.catalogs():
        for left in catalog.left_out:
            LOGGER.warning("catalog %s: %s", catalog.id, left)


def sentences(error: Exception) -> tuple[str, ...]:
    """Why catalogs are not taken over, as `file:line: key: sentence` where it is about a file."""
    match error:
        case CatalogProblems():
            return tuple(map(str, error.problems))
        case HostProblem():
            return (str(error),)
        case _:
            LOGGER.error("a fault while the catalogs were read", exc_info=error)
            return (f"a fault while the catalogs were read: {type(error).__name__}: {error}",)


def _readiness(*, is_started: bool, is_stopping: bool) -> Response:
    """Whether to send requests here: not before the catalogs are loaded, nor once a signal has come."""
    status = "stopping" if is_stopping else "ready" if is_started else "starting"
    return JSONResponse({"status": status}, 200 if status == "ready" else 503, {"cache-control": "no-store"})


def _health(service: Service) -> dict[str, Any]:
    left_out = [str(left) for catalog in service.catalogs() for left in catalog.left_out]
    quarantine = service.shelf.quarantine()
    return {
        "status": "stale" if service.problems else "partial" if left_out or quarantine else "ok",
        "engineVersion": service.engine_version,
        "catalogs": [
            {"id": catalog.id, "digest": catalog.digest, "products": len(catalog.products)}
            for catalog in service.catalogs()
        ],
        "problems": [*service.problems, *left_out],
        "quarantine": {kind: since.isoformat(timespec="seconds") for kind, since in quarantine.items()},
    }
