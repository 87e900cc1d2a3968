"""A catalog's file: read, parsed exactly, and asked for the line of a key."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path as FilePath
from stat import S_ISREG
from typing import Any

import tomli

from ratecard.catalog.locate import MOST_DEPTH, deep_line, is_deep, locate
from ratecard.catalog.problem import Path, Problem, dotted
from ratecard.catalog.slip import slip
from ratecard.domain.text import printable

MOST_BYTES = 500_000
"""Of a file: ten times what a table of a thousand tiers has."""
_DIGITS = re.compile(rb"\d{1000,}|[0-9a-fA-F_]{1000,}|[eE][+-]?\d{10,}")
_PLACE = re.compile(r"\(([^()]*?),?\)")


@dataclass(frozen=True, kw_only=True)
class File:
    """A TOML file that was read."""

    name: str
    """As people find it: the given folder, joined with the file's name."""
    source: str
    """As answers cite it, whatever the folder's place: `tencent-ocr/id-card.toml`."""
    content: bytes
    table: dict[str, Any]

    @cached_property
    def lines(self) -> dict[Path, int]:
        """The line of each path; scanned when first asked for, which most files never are."""
        return locate(self.content.decode("utf-8-sig"))

    def line(self, path: Path) -> int:
        """The line of a path, or of its nearest parent that exists."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]


def read(path: FilePath, source: str) -> File | Problem:
    """The file, or why there is none."""
    if printable(path.name) != path.name:
        message = "the file's name holds a character that a terminal obeys"
        return Problem(str(path), 0, "", message, "rename it", "control-character")
    try:
        content = _content(path)
    except OSError as error:
        return Problem(str(path), 0, "", f"can't be read: {error.strerror}", None, "unreadable")
    if len(content) > MOST_BYTES:
        message = f"the file has more than {MOST_BYTES} bytes"
        return Problem(str(path), 0, "", message, "a product has a file of its own", "file-too-large")
    return parse(str(path), source, content)


def parse(name: str, source: str, content: bytes) -> File | Problem:
    """The file of that content, or why there is none."""
    try:
        text = content.decode("utf-8-sig")
        table = tomli.loads(text, parse_float=Decimal)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return Problem(name, line, "", "the line is not UTF-8 text", "save the file as UTF-8", "not-utf-8")
    except tomli.TOMLDecodeError as error:
        return Problem(name, error.lineno, "", _sentence(error.msg), slip(error), "syntax")
    except RecursionError:
        return _deep(name, content)
    except (ValueError, ArithmeticError):
        digits = _DIGITS.search(content)
        line = content[: digits.start() if digits else 0].count(b"\n") + 1
        return Problem(name, line, "", "a number has too many digits", None, "syntax")
    if is_deep(table):
        return _deep(name, content)
    file = File(name=name, source=source, content=content, table=table)
    return (None if _is_plain(text) else _controlled(file)) or file


def _at_once(path: str, flags: int) -> int:
    """Open without waiting for who writes a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _content(path: FilePath) -> bytes:
    """What a file holds, or as much as is too much; `OSError` for what is no file, which might never end."""
    with open(path, "rb", opener=_at_once) as opened:
        if not S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise OSError(0, "it is not a file")
        return opened.read(MOST_BYTES + 1)


def _deep(name: str, content: bytes) -> Problem:
    message = f"arrays and tables are nested too deep, in more than {MOST_DEPTH} levels"
    return Problem(name, deep_line(content.decode("utf-8-sig")), "", message, None, "syntax")


def _is_plain(text: str) -> bool:
    """Whether a file holds no control character other than a line's end or a tab, and none written by its number."""
    return "\\" not in text and text.replace("\n", "").replace("\r", "").replace("\t", "").isprintable()


def _controlled(file: File) -> Problem | None:
    """The first text with a control character other than a line's end or a tab: it might rewrite what is printed."""
    for path, text in _texts((), file.table):
        if printable(text) != text:
            found = next(repr(each) for each in text if printable(each) != each)
            message = f"the text holds {found}, which a terminal obeys"
            return Problem(file.name, file.line(path), dotted(path), message, "take it out", "control-character")
    return None


def _texts(path: Path, value: object) -> Iterator[tuple[Path, str]]:
    """Every key, and every text without its lines' ends and tabs; with the path of each."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key), key
            yield from _texts((*path, key), inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts((*path, index), inner)
    elif isinstance(value, str):
        yield path, value.replace("\n", "").replace("\t", "")


_SENTENCES = {
    "Expected newline or end of document after a statement": (
        'the line goes on after its value; text stands in quotes, a month such as "2021-06" too'
    ),
    "Cannot overwrite a value": "the key stands here a second time",
    "Illegal character '\\n'": "text in quotes has no closing quote on its line",
    "Unclosed array": "expected a comma or ], for an [array] was begun and not closed",
    "Unclosed inline table": "expected a comma or }, for a { table } was begun and not closed",
    "Expected '=' after a key in a key/value pair": "expected a key, = and a value",
    "Invalid statement": "expected a [table] or key = value; a key of other letters than A to Z stands in quotes",
    "Invalid value": "expected a value: text in quotes, a number, true, false, a date, an [array] or a { table }",
}


def _sentence(message: str) -> str:
    """The parser's message in our words."""
    if message in _SENTENCES:
        return _SENTENCES[message]
    message = _PLACE.sub(lambda names: "'" + names[1].replace("'", "").replace(", ", ".") + "'", message)
    if message.startswith("Invalid "):
        return f"can't read this as TOML: {message.removeprefix('Invalid ')}"
    return message[:1].lower() + message[1:]
