"""What people read is printed on: tables that are never cut, plain where the output is piped."""

import os
import sys
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.measure import Measurement
from rich.table import Column as RichColumn
from rich.table import Table
from rich.text import Text as Words

from ratecard.domain.text import Text

PIPED = 1000
"""The width of what is not a terminal, unless COLUMNS says otherwise: no line is broken."""
WIDEST_DRAWING = 100

Cell = str | Words


class Column(NamedTuple):
    """A column of a table."""

    title: Text
    align: Literal["left", "right"] = "left"
    """Numbers stand on the right, and are never broken."""


class Row(NamedTuple):
    """A row of a table, with notes that stand below it where the terminal is too narrow for columns of them."""

    cells: Sequence[Cell]
    notes: Sequence[Cell] = ()


class Paper:
    """Prints in one locale to one stream."""

    def __init__(self, locale: str, console: Console | None = None) -> None:
        self.locale = locale
        self._console = console or _console()

    def word(self, text: Text) -> str:
        """The phrase in the paper's locale."""
        return text.in_locale(self.locale)

    @property
    def is_plain(self) -> bool:
        """Whether only plain characters may be drawn: the output is piped, or knows no colours."""
        return not (self._console.is_terminal and self._console.color_system)

    @property
    def drawing_width(self) -> int:
        """How wide a drawing may be."""
        return min(self._console.width, WIDEST_DRAWING)

    def say(self, text: Cell = "", style: str = "") -> None:
        """Print a paragraph."""
        words = Words(text, style) if isinstance(text, str) else text
        self._print(words)

    def title(self, text: str) -> None:
        """Print what the following is about."""
        self.say()
        self.say(text, "bold")

    def pairs(self, pairs: Iterable[tuple[Text, Cell]]) -> None:
        """Print words and what they stand for, one pair a line."""
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True, style="bold")
        table.add_column(overflow="fold")
        for word, value in pairs:
            table.add_row(self.word(word), value)
        self._print(table)

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Row],
        notes: Sequence[Column] = (),
        narrow: Literal["stacked", "after"] = "stacked",
    ) -> None:
        """Print a table; `notes` are its last columns where there is room for them.

        Where there is none they are stacked in the rows' first cells, or come after the table, by first cell.
        """
        wide = self._table([*columns, *notes], [[*row.cells, *row.notes] for row in rows])
        if not notes or self._measured(wide).maximum <= self._console.width:
            self._print(wide)
        elif narrow == "stacked":
            self._print(self._table(columns, [self._stacked(row) for row in rows]))
        else:
            self._print(self._table(columns, [row.cells for row in rows]))
            self._notes(columns[0], rows, notes)

    def _notes(self, first: Column, rows: Sequence[Row], notes: Sequence[Column]) -> None:
        noted = [[row.cells[0], *row.notes] for row in rows if any(row.notes)]
        if noted:
            self.say()
            self._print(self._table([first, *notes], noted))

    def _stacked(self, row: Row) -> Sequence[Cell]:
        first = Words.assemble(row.cells[0], *[("\n  " + str(note), "dim") for note in row.notes if note])
        return [first, *row.cells[1:]]

    def _table(self, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Table:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
        for column in columns:
            table.add_column(self.word(column.title), justify=column.align, overflow="fold")
        for row in rows:
            table.add_row(*row)
        return table

    def _fit(self, table: Table) -> None:
        """Give room first to what can't be broken; rich would take it from every column alike, and cut words."""
        most = [max(map(cell_len, _parts(column, "\n")), default=0) for column in table.columns]
        least = [max(map(cell_len, _parts(column, None)), default=0) for column in table.columns]
        between = self._measured(table).maximum - sum(most)
        room = self._console.width - between - sum(least)
        if sum(least) + room >= sum(most):
            return
        for column, wanted, needed in zip(table.columns, most, least, strict=True):
            given = min(wanted - needed, max(room, 0))
            room -= given
            column.width = needed + given

    def _measured(self, table: Table) -> Measurement:
        return Measurement.get(self._console, self._console.options.update(max_width=PIPED), table)

    def _print(self, printed: Table | Words) -> None:
        console = self._console
        if isinstance(printed, Table):
            if printed.box:
                self._fit(printed)
            # Where not even the numbers fit, the terminal breaks the lines: nothing is left out.
            needed = self._measured(printed).minimum
            if needed > console.width:
                console.width = needed
        if console.is_terminal:
            console.print(printed)
            return
        with console.capture() as captured:
            console.print(printed)
        for line in captured.get().splitlines():
            print(line.rstrip(), file=console.file)


def _parts(column: RichColumn, at: str | None) -> list[str]:
    """The lines of a column's cells, or its words, which are not broken."""
    texts = [column.header, *column.cells]
    return [part for text in texts for part in str(text).split(at)]


def _console() -> Console:
    width = None if sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdecimal() else PIPED
    return Console(width=width, markup=False, emoji=False, highlight=False)
