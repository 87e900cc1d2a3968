"""A new product: from a template, or like one that is there."""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from ratecard.catalog.edit.example import settled
from ratecard.catalog.edit.page import Edit, Page, literal, value_at
from ratecard.catalog.edit.plan import NewFile
from ratecard.catalog.edit.refusal import CantEdit, WouldNotCheck
from ratecard.catalog.edit.template import fits, template, without_shared
from ratecard.catalog.edit.trial import tried
from ratecard.catalog.folder import Folder
from ratecard.catalog.form import checked_id
from ratecard.catalog.read import File
from ratecard.domain.product import Version
from ratecard.domain.strategy import Installed
from ratecard.domain.text import Text

_COMMENT = re.compile(r"^[ \t]*#[ \t]*([^\r\n]*?)[ \t]*\r?$", re.MULTILINE)


class Target(NamedTuple):
    """The catalog that a product is written for."""

    folder: Folder
    installed: Mapping[str, Installed]
    shared: Mapping[str, Any]
    """What its products share when they have always been there."""
    beside: tuple[NewFile, ...] = ()
    """Files of it that are new as well."""


class Called(NamedTuple):
    """What a new product is called."""

    id: str
    name: Text


class NewProduct(NamedTuple):
    """The product's file, tried and not yet written."""

    file: NewFile
    repriced: int = 0
    """How many examples have another sum than those of the product that it is like."""
    mentions: tuple[int, ...] = ()
    """The lines that still name the product that it is like."""


def from_template(target: Target, called: Called, kind: str, locale: str) -> NewProduct:
    """A product from a template; `CantEdit`, `WouldNotCheck`."""
    page = template(kind, locale)
    edits = [*_names(page, called)]
    if "effective_from" in target.shared:
        # Before that day nothing is shared, so no product can begin.
        edits.append(page.add_below(("name",), f"effective_from = {target.shared['effective_from']}"))
    page = page.edited(edits)
    path = path_of(target.folder, called.id)
    *pages, last = _pages(page, target.shared, locale)
    for each in pages:
        # What the catalog shares may ask for more than a template has: the next page takes less of it.
        with suppress(WouldNotCheck):
            return _settled(target, NewFile(path, each.text), called.id, locale, told=False)
    return _settled(target, NewFile(path, last.text), called.id, locale, told=False)


def _pages(page: Page, shared: Mapping[str, Any], locale: str) -> Iterator[Page]:
    """The template with as much of what the catalog shares as there can be, then with less."""
    if fits(page, shared):
        yield without_shared(page, shared, locale)
    yield page
    if shared.get("metering"):
        yield page.edited([page.add_below(("chain",), "metering = []")])


def like(target: Target, called: Called, file: File, version: Version, locale: str) -> NewProduct:
    """A product with a version of another one's prices, rules and comments; `CantEdit`, `WouldNotCheck`."""
    page = Page.of(file.content)
    edits = [*_names(page, called), *_mended(page, file.table, version.name, called.name)]
    # It has no version before that anybody could have bought packs of.
    edits += [page.remove(statement) for statement in page.statements("keeps")]
    page = page.edited(edits)
    new = NewFile(path_of(target.folder, called.id), page.text, FilePath(file.name))
    made = _settled(target, new, called.id, locale)
    return made._replace(mentions=tuple(_mentions(Page(made.file.text), version)))


def path_of(folder: Folder, id: str) -> FilePath:
    """Where a new product's file goes; `CantEdit` for an id that can't be one, and where a file is already."""
    check_new_id(id)
    path = folder.path / f"{id}.toml"
    for file in folder.products:
        if file.table.get("id") == id:
            raise CantEdit(f"there is a product {id!r} already, in {file.name}", "choose another id")
    if path.exists():
        raise CantEdit(f"{path} exists already", "choose another id")
    return path


def check_new_id(id: str) -> None:
    """Refuse what can't be an id, and what would be a hidden file, which catalogs don't read."""
    try:
        checked_id(id)
    except ValueError as error:
        raise CantEdit(str(error)) from error
    if id.startswith("."):
        raise CantEdit(f"an id that begins with '.' would be a hidden file: {id!r}")


def _settled(target: Target, file: NewFile, id: str, locale: str, *, told: bool = True) -> NewProduct:
    """The file with the sums of its examples, tried whole."""
    trial = tried(target.folder, [*target.beside, file], target.installed, examples=False)
    version = next(product for product in trial.products if product.id == id).versions[0]
    done = settled(Page(file.text), version, trial.id, locale, told=told)
    file = file._replace(text=done.page.text)
    tried(target.folder, [*target.beside, file], target.installed)
    return NewProduct(file, done.repriced)


def _names(page: Page, called: Called) -> Iterator[Edit]:
    yield page.replace(("id",), literal(called.id))
    yield page.replace(("name", "zh"), literal(called.name.zh))
    yield page.replace(("name", "en"), literal(called.name.en))


def _mended(page: Page, table: Mapping[str, Any], old: Text, new: Text) -> Iterator[Edit]:
    """The old name in other names, as those of packs, and in a comment of its own, made the new one."""
    for path in page.paths():
        name, written = path[-1], page.written(path)
        if name not in Text._fields or path[:-1] == ("name",) or written.startswith(('"""', "'''")):
            continue
        value, before, after = value_at(table, path), *(getattr(each, str(name)) for each in (old, new))
        if isinstance(value, str) and before and before in value:
            yield page.replace(path, literal(value.replace(before, after)))
    for comment in _COMMENT.finditer(page.text):
        for before, after in zip(old, new, strict=True):
            if comment[1] == before and not page.is_within_value(comment.start()):
                yield Edit(*comment.span(1), after)
                break


def _mentions(page: Page, version: Version) -> Iterator[int]:
    """The lines in which a product's id or its names still stand."""
    words = [word for word in (version.chain.product, *version.name) if word]
    found = re.compile("|".join(rf"(?<![\w-]){re.escape(word)}(?![\w-])" for word in words))
    for number, line in enumerate(page.text.splitlines(), 1):
        if found.search(line):
            yield number
