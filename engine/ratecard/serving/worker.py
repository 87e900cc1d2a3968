"""One of several processes that answer at one socket."""

import logging
import os
import signal
import socket
from collections.abc import Mapping
from contextlib import suppress
from multiprocessing.connection import Connection
from threading import Event, Thread
from typing import Any

from ratecard.asgi import application, tell_left_out
from ratecard.bootstrap import Settings, service_over
from ratecard.catalog import CatalogProblems
from ratecard.host import HostProblem
from ratecard.service import Service, Shelf
from ratecard.serving.listener import Listener
from ratecard.serving.message import Begin, Begun, Has, Hello, Read, Refuse, Take

LOGGER = logging.getLogger("ratecard.serving")
WAIT = 0.2
"""For how many seconds the crew's answer is waited for, until it is looked whether to end."""


def work(
    number: int, settings: Settings, log: Mapping[str, Any], listening: socket.socket, crew: "Connection[Any, Any]"
) -> None:
    """Answer what the crew says until a signal ends it, or the crew is gone."""
    ending = Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        # Noted, not raised: it would be taken for a fault of the plugin that is at work. Uvicorn has its own handlers.
        signal.signal(each, lambda number, frame: ending.set())
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        crew.send(Hello())
        while not crew.poll(WAIT):
            if ending.is_set():
                return
        begin: Begin = crew.recv()
    except (EOFError, ConnectionError):
        return  # the crew is gone
    service = service_over(begin.copy.shelf(settings))
    service.problems = begin.problems
    if ending.is_set():
        return

    def begun() -> None:
        crew.send(Begun())
        Thread(target=_heed, args=(crew, service, settings), name="ratecard-crew", daemon=True).start()

    Listener(application(service, settings, number), log, settings.limits, begun).run(sockets=[listening])


def _heed(crew: "Connection[Any, Any]", service: Service, settings: Settings) -> None:
    """Do what the crew says; a worker that can't ends, and is replaced by one that begins with what all have."""
    read: Shelf | None = None
    try:
        while True:
            match crew.recv():
                case Read(round, copy):
                    read = None  # first, so that no three of them are held at a time
                    with suppress(CatalogProblems, HostProblem):
                        read = copy.shelf(settings)
                    crew.send(Has(round, read is not None))
                case Take() if read is not None:
                    service.shelf, service.problems, read = read, (), None
                    tell_left_out(service)
                case Refuse(problems):
                    service.problems, read = problems, None
    except (EOFError, ConnectionError):
        LOGGER.warning("worker ends: its parent is gone")
    finally:
        os.kill(os.getpid(), signal.SIGTERM)
