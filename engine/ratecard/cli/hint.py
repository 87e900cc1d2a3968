"""Hints under a quote, a forecast or a what-if: made only when asked for."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from ratecard.cli import word
from ratecard.cli.document import money
from ratecard.cli.paper import Paper
from ratecard.cli.progress import working
from ratecard.domain.hint import Hint, hints
from ratecard.domain.text import Text
from ratecard.service import Priced

Hints = tuple[Hint, ...]


def hinted(priced: Priced, asked: bool) -> Hints | None:
    """The hints of an answer; None when they were not asked for."""
    if not asked:
        return None
    with working("hints") as tick:
        return hints(priced.forecast, tick)


def put(paper: Paper, found: Hints | None) -> None:
    """Print the hints, a sentence each."""
    if found is None:
        return
    paper.title(paper.word(word.HINTS))
    for hint in found:
        paper.say(hint.message(paper.locale))
    if not found:
        paper.say(paper.word(word.NONE))


def documents(found: Sequence[Hint] | None, locale: str) -> list[dict[str, Any]] | None:
    """The hints' fields and sentences; None when they were not asked for."""
    if found is None:
        return None
    return [
        {
            **{_camel(key): _plain(value, locale) for key, value in hint._asdict().items()},
            "message": hint.message(locale),
        }
        for hint in found
    ]


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


def _plain(value: object, locale: str) -> object:
    match value:
        case Text():
            return value.in_locale(locale) or None
        case Decimal():
            return money(value)
        case datetime():
            return value.isoformat()
        case "":
            return None
        case _:
            return value
