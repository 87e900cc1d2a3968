"""A process of its own for the strategies of one distribution, with a deadline and a memory limit.

Whatever they do there, the host goes on: a process that does not answer, or has ended, is replaced by another.
"""

import json
import socket
import struct
import subprocess
import sys
import weakref
from contextlib import suppress
from multiprocessing.connection import Connection
from threading import Lock
from typing import Any

from ratecard.domain.bill import Bill
from ratecard.domain.errors import Misbehaved, Refused
from ratecard.domain.step import Step
from ratecard.domain.strategy import Outcome, Strategy
from ratecard.guard.frame import MOST_BYTES, dumps, loads, remade, sent

START_SECONDS = 20
"""How long a worker may take until it is ready."""
KEPT = 256
"""How many strategies are kept as they are sent."""
_BEGIN = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from ratecard.guard.inside import main; main(int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4]))"
)


class Worker:
    """Settles in a process of its own, one bill at a time; the process is started when it is first needed."""

    def __init__(self, seconds: float, megabytes: int) -> None:
        self._seconds = seconds
        self._megabytes = megabytes
        self._lock = Lock()
        self._process: _Process | None = None
        self._written: dict[int, tuple[Strategy, bytes]] = {}
        """What is sent for each strategy, by its identity."""

    @property
    def pid(self) -> int | None:
        """The process that there is now."""
        return self._process.pid if self._process else None

    def settle(self, step: Step, bill: Bill) -> Outcome:
        """What the step's strategy answers, its lines made by `bill`; `Refused`, or `Misbehaved` in any other way."""
        frame = dumps((self._settings(step.strategy), step.id, step.plugin, sent(bill)))
        with self._lock:
            reply = self._reply(frame)
        if reply[0] == "settled":
            _, outcome, is_untouched = reply
            return remade(bill, outcome._replace(remaining=bill.remaining) if is_untouched else outcome)
        if reply[0] == "refused":
            raise Refused(*reply[1:])
        _, what, told, _ = reply
        fault = Misbehaved(what)
        if told:
            fault.add_note(f"In its worker:\n{told}")
        raise fault

    def close(self) -> None:
        """End the process, if there is one."""
        with self._lock:
            self._stop()

    def _settings(self, strategy: Strategy) -> bytes:
        kept = self._written.get(id(strategy))
        if kept is None:
            if len(self._written) >= KEPT:
                self._written.clear()
            self._written[id(strategy)] = kept = (strategy, dumps(strategy))
        return kept[1]

    def _reply(self, frame: bytes) -> tuple[Any, ...]:
        """What the process answers; one that had ended since its last answer, of whatever, is replaced first."""
        while True:
            process, is_fresh = self._process, self._process is None
            if process is None:
                process = self._process = _Process(self._seconds, self._megabytes)
            try:
                reply: tuple[Any, ...] = loads(process.answer(frame, self._seconds))
            except TimeoutError:
                self._stop()
                raise Misbehaved(f"did not answer within {self._seconds:g} seconds; its worker was ended") from None
            except (EOFError, OSError):
                process.wait()
                self._stop()
                if is_fresh:
                    raise Misbehaved(f"ended its worker: {process.end}") from None
            except BaseException:
                self._stop()
                raise
            else:
                if reply[0] == "fault" and not reply[3]:
                    self._stop()
                return reply

    def _stop(self) -> None:
        if self._process:
            self._process.stop()
        self._process = None


class _Process:
    """One process, and the link to it."""

    def __init__(self, seconds: float, megabytes: int) -> None:
        ours, theirs = socket.socketpair()
        for option in (socket.SO_SNDTIMEO, socket.SO_RCVTIMEO):
            ours.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", int(seconds) + 1, 0))
        given = (json.dumps(sys.path), str(theirs.fileno()), str(seconds), str(megabytes))
        self._popen = subprocess.Popen(
            [sys.executable, "-c", _BEGIN, *given],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=2,  # what a plugin prints must not be taken for an answer of the command line
        )
        theirs.close()
        self._link = Connection(ours.detach())
        self.stop = weakref.finalize(self, _end, self._popen, self._link)
        """Ends the process; so does the end of this one."""
        try:
            self.answer(None, START_SECONDS)
        except (TimeoutError, EOFError, OSError) as error:
            self.stop()
            raise Misbehaved(f"has a worker that does not start: {self.end}") from error

    @property
    def pid(self) -> int:
        """Its number."""
        return self._popen.pid

    def wait(self) -> None:
        """Let it end by itself, for a moment."""
        with suppress(subprocess.TimeoutExpired):
            self._popen.wait(1)

    @property
    def end(self) -> str:
        """How it ended."""
        code = self._popen.wait()
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    def answer(self, frame: bytes | None, seconds: float) -> bytes:
        """What it answers; `TimeoutError`, `EOFError`, `OSError`."""
        if frame is not None:
            self._link.send_bytes(frame)
        if not self._link.poll(seconds):
            raise TimeoutError
        return self._link.recv_bytes(MOST_BYTES)


def _end(popen: "subprocess.Popen[bytes]", link: Connection) -> None:
    link.close()
    popen.kill()
    popen.wait()
