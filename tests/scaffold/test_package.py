"""The package that `ratecard new plugin` writes, used as its author would, without an edit and without a network."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest


class Author(NamedTuple):
    """Somebody with a new package, installed in a place of its own."""

    folder: Path
    site: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a module of Python in the package's folder."""
        environment = {**os.environ, "PYTHONPATH": str(self.site), "RATECARD_DISABLED": "", "LANG": "C.UTF-8"}
        return subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def passed(self, *arguments: str) -> str:
        """What a run prints that succeeds."""
        ran = self.run(*arguments)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout


def written(place: Path, *arguments: str) -> Author:
    author = Author(place / arguments[0], place / "site")
    Author(place, place / "none").passed("ratecard", "new", "plugin", *arguments, "--locale", "en")
    offline = ("--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check", "--quiet")
    author.passed("pip", "install", *offline, "--target", str(author.site), ".")
    return author


@pytest.fixture(scope="module")
def author(tmp_path_factory: pytest.TempPathFactory) -> Author:
    return written(tmp_path_factory.mktemp("author"), "acme-night-rate")


def test_it_is_listed(author: Author) -> None:
    listed = json.loads(author.passed("ratecard", "plugins", "--json", "--locale", "en"))["plugins"]

    assert [plugin for plugin in listed if plugin["kind"] == "acme-night-rate"] == [
        {
            "kind": "acme-night-rate",
            "title": "Acme night rate",
            "plugin": "acme-night-rate",
            "distribution": "acme-night-rate",
            "version": "0.1.0",
            "description": "Charge a fee in every period in which anything was called, and a price for each call that"
            " is left.",
        }
    ]


def test_it_prices_its_product(author: Author) -> None:
    asked = "quote sample-product --usage 100 --period 2021-06 --catalogs catalogs --locale en"

    assert "\nTotal  20.00 CNY\n" in author.passed("ratecard", *asked.split())


def test_its_tests_pass(author: Author) -> None:
    assert " passed" in author.passed("pytest", "-q", "-p", "no:cacheprovider")


def test_its_types_are_strict(author: Author) -> None:
    assert author.passed("mypy", "--cache-dir", str(author.site.parent / "mypy")).startswith("Success")


@pytest.mark.parametrize("arguments", [["x"], ["text", "--kind", "per-call"], ["zeta-quite-long-name-of-a-new-plugin"]])
def test_it_is_formatted_and_clean_whatever_its_name(tmp_path: Path, arguments: list[str]) -> None:
    Author(tmp_path, tmp_path).passed("ratecard", "new", "plugin", *arguments, "--locale", "en")
    author = Author(tmp_path / arguments[0], tmp_path)

    assert author.passed("ruff", "check", "--no-cache") == "All checks passed!\n"
    assert "already formatted" in author.passed("ruff", "format", "--check", "--no-cache")


def test_the_readme_shows_commands_that_work(author: Author) -> None:
    shown = [line[2:] for line in (author.folder / "README.md").read_text().splitlines() if line.startswith("$ ")]

    ours = [command.split() for command in shown if command.startswith("ratecard ")]
    assert len(ours) == 2
    assert all(author.passed(*command) for command in ours)


def test_another_of_its_kind_is_refused_beside_it(author: Author) -> None:
    ran = author.run("ratecard", "new", "plugin", "acme-day-rate", "--kind", "acme-night-rate")

    assert ran.returncode == 1
    assert ran.stderr == (
        "ratecard: kind 'acme-night-rate' is installed already, by acme-night-rate 0.1.0\n"
        "Hint: choose another one with --kind\n"
    )
