"""Notices that a file below a folder changed."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import watchfiles

LOGGER = logging.getLogger("ratecard.serving")
DEBOUNCE = 300
"""For how many milliseconds changes are gathered at most; 50 without another one end it."""


@contextmanager
def watching(folder: Path, changed: Callable[[], None]) -> Iterator[None]:
    """Call `changed`, in a thread of its own, after each change below the folder."""
    stop = Event()
    thread = Thread(target=_watch, args=(folder, changed, stop), name="ratecard-watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(1)


def _watch(folder: Path, changed: Callable[[], None], stop: Event) -> None:
    try:
        for _ in watchfiles.watch(folder, debounce=DEBOUNCE, stop_event=stop, raise_interrupt=False):
            changed()
    except Exception:
        LOGGER.exception("%s can't be watched any more; SIGHUP still has the catalogs read anew", folder)
