"""The guide's two lines for VS Code, run: the folder that is open is the one that `catalogs` is in."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.catalog.toy import changed
from tests.editor.editor import flags
from tests.editor.server import Server

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "catalogs" / "README.md").read_text("utf-8")
(_BLOCK,) = re.findall(r"## In VS Code\n.*?```sh\n(.*?)```", GUIDE, re.DOTALL)
LINES = _BLOCK.splitlines()


@pytest.fixture
def opened(tmp_path: Path) -> Path:
    """A folder with the shipped catalogs, after the second line."""
    shutil.copytree(ROOT / "catalogs", tmp_path / "catalogs", ignore=shutil.ignore_patterns(".*"))
    command = [sys.executable, "-m", *shlex.split(LINES[1])]
    subprocess.run(command, cwd=tmp_path, env={"PATH": os.environ["PATH"]}, check=True)
    return tmp_path


def test_the_guides_two_lines_set_the_editor_up(opened: Path) -> None:
    with Server(opened, "catalogs") as server:
        said = server.hover("id-card.toml", "[tiered-postpaid]\nmode = 5\n", 1)

    assert LINES[0] == "code --install-extension tombi-toml.tombi"
    assert said.startswith("#### Mode\n\n`volume`: all units at the price of the tier reached;")


def test_the_guides_lint_says_what_the_editor_underlines(opened: Path) -> None:
    path = opened / "catalogs" / "tencent-ocr" / "id-card.toml"
    assert flags(opened / "catalogs", ".") == []

    path.write_text(changed(path.read_text("utf-8"), "price = 0.15", 'price = "0.15"'))

    (flag,) = flags(opened / "catalogs", ".")
    assert flag.message == "expected a value of type Float, but found String"
