"""Laws of the prover: it finds nothing where every small quantity has an answer, and every gap and cliff there is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.bill import Bill
from ratecard.domain.chain import settle
from ratecard.domain.errors import MOST_UNITS, ChainLeavesUnits
from ratecard.domain.forecast import forecast
from ratecard.domain.product import Version
from ratecard.domain.proof import Flaw, Recall, Totals, prove
from ratecard.domain.question import Question, Used
from ratecard.domain.strategy import Outcome, Strategy
from ratecard.domain.text import Text
from ratecard.domain.usage import count, take, usage
from ratecard_tiered_postpaid.strategy import Tier, TieredPostpaid
from tests.chains import conventions, flat, free, product, steps, version
from tests.domain.random_chains import prices, questions

JUNE = next(iter(conventions().calendar.periods(conventions().calendar.named("2021-06"), 1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Holed(Strategy):
    """Cover all units but the last, where there are from `first` to `last` of them."""

    kind: ClassVar[str] = "holed"
    title: ClassVar[Text] = Text("有洞", "Holed")

    first: int
    last: int
    declared: bool = True

    def settle(self, bill: Bill) -> Outcome:
        units = bill.units
        covered = units - 1 if self.first <= units <= self.last else units
        line = bill.line(covered, Decimal(1))
        return Outcome(take(bill.remaining, covered)[1], (line,))

    def breakpoints(self, bill: Bill) -> Iterable[int]:
        covered = count(bill.usage) - bill.units
        return (covered + self.first - 1, covered + self.last) if self.declared else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending(Strategy):
    """Cover so many units and no more."""

    kind: ClassVar[str] = "ending"
    title: ClassVar[Text] = Text("有限", "Ending")

    most: int

    def settle(self, bill: Bill) -> Outcome:
        covered = min(bill.units, self.most)
        line = bill.line(covered, Decimal(1))
        return Outcome(take(bill.remaining, covered)[1], (line,))

    def breakpoints(self, bill: Bill) -> Iterable[int]:
        return (self.most,)


def problems(about: Version, *, thorough: bool = False) -> list[Flaw]:
    return [flaw for flaw in prove(about, thorough=thorough) if not flaw.is_warning]


def total(about: Version, units: int) -> Decimal | None:
    return settle(about.chain, JUNE, [usage(JUNE.start, JUNE.end, units)]).settlement.total


def has_answer(question: Question, units: int, meter: str, each: int) -> bool:
    period = question.periods[0]
    chain = question.product.versions[0].chain
    try:
        settle(chain, period, [usage(period.start, period.end, units * each, meter)], account=question.account)
    except ChainLeavesUnits:
        return False
    return True


@given(question=questions(), thorough=st.booleans())
def test_nothing_is_missing_where_every_small_quantity_has_an_answer(question: Question, thorough: bool) -> None:
    about = question.product.versions[0]
    meters = [(meter.id, meter.counts) for meter in about.meters] or [("", 1)]

    found = {flaw.code for flaw in problems(about, thorough=thorough)}

    assert all(has_answer(question, units, *meter) for meter in meters for units in range(0, 130, 7))
    assert found <= {"unpayable-price", "vanishing-price"}


@given(question=questions())
def test_totals_are_what_a_forecast_has_for_anyone(question: Question) -> None:
    about = question.product.versions[0]
    totals: Totals = {}

    prove(about, totals=totals)

    for (period, meter, calls), total in totals.items():
        asked = Question(product(about), (period,), (Used(calls, meter=meter),))
        assert forecast(asked).total == total


@given(question=questions(), thorough=st.booleans())
def test_what_is_recalled_of_other_chains_changes_no_proof(question: Question, thorough: bool) -> None:
    """The chain itself, again, and without each of its steps: the others have other bills then."""
    about = question.product.versions[0]
    chain = about.chain
    fewer = [chain.steps[:place] + chain.steps[place + 1 :] for place in range(len(chain.steps))]
    versions = [replace(about, chain=chain._replace(steps=some)) for some in (chain.steps, chain.steps, *fewer)]
    recall = Recall()

    for each in versions:
        alone: Totals = {}
        recalled: Totals = {}
        assert prove(each, thorough=thorough, totals=alone) == prove(
            each, thorough=thorough, totals=recalled, recall=recall
        )
        assert alone == recalled


def test_a_step_that_chains_share_is_not_asked_the_same_again() -> None:
    asked: list[tuple[str, int]] = []

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Noted(Holed):
        def settle(self, bill: Bill) -> Outcome:
            asked.append((bill.product, bill.units))
            return Holed.settle(self, bill)

    shared = Noted(first=0, last=-1)
    recall = Recall()
    for name, price in (("first", "1"), ("second", "2"), ("third", "3"), ("fourth", "4")):
        about = version(steps(noted=shared, postpaid=flat(price)))
        prove(replace(about, chain=about.chain._replace(product=name)), recall=recall)

    every = [0, MOST_UNITS, 1]
    assert asked == [(name, units) for name in ("first", "second") for units in every]


def test_an_allowance_of_each_hour_hides_no_chain_that_ends() -> None:
    """720 hours in June, ten calls in each."""
    (found,) = problems(version(steps(free=free(10, "hour"), ending=Ending(most=10**6))))

    assert (found.code, found.message) == (
        "chain-leaves-units",
        "no step covers all calls from 1007201 a period on",
    )


@given(first=st.integers(2, 10**9), length=st.integers(0, 10**6), units=st.integers(0, 50))
def test_a_declared_gap_is_found_with_its_ends(first: int, length: int, units: int) -> None:
    """Behind an allowance of so many units the holed step sees fewer of them."""
    about = version(steps(free=free(units), holed=Holed(first=first, last=first + length)))
    start, end = first + units, first + length + units

    (found,) = problems(about)

    assert (found.step, found.code) == ("", "price-gap")
    assert found.message == f"no step covers all of {start} to {end} calls a period, though {end + 1} have a price"


@given(first=st.integers(1, 150), length=st.integers(0, 40))
def test_a_gap_that_no_step_declares_is_found_below_200(first: int, length: int) -> None:
    about = version(steps(holed=Holed(first=first, last=first + length, declared=False)))

    (found,) = problems(about, thorough=True)

    assert found.message.startswith(f"no step covers all of {first} to {first + length} calls")


@given(most=st.integers(0, 10**12))
def test_a_chain_that_ends_is_found_with_its_end(most: int) -> None:
    (found,) = problems(version(steps(ending=Ending(most=most))))

    assert (found.step, found.code) == ("", "chain-leaves-units")
    assert found.message == f"no step covers all calls from {most + 1} a period on"


@given(
    ends=st.sets(st.integers(1, 60), min_size=1, max_size=4),
    costs=st.lists(prices(), min_size=5, max_size=5),
    units=st.integers(0, 10),
)
def test_cliffs_are_those_that_every_small_quantity_shows(ends: set[int], costs: list[Decimal], units: int) -> None:
    table = [Tier(up_to=end, price=cost) for end, cost in zip(sorted(ends), costs, strict=False)]
    tiers = TieredPostpaid(mode="volume", tier_excludes=(), tiers=(*table, Tier(price=costs[-1])))
    about = version(steps(free=free(units), tiers=tiers))
    totals = [total(about, calls) or Decimal(0) for calls in range(120)]

    flaws = prove(about, thorough=True)

    # A fall that rounding alone may make is none: a line here and one there, by a fen each.
    falls = [calls for calls in range(119) if totals[calls] - totals[calls + 1] > Decimal("0.04")]
    said = [int(flaw.message.partition(" calls")[0].split()[-1]) for flaw in flaws if flaw.code == "price-cliff"]
    assert sorted({*falls} - {*said}) == []
    assert all(totals[calls] > totals[calls + 1] for calls in said)


@pytest.mark.parametrize("thorough", [False, True], ids=["at loading", "thoroughly"])
def test_one_open_price_has_nothing_wrong_with_it(thorough: bool) -> None:
    assert prove(version(steps(tiered_postpaid=flat("0.15"))), thorough=thorough) == ()
