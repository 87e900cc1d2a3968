"""A file of new prices: the one before it with another beginning and other amounts, and nothing else."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path as FilePath

from ratecard.catalog.edit.new_price import NewPrice
from ratecard.catalog.edit.number import rewritten
from ratecard.catalog.edit.page import Edit, Page
from ratecard.catalog.edit.plan import NewFile
from ratecard.catalog.edit.refusal import CantEdit
from ratecard.catalog.edit.trial import Opened
from ratecard.catalog.read import File


def new_version(opened: Opened, before: File, name: str, since: date, prices: Iterable[NewPrice]) -> NewFile:
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
    return NewFile(path, page.edited([*_beginning(page, since), *amounts]).text, FilePath(before.name))


def _beginning(page: Page, since: date) -> Iterator[Edit]:
    """The day from which the version holds; its steps are those from before, so packs stay where they are."""
    if page.has(("effective_from",)):
        yield page.replace(("effective_from",), str(since))
    else:
        yield page.add_below(("name",) if page.has(("name",)) else ("id",), f"effective_from = {since}")
    for statement in page.statements("keeps"):
        yield page.remove(statement)
