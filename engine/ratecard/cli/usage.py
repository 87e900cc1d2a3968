"""`--usage`: a number, numbers by period, or a file of what was called when."""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ratecard.cli.argument import when, whole
from ratecard.cli.refusal import BadOption, BadUsageFile
from ratecard.domain.errors import FractionalUnits, Refusal
from ratecard.service import UsageAsked

FORM = "[METER=]UNITS[,UNITS...][:CODE]"
NEEDED = ("from", "to", "units")
KNOWN = (*NEEDED, "code", "meter")

_TYPED = re.compile(r"(?:(?P<meter>[^=]+)=)?(?P<units>[^:=]+)(?::(?P<code>.+))?")


class Usage(NamedTuple):
    """All usage that was given."""

    slices: tuple[UsageAsked, ...]
    places: tuple[str, ...]
    """`file:line` of each slice, "" for one that was typed."""
    listed: int | None
    """How many periods the longest list is for; None without a list."""


def usage(texts: Iterable[str]) -> Usage:
    """Read every `--usage`; `BadOption`, `BadUsageFile`, or what is wrong with a number or a date."""
    found: list[tuple[UsageAsked, str]] = []
    listed: int | None = None
    for text in texts:
        if text.startswith("@"):
            found += _file(text[1:])
            continue
        numbers = _numbers(text)
        found += [(number, "") for number in numbers]
        if numbers[0].place is not None:
            if listed not in (None, len(numbers)):
                raise BadOption("--usage", text, f"{len(numbers)} numbers, where another list has {listed}")
            listed = len(numbers)
    return Usage(tuple(each for each, _ in found), tuple(place for _, place in found), listed)


def _numbers(text: str) -> list[UsageAsked]:
    typed = _TYPED.fullmatch(text)
    if not typed:
        raise BadOption("--usage", text, "not a number of units", f"write it as {FORM}, or @FILE.csv")
    meter, code = typed["meter"] or "", typed["code"] or ""
    units = list(map(_units, typed["units"].split(",")))
    if len(units) == 1:
        return [UsageAsked(units[0], meter=meter, code=code)]
    return [UsageAsked(number, meter=meter, code=code, place=place) for place, number in enumerate(units)]


def _units(text: str) -> int:
    try:
        return whole(text.strip())
    except FractionalUnits as refusal:
        refusal.hint = "write whole numbers without separators; commas stand between periods"
        raise


def _file(name: str) -> Iterator[tuple[UsageAsked, str]]:
    try:
        with open(name, encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, strict=True)
            columns = _columns(name, next(rows, []))
            for row in rows:
                if any(row):
                    place = f"{name}:{rows.line_num}"
                    yield _row(place, columns, [cell.strip() for cell in row]), place
    except OSError as error:
        raise BadUsageFile(name, f"can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadUsageFile(name, "is not UTF-8 text", "save the file as UTF-8") from error
    except csv.Error as error:
        raise BadUsageFile(f"{name}:{rows.line_num}", f"can't be read as CSV: {error}") from error


def _columns(name: str, header: list[str]) -> list[str]:
    columns = [cell.strip() for cell in header]
    missing = [column for column in NEEDED if column not in columns]
    unknown = [column for column in columns if column not in KNOWN]
    if missing or unknown or len(set(columns)) < len(columns):
        why = f"the header is {','.join(columns)!r}"
        raise BadUsageFile(f"{name}:1", why, "write from,to,units,code or from,to,units,code,meter")
    return columns


def _row(place: str, columns: list[str], row: list[str]) -> UsageAsked:
    if len(row) != len(columns):
        raise BadUsageFile(place, f"{len(row)} fields, where the header has {len(columns)}")
    cell = dict(zip(columns, row, strict=True))
    try:
        start, end = (when(cell[edge]) if cell[edge] else None for edge in ("from", "to"))
        return UsageAsked(whole(cell["units"]), start, end, cell.get("meter", ""), cell.get("code", ""))
    except Refusal as refusal:
        raise BadUsageFile(place, refusal.message, refusal.hint) from refusal
