"""A folder of catalogs as a product manager has it open: the schemas beside it, and the editor's own checks."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ratecard.catalog import editor_files
from ratecard.host import discover
from tests.editor.server import TOMBI

INSTALLED = discover()
FILES = editor_files(INSTALLED)
SOUND = Path(__file__).parent / "sound"


class Flag(NamedTuple):
    """Something that the editor underlines."""

    line: int
    message: str


def set_up(folder: Path, files: Mapping[str, str] = FILES) -> Path:
    """The folder, with what `ratecard schema --catalog --out` writes."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return folder


def sound(folder: Path) -> Path:
    """The sound catalog in the folder."""
    return Path(shutil.copytree(SOUND, folder / "sound"))


def flags(folder: Path, file: str) -> list[Flag]:
    """What the editor flags in a file of the folder, from its first line on."""
    lines = ["--diagnostics-format", "json-lines", "--diagnostics-file", "/dev/stdout"]
    ran = subprocess.run(
        [TOMBI, "lint", "--offline", "--quiet", *lines, file], cwd=folder, capture_output=True, text=True, check=False
    )
    found = [json.loads(line) for line in ran.stdout.splitlines()]

    assert found or ran.returncode == 0, ran.stderr
    starts = [(each["range"]["start"], each["message"]) for each in found]
    return [Flag(start["line"], said) for start, said in sorted(starts, key=lambda each: tuple(each[0].values()))]
