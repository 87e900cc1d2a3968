"""`ratecard serve`: the GraphQL API over HTTP."""

import socket
import sys
from typing import Annotated

import typer

from ratecard.bootstrap import open_service, settings
from ratecard.cli import option
from ratecard.cli.refusal import BadOption
from ratecard.service import Service


def serve(
    *,
    host: Annotated[str, typer.Option("--host", metavar="HOST", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", metavar="PORT", min=0, max=65535, help="The port; 0 for any that is free.")
    ] = 8000,
    catalogs: option.Catalogs = None,
) -> None:
    """Serve the GraphQL API over HTTP.

    It is at /graphql, with GraphiQL for browsers. RATECARD_CORS_ORIGINS names the origins whose pages may ask,
    separated by commas; * for all.
    """
    chosen = settings(catalogs=catalogs)
    service = open_service(chosen)
    listening = _listen(host, port)
    import uvicorn  # only now, as the next: they take their time

    from ratecard.asgi import application

    server = uvicorn.Server(uvicorn.Config(application(service, chosen)))
    print(_greeting(service, host, listening), file=sys.stderr, flush=True)
    server.run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    """A socket that listens, or a sentence that says why it can't."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listening = socket.socket(family)
    except OSError as error:
        raise BadOption("--host", host, error.strerror or "unknown") from error
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
        listening.listen()
    except OSError as error:
        listening.close()
        raise BadOption("--port", port, f"can't listen at {host}: {error.strerror}", "give another --port") from error
    return listening


def _greeting(service: Service, host: str, listening: socket.socket) -> str:
    at = f"[{host}]" if ":" in host else host
    names = ", ".join(catalog.id for catalog in service.catalogs())
    return f"ratecard serves {names} at http://{at}:{listening.getsockname()[1]}/graphql; Ctrl-C ends it"
