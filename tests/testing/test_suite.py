"""What an author sees of the kit: tests for each law, skips with reasons, failures that read as sentences."""

import subprocess
import sys
import unittest
from decimal import Decimal

import pytest

from ratecard.testing import StrategyLaws
from ratecard.testing.law import IDS, UnknownLaw
from tests.testing.faults import FAULTS, LosesUnits, Sound


class TestSound(StrategyLaws):
    strategy = Sound
    cases = 10


class Bare(Sound):
    examples = ()


def laws_of(**fields: object) -> StrategyLaws:
    made: StrategyLaws = type("Laws", (StrategyLaws,), fields)()
    return made


def test_there_is_a_test_for_each_law() -> None:
    names = {name for name in vars(StrategyLaws) if name.startswith("test_")}

    assert names == {f"test_{law.replace('-', '_')}" for law in IDS}


def test_a_waived_law_is_skipped_with_its_reason() -> None:
    laws = laws_of(strategy=FAULTS["FeeForNothing"][1], waived={"zero-usage": "a fee is due in every period"})

    with pytest.raises(unittest.SkipTest) as skipped:
        laws.test_zero_usage()

    assert str(skipped.value) == "zero-usage is waived: a fee is due in every period"


@pytest.mark.parametrize(
    ("waived", "sentence"),
    [
        ({"zero-usge": "why not"}, "law 'zero-usge' is waived, and is none; laws: answers, "),
        ({"zero-usage": " "}, "law 'zero-usage' is waived without a reason"),
    ],
)
def test_what_is_waived_must_be_a_law_and_have_a_reason(waived: dict[str, str], sentence: str) -> None:
    with pytest.raises(UnknownLaw) as refused:
        laws_of(strategy=Sound, waived=waived)

    assert str(refused.value).startswith(sentence)


def test_a_failure_is_a_sentence_with_the_smallest_case() -> None:
    laws = laws_of(strategy=LosesUnits, cases=40)

    with pytest.raises(AssertionError) as failed:
        laws.test_units_conserved()

    first, *rows = str(failed.value).splitlines()
    assert first.startswith("units-conserved: given 1 units, covered 0 and left 0 (period 2021-")
    assert [row.split()[0] for row in rows] == ["periods", "usage", "chain"]
    assert rows[1].startswith("  usage     1 ")


def test_without_examples_no_law_holds() -> None:
    with pytest.raises(AssertionError, match="deterministic: there are no examples of settings to try it with"):
        laws_of(strategy=Bare).test_deterministic()


def test_examples_of_the_tests_take_the_place_of_the_strategys_own() -> None:
    laws = laws_of(strategy=Sound, examples=({"fee": Decimal(1)},))

    with pytest.raises(AssertionError, match="settings-toml: the loader refuses an example: fee"):
        laws.test_settings_toml()


def test_the_bench_needs_no_hypothesis() -> None:
    program = "import sys; sys.modules['hypothesis'] = None; from ratecard.testing import Bench; print(Bench.__name__)"

    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ran.stdout == "Bench\n"
