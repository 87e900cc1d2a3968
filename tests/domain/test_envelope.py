"""Differences and envelopes: what changes, and who is cheapest from how many units on."""

from collections.abc import Callable
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.change import without_step
from ratecard.domain.curve import Cost
from ratecard.domain.difference import Share, contributions, difference
from ratecard.domain.envelope import Reign, envelope
from ratecard.domain.forecast import forecast
from ratecard.domain.order import Order
from ratecard.domain.question import Used
from tests.chains import ID_CARD, D, china, question


def test_a_difference_is_told_by_period_and_by_step() -> None:
    asked = question(ID_CARD, "2021-01", 2, [Used(9_000)])

    told = difference(forecast(asked), forecast(without_step(asked, "free-allowance")))

    assert told.total == D("300.00")
    assert told.periods == (
        Share("2021-01", D("1200.00"), D("1350.00"), D("150.00")),
        Share("2021-02", D("1200.00"), D("1350.00"), D("150.00")),
    )
    assert [share for share in told.steps if share.difference] == [
        Share("tiered-postpaid", D("2400.00"), D("2700.00"), D("300.00"))
    ]
    assert [share.id for share in told.steps] == [step.id for step in ID_CARD.versions[0].chain.steps]


def test_a_difference_from_contact_sales_is_unknown() -> None:
    asked = question(ID_CARD, "2021-01", 2, [Used(9_000)])
    more = asked._replace(usage=(Used(9_000, period="2021-01"), Used(1_000_001, period="2021-02")))

    told = difference(forecast(asked), forecast(more))

    assert told.total is None
    assert told.periods[0].difference == D("0.00")
    assert told.periods[1] == Share("2021-02", D("1200.00"), None, None)


@given(st.lists(st.decimals(-1000, 1000, places=2), min_size=1, max_size=8))
def test_contributions_add_up_to_the_difference(totals: list[Decimal]) -> None:
    added = contributions(totals)

    assert sum(filter(None, added)) == totals[-1] - totals[0]


def test_contributions_are_unknown_from_the_first_unknown_total_on() -> None:
    assert contributions([D(5), D(7), None, D(9), D(10)]) == [D(2), None, None, None]
    assert contributions([None, D(7)]) == [None]


def test_who_is_cheapest_from_how_many_calls_on() -> None:
    plain = question(ID_CARD, "2021-06")
    packed = plain._replace(orders=(Order("10000", 1, china("2021-06-01")),))

    found = envelope([Cost(plain), Cost(packed)], [*Cost(plain).bends(20_000), *Cost(packed).bends(20_000)], 20_000)

    # 560 are 3 733⅓ calls at 0.15, 1 000 are free: the pack pays from 4 734 calls on.
    assert found == [Reign(0, 4_733, 0), Reign(4_734, 20_000, 1)]


def straight(a: int, b: int) -> Callable[[int], Decimal]:
    return lambda units: D(a + b * units)


@st.composite
def lines(draw: st.DrawFn) -> tuple[list[tuple[int, int]], list[int]]:
    """Some straight costs, a + b × units, and places at which they are cut for nothing."""
    costs = draw(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5)), min_size=1, max_size=4))
    return costs, draw(st.lists(st.integers(0, 60), max_size=3))


@given(lines())
def test_an_envelope_is_the_cheapest_at_every_count(drawn: tuple[list[tuple[int, int]], list[int]]) -> None:
    costs, bends = drawn

    found = envelope([straight(a, b) for a, b in costs], bends, 60)

    assert [found[0].first, found[-1].last] == [0, 60]
    for reign in found:
        for units in range(reign.first, reign.last + 1):
            totals = [a + b * units for a, b in costs]
            assert reign.cheapest is not None
            assert totals[reign.cheapest] == min(totals)
