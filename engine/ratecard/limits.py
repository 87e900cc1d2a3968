"""What one request may ask of the server: each limit a setting, with a default that our own clients keep to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from ratecard.environment import BadSetting, read_number

_PREFIX = "RATECARD_MAX_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is too much. Each is read from `RATECARD_MAX_` and its name in capitals, as `RATECARD_MAX_TOKENS`."""

    head_bytes: int = 100_000
    """Bytes of a request's line and headers, the address with a query in it among them."""
    body_bytes: int = 8_000_000
    """Bytes of a request's body, also when they come without a length."""
    bodies_bytes: int = 200_000_000
    """Bytes of all bodies that are read or worked on at one time; one more is answered with 503."""
    values: int = 300_000
    """Texts, numbers, lists and objects in a body, counted by the commas and brackets it has."""
    characters: int = 100_000
    """Characters of a document."""
    tokens: int = 4_000
    """Tokens of a document, comments aside."""
    comments: int = 200
    """Comments of a document."""
    depth: int = 18
    """Levels of fields, fragments expanded. A tool's introspection query goes down to 15."""
    alike: int = 20
    """Selections of one name in one place; comparing them takes the square of it."""
    aliases: int = 150
    """Aliases of a document."""
    root_fields: int = 150
    """Fields at the root of an operation, fragments expanded once."""
    directives: int = 50
    """Directives of a document."""
    cost: int = 600_000
    """Fields in the answer and what they take to compute, with the sizes that arguments and variables say: some five
    seconds."""
    seconds: int = 20
    """How long an operation may take."""
    at_once: int = 8
    """Operations that are worked on at the same time; the others wait."""
    long_at_once: int = 1
    """Operations that may take long, among them; they wait for each other, and no other one waits for them."""
    waiting: int = 256
    """Operations that wait; one more is answered with 503 at once."""


class UnknownLimit(BadSetting):
    """An environment variable that is named like a limit, and is none."""

    code = "unknown-limit"

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"{name} is no limit; known: {', '.join(known)}")


def read_limits(environment: Mapping[str, str]) -> Limits:
    """The limits that the environment says; `BadSetting`."""
    limits = Limits()
    names = [field.name for field in fields(Limits)]
    known = [variable(name) for name in names]
    for name in environment:
        if name.startswith(_PREFIX) and name not in known:
            raise UnknownLimit(name, known)
    return Limits(**{name: read_number(environment, variable(name), getattr(limits, name)) for name in names})


def variable(name: str) -> str:
    """The environment variable of a limit."""
    return f"{_PREFIX}{name.upper()}"
