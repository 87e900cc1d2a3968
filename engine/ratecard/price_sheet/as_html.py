"""Price sheets as one HTML file that needs nothing else: no script, no font, no request."""

from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files

from ratecard.price_sheet import word
from ratecard.price_sheet.image import drawing
from ratecard.price_sheet.table import Cell, Chart, Entry, Section, Sheet, Table, safe

LONG = 16
"""Text of more characters is broken into lines where a page is narrow."""
LANGUAGES = {"zh": "zh-CN", "en": "en"}


def html(sheets: Sequence[Sheet], title: str, locale: str) -> str:
    """The page; of several sheets, with a list of them before the first."""
    style = files("ratecard.price_sheet").joinpath("style.css").read_text("utf-8")
    alone = len(sheets) == 1
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{LANGUAGES[locale]}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{escape(title)}</title>",
        f"<style>\n{style}</style>",
        "</head>",
        "<body>",
        *([] if alone else _contents(sheets, title, locale)),
        "<main>",
        *(line for at, sheet in enumerate(sheets, 1) for line in _sheet(sheet, at, 1 if alone else 2)),
        "</main>",
        "</body>",
        "</html>",
    ]
    return "\n".join(parts) + "\n"


def _contents(sheets: Sequence[Sheet], title: str, locale: str) -> Iterator[str]:
    yield f"<header><h1>{escape(title)}</h1>"
    yield f'<nav aria-label="{escape(word.CONTENTS.in_locale(locale))}"><ul>'
    for sheet in sheets:
        yield f'<li><a href="#{escape(sheet.id)}">{escape(sheet.title)}</a> <small>{escape(sheet.id)}</small></li>'
    yield "</ul></nav></header>"


def _sheet(sheet: Sheet, at: int, level: int) -> Iterator[str]:
    yield f'<article id="{escape(sheet.id)}">'
    yield f"<h{level}>{escape(sheet.title)} <small>{escape(sheet.id)}</small></h{level}>"
    yield from (f"<p>{escape(each)}</p>" for each in sheet.paragraphs)
    yield "<dl>"
    yield from (f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in sheet.facts)
    yield "</dl>"
    for number, section in enumerate(sheet.sections, 1):
        yield from _section(section, f"s{at}-{number}", level + 1)
    yield f'<p class="source"><small>{escape(sheet.source)}</small></p>'
    yield "</article>"


def _section(section: Section, id: str, level: int) -> Iterator[str]:
    yield f'<section id="{id}">'
    yield f"<h{level}>{escape(section.title)}</h{level}>"
    yield from (f"<p>{escape(each)}</p>" for each in section.paragraphs)
    if section.entries:
        yield "<ol>"
        yield from map(_entry, section.entries)
        yield "</ol>"
    if section.charts:
        yield '<div class="charts">'
        yield from (_chart(chart, f"{id}-{at}") for at, chart in enumerate(section.charts, 1))
        yield "</div>"
    for table in section.tables:
        yield from _table(table, told=table.caption == section.title)
    yield "</section>"


def _entry(entry: Entry) -> str:
    rules = "".join(f"<br>{escape(each)}" for each in entry.sentences)
    return f"<li><strong>{escape(entry.title)}</strong>{rules}</li>"


def _chart(chart: Chart, id: str) -> str:
    drawn = drawing(chart.figure, chart.labels, chart.description, id)
    shade = f"<br>{escape(chart.shade)}" if chart.shade else ""
    return f"<figure>\n{drawn}\n<figcaption>{escape(chart.labels.title)}{shade}</figcaption></figure>"


def _table(table: Table, *, told: bool) -> Iterator[str]:
    """A table that is moved by itself where the page is too narrow for it; its caption unseen where it is `told`."""
    caption = escape(table.caption)
    yield f'<div class="table" role="group" tabindex="0" aria-label="{caption}"><table>'
    unseen = ' class="unseen"' if told else ""
    yield f"<caption{unseen}>{caption}</caption>"
    kinds = [_kind(table, at) for at in range(len(table.columns))]
    heads = [
        f'<th{kind} scope="col">{escape(column.title)}</th>' for kind, column in zip(kinds, table.columns, strict=True)
    ]
    yield f"<thead><tr>{''.join(heads)}</tr></thead>"
    yield "<tbody>"
    for first, *rest in table.rows:
        cells = [f"<td{kind}>{_cell(cell)}</td>" for kind, cell in zip(kinds[1:], rest, strict=True)]
        yield f'<tr><th{kinds[0]} scope="row">{_cell(first)}</th>{"".join(cells)}</tr>'
    yield "</tbody></table></div>"


def _kind(table: Table, at: int) -> str:
    """What the style asks of a column: numbers stay in one line, long text has room."""
    if table.columns[at].numeric:
        return ' class="number"'
    return ' class="long"' if any(len(row[at].text) > LONG for row in table.rows) else ""


def _cell(cell: Cell) -> str:
    url = safe(cell.url)
    return f'<a href="{escape(url)}" rel="noreferrer">{escape(cell.text)}</a>' if url else escape(cell.text)
