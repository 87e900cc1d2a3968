"""What-if changes: each gives the question that is asked instead."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain import change
from ratecard.domain.change import Place
from ratecard.domain.errors import Refusal
from ratecard.domain.forecast import forecast
from ratecard.domain.order import Order
from ratecard.domain.question import Question, Used
from ratecard.domain.step import Step
from tests.chains import ID_CARD, D, china, conventions, free, product, question, tencent, version

YEAR = [f"2021-{month:02}" for month in range(1, 13)]


def units(asked: Question) -> list[tuple[str | None, int]]:
    return [(used.period, used.units) for used in asked.usage]


def test_usage_is_scaled_by_largest_remainder_the_earliest_of_equals_first() -> None:
    asked = question(ID_CARD, "2021-01", 12, [Used(5)])

    more = change.scaled(asked, D("1.1"))

    # 12 × 5.5 are 66: each month has 5, and the first six one more.
    assert units(more) == [(month, 6 if place < 6 else 5) for place, month in enumerate(YEAR)]


def test_usage_is_scaled_from_a_period_on() -> None:
    asked = question(ID_CARD, "2021-01", 3, [Used(100)])

    more = change.scaled(asked, D(2), ID_CARD.calendar.named("2021-02"))

    assert units(more) == [("2021-01", 100), ("2021-02", 200), ("2021-03", 200)]


def test_a_slice_that_straddles_the_period_is_scaled_from_there_on() -> None:
    straddling = Used(310, china("2021-01-01"), china("2021-03-04"))  # 31 days of 62 are January's
    asked = question(ID_CARD, "2021-01", 3, [straddling])

    more = change.scaled(asked, D(3), ID_CARD.calendar.named("2021-02"))

    assert more.usage == (
        Used(155, china("2021-01-01"), china("2021-02-01")),
        Used(465, china("2021-02-01"), china("2021-03-04")),
    )


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=20), st.decimals("0.001", "1000", places=3))
def test_scaled_units_keep_their_rounded_sum_and_are_off_by_less_than_one(counts: list[int], factor: Decimal) -> None:
    asked = question(ID_CARD, "2021-01", len(counts), [Used(count, code=str(at)) for at, count in enumerate(counts)])
    asked = asked._replace(periods=asked.periods[:1])

    more = [used.units for used in change.scaled(asked, factor).usage]

    exact = [count * factor for count in counts]
    assert abs(sum(more) - sum(exact, D(0))) <= D("0.5")
    assert all(abs(one - other) < 1 for one, other in zip(more, exact, strict=True))


def test_packs_are_dropped_from_an_order() -> None:
    asked = question(ID_CARD, "2021-01", 1, orders=[Order("1000", 3, china("2021-01-05"))])

    less = change.not_ordered(asked, "1000", 1)
    none = change.not_ordered(asked, "1000", placed=china("2021-01-05"))

    assert less.orders == (Order("1000", 2, china("2021-01-05")),)
    assert none.orders == ()


@pytest.mark.parametrize(
    ("place", "steps"),
    [
        (Place(before="free-allowance"), ["prepaid-packs", "free-allowance"]),
        (Place(after="tiered-postpaid"), ["free-allowance", "prepaid-packs"]),
        (Place(), ["free-allowance", "prepaid-packs"]),
    ],
    ids=["before", "after", "end"],
)
def test_a_step_is_moved(place: Place, steps: list[str]) -> None:
    asked = question(ID_CARD, "2021-01")
    moved = "prepaid-packs"

    found = change.with_step_moved(asked, moved, place).product.versions[0].chain.steps

    ids = [step.id for step in found]
    assert [step for step in ids if step in ("free-allowance", "prepaid-packs")] == steps
    assert sorted(ids) == sorted(step.id for step in tencent())


def test_an_order_of_steps_changes_what_is_left_of_the_pack() -> None:
    asked = question(ID_CARD, "2021-01", 1, [Used(1_500)], [Order("1000", 1, china("2021-01-01"))])

    before = forecast(asked)
    after = forecast(change.with_step_moved(asked, "prepaid-packs", Place(before="free-allowance")))

    assert before.total == after.total == D("84.00")
    assert [lot.after for lot in before.carried.kept] == [500]
    assert [lot.after for lot in after.carried.kept] == []


REFUSED: dict[str, tuple[Callable[[Question], Question], str, str]] = {
    "factor": (lambda q: change.scaled(q, D(0)), "bad-factor", "factor 0 is not above zero"),
    "order": (
        lambda q: change.not_ordered(q, "10"),
        "no-such-order",
        "there is no such order of '10' to drop; there are: 1000 x1 at 2021-01-01T00:00+08:00",
    ),
    "remove": (
        lambda q: change.without_step(q, "gift"),
        "unknown-step",
        (
            "step 'gift' is not known; known: outcome-filter, free-allowance, prepaid-packs, tiered-postpaid,"
            " freeze-estimate, pack-alerts"
        ),
    ),
    "move next to itself": (
        lambda q: change.with_step_moved(q, "pack-alerts", Place(after="pack-alerts")),
        "unknown-step",
        (
            "step 'pack-alerts' is not known; known: outcome-filter, free-allowance, prepaid-packs, tiered-postpaid,"
            " freeze-estimate"
        ),
    ),
    "move next to nothing": (
        lambda q: change.with_step_moved(q, "pack-alerts", Place(after="gift")),
        "unknown-step",
        (
            "step 'gift' is not known; known: outcome-filter, free-allowance, prepaid-packs, tiered-postpaid,"
            " freeze-estimate, pack-alerts"
        ),
    ),
    "add twice": (
        lambda q: change.with_step(q, Step("free-allowance", free()), Place()),
        "step-exists",
        (
            "step 'free-allowance' is in the chain already: outcome-filter > free-allowance > prepaid-packs >"
            " tiered-postpaid > freeze-estimate > pack-alerts"
        ),
    ),
    "another calendar": (
        lambda q: change.as_product(q, product(version(tencent(), product="days", rules=conventions(unit="day")))),
        "different-calendar",
        "'tests/days' is not billed in the periods and the currency of 'tests/id-card'",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_change_that_can_not_be_made_is_refused(name: str) -> None:
    act, code, message = REFUSED[name]
    asked = question(ID_CARD, "2021-01", orders=[Order("1000", 1, china("2021-01-01"))])

    with pytest.raises(Refusal) as refused:
        act(asked)

    assert (refused.value.code, refused.value.message) == (code, message)
