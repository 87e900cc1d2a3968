"""What is left of each key's rate: of one process, or of several that share a file."""

import mmap
import os
import struct
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_BUCKET = struct.Struct("=dd")
"""How many requests are taken, and when that was; zeros in one that nobody has taken from."""
_NEARLY = 1e-9
"""What floats may lose of a request."""


class Buckets:
    """Buckets from which so many requests a minute may be taken, and so many at once after a quiet minute."""

    def __init__(self, count: int, file: Path | None = None) -> None:
        """`file` is where others have the same buckets; it need not be there yet."""
        size = max(1, count) * _BUCKET.size
        self._file = -1
        if file is not None:
            self._file = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
            weakref.finalize(self, os.close, self._file)
            os.truncate(self._file, size)
        self._memory = mmap.mmap(self._file, size)

    def take(self, place: int, size: int, now: float) -> float:
        """Take one; else the share of a minute after which there is one again. `now` is in minutes."""
        with self._alone():
            taken, at = _BUCKET.unpack_from(self._memory, place * _BUCKET.size)
            taken = max(0.0, taken - max(0.0, now - at) * size)
            lacking = taken + 1 - size
            if lacking > _NEARLY:
                return float(lacking / size)
            _BUCKET.pack_into(self._memory, place * _BUCKET.size, taken + 1, now)
            return 0.0

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let no other process take meanwhile; the system ends that for one that dies."""
        if self._file < 0:
            yield
            return
        import fcntl  # not on Windows, where no processes share

        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)
