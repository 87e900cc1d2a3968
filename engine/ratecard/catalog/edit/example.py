"""The examples of a new file: brought to its own time, and priced by the kernel where its prices are others."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import tomli

from ratecard.catalog.edit.number import rewritten
from ratecard.catalog.edit.page import Edit, Page, value_at
from ratecard.catalog.edit.refusal import CantEdit
from ratecard.catalog.example import answer
from ratecard.catalog.example_form import ExampleTable
from ratecard.catalog.form import ProductTable
from ratecard.catalog.problem import Path
from ratecard.catalog.read import File
from ratecard.catalog.report import Report
from ratecard.catalog.sheet import sheet
from ratecard.domain.errors import Fault, Refusal
from ratecard.domain.product import Version
from ratecard.domain.text import Text

REPRICED = Text(
    "# 原为 {}；新值由 ratecard 算出，请手工验算后删去此行",
    "# was {}; the new sum is ratecard's own answer: work it out by hand, then delete this line",
)
LEFT_OUT = Text(
    "# 未保留以下示例：即使按原来的价格，在本版本生效期间的结果也不同：",
    "# Left out: in the time of this version its sum is another one at the old prices too:",
)
_YEAR = re.compile(r"\d{4}", re.ASCII)
MONEY_PLACES = 2
"""What people expect of a sum that is not whole."""
MOST_YEARS = 9
"""How far beyond the first possible year an example is moved: to the next leap year, at the least."""


class Settled(NamedTuple):
    """A page whose examples come out."""

    page: Page
    repriced: int
    """How many have another sum than before."""
    left_out: tuple[str, ...] = ()
    """The titles of those that are comments now."""


def moved(page: Page, control: Version, catalog: str, locale: str) -> Settled:
    """The page with examples of before a version moved, by whole years, to where it is in force.

    `control` has the prices with which their sums came out before, and begins when the new version does: where a sum
    does not come out any more, the dates meant more than a place in time, and the example is made a comment.
    """
    table = tomli.loads(page.text, parse_float=Decimal)
    edits: list[Edit] = []
    left_out = []
    for index, example in _read(table).items():
        years = _years(table, index, example, control, catalog)
        if years is None:
            left_out.append(example.title.in_locale(locale))
            edits += _commented(page, index, LEFT_OUT.in_locale(locale))
        elif years:
            edits += _shifts(page, table, ("examples", index), years)
    return Settled(page.edited(edits), 0, tuple(left_out))


def settled(page: Page, version: Version, catalog: str, locale: str, *, told: bool = True) -> Settled:
    """The page with the sums that a version makes of its examples, and, where `told`, a remark above each new one."""
    table = tomli.loads(page.text, parse_float=Decimal)
    edits: list[Edit] = []
    repriced = 0
    for index, example in _read(table).items():
        total = None if example.total is None else _total(version, catalog, example)
        path: Path = ("examples", index, "total")
        if total is None or total == example.total:
            continue
        before = page.written(path)
        edits.append(page.replace(path, rewritten(before, total, MONEY_PLACES)))
        if told:
            edits.append(page.add_above(path, REPRICED.in_locale(locale).format(before)))
        repriced += 1
    return Settled(page.edited(edits), repriced)


def _total(version: Version, catalog: str, example: ExampleTable) -> Decimal | None:
    """What an example comes to; None where it has no total, for whatever reason: the loader says which."""
    try:
        return answer(version, catalog, example).total
    except (Refusal, Fault):
        return None


def _read(table: Mapping[str, Any]) -> Mapping[int, ExampleTable]:
    """The examples of a page, by their places."""
    return dict(sheet(File(name="", source="", content=b"", table=dict(table)), ProductTable, Report()).examples)


def _years(table: Mapping[str, Any], index: int, example: ExampleTable, control: Version, catalog: str) -> int | None:
    """By how many years an example is moved, so that it comes out as before; None where there is no such number."""
    raw = table["examples"][index]
    dated = [int(year[0]) for written in map(str, _dates(raw)) if (year := _YEAR.match(written))]
    begins = control.effective_from or date.min
    most = max(begins.year - min(dated), 0) + MOST_YEARS if dated else 1
    for years in range(most):
        try:
            tried = _read({**table, "examples": [_shifted(raw, years)]})[0] if years else example
            if answer(control, catalog, tried).total == example.total:
                return years
        except (Refusal, Fault, ValueError, OverflowError):
            continue  # 29 February, or not in force yet: another year may do
    return None


def _is_dated(key: str | int, value: object) -> bool:
    return isinstance(value, date) or (key == "period" and isinstance(value, str))


def _dates(value: Any, key: str | int = "") -> Iterator[object]:
    if _is_dated(key, value):
        yield value
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _dates(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from _dates(each)


def _shifted(value: Any, years: int, key: str = "") -> Any:
    if isinstance(value, date):
        return value.replace(year=value.year + years)
    if _is_dated(key, value):
        return _later(value, years)
    if isinstance(value, Mapping):
        return {name: _shifted(each, years, name) for name, each in value.items()}
    if isinstance(value, list):
        return [_shifted(each, years) for each in value]
    return value


def _later(written: str, years: int) -> str:
    """A date as it is written, of as many years later."""
    return _YEAR.sub(lambda year: f"{int(year[0]) + years:04}", written, count=1)


def _shifts(page: Page, table: Mapping[str, Any], example: Path, years: int) -> Iterator[Edit]:
    for path in page.paths():
        if path[: len(example)] == example and _is_dated(path[-1], value_at(table, path)):
            yield page.replace(path, _later(page.written(path), years))


def _commented(page: Page, index: int, remark: str) -> list[Edit]:
    statements = page.statements("examples", index)
    if not statements:
        line = page.line(("examples", index))
        raise CantEdit(
            f"line {line}: examples[{index}] can't be left out of an array in brackets",
            "give each example a table of its own: [[examples]]",
        )
    first, *others = [edit for statement in statements for edit in page.comment_out(statement)]
    return [first._replace(new=remark + page.newline + first.new), *others]
