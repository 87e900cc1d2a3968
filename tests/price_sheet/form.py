"""Sheets of shipped and tested catalogs in each format, and what can be read in them."""

import re
from datetime import date
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from markdown_it import MarkdownIt

from ratecard.bootstrap import open_service, settings
from ratecard.price_sheet.as_html import html
from ratecard.price_sheet.as_markdown import markdown
from ratecard.price_sheet.sheet import price_sheet
from ratecard.price_sheet.table import Sheet
from ratecard.service import Service, Shown

ROOT = Path(__file__).parents[2]
SHIPPED, TESTED = ROOT / "catalogs", ROOT / "tests" / "catalogs"
TODAY = date(2026, 11, 23)
VOID = {"meta", "br", "hr"}


@cache
def service(folder: Path) -> Service:
    return open_service(settings(catalogs=folder))


@cache
def products(folder: Path) -> dict[str, Shown]:
    return {shown.product.full_id: shown for shown in service(folder).products(on=TODAY)}


@cache
def sheet(folder: Path, name: str, locale: str) -> Sheet:
    return price_sheet(products(folder)[name], locale)


def page(sheet: Sheet) -> str:
    return html([sheet], sheet.title, sheet.locale)


def marked(sheet: Sheet) -> str:
    return markdown([sheet], sheet.title)


class Read(HTMLParser):
    """A page taken apart; it fails on a tag that is not closed, or closed in the wrong place."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[tuple[str, dict[str, str]]] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert "svg" in self._open, f"<{tag}/> outside a drawing closes nothing"
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        self.text += " "
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open[-1:] != ["style"]:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]


def rendered(text: str) -> Read:
    """Markdown as a reader of it shows it, with tables."""
    return Read(MarkdownIt("commonmark").enable("table").render(text))


def numbers(text: str) -> set[Decimal]:
    """All numbers of a text, with or without separators."""
    return {Decimal(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}
