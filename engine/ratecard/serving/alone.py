"""A server of one process, whose catalogs are read anew in a thread beside the requests."""

import signal
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any, NoReturn

from ratecard.asgi import application, reload
from ratecard.bootstrap import Settings
from ratecard.service import Service
from ratecard.serving.listener import Listener
from ratecard.serving.watch import watching


def serve_alone(service: Service, settings: Settings, listening: socket.socket, log: Mapping[str, Any]) -> None:
    """Answer until a signal ends it."""
    signal.signal(signal.SIGTERM, _leave)
    with ExitStack() as stack:
        wish = stack.enter_context(reloading(partial(reload, service, settings)))
        if hasattr(signal, "SIGHUP"):
            signal.signal(signal.SIGHUP, lambda number, frame: wish(True))
        if settings.reload:
            stack.enter_context(watching(settings.catalogs, partial(wish, False)))
        Listener(application(service, settings), log, settings.limits).run(sockets=[listening])


def _leave(number: int, frame: object) -> NoReturn:
    """End with success: uvicorn raises the signal again when it has answered what was open."""
    raise SystemExit(0)


@contextmanager
def reloading(read: Callable[[bool], None]) -> Iterator[Callable[[bool], None]]:
    """A thread that reads anew after each wish, once for all that came meanwhile; gives what wishes for it.

    `read` is told whether one of the wishes was somebody's. A wish may come from a signal's handler.
    """
    wishes: SimpleQueue[bool | None] = SimpleQueue()

    def work() -> None:
        while True:
            came = [wishes.get(), *(wishes.get() for _ in range(wishes.qsize()))]
            if None in came:
                return
            read(True in came)

    thread = Thread(target=work, name="ratecard-reload", daemon=True)
    thread.start()
    try:
        yield wishes.put
    finally:
        wishes.put(None)
        thread.join()
