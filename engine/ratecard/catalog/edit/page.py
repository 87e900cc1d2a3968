"""A TOML text that is edited by places: what no edit names stays as it is, byte for byte.

Not tomlkit: it has no exact decimals, writes a number without its underscores, and can't read a file that begins with a
byte order mark. The places are those of the loader's own scanner, so TOML 1.1 is no matter here.
"""

import json
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple

from ratecard.catalog.locate import Scan, Statement
from ratecard.catalog.problem import Path

MARK = "\ufeff"
"""What some editors begin a file with; it is no part of the TOML."""


class Edit(NamedTuple):
    """What stands from one offset to another is replaced."""

    start: int
    end: int
    new: str


class Page:
    """A TOML document that the parser has accepted, and the edits that can be made to it."""

    def __init__(self, text: str) -> None:
        self.text = text

    @classmethod
    def of(cls, content: bytes) -> "Page":
        """The page of a file's content."""
        return cls(content.decode("utf-8").removeprefix(MARK))

    @cached_property
    def _scan(self) -> Scan:
        return Scan(self.text)

    @property
    def newline(self) -> str:
        """How the file's lines end."""
        first = self.text.find("\n")
        return "\r\n" if first > 0 and self.text[first - 1] == "\r" else "\n"

    def has(self, path: Path) -> bool:
        """Whether a value stands at a path; the table of a header is none."""
        return path in self._scan.values

    def line(self, path: Path) -> int:
        """The line of a path, from 1."""
        return self._scan.lines[path]

    def is_within_value(self, offset: int) -> bool:
        """Whether a value stands at an offset, such as text of several lines."""
        return any(start <= offset < end for start, end in self._scan.values.values())

    def written(self, path: Path) -> str:
        """The value at a path as it is written."""
        start, end = self._scan.values[path]
        return self.text[start:end]

    def paths(self) -> Iterator[Path]:
        """Where values stand, in the order in which they are written."""
        return iter(self._scan.values)

    def statements(self, *begins: str | int) -> list[Statement]:
        """The headers and pairs whose path begins so."""
        return [each for each in self._scan.statements if each.path[: len(begins)] == begins]

    def edited(self, edits: Iterable[Edit]) -> "Page":
        """The page with edits made, of which no two meet."""
        parts, at = [], 0
        for start, end, new in sorted(edits):
            parts += [self.text[at:start], new]
            at = end
        return Page("".join([*parts, self.text[at:]]))

    def replace(self, path: Path, literal: str) -> Edit:
        """Another value at a path."""
        return Edit(*self._scan.values[path], literal)

    def remove(self, statement: Statement) -> Edit:
        """A statement gone, with its lines and the comment behind it; comments above it stay."""
        return Edit(self._begin(statement.start), self._after(statement.end), "")

    def add_below(self, path: Path, line: str) -> Edit:
        """A line below the pair whose key is at a path."""
        statement = next(each for each in self._scan.statements if each.path == path)
        at = self._after(statement.end)
        broken = "" if self.text[:at].endswith("\n") else self.newline
        return Edit(at, at, broken + line + self.newline)

    def add_above(self, path: Path, line: str) -> Edit:
        """A line above the pair in which the value at a path stands, as far from the margin."""
        start, _ = self._scan.values[path]
        statement = next(each for each in self._scan.statements if each.start <= start < each.end)
        at = self._begin(statement.start)
        return Edit(at, at, self.text[at : statement.start] + line + self.newline)

    def comment_out(self, statement: Statement) -> Iterator[Edit]:
        """Each line of a statement made a comment."""
        at, end = self._begin(statement.start), self._after(statement.end)
        while at < end:
            yield Edit(at, at, "# ")
            at = self._after(at)

    def _begin(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def _after(self, offset: int) -> int:
        """Where the line after the one of an offset begins."""
        return (self.text.find("\n", offset) + 1) or len(self.text)


def literal(text: str) -> str:
    """Text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def value_at(table: Any, path: Path) -> Any:
    """The value at a path of a parsed document."""
    for part in path:
        table = table[part]
    return table
