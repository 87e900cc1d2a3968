"""Who is let in, and how often: API keys as a bearer's token, each with a bucket of requests."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ratecard.keys import Key, hashed

_SCHEME = "bearer "
_MINUTE = 60


class Unauthenticated(Exception):
    """No key, or one that is not known."""


class RateExceeded(Exception):
    """The key's requests of this minute are used up."""

    def __init__(self, name: str, per_minute: int, wait: int) -> None:
        super().__init__(f"{name} may ask {per_minute} times a minute")
        self.wait = wait
        """Whole seconds until there is one again."""


@dataclass(slots=True)
class _Bucket:
    key: Key
    left: float
    at: float


class Gate:
    """Lets in whoever has a key. With several workers, each gives its share of a key's rate."""

    def __init__(self, keys: Sequence[Key], clock: Callable[[], float], workers: int = 1) -> None:
        self._clock = clock
        self._workers = workers
        now = clock()
        self._buckets = {key.sha256: _Bucket(key, self._size(key), now) for key in keys}

    def enter(self, authorization: str | None) -> str:
        """The name of who asks; `Unauthenticated`, `RateExceeded`."""
        given = authorization or ""
        if not given.lower().startswith(_SCHEME):
            raise Unauthenticated("an API key is needed: send it as 'Authorization: Bearer KEY'")
        # A hash tells nothing of how much of a guess was right, so that looking it up is safe.
        bucket = self._buckets.get(hashed(given[len(_SCHEME) :].strip()))
        if bucket is None:
            raise Unauthenticated("the API key is not known")
        if bucket.key.per_minute is not None:
            self._take(bucket, bucket.key.per_minute)
        return bucket.key.name

    def _take(self, bucket: _Bucket, per_minute: int) -> None:
        now, size = self._clock(), self._size(bucket.key)
        bucket.left = min(size, bucket.left + (now - bucket.at) * size / _MINUTE)
        bucket.at = now
        if bucket.left < 1:
            raise RateExceeded(bucket.key.name, per_minute, math.ceil((1 - bucket.left) * _MINUTE / size))
        bucket.left -= 1

    def _size(self, key: Key) -> float:
        """The requests that a full bucket has: a minute's, at least one."""
        return max(1.0, (key.per_minute or 0) / self._workers)
