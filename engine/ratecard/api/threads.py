"""Threads that operations run in, so that a long one keeps nobody else waiting."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

T = TypeVar("T")

IDLE = 10.0
"""How many seconds a thread waits for more work before it ends."""


class _Work(Generic[T]):
    """Something to do, and who waits for what comes of it."""

    def __init__(self, act: Callable[[], T]) -> None:
        self.act = act
        self.loop = asyncio.get_running_loop()
        self.result: asyncio.Future[T] = self.loop.create_future()
        self.begun = False
        self.given_up = False

    def do(self) -> None:
        """Do it, unless nobody waits any more."""
        try:
            result = self.act()
        except BaseException as error:
            self._tell(self.result.set_exception, error)
        else:
            self._tell(self.result.set_result, result)

    def _tell(self, say: Callable[[Any], None], what: object) -> None:
        def tell() -> None:
            if not self.result.done():
                say(what)

        with suppress(RuntimeError):  # the loop is closed: nobody waits
            self.loop.call_soon_threadsafe(tell)


class Threads:
    """So many threads at most that work at the same time, and those that were given up: each of these is replaced.

    As anyio's, in a third of the time: what they wait for is one queue.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: SimpleQueue[_Work[Any]] = SimpleQueue()
        self._lock = threading.Lock()
        self._threads = 0
        self._idle = 0

    async def run(self, act: Callable[[], T], seconds: float) -> T:
        """What `act` returns; `TimeoutError` when it takes longer, and then it goes on with nobody waiting."""
        work = _Work(act)
        self._waiting.put(work)
        self._hire()
        timer = work.loop.call_later(seconds, self._give_up, work)
        try:
            return await work.result
        finally:
            timer.cancel()

    def _hire(self) -> None:
        """Start a thread where there is work for one more."""
        with self._lock:
            if self._idle < self._waiting.qsize() and self._threads < self._most:
                self._threads += 1
                threading.Thread(target=self._work, name="ratecard operation", daemon=True).start()

    def _give_up(self, work: _Work[Any]) -> None:
        with self._lock:
            work.given_up = True
            self._threads -= work.begun  # its thread is none of ours any more
        self._hire()
        if not work.result.done():
            work.result.set_exception(TimeoutError())

    def _work(self) -> None:
        while (work := self._next()) is not None:
            work.do()
            with self._lock:
                work.begun = False
                if work.given_up:
                    return

    def _next(self) -> _Work[Any] | None:
        """What to do next; None when nothing came."""
        while True:
            with self._lock:
                self._idle += 1
            try:
                work = self._waiting.get(timeout=IDLE)
            except Empty:
                work = None
            with self._lock:
                self._idle -= 1
                if work is None and self._waiting.empty():
                    self._threads -= 1
                    return None
                if work is not None and not work.given_up:
                    work.begun = True
                    return work
