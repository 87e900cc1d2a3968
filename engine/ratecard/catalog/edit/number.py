"""Prices times a factor: rounded as told, and written as the price before was written."""

import re
from decimal import Decimal
from typing import NamedTuple

from ratecard.catalog.edit.refusal import CantEdit
from ratecard.domain.errors import listed, nearest
from ratecard.domain.money import EXACT, MODES, ONE, Mode, Rounding

_NUMBER = re.compile(r"\d{1,12}(\.\d{1,12})?", re.ASCII)
UNITS = "1 or 5 with zeros, such as 0.01, 0.05, 1 or 50"


class Nearest(NamedTuple):
    """How new prices are rounded: to whole multiples of an amount."""

    unit: Decimal
    mode: Mode = "half-up"

    def apply(self, amount: Decimal) -> Decimal:
        """The amount, rounded."""
        whole = Rounding(ONE, MODES[self.mode], ONE).apply(EXACT.divide(amount, self.unit))
        return EXACT.multiply(whole, self.unit)

    def __str__(self) -> str:
        return f"{self.unit:f}/{self.mode}"


def nearest_of(text: str) -> Nearest:
    """A rounding as it is typed: `0.01`, or `0.05/half-even`; `CantEdit`."""
    amount, slash, mode = text.partition("/")
    unit = _decimal(amount)
    # Neither 2 nor 3 nor 4: whoever writes 2/half-up means two decimal places, and would get even numbers.
    if unit is None or unit.normalize(EXACT).as_tuple().digits not in ((1,), (5,)):
        raise CantEdit(f"{amount!r} is nothing to round to: it is {UNITS}", "for two decimal places write 0.01")
    for known in MODES:
        if known == mode or not slash:
            return Nearest(unit, known if slash else "half-up")
    raise CantEdit(f"rounding {mode!r} is not known; known: {listed(MODES)}", nearest(mode, list(MODES)))


def factor_of(text: str) -> Decimal:
    """A factor as it is typed: `1.05`; `CantEdit`."""
    factor = _decimal(text)
    if factor is None or factor == 0:
        raise CantEdit(f"{text!r} is no factor", "for 5 % more write 1.05, for 5 % less 0.95")
    return factor


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def rewritten(before: str, number: Decimal, least: int = 0) -> str:
    """A number as TOML writes it: with as many decimal places as before at the least, and underscores as before.

    One that is not whole has at least `least` places.
    """
    plain = before.replace("_", "").lower()
    places = len(plain.partition(".")[2]) if re.fullmatch(r"[+-]?\d+\.\d+", plain) else 0
    needed = -int(number.normalize(EXACT).as_tuple().exponent) if number else 0
    text = f"{number:.{max(places, needed, least if needed > 0 else 0)}f}"
    whole, point, rest = text.partition(".")
    if "_" in before:
        whole = f"{int(whole):_}"
    return whole + point + rest
