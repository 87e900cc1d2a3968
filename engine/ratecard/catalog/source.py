"""Where a step's settings are from: the product's own table, or the one that its catalog shares."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ratecard.catalog.problem import Path
from ratecard.catalog.read import File
from ratecard.catalog.sheet import Entry


class Settings(NamedTuple):
    """A step's settings: the product's own keys win over the shared ones."""

    step: str
    entry: Entry
    product: File
    own: Mapping[str, object] | None
    shared_file: File
    shared: Mapping[str, object] | None

    @property
    def table(self) -> dict[str, object]:
        """Both tables in one."""
        return {**(self.shared or {}), **(self.own or {})}

    def place(self, path: Path) -> tuple[File, Path]:
        """The file, and the path in it, that a path within the settings is from; of the step itself at ()."""
        for file, table in ((self.product, self.own), (self.shared_file, self.shared)):
            if table is not None and (not path or path[0] in table):
                return file, (self.step, *path)
        return self.entry.file, self.entry.path


class Sources(Mapping[Path, str]):
    """`file:line` of each setting, by its path; the files are scanned when the first line is asked for."""

    __slots__ = ("_known", "_settings")

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known: dict[Path, str] = {}

    def __bool__(self) -> bool:
        return True

    def __getitem__(self, path: Path) -> str:
        found = self._known.get(path)
        if found is None:
            found = self._known[path] = self._line(path)
        return found

    def _line(self, path: Path) -> str:
        file, place = self._settings.place(path)
        if path and (place[1:] != path or place not in file.lines):
            raise KeyError(path)
        return f"{file.source}:{file.line(place)}"

    def __iter__(self) -> Iterator[Path]:
        settings = self._settings
        yield ()
        for file in {settings.product.name: settings.product, settings.shared_file.name: settings.shared_file}.values():
            for place in file.lines:
                path = place[1:]
                if path and place[0] == settings.step and settings.place(path) == (file, place):
                    yield path

    def __len__(self) -> int:
        return sum(1 for _ in self)
