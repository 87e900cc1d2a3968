"""What the fuzzer starts from: every catalog of the repository, whole and right."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
Files = dict[str, bytes]
"""A catalog's files by name; `catalog.toml` is always there."""


@cache
def seeds() -> dict[str, Files]:
    """The catalogs by name, in order of name: those that are shipped, those of the tests, those of the guide."""
    found: dict[str, Files] = {}
    for shared in [*ROOT.glob("catalogs/*/catalog.toml"), *ROOT.glob("tests/catalogs/*/catalog.toml")]:
        found[shared.parent.name] = {path.name: path.read_bytes() for path in sorted(shared.parent.glob("*.toml"))}
    for page in [ROOT / "catalogs" / "README.md", *ROOT.glob("catalogs/guide/*.md")]:
        for content in _blocks(page):
            _, folder, name = content.splitlines()[0].removeprefix("# ").split("/")
            found.setdefault(f"{page.stem}-{folder}", {})[name] = content.encode()
    return {name: found[name] for name in sorted(found) if {"catalog.toml"} < found[name].keys()}


def _blocks(page: Path) -> Iterator[str]:
    """The page's files; one before a block of problems is meant to be wrong."""
    found = re.findall(r"```(\w+)\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    for (language, content), (after, _) in zip(found, [*found[1:], ("", "")], strict=True):
        if language == "toml" and after != "problems" and content.startswith("# catalogs/"):
            yield content
