"""What a price sheet is made of: text, tables and charts in one locale, whatever they are printed as."""

from typing import NamedTuple

from ratecard.price_sheet.figure import Figure
from ratecard.price_sheet.image import Labels


class Cell(NamedTuple):
    """Text in a table."""

    text: str
    url: str = ""
    """Where it leads, "" for nowhere."""


class Column(NamedTuple):
    """A column of a table."""

    title: str
    numeric: bool = False
    """Numbers stand on the right."""


class Table(NamedTuple):
    """A table with a heading over each column; the first cell of a row says what the row is about."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def without(self, empty: int = 0) -> "Table":
        """The table less those columns, from the place `empty` on, that say nothing in any row."""
        kept = [at for at in range(len(self.columns)) if at < empty or any(row[at].text for row in self.rows)]
        return Table(
            self.caption,
            tuple(self.columns[at] for at in kept),
            tuple(tuple(row[at] for at in kept) for row in self.rows),
        )


class Entry(NamedTuple):
    """One of a list in order."""

    title: str
    sentences: tuple[str, ...]


class Chart(NamedTuple):
    """A drawing, and what it says in words."""

    description: str
    figure: Figure
    labels: Labels
    shade: str = ""
    """What is shaded in it, "" where nothing is."""


class Section(NamedTuple):
    """A part of a sheet under a heading of its own."""

    title: str
    paragraphs: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()


class Sheet(NamedTuple):
    """The price sheet of one product on one day."""

    locale: str
    id: str
    """`catalog/product`."""
    title: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    source: str
    """What the prices are by, to ask the same again."""


def safe(url: str) -> str:
    """The address, where following it can only open a page or a letter; else nothing."""
    return url if url.startswith(("https://", "http://", "mailto:")) else ""


def texts(*cells: str) -> tuple[Cell, ...]:
    """Cells that lead nowhere."""
    return tuple(map(Cell, cells))
