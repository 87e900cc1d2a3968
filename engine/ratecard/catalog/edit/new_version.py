"""A file of new prices: the one before it with another beginning and other amounts, and nothing else."""

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Any

import tomli

from ratecard.catalog.edit.new_price import NewPrice
from ratecard.catalog.edit.number import rewritten
from ratecard.catalog.edit.page import Edit, Page, value_at
from ratecard.catalog.edit.plan import NewFile
from ratecard.catalog.edit.refusal import CantEdit
from ratecard.catalog.edit.trial import Opened
from ratecard.catalog.read import File


def new_version(opened: Opened, before: File, name: str, since: date, prices: Sequence[NewPrice]) -> NewFile:
    """The version of a file from a day on; `CantEdit` where a file has its name."""
    # A product may be called catalog; its file may not begin as those of what products share do.
    mark = "-" if name == "catalog" and before not in opened.folder.shared else "@"
    path = opened.path / f"{name}{mark}{since}.toml"
    if path.exists():
        raise CantEdit(f"{path} exists already", "give it another name: it is the effective_from in it that counts")
    page = Page.of(before.content)
    amounts = [
        page.replace(price.path, rewritten(page.written(price.path), price.after))
        for price in prices
        if price.file is before
    ]
    new = page.edited([*_beginning(page, since), *amounts])
    if tomli.loads(new.text, parse_float=Decimal) != _meant(before, since, prices):
        raise CantEdit(f"{before.name} is written in a style that can't be edited safely", "write the version by hand")
    return NewFile(path, new.text, FilePath(before.name))


def _meant(before: File, since: date, prices: Iterable[NewPrice]) -> dict[str, Any]:
    """What the new file must say."""
    table = deepcopy({key: value for key, value in before.table.items() if key != "keeps"})
    for price in prices:
        if price.file is before:
            value_at(table, price.path[:-1])[price.path[-1]] = price.after
    return {**table, "effective_from": since}


def _beginning(page: Page, since: date) -> Iterator[Edit]:
    """The day from which the version holds; its steps are those from before, so packs stay where they are."""
    if page.has(("effective_from",)):
        yield page.replace(("effective_from",), str(since))
    else:
        yield page.add_below(("name",) if page.has(("name",)) else ("id",), f"effective_from = {since}")
    for statement in page.statements("keeps"):
        yield page.remove(statement)
