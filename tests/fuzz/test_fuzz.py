"""Spoilt catalogs, the first few: `make fuzz` loads 20 000 of them."""

import re
from pathlib import Path

import pytest

from tests.cli.run import run
from tests.fuzz.case import Case, case
from tests.fuzz.judge import judge, warm
from tests.fuzz.seed import seeds

CASES = 200
PARTS = 5
CHECKED = 40
"""Cases that `ratecard check` is given."""


@pytest.fixture(scope="module", autouse=True)
def _warm(tmp_path_factory: pytest.TempPathFactory) -> None:
    warm(tmp_path_factory.mktemp("warm"))


@pytest.mark.parametrize("part", range(PARTS))
def test_spoilt_catalogs_have_located_problems_or_load(tmp_path: Path, part: int) -> None:
    found = {str(made): judge(made, tmp_path / str(made.number)) for made in map(case, range(part, CASES, PARTS))}

    assert {name: findings for name, findings in found.items() if findings} == {}


def test_a_case_is_always_the_same() -> None:
    assert [case(number) for number in range(20)] == [case(number) for number in range(20)]
    assert len({str(case(number)) for number in range(20)}) == 20


def test_the_seeds_are_the_shipped_catalogs_those_of_the_tests_and_of_the_guide() -> None:
    assert {"tencent-ocr", "baidu", "made-up-hours", "tiers-tiers", "README-cards"} <= seeds().keys()


def test_check_prints_the_problems_of_spoilt_catalogs_and_loads_some(tmp_path: Path) -> None:
    codes = [_check(made, tmp_path / str(made.number)) for made in map(case, range(CASES, CASES + CHECKED))]

    assert 2 <= codes.count(0) <= CHECKED - 2


def _check(made: Case, folder: Path) -> int:
    """The exit code of `ratecard check`, which says what it means."""
    ran = run("check", "--catalogs", str(made.lay_out(folder / "toy")))

    assert "Traceback" not in ran.out + ran.err
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", ran.out + ran.err), str(made)
    if ran.code == 0:
        assert ran.err == "", str(made)
        return 0
    *printed, _, last = ran.err.splitlines()
    assert ran.code == 1, str(made)
    assert last.endswith(": nothing was loaded"), str(made)
    strange = [
        line for line in printed if line not in ("", "Warnings") and not line.startswith((str(folder), "  Hint: "))
    ]
    assert strange == [], str(made)
    return 1
