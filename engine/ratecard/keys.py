"""API keys: who may ask, and how often. The file has their hashes; the keys themselves are kept nowhere."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ratecard.catalog import CatalogProblems, Problem, SettingsProblems, build, dotted
from ratecard.catalog.read import read
from ratecard.domain.strategy import Table

_SHA256 = re.compile(r"[0-9a-f]{64}")
_BYTES = 32
"""Of chance in a key: too many to guess, so that a plain hash is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key(Table):
    """Somebody who may ask."""

    name: str
    """What logs and metrics call them."""
    sha256: str
    """The key's SHA-256 in hexadecimal, as `ratecard key` prints it."""
    per_minute: int | None = None
    """How many requests a minute are answered, and how many at once after a quiet minute; no limit unless given."""

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("name must not be empty")
        if not _SHA256.fullmatch(self.sha256):
            raise ValueError("sha256 must be 64 hexadecimal digits in lower case")
        if self.per_minute is not None and self.per_minute < 1:
            raise ValueError("per_minute must be at least 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Keys(Table):
    keys: tuple[Key, ...]


class KeysProblems(CatalogProblems):
    """The file of keys can't be taken, for all these reasons."""


def new_key() -> str:
    """A key that nobody has."""
    return f"rk_{secrets.token_urlsafe(_BYTES)}"


def hashed(key: str) -> str:
    """What the file has of a key."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def read_keys(path: Path) -> tuple[Key, ...]:
    """The keys of a TOML file, each a table `[[keys]]`; `KeysProblems` with all that is wrong with it."""
    file = read(path, path.name)
    if isinstance(file, Problem):
        raise KeysProblems([file])
    try:
        keys = build(_Keys, file.table).keys
    except SettingsProblems as error:
        raise KeysProblems(
            Problem(file.name, file.line(wrong.path), dotted(wrong.path), wrong.message, wrong.hint, wrong.code)
            for wrong in error.problems
        ) from None
    twice = [
        Problem(file.name, file.line(("keys", index)), dotted(("keys", index)), what, None, "duplicate-key")
        for index, what in _twice(keys)
    ]
    if twice:
        raise KeysProblems(twice)
    return keys


def _twice(keys: Sequence[Key]) -> list[tuple[int, str]]:
    names = [key.name for key in keys]
    hashes = [key.sha256 for key in keys]
    found = [
        (index, f"name {key.name!r} is there twice") for index, key in enumerate(keys) if key.name in names[:index]
    ]
    return found + [
        (index, f"{key.name!r} has the key of {names[hashes.index(key.sha256)]!r}")
        for index, key in enumerate(keys)
        if key.sha256 in hashes[:index]
    ]
