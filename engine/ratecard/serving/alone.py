"""A server of one process, whose catalogs are read anew in a thread beside the requests."""

import signal
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from queue import SimpleQueue
from threading import Thread
from typing import Any

from ratecard.asgi import application, reload
from ratecard.bootstrap import Settings
from ratecard.service import Service
from ratecard.serving.listener import Listener, end_well
from ratecard.serving.watch import watching


def serve_alone(service: Service, settings: Settings, listening: socket.socket, log: Mapping[str, Any]) -> None:
    """Answer until a signal ends it."""
    end_well(signal.SIGTERM)
    with ExitStack() as stack:
        wish = stack.enter_context(reloading(partial(reload, service, settings)))
        if hasattr(signal, "SIGHUP"):
            signal.signal(signal.SIGHUP, lambda number, frame: wish())
        if settings.reload:
            stack.enter_context(watching(settings.catalogs, wish))
        Listener(application(service, settings), log).run(sockets=[listening])


@contextmanager
def reloading(read: Callable[[], None]) -> Iterator[Callable[[], None]]:
    """A thread that reads anew after each wish, once for all that came meanwhile; gives what wishes for it.

    A wish may come from a signal's handler.
    """
    wishes: SimpleQueue[bool] = SimpleQueue()

    def work() -> None:
        while wishes.get():
            for _ in range(wishes.qsize()):
                if not wishes.get():
                    return
            read()

    thread = Thread(target=work, name="ratecard-reload", daemon=True)
    thread.start()
    try:
        yield lambda: wishes.put(True)
    finally:
        wishes.put(False)
        thread.join()
