"""Prices per so many units, pro rata or by whole blocks, and fees of tiers."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.curve import cost_curves
from ratecard.domain.display import Tier as ShownTier
from ratecard.domain.display import TierDisplay
from ratecard.domain.formula import hold_formula, line_formula, total_formula
from ratecard.domain.question import Used
from ratecard.domain.settlement import Hold, Settlement
from ratecard.domain.strategy import Strategy, Warned
from ratecard_freeze_estimate.strategy import FreezeEstimate
from ratecard_tiered_postpaid.strategy import MeterPrice, Tier, TieredPostpaid
from tests.chains import CONTACT, D, ask, china, conventions, free, meter, product, question, settlement, steps, version

METERS = (meter("a"), meter("b"))


def table(*rows: Tier, **settings: Any) -> TieredPostpaid:
    return TieredPostpaid(**{"mode": "volume", "tiers": rows, "tier_excludes": (), **settings})


def thousands(*rows: Tier, blocks: str = "whole", **settings: Any) -> TieredPostpaid:
    return table(*rows, per=1_000, blocks=blocks, **settings)


def settled(postpaid: TieredPostpaid, *usage: Used, allowance: int = 0, **more: Strategy) -> Settlement:
    meters = METERS if any(used.meter for used in usage) else ()
    chain = steps(free=free(allowance), tiers=postpaid, **more)
    return settlement(ask(product(version(chain, meters=meters)), "2021-06", 1, usage))


def told(postpaid: TieredPostpaid, *usage: Used, allowance: int = 0) -> list[tuple[str, int, str, str]]:
    """Kind, units, sum and amount of each line of the tiers."""
    answer = settled(postpaid, *usage, allowance=allowance)
    lines = [line for line in answer.lines if line.step == "tiers"]
    return [(line.kind, line.units, line_formula(answer, line), str(line.amount)) for line in lines]


ONE = (Tier(price=D("1.5")),)
TWO = (Tier(up_to=10_000, price=D("1.5")), Tier(price=D("1.2")))


@pytest.mark.parametrize(
    ("postpaid", "units", "allowance", "expected"),
    [
        (thousands(*ONE, mode="flat"), 0, 0, []),
        (thousands(*ONE, mode="flat"), 1, 0, [("usage", 1, "1 × 1.5 = 1.5", "1.50")]),
        (thousands(*ONE, mode="flat"), 1_000, 0, [("usage", 1_000, "1 × 1.5 = 1.5", "1.50")]),
        (thousands(*ONE, mode="flat"), 4_001, 0, [("usage", 4_001, "5 × 1.5 = 7.5", "7.50")]),
        (thousands(*ONE, mode="flat"), 5_000, 0, [("usage", 5_000, "5 × 1.5 = 7.5", "7.50")]),
        # What is left is counted in blocks, not what came before it.
        (thousands(*ONE), 4_500, 1_000, [("usage", 3_500, "4 × 1.5 = 6", "6.00")]),
        (thousands(*ONE), 1_001, 1_000, [("usage", 1, "(1001 - 1000) × 1.5 = 1.5", "1.50")]),
        (thousands(*ONE), 900, 1_000, []),
        (thousands(*TWO), 10_000, 0, [("usage", 10_000, "10 × 1.5 = 15", "15.00")]),
        (thousands(*TWO), 10_001, 0, [("usage", 10_001, "11 × 1.2 = 13.2", "13.20")]),
        (
            thousands(*TWO, mode="graduated"),
            10_001,
            0,
            [("usage", 10_000, "10 × 1.5 = 15", "15.00"), ("usage", 1, "(10001 - 10000) × 1.2 = 1.2", "1.20")],
        ),
        # The allowance fills half a block of the first tier: what is left there is begun anew.
        (
            thousands(*TWO, mode="graduated"),
            10_001,
            500,
            [("usage", 9_500, "10 × 1.5 = 15", "15.00"), ("usage", 1, "(10001 - 500 - 9500) × 1.2 = 1.2", "1.20")],
        ),
        (thousands(*ONE, blocks="pro-rata"), 4_500, 0, [("usage", 4_500, "4.5 × 1.5 = 6.75", "6.75")]),
        (thousands(*ONE, blocks="pro-rata"), 4_000, 0, [("usage", 4_000, "4 × 1.5 = 6", "6.00")]),
        (thousands(*ONE, blocks="pro-rata"), 7, 0, [("usage", 7, "0.007 × 1.5 = 0.0105 ≈ 0.01", "0.01")]),
        (
            thousands(*TWO, mode="graduated", blocks="pro-rata"),
            12_500,
            0,
            [("usage", 10_000, "10 × 1.5 = 15", "15.00"), ("usage", 2_500, "2.5 × 1.2 = 3", "3.00")],
        ),
    ],
)
def test_prices_per_thousand(
    postpaid: TieredPostpaid, units: int, allowance: int, expected: list[tuple[str, int, str, str]]
) -> None:
    assert told(postpaid, Used(units), allowance=allowance) == expected


def test_each_price_has_blocks_of_its_own() -> None:
    postpaid = thousands(Tier(price=D("1.5"), prices=(MeterPrice(meter="b", price=D(2)),)))

    answer = settled(postpaid, Used(1_500, meter="a"), Used(1_500, meter="b"))

    assert [(line.meter, line.units, line.quantity, str(line.amount)) for line in answer.lines] == [
        ("", 1_500, 2, "3.00"),
        ("b", 1_500, 2, "4.00"),
    ]


STAIRS = (Tier(up_to=1_000, fee=D(100)), Tier(up_to=5_000, fee=D(300)), Tier(fee=D(300), price=D("0.05")))


@pytest.mark.parametrize(
    ("mode", "units", "allowance", "expected"),
    [
        ("volume", 0, 0, []),
        ("volume", 1, 0, [("usage", "1 × 0 = 0"), ("fee", "100")]),
        ("volume", 1_000, 0, [("usage", "1000 × 0 = 0"), ("fee", "100")]),
        ("volume", 1_001, 0, [("usage", "1001 × 0 = 0"), ("fee", "300")]),
        ("volume", 6_000, 0, [("usage", "6000 × 0.05 = 300"), ("fee", "300")]),
        # The calls that the allowance covers count, and reach the second tier.
        ("volume", 1_500, 1_000, [("usage", "(1500 - 1000) × 0 = 0"), ("fee", "300")]),
        # Nothing is left to charge, so there is no fee.
        ("volume", 1_000, 1_000, []),
        ("graduated", 0, 0, []),
        ("graduated", 1_000, 0, [("usage", "1000 × 0 = 0"), ("fee", "100")]),
        (
            "graduated",
            6_000,
            0,
            [
                ("usage", "1000 × 0 = 0"),
                ("usage", "4000 × 0 = 0"),
                ("usage", "(6000 - 1000 - 4000) × 0.05 = 50"),
                ("fee", "100"),
                ("fee", "300"),
                ("fee", "300"),
            ],
        ),
        # The allowance fills the first tier, and no charged call is in it.
        ("graduated", 1_500, 1_000, [("usage", "(1500 - 1000) × 0 = 0"), ("fee", "300")]),
    ],
)
def test_fee_of_the_tier_reached_or_of_every_tier_entered(
    mode: str, units: int, allowance: int, expected: list[tuple[str, str]]
) -> None:
    rows = told(table(*STAIRS, mode=mode), Used(units), allowance=allowance)

    assert [(kind, formula) for kind, _, formula, _ in rows] == expected


def test_no_fee_line_for_a_fee_of_nothing() -> None:
    postpaid = table(Tier(up_to=10, fee=D(0)), Tier(fee=D(5)))

    assert [told(postpaid, Used(units)) for units in (10, 11)] == [
        [("usage", 10, "10 × 0 = 0", "0.00")],
        [("usage", 11, "11 × 0 = 0", "0.00"), ("fee", 0, "5", "5.00")],
    ]


def test_first_thousand_free_as_a_tier() -> None:
    rows = (Tier(up_to=1_000, price=D(0)), Tier(price=D("0.15")))

    assert told(table(*rows, mode="graduated"), Used(1_200)) == [
        ("usage", 1_000, "1000 × 0 = 0", "0.00"),
        ("usage", 200, "(1200 - 1000) × 0.15 = 30", "30.00"),
    ]
    assert told(table(*rows), Used(1_200)) == [("usage", 1_200, "1200 × 0.15 = 180", "180.00")]


def frozen(postpaid: TieredPostpaid, of: str, units: int, allowance: int) -> tuple[Hold, ...]:
    freeze = FreezeEstimate(ratio=D(1), of=of)  # type: ignore[arg-type]
    return settled(postpaid, Used(units), allowance=allowance, freeze=freeze).holds


@pytest.mark.parametrize(
    ("blocks", "of", "amount"),
    [
        ("whole", "postpaid", "6.00"),
        # Five blocks of 4 500 calls, one of them for what the allowance covered.
        ("whole", "all-units", "7.50"),
        ("pro-rata", "postpaid", "5.25"),
        ("pro-rata", "all-units", "6.75"),
    ],
)
def test_freeze_estimates_what_blocks_cost(blocks: str, of: str, amount: str) -> None:
    (hold,) = frozen(thousands(*ONE, blocks=blocks), of, 4_500, 1_000)

    assert str(hold.amount) == amount


def test_total_is_the_sum_of_blocks_and_fees() -> None:
    answer = settled(thousands(Tier(fee=D(20), price=D("1.5"))), Used(4_500))

    assert (total_formula(answer), str(answer.total)) == ("5 × 1.5 + 20 = 27.5", "27.50")


@pytest.mark.parametrize(
    ("postpaid", "most", "bends", "cliffs"),
    [
        (thousands(*ONE), 5_000, (0, 1_000, 2_000, 3_000, 4_000), []),
        # A thousand blocks are a slope on a chart.
        (thousands(*ONE), 1_000_000, (0,), []),
        (thousands(*ONE, blocks="pro-rata"), 5_000, (), []),
        # 10 001 calls cost 13.20, as much as 8 000 to 9 000 cost less than.
        (thousands(*TWO), 20_000, (0, *range(1_000, 20_000, 1_000)), [(10_000, 8_001)]),
        (table(*STAIRS), 8_000, (0, 1_000, 5_000), []),
    ],
    ids=["stairs", "a slope", "pro rata", "a cliff among stairs", "fees"],
)
def test_curve_bends_at_the_edges_of_blocks(
    postpaid: TieredPostpaid, most: int, bends: tuple[int, ...], cliffs: list[tuple[int, int]]
) -> None:
    (curve,) = cost_curves([question(product(version(steps(tiers=postpaid))), "2021-06")], most, 100)

    assert curve.bends == bends
    assert [(cliff.units, cliff.dear_from) for cliff in curve.cliffs] == cliffs


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "flat with tiers": (lambda: table(*TWO, mode="flat"), 'mode = "flat" has one tier, got 2'),
    "per alone": (lambda: table(*ONE, per=1_000), 'per needs blocks: "pro-rata" or "whole"'),
    "blocks alone": (lambda: table(*ONE, blocks="whole"), "blocks needs per: how many units a price is for"),
    "per nothing": (lambda: table(*ONE, per=0, blocks="whole"), "per must be at least 1, got 0"),
    "an edge within a block": (
        lambda: thousands(Tier(below=10_000, price=D(1)), Tier(price=D(1)), mode="graduated"),
        "tiers[0] ends at 9999, within a block of 1000",
    ),
    "a fee below zero": (lambda: Tier(fee=D(-1)), "fee must not be below zero, got -1"),
    "a contact with a fee": (lambda: Tier(fee=D(1), contact=CONTACT), "a tier with a contact has no fee"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_nonsense_is_refused(name: str) -> None:
    make, sentence = REFUSED[name]

    with pytest.raises(ValueError) as raised:  # noqa: PT011  # the whole sentence is compared
        make()

    assert str(raised.value) == sentence


@pytest.mark.parametrize("per", [1, 2, 1_000, 1_024, 625, 10**9])
def test_pro_rata_takes_what_is_made_of_twos_and_fives(per: int) -> None:
    assert table(*ONE, per=per, blocks="pro-rata").per == per


def codes(postpaid: TieredPostpaid) -> list[tuple[object, str]]:
    return [(warned.path, warned.code) for warned in postpaid.check()]


def test_what_is_probably_not_meant_is_warned_of() -> None:
    free_first = (Tier(up_to=1_000, price=D(0)), Tier(price=D("0.15")))
    falling = (Tier(up_to=9, fee=D(300)), Tier(fee=D(100)))

    assert list(table(*free_first).check()) == [
        Warned(
            ("tiers", 0),
            "dearer-tier",
            "the first 1000 units are free only until there are more: then all units are charged",
            'write mode = "graduated" if they stay free',
        )
    ]
    assert codes(table(*free_first, mode="graduated")) == []
    assert codes(table(Tier(up_to=9, price=D(0)), Tier(contact=CONTACT))) == []
    assert list(table(*falling).check()) == [
        Warned(("tiers", 1), "lower-fee", "the fee falls from 300 to 100 with the quantity", "check the two fees")
    ]
    assert codes(table(*falling, mode="graduated")) == []
    assert codes(table(*STAIRS)) == []
    # A fee that falls where the price of a unit begins is no slip.
    assert codes(table(Tier(up_to=9, fee=D(300)), Tier(fee=D(100), price=D(20)))) == []


def test_texts() -> None:
    special = (Tier(up_to=10, fee=D(5)), Tier(price=D("1.5"), prices=(MeterPrice(meter="b", price=D(2)),)))
    postpaid = thousands(*special, counted_over="month")

    assert postpaid.display() == TierDisplay(
        "volume",
        (ShownTier(0, 10, D(0), "", D(5)), ShownTier(10, None, D("1.5"), "", None, (("b", D(2)),))),
        1_000,
        "whole",
        "month",
    )
    assert [postpaid.describe(locale) for locale in ("zh", "en")] == [
        "后付费，阶梯到达：所有调用量按达到的阶梯单价计费；单价按每 1000 次计，不足 1000 次按 1000 次计；用量按月累计",
        (
            "Postpaid: all calls at the price of the tier reached; prices are per 1000 calls, a block once begun is"
            " charged; calls are counted over the month"
        ),
    ]
    flat = thousands(*ONE, mode="flat", blocks="pro-rata", counted_over="year")
    assert [flat.describe(locale) for locale in ("zh", "en")] == [
        "后付费：不论用量，单价相同；单价按每 1000 次计，按比例折算；用量按年累计",
        (
            "Postpaid: one price, whatever the quantity; prices are per 1000 calls, pro rata;"
            " calls are counted over the year"
        ),
    ]


def test_label_of_a_fee() -> None:
    postpaid = table(*STAIRS)

    lines = settled(postpaid, Used(1_001)).lines

    assert [(postpaid.label(line, "zh"), postpaid.label(line, "en")) for line in lines] == [
        ("后付费", "Postpaid"),
        ("后付费，第 2 阶梯固定费用", "Postpaid, fee of tier 2"),
    ]


HOURLY = table(Tier(up_to=7_200, price=D("1.50")), Tier(price=D("0.90")), per=3_600, blocks="pro-rata")
"""Seconds, at a price of an hour."""


@pytest.mark.parametrize(
    ("strategy", "units", "total", "formula"),
    [
        (HOURLY, 1_200, "0.50", "1200 / 3600 × 1.50 = 0.5"),
        (HOURLY, 100, "0.04", "100 / 3600 × 1.50 ≈ 0.04"),  # 0.041666…
        (HOURLY, 7_201, "1.80", "7201 / 3600 × 0.90 = 1.80025 ≈ 1.8"),
        # Half a cent, which no decimal number of hours times the price comes to: 1/3 × 0.015.
        (
            table(Tier(price=D("0.015")), per=3_600, blocks="pro-rata"),
            1_200,
            "0.01",
            "1200 / 3600 × 0.015 = 0.005 ≈ 0.01",
        ),
    ],
)
def test_seconds_at_a_price_of_an_hour(strategy: TieredPostpaid, units: int, total: str, formula: str) -> None:
    answer = settlement(ask(product(version(steps(tiers=strategy))), "2021-06", 1, [Used(units)]))

    assert answer.total == D(total)
    assert line_formula(answer, answer.lines[0]) == formula
    assert total_formula(answer) == formula


@given(st.integers(1, 9_999), st.integers(1, 20_000), st.integers(0, 50_000).map(lambda price: D(price).scaleb(-3)))
def test_pro_rata_is_exact_before_it_is_rounded_whatever_a_price_is_for(per: int, units: int, price: Decimal) -> None:
    strategy = table(Tier(price=price), per=per, blocks="pro-rata")

    answer = settlement(ask(product(version(steps(tiers=strategy))), "2021-06", 1, [Used(units)]))

    cents = Fraction(units) * Fraction(price) / per * 100
    assert answer.total == D(int(cents + Fraction(1, 2))) / 100  # half up


def test_what_is_frozen_of_seconds_is_exact_too() -> None:
    freeze = FreezeEstimate(ratio=D(1), of="postpaid")

    answer = settlement(ask(product(version(steps(tiers=HOURLY, freeze=freeze))), "2021-06", 1, [Used(1_200)]))

    (hold,) = answer.holds
    assert (hold.amount, hold_formula(hold)) == (D("0.50"), "1200 × 1.50 × 1/3600 × 100 % = 0.5")


def test_seconds_of_a_month_come_to_the_same_by_the_day() -> None:
    monthly = ask(product(version(steps(tiers=HOURLY))), "2021-06", 1, [Used(7_201)])
    over = replace(HOURLY, counted_over="month")
    daily = product(version(steps(tiers=over), rules=conventions(unit="day")))

    days = ask(daily, "2021-06-01", 30, [Used(7_201, china("2021-06-01"), china("2021-07-01"))])

    assert days.total == monthly.total == D("1.80")
