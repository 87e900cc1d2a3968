"""What logs, metrics and traces tell of one request."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

REQUEST_ID = "x-request-id"
TRACE = ("traceparent", "tracestate")
"""The headers by which a caller's trace goes on here."""
MOST_NAME = 100
"""Characters of an operation's name that are told: strangers choose it."""
_NAME = re.compile(rf"[_A-Za-z0-9]{{1,{MOST_NAME}}}")
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Outcome(Enum):
    """What came of an operation."""

    ANSWERED = "answered"
    """It was answered, refusals and plugins' faults as data among it."""
    ERRORS = "errors"
    """It was answered with errors."""
    REJECTED = "rejected"
    """It was not executed: no GraphQL, or too much at once."""
    LATE = "late"
    """It was given up at its deadline."""


class Told(NamedTuple):
    """What is known of an operation once it is answered; it is kept with the answer."""

    outcome: Outcome
    operation: str | None = None
    """Its name."""
    kind: str | None = None
    """`query` or `mutation`; None for what was not read so far."""
    cost: int | None = None
    codes: tuple[str, ...] = ()
    """Of its errors and refusals, in their order."""


NOTHING = Told(Outcome.REJECTED)
"""Of a request that nobody waited for."""


@dataclass(slots=True, kw_only=True)
class Entry:
    """One request, filled in while it is answered."""

    id: str
    """The request's own, or one that was made for it."""
    method: str
    key: str | None = None
    """The name of the key that it came with, never the key."""
    told: Told = NOTHING
    is_kept: bool | None = None
    """Whether its answer was found among those kept; None where none are."""
    status: int = 0
    held: int = 0
    """Bytes of its body that are in memory."""
    size: int = 0
    """Bytes of the body that was sent."""
    seconds: float = 0
    parent: Mapping[str, str] = field(default_factory=dict)
    """The headers of the caller's trace."""


def operation_name(given: str | None) -> str | None:
    """An operation's name as logs and figures have it: nothing in it can forge a line of a log."""
    found = _NAME.match(given or "")
    return found[0] if found else None


def request_id(given: str | None) -> str | None:
    """The caller's id of a request, unless it is one that could forge a line of a log."""
    return given if given and _ID.fullmatch(given) else None
