"""The difference between two forecasts of the same periods: in total, by period and by step."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from ratecard.domain.forecast import Forecast
from ratecard.domain.money import EXACT, ZERO


class Share(NamedTuple):
    """One period's or one step's part of a difference."""

    id: str
    before: Decimal | None
    after: Decimal | None
    difference: Decimal | None
    """After less before; None when one of them is unknown, as it has contact sales."""


class Difference(NamedTuple):
    """What changes from one forecast to another."""

    total: Decimal | None
    periods: tuple[Share, ...]
    steps: tuple[Share, ...]
    """In the order of the chains, the steps of the first one first."""


def less(after: Decimal | None, before: Decimal | None) -> Decimal | None:
    """`after` less `before`; None when one of them is unknown."""
    return None if after is None or before is None else EXACT.subtract(after, before)


def per_cent(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    """The difference in hundredths of what it was before, half up to two places.

    None where one of them is unknown, and where it was nothing or less before: nothing is a part of that.
    """
    if before is None or after is None or before <= 0:
        return None
    parts = Fraction(10_000 * Fraction(EXACT.subtract(after, before)), Fraction(before))
    whole = (2 * abs(parts.numerator) + parts.denominator) // (2 * parts.denominator)
    return Decimal(whole if parts >= 0 else -whole).scaleb(-2)


def rises_beyond(before: Decimal | None, after: Decimal | None, most: Decimal, rounded: Decimal = ZERO) -> bool:
    """Whether it rises by more than `most` per cent, what may be the doing of rounding taken off.

    Any rise from nothing or less does. So does a list price that is lost, as contact sales has no limit; one that is
    gained rises from nothing known.
    """
    if after is None or before is None:
        return after is None and before is not None
    rise = EXACT.subtract(EXACT.subtract(after, before), rounded)
    return rise > 0 and (before <= 0 or EXACT.multiply(rise, 100) > EXACT.multiply(most, before))


def difference(before: Forecast, after: Forecast) -> Difference:
    """What changes from one forecast to another of the same periods."""
    periods = [
        _share(one.period.id, one.settlement.total, other.settlement.total)
        for one, other in zip(before.statements, after.statements, strict=True)
    ]
    ours, theirs = _by_step(before), _by_step(after)
    steps = [_share(step, ours.get(step, ZERO), theirs.get(step, ZERO)) for step in dict.fromkeys((*ours, *theirs))]
    return Difference(less(after.total, before.total), tuple(periods), tuple(steps))


def contributions(totals: Sequence[Decimal | None]) -> list[Decimal | None]:
    """What each change added: each total less the one before it, unknown from the first unknown total on."""
    known = next((at for at, total in enumerate(totals) if total is None), len(totals))
    return [less(after, before) if at + 1 < known else None for at, (before, after) in enumerate(pairwise(totals))]


def _share(id: str, before: Decimal | None, after: Decimal | None) -> Share:
    return Share(id, before, after, less(after, before))


def _by_step(forecast: Forecast) -> dict[str, Decimal | None]:
    """The sum of each step's lines over all periods, None where one has no amount; all steps are there."""
    sums: dict[str, Decimal | None] = {}
    for statement in forecast.statements:
        zero = statement.version.chain.conventions.rounding.zero
        for step in statement.version.chain.steps:
            sums.setdefault(step.id, zero)
        for line in statement.settlement.lines:
            before = sums[line.step]
            sums[line.step] = None if line.amount is None or before is None else EXACT.add(before, line.amount)
    return sums
