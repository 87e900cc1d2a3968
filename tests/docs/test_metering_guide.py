"""The guide's page on metering, run: its log is counted as it shows."""

import re
from pathlib import Path

from tests.docs.console import printed

PAGE = (Path(__file__).parents[2] / "catalogs" / "guide" / "metering.md").read_text()


BLOCKS: list[tuple[str, str]] = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)


def blocks(language: str) -> list[str]:
    """The blocks in a language, without those that are shown for their problems."""
    following = [*BLOCKS[1:], ("", "")]
    pairs = zip(BLOCKS, following, strict=True)
    return [text for (kind, text), (after, _) in pairs if kind == language and after != "problems"]


def lay_out(folder: Path) -> None:
    """The page's catalog and its log."""
    for content in blocks("toml"):
        path = folder / content.splitlines()[0].removeprefix("# ")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    (log,) = blocks("csv")
    (folder / "june.csv").write_text(log)


def words(folder: Path, command: str) -> list[str]:
    """The lines that a command prints, without the spacing of columns."""
    return [" ".join(line.split()) for line in printed(folder, command, columns=120)]


def test_the_log_of_the_page_is_counted_as_it_shows(tmp_path: Path) -> None:
    lay_out(tmp_path)
    (block,) = blocks("console")
    command, *shown = block.splitlines()

    lines = words(tmp_path, command)

    expected = [" ".join(line.split()) for line in shown if line != "..."]
    assert [line for line in lines if line in expected] == expected


def test_the_log_of_the_page_is_priced(tmp_path: Path) -> None:
    lay_out(tmp_path)

    assert "Total 4.10 USD" in words(tmp_path, "ratecard quote tables --records june.csv --locale en")


def test_every_key_of_a_rule_is_on_the_page() -> None:
    table = PAGE.split("## ")[0]

    assert re.findall(r"^\| `(\w+)", table, re.MULTILINE) == ["when", "of", "block", "at_least", "meter", "ignore"]
