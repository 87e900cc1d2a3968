"""Price sheets as Markdown with tables; what is written in them is never markup."""

import re
from collections.abc import Iterator, Sequence

from ratecard.price_sheet.plot import plot
from ratecard.price_sheet.table import Cell, Chart, Entry, Section, Sheet, Table, safe

WIDTH = 72
_MARKS = re.compile(r"([\\`*_\[\]<>#~|$&])")
_START = re.compile(r"^([-+=]|\d+(?=[.)]))")


def markdown(sheets: Sequence[Sheet], title: str) -> str:
    """The sheets one after the other; of several, with a list of them before the first."""
    blocks = [] if len(sheets) == 1 else [f"# {_escaped(title)}", _contents(sheets)]
    level = 1 if len(sheets) == 1 else 2
    return "\n\n".join([*blocks, *(block for sheet in sheets for block in _sheet(sheet, level))]) + "\n"


def _contents(sheets: Sequence[Sheet]) -> str:
    return "\n".join(f"- {_escaped(sheet.title)} · {_escaped(sheet.id)}" for sheet in sheets)


def _sheet(sheet: Sheet, level: int) -> Iterator[str]:
    yield f"{'#' * level} {_escaped(sheet.title)} · {_escaped(sheet.id)}"
    yield from map(_paragraph, sheet.paragraphs)
    yield "\n".join(f"- **{_escaped(name)}**: {_escaped(value)}" for name, value in sheet.facts)
    for section in sheet.sections:
        yield from _section(section, level + 1)
    yield _paragraph(sheet.source)


def _section(section: Section, level: int) -> Iterator[str]:
    yield f"{'#' * level} {_escaped(section.title)}"
    yield from map(_paragraph, section.paragraphs)
    if section.entries:
        yield "\n".join(_entry(at, entry) for at, entry in enumerate(section.entries, 1))
    for chart in section.charts:
        yield from _chart(chart)
    for table in section.tables:
        if table.caption != section.title:
            yield _paragraph(table.caption)
        yield _table(table)


def _entry(at: int, entry: Entry) -> str:
    return f"{at}. **{_escaped(entry.title)}**: {' · '.join(map(_escaped, entry.sentences))}"


def _chart(chart: Chart) -> Iterator[str]:
    yield _paragraph(chart.labels.title)
    drawn = plot(chart.figure, WIDTH, plain=True, tick=chart.labels.tick)
    yield "\n".join(["```text", *(line.plain.rstrip() for line in drawn), "```"])


def _table(table: Table) -> str:
    lines = [
        _row(_escaped(column.title) for column in table.columns),
        _row("---:" if column.numeric else "---" for column in table.columns),
        *(_row(map(_cell, row)) for row in table.rows),
    ]
    return "\n".join(lines)


def _row(cells: Iterator[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    url = re.sub(r"[\s<>|\\]", lambda mark: f"%{ord(mark[0]):02X}", safe(cell.url))
    return f"[{_escaped(cell.text)}](<{url}>)" if url else _escaped(cell.text)


def _paragraph(text: str) -> str:
    """A paragraph that can't be read as a list, nor as a line below a heading."""
    return _START.sub(r"\\\1" if not text[:1].isdigit() else r"\1\\", _escaped(text))


def _escaped(text: str) -> str:
    """The text in one line, its marks as themselves."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
