"""Several processes that answer at one socket, and what holds them together."""

import logging
import multiprocessing
import signal
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple

from ratecard.asgi import sentences
from ratecard.bootstrap import Settings
from ratecard.service import Shelf
from ratecard.serving.copy import Copy, copied
from ratecard.serving.listener import GRACE
from ratecard.serving.message import Begin, Begun, Has, Hello, Read, Refuse, Take
from ratecard.serving.watch import watching
from ratecard.serving.worker import work

LOGGER = logging.getLogger("ratecard.serving")
SPAWN = multiprocessing.get_context("spawn")
"""Processes of their own from the start: what a plugin's threads hold here would be lost in a fork."""
PAUSES = (0.1, 0.2, 0.5, 1, 2)
"""For how many seconds a worker's successor waits that died before it answered anything, the longer the more did."""
ROUND = 60
"""For how many seconds workers may read catalogs; who takes longer is replaced."""
CHANGED = 0
"""What the watch says; all else that is said is a signal's number."""
HANGUP = getattr(signal, "SIGHUP", CHANGED)


@dataclass(slots=True, kw_only=True)
class Worker:
    """A process of the crew."""

    number: int
    process: SpawnProcess
    channel: "Connection[Any, Any]"
    waits: bool = False
    """Whether it asked what to serve, and was not told yet: a round is on."""
    serves: bool = False
    """Whether it has part in rounds."""
    has_begun: bool = False


class Round(NamedTuple):
    """Changed catalogs, while workers read them."""

    number: int
    copy: Copy
    missing: set[int]
    """The workers that have not read them."""
    ends: float


class Crew:
    """Workers that answer at one socket, and take changed catalogs over together.

    All of them, and the crew itself, read a copy of the changed files; when all have it, all are told to answer from
    it. The last good copy is what a worker begins with that takes another's place.
    """

    def __init__(self, settings: Settings, workers: int, log: Mapping[str, Any]) -> None:
        """Reads the catalogs: `CatalogProblems`, `HostProblem`."""
        self._copy = copied(settings.catalogs)
        self.shelf: Shelf = self._copy.shelf(settings)
        """What is served at first."""
        self._settings = settings
        self._log = log
        self._count = workers
        self._problems: tuple[str, ...] = ()
        self._workers: dict[int, Worker] = {}
        self._due: dict[int, float] = {}
        """When successors are to begin, by their number."""
        self._died = 0
        """How many workers died in a row that never answered."""
        self._rounds = 0
        self._round: Round | None = None
        self._said: SimpleQueue[int] = SimpleQueue()
        self._bell, self._ringer = socket.socketpair()

    def run(self, listening: socket.socket) -> int:
        """Serve until a signal ends it; the exit code."""
        with ExitStack() as stack:
            stack.enter_context(self._heeding())
            if self._settings.reload:
                stack.enter_context(watching(self._settings.catalogs, lambda: self._say(CHANGED)))
            for number in range(1, self._count + 1):
                self._hire(number, listening)
            code = None
            while code is None:
                code = self._attend(listening)
        listening.close()  # so that nobody is let in whom no worker answers
        self._dismiss()
        return code

    @contextmanager
    def _heeding(self) -> Iterator[None]:
        """Signals are noted, and heeded between other work."""
        numbers = [signal.SIGTERM, signal.SIGINT, *([HANGUP] if HANGUP else [])]
        before = {each: signal.signal(each, lambda number, frame: self._say(number)) for each in numbers}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    def _say(self, what: int) -> None:
        """From a signal's handler or another thread: have the crew look."""
        self._said.put(what)
        self._ringer.send(b"!")

    def _attend(self, listening: socket.socket) -> int | None:
        """Do what is due next; the exit code when it is time to end."""
        by_channel: dict[object, Worker] = {worker.channel: worker for worker in self._workers.values()}
        by_end: dict[object, Worker] = {worker.process.sentinel: worker for worker in self._workers.values()}
        for each in wait([self._bell, *_voices(self._workers)], self._pause()):
            if each is self._bell:
                self._bell.recv(4096)
            elif each in by_channel:
                self._hear(by_channel[each])
            else:
                self._replace(by_end[each])
        ends = self._heed()
        if ends is None and self._died > len(PAUSES) and not any(worker.has_begun for worker in self._workers.values()):
            LOGGER.error("no worker can begin: the server ends")
            return 1
        for number in [number for number, due in self._due.items() if due <= time.monotonic()]:
            del self._due[number]
            self._hire(number, listening)
        self._carry_on()
        return ends

    def _pause(self) -> float | None:
        """For how many seconds nothing is due."""
        instants = [*self._due.values(), *([self._round.ends] if self._round else [])]
        return max(min(instants) - time.monotonic(), 0) if instants else None

    def _heed(self) -> int | None:
        """What was said: a signal that ends the server, or a reason to read the catalogs anew."""
        changed = False
        try:
            while True:
                match self._said.get_nowait():
                    case signal.SIGTERM:
                        return 0
                    case signal.SIGINT:
                        return 128 + signal.SIGINT
                    case _:
                        changed = True
        except Empty:
            pass
        if changed:
            self._read()
        return None

    def _hire(self, number: int, listening: socket.socket) -> None:
        ours, theirs = SPAWN.Pipe()
        process = SPAWN.Process(
            target=work, args=(number, self._settings, self._log, listening, theirs), name=f"ratecard-{number}"
        )
        # Until it minds signals itself, Ctrl-C is for the crew alone; a process begins with what its parent ignores.
        minding = signal.signal(signal.SIGINT, signal.SIG_IGN)
        process.start()
        signal.signal(signal.SIGINT, minding)
        theirs.close()
        self._workers[number] = Worker(number=number, process=process, channel=ours)
        LOGGER.info("worker %s is process %s", number, process.pid)

    def _hear(self, worker: Worker) -> None:
        try:
            message = worker.channel.recv()
        except (EOFError, OSError):
            return  # it is gone: its sentinel says so too
        match message:
            case Hello():
                worker.waits = True
            case Begun():
                worker.has_begun, self._died = True, 0
            case Has(number, is_good) if self._round and number == self._round.number:
                if is_good:
                    self._round.missing.discard(worker.number)
                else:
                    LOGGER.error("worker %s finds problems where there are none", worker.number)
                    worker.process.kill()

    def _replace(self, worker: Worker) -> None:
        """Bury a worker that died, and have another one begin."""
        del self._workers[worker.number]
        worker.process.join()
        worker.channel.close()
        pause = 0.0
        if not worker.has_begun:
            pause = PAUSES[min(self._died, len(PAUSES) - 1)]
            self._died += 1
        self._due[worker.number] = time.monotonic() + pause
        LOGGER.error("worker %s died, exit code %s", worker.number, worker.process.exitcode)
        if self._round:
            self._round.missing.discard(worker.number)

    def _read(self) -> None:
        """Begin a round with the files as they are now."""
        self._round = None
        try:
            copy = copied(self._settings.catalogs)
            if copy == self._copy:
                self._problems = ()
                self._tell(Refuse(()))
                LOGGER.info("catalogs are as they were")
                return
            self._rounds += 1
            self._tell(Read(self._rounds, copy))  # at once: they read while the crew does
            copy.shelf(self._settings)
        except Exception as error:  # whatever it is, the server goes on
            self._refuse(sentences(error))
            return
        missing = {worker.number for worker in self._workers.values() if worker.serves}
        self._round = Round(self._rounds, copy, missing, time.monotonic() + ROUND)

    def _refuse(self, problems: tuple[str, ...]) -> None:
        self._problems = problems
        self._tell(Refuse(problems))
        for problem in problems:
            LOGGER.error("catalogs not taken over: %s", problem)

    def _carry_on(self) -> None:
        """End the round when all have read, or have had time to; then tell new workers what to serve."""
        if self._round and not self._round.missing:
            self._copy, self._problems, self._round = self._round.copy, (), None
            self._tell(Take())
            LOGGER.info("catalogs read anew")
        elif self._round and self._round.ends <= time.monotonic():
            for number in self._round.missing:
                LOGGER.error("worker %s has not read the catalogs within %s seconds", number, ROUND)
                self._workers[number].process.kill()
        if self._round is None:
            for worker in self._workers.values():
                if worker.waits:
                    worker.waits, worker.serves = False, True
                    _send(worker, Begin(self._copy, self._problems))

    def _tell(self, message: Read | Take | Refuse) -> None:
        for worker in self._workers.values():
            if worker.serves:
                _send(worker, message)

    def _dismiss(self) -> None:
        """End all workers; each answers what is open first."""
        ends = time.monotonic() + GRACE + 5
        left = [worker.process for worker in self._workers.values()]
        while left and time.monotonic() < ends:
            for process in left:
                process.terminate()
            wait([process.sentinel for process in left], 1)  # again then: one may have begun to mind signals only now
            left = [process for process in left if process.is_alive()]
        for process in left:
            LOGGER.error("process %s did not end within %s seconds", process.pid, GRACE + 5)
            process.kill()
            process.join()


def _send(worker: Worker, message: Begin | Read | Take | Refuse) -> None:
    try:
        worker.channel.send(message)
    except OSError:
        LOGGER.debug("worker %s is gone", worker.number)


def _voices(workers: Mapping[int, Worker]) -> list["Connection[Any, Any] | int"]:
    """Where workers speak, and where it shows that they ended."""
    return [voice for worker in workers.values() for voice in (worker.channel, worker.process.sentinel)]
