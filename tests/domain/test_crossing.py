"""Who pays more and who less along two curves: by hand, and count by count."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ratecard.domain.crossing import Compared, Course, Sign, course
from ratecard.domain.curve import Cost
from ratecard.domain.difference import per_cent, rises_beyond
from ratecard.domain.forecast import forecast
from ratecard.domain.money import MODES, rounding
from ratecard.domain.product import Product
from ratecard.domain.question import Question, Used
from ratecard.domain.step import Step
from ratecard_discount.strategy import Discount
from ratecard_minimum_spend.strategy import MinimumSpend
from ratecard_period_fee.strategy import PeriodFee
from ratecard_tiered_postpaid.strategy import Tier, TieredPostpaid
from tests.chains import ID_CARD, D, conventions, free, meter, product, question, steps, tencent, tiers, version
from tests.domain.random_chains import Draw, postpaid, prices

MIRROR: dict[Sign, Sign] = {"less": "more", "more": "less", "gained": "lost", "lost": "gained"}


def crossed(before: Product, after: Product, up_to: int | None = None, counts: tuple[int, ...] = ()) -> Course:
    return course(Cost(question(before, "2026-11")), Cost(question(after, "2026-11")), counts, up_to)


def retiered(tier: int, **settings: Any) -> Product:
    """ID card with another setting of one tier."""
    page = tiers()
    rows = tuple(replace(row, **settings) if at == tier else row for at, row in enumerate(page.tiers))
    chain = [
        step._replace(strategy=replace(page, tiers=rows)) if step.id == "tiered-postpaid" else step
        for step in tencent()
    ]
    return product(version(chain))


def test_a_dearer_second_tier_costs_more_from_its_first_call_to_its_last() -> None:
    found = crossed(ID_CARD, retiered(1, price=D("0.12")), counts=(25_000,))

    assert [(each.first, each.last, each.signs) for each in found.stretches] == [
        (0, 10_000, ("same",)),
        (10_001, 100_000, ("more",)),
        (100_001, 1_000_000, ("same",)),
        (1_000_001, 2_000_000, ("contact",)),
    ]
    dearer = found.stretches[1].more
    assert dearer is not None
    assert dearer.amount == Compared(100_000, D(9_900), D(11_880))  # 99 000 × 0.10 and × 0.12
    points = {point.units: point for point in found.points}
    assert points[10_001] == Compared(10_001, D("900.10"), D("1080.12"))
    assert points[25_000] == Compared(25_000, D(2_400), D(2_880))
    assert points[25_000].per_cent == 20


def test_a_tier_that_ends_later_costs_more_just_where_it_took_over() -> None:
    found = crossed(ID_CARD, retiered(0, up_to=12_000))

    # From 10 001 to 12 000 calls 0.15 in place of 0.10.
    assert [(each.first, each.last, each.signs) for each in found.stretches][:3] == [
        (0, 10_000, ("same",)),
        (10_001, 12_000, ("more",)),
        (12_001, 1_000_000, ("same",)),
    ]
    dearer = found.stretches[1].more
    assert dearer is not None
    assert dearer.amount == Compared(12_000, D(1_100), D(1_650))


def test_graduated_tiers_keep_what_a_lower_tier_adds() -> None:
    rows = (Tier(up_to=10_000, price=D("0.15")), Tier(price=D("0.10")))
    cheap, dear = (
        product(version(steps(tiers=TieredPostpaid(mode="graduated", tier_excludes=(), tiers=tiers))))
        for tiers in (rows, (rows[0], Tier(price=D("0.12"))))
    )

    found = crossed(cheap, dear, 100_000, (25_000,))

    assert [(each.first, each.last, each.signs) for each in found.stretches] == [
        (0, 10_000, ("same",)),
        (10_001, 100_000, ("more",)),
    ]
    # 10 000 × 0.15 and 15 000 × 0.10 or 0.12.
    assert Compared(25_000, D(3_000), D(3_300)) in found.points
    dearer = found.stretches[1].more
    assert dearer is not None
    assert dearer.amount == dearer.share == Compared(100_000, D(10_500), D(12_300))  # 90 000 × 0.02


def test_a_fee_with_a_lower_price_is_cheaper_from_the_crossing_on_however_far() -> None:
    dear = product(version(steps(tiers=TieredPostpaid(mode="flat", tier_excludes=(), tiers=(Tier(price=D("0.01")),)))))
    fee = PeriodFee(fee=D(300_000), every="period", first="whole")
    flat = TieredPostpaid(mode="flat", tier_excludes=(), tiers=(Tier(price=D("0.005")),))
    cheap = product(version(steps(fee=fee, tiers=flat)))

    found = crossed(dear, cheap)

    # 300 000 / 0.005 are 60 000 000 calls; half fen are rounded up at odd counts.
    assert found.stretches[0].signs == ("more",)
    assert found.stretches[-1].signs == ("less",)
    assert 59_990_000 < found.stretches[0].last < 60_000_000
    assert found.up_to > 60_000_000


def test_contact_sales_that_gets_a_list_price_is_an_answer_of_its_own() -> None:
    priced = retiered(3, contact=None, price=D("0.05"))

    found, back = crossed(ID_CARD, priced, 1_200_000), crossed(priced, ID_CARD, 1_200_000)

    assert [(each.first, each.signs) for each in found.stretches] == [(0, ("same",)), (1_000_001, ("gained",))]
    assert found.stretches[-1].start == Compared(1_000_001, None, D("49950.05"))  # 999 001 × 0.05
    assert [(each.first, each.signs) for each in back.stretches] == [(0, ("same",)), (1_000_001, ("lost",))]
    assert found.stretches[-1].start.difference is None


@pytest.mark.parametrize(
    ("before", "after", "share"),
    [
        (D(3), D(4), D("33.33")),
        (D(3), D(2), D("-33.33")),
        (D(800), D("801.04"), D("0.13")),
        (D(200), D("200.01"), D("0.01")),  # 0.005 %: half up
        (D(200), D("199.99"), D("-0.01")),
        (D(0), D(1), None),
        (D(-1), D(1), None),
        (None, D(1), None),
        (D(1), None, None),
    ],
)
def test_a_difference_in_per_cent(before: Decimal | None, after: Decimal | None, share: Decimal | None) -> None:
    assert per_cent(before, after) == share


@pytest.mark.parametrize(
    ("before", "after", "beyond"),
    [
        (D(100), D(105), False),
        (D(100), D("105.01"), True),
        (D(100), D(90), False),
        (D(0), D("0.01"), True),
        (D(0), D(0), False),
        (D(-5), D(-4), True),
        (D(1), None, True),
        (None, D(1), False),
        (None, None, False),
    ],
)
def test_a_rise_beyond_five_per_cent(before: Decimal | None, after: Decimal | None, *, beyond: bool) -> None:
    assert rises_beyond(before, after, D(5)) is beyond


def test_one_of_several_meters_is_priced_when_it_is_named() -> None:
    meters = (meter("page"), meter("table", 3))
    flat = TieredPostpaid(mode="flat", tier_excludes=(), tiers=(Tier(price=D("0.5")),))
    asked = question(product(version(steps(tiers=flat), meters=meters)), "2026-11")

    assert [Cost(asked)(7), Cost(asked, meter="page")(7), Cost(asked, meter="table")(7)] == [D("3.5"), D("3.5"), 10.5]


@st.composite
def products(draw: Draw) -> Product:
    """Chains in which prices bend, fall, end and are rounded."""
    rules = conventions(places=draw(st.sampled_from((2, 2, 0, 4))))
    rules = rules._replace(rounding=rounding(rules.rounding.places, draw(st.sampled_from(sorted(MODES)))))
    allowance = Step("free", free(draw(st.integers(0, 20)), draw(st.sampled_from(("month", "month", "day")))))
    chain = [allowance, Step("tiers", draw(postpaid((), ("free",) * draw(st.integers(0, 1)))))]
    if draw(st.booleans()):
        percent = Decimal(draw(st.integers(10, 500))).scaleb(-1)
        chain.append(Step("less", Discount(percent=percent, of=("tiers",), at_most=draw(st.none() | st.just(D(9))))))
    if draw(st.integers(0, 3)) == 0:
        spend = MinimumSpend(amount=draw(prices()) + 1, over="period", of=("tiers",), unused="charged", first="whole")
        chain.append(Step("least", spend))
    return product(version(chain, rules=rules))


def total(asked: Question, units: int) -> Decimal | None:
    return forecast(asked._replace(usage=(Used(units),))).total


@st.composite
def revised(draw: Draw) -> tuple[Product, Product]:
    """Two chains; mostly one with another price or another end of its tiers, rounded alike."""
    before = draw(products())
    if draw(st.integers(0, 3)) == 0:
        return before, draw(products())
    chain = before.versions[0].chain
    steps = list(chain.steps)
    metered = steps[1].strategy
    assert isinstance(metered, TieredPostpaid)
    place = draw(st.integers(0, len(metered.tiers) - 1))
    tier = metered.tiers[place]
    # A price that is a little other is told apart by rounding alone.
    little = st.integers(-40, 40).map(lambda number: abs((tier.price or D(0)) + Decimal(number).scaleb(-4)))
    other = Tier(price=draw(prices() | little | little), up_to=tier.up_to, below=tier.below)
    rows = (*metered.tiers[:place], other, *metered.tiers[place + 1 :])
    steps[1] = steps[1]._replace(strategy=replace(metered, tiers=rows))
    return before, product(version(steps, rules=chain.conventions))


@settings(deadline=None, max_examples=60)
@given(revised())
def test_every_range_holds_at_every_count_and_nothing_is_left_out(pair: tuple[Product, Product]) -> None:
    last = 90

    found = crossed(*pair, last)

    asked = [question(each, "2026-11") for each in pair]
    brute = [Compared(units, *(total(each, units) for each in asked)) for units in range(last + 1)]
    assert [each.first for each in found.stretches] == [0, *(each.last + 1 for each in found.stretches[:-1])]
    assert found.stretches[-1].last == last
    for stretch in found.stretches:
        inside = brute[stretch.first : stretch.last + 1]
        assert stretch.within is None
        assert {each.sign for each in inside} <= {*stretch.signs}
        assert stretch.start == inside[0]
        for sign, extreme in (("more", stretch.more), ("less", stretch.less)):
            assert (extreme is not None) >= (sign in stretch.signs)
            if extreme:
                assert brute[extreme.amount.units] == extreme.amount
                assert extreme.amount.sign == extreme.share.sign == sign


@settings(deadline=None, max_examples=40)
@given(revised())
def test_without_rounding_the_extremes_of_a_range_are_those_of_all_its_counts(pair: tuple[Product, Product]) -> None:
    costs = [Cost(question(each, "2026-11")) for each in pair]
    found = course(costs[0], costs[1], (), 120)
    exact = not any(cost.noise or cost.stairs for cost in costs)

    for stretch in found.stretches if exact else ():
        inside = [Compared(units, costs[0](units), costs[1](units)) for units in range(stretch.first, stretch.last + 1)]
        assert {each.sign for each in inside} == {*stretch.signs}
        changes = [abs(each.difference) for each in inside if each.difference is not None]
        for extreme in filter(None, (stretch.more, stretch.less)):
            assert abs(extreme.amount.difference or 0) == max(changes)
            assert extreme.share.steepness(D(0)) == max(each.steepness(D(0)) for each in inside)


@settings(deadline=None, max_examples=40)
@given(revised())
def test_the_other_way_round_all_is_mirrored(pair: tuple[Product, Product]) -> None:
    there, back = crossed(*pair, 120), crossed(*pair[::-1], 120)

    assert there.bends == back.bends
    assert [(each.first, each.last, {*each.signs}) for each in there.stretches] == [
        (each.first, each.last, {MIRROR.get(sign, sign) for sign in each.signs}) for each in back.stretches
    ]


@settings(deadline=None, max_examples=30)
@given(products())
def test_nothing_changes_from_a_chain_to_itself(same: Product) -> None:
    found = crossed(same, same, 120)

    assert {sign for stretch in found.stretches for sign in stretch.signs} <= {"same", "contact"}
    assert all(stretch.more is stretch.less is None for stretch in found.stretches)
