"""New prices: rounded as told, written as the old ones were."""

from decimal import Decimal
from fractions import Fraction

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from ratecard.catalog.edit.number import Nearest, factor_of, nearest_of, rewritten
from ratecard.catalog.edit.refusal import CantEdit


@pytest.mark.parametrize(
    ("typed", "amount", "expected"),
    [
        ("0.01", "0.165", "0.17"),
        ("0.01/half-even", "0.165", "0.16"),
        ("0.01/down", "0.169", "0.16"),
        ("0.05", "0.17", "0.15"),
        ("0.05/up", "0.151", "0.20"),
        ("0.05", "0.175", "0.20"),
        ("1", "92.4", "92"),
        ("50", "3675", "3700"),
        ("50/half-down", "3675", "3650"),
        ("100/ceiling", "3601", "3700"),
        ("0.000001", "0.0000315", "0.000032"),
    ],
)
def test_a_price_is_rounded_as_told(typed: str, amount: str, expected: str) -> None:
    assert nearest_of(typed).apply(Decimal(amount)) == Decimal(expected)


@given(
    amount=st.decimals(0, 10**9, places=8),
    unit=st.sampled_from(["0.0001", "0.005", "0.01", "0.05", "1", "5", "500"]),
)
def test_a_rounded_price_is_a_multiple_and_no_farther_than_half_of_the_unit(amount: Decimal, unit: str) -> None:
    rounded = Nearest(Decimal(unit)).apply(amount)

    assert (Fraction(rounded) / Fraction(unit)).denominator == 1
    assert abs(Fraction(rounded) - Fraction(amount)) <= Fraction(unit) / 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2/half-up", "'2' is nothing to round to: it is 1 or 5 with zeros, such as 0.01, 0.05, 1 or 50"),
        ("0", "'0' is nothing to round to: it is 1 or 5 with zeros, such as 0.01, 0.05, 1 or 50"),
        ("", "'' is nothing to round to: it is 1 or 5 with zeros, such as 0.01, 0.05, 1 or 50"),
        ("0.01/", "rounding '' is not known; known: half-up, half-even, half-down, up, down, ceiling, floor"),
        ("0.01/half", "rounding 'half' is not known; known: half-up, half-even, half-down, up, down, ceiling, floor"),
    ],
)
def test_what_is_no_rounding_is_refused(typed: str, said: str) -> None:
    with pytest.raises(CantEdit) as refused:
        nearest_of(typed)

    assert refused.value.sentence == said


@pytest.mark.parametrize("typed", ["", "0", "-1", "5 %", "1e3", "NaN", "1,05", "٣"])
def test_what_is_no_factor_is_refused(typed: str) -> None:
    with pytest.raises(CantEdit, match="no factor"):
        factor_of(typed)


@pytest.mark.parametrize(
    ("before", "number", "least", "expected"),
    [
        ("84", "92.4", 0, "92.4"),
        ("84", "92.40", 2, "92.40"),
        ("84", "92", 2, "92"),
        ("0.10", "0.2", 0, "0.20"),
        ("0.15", "0.1575", 0, "0.1575"),
        ("3_500", "3675", 0, "3_675"),
        ("1_342.50", "12345.6", 0, "12_345.60"),
        ("84", "1000", 0, "1000"),
        ("+1.5e3", "1575", 0, "1575"),
        ("0x54", "92.4", 0, "92.4"),
        ("3_500", "900", 0, "900"),
        ("0.5", "0", 0, "0.0"),
    ],
)
def test_a_number_is_written_as_the_one_before_was(before: str, number: str, least: int, expected: str) -> None:
    assert rewritten(before, Decimal(number), least) == expected


@given(before=st.sampled_from(["1", "1_000", "0.10", "1e-3"]), number=st.decimals(0, 10**12, places=9))
def test_a_number_that_is_written_is_read_again(before: str, number: Decimal) -> None:
    assert tomli.loads(f"x = {rewritten(before, number)}", parse_float=Decimal)["x"] == number
