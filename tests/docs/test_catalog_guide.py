"""The product manager's guide, run: every catalog in it loads, every problem in it is what is said."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import tomli

from ratecard.catalog import CatalogProblems, load
from ratecard.host import discover

CATALOGS = Path(__file__).parents[2] / "catalogs"
TEXT = (CATALOGS / "README.md").read_text()
INSTALLED = discover()


PAGES = [CATALOGS / "README.md", *sorted((CATALOGS / "guide").glob("*.md"))]
PROBLEMS = CATALOGS / "guide" / "problems.md"
"""Its files are changes of others; test_problem_guide.py is about it."""


class Block(NamedTuple):
    """A file of a page of the guide, and the problems that the page says it has."""

    page: str
    name: str
    content: str
    problems: str


def text_of(page: Path) -> str:
    """A page without the five minutes, which begin with nothing: test_five_minutes.py runs them."""
    return re.sub(r"\n## From nothing .*?(?=\n## )", "", page.read_text(), flags=re.DOTALL)


def blocks(page: Path) -> Iterator[Block]:
    found = re.findall(r"```(\w+)\n(.*?)```", text_of(page), re.DOTALL)
    assert {language for language, _ in found} <= {"toml", "problems", "console", "csv", "json", "sh"}
    for index, (language, content) in enumerate(found):
        if language == "toml":
            name = content.splitlines()[0].removeprefix("# ")
            after = found[index + 1] if index + 1 < len(found) else ("", "")
            yield Block(page.stem, name, content, after[1] if after[0] == "problems" else "")


BLOCKS = [block for page in PAGES if page != PROBLEMS for block in blocks(page)]
SHIPPED = {f"catalogs/{each.name}/" for each in CATALOGS.iterdir() if (each / "catalog.toml").exists()}


def lay_out(folder: Path, block: Block) -> None:
    """The shipped catalogs, those of the block's own page, and the block in its place."""
    shutil.copytree(CATALOGS, folder / "catalogs", ignore=shutil.ignore_patterns("*.md", "guide"))
    for each in BLOCKS:
        shipped = any(each.name.startswith(catalog) for catalog in SHIPPED)
        if each.page == block.page and not each.problems and not shipped:
            path = folder / each.name
            path.parent.mkdir(exist_ok=True)
            path.write_text(each.content)
    (folder / block.name).write_text(block.content)


def said(root: Path) -> str:
    """What `ratecard check` says is wrong."""
    try:
        load(root, INSTALLED)
    except CatalogProblems as error:
        return "".join(f"{each}\n" + (f"  Hint: {each.hint}\n" if each.hint else "") for each in error.problems)
    return ""


@pytest.mark.parametrize(
    "block", BLOCKS, ids=[f"{block.page}-{number}-{block.name}" for number, block in enumerate(BLOCKS)]
)
def test_every_catalog_of_the_guide_is_as_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: Block
) -> None:
    lay_out(tmp_path, block)
    monkeypatch.chdir(tmp_path)

    assert said(Path("catalogs")) == block.problems


def test_every_command_of_the_guide_answers() -> None:
    commands = [line.split()[1:] for line in re.findall(r"```console\n(.*?)```", text_of(PAGES[0]), re.DOTALL)]

    assert [command[0] for command in commands] == ["ratecard"]
    for command in commands:
        subprocess.run([sys.executable, "-m", *command], cwd=CATALOGS.parent, check=True, capture_output=True)


def test_every_catalog_of_the_guide_proves_itself() -> None:
    products = [block for block in BLOCKS if "/catalog" not in block.name and not block.problems]

    assert [block.name for block in products if "examples" not in tomli.loads(block.content)] == []


def test_the_guide_names_every_kind_once_and_no_other() -> None:
    table = TEXT.partition("| kind | what it does |\n|---|---|\n")[2].partition("\n\n")[0]

    assert sorted(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)) == sorted(INSTALLED)


def test_the_guide_links_to_every_page() -> None:
    assert set(re.findall(r"\(guide/([a-z-]+\.md)\)", TEXT)) == {page.name for page in PAGES[1:]}
