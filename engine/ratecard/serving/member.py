"""A worker's process, as its crew has it."""

import multiprocessing
import signal
import socket
from collections.abc import Mapping
from multiprocessing.connection import Connection
from queue import SimpleQueue
from threading import Thread
from typing import Any

from ratecard.bootstrap import Settings
from ratecard.serving.message import Begin, Message, Read, Refuse, Take
from ratecard.serving.worker import work

SPAWN = multiprocessing.get_context("spawn")
"""Processes of their own from the start: what a plugin's threads hold here would be lost in a fork."""
Order = Begin | Read | Take | Refuse


class Member:
    """A process that was started, and what it is known to do."""

    def __init__(self, number: int, settings: Settings, log: Mapping[str, Any], listening: socket.socket) -> None:
        self.number = number
        self.waits = False
        """Whether it asked what to serve, and was not told yet: a round is on."""
        self.takes_part = False
        """Whether it has been told, and reads what others read."""
        self.has_begun = False
        """Whether it has begun to answer."""
        self.channel, theirs = SPAWN.Pipe()
        self.process = SPAWN.Process(
            target=work, args=(number, settings, log, listening, theirs), name=f"ratecard-{number}"
        )
        # Until it minds signals itself, Ctrl-C is for the crew alone; a process begins with what its parent ignores.
        minding = signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.process.start()
        signal.signal(signal.SIGINT, minding)
        theirs.close()
        self._outbox: SimpleQueue[Order | None] = SimpleQueue()
        Thread(target=_deliver, args=(self._outbox, self.channel), name=f"ratecard-to-{number}", daemon=True).start()

    def tell(self, order: Order) -> None:
        """Send it an order; one that does not listen keeps nobody waiting."""
        self._outbox.put(order)

    def said(self) -> Message | None:
        """What it says; nothing when it is gone."""
        try:
            message: Message = self.channel.recv()
        except (EOFError, OSError):
            return None
        return message

    def bury(self) -> int | None:
        """Clear away what is left of it; its exit code."""
        self._outbox.put(None)
        self.process.join()
        self.channel.close()
        return self.process.exitcode


def _deliver(outbox: "SimpleQueue[Order | None]", channel: "Connection[Any, Any]") -> None:
    while (order := outbox.get()) is not None:
        try:
            channel.send(order)
        except (OSError, ValueError):
            return  # it is gone, as its crew sees by itself
