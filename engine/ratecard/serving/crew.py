"""Several processes that answer at one socket, and what holds them together."""

import logging
import os
import signal
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import wait
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any, NamedTuple

from prometheus_client.multiprocess import mark_process_dead

from ratecard.asgi import sentences
from ratecard.bootstrap import Settings
from ratecard.service import Shelf
from ratecard.serving.copy import Copy, copied
from ratecard.serving.listener import grace
from ratecard.serving.member import Member, Order
from ratecard.serving.message import Begin, Begun, Has, Hello, Read, Refuse, Take
from ratecard.serving.watch import watching

LOGGER = logging.getLogger("ratecard.serving")
FIGURES = "PROMETHEUS_MULTIPROC_DIR"
"""Where prometheus_client has the figures of several processes; each looks for it as it begins."""
PAUSES = (0.1, 0.2, 0.5, 1, 2)
"""For how many seconds a worker's successor waits that died before it answered anything, the longer the more did."""
ROUND = 60
"""For how many seconds catalogs may be read; a worker that takes longer is replaced."""


class Changed(NamedTuple):
    """A file changed, as the watch has seen, or somebody asks for all to be read anew."""

    asked: bool


class Verdict(NamedTuple):
    """What the crew found when it read the catalogs of a round."""

    round: int
    copy: Copy | None
    """None where nothing has changed, and where there are problems."""
    problems: tuple[str, ...] = ()


class Round(NamedTuple):
    """Changed catalogs, while all read them."""

    number: int
    ends: float
    missing: set[int]
    """The workers that have not said that they can answer from them."""
    verdict: Verdict | None = None


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
        self._members: dict[int, Member] = {}
        self._due: dict[int, float] = {}
        """When successors are to begin, by their number."""
        self._died = 0
        """How many workers died in a row that never answered."""
        self._changed: Changed | None = None
        self._rounds = 0
        self._round: Round | None = None
        self._said: SimpleQueue[int | Changed | Verdict] = SimpleQueue()
        self._bell, self._ringer = socket.socketpair()

    def run(self, listening: socket.socket) -> int:
        """Serve until a signal ends it; the exit code."""
        with ExitStack() as stack:
            shared = stack.enter_context(TemporaryDirectory(prefix="ratecard-"))
            stack.callback(os.environ.pop, FIGURES, None)
            os.environ[FIGURES] = shared
            self._settings = self._settings._replace(shared=Path(shared))
            stack.enter_context(self._heeding())
            if self._settings.reload:
                stack.enter_context(watching(self._settings.catalogs, lambda: self._say(Changed(False))))
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
        says: dict[int, int | Changed] = {each: each for each in (signal.SIGTERM, signal.SIGINT)}
        if hasattr(signal, "SIGHUP"):
            says[signal.SIGHUP] = Changed(True)
        before = {each: signal.signal(each, lambda number, frame: self._say(says[number])) for each in says}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)

    def _say(self, what: int | Changed | Verdict) -> None:
        """From a signal's handler or another thread: have the crew look."""
        self._said.put(what)
        self._ringer.send(b"!")

    def _attend(self, listening: socket.socket) -> int | None:
        """Do what is due next; the exit code when it is time to end."""
        by_channel: dict[object, Member] = {member.channel: member for member in self._members.values()}
        by_end: dict[object, Member] = {member.process.sentinel: member for member in self._members.values()}
        voices = [voice for each in self._members.values() for voice in (each.channel, each.process.sentinel)]
        for each in wait([self._bell, *voices], self._pause()):
            if each is self._bell:
                self._bell.recv(4096)
            elif each in by_channel:
                self._hear(by_channel[each])
            else:
                self._lose(by_end[each])
        code = self._heed()
        if code is None and self._died > len(PAUSES) and not any(each.has_begun for each in self._members.values()):
            LOGGER.error("no worker can begin: the server ends")
            return 1
        for number in [number for number, due in self._due.items() if due <= time.monotonic()]:
            del self._due[number]
            self._hire(number, listening)
        self._carry_on()
        return code

    def _pause(self) -> float | None:
        """For how many seconds nothing is due."""
        instants = [*self._due.values(), *([self._round.ends] if self._round else [])]
        return max(min(instants) - time.monotonic(), 0) if instants else None

    def _heed(self) -> int | None:
        """What was said since; the exit code when a signal ends the server."""
        while True:
            try:
                said = self._said.get_nowait()
            except Empty:
                return None
            match said:
                case Changed(asked):
                    self._changed = Changed(asked or (self._changed is not None and self._changed.asked))
                case Verdict(number):
                    if self._round and self._round.number == number:
                        self._round = self._round._replace(verdict=said)
                case signal.SIGTERM:
                    return 0
                case _:
                    return 128 + said

    def _hire(self, number: int, listening: socket.socket) -> None:
        member = Member(number, self._settings, self._log, listening)
        self._members[number] = member
        LOGGER.info("worker %s is process %s", number, member.process.pid)

    def _hear(self, member: Member) -> None:
        match member.said():
            case Hello():
                member.waits = True
            case Begun():
                member.has_begun, self._died = True, 0
            case Has(number, is_good) if self._round and number == self._round.number and is_good:
                self._round.missing.discard(member.number)

    def _lose(self, member: Member) -> None:
        """Bury a worker that died, and have another one begin."""
        del self._members[member.number]
        LOGGER.error("worker %s died, exit code %s", member.number, member.bury())
        mark_process_dead(member.process.pid, os.environ[FIGURES])  # type: ignore[no-untyped-call]
        pause = 0.0
        if not member.has_begun:
            pause = PAUSES[min(self._died, len(PAUSES) - 1)]
            self._died += 1
        self._due[member.number] = time.monotonic() + pause
        if self._round:
            self._round.missing.discard(member.number)

    def _carry_on(self) -> None:
        """End the round when it can end; begin one when files have changed; tell new workers what to serve."""
        if self._round:
            self._end_round(self._round)
        if self._changed and not self._round:
            self._begin_round(self._changed)
        if not self._round:
            for member in self._members.values():
                if member.waits:
                    member.waits, member.takes_part = False, True
                    member.tell(Begin(self._copy, self._problems))

    def _begin_round(self, changed: Changed) -> None:
        self._changed = None
        self._rounds += 1
        part = [member for member in self._members.values() if member.takes_part]
        self._round = Round(self._rounds, time.monotonic() + ROUND, {member.number for member in part})
        # Not here: what plugins do when they are set up may take long, and signals are to be heeded.
        Thread(target=self._read, args=(self._rounds, part, changed.asked), name="ratecard-read", daemon=True).start()

    def _read(self, number: int, members: list[Member], asked: bool) -> None:
        """Copy the files, have the workers read the copy, and read it too."""
        try:
            copy = copied(self._settings.catalogs)
            if copy == self._copy and not asked:
                self._say(Verdict(number, None))
                return
            for member in members:
                member.tell(Read(number, copy))
            copy.shelf(self._settings)
            self._say(Verdict(number, copy))
        except Exception as error:  # whatever it is, the server goes on
            self._say(Verdict(number, None, sentences(error)))

    def _end_round(self, now: Round) -> None:
        is_late = now.ends <= time.monotonic()
        match now.verdict:
            case None if is_late:
                self._refuse((f"the catalogs were not read within {ROUND} seconds",))
            case Verdict(_, None, problems):
                self._refuse(problems)
            case Verdict(_, Copy() as copy, _) if not now.missing:
                self._copy, self._problems, self._round = copy, (), None
                self._tell(Take())
                LOGGER.info("catalogs read anew")
            case Verdict() if is_late:
                for number in now.missing:
                    LOGGER.error("worker %s can't read the catalogs, or not within %s seconds", number, ROUND)
                    self._members[number].process.kill()

    def _refuse(self, problems: tuple[str, ...]) -> None:
        self._problems, self._round = problems, None
        self._tell(Refuse(problems))
        for problem in problems:
            LOGGER.error("catalogs not taken over: %s", problem)

    def _tell(self, order: Order) -> None:
        for member in self._members.values():
            if member.takes_part:
                member.tell(order)

    def _dismiss(self) -> None:
        """End all workers; each answers what is open first."""
        seconds = grace(self._settings.limits) + 5
        ends = time.monotonic() + seconds
        left = [member.process for member in self._members.values()]
        while left and time.monotonic() < ends:
            for process in left:
                process.terminate()
            wait([process.sentinel for process in left], 1)  # again then: one may have begun to mind signals only now
            left = [process for process in left if process.is_alive()]
        for process in left:
            LOGGER.error("process %s did not end within %s seconds", process.pid, seconds)
            process.kill()
            process.join()
