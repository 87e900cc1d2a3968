"""Which media type a client wants, by its `Accept` header with weights."""

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
    wanted = [(_weight(media, ranges), -place, media) for place, media in enumerate(offered)]
    weight, _, media = max(wanted)
    return media if weight > 0 else None


def _range(part: str) -> tuple[str, int]:
    """A media range, and its weight in thousandths."""
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weight = 1000
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            weight = _thousandths(value.strip())
    return media, weight


def _thousandths(text: str) -> int:
    whole, _, part = text.partition(".")
    if not whole.isascii() or not whole.isdigit() or (part and not (part.isascii() and part.isdigit())):
        return 0
    return min(int(whole[:4]) * 1000 + int((part + "000")[:3]), 1000)


def _weight(media: str, ranges: Sequence[tuple[str, int]]) -> int:
    """The weight of the most specific range that the type is in."""
    group = media.split("/")[0] + "/*"
    for pattern in (media, group, "*/*"):
        found = [weight for name, weight in ranges if name == pattern]
        if found:
            return max(found)
    return 0
