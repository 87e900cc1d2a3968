"""What a client wants, by its `Accept` and `Accept-Encoding` headers with weights."""

from collections.abc import Sequence
from functools import lru_cache

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
HTML = "text/html"


@lru_cache(maxsize=64)
def chosen(accept: str | None, offered: Sequence[str]) -> str | None:
    """The offered type that is wanted most, the earlier of equals; None when none is acceptable."""
    if not accept or not accept.strip():
        return offered[0]
    ranges = [_range(part) for part in accept.split(",")]
    wanted = [
        (_weight(media, ranges, media.split("/")[0] + "/*", "*/*"), -place, media)
        for place, media in enumerate(offered)
    ]
    most, _, media = max(wanted)
    return media if most > 0 else None


def weight(accept: str | None, offered: str) -> int:
    """How much an encoding is wanted, in thousandths; nothing where the header does not name it."""
    return _weight(offered, [_range(part) for part in (accept or "").split(",")], "*")


def _range(part: str) -> tuple[str, int]:
    """A media range, and its weight in thousandths."""
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    most = 1000
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            most = _thousandths(value.strip())
    return media, most


def _thousandths(text: str) -> int:
    whole, _, part = text.partition(".")
    if not whole.isascii() or not whole.isdigit() or (part and not (part.isascii() and part.isdigit())):
        return 0
    return min(int(whole[:4]) * 1000 + int((part + "000")[:3]), 1000)


def _weight(offered: str, ranges: Sequence[tuple[str, int]], *wider: str) -> int:
    """The weight of the most specific range that something is in."""
    for pattern in (offered, *wider):
        found = [thousandths for name, thousandths in ranges if name == pattern]
        if found:
            return max(found)
    return 0
