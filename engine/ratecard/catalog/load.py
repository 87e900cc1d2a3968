"""Folders of TOML files to catalogs: all of it, or all that is wrong with it."""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from ratecard.catalog.common import Common, commons, in_force
from ratecard.catalog.digest import digest
from ratecard.catalog.folder import Folder, catalog_folders, read_folder
from ratecard.catalog.form import ProductTable
from ratecard.catalog.metering import metering
from ratecard.catalog.problem import CatalogProblems, dotted
from ratecard.catalog.prove import AT_LOADING, Drafted, Found, Proving, proofs_of, warnings_of
from ratecard.catalog.report import Report
from ratecard.catalog.sheet import Sheet, sheet
from ratecard.catalog.structure import places
from ratecard.catalog.version import Draft, check_keeps, check_meters, draft, ordered
from ratecard.domain.errors import listed, nearest
from ratecard.domain.product import Catalog, LeftOut, Product
from ratecard.domain.strategy import Installed


class Read(NamedTuple):
    """A catalog's files, read and put together, its prices not yet proven."""

    folder: Folder
    shared: list[Common]
    products: list[Drafted]
    left_out: list[LeftOut]


def load(
    root: Path,
    installed: Mapping[str, Installed],
    disabled: Iterable[str] = (),
    proving: Proving = AT_LOADING,
) -> tuple[Catalog, ...]:
    """The catalogs of a folder of catalogs, or of one catalog's folder, in order of id.

    `installed` is by kind. Where plugins are `disabled`, by name, products with a step of a kind that is not installed
    are left out. Raises `CatalogProblems` with all that is wrong in all files.
    """
    report = Report(disabled)
    with _uncollected():
        folders = {str(path): read_folder(path, report) for path in catalog_folders(root, report)}
        catalogs = _catalogs(folders.values(), installed, proving, report)
    seen: dict[str, Catalog] = {}
    for catalog in catalogs:
        first = seen.setdefault(catalog.id, catalog)
        if first is not catalog:
            message = f"catalog {catalog.id!r} is in {first.folder} already"
            file = folders[catalog.folder].shared[0]
            report.note(file, ("id",), message, "give one of the two a new id", code="duplicate-catalog")
    if report.problems:
        raise CatalogProblems(report.problems, [each for catalog in catalogs for each in catalog.warnings])
    return tuple(sorted(catalogs, key=lambda catalog: catalog.id))


def load_folder(folder: Folder, installed: Mapping[str, Installed]) -> Catalog:
    """The catalog of files that were read, or made; `CatalogProblems`."""
    report = Report()
    with _uncollected():
        catalogs = _catalogs([folder], installed, AT_LOADING, report)
    if report.problems:
        raise CatalogProblems(report.problems)
    return catalogs[0]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Loading makes what is kept: looking through it for garbage again and again takes a fifth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _catalogs(
    folders: Iterable[Folder], installed: Mapping[str, Installed], proving: Proving, report: Report
) -> list[Catalog]:
    """All are read before any is proven: proofs are made side by side."""
    read = [found for folder in folders if (found := _read(folder, installed, report)) is not None]
    proofs = iter(proofs_of([product for each in read for product in each.products], proving, report))
    return [_catalog(each, list(islice(proofs, len(each.products))), proving) for each in read]


def _read(folder: Folder, installed: Mapping[str, Installed], report: Report) -> Read | None:
    shared = commons(folder, report)
    sheets: dict[str, list[Sheet[ProductTable]]] = {}
    for file in folder.products:
        made = sheet(file, ProductTable, report)
        sheets.setdefault(made.form.id if made.sound else file.name, []).append(made)
    if not shared:
        return None
    if not folder.products and not folder.unread:
        message = "the catalog has no products"
        report.note(shared[0].sheet.file, (), message, "add a file for each product beside it", code="no-products")
    products = []
    left_out = []
    for product in sorted(sheets):
        missing = _missing(product, sheets[product], shared, installed, report)
        if missing:
            left_out.append(missing)
            continue
        drafts = _drafts(sheets[product], shared, installed, report)
        if drafts:
            products.append(Drafted(product, shared[0].sheet.form.id, drafts))
    group = [each for versions in sheets.values() for each in versions]
    sound = [common.sheet.sound for common in shared] + [each.sound for each in group]
    if not folder.unread and all(sound):
        _check_unused(shared, group, installed, report)
    return Read(folder, shared, products, left_out)


def _catalog(read: Read, proofs: Sequence[Found], proving: Proving) -> Catalog:
    folder, shared, drafted, left_out = read
    products = [
        Product(id=each.id, catalog=each.catalog, versions=tuple([draft.version for draft in each.drafts]))
        for each in drafted
    ]
    plugins = {step.plugin for each in products for version in each.versions for step in version.chain.steps}
    form = shared[-1].sheet.form
    return Catalog(
        id=form.id,
        name=form.name,
        currency=form.currency,
        calendar=shared[0].conventions.calendar,
        products=tuple(products),
        digest=digest([*folder.shared, *folder.products], plugins),
        folder=str(folder.path),
        warnings=warnings_of([common.sheet for common in shared], proofs, proving, is_whole=not left_out),
        examples=sum(len(draft.sheet.examples) for each in drafted for draft in each.drafts),
        left_out=tuple(left_out),
    )


def _missing(
    product: str,
    sheets: Sequence[Sheet[ProductTable]],
    shared: Sequence[Common],
    installed: Mapping[str, Installed],
    report: Report,
) -> LeftOut | None:
    """Why the product is left out: one of its versions has a step whose plugin is disabled. None when there is none."""
    if not report.disabled:
        return None
    for each in sheets:
        common = in_force(each, shared, Report()) if each.chain is None else None
        for entry in each.chain or (common.sheet.chain if common else None) or ():
            if entry.kind not in installed:
                path = (*entry.path, "use") if entry.form.use else entry.path
                found = f"kind {entry.kind!r} is not installed, and disabled are: {listed(report.disabled)}"
                message = f"product {product!r} is left out: {found}"
                return LeftOut(product, entry.file.name, entry.file.line(path), dotted(path), message)
    return None


def _drafts(
    sheets: Sequence[Sheet[ProductTable]], shared: Sequence[Common], installed: Mapping[str, Installed], report: Report
) -> list[Draft]:
    """One product's versions, in order of time; those that are wrong are noted and left out."""
    drafts: list[Draft] = []
    whole = True
    for each in ordered(sheets, report):
        check_meters(each, report)
        common = in_force(each, shared, report)
        found = places(each, common.sheet, installed, report) if common else None
        rules = metering(each, common.sheet, report) if common else None
        if common is None or found is None or rules is None:
            whole = False
            continue
        made = draft(each, common.sheet, found, common.conventions, rules)
        if whole and each.sound:
            check_keeps(drafts[-1] if drafts else None, made, report)
        drafts.append(made)
    return drafts


def _check_unused(
    shared: Sequence[Common],
    products: Sequence[Sheet[ProductTable]],
    installed: Mapping[str, Installed],
    report: Report,
) -> None:
    """A shared table that belongs to no step of any chain would be settings that nothing heeds."""
    chains = [common.sheet.chain for common in shared] + [product.chain for product in products]
    entries = [entry for chain in chains for entry in chain or ()]
    if not entries or not all(entry.kind in installed for entry in entries):
        return
    steps = list(dict.fromkeys(entry.form.step for entry in entries))
    for common in shared:
        for step in common.sheet.steps.keys() - {*steps}:
            message = f"step {step!r} is in no chain; steps: {listed(steps)}"
            report.note(common.sheet.file, (step,), message, nearest(step, steps), code="unknown-step")
