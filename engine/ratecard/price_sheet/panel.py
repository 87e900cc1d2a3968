"""What a period costs by how much is used, from the kernel: curves that each bend can be seen in."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ratecard.domain.account import Account, Choice
from ratecard.domain.curve import MOST_POINTS, Cost, Curve, Point, cost_curves
from ratecard.domain.display import TierDisplay
from ratecard.domain.errors import MOST_UNITS
from ratecard.domain.example import alone
from ratecard.domain.forecast import forecast
from ratecard.domain.product import Meter, Version
from ratecard.domain.question import Question, Used
from ratecard.price_sheet.shown import displayed
from ratecard.service import Shown

FARTHEST = 10**12
"""Bends are looked for up to so many calls."""
POINTS = 120
PARTS = 24
"""Of the way to ten times as many calls, where these are equally far apart."""
MOST_PANELS = 4
CLIFF_SEEN, BEND_SEEN = Fraction(1, 10), Fraction(1, 25)
"""How far along an axis a fall, or a bend, must be to be seen."""
NICE = (Fraction(1), Fraction(6, 5), Fraction(3, 2), *map(Fraction, (2, 3, 4, 5, 6, 8, 10)))
LEAST_PANEL = 10_000
"""How many calls are drawn where the price never bends."""

Tick = Callable[[], None]


class Panels(NamedTuple):
    """The curve of one meter, or of several that are priced alike."""

    meters: tuple[Meter, ...]
    curves: tuple[Curve, ...]
    """Each from 0 to further away than the one before."""
    by_tens: Curve
    """As far as the last of them, with points that are a part of the way to ten times as many calls apart."""
    refused: int
    """Of so many calls as the last of them has, those that are not served."""

    @property
    def most(self) -> int:
        """How many calls the last curve goes to."""
        return self.curves[-1].points[-1].units


class Chosen(NamedTuple):
    """The curves of accounts that chose one of these, all of which lead to the same."""

    choices: tuple[str, ...]
    """As `step=value`, "" for accounts that chose nothing; that one alone where there is nothing to choose."""
    panels: tuple[Panels, ...]


def chosen(shown: Shown, tick: Tick | None = None) -> list[Chosen]:
    """The curves of a product on a day when nothing is bought, for each thing that an account may choose."""
    calendar = shown.product.calendar
    period = calendar.containing(calendar.instant(shown.on))
    question = Question(alone(shown.version, shown.catalog.id), (period,))
    found: dict[tuple[Panels, ...], list[str]] = {}
    for account in _accounts(shown.version):
        panels = _panels(question._replace(account=account), shown.version, tick)
        found.setdefault(panels, []).append("".join(f"{choice.step}={choice.value}" for choice in account.choices))
    return [Chosen(tuple(choices), panels) for panels, choices in found.items()]


def _accounts(version: Version) -> Iterator[Account]:
    yield Account()
    for step in version.chain.steps:
        for value in step.choices():
            yield Account(choices=(Choice(step.id, value),))


def _panels(question: Question, version: Version, tick: Tick | None) -> tuple[Panels, ...]:
    found: dict[tuple[int, tuple[Curve, ...]], list[Meter]] = {}
    for meter in version.meters or (None,):
        curves = tuple(_curves(question, version, meter, tick))
        refused = _refused(question, meter, curves[-1].points[-1].units)
        found.setdefault((refused, curves), []).extend([meter] if meter else [])
    return tuple(
        Panels(tuple(meters), tuple(curves), by_tens, refused)
        for (refused, (*curves, by_tens)), meters in found.items()
    )


def _refused(question: Question, meter: Meter | None, units: int) -> int:
    used = Used(units, meter=meter.id if meter else "")
    (statement,) = forecast(question._replace(usage=(used,))).statements
    return statement.settlement.refused


def _curves(question: Question, version: Version, meter: Meter | None, tick: Tick | None) -> Iterator[Curve]:
    name, counts = (meter.id, meter.counts) if meter else (None, 1)
    cost = Cost(question, tick, name)
    bends = cost.bends(min(FARTHEST, MOST_UNITS // counts))
    points = min(max(POINTS, 2 * len(bends) + 20), MOST_POINTS)
    for most in _ends(cost, [bend for bend in bends if bend], _least(version)):
        curve = cost_curves([question], most, points, tick, name)[0]
        yield curve
    yield _by_tens(cost, curve)


def _by_tens(cost: Cost, curve: Curve) -> Curve:
    """The same curve from a tenth of its first bend on, and not too far from its end, with points for such an axis."""
    most = curve.points[-1].units
    bends = [bend for bend in curve.bends if bend]
    first = max(bends[0] // 10 if bends else 0, most // 10**5, 1)
    least = 10 ** (len(str(first)) - 1)
    sides = {least, most, *bends, *(bend + 1 for bend in bends)}
    ways = (Decimal(10) ** (Decimal(part) / PARTS) for part in range(PARTS * len(str(most))))
    units = sorted(each for each in sides | {int(least * way) for way in ways} if least <= each <= most)
    return curve._replace(points=tuple(Point(each, cost(each)) for each in units))


def _least(version: Version) -> int:
    """How far a product is drawn at the least: ten times as many calls as prices are for."""
    displays = map(displayed, version.chain.steps)
    return max(LEAST_PANEL, *(10 * each.per for each in displays if isinstance(each, TierDisplay)), 0)


def _ends(cost: Cost, bends: Sequence[int], least: int) -> list[int]:
    """Up to how many calls each panel goes: so far that the bends are seen that the next one has too near to zero."""
    if not bends:
        return [least]
    last = bends[-1]
    ends = [_nice(last * (Fraction(6, 5) if cost(last + 1) is None else Fraction(3, 2)))]
    for bend in reversed(bends):
        if bend < ends[0] * (CLIFF_SEEN if _is_cliff(cost, bend) else BEND_SEEN) and len(ends) < MOST_PANELS:
            ends.insert(0, _nice(bend * Fraction(3, 2)))
    return ends


def _is_cliff(cost: Cost, bend: int) -> bool:
    before, after = cost(bend), cost(bend + 1)
    return before is None or after is None or before > after


def _nice(least: Fraction) -> int:
    """The least round number from there on."""
    ten = Fraction(10) ** (len(str(int(least))) - 1)
    return max(int(next(nice * ten for nice in NICE if nice * ten >= least)), 2)
