"""The files of a folder of catalogs as they were at one time, so that several processes read the same."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from ratecard.bootstrap import Settings, read_shelf
from ratecard.catalog import CatalogProblems, Problem
from ratecard.service import Shelf

DEEPEST = 3
"""How deep files are looked for: in catalogs, and in the folders inside them, which the loader complains of."""


class Copy(NamedTuple):
    """What was in a folder of catalogs."""

    folder: Path
    files: Mapping[str, bytes]
    """Each TOML file by its path below the folder."""
    names: Mapping[str, str]
    """What the folders that are links are called where they lead, by their paths; digests go by that."""

    def shelf(self, settings: Settings) -> Shelf:
        """What is in it, named as in the folder that it was copied from; `CatalogProblems`, `HostProblem`."""
        with TemporaryDirectory(prefix="ratecard-") as place:
            root = self._unpacked(Path(place))
            try:
                shelf = read_shelf(settings._replace(catalogs=root))
            except CatalogProblems as error:
                raise CatalogProblems(self._told(error.problems, root), self._told(error.warnings, root)) from error
        catalogs = (
            replace(
                each,
                folder=self._renamed(each.folder, root),
                warnings=tuple(self._told(each.warnings, root)),
                left_out=tuple(left._replace(file=self._renamed(left.file, root)) for left in each.left_out),
            )
            for each in shelf.catalogs
        )
        return replace(shelf, catalogs=tuple(catalogs))

    def _unpacked(self, place: Path) -> Path:
        root = place / (self.folder.resolve().name or "catalogs")
        root.mkdir()
        for number, (path, name) in enumerate(self.names.items()):
            there = place / str(number) / name
            there.mkdir(parents=True)
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).symlink_to(there)
        for path, content in self.files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
        return root

    def _told(self, problems: Iterable[Problem], root: Path) -> list[Problem]:
        return [
            each._replace(
                file=self._renamed(each.file, root),
                message=self._renamed(each.message, root),
                hint=each.hint and self._renamed(each.hint, root),
            )
            for each in problems
        ]

    def _renamed(self, text: str, root: Path) -> str:
        below = str(self.folder / "-")[:-1]
        return text.replace(f"{root}/", below).replace(str(root), str(self.folder))


def copied(folder: Path) -> Copy:
    """The TOML files of a folder of catalogs as they are now; `CatalogProblems` for what can't be read."""
    names: dict[str, str] = {}
    try:
        files = {path: (folder / path).read_bytes() for path in _toml(folder, "", 1, names)}
    except OSError as error:
        problem = Problem(str(error.filename or folder), 0, "", f"can't be read: {error.strerror}", None, "unreadable")
        raise CatalogProblems([problem]) from error
    return Copy(folder, files, names)


def _toml(folder: Path, below: str, depth: int, names: dict[str, str]) -> Iterator[str]:
    """The paths below `folder`; into `names` goes what linked folders are called where they lead."""
    for each in sorted((folder / below).iterdir()):
        path = below + each.name
        if each.name.startswith("."):
            continue
        if not each.is_dir():
            if each.suffix == ".toml":
                yield path
        elif depth < DEEPEST:
            if each.is_symlink():
                names[path] = each.resolve().name
            yield from _toml(folder, f"{path}/", depth + 1, names)
