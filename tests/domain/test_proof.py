"""Laws of the prover: it finds nothing where every small quantity has an answer, and every gap and cliff there is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ratecard.domain.bill import Bill
from ratecard.domain.chain import settle
from ratecard.domain.errors import MOST_UNITS, ChainLeavesUnits
from ratecard.domain.forecast import forecast
from ratecard.domain.product import Version
from ratecard.domain.proof import Flaw, Recall, Totals, prove
from ratecard.domain.question import Question, Used
from ratecard.domain.step import Scope, Step
from ratecard.domain.strategy import Outcome, Strategy
from ratecard.domain.text import Text
from ratecard.domain.usage import count, take, usage
from ratecard_tiered_postpaid.strategy import Tier, TieredPostpaid
from tests.chains import conventions, flat, free, meter, packs, product, steps, version
from tests.domain.random_chains import prices, questions

JUNE = next(iter(conventions().calendar.periods(conventions().calendar.named("2021-06"), 1)))
UNTIL, SINCE = Scope(until=date(2022, 1, 1)), Scope(since=date(2022, 1, 1))


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

    for (period, on, calls), total in totals.items():
        asked = Question(product(about), (period,), (Used(calls, meter=on),))
        assert forecast(asked).total == total


@settings(max_examples=settings().max_examples // 4)  # of many products each
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


def left_out(about: Version, totals: Totals | None = None) -> str:
    """What a thorough proof that finds nothing else says that it left out."""
    (found,) = prove(about, thorough=True, totals=totals)
    assert (found.step, found.path, found.code, found.is_warning) == ("", (), "not-proven", True)
    return found.message.removeprefix("it takes too long to prove all; left out: ")


def test_what_an_allowance_of_each_hour_leaves_unproven_is_told_of_thoroughly() -> None:
    """The counts are those of the totals, which a forecast has: below 200 each was to be looked at."""
    about = version(steps(free=free(10, "hour"), postpaid=flat("0.15")))
    totals: Totals = {}

    counts, codes, tier = left_out(about, totals).split("; ")

    looked = {calls for _, _, calls in totals}
    first = min({*range(200)} - looked)
    number, _, said = counts.partition(" or more counts of calls, ")
    assert int(number) >= len({*range(200)} - looked) > 100
    assert said == f"the first of them {first}, where {len(looked)} were looked at"
    assert (codes, tier) == ("any price-cliff or idle-step", "any unreached-tier")
    assert prove(about) == ()


@pytest.mark.parametrize(
    ("slow", "quick", "gone", "slow_in"),
    [
        (UNTIL, SINCE, "181 to 191 calls a period in 2022-01, though 192 have a price", ""),
        (SINCE, UNTIL, "180 to 190 calls a period, though 191 have a price", " in 2022-01"),
    ],
    ids=["slow at first", "slow later"],
)
def test_what_is_slow_at_one_time_leaves_nothing_of_another_time_out(
    slow: Scope, quick: Scope, gone: str, slow_in: str
) -> None:
    """A day has a free call: 31 in January, 30 in June, the first month, which goes unnamed.

    Looking at that is more than what an allowance of each hour would leave of the work.
    """
    chain = (
        Step("free", free(10, "hour"), scope=slow),
        Step("daily", free(1, "day"), scope=quick),
        Step("holed", Holed(first=150, last=160, declared=False), scope=quick),
        Step("postpaid", flat("0.15"), scope=slow),
    )

    gap, warning = prove(version(chain), thorough=True)

    assert gap.message == f"no step covers all of {gone}"
    assert f" in 1 of 2 situations, the first of them 2{slow_in}, where " in warning.message


def test_meters_beyond_those_that_are_looked_at_are_told_of_and_no_step_of_theirs_is_idle() -> None:
    """62 meters, a step for the last of them alone."""
    names = [f"m{number}" for number in range(62)]
    own = Step("own", flat("0.20"), scope=Scope(meters=("m61",)))
    about = version((own, Step("postpaid", flat("0.15"))), meters=tuple([meter(name) for name in names]))

    assert left_out(about) == ("2 of 62 situations, the first of them on meter 'm60'; any idle-step or unreached-tier")


def test_packs_beyond_those_that_are_compared_are_told_of() -> None:
    """202 packs, none better than another one: each holds more, and costs less for each call."""
    sold = {1_000 * number: 100 * number - number * number // 10 for number in range(1, 203)}
    about = version(steps(packs=packs(sold), postpaid=flat("0.15")))

    assert left_out(about) == "2 of 202 packs"


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
