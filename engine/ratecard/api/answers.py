"""Answers that are kept: the same question about the same catalogs at the same time has the same answer.

A question is kept as it came, byte for byte, so that finding its answer again costs no reading of it.
"""

import hashlib
from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

from ratecard.api.entry import Outcome, Told
from ratecard.service.moment import Moment

_OVERHEAD = 500
"""Bytes that an answer takes beside its own and its question's, about."""


class Question(NamedTuple):
    """A request as it came, and the moment."""

    method: str
    content: bytes
    moment: Moment


class Kept(NamedTuple):
    """An answer as it was sent."""

    body: bytes
    told: Told
    """What logs tell of it, each time."""


class Answers:
    """The answers of the last questions, in so many bytes; what was asked for longest ago goes first."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Question, Kept] = OrderedDict()
        self._lock = Lock()

    def find(self, question: Question) -> Kept | None:
        """The answer to the very same question, if it is kept."""
        with self._lock:
            kept = self._kept.get(question)
            if kept:
                self._kept.move_to_end(question)
            return kept

    def keep(self, question: Question, body: bytes, told: Told = Told(Outcome.ANSWERED)) -> Kept:  # noqa: B008
        """Keep an answer that the question will always have at that moment, unless it is too large."""
        # A copy: what orjson writes takes 4 kB at the least, however short it is.
        made, size = Kept(bytes(memoryview(body)), told), _size(question, body)
        with self._lock:
            if size <= self._most_bytes and question not in self._kept:
                self._kept[question] = made
                self._bytes += size
            while self._bytes > self._most_bytes:
                oldest, kept = self._kept.popitem(last=False)
                self._bytes -= _size(oldest, kept.body)
        return made

    @property
    def size(self) -> int:
        """The bytes that are in use."""
        return self._bytes


def tag_of(body: bytes) -> str:
    """What an HTTP cache tells answers apart by: the answer's own hash, so that no setting and no document is left out.

    It is a weak one, as it is the same however the answer is packed.
    """
    return f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'


def _size(question: Question, body: bytes) -> int:
    return len(question.content) + len(body) + _OVERHEAD
