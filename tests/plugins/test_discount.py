"""A percentage off what other steps charge."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.curve import Cliff, cost_curves
from ratecard.domain.display import NoteDisplay
from ratecard.domain.forecast import forecast
from ratecard.domain.formula import line_formula, total_formula
from ratecard.domain.hint import hints
from ratecard.domain.ledger import ledger
from ratecard.domain.money import Mode
from ratecard.domain.order import Order
from ratecard.domain.question import Used
from ratecard.domain.strategy import Bound, Reference
from ratecard.domain.text import Text
from ratecard.spi import Bill
from ratecard_discount.strategy import Discount
from tests.chains import (
    D,
    ask,
    china,
    conventions,
    flat,
    free,
    packs,
    product,
    question,
    settlement,
    steps,
    tiers,
    version,
)
from tests.fees import exactly, half_up, of_step


def off(
    percent: str = "10", of: tuple[str, ...] = ("flat",), from_spend: str | None = None, at_most: str | None = None
) -> Discount:
    return Discount(
        percent=D(percent),
        of=of,
        from_spend=None if from_spend is None else D(from_spend),
        at_most=None if at_most is None else D(at_most),
    )


def taken(strategy: Discount, units: int) -> str:
    """What the discount is on so many calls at 1 each."""
    about = product(version(steps(flat=flat("1"), off=strategy)))
    return of_step(ask(about, "2021-06", 1, [Used(units)]), "off")[0]


@pytest.mark.parametrize(
    ("settings", "units", "expected"),
    [
        pytest.param({}, 100, "-10.00", id="ten of a hundred"),
        pytest.param({"percent": "12.5"}, 100, "-12.50", id="a part of a per cent"),
        pytest.param({"percent": "100"}, 100, "-100.00", id="all"),
        pytest.param({"percent": "0.5"}, 1, "-0.01", id="rounded half up: half a hundredth"),
        pytest.param({}, 0, "-", id="of nothing"),
        pytest.param({"from_spend": "100"}, 99, "-", id="less than it begins at"),
        pytest.param({"from_spend": "100"}, 100, "-10.00", id="just what it begins at"),
        pytest.param({"at_most": "10"}, 100, "-10.00", id="just the most"),
        pytest.param({"at_most": "10"}, 101, "-10.00", id="more than the most"),
        pytest.param({"at_most": "10"}, 99, "-9.90", id="less than the most"),
        pytest.param({"at_most": "8", "from_spend": "50"}, 60, "-6.00", id="from and at most"),
    ],
)
def test_discount(settings: dict[str, Any], units: int, expected: str) -> None:
    assert taken(off(**settings), units) == expected


def test_discount_on_the_named_steps_alone() -> None:
    chain = steps(packs=packs({100: 30}), flat=flat("1"), calls=off(), all=off("50", ("packs", "flat")))
    orders = [Order("100", 1, china("2021-06-10"))]
    usage = [Used(100, china("2021-06-01"), china("2021-06-02"))]

    answer = ask(product(version(chain)), "2021-06", 1, usage, orders)

    # 100 calls before the pack: 100, of which 10 and 50 % of 130.
    assert (of_step(answer, "calls"), of_step(answer, "all")) == (["-10.00"], ["-65.00"])
    assert answer.total == D("55.00")


def test_discounts_stack_where_the_later_one_names_the_earlier() -> None:
    chain = steps(flat=flat("1"), first=off("10"), second=off("20", ("flat", "first")), third=off("20"))

    settled = settlement(ask(product(version(chain)), "2021-06", 1, [Used(1_000)]))

    assert [str(line.amount) for line in settled.lines] == ["1000.00", "-100.00", "-180.00", "-200.00"]
    assert total_formula(settled) == "1000 × 1 - 1000 × 10 % - 900 × 20 % - 1000 × 20 % = 520"
    assert line_formula(settled, settled.lines[2]) == "900 × -20 % = -180"


def test_limited_discount_is_an_amount_in_the_sum() -> None:
    chain = steps(flat=flat("1"), off=off(at_most="50"))

    settled = settlement(ask(product(version(chain)), "2021-06", 1, [Used(1_000)]))

    assert total_formula(settled) == "1000 × 1 - 50 = 950"


def test_contact_sales_get_none() -> None:
    chain = steps(tiers=tiers(excludes=()), off=off(of=("tiers",)))

    answer = ask(product(version(chain)), "2021-06", 1, [Used(2_000_000)])

    assert (of_step(answer, "off"), answer.total) == (["-"], None)


def test_sum_below_zero_gets_none() -> None:
    chain = steps(flat=flat("1"), first=off("100"), second=off("50", ("first",)))

    assert of_step(ask(product(version(chain)), "2021-06", 1, [Used(10)]), "second") == ["-"]


def test_discount_lowers_the_charge_of_the_ledger_and_no_purchase() -> None:
    chain = steps(packs=packs({100: 30}), flat=flat("1"), off=off("50", ("packs", "flat")))
    orders = [Order("100", 1, china("2021-06-10"))]

    answer = ask(product(version(chain)), "2021-06", 1, [Used(10, china("2021-06-01"), china("2021-06-02"))], orders)

    assert [(entry.kind, entry.on.isoformat(), entry.amount) for entry in ledger(answer)] == [
        ("purchase", "2021-06-10", D("30.00")),
        ("charge", "2021-07-03", D("-10.00")),
    ]


rates = st.integers(1, 1_000).map(lambda tenths: D(tenths) / 10)


@given(
    st.integers(0, 400),
    st.integers(0, 300),
    st.lists(rates, min_size=1, max_size=3),
    st.booleans(),
    st.none() | st.integers(1, 60_000),
    st.none() | st.integers(1, 10_000),
)
def test_discounts_are_shares_of_what_is_left(
    units: int, price: int, percents: list[Any], stacked: bool, since: int | None, most: int | None
) -> None:
    names = [f"off{number}" for number in range(len(percents))]
    chain = {"flat": flat(str(D(price) / 100))}
    for number, (name, percent) in enumerate(zip(names, percents, strict=True)):
        of = ("flat", *names[:number]) if stacked else ("flat",)
        chain[name] = off(str(percent), of, None if since is None else str(D(since) / 100),  # type: ignore[assignment]
                          None if most is None else str(D(most) / 100))  # fmt: skip
    spent = left = Fraction(units * price, 100)
    for percent in percents:
        base = left if stacked else spent
        if base >= Fraction(since or 0, 100):
            reduction = base * Fraction(percent) / 100
            left -= half_up(reduction if most is None else min(reduction, Fraction(most, 100)))

    answer = ask(product(version(steps(**chain))), "2021-06", 1, [Used(units)])

    assert exactly(answer.total) == left
    if stacked or len(percents) == 1:
        assert left >= 0


@given(
    st.integers(0, 500), st.integers(1, 3_000), rates, st.sampled_from(("half-up", "up", "floor", "down", "ceiling"))
)
def test_discount_leaves_its_bound_and_nothing_below_zero(units: int, price: int, percent: Any, mode: Mode) -> None:
    rules = conventions(places=1, mode=mode)
    strategy = off(str(percent))
    about = product(version(steps(flat=flat(str(D(price) / 1000)), off=strategy), rules=rules))
    trace: list[Bill] = []

    answer = forecast(question(about, "2021-06", 1, [Used(units)]), trace)
    bound = strategy.bound(trace[-1], {})

    [spent] = trace[-1].lines or [None]
    before = exactly(spent.amount) if spent else Fraction(0)
    assert bound == Bound(0, slack=D("0.1"), factor=1 - percent / 100)
    assert exactly(answer.total) >= 0
    assert before * Fraction(bound.factor) - Fraction(bound.slack) <= exactly(answer.total)


def test_curve_bends_where_a_discount_begins_and_where_it_ends() -> None:
    chain = steps(free=free(100), flat=flat("0.15"), off=off("20", from_spend="300", at_most="120"))

    (curve,) = cost_curves([question(product(version(chain)), "2021-06")], 10_000, 40)

    # 300 is 2 000 calls more than the free ones, 120 is 20 % of 600 or of 4 000 calls.
    assert curve.bends == (100, 2_099, 4_100)
    # 299.85 before, 240 after; 240 is what 1 600 calls cost.
    assert curve.cliffs == (Cliff(2_099, D("299.85"), D("240.00"), 1_701),)


def test_limit_that_no_decimal_spend_reaches_bends_the_curve() -> None:
    about = product(version(steps(flat=flat("1"), off=off("7", at_most="10"))))

    (curve,) = cost_curves([question(about, "2021-06")], 10_000_000, 40)

    # 7 % of 142.857…: of 143 it would be 10.01, which is no further off than rounding may be.
    assert curve.bends == (143,)


@pytest.mark.parametrize("percent", ["10", "33", "7.5"])
def test_curve_of_a_discount_that_rounds_has_no_bends_of_its_own(percent: str) -> None:
    chain = steps(flat=flat("0.15"), off=off(percent), more=off(percent, ("flat", "off")))

    (curve,) = cost_curves([question(product(version(chain)), "2021-06")], 100_000, 10)

    assert curve.bends == ()


def test_hint_at_the_call_from_which_a_discount_begins() -> None:
    about = product(version(steps(flat=flat("0.15"), off=off("20", from_spend="300"))))

    found = hints(ask(about, "2021-06", 1, [Used(1_900)]))

    # 285 now; 2 000 calls are 300 less 60.
    assert [(hint.kind, hint.more, hint.saving) for hint in found] == [("cheaper-neighbour", 100, D("45.00"))]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"percent": "0"}, "percent must be above 0 and at most 100, got 0"),
        ({"percent": "100.1"}, "percent must be above 0 and at most 100, got 100.1"),
        ({"percent": "NaN"}, "percent must be above 0 and at most 100, got NaN"),
        ({"of": ()}, "of must name at least one step"),
        ({"from_spend": "0"}, "from_spend must be above zero, got 0"),
        ({"at_most": "-1"}, "at_most must be above zero, got -1"),
        ({"at_most": "NaN"}, "at_most must be above zero, got NaN"),
    ],
)
def test_nonsense_is_refused(settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=rf"^{message}$"):
        off(**settings)


@pytest.mark.parametrize(
    ("settings", "messages"),
    [
        ({"from_spend": "100", "at_most": "11"}, []),
        ({"from_spend": "100", "at_most": "10"}, ["the discount is always 10, as 10 % of 100 is 10 already"]),
        ({"at_most": "10"}, []),
        ({"from_spend": "100"}, []),
        ({"percent": "0.1"}, ["the discount is 0.1 %, less than 1 %"]),
        ({"percent": "1"}, []),
    ],
)
def test_what_is_likely_a_slip_is_warned_of(settings: dict[str, Any], messages: list[str]) -> None:
    assert [warning.message for warning in off(**settings).check()] == messages


@pytest.mark.parametrize(
    ("settings", "zh", "en"),
    [
        ({}, "减免 10%", "10 % off"),
        ({"percent": "12.50", "from_spend": "300", "at_most": "50.00"},
         "消费满 300，减免 12.5%，最多减 50.00", "12.5 % off where it comes to 300 or more, at most 50.00"),
    ],
)  # fmt: skip
def test_texts(settings: dict[str, Any], zh: str, en: str) -> None:
    strategy = off(**settings)

    assert [strategy.describe(locale) for locale in ("zh", "en")] == [zh, en]
    assert strategy.display() == NoteDisplay(Text(zh, en))
    assert list(strategy.refers_to()) == [Reference(("of", 0), "step", "flat")]
    assert strategy.offers() == ()


@pytest.mark.parametrize(
    ("units", "zh", "en"),
    [(100, "折扣 10%", "Discount of 10 %"), (1_000, "折扣 10%，最多 50", "Discount of 10 %, at most 50")],
)
def test_label_is_the_percentage_and_the_limit_that_was_reached(units: int, zh: str, en: str) -> None:
    strategy = off(at_most="50")
    line = settlement(ask(product(version(steps(flat=flat("1"), off=strategy))), "2021-06", 1, [Used(units)])).lines[-1]

    assert [strategy.label(line, locale) for locale in ("zh", "en")] == [zh, en]
