"""New files that were made and tried: shown as a difference, or written, all of them or none."""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from difflib import unified_diff
from pathlib import Path as FilePath
from secrets import token_hex
from typing import NamedTuple

from ratecard.catalog.edit.page import MARK
from ratecard.catalog.edit.refusal import CantEdit

NOWHERE = "/dev/null"
"""What a difference calls the other side of a file that is all new."""


class NewFile(NamedTuple):
    """A file to be written where none is."""

    path: FilePath
    text: str
    like: FilePath | None = None
    """The file that it was made from; None for one that was made from nothing that the catalogs have."""

    def diff(self) -> str:
        """How it differs from what it was made from."""
        before = self.like.read_bytes().decode("utf-8").removeprefix(MARK) if self.like else ""
        old, new = (text.splitlines(keepends=True) for text in (before, self.text))
        found = unified_diff(old, new, str(self.like or NOWHERE), str(self.path))
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in found)


def write(files: Sequence[NewFile]) -> None:
    """Write the files of one folder, in their order: all of them or none, and never over one that is there; `CantEdit`.

    Each is written whole under a name that catalogs don't read, and gets its own name at once; so does a new folder.
    """
    folder = files[0].path.parent
    new = not folder.exists()
    place = folder.with_name(_hidden(folder)) if new else folder
    made: list[FilePath] = []
    names = {place / (file.path.name if new else _hidden(file.path)): file for file in files}
    try:
        place.mkdir(parents=True, exist_ok=True)
        for path, file in names.items():
            _write(path, file.text)
        for path, file in names.items() if not new else ():
            # A hard link, as renaming would replace a file that somebody else has made in the meantime.
            os.link(path, file.path)
            made.append(file.path)
        if new:
            place.rename(folder)
    except OSError as error:
        _remove(made)
        where = error.filename2 or error.filename
        why = "exists already" if isinstance(error, FileExistsError) else f"can't be written: {error.strerror}"
        raise CantEdit(f"{where} {why}", "nothing is written") from error
    finally:
        _remove(names)
        if new:
            _remove([place])


def _hidden(path: FilePath) -> str:
    return f".{path.name}.{token_hex(8)}"


def _write(path: FilePath, text: str) -> None:
    with path.open("xb") as opened:
        opened.write(text.encode("utf-8"))
        opened.flush()
        os.fsync(opened.fileno())


def _remove(paths: Iterable[FilePath]) -> None:
    for path in paths:
        with suppress(OSError):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink()
