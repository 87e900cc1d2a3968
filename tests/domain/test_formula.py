"""Every line and hold explains itself by its sum."""

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

import pytest

from ratecard.domain.formula import hold_formula, line_formula, plain, total_formula
from ratecard.domain.order import Order
from ratecard.domain.question import Used
from ratecard.domain.settlement import Settlement
from ratecard.spi import Bill, Outcome, Strategy, Text
from ratecard_freeze_estimate.strategy import FreezeEstimate
from ratecard_prepaid_packs.strategy import PrepaidPacks
from tests.chains import (
    ID_CARD,
    D,
    ask,
    china,
    conventions,
    flat,
    free,
    packs,
    product,
    settlement,
    steps,
    tiers,
    version,
)

JUNE = china("2021-06-01")


def lines(settled: Settlement) -> list[str]:
    return [line_formula(settled, line) for line in settled.lines]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (D("1200.00"), "1200"),
        (D("900.10"), "900.1"),
        (D("0.00"), "0"),
        (D("-4.50"), "-4.5"),
        (D("1E+3"), "1000"),
        (D(100), "100"),
        (1_000, "1000"),
    ],
)
def test_plain_numbers_have_no_exponent_and_no_trailing_zeros(number: Decimal | int, text: str) -> None:
    assert plain(number) == text


def test_line_that_takes_what_is_left_says_from_what() -> None:
    settled = settlement(ask(ID_CARD, "2021-06", 1, [Used(12_000)], [Order("10000", 1, JUNE)]))

    assert lines(settled) == ["1000 × 0 = 0", "560", "10000 × 0 = 0", "(12000 - 1000 - 10000) × 0.10 = 100"]
    assert total_formula(settled) == "(12000 - 1000 - 10000) × 0.10 + 560 = 660"


def test_purchase_of_several_is_a_product() -> None:
    orders = [Order("1000", 3, JUNE), Order("10000", 1, JUNE)]

    settled = settlement(ask(ID_CARD, "2021-06", 1, orders=orders))

    assert lines(settled) == ["3 × 84 = 252", "560"]
    assert total_formula(settled) == "3 × 84 + 560 = 812"


def test_graduated_tiers_are_a_sum() -> None:
    about = product(version(steps(free_allowance=free(), tiers=tiers("graduated", ()))))

    settled = settlement(ask(about, "2021-06", 1, [Used(150_000)]))

    assert lines(settled) == [
        "1000 × 0 = 0",
        "9000 × 0.15 = 1350",
        "90000 × 0.10 = 9000",
        "(150000 - 1000 - 9000 - 90000) × 0.06 = 3000",
    ]
    assert total_formula(settled) == ("9000 × 0.15 + 90000 × 0.10 + (150000 - 1000 - 9000 - 90000) × 0.06 = 13350")
    assert settled.total == D("13350.00")


def test_rounding_is_shown_where_it_happens() -> None:
    about = product(version(steps(flat=flat("0.0333"))))

    settled = settlement(ask(about, "2021-06", 1, [Used(100)]))

    assert lines(settled) == ["100 × 0.0333 = 3.33"]
    settled = settlement(ask(about, "2021-06", 1, [Used(50)]))
    assert lines(settled) == ["50 × 0.0333 = 1.665 ≈ 1.67"]
    assert total_formula(settled) == "50 × 0.0333 = 1.665 ≈ 1.67"


def test_holds_say_what_they_are_a_share_of() -> None:
    freeze = FreezeEstimate(ratio=D("0.333"), of="postpaid")
    about = product(version(steps(tiers=tiers("graduated", ()), freeze=freeze), rules=conventions(places=0)))

    answer = ask(about, "2021-06", 2, [Used(10_001)])

    assert [hold_formula(hold) for hold in settlement(answer, 1).holds] == [
        "500",
        "(10000 × 0.15 + 1 × 0.10) × 33.3 % = 499.5333 ≈ 500",
    ]


def test_nothing_is_nought() -> None:
    settled = settlement(ask(ID_CARD, "2021-06"))

    assert (lines(settled), total_formula(settled), str(settled.total)) == ([], "0", "0.00")


def test_names_of_lines_come_from_their_step() -> None:
    strategy = packs({10: 1})

    settled = settlement(ask(product(version(steps(packs=strategy))), "2021-06", 1, [Used(3)], [Order("10", 1, JUNE)]))

    assert isinstance(strategy, PrepaidPacks)
    assert [strategy.label(line, "en") for line in settled.lines] == ["Purchase: Pack of 10 calls", "Pack of 10 calls"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Off(Strategy):
    """Adjust by quantity × price."""

    kind: ClassVar[str] = "off"
    title: ClassVar[Text] = Text("减", "Off")
    quantity: Decimal | int
    price: Decimal
    per: int = 1

    def settle(self, bill: Bill) -> Outcome:
        line = bill.line(0, self.price, kind="adjustment", quantity=self.quantity, per=self.per)
        return Outcome(bill.remaining, (line,))


@pytest.mark.parametrize(
    ("quantity", "price", "line", "total"),
    [
        pytest.param(D("-0.1"), "100.00", "100 × -10 % = -10", "100 × 1 - 100 × 10 % = 90", id="a share off"),
        pytest.param(D("-0.125"), "100.01", "100.01 × -12.5 % = -12.50125 ≈ -12.5",
                     "100 × 1 - 100.01 × 12.5 % = 87.49875 ≈ 87.5", id="rounded"),
        pytest.param(D("0.1"), "100.00", "100 × 10 % = 10", "100 × 1 + 100 × 10 % = 110", id="a share more"),
        pytest.param(1, "-50", "-50", "100 × 1 - 50 = 50", id="an amount off"),
        pytest.param(3, "-5.00", "3 × -5.00 = -15", "100 × 1 - 3 × 5.00 = 85", id="several off"),
        pytest.param(-3, "5.00", "-3 × 5.00 = -15", "100 × 1 - 3 × 5.00 = 85", id="so many less"),
    ],
)  # fmt: skip
def test_adjustments_are_subtracted_and_shares_are_per_cent(
    quantity: Decimal | int, price: str, line: str, total: str
) -> None:
    about = product(version(steps(flat=flat("1"), off=Off(quantity=quantity, price=D(price)))))

    settled = settlement(ask(about, "2021-06", 1, [Used(100)]))

    assert (lines(settled)[-1], total_formula(settled)) == (line, total)


def test_a_share_that_is_no_decimal_is_so_many_by_so_many() -> None:
    about = product(version(steps(flat=flat("1"), off=Off(quantity=D("-15.0"), price=D("465.00"), per=310))))

    settled = settlement(ask(about, "2021-06", 1, [Used(465)]))

    assert lines(settled)[-1] == "-15 / 310 × 465.00 = -22.5"
    assert total_formula(settled) == "465 × 1 - 15 / 310 × 465.00 = 442.5"


def test_sum_of_an_adjustment_alone_begins_with_its_sign() -> None:
    about = product(version(steps(flat=flat("1"), off=Off(quantity=2, price=D("-5.00")))))

    assert total_formula(settlement(ask(about, "2021-06"))) == "-2 × 5.00 = -10"
