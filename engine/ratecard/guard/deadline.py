"""A deadline for a step that runs in this process.

A second thread watches the clock and raises an exception in the thread that is late. Python delivers it between two of
its own instructions: so a loop in Python ends, and a call into C that does not return goes on.
"""

import ctypes
import threading
from collections.abc import Callable
from time import monotonic, sleep
from typing import ParamSpec, TypeVar

from ratecard.domain.errors import Misbehaved

T = TypeVar("T")
Given = ParamSpec("Given")
_raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
_raise_in.argtypes = (ctypes.c_ulong, ctypes.py_object)
_raise_in.restype = ctypes.c_int


class _Late(BaseException):
    """Raised in the thread of a step whose time is over; no `except Exception` of the plugin's holds it up."""


class _Run:
    """One call that is watched."""

    __slots__ = ("ends", "is_late", "is_over")

    def __init__(self, ends: float) -> None:
        self.ends = ends
        self.is_late = False
        self.is_over = False


class Deadline:
    """Ends what takes longer than so many seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._runs: dict[int, _Run] = {}
        """By thread."""
        self._lock = threading.Lock()
        self._watch: threading.Thread | None = None

    def run(self, ask: Callable[Given, T], *args: Given.args, **options: Given.kwargs) -> T:
        """What `ask` answers, or raises; `Misbehaved` when it is late."""
        thread = threading.get_ident()
        if thread in self._runs:  # inside of another call, whose deadline holds for this one too
            return ask(*args, **options)
        if self._watch is None:
            self._start()
        run = _Run(monotonic() + self.seconds)
        try:
            self._runs[thread] = run
            return ask(*args, **options)
        finally:
            # What comes late may still be raised at any instruction here, until the watch knows under the lock that it
            # is over. Then one more is raised here on purpose, in place of one that may be on its way: taking it back
            # instead leaves CPython's mark that there is one, and every profiler loops for ever at the next call.
            while True:
                try:
                    with self._lock:
                        run.is_over = True
                        self._runs.pop(thread, None)
                    if not run.is_late:
                        break
                    _raise_in(thread, _Late)
                    while True:
                        pass
                except _Late:
                    if run.is_over:
                        break
            if run.is_late:  # also where the plugin made something else of it
                raise Misbehaved(f"did not answer within {self.seconds:g} seconds")

    def _start(self) -> None:
        with self._lock:
            if self._watch is None:
                self._watch = threading.Thread(target=self._end_late, name="ratecard-deadline", daemon=True)
                self._watch.start()

    def _end_late(self) -> None:
        """Again and again, as a plugin may swallow what is raised."""
        while True:
            sleep(min(self.seconds / 8, 0.1))
            now = monotonic()
            for thread, run in list(self._runs.items()):
                if now >= run.ends:
                    with self._lock:
                        if not run.is_over:
                            run.is_late = True
                            _raise_in(thread, _Late)
