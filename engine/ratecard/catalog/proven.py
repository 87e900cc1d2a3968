"""What earlier checks proved, so that files that did not change are not proven again.

It is kept in the user's cache folder, one file for a folder of catalogs, and is known again by a digest of all that a
proof depends on: the product's files and the shared ones, where they are, the engine's and the plugins' own source, and
all that is installed. Products with problems are never kept. A file that can't be read or is damaged is as none.
"""

import importlib.metadata
import json
import os
import sys
import sysconfig
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import ModuleType
from typing import Any, NamedTuple

from ratecard.catalog.problem import Problem
from ratecard.domain.strategy import Installed


class Found(NamedTuple):
    """What a product's proof found: no problems."""

    warnings: tuple[Problem, ...]
    """Those that are not accepted."""
    accepted: tuple[tuple[str, str], ...]
    """The file and the code of each acceptance that a warning needed."""


class Proven:
    """A folder's proofs of an earlier check, and those of this one."""

    def __init__(self, file: Path, surroundings: str) -> None:
        self._file = file
        self._surroundings = surroundings
        self._known = _read(file)
        self._kept: dict[str, Any] = {}

    def key(self, files: Iterable[tuple[str, str, bytes]]) -> str:
        """What a product's proof is known by."""
        made = sha256(self._surroundings.encode())
        for parts in sorted(files):
            for part in (parts[0].encode(), parts[1].encode(), parts[2]):
                made.update(len(part).to_bytes(8, "big"))
                made.update(part)
        return made.hexdigest()

    def get(self, key: str) -> Found | None:
        """What was found then; None where it has to be proven."""
        kept = self._known.get(key)
        if kept is None:
            return None
        return Found(tuple([Problem(*each) for each in kept[0]]), tuple([(name, code) for name, code in kept[1]]))

    def put(self, key: str, found: Found) -> None:
        """Keep what was found."""
        self._kept[key] = found

    def save(self) -> None:
        """Write what is kept, in place of what was known; where nothing can be written, nothing is."""
        if self._kept.keys() == self._known.keys():
            return
        content = json.dumps(self._kept, ensure_ascii=False).encode()
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self._file.parent, delete=False) as written:
                written.write(sha256(content).hexdigest().encode() + b"\n" + content)
            Path(written.name).replace(self._file)
        except OSError:
            return


def _read(file: Path) -> dict[str, Any]:
    """What the file has, if it is whole."""
    try:
        digest, _, content = file.read_bytes().partition(b"\n")
    except OSError:
        return {}
    if digest != sha256(content).hexdigest().encode():
        return {}
    known: dict[str, Any] = json.loads(content)
    return known


def surroundings(installed: Mapping[str, Installed]) -> str | None:
    """A digest of all that proofs depend on beside the catalogs; None where a plugin's source can't be read."""
    made = sha256(repr((sys.version, sys.platform)).encode())
    for name, version in sorted({(each.name, each.version) for each in importlib.metadata.distributions()}):
        made.update(f"{name} {version}\n".encode())
    for name, installed_strategy in sorted(installed.items()):
        made.update(f"{name} {installed_strategy.plugin}\n".encode())
    try:
        for path in _sources(installed):
            made.update(f"{path}\n".encode())
            made.update(sha256(path.read_bytes()).digest())
    except (OSError, KeyError, TypeError):
        return None
    return made.hexdigest()


def _sources(installed: Mapping[str, Installed]) -> Iterator[Path]:
    """The engine's files, the plugins', the zones' list, and of modules that are not installed each one's."""
    classes = [kind for each in installed.values() for kind in each.strategy.__mro__ if kind is not object]
    roots = {"ratecard", *(kind.__module__.partition(".")[0] for kind in classes)} - sys.stdlib_module_names
    for root in sorted(roots):
        yield from _files(sys.modules[root])
    installed_at = [Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    loose = {module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)}
    for path in sorted(Path(name) for name in loose if name):
        if path.is_file() and not any(path.is_relative_to(place) for place in installed_at):
            yield path
    for place in zoneinfo.TZPATH:
        for name in ("tzdata.zi", "+VERSION"):
            if (path := Path(place) / name).is_file():
                yield path


def _files(module: ModuleType) -> list[Path]:
    """A module's file, or all files of a package."""
    if not hasattr(module, "__path__"):
        return [Path(module.__file__ or "")]
    found = [path for place in module.__path__ for path in Path(place).rglob("*")]
    return sorted(path for path in found if path.is_file() and "__pycache__" not in path.parts)


def place(root: Path, environment: Mapping[str, str] = os.environ) -> Path | None:
    """The file for a folder of catalogs, in the user's cache folder; None where there is none."""
    try:
        caches = Path(environment.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        return caches / "ratecard" / f"{sha256(str(root.resolve()).encode()).hexdigest()[:32]}.proofs"
    except (OSError, RuntimeError):
        return None
