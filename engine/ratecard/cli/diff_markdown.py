"""A comparison of catalogs as Markdown for a pull request."""

import re
from collections.abc import Iterable, Iterator

from ratecard.cli.diff_block import Block, Grid, Heading, Sentence
from ratecard.cli.paper import Paper

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~!])")


def markdown(blocks: Iterable[Block], paper: Paper) -> str:
    """The blocks as GitHub's Markdown; what stands in catalogs is text there, never markup."""
    return "\n\n".join(_written(block, paper) for block in blocks) + "\n"


def _written(block: Block, paper: Paper) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * (level + 2)} {escaped(text)}"
        case Sentence(text):
            return escaped(text)
        case Grid():
            return "\n".join(_grid(block, paper))


def _grid(grid: Grid, paper: Paper) -> Iterator[str]:
    yield _row(escaped(paper.word(column.title)) for column in grid.columns)
    yield _row("---:" if column.align == "right" else "---" for column in grid.columns)
    for row in grid.rows:
        yield _row(_code(cell) if place in grid.code else escaped(cell) for place, cell in enumerate(row))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def escaped(text: str) -> str:
    """The text, with nothing in it that Markdown takes for its own, and nobody called by name."""
    return _MARKS.sub(r"\\\1", " ".join(text.split())).replace("@", "@\N{ZERO WIDTH SPACE}")


def _code(text: str) -> str:
    """The text word for word; in a table a bar must be escaped even there."""
    text = " ".join(text.split())
    if "`" in text or "\\" in text or not text:
        return escaped(text)
    return f"`{text.replace('|', chr(92) + '|')}`"
