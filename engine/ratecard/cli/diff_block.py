"""What a comparison of catalogs is made of, before it is known on what it is written: headings, sentences, tables."""

from collections.abc import Sequence
from typing import NamedTuple

from ratecard.cli.paper import Column


class Heading(NamedTuple):
    """What the following is about."""

    level: int
    """From 1, the outermost."""
    text: str


class Sentence(NamedTuple):
    """A paragraph."""

    text: str


class Grid(NamedTuple):
    """A table."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    code: frozenset[int] = frozenset()
    """The places of the columns that hold what stands in files, word for word."""


Block = Heading | Sentence | Grid
