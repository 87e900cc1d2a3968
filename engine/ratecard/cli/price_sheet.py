"""`ratecard sheet`: what a price page shows, as text, Markdown or one HTML file."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from ratecard.bootstrap import open_service, settings
from ratecard.cli import argument, option, word
from ratecard.cli.finding import left_out
from ratecard.cli.paper import PIPED, Paper
from ratecard.cli.progress import working
from ratecard.cli.refusal import BadOption
from ratecard.cli.table import put_table
from ratecard.domain.product import Catalog
from ratecard.domain.text import Text
from ratecard.price_sheet import word as of_sheet
from ratecard.price_sheet.as_html import html
from ratecard.price_sheet.as_markdown import markdown
from ratecard.price_sheet.plot import plot
from ratecard.price_sheet.sheet import price_sheet
from ratecard.price_sheet.table import Chart, Section, Sheet

Format = Literal["text", "markdown", "html"]


def sheet(
    product: Annotated[
        str | None,
        typer.Argument(
            metavar="PRODUCT", show_default=False, help="One product; without it, all of them, after a list of them."
        ),
    ] = None,
    *,
    catalog: Annotated[
        str | None, typer.Option("--catalog", metavar="ID", show_default=False, help="Only products of this catalog.")
    ] = None,
    on: option.On = None,
    form: Annotated[
        Format,
        typer.Option("--format", help="Text for the terminal, Markdown, or one HTML file that needs nothing else."),
    ] = "text",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", show_default=False, help="Write it to a file; printed unless given."),
    ] = None,
    catalogs: option.Catalogs = None,
    disable: option.Disable,
    locale: option.Locale,
) -> None:
    """Write price sheets to publish, as text, Markdown or HTML.

    They have the allowance, packs, tiers, rules, examples, and what usage costs. Every number is the catalog's own, or
    priced by the engine.
    """
    if product is not None and catalog is not None:
        raise typer.BadParameter("give PRODUCT or --catalog, not both")
    service = open_service(settings(catalogs=catalogs, disable=disable))
    day = None if on is None else argument.day(on)
    shown = service.products(catalog, day) if product is None else [service.product(product, day)]
    with working("sheet") as tick:
        sheets = [price_sheet(each, locale, tick) for each in shown]
    if product is None:
        _tell_left_out([each for each in service.catalogs() if catalog in (None, each.id)], locale)
    title = of_sheet.SHEETS.in_locale(locale)
    if len(sheets) == 1:
        title = f"{sheets[0].title} · {of_sheet.SHEET.in_locale(locale)}"
    if out is None:
        _print(sheets, title, form, locale, None)
        return
    try:
        with out.open("w", encoding="utf-8", newline="\n") as file:
            _print(sheets, title, form, locale, Console(file=file, width=PIPED, markup=False, emoji=False))
    except OSError as error:
        raise BadOption("--out", out, f"can't be written: {error.strerror}") from error


def _tell_left_out(catalogs: Iterable[Catalog], locale: str) -> None:
    """Beside the sheets, so that nobody publishes a part for the whole."""
    if found := left_out(catalogs):
        print(word.LEFT_OUT.in_locale(locale), *found, sep="\n", file=sys.stderr)


def _print(sheets: Sequence[Sheet], title: str, form: Format, locale: str, console: Console | None) -> None:
    if form == "text":
        paper = Paper(locale, console)
        for at, each in enumerate(sheets):
            if at:
                paper.say()
            _put(paper, each)
        return
    text = html(sheets, title, locale) if form == "html" else markdown(sheets, title)
    print(text.rstrip(), file=console.file if console else None)


def _put(paper: Paper, sheet: Sheet) -> None:
    paper.say(f"{sheet.title} · {sheet.id}", "bold")
    for paragraph in sheet.paragraphs:
        paper.say(paragraph)
    paper.say()
    paper.pairs((Text(name, name), value) for name, value in sheet.facts)
    for section in sheet.sections:
        _put_section(paper, section)
    paper.say()
    paper.pairs([(word.PRICED_BY, sheet.source)])


def _put_section(paper: Paper, section: Section) -> None:
    paper.title(section.title)
    for paragraph in section.paragraphs:
        paper.say(paragraph)
    for number, entry in enumerate(section.entries, 1):
        paper.say(f"{number}. {entry.title}: {' · '.join(entry.sentences)}")
    for chart in section.charts:
        _put_chart(paper, chart)
    for table in section.tables:
        if section.charts:
            paper.say()
        if table.caption != section.title:
            paper.say(table.caption)
        put_table(paper, table)


def _put_chart(paper: Paper, chart: Chart) -> None:
    paper.say()
    paper.say(f"{chart.labels.title} ({chart.labels.amount})")
    for line in plot(chart.figure, paper.drawing_width, plain=paper.is_plain, tick=chart.labels.tick):
        paper.say(line)
