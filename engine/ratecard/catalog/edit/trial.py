"""A catalog with files that are not written yet: whether it checks, and what it then says."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path as FilePath

from ratecard.catalog.edit.plan import NewFile
from ratecard.catalog.edit.refusal import WouldNotCheck
from ratecard.catalog.folder import Folder, catalog_folders, is_shared, read_folder
from ratecard.catalog.load import load_folder
from ratecard.catalog.problem import CatalogProblems, Problem
from ratecard.catalog.read import File, parse
from ratecard.catalog.report import Report
from ratecard.domain.product import Catalog
from ratecard.domain.strategy import Installed


class Opened:
    """A catalog as it stands in its folder: sound, or `CatalogProblems`."""

    def __init__(self, folder: FilePath, installed: Mapping[str, Installed]) -> None:
        report = Report()
        self.folder = read_folder(folder, report)
        self.installed = installed
        if report.problems:
            raise CatalogProblems(report.problems)
        self.catalog = load_folder(self.folder, installed)

    @property
    def path(self) -> FilePath:
        """The catalog's folder."""
        return self.folder.path

    def file(self, source: str) -> File:
        """The file that answers cite so."""
        return next(each for each in (*self.folder.products, *self.folder.shared) if each.source == source)

    def shared(self, since: date | None) -> File:
        """What products share that begin on a day; those that were always there, unless given. The first, before it."""
        first, *others = sorted(self.folder.shared, key=_begins)
        return [first, *(each for each in others if _begins(each) <= (since or date.min))][-1]

    def with_files(self, files: Iterable[NewFile], *, examples: bool = True) -> Catalog:
        """The catalog with new files, perhaps with no examples at all; `WouldNotCheck`."""
        return tried(self.folder, files, self.installed, examples=examples)


def _begins(file: File) -> date:
    since = file.table.get("effective_from")
    return since if isinstance(since, date) else date.min


def opened(root: FilePath, installed: Mapping[str, Installed]) -> list[Opened]:
    """The catalogs of a folder of catalogs, or of one; `CatalogProblems` for what is wrong in any of them."""
    report = Report()
    folders = catalog_folders(root, report)
    problems = list(report.problems)
    found = []
    for folder in folders:
        try:
            found.append(Opened(folder, installed))
        except CatalogProblems as error:
            problems += error.problems
    if problems:
        raise CatalogProblems(problems)
    return found


def tried(
    folder: Folder, files: Iterable[NewFile], installed: Mapping[str, Installed], *, examples: bool = True
) -> Catalog:
    """The catalog of a folder's files and new ones; `WouldNotCheck`."""
    new = [parsed(each, folder) for each in files]
    shared = [*folder.shared, *(each for each in new if is_shared(FilePath(each.name).name))]
    products = [*folder.products, *(each for each in new if each not in shared)]
    if not examples:
        products = [_without_examples(each) for each in products]
    try:
        return load_folder(folder._replace(shared=shared, products=products), installed)
    except CatalogProblems as error:
        raise WouldNotCheck(error.problems) from error


def _without_examples(file: File) -> File:
    table = {key: value for key, value in file.table.items() if key != "examples"}
    return File(name=file.name, source=file.source, content=file.content, table=table)


def parsed(new: NewFile, folder: Folder) -> File:
    """The new file as the loader reads it; `WouldNotCheck`."""
    source = f"{folder.path.resolve().name}/{new.path.name}"
    file = parse(str(new.path), source, new.text.encode("utf-8"))
    if isinstance(file, Problem):
        raise WouldNotCheck([file])
    return file
