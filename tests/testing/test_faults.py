"""The kit itself: each planted fault is caught by the law that names it, and by no other."""

import pytest

from ratecard.testing.law import IDS
from ratecard.testing.trial import tried_all
from tests.testing.faults import FAULTS, Sound

CASES = 40


def test_a_sound_strategy_breaks_no_law() -> None:
    findings = tried_all(Sound, Sound.examples, {})

    assert [str(each) for each in findings if each.status != "held"] == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_caught_by_the_law_that_names_it(name: str) -> None:
    law, strategy = FAULTS[name]

    findings = tried_all(strategy, strategy.examples, {}, CASES, smallest=False)

    assert {each.law: str(each) for each in findings if each.status == "broken"}.keys() == {law}


def test_every_law_catches_a_fault() -> None:
    assert {law for law, _ in FAULTS.values()} == set(IDS)
