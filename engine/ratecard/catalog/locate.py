"""Where every key and array element stands in a TOML document that the parser has accepted.

A scanner of our own: tree-sitter-toml knows TOML 1.0 only and loses its place in `opens = 10:00`, which tomli takes.
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import tomli

from ratecard.catalog.problem import Path

_TOKEN = re.compile(
    r'''
      (?P<skip>[ \t\r]+ | \#[^\n]*)
    | (?P<newline>\n)
    | (?P<string>"""(?:[^"\\] | \\. | "{1,2}(?!"))*"{3,5} | "(?:[^"\\\n] | \\.)*"
               | \'\'\'(?:[^\'] | \'{1,2}(?!\'))*\'{3,5} | \'[^\'\n]*\')
    | (?P<mark>[][{}=,.])
    | (?P<bare>[^][{}=,.\#"'\s]+)
    ''',
    re.VERBOSE | re.DOTALL,
)
MOST_DEPTH = 40
"""Of tables and arrays in one another: no catalog needs ten."""
_END = ("end", "", 0, 0)
_Token = tuple[str, str, int, int]
"""Kind, text, line from 1, offset."""


class Statement(NamedTuple):
    """A header, or a key and its value, outside of all values; the comment behind it is not part of it."""

    path: Path
    """The table of a header, the whole key of a pair."""
    start: int
    """Its first character's offset in the text."""
    end: int
    """The offset after its last one."""


def locate(text: str) -> dict[Path, int]:
    """The line, from 1, of each path; of the document itself at ()."""
    return Scan(text).lines


def is_deep(table: dict[str, Any]) -> bool:
    """Whether tables and arrays lie in one another deeper than `MOST_DEPTH`."""
    level: list[Any] = [table]
    for _ in range(MOST_DEPTH + 1):
        level = [
            inner
            for value in level
            for inner in (value.values() if type(value) is dict else value)
            if type(inner) is dict or type(inner) is list
        ]
        if not level:
            return False
    return True


def deep_line(text: str) -> int:
    """The line at which brackets and dotted keys first lie deeper in one another than `MOST_DEPTH`."""
    line, header, depth, dots, first = 1, 0, 0, 0, ""
    for _, token, line, _ in _tokens(text):  # noqa: B007  # the last line, where none is deep
        if token in "\n=,{}":
            dots = 0
        if token == "\n" and not depth:
            first = ""
            continue
        if not first:
            first, header = token, 0 if token == "[" else header
        depth += (token in "[{") - (token in "]}")
        dots += token == "."
        # A header's own depth is that of the keys under it.
        deep = depth + dots if first == "[" else header + depth + dots
        header = max(header, deep) if first == "[" else header
        if deep > MOST_DEPTH:
            break
    return line


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup or "", match.group()
        if kind != "skip":
            yield kind, token, line, match.start()
        line += token.count("\n")


class Scan:
    """One pass over the tokens; what it stands on is `token`."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Path, int] = {(): 1}
        self.values: dict[Path, tuple[int, int]] = {}
        """Where each value begins and ends, as offsets in the text."""
        self.statements: list[Statement] = []
        self._counts: dict[Path, int] = {}
        """How many tables each array of tables has so far."""
        self._tokens = _tokens(text)
        self.token = _END
        self._end = 0
        """Where the token before the one that it stands on ends."""
        self._next()
        table: Path = ()
        while self.token != _END:
            if self.token[0] == "newline":
                self._next()
            elif self.token[1] == "[":
                start = self.token[3]
                table = self._header()
                self.statements.append(Statement(table, start, self._end))
            else:
                start = self.token[3]
                path = self._pair(table)
                self.statements.append(Statement(path, start, self._end))

    def _next(self) -> _Token:
        self._end = self.token[3] + len(self.token[1])
        self.token = next(self._tokens, _END)
        return self.token

    def _header(self) -> Path:
        line = self.token[2]
        array = self._next()[1] == "["
        if array:
            self._next()
        *parents, last = self._key()
        path: Path = ()
        for part in parents:
            path = self._current((*path, part), line)
        path = (*path, last)
        if array:
            index = self._counts.get(path, 0)
            self._counts[path] = index + 1
            self.lines.setdefault(path, line)
            path = (*path, index)
        # A parent that a header further down spells out has that header's line.
        self.lines[path] = line
        while self.token[0] not in ("newline", "end"):
            self._next()
        return path

    def _current(self, path: Path, line: int) -> Path:
        self.lines.setdefault(path, line)
        return (*path, self._counts[path] - 1) if path in self._counts else path

    def _pair(self, table: Path) -> Path:
        line = self.token[2]
        path = table
        for part in self._key():
            path = (*path, part)
            self.lines.setdefault(path, line)
        self._next()
        self._value(path)
        return path

    def _key(self) -> list[str]:
        """The parts of a dotted key; ends on what follows it."""
        parts = []
        while self.token[0] in ("bare", "string") or self.token[1] == ".":
            kind, token, *_ = self.token
            if kind == "string":
                parts.append(tomli.loads(f"key = {token}")["key"])
            elif kind == "bare":
                parts.append(token)
            self._next()
        return parts

    def _value(self, path: Path) -> None:
        """Pass over a value, noting where it is and what is inside it."""
        start = self.token[3]
        if self.token[1] == "[":
            self._array(path)
        elif self.token[1] == "{":
            self._table(path)
        else:
            while self.token[0] in ("bare", "string") or self.token[1] == ".":
                self._next()
        self.values[path] = start, self._end

    def _array(self, path: Path) -> None:
        index = 0
        self._next()
        while self.token[1] != "]":
            if self.token[0] == "newline" or self.token[1] == ",":
                self._next()
            else:
                self.lines[(*path, index)] = self.token[2]
                self._value((*path, index))
                index += 1
        self._next()

    def _table(self, path: Path) -> None:
        self._next()
        while self.token[1] != "}":
            if self.token[0] == "newline" or self.token[1] == ",":
                self._next()
            else:
                self._pair(path)
        self._next()
