"""Who is let in, and how often: API keys as a bearer's token, each with a bucket of requests."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path

from ratecard.api.buckets import Buckets
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


class Gate:
    """Lets in whoever has a key."""

    def __init__(self, keys: Sequence[Key], clock: Callable[[], float], shared: Path | None = None) -> None:
        """`clock` tells seconds; `shared` is a folder in which several workers have the same rates."""
        self._clock = clock
        self._keys = {key.sha256: (place, key) for place, key in enumerate(keys)}
        known = hashed("".join(self._keys))  # a worker that begins later may have read another file of keys
        self._buckets = Buckets(len(keys), shared / f"rates-{known[:16]}" if shared else None)

    def enter(self, authorization: str | None) -> str:
        """The name of who asks; `Unauthenticated`, `RateExceeded`."""
        given = authorization or ""
        if not given.lower().startswith(_SCHEME):
            raise Unauthenticated("an API key is needed: send it as 'Authorization: Bearer KEY'")
        # A hash tells nothing of how much of a guess was right, so that looking it up is safe.
        found = self._keys.get(hashed(given[len(_SCHEME) :].strip()))
        if found is None:
            raise Unauthenticated("the API key is not known")
        place, key = found
        if key.per_minute is not None:
            lacking = self._buckets.take(place, key.per_minute, self._clock() / _MINUTE)
            if lacking:
                raise RateExceeded(key.name, key.per_minute, math.ceil(lacking * _MINUTE))
        return key.name
