"""Lines with many places, debits with few, and the difference between them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.curve import cost_curves
from ratecard.domain.errors import Refusal
from ratecard.domain.forecast import Forecast, forecast
from ratecard.domain.formula import total_formula
from ratecard.domain.money import MODES, Mode
from ratecard.domain.order import Order
from ratecard.domain.product import Product
from ratecard.domain.question import Used
from ratecard.domain.settlement import Line
from ratecard.service.state import packed, unpacked
from ratecard.spi import Bill, Outcome, Strategy, Text
from ratecard_debit_rounding.strategy import DebitRounding
from ratecard_freeze_estimate.strategy import FreezeEstimate
from tests.chains import D, ask, china, conventions, flat, packs, product, question, steps, tencent, version
from tests.oracle import rounded

CARRIED = DebitRounding(places=2, mode="half-up", difference="carried")
DROPPED = DebitRounding(places=2, mode="half-up", difference="dropped")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit(Strategy):
    """Give an amount back in every period."""

    kind: ClassVar[str] = "credit"
    title: ClassVar[Text] = Text("返还", "Credit")

    amount: Decimal

    def settle(self, bill: Bill) -> Outcome:
        if not self.amount:
            return Outcome(bill.remaining)
        return Outcome(bill.remaining, (bill.line(0, self.amount, kind="adjustment", quantity=1),))


def about(strategy: DebitRounding, price: str = "0.00012345", credit: str = "0", places: int = 8) -> Product:
    """Calls at a price with many places, lines with eight."""
    chain = steps(packs=packs({10: 1}), flat=flat(price), credit=Credit(amount=D(credit)), debit=strategy)
    return product(version(chain, rules=conventions(places=places)))


def used(units: Sequence[int]) -> list[Used]:
    return [Used(number, period=f"2021-{month:02}") for month, number in enumerate(units, 1)]


def adjusted(answer: Forecast) -> list[list[tuple[str, str]]]:
    """Item and amount of the step's lines, by period."""
    return [
        [(line.item, f"{line.amount:f}") for line in each.settlement.lines if line.step == "debit"]
        for each in answer.statements
    ]


def test_difference_is_carried_to_the_next_debit_and_shown() -> None:
    # 100 × 0.00012345 = 0.012345, 0.01 of it debited; 0.002345 + 0.012345 = 0.01469: 0.01; + 0.012345 = 0.017035: 0.02.
    answer = ask(about(CARRIED), "2021-01", 3, used([100, 100, 100]))

    assert [each.settlement.charge for each in answer.statements] == [D("0.01"), D("0.01"), D("0.02")]
    assert adjusted(answer) == [
        [("carried-over", "-0.00234500")],
        [("carried-in", "0.00234500"), ("carried-over", "-0.00469000")],
        [("carried-in", "0.00469000"), ("carried-over", "0.00296500")],
    ]
    assert total_formula(answer.statements[1].settlement) == "100 × 0.00012345 + 0.002345 - 0.00469 = 0.01"


def test_difference_may_be_dropped() -> None:
    answer = ask(about(DROPPED), "2021-01", 3, used([100, 100, 162]))

    assert [each.settlement.charge for each in answer.statements] == [D("0.01"), D("0.01"), D("0.02")]
    assert adjusted(answer) == [[("rounding", "-0.00234500")]] * 2 + [[("rounding", "0.00000110")]]
    assert not answer.carried.states


@pytest.mark.parametrize(
    ("mode", "charges"),
    [
        # 0.015, then 0.025 and what was left.
        ("half-up", ["0.02", "0.02"]),
        ("half-even", ["0.02", "0.02"]),
        ("half-down", ["0.01", "0.03"]),
        ("up", ["0.02", "0.02"]),
        ("down", ["0.01", "0.03"]),
        ("ceiling", ["0.02", "0.02"]),
        ("floor", ["0.01", "0.03"]),
    ],
)
def test_modes(mode: Mode, charges: list[str]) -> None:
    strategy = DebitRounding(places=2, mode=mode, difference="carried")

    answer = ask(about(strategy, "0.001"), "2021-01", 2, used([15, 25]))

    assert [each.settlement.charge for each in answer.statements] == [D(charge) for charge in charges]


def test_purchases_are_paid_as_they_are() -> None:
    answer = ask(about(CARRIED), "2021-01", 1, used([110]), [Order("10", 1, china("2021-01-01"))])

    settled = answer.statements[0].settlement
    assert (settled.purchases, settled.charge, settled.total) == (D(1), D("0.01"), D("1.01"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidBack(Strategy):
    """Pay 0.005 back in the middle of the year's first day, and charge nothing."""

    kind: ClassVar[str] = "paid-back"
    title: ClassVar[Text] = Text("退款", "Paid back")

    def settle(self, bill: Bill) -> Outcome:
        at = china("2021-01-01T12:00")
        return Outcome(bill.remaining, (bill.line(0, D("-0.005"), kind="adjustment", quantity=1, at=at),))


def test_what_is_paid_back_at_once_is_no_part_of_a_debit() -> None:
    freeze = FreezeEstimate(ratio=D(1), of="bill")
    chain = steps(back=PaidBack(), flat=flat("0.00012345"), debit=CARRIED, freeze=freeze)

    settled = (
        ask(product(version(chain, rules=conventions(places=8))), "2021-01", 1, used([100])).statements[0].settlement
    )

    assert (settled.purchases, settled.charge, settled.total) == (D("-0.005"), D("0.01"), D("0.005"))
    assert [hold.amount for hold in settled.holds] == [D("0.01")]


def test_period_that_charges_nothing_leaves_the_difference_as_it_is() -> None:
    up = DebitRounding(places=2, mode="up", difference="carried")

    answer = ask(about(up), "2021-01", 3, used([100, 0, 100]))

    # 0.012345: 0.02; nothing; 0.012345 - 0.007655 = 0.00469: 0.01.
    assert [each.settlement.charge for each in answer.statements] == [D("0.02"), D(0), D("0.01")]
    assert adjusted(answer)[1] == []


def test_period_with_contact_sales_leaves_the_difference_as_it_is() -> None:
    chain = (*tencent()[:4], *steps(debit=DebitRounding(places=0, mode="half-up", difference="carried")))
    sold = product(version(chain))

    answer = ask(sold, "2021-01", 3, used([1_009, 1_000_001, 1_009]))

    # 9 × 0.15 = 1.35: 1, and 0.35 is carried over the month without a total.
    assert [each.settlement.charge for each in answer.statements] == [D(1), None, D(2)]
    assert adjusted(answer) == [
        [("carried-over", "-0.35")],
        [],
        [("carried-in", "0.35"), ("carried-over", "0.30")],
    ]


def test_freeze_of_the_bill_is_of_what_is_debited() -> None:
    chain = steps(flat=flat("0.00012345"), debit=CARRIED, freeze=FreezeEstimate(ratio=D(1), of="bill"))

    answer = ask(product(version(chain, rules=conventions(places=8))), "2021-01", 1, used([100]))

    assert [hold.amount for hold in answer.statements[0].settlement.holds] == [D("0.01")]


@pytest.mark.parametrize("places", [0, 2])
def test_lines_that_are_no_finer_are_refused(places: int) -> None:
    with pytest.raises(Refusal) as refused:
        ask(about(CARRIED, places=places), "2021-01", 1, used([100]))

    assert (refused.value.code, refused.value.message, refused.value.hint) == (
        "debit-not-coarser",
        f"debits have 2 decimal places, and lines are rounded to {places} already",
        "give the catalog's rounding more places",
    )


def test_state_comes_back() -> None:
    sold = about(CARRIED)
    whole = forecast(question(sold, "2021-01", 4, used([100, 77, 0, 3])))
    first = forecast(question(sold, "2021-01", 2, used([100, 77])))

    back = unpacked(sold, packed(sold, first.statements[-1].period, first.carried))
    second = forecast(question(sold, "2021-03", 2, used([0, 0, 0, 3])[2:], carried=back.carried))

    assert second.statements == whole.statements[2:]
    assert second.carried.states == whole.carried.states


modes = st.sampled_from(get_args(Mode))
counts = st.lists(st.integers(0, 3_000), min_size=1, max_size=6)
finer = st.integers(1, 99_999).map(lambda number: f"{Decimal(number).scaleb(-8):f}")
given_back = st.sampled_from(("0", "0", "-0.004", "-0.0111", "-1.23456789"))


@given(modes, st.integers(0, 4), counts, finer, given_back)
def test_debits_come_to_the_exact_lines_less_what_is_carried(
    mode: Mode, places: int, units: list[int], price: str, credit: str
) -> None:
    strategy = DebitRounding(places=places, mode=mode, difference="carried")

    answer = ask(about(strategy, price, credit), "2021-01", len(units), used(units))

    unit = Fraction(1, 10**places)
    exact, debited, left = Fraction(), Fraction(), Fraction()
    for statement, number in zip(answer.statements, units, strict=True):
        charge = Fraction(statement.settlement.charge or 0)
        due = number * Fraction(price) + Fraction(credit)
        expected = rounded(due + left, unit, MODES[mode]) if due else Fraction()
        exact, debited = exact + due, debited + charge
        left = exact - debited
        assert (charge, charge % unit) == (expected, Fraction())
        assert abs(left) < unit
    state = answer.carried.states.get("debit")
    assert Fraction(state.amount if state else 0) == left


@given(modes, counts, finer)
def test_what_is_dropped_is_dropped_in_each_period(mode: Mode, units: list[int], price: str) -> None:
    strategy = DebitRounding(places=2, mode=mode, difference="dropped")

    answer = ask(about(strategy, price), "2021-01", len(units), used(units))

    assert [Fraction(each.settlement.charge or 0) for each in answer.statements] == [
        rounded(number * Fraction(price), Fraction(1, 100), MODES[mode]) for number in units
    ]


@given(modes, counts, finer, st.sampled_from(("carried", "dropped")))
def test_bound_is_never_above_the_cost(mode: Mode, units: list[int], price: str, difference: Any) -> None:
    strategy = DebitRounding(places=2, mode=mode, difference=difference)
    trace: list[Bill] = []
    answer = forecast(question(about(strategy, price), "2021-01", len(units), used(units)), trace)

    bounds = [strategy.bound(bill, {}) for bill in trace if bill.step == "debit"]

    for statement, bound, number in zip(answer.statements, bounds, units, strict=True):
        assert (bound.free, bound.rate) == (0, None)
        assert Fraction(statement.settlement.charge or 0) >= number * Fraction(price) - Fraction(bound.slack)


def test_cost_curve_has_no_bend_where_a_debit_is_rounded() -> None:
    [curve] = cost_curves([question(about(CARRIED), "2021-01")], 1_000_000, 20)

    assert (curve.bends, curve.cliffs) == ((), ())
    assert {point.units: point.total for point in curve.points}[1_000_000] == D("123.45")


def test_places_are_those_of_a_catalog() -> None:
    with pytest.raises(ValueError, match=r"^places must be from 0 to 12, got 13$"):
        DebitRounding(places=13, mode="up", difference="carried")


def test_texts() -> None:
    def line(item: str) -> Line:
        return Line("debit", "adjustment", 0, 1, D(0), D(0), "", item, "", "", None)

    assert [
        [CARRIED.label(line(item), locale) for locale in ("zh", "en")] for item in ("carried-in", "rounding", "")
    ] == [
        ["上期结转的尾差", "Difference carried in"],
        ["扣费取整", "Rounded to what is debited"],
        ["扣费取整", "Debit rounding"],
    ]
    assert CARRIED.label(line("carried-over"), "en") == "Difference carried over"
    assert [CARRIED.describe(locale) for locale in ("zh", "en")] == [
        "每期扣费金额取整至 2 位小数，尾差结转下期",
        "What is debited is rounded to 2 decimal places; the difference is carried over",
    ]
    assert DROPPED.describe("zh") == "每期扣费金额取整至 2 位小数，尾差舍去"
    assert DROPPED.describe("en") == "What is debited is rounded to 2 decimal places; no difference kept"
