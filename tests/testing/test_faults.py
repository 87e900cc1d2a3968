"""The kit itself: each planted fault is caught by the law that names it, and by no other."""

from dataclasses import dataclass

import pytest

from ratecard.spi import Bill, Outcome, Refused
from ratecard.testing.law import IDS
from ratecard.testing.trial import tried, tried_all
from tests.testing.faults import FAULTS, Sound, sound

CASES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesProduct(Sound):
    """It says what it does not sell much of."""

    def settle(self, bill: Bill) -> Outcome:
        if bill.units > self.units:
            raise Refused("too-much", f"{bill.product} has no more than {self.units} units")
        return sound(self, bill)


def test_a_sound_strategy_breaks_no_law() -> None:
    findings = tried_all(Sound, Sound.examples, {})

    assert [str(each) for each in findings if each.status != "held"] == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_caught_by_the_law_that_names_it(name: str) -> None:
    law, strategy = FAULTS[name]

    findings = tried_all(strategy, strategy.examples, {}, CASES, smallest=False)

    assert {each.law: str(each) for each in findings if each.status == "broken"}.keys() == {law}


def test_a_price_by_product_is_told_by_its_place() -> None:
    strategy = FAULTS["GivesAway"][1]

    finding = tried("any-product", strategy, strategy.examples, {}, CASES)

    told = "outcome.lines.0.price is Decimal('0') for product 'search', and Decimal('0.15') for 'trial' (period 2021-"
    assert finding.reason.startswith(told)


def test_a_refusal_may_name_its_product() -> None:
    finding = tried("any-product", NamesProduct, NamesProduct.examples, {}, CASES)

    assert str(finding) == "any-product: held"


def test_every_law_catches_a_fault() -> None:
    assert {law for law, _ in FAULTS.values()} == set(IDS)
