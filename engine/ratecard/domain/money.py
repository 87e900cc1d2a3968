"""Exact money: one decimal context, one declared rounding."""

from collections.abc import Iterable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)
from functools import reduce
from typing import Annotated, Literal, NamedTuple

ZERO = Decimal(0)
ONE = Decimal(1)

Price = Annotated[Decimal, "price"]
"""What a customer pays for something: the type of such a setting. Neither an amount that spending is compared with, nor
one that is granted or held: when prices are changed by a factor, these stay as they are."""

EXACT = Context(prec=200, traps=[InvalidOperation, DivisionByZero, Overflow, Inexact])
"""For sums and products: anything that would not be exact is an error, never a rounded figure."""

_ROUNDED = Context(prec=200, traps=[InvalidOperation, DivisionByZero, Overflow])

Mode = Literal["half-up", "half-even", "half-down", "up", "down", "ceiling", "floor"]
"""What happens to what lies between two amounts."""
MODES: dict[Mode, str] = {
    "half-up": ROUND_HALF_UP,
    "half-even": ROUND_HALF_EVEN,
    "half-down": ROUND_HALF_DOWN,
    "up": ROUND_UP,
    "down": ROUND_DOWN,
    "ceiling": ROUND_CEILING,
    "floor": ROUND_FLOOR,
}


def divided(amount: Decimal, by: int) -> Decimal:
    """`amount / by`: exact where it ends within 200 digits, so that a tie is never missed in rounding it."""
    return _ROUNDED.divide(amount, Decimal(by))


class Rounding(NamedTuple):
    """How a catalog rounds money, once, at the line."""

    unit: Decimal
    """The least amount: `Decimal("0.01")` for two places."""
    rule: str
    """The rounding's name in `decimal`."""
    zero: Decimal
    """No money, with the catalog's places."""

    @property
    def places(self) -> int:
        """How many decimal places there are."""
        return -int(self.unit.as_tuple().exponent)

    def apply(self, amount: Decimal) -> Decimal:
        """`amount` as money."""
        return amount.quantize(self.unit, self.rule, _ROUNDED)

    def to(self, places: int) -> "Rounding":
        """The same way of rounding, to so many decimal places."""
        return Rounding(Decimal(1).scaleb(-places), self.rule, Decimal(0).scaleb(-places))


def rounding(places: int = 2, mode: Mode = "half-up") -> Rounding:
    """The rounding to so many decimal places; a mode of `MODES`."""
    return Rounding(ONE, MODES[mode], ZERO).to(places)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum of amounts in one currency."""
    return reduce(EXACT.add, amounts, ZERO)


def trimmed(amount: Decimal, least: int = 2) -> Decimal:
    """The amount without the zeros at its end that stand behind more than `least` decimal places."""
    needed = -int(amount.normalize(EXACT).as_tuple().exponent)
    places = -int(amount.as_tuple().exponent)
    return amount.quantize(ONE.scaleb(-max(needed, min(least, places))), context=EXACT) if places > least else amount


class Money(NamedTuple):
    """An amount in a currency."""

    amount: Decimal
    currency: str
