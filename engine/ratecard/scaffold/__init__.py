"""Writes the package of a new plugin: one that installs, passes its tests and prices a product as it stands."""

import keyword
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from packaging.utils import InvalidName, canonicalize_name

TEMPLATE = Path(__file__).parent / "template"
KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class CantWrite(Exception):
    """The package can't be written as it was asked for; a sentence, perhaps with a hint."""

    def __init__(self, sentence: str, hint: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint


class Sample(NamedTuple):
    """What a new plugin is called; the fields are the words that stand for it in the template."""

    plugin: str
    """The distribution and its entry point: `acme-night-rate`."""
    kind: str
    """What catalogs call its strategy: `night-rate`."""

    @property
    def words(self) -> Mapping[str, str]:
        """Each word of the template, and what stands in its place."""
        return {
            "sample-plugin": self.plugin,
            "sample_plugin": self.plugin.replace("-", "_"),
            "SamplePlugin": _class_name(self.plugin),
            "sample-kind": self.kind,
            "Sample title": self.kind.replace("-", " ").capitalize(),
        }


def named(name: str, kind: str | None = None) -> Sample:
    """A plugin of that name, in the form that installers write it; `CantWrite` for a name that can't be one."""
    try:
        plugin = canonicalize_name(name, validate=True)
    except InvalidName as error:
        raise CantWrite(
            f"{name!r} is no name of a distribution", "use letters, digits and single hyphens, as acme-night-rate"
        ) from error
    module = plugin.replace("-", "_")
    if not KEBAB.fullmatch(plugin):
        raise CantWrite(f"{name!r} is no name of a Python package: {module!r}", "begin it with a letter")
    if keyword.iskeyword(module) or module in sys.stdlib_module_names:
        raise CantWrite(f"{name!r} is taken: Python itself has {module!r}", f"put a word before it, as acme-{plugin}")
    if kind is not None and not KEBAB.fullmatch(kind):
        raise CantWrite(f"kind {kind!r} is not in kebab-case", "write it as 'night-rate'")
    _check_not_installed(plugin, module)
    return Sample(plugin, kind or plugin)


def _check_not_installed(plugin: str, module: str) -> None:
    try:
        version = distribution(plugin).version
    except PackageNotFoundError:
        if not find_spec(module):
            return
        raise CantWrite(f"a package {module!r} is installed already", "choose another name") from None
    raise CantWrite(f"a distribution {plugin!r} is installed already: {version}", "choose another name")


def write(sample: Sample, into: Path) -> tuple[Path, ...]:
    """Write the package in a new folder of its name, and answer its files; `CantWrite` where that can't be."""
    folder = into / sample.plugin
    if folder.exists():
        raise CantWrite(f"{folder} exists already", "choose another name, or another folder with --into")
    files = {folder / path: text for path, text in rendered(sample)}
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    except OSError as error:
        raise CantWrite(f"can't write in {into}: {error.strerror}", "choose another folder with --into") from error
    return tuple(files)


def rendered(sample: Sample) -> Iterator[tuple[str, str]]:
    """Each file of the package, as its path in it and its text."""
    for path in sorted(TEMPLATE.rglob("*")):
        place = path.relative_to(TEMPLATE)
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in place.parts):
            yield _filled(place.as_posix(), sample), _filled(path.read_text("utf-8"), sample)


def _filled(text: str, sample: Sample) -> str:
    words = sample.words
    return re.sub("|".join(words), lambda found: words[found[0]], text)


def _class_name(plugin: str) -> str:
    """The plugin's name as a class has it; another one where the template's own code uses that."""
    name = "".join(word.capitalize() for word in plugin.split("-"))
    code = "".join(path.read_text("utf-8") for path in TEMPLATE.rglob("*.py"))
    taken = {*re.findall(r"\w+", code.replace("SamplePlugin", "")), *keyword.kwlist}
    return f"{name}Strategy" if name in taken else name
