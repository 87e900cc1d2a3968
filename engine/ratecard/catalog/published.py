"""What was published stays as it was: the catalogs of today, compared with those of a revision."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from ratecard.catalog.common import commons, in_force
from ratecard.catalog.folder import catalog_folders, read_folder
from ratecard.catalog.form import ProductTable
from ratecard.catalog.meaning import differing
from ratecard.catalog.metering import metering
from ratecard.catalog.problem import Problem
from ratecard.catalog.report import Report
from ratecard.catalog.revision import Revision, UnreadableRevision, revision
from ratecard.catalog.sheet import Sheet, sheet
from ratecard.catalog.structure import places
from ratecard.catalog.version import Draft, begins, draft, ordered
from ratecard.domain.strategy import Installed

ANEW = "leave what was published as it was; what changes is a file of its own, with effective_from = a day to come"


class _Shelf(NamedTuple):
    """The versions of the products in a folder, as far as they can be read."""

    versions: Mapping[tuple[str, str], Mapping[date, Draft]]
    """By catalog and product, then by the day they begin."""
    problems: list[Problem]


def published_changes(
    root: Path, installed: Mapping[str, Installed], name: str, on: date | None = None
) -> list[Problem]:
    """Every change to what the revision `name` published of the folder, which loads.

    All its versions are published; with `on`, those that begin after that day are not yet. What is new must begin
    later than `on`, or else than the day of the revision. Versions are compared in what they settle, offer and count;
    comments, examples and texts for people may change.
    """
    try:
        old = revision(root, name)
    except UnreadableRevision as error:
        return [Problem(str(root), 0, "", error.message, error.hint, "unknown-revision")]
    if not old.files:
        message = f"revision {name!r} has no catalogs in the folder, so that nothing of it is published"
        hint = "leave --published out until it has; if the folder was moved, do that in a change of its own"
        return [Problem(str(root), 0, "", message, hint, "unknown-revision")]
    report = Report()
    with TemporaryDirectory(prefix="ratecard-") as place:
        there = _unpacked(old, Path(place) / (root.resolve().name or "catalogs"))
        then, now = _shelf(there, installed), _shelf(root, installed)
        publication = _Publication(name, old.at, on, there, root, not then.problems)
        for problem in then.problems:
            report.add(publication.unreadable(problem))
        for product, versions in then.versions.items():
            _check_product(product[1], versions, now.versions.get(product, {}), publication, report)
    return report.problems


class _Publication(NamedTuple):
    """What was published when, and where it lies for the time being."""

    name: str
    at: datetime
    on: date | None
    there: Path
    root: Path
    is_whole: bool
    """Whether all of it can be read, so that what is not in it is new."""

    def covers(self, begins: date) -> bool:
        """Whether a version of the revision that begins on a day is published."""
        return self.on is None or begins <= self.on

    def last(self, version: Draft) -> date:
        """The last day that no new version may begin on."""
        return self.on or version.version.chain.conventions.calendar.local(self.at).date()

    def renamed(self, text: str) -> str:
        """With the names that files have in the folder itself."""
        return text.replace(f"{self.there}/", str(self.root / "-")[:-1]).replace(str(self.there), str(self.root))

    def unreadable(self, problem: Problem) -> Problem:
        """What keeps a published version from being compared."""
        key = f"{problem.key}: " if problem.key else ""
        line = f", line {problem.line}" if problem.line else ""
        message = f"as {self.name!r} published it{line}, it does not load with what is installed: {key}"
        message += self.renamed(problem.message)
        hint = f"compare with an earlier revision, one that loads: --published {self.name}~1"
        return Problem(self.renamed(problem.file), 0, "", message, hint, "unreadable-publication")


def _check_product(
    product: str,
    before: Mapping[date, Draft],
    after: Mapping[date, Draft],
    publication: _Publication,
    report: Report,
) -> None:
    for day, old in before.items():
        if not publication.covers(day):
            continue
        if day not in after:
            message = f"{_version(product, day)} is gone, which {publication.name!r} has published"
            name = publication.renamed(old.sheet.file.name)
            hint = f"bring it back: git restore --source={publication.name} {name}"
            report.add(Problem(name, 0, "", message, hint, "published-version-gone"))
            continue
        for file, path, key, was, now in differing(old, after[day]):
            message = f"is {now}, but was {was} when {publication.name!r} published {_version(product, day)}"
            report.note(file, path, message, ANEW, code="published-version-changed", key=key)
    for day, new in after.items() if publication.is_whole else ():
        last = publication.last(new)
        if day <= last and not (day in before and publication.covers(day)):
            message = f"{_version(product, day)} is new, and begins no later than {last}: it would price what is past"
            path = ("effective_from",) if new.sheet.form.effective_from else ("id",)
            report.note(new.sheet.file, path, message, "let it begin on a day to come", code="backdated-version")


def _version(product: str, begins: date) -> str:
    return f"the first version of {product!r}" if begins == date.min else f"the version of {product!r} from {begins}"


def _unpacked(old: Revision, place: Path) -> Path:
    for path, content in old.files.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(content)
    return place


def _shelf(root: Path, installed: Mapping[str, Installed]) -> _Shelf:
    """Without what only tests a catalog, its examples above all: what was published need only be known."""
    report = Report()
    found: dict[tuple[str, str], dict[date, Draft]] = {}
    for path in catalog_folders(root, report):
        for product, version in _drafts(path, installed, report):
            found.setdefault(product, {})[begins(version.sheet)] = version
    return _Shelf(found, report.problems)


def _drafts(path: Path, installed: Mapping[str, Installed], report: Report) -> Iterator[tuple[tuple[str, str], Draft]]:
    folder = read_folder(path, report)
    shared = commons(folder, report)
    sheets: dict[str, list[Sheet[ProductTable]]] = {}
    for file in folder.products:
        made = sheet(file, ProductTable, report)
        sheets.setdefault(made.form.id if made.sound else file.name, []).append(made)
    for product, versions in sheets.items():
        for each in ordered(versions, report) if shared else []:
            common = in_force(each, shared, report)
            found = places(each, common.sheet, installed, report) if common else None
            rules = metering(each, common.sheet, report) if common else None
            if common and found and rules is not None:
                yield (shared[0].sheet.form.id, product), draft(each, common.sheet, found, common.conventions, rules)
