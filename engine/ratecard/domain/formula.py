"""How a line explains itself: the sum that the price page would print, made when asked for."""

from decimal import Decimal
from fractions import Fraction

from ratecard.domain.money import EXACT, ONE, ZERO, divided, trimmed
from ratecard.domain.settlement import COVERING, Hold, Line, Settlement, exact


def plain(number: Decimal | int) -> str:
    """A result as the page prints it: without an exponent, without trailing zeros."""
    if isinstance(number, int):
        return str(number)
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def line_formula(settlement: Settlement, line: Line) -> str:
    """The line's sum: `(9000 - 1000) × 0.15 = 1200`; for contact sales, the units alone."""
    quantity = _quantity(settlement, line)
    if line.price is None or line.amount is None:
        return quantity
    if line.quantity == 1 and line.kind != "usage":
        return plain(line.amount)
    if _is_share(line):
        return f"{_share(line.quantity, line.price)} {_equals(_value(line), line.amount)}"
    return f"{quantity}{_by(line)} × {line.price:f} {_equals(_value(line), line.amount)}"


def hold_formula(hold: Hold) -> str:
    """The hold's sum: `8000 × 0.15 × 100 % = 1200`."""
    terms = " + ".join(
        " × ".join(f"{trimmed(factor):f}" if isinstance(factor, Decimal) else str(factor) for factor in factors)
        for factors in hold.terms
    )
    if hold.kind == "release":
        return plain(hold.amount)
    whole = exact(hold.terms) * Fraction(hold.ratio)
    body = f"({terms})" if len(hold.terms) > 1 else terms or "0"
    return f"{body} × {plain(EXACT.multiply(hold.ratio, 100))} % {_equals(whole, hold.amount)}"


def total_formula(settlement: Settlement) -> str | None:
    """The settlement's sum, usage first: `(2500 - 1000 - 1000) × 0.15 + 84 = 159`; None with contact sales."""
    if settlement.total is None:
        return None
    priced = [line for line in settlement.lines if line.amount]
    priced.sort(key=lambda line: line.kind not in COVERING)
    if not priced or (len(priced) == 1 and priced[0].quantity == 1 and priced[0].kind not in COVERING):
        return plain(settlement.total)
    text = ""
    whole = Fraction(0)
    for line in priced:
        term = _term(settlement, line)
        text += _joint(term) if text else term
        whole += _value(line)
    return f"{text} {_equals(whole, settlement.total)}"


def _joint(term: str) -> str:
    return f" - {term[1:]}" if term.startswith("-") else f" + {term}"


def _term(settlement: Settlement, line: Line) -> str:
    if line.quantity == 1 and line.kind not in COVERING:
        return plain(line.price or ZERO)
    if line.amount is not None and line.amount < ZERO:
        return f"-{_subtracted(line)}"
    if _is_share(line):
        return _share(line.quantity, line.price or ZERO)
    return f"{_quantity(settlement, line)}{_by(line)} × {line.price:f}"


def _value(line: Line) -> Fraction:
    """What the line comes to before it is rounded."""
    return exact(((line.quantity, ONE if line.price is None else line.price, Fraction(1, line.per)),))


def _by(line: Line) -> str:
    return "" if line.per == 1 else f" / {line.per}"


def _subtracted(line: Line) -> str:
    """What an adjustment below zero takes off, without its sign."""
    quantity, price = EXACT.abs(Decimal(line.quantity)), EXACT.abs(line.price or ZERO)
    return _share(quantity, price) if _is_share(line) else f"{plain(quantity)}{_by(line)} × {price:f}"


def _is_share(line: Line) -> bool:
    """Whether the line is so many percent of an amount: its quantity is then no count of anything."""
    return line.kind == "adjustment" and type(line.quantity) is Decimal and line.per == 1


def _share(share: Decimal | int, amount: Decimal) -> str:
    return f"{plain(amount)} × {plain(EXACT.multiply(share, 100))} %"


def _equals(whole: Fraction, amount: Decimal) -> str:
    """The sum's value, and what it is rounded to; a fraction that has no end is told as rounded only."""
    if whole == Fraction(amount):
        return f"= {plain(amount)}"
    if 10 ** whole.denominator.bit_length() % whole.denominator:
        return f"≈ {plain(amount)}"
    return f"= {plain(divided(Decimal(whole.numerator), whole.denominator))} ≈ {plain(amount)}"


def _quantity(settlement: Settlement, line: Line) -> str:
    """The line's quantity; where it took all that was left, what was given less what others covered."""
    if line.kind not in COVERING or line.quantity != line.units:
        return plain(line.quantity)
    others = [other.units for other in _before(settlement, line) if other.kind in COVERING and other.units]
    if not others or line.units + sum(others) != settlement.units:
        return plain(line.units)
    return f"({settlement.units} - {' - '.join(map(str, others))})"


def _before(settlement: Settlement, line: Line) -> list[Line]:
    index = next(i for i, other in enumerate(settlement.lines) if other is line)
    return [*settlement.lines[:index]]
