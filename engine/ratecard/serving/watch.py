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

LOOK = 500
"""After how many milliseconds without a change it is looked whether the folder is still the same."""


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
        while not stop.is_set():
            try:
                _watch_one(folder, changed, stop)
            except FileNotFoundError:
                stop.wait(LOOK / 1000)
    except Exception:
        LOGGER.exception("%s can't be watched any more; SIGHUP still has the catalogs read anew", folder)


def _watch_one(folder: Path, changed: Callable[[], None], stop: Event) -> None:
    """Watch until another folder stands there: one that was renamed, or the target of another link."""
    there = _identity(folder)
    look = watchfiles.watch(
        folder, debounce=DEBOUNCE, stop_event=stop, raise_interrupt=False, rust_timeout=LOOK, yield_on_timeout=True
    )
    for number, changes in enumerate(look):
        is_another = _identity(folder) != there
        if changes or is_another or not number:  # at first: something may have changed before the watch began
            changed()
        if is_another:
            return


def _identity(folder: Path) -> tuple[int, int]:
    found = folder.stat()
    return found.st_dev, found.st_ino
