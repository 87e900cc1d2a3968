"""Folders of TOML files to catalogs: all of it, or all that is wrong with it."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.numbers import get_currency_precision

from ratecard.catalog.digest import digest
from ratecard.catalog.example import check_examples
from ratecard.catalog.folder import SHARED, Folder, catalog_folders, read_folder
from ratecard.catalog.form import ProductTable, SharedTable
from ratecard.catalog.problem import CatalogProblems, Problem
from ratecard.catalog.report import Report
from ratecard.catalog.sheet import Sheet, sheet
from ratecard.catalog.structure import places, warned
from ratecard.catalog.version import Draft, begins, check_keeps, check_meters, draft, ordered
from ratecard.domain.errors import listed, nearest
from ratecard.domain.money import rounding
from ratecard.domain.period import Calendar
from ratecard.domain.product import Catalog, Product
from ratecard.domain.strategy import Conventions, Installed


class Common(NamedTuple):
    """What a catalog's products share, from a day on."""

    sheet: Sheet[SharedTable]
    conventions: Conventions


def load(root: Path, installed: Mapping[str, Installed]) -> tuple[Catalog, ...]:
    """The catalogs of a folder of catalogs, or of one catalog's folder, in order of id.

    `installed` is by kind. Raises `CatalogProblems` with all that is wrong in all files.
    """
    report = Report()
    loaded = [_catalog(read_folder(path, report), installed, report) for path in catalog_folders(root, report)]
    catalogs = [catalog for catalog in loaded if catalog is not None]
    seen: dict[str, Catalog] = {}
    for catalog in catalogs:
        first = seen.setdefault(catalog.id, catalog)
        if first is not catalog:
            message = f"catalog {catalog.id!r} is in {first.folder} already"
            name = str(Path(catalog.folder) / SHARED)
            report.add(Problem(name, 0, "id", message, "give one of the two another id", "duplicate-catalog"))
    if report.problems:
        raise CatalogProblems(report.problems)
    return tuple(sorted(catalogs, key=lambda catalog: catalog.id))


def _catalog(folder: Folder, installed: Mapping[str, Installed], report: Report) -> Catalog | None:
    commons = _commons(folder, report)
    sheets: dict[str, list[Sheet[ProductTable]]] = {}
    for file in folder.products:
        made = sheet(file, ProductTable, report)
        sheets.setdefault(made.form.id if made.sound else file.name, []).append(made)
    if not commons:
        return None
    if not folder.products and not folder.unread:
        message = "the catalog has no products"
        report.note(commons[0].sheet.file, (), message, "add a file for each product beside it", code="no-products")
    warnings = Report()
    products = []
    examples = 0
    for product in sorted(sheets):
        drafts = _drafts(sheets[product], commons, installed, report, warnings)
        if drafts:
            versions = tuple(each.version for each in drafts)
            products.append(Product(id=product, catalog=commons[0].sheet.form.id, versions=versions))
            examples += sum(len(each.sheet.examples) for each in drafts)
    group = [each for versions in sheets.values() for each in versions]
    sound = [common.sheet.sound for common in commons] + [each.sound for each in group]
    if not folder.unread and all(sound):
        _check_unused(commons, group, installed, report)
    plugins = {step.plugin for each in products for version in each.versions for step in version.chain.steps}
    form = commons[-1].sheet.form
    return Catalog(
        id=form.id,
        name=form.name,
        currency=form.currency,
        calendar=commons[0].conventions.calendar,
        products=tuple(products),
        digest=digest([*folder.shared, *folder.products], plugins),
        folder=str(folder.path),
        warnings=tuple(f"{each}; {each.hint}" if each.hint else str(each) for each in warnings.problems),
        examples=examples,
    )


def _commons(folder: Folder, report: Report) -> list[Common]:
    """The versions of what the products share, in order of time."""
    found: dict[date, Common] = {}
    for file in folder.shared:
        made = sheet(file, SharedTable, report)
        common = Common(made, _conventions(made.form))
        since = made.form.effective_from
        first = found.setdefault(since or date.min, common)
        if first is not common:
            message = f"the version from {since} is in {first.sheet.file.name} already" if since else (
                f"{first.sheet.file.name} has no effective_from either"
            )  # fmt: skip
            report.note(file, ("effective_from",), message, code="duplicate-version")
    commons = [found[day] for day in sorted(found)]
    for later in commons[1:]:
        _check_same(commons[0].sheet, later.sheet, report)
    return commons


def _conventions(form: SharedTable) -> Conventions:
    rounded = form.rounding
    return Conventions(
        form.currency,
        rounding(rounded.places, rounded.mode) if rounded else rounding(get_currency_precision(form.currency)),
        Calendar(ZoneInfo(form.time_zone), form.period),
        (form.billed_on[0], form.billed_on[-1]),
    )


def _check_same(first: Sheet[SharedTable], later: Sheet[SharedTable], report: Report) -> None:
    """What no version may change: balances and periods run across versions."""
    if not first.sound or not later.sound:
        return
    for key in ("id", "currency", "time_zone", "period"):
        old, new = getattr(first.form, key), getattr(later.form, key)
        if old != new:
            message = f"{key} is {new!r}, but {old!r} in {first.file.name}; it can't change"
            report.note(later.file, (key,), message, "make it a catalog of its own", code="changed-convention")


def _drafts(
    sheets: Sequence[Sheet[ProductTable]],
    commons: Sequence[Common],
    installed: Mapping[str, Installed],
    report: Report,
    warnings: Report,
) -> list[Draft]:
    """One product's versions, in order of time; those that are wrong are noted and left out."""
    drafts: list[Draft] = []
    whole = True
    for each in ordered(sheets, report):
        check_meters(each, report)
        common = _in_force(each, commons, report)
        found = places(each, common.sheet, installed, report) if common else None
        if common is None or found is None:
            whole = False
            continue
        made = draft(each, found, common.conventions)
        warned(found, report, warnings)
        check_examples(made, report)
        if whole and each.sound:
            check_keeps(drafts[-1] if drafts else None, made, report)
        drafts.append(made)
    return drafts


def _in_force(product: Sheet[ProductTable], commons: Sequence[Common], report: Report) -> Common | None:
    """The shared version in force when a product's version begins."""
    found = [common for common in commons if (common.sheet.form.effective_from or date.min) <= begins(product)]
    if found:
        return found[-1]
    first = commons[0].sheet
    message = f"the product begins before {first.file.name}, which is in force from {first.form.effective_from}"
    hint = "give the product a later effective_from, or the catalog an earlier one"
    path = ("effective_from",) if product.form.effective_from else ("id",)
    report.note(product.file, path, message, hint, code="not-in-force")
    return None


def _check_unused(
    commons: Sequence[Common],
    products: Sequence[Sheet[ProductTable]],
    installed: Mapping[str, Installed],
    report: Report,
) -> None:
    """A shared table that belongs to no step of any chain would be settings that nothing heeds."""
    chains = [common.sheet.chain for common in commons] + [product.chain for product in products]
    entries = [entry for chain in chains for entry in chain or ()]
    if not entries or not all(entry.kind in installed for entry in entries):
        return
    steps = list(dict.fromkeys(entry.form.step for entry in entries))
    for common in commons:
        for step in common.sheet.steps.keys() - {*steps}:
            message = f"step {step!r} is in no chain; steps: {listed(steps)}"
            report.note(common.sheet.file, (step,), message, nearest(step, steps), code="unknown-step")
