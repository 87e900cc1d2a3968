"""The guide's page of problems: every code that the loader can give, with a file that brings it about."""

import re
from pathlib import Path

from tests.catalog.catalogue import CASES, PUBLISHED, WARNED, codes
from tests.catalog.given import NOT_OF_CATALOGS, problem_codes, warning_codes
from tests.catalog.problem_page import NO_CASE, page

PAGE = (Path(__file__).parents[2] / "catalogs" / "guide" / "problems.md").read_text("utf-8")
PROBLEMS, _, WARNINGS = PAGE.partition("\n## Warnings\n")
CODE = re.compile(r"^### `([a-z0-9-]+)`$", re.MULTILINE)


def test_the_page_is_made_of_the_error_catalogue() -> None:
    assert page() == PAGE, "make problems"


def test_the_page_has_each_code_that_the_code_gives_once_and_no_other() -> None:
    assert sorted(CODE.findall(PROBLEMS)) == sorted(problem_codes())
    assert sorted(CODE.findall(WARNINGS)) == sorted(warning_codes())


def test_every_code_of_a_problem_has_a_file_that_brings_it_about() -> None:
    shown = {code for case in [*CASES, *PUBLISHED] for code in codes(case)}

    assert problem_codes() - shown == NO_CASE.keys()
    assert problem_codes() | warning_codes() >= shown


def test_every_warning_has_a_file_that_brings_it_about() -> None:
    assert {code for case in WARNED for code in codes(case)} == warning_codes()


def test_the_codes_are_found_in_the_code() -> None:
    """Codes that are known by hand, of each way in which a module gives one."""
    assert problem_codes() >= {
        "syntax", "missing-key", "wrong-type", "failed-example", "stranded-packs", "duplicate-catalog", "unknown-kind",
        "plugin-fault", "chain-leaves-units", "limit-reached",
    }  # fmt: skip
    assert problem_codes().isdisjoint(NOT_OF_CATALOGS)
    assert "dominated-pack" in warning_codes()
