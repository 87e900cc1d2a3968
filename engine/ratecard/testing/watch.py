"""Watches a call for what a pure function does not do: files, sockets, processes; the clock, randomness.

An audit hook can't be removed, so one is added when it is first needed, and looks only while something is watched.
The clock and the random source are caught as they are called, whatever name a plugin has imported them by.
"""

import gc
import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from types import FrameType
from typing import Any, NamedTuple


class Seen(NamedTuple):
    """What a watched call did beside its work."""

    outside: list[str]
    """Files, sockets and processes, each as a sentence would name it."""
    chance: list[str]
    """Clocks and random sources that were asked."""


_PREFIXES = ("socket.", "subprocess.", "os.", "shutil.", "sqlite3.", "ftplib.", "http.", "urllib.", "smtplib.", "glob.")
_EVENTS = ("open", "pty.spawn", "tempfile.mkstemp", "tempfile.mkdtemp")
_OWN_BUSINESS = ("importlib", "zoneinfo")
"""Modules that read files when a name is first used: that is no answer's doing."""
_CLOCKS = {
    id(getattr(time, name)): f"time.{name}"
    for name in (
        "time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time",
        "process_time_ns", "localtime", "gmtime", "ctime", "strftime",
    )
}  # fmt: skip
_CHANCES = {id(getattr(os, name)): f"os.{name}" for name in ("urandom", "getrandom") if hasattr(os, name)}
_SHARED_RANDOM = random.random.__self__  # type: ignore[attr-defined]  # typeshed has a function there
_here = threading.local()
_hooked: list[bool] = []


@contextmanager
def watching() -> Iterator[Seen]:
    """Watch what this thread does."""
    if not _hooked:
        sys.addaudithook(_audited)
        _hooked.append(True)
    seen = Seen([], [])
    profile, collects = sys.getprofile(), gc.isenabled()
    gc.disable()  # what others do when garbage is collected is not the plugin's doing
    _here.seen = seen
    sys.setprofile(_called)
    try:
        yield seen
    finally:
        sys.setprofile(profile if callable(profile) else None)
        _here.seen = None
        if collects:
            gc.enable()


def _audited(event: str, arguments: tuple[Any, ...]) -> None:
    seen: Seen | None = getattr(_here, "seen", None)
    if seen is None or not (event in _EVENTS or event.startswith(_PREFIXES)) or _is_own_business(sys._getframe()):
        return
    what = next((str(argument) for argument in arguments if isinstance(argument, str | bytes | int)), "")
    seen.outside.append(f"{event} {what}".rstrip())


def _is_own_business(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_globals.get("__name__", "").startswith(_OWN_BUSINESS):
            return True
        frame = frame.f_back
    return False


def _called(frame: FrameType, event: str, called: Any) -> None:
    if event == "c_call":
        seen: Seen | None = getattr(_here, "seen", None)
        name = _asked(called)
        if seen is not None and name and not _is_own_business(frame):
            seen.chance.append(name)


def _asked(called: Callable[..., object]) -> str:
    """The clock or the random source that a built-in function is, "" for any other."""
    known = _CLOCKS.get(id(called)) or _CHANCES.get(id(called))
    if known:
        return known
    owner, name = getattr(called, "__self__", None), getattr(called, "__name__", "")
    if isinstance(owner, type) and issubclass(owner, date) and name in ("now", "utcnow", "today"):
        return f"{owner.__name__}.{name}"
    if owner is _SHARED_RANDOM or isinstance(owner, random.SystemRandom):
        return f"random.{name}"
    return ""
