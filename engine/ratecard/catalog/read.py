"""A catalog's file: read, parsed exactly, and asked for the line of a key."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

import tomli

from ratecard.catalog.locate import locate
from ratecard.catalog.problem import Path, Problem
from ratecard.catalog.slip import slip

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
    try:
        content = path.read_bytes()
    except OSError as error:
        return Problem(str(path), 0, "", f"can't be read: {error.strerror}", None, "unreadable")
    return parse(str(path), source, content)


def parse(name: str, source: str, content: bytes) -> File | Problem:
    """The file of that content, or why there is none."""
    try:
        table = tomli.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return Problem(name, line, "", "the line is not UTF-8 text", "save the file as UTF-8", "not-utf-8")
    except tomli.TOMLDecodeError as error:
        return Problem(name, error.lineno, "", _sentence(error.msg), slip(error), "syntax")
    except RecursionError:
        return Problem(name, 0, "", "arrays and tables are nested too deep", None, "syntax")
    except (ValueError, ArithmeticError):
        return Problem(name, 0, "", "a number has too many digits", None, "syntax")
    return File(name=name, source=source, content=content, table=table)


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
