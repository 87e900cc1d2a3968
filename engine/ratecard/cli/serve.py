"""`ratecard serve`: the GraphQL API over HTTP."""

import socket
import sys
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from ratecard.bootstrap import open_service, settings
from ratecard.cli import option
from ratecard.cli.refusal import CantListen
from ratecard.service import Service


def serve(
    *,
    host: Annotated[str, typer.Option("--host", metavar="HOST", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", min=0, max=65535, help="The port; 0 for any that is free.")
    ] = 8000,
    watch: Annotated[
        bool | None,
        typer.Option(
            "--watch/--no-watch",
            show_default="RATECARD_WATCH, else not",
            help="Read the catalogs anew when a file of theirs changes.",
        ),
    ] = None,
    catalogs: option.Catalogs = None,
) -> None:
    """Serve the GraphQL API over HTTP.

    It is at /graphql, with GraphiQL for browsers. RATECARD_CORS_ORIGINS names the origins whose pages may ask,
    separated by commas; * for all.
    """
    chosen = settings(catalogs=catalogs)
    if watch is not None:
        chosen = chosen._replace(watch=watch)
    service = open_service(chosen)
    listening = _listen(host, port)
    import uvicorn  # only now, as the next: they take their time

    from ratecard.asgi import application

    server = uvicorn.Server(
        uvicorn.Config(application(service, chosen), log_config=_log(uvicorn.config.LOGGING_CONFIG))
    )
    print(_greeting(service, host, listening), file=sys.stderr, flush=True)
    server.run(sockets=[listening])


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


def _log(config: Mapping[str, Any]) -> dict[str, Any]:
    """Uvicorn's logging, with our own messages beside its."""
    return {**config, "loggers": {**config["loggers"], "ratecard": {"handlers": ["default"], "level": "INFO"}}}


def _greeting(service: Service, host: str, listening: socket.socket) -> str:
    at = f"[{host}]" if ":" in host else host
    names = ", ".join(catalog.id for catalog in service.catalogs())
    return f"ratecard serves {names} at http://{at}:{listening.getsockname()[1]}/graphql; Ctrl-C ends it"
