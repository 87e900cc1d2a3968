"""A folder's TOML files: which are shared, which are products."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ratecard.catalog.problem import Problem
from ratecard.catalog.read import File, read
from ratecard.catalog.report import Report
from ratecard.domain.text import printable

SHARED = "catalog.toml"
"""What the products share."""
LATER_SHARED = "catalog@"
"""What the names of its later versions begin with."""


class Folder(NamedTuple):
    """A catalog's files, in order of name."""

    path: Path
    shared: list[File]
    products: list[File]
    unread: list[Path]
    """Files that are there and can't be read."""


def is_shared(name: str) -> bool:
    """Whether a file of that name says what products share."""
    return name == SHARED or name.startswith(LATER_SHARED)


def catalog_folders(root: Path, report: Report) -> list[Path]:
    """The catalog folders of a root, or the root where it is one itself."""
    try:
        if (root / SHARED).is_file():
            return [root]
        found = [path for path in _visible(root) if path.is_dir() and (path / SHARED).is_file()]
        strays = [path for path in _visible(root) if path.is_dir() and path not in found and any(_toml(path))]
    except OSError as error:
        report.add(_unreadable(root, error))
        return []
    for path in strays:
        message = f"the folder has no {SHARED}"
        report.add(Problem(str(path), 0, "", message, "write there what its products share", "no-catalog"))
    if not found and not strays:
        message = "the folder holds no catalog"
        hint = f"a catalog is a folder with a {SHARED} and a file for each product"
        report.add(Problem(str(root), 0, "", message, hint, "no-catalog"))
    return found


def read_folder(path: Path, report: Report) -> Folder:
    """Read a catalog's files; those that can't be read are noted and left out."""
    folder = Folder(path, [], [], [])
    try:
        for inner in _visible(path):
            if inner.is_dir() and any(_toml(inner)):
                message = "files in a folder inside a catalog are not read"
                report.add(Problem(str(inner), 0, "", message, f"move them to {path}", "nested-folder"))
        files = list(_toml(path))
    except OSError as error:
        report.add(_unreadable(path, error))
        return folder
    name = path.resolve().name
    if printable(name) != name:
        message = "the folder's name holds a character that a terminal obeys"
        report.add(Problem(str(path), 0, "", message, "rename it", "control-character"))
        return folder
    for each in files:
        file = read(each, f"{name}/{each.name}")
        if isinstance(file, Problem):
            report.add(file)
            folder.unread.append(each)
        else:
            (folder.shared if is_shared(each.name) else folder.products).append(file)
    return folder


def _unreadable(path: Path, error: OSError) -> Problem:
    """That what the error is about, at least the folder, can't be read."""
    name = str(error.filename or path)
    return Problem(name, 0, "", f"can't be read: {error.strerror}", None, "unreadable")


def _visible(path: Path) -> list[Path]:
    return sorted(each for each in path.iterdir() if not each.name.startswith("."))


def _toml(path: Path) -> Iterator[Path]:
    return (each for each in _visible(path) if each.suffix.lower() == ".toml")
