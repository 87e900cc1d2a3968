"""What a crew and its workers say to each other."""

from typing import NamedTuple

from ratecard.serving.copy import Copy


class Hello(NamedTuple):
    """A worker asks what to serve."""


class Begin(NamedTuple):
    """The crew answers."""

    copy: Copy
    problems: tuple[str, ...]


class Begun(NamedTuple):
    """A worker answers requests from now on."""


class Read(NamedTuple):
    """The crew wants this read, and nothing answered from it yet."""

    round: int
    copy: Copy


class Has(NamedTuple):
    """A worker has read it, or found problems that the crew finds too."""

    round: int
    is_good: bool


class Take(NamedTuple):
    """The crew wants what was read to be answered from: all have it."""


class Refuse(NamedTuple):
    """The crew wants what was read to be dropped, and these problems shown; none when files are as they were."""

    problems: tuple[str, ...]


Message = Hello | Begun | Has
