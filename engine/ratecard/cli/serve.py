"""`ratecard serve`: the GraphQL API over HTTP."""

import socket
import sys
from collections.abc import Sequence
from logging.config import dictConfig
from typing import Annotated

import typer

from ratecard.bootstrap import open_service, settings
from ratecard.cli import option
from ratecard.cli.refusal import CantListen
from ratecard.domain.product import Catalog

STEP_SECONDS = 10
"""How long a step may take in this process, unless the environment says otherwise."""


def serve(
    *,
    host: Annotated[str, typer.Option("--host", metavar="HOST", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", min=0, max=65535, help="The port; 0 for any that is free.")
    ] = 8000,
    reload: Annotated[
        bool | None,
        typer.Option(
            "--reload/--no-reload",
            show_default="RATECARD_RELOAD, else not",
            help="Read the catalogs anew when a file of theirs changes; SIGHUP has it done in any case.",
        ),
    ] = None,
    workers: Annotated[
        int, typer.Option("--workers", metavar="NUMBER", min=1, max=64, help="How many processes answer.")
    ] = 1,
    catalogs: option.Catalogs = None,
    disable: option.Disable,
    isolate: Annotated[
        list[str],
        typer.Option(
            "--isolate",
            default_factory=list,
            show_default=False,
            metavar="DISTRIBUTION",
            help="Settle the steps of this distribution's strategies in a process of their own, with a deadline and a "
            "memory limit. Repeatable. [env: RATECARD_ISOLATED, names separated by commas]",
        ),
    ],
) -> None:
    """Serve the GraphQL API over HTTP.

    It is at /graphql, with GraphiQL for browsers. RATECARD_CORS_ORIGINS names the origins whose pages may ask,
    separated by commas; * for all. RATECARD_STEP_SECONDS says how long a step may take: 10 unless given, 2
    in a process of its own, 0 for no end. RATECARD_QUARANTINE_AFTER says after how many faults in a row a strategy is
    not asked any more, RATECARD_WORKER_MEGABYTES how much memory a process of its own may have, 1024 unless given.

    RATECARD_MAX_TOKENS and others limit what a request may ask, RATECARD_KEYS says who may, RATECARD_DOCUMENTS which
    questions are known: the README has all of them, under "Serving it to strangers", with what holds unless they are
    given.

    RATECARD_LOG=json writes the log as JSON, a line for each request among it.

    Catalogs that are read anew are taken over whole, by all workers at one time and without a request being dropped;
    of those that have problems nothing is, and the problems are shown at /healthz. SIGTERM ends it with exit code 0,
    when what is open has been answered.
    """
    chosen = settings(catalogs=catalogs, disable=disable, isolate=isolate)
    if reload is not None:
        chosen = chosen._replace(reload=reload)
    chosen = chosen._replace(workers=workers)
    if chosen.step_seconds is None:
        chosen = chosen._replace(in_place_seconds=STEP_SECONDS)
    from uvicorn.config import LOGGING_CONFIG  # only now, as the next: they take their time

    from ratecard.api.log import configuration
    from ratecard.asgi import check_files
    from ratecard.serving import Crew, serve_alone

    check_files(chosen)
    log = configuration(LOGGING_CONFIG, as_json=chosen.log_as_json)
    if workers == 1:
        service = open_service(chosen)
        listening = _listen(host, port)
        print(_greeting(service.catalogs(), host, listening), file=sys.stderr, flush=True)
        serve_alone(service, chosen, listening, log)
        return
    crew = Crew(chosen, workers, log)
    listening = _listen(host, port)
    dictConfig(log)
    print(_greeting(crew.shelf.catalogs, host, listening), file=sys.stderr, flush=True)
    raise typer.Exit(crew.run(listening))


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens, or a sentence that says why it can't."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listening = socket.socket(family)
    except OSError as error:
        raise CantListen(host, port, error) from error
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
        listening.listen()
    except OSError as error:
        listening.close()
        raise CantListen(host, port, error) from error
    return listening


def _greeting(catalogs: Sequence[Catalog], host: str, listening: socket.socket) -> str:
    at = f"[{host}]" if ":" in host else host
    names = ", ".join(catalog.id for catalog in catalogs)
    return f"ratecard serves {names} at http://{at}:{listening.getsockname()[1]}/graphql; Ctrl-C ends it"
