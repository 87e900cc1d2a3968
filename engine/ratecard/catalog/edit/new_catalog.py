"""A new catalog, with products that check: its first one from a template, or those of another catalog."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path as FilePath
from typing import NamedTuple

import tomli

from ratecard.catalog.edit.example import settled
from ratecard.catalog.edit.page import Edit, Page, literal
from ratecard.catalog.edit.plan import NewFile
from ratecard.catalog.edit.product import Called, Target, check_new_id, from_template
from ratecard.catalog.edit.refusal import CantEdit
from ratecard.catalog.edit.template import FIRST, SHARED, template
from ratecard.catalog.edit.trial import Opened, tried
from ratecard.catalog.folder import SHARED as SHARED_FILE
from ratecard.catalog.folder import Folder, catalog_folders
from ratecard.catalog.read import File, read
from ratecard.catalog.report import Report
from ratecard.domain.errors import listed, nearest
from ratecard.domain.product import Catalog
from ratecard.domain.strategy import Installed
from ratecard.domain.text import Text


class Terms(NamedTuple):
    """What a new catalog is called, and what it says of money and time; of another catalog, what changes."""

    id: str
    name: Text | None
    currency: str | None
    time_zone: str | None

    @property
    def literals(self) -> Mapping[tuple[str, ...], str]:
        """What stands at which key, as TOML writes it."""
        zh, en = self.name or (None, None)
        texts: dict[tuple[str, ...], str | None] = {
            ("id",): self.id,
            ("name", "zh"): zh,
            ("name", "en"): en,
            ("currency",): self.currency,
            ("time_zone",): self.time_zone,
        }
        return {path: literal(text) for path, text in texts.items() if text is not None}


class NewCatalog(NamedTuple):
    """The catalog's files, tried and not yet written."""

    files: tuple[NewFile, ...]
    repriced: int = 0
    """How many examples have another sum than in the catalog that it is like."""


def first(into: FilePath, installed: Mapping[str, Installed], terms: Terms, product: Called, locale: str) -> NewCatalog:
    """A catalog from a template, with a first product; `CantEdit`, `WouldNotCheck`."""
    folder = _new_folder(into, terms.id)
    page = template(SHARED, locale)
    shared = NewFile(folder.path / SHARED_FILE, page.edited(_said(page, terms)).text)
    target = Target(folder, installed, tomli.loads(shared.text), (shared,))
    made = from_template(target, product, FIRST, locale)
    return NewCatalog((shared, made.file))


def like(into: FilePath, other: Opened, terms: Terms, products: Sequence[str], locale: str) -> NewCatalog:
    """A catalog with the files of another one, its comments and versions among them; `CantEdit`, `WouldNotCheck`."""
    folder = _new_folder(into, terms.id)
    known = [product.id for product in other.catalog.products]
    for each in products:
        if each not in known:
            message = f"catalog {other.catalog.id!r} has no product {each!r}; products: {listed(known)}"
            raise CantEdit(message, nearest(each, known))
    files = [_copy(folder, file, terms) for file in other.folder.shared]
    files += [
        _copy(folder, file, None) for file in other.folder.products if not products or file.table["id"] in products
    ]
    trial = tried(folder, files, other.installed, examples=False)
    repriced = 0
    for place, file in enumerate(files):
        files[place], number = _with_examples(file, trial, locale)
        repriced += number
    tried(folder, files, other.installed)
    return NewCatalog(tuple(files), repriced)


def _new_folder(into: FilePath, id: str) -> Folder:
    """The folder of a catalog that is not there yet; `CantEdit`."""
    check_new_id(id)
    path = into / id
    if path.exists():
        raise CantEdit(f"{path} exists already", "choose another id, or another folder with --into")
    if (into / SHARED_FILE).exists():
        raise CantEdit(f"{into} is a catalog, and none stands in another", "choose the folder above it with --into")
    for folder in catalog_folders(into, Report()) if into.exists() else ():
        file = read(folder / SHARED_FILE, "")
        if isinstance(file, File) and file.table.get("id") == id:
            raise CantEdit(f"catalog {id!r} is in {folder} already", "choose another id")
    return Folder(path, [], [], [])


def _said(page: Page, terms: Terms) -> Iterator[Edit]:
    for path, text in terms.literals.items():
        yield page.replace(path, text)


def _copy(folder: Folder, file: File, terms: Terms | None) -> NewFile:
    page = Page.of(file.content)
    text = page.edited(_said(page, terms)).text if terms else page.text
    return NewFile(folder.path / FilePath(file.name).name, text, FilePath(file.name))


def _with_examples(file: NewFile, trial: Catalog, locale: str) -> tuple[NewFile, int]:
    """The file with examples that come out in the new catalog, and how many have another sum."""
    for product in trial.products:
        for version in product.versions:
            if version.source.endswith(f"/{file.path.name}"):
                done = settled(Page(file.text), version, trial.id, locale)
                return file._replace(text=done.page.text), done.repriced
    return file, 0
