"""Cost curves where bends lie close to each other, or are about more units than calls."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.advice import break_even
from ratecard.domain.curve import Curve, cost_curves
from ratecard.domain.order import Order
from ratecard.domain.question import Question, Used
from ratecard_free_allowance.strategy import FreeAllowance
from ratecard_tiered_postpaid.strategy import Tier, TieredPostpaid
from tests.chains import D, ask, china, conventions, free, meter, packs, product, question, steps, version


def volume(*tiers: Tier, per: int | None = None) -> TieredPostpaid:
    return TieredPostpaid(
        mode="volume", tiers=tiers, tier_excludes=(), per=per, blocks=None if per is None else "pro-rata"
    )


def drawn(asked: Question, most: int) -> Curve:
    (curve,) = cost_curves([asked], most, 200)
    return curve


def test_each_of_several_cliffs_beside_each_other_is_found() -> None:
    tiers = volume(
        Tier(up_to=9, price=D(0)),
        Tier(up_to=10, fee=D(100)),
        Tier(up_to=11, price=D("0.2")),
        Tier(price=D("0.1")),
    )

    curve = drawn(question(product(version(steps(tiers=tiers))), "2021-06"), 30)

    assert [(cliff.units, cliff.before, cliff.after) for cliff in curve.cliffs] == [
        (10, 100, D("2.2")),
        (11, D("2.2"), D("1.2")),
    ]


@given(st.integers(2, 5), st.integers(1, 40), st.integers(10, 40))
def test_bends_are_in_calls_where_a_call_is_several_units(each: int, granted: int, reached: int) -> None:
    tiers = volume(Tier(up_to=granted + reached, price=D(3)), Tier(price=D("0.01")))
    about = product(version(steps(free=free(granted), tiers=tiers), meters=(meter("only", each),)))

    curve = drawn(question(about, "2021-06"), 100)

    totals = [ask(about, "2021-06", 1, [Used(calls, meter="only")]).total or Decimal(0) for calls in range(101)]
    falls = [calls for calls in range(100) if totals[calls] > totals[calls + 1]]
    assert [cliff.units for cliff in curve.cliffs] == falls == [(granted + reached) // each]


def test_a_price_of_seconds_is_drawn_where_the_day_cuts_the_month() -> None:
    allowance = FreeAllowance(units=3, every="day")
    about = product(
        version(steps(free=allowance, tiers=volume(Tier(price=D("2.5")), per=7)), rules=conventions(places=4))
    )

    curve = drawn(question(about, "2021-06"), 300)

    point = next(point for point in curve.points if point.units == 300)
    assert point.total == ask(about, "2021-06", 1, [Used(300)]).total


def test_a_break_even_is_in_calls_and_no_further_than_those_asked_about() -> None:
    chain = steps(packs=packs({100: 60}), tiers=volume(Tier(price=D(1))))
    about = product(version(chain, meters=(meter("only", 2),)))
    bought = [Order("packs/100", 1, china("2021-06-01"))]

    found = [break_even(question(about, "2021-06", 1, [Used(calls)]), bought) for calls in (20, 29, 30, 50)]

    assert found == [None, None, 30, 30]
