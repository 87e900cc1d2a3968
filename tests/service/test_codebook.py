"""The codes of catalogs' problems, which are told to who reads no English."""

from ratecard.service.codebook import meaning
from tests.catalog.given import problem_codes, warning_codes


def test_every_problem_and_warning_has_a_meaning_in_chinese() -> None:
    without = [code for code in sorted(problem_codes() | warning_codes()) if not meaning(code)]

    assert without == []


def test_a_code_of_a_plugins_own_has_none() -> None:
    assert meaning("too-dark") is None
