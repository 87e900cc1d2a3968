"""Paper: nothing is cut, columns align, and what is piped is plain."""

import io
import re

import pytest
from rich.cells import cell_len
from rich.console import Console

from ratecard.cli.paper import Column, Paper, Row
from ratecard.domain.text import Text
from tests.cli.run import answered

QUOTE = ("quote", "bank-card", "--usage", "2500", "--order", "1000", "--period", "2021-06")
COLUMNS = [Column(Text("名称", "Name")), Column(Text("金额", "Amount"), "right")]
NOTES = [Column(Text("依据", "Source"))]
ROWS = [Row(("身份证识别", "1200.00"), ("tencent-ocr/id-card.toml:41",)), Row(("[red]b[/red] :smile:", "5.00"), ("",))]


def printed(width: int, locale: str = "en", *, terminal: bool = False, narrow: bool = False) -> str:
    file = io.StringIO()
    console = Console(file=file, width=width, markup=False, emoji=False, highlight=False, force_terminal=terminal)
    Paper(locale, console).table(COLUMNS, ROWS, NOTES, narrow="after" if narrow else "stacked")
    return file.getvalue()


def test_table_has_columns_for_notes_where_there_is_room() -> None:
    assert printed(80) == (
        "Name                    Amount   Source\n"
        "────────────────────────────────────────────────────────────\n"
        "身份证识别             1200.00   tencent-ocr/id-card.toml:41\n"
        "[red]b[/red] :smile:      5.00\n"
    )


def test_table_stacks_notes_where_there_is_none() -> None:
    assert printed(45) == (
        "Name                             Amount\n"
        "───────────────────────────────────────\n"
        "身份证识别                      1200.00\n"
        "  tencent-ocr/id-card.toml:41\n"
        "[red]b[/red] :smile:               5.00\n"
    )


def test_table_prints_notes_after_it_where_told_to() -> None:
    text = printed(45, narrow=True)

    assert text.index("5.00") < text.index("tencent-ocr/id-card.toml:41")


@pytest.mark.parametrize("width", [10, 20, 30, 45, 80])
@pytest.mark.parametrize("narrow", [False, True])
def test_table_never_cuts_a_number_or_a_source(width: int, *, narrow: bool) -> None:
    text = printed(width, narrow=narrow)

    assert "1200.00" in text
    assert "tencent-ocr/id-card.toml:41" in text.replace("\n", "").replace(" ", "")
    assert "…" not in text


def test_a_narrow_table_breaks_titles_and_not_what_stands_below_them() -> None:
    columns = [Column(Text("账期", "Period")), *[Column(Text("变更前冻结", "On hold before"), "right")] * 3]
    rows = [Row(("2021-01", "2400.00", "17400.00", "+5000.00"))]
    file = io.StringIO()

    Paper("en", Console(file=file, width=45, markup=False, emoji=False, highlight=False)).table(columns, rows)

    assert [line.split() for line in file.getvalue().splitlines() if "─" not in line][-1] == [
        "2021-01", "2400.00", "17400.00", "+5000.00",
    ]  # fmt: skip
    assert max(map(cell_len, file.getvalue().splitlines())) <= 45


def test_a_terminal_gets_styles_and_a_pipe_gets_none() -> None:
    assert "\x1b[" in printed(80, terminal=True)
    assert "\x1b" not in printed(80)
    assert "\x1b" not in answered(*QUOTE)


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("columns", ["", "80", "140"])
def test_amounts_and_sources_stand_in_columns(locale: str, columns: str) -> None:
    text = answered(*QUOTE, "--locale", locale, COLUMNS=columns).splitlines()

    table = text[: text.index("", 4)]
    found = [(line, match) for line in table if (match := re.search(r"(\d+\.00)(   |$)", line))]
    ends = {cell_len(line[: match.end(1)]) for line, match in found}
    assert [match[1] for _, match in found] == ["0.00", "84.00", "0.00", "75.00"]
    assert len(ends) == 1
    assert sum("tencent-ocr/bank-card.toml:" in line for line in text) == 3
    assert all(line == line.rstrip() for line in text)


def test_a_narrow_terminal_gets_lines_that_fit() -> None:
    text = answered(*QUOTE, "--locale", "zh", COLUMNS="80").splitlines()

    assert max(map(cell_len, text)) <= 80
