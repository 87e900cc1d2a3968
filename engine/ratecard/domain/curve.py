"""A cost curve: what one period costs by how much is used, with every bend and cliff exact.

Steps declare where their price bends; between two bends the kernel is asked again in the middle, so that a
strategy that declares nothing is still drawn right.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from ratecard.domain.errors import Refusal
from ratecard.domain.forecast import Question, Used, forecast
from ratecard.domain.money import EXACT
from ratecard.domain.strategy import Bill

MOST_BENDS = 500
"""How many bends one curve may have."""


class Point(NamedTuple):
    """The cost of so many units in the period."""

    units: int
    total: Decimal | None
    """None for contact sales."""


class Cliff(NamedTuple):
    """One unit more costs less."""

    units: int
    """The last unit before the fall."""
    before: Decimal
    after: Decimal
    """The total of one unit more."""
    dear_from: int
    """From here up to `units`, one pays more than `after`."""


class Curve(NamedTuple):
    """What one period costs by how much is used."""

    points: tuple[Point, ...]
    """In order of units: the ends, both sides of every bend, and others in between."""
    bends: tuple[int, ...]
    """The last unit before each change of the price."""
    cliffs: tuple[Cliff, ...]
    contact_from: int | None
    """From so many units on there is no list price; None when there always is one."""


class BadRange(Refusal):
    """A range of units that can't be drawn."""

    code = "bad-range"

    def __init__(self, most_units: int, points: int) -> None:
        super().__init__(
            f"a curve up to {most_units} units with {points} points can't be drawn",
            "ask for at least 1 unit and from 2 to 1000 points",
        )


def cost_curve(question: Question, most_units: int, points: int, tick: Callable[[], None] | None = None) -> Curve:
    """The cost of the question's first period by its units, from 0 to `most_units`, all else as it is asked.

    At most `points` points, or as many as the bends need. Raises what `forecast` does, and `BadRange`.
    `tick` is called before each pricing, and may raise to end long work.
    """
    if most_units < 1 or not 2 <= points <= 1000:
        raise BadRange(most_units, points)
    cost = _Cost(question, tick)
    bends = _bends(cost, most_units)
    units = {0, most_units, *bends, *(bend + 1 for bend in bends)}
    missing = max(points - len(units), 0)
    units |= {most_units * place // (missing + 1) for place in range(1, missing + 1)}
    cliffs = [_cliff(cost, bends[: place + 1]) for place, bend in enumerate(bends) if _falls(cost, bend)]
    contact = [number for number in units if cost(number) is None]
    return Curve(
        tuple(Point(number, cost(number)) for number in sorted(units)),
        tuple(bends),
        tuple(cliffs),
        min(contact, default=None),
    )


class _Cost:
    """The total of the first period by units; each count is priced once."""

    def __init__(self, question: Question, tick: Callable[[], None] | None) -> None:
        self._tick = tick
        period = question.periods[0]
        version = question.product.version(period.start)
        self._question = question._replace(periods=(period,))
        self._meter = version.meters[0].id if version.meters else ""
        self._known: dict[int, tuple[Decimal | None, list[Bill]]] = {}
        self.steps = version.chain.steps
        self.unit = version.chain.conventions.rounding.unit

    def __call__(self, units: int) -> Decimal | None:
        return self._priced(units)[0]

    def bills(self, units: int) -> list[Bill]:
        """What each step was given."""
        return self._priced(units)[1]

    def _priced(self, units: int) -> tuple[Decimal | None, list[Bill]]:
        if units not in self._known:
            trace: list[Bill] = []
            usage = (Used(units, meter=self._meter),)
            self._known[units] = forecast(self._question._replace(usage=usage), trace, self._tick).total, trace
        return self._known[units]


def _bends(cost: _Cost, most_units: int) -> list[int]:
    """The last unit before each change of the price: those that the steps declare, and those found between them."""
    declared = _declared(cost, most_units)
    edges = sorted({-1, most_units, *declared})
    found = {bend for before, edge in pairwise(edges) for bend in _undeclared(cost, before + 1, edge)}
    candidates = sorted(declared | found)
    ends = [0, *(bend + 1 for bend in candidates)]
    starts = [*candidates, most_units]
    return [bend for place, bend in enumerate(candidates) if _bent(cost, ends[place], bend, starts[place + 1])]


def _declared(cost: _Cost, most_units: int) -> set[int]:
    """What the steps declare, asked again behind each bend, as what earlier steps do may differ there."""
    found: set[int] = set()
    ask = [most_units]
    while ask:
        for bend in _breakpoints(cost, ask.pop()):
            if 0 < bend < most_units and bend not in found and len(found) < MOST_BENDS:
                found.add(bend)
                ask.append(bend + 1)
    return found


def _breakpoints(cost: _Cost, units: int) -> Iterable[int]:
    bills = {bill.step: bill for bill in cost.bills(units)}
    for step in cost.steps:
        if step.id in bills:
            try:
                yield from list(step.strategy.breakpoints(bills[step.id]))
            except Exception as error:
                raise step.fault(f"raised {type(error).__name__} from breakpoints: {error}") from error


def _undeclared(cost: _Cost, first: int, last: int) -> Iterable[int]:
    """Bends inside a range in which no step declares one, found by halving."""
    ranges = [(first, last)]
    budget = MOST_BENDS
    while ranges and budget:
        budget -= 1
        first, last = ranges.pop()
        middle = (first + last) // 2
        if last - first < 1 or _straight(cost, first, middle, last):
            continue
        if last - first == 1:
            yield first
        else:
            ranges += [(first, middle), (middle, last)]


def _bent(cost: _Cost, start: int, bend: int, end: int) -> bool:
    """Whether the price really changes after `bend`, between two other candidates."""
    return not (_straight(cost, start, bend, end) and _straight(cost, start, bend + 1, end))


def _straight(cost: _Cost, first: int, middle: int, last: int) -> bool:
    """Whether the three costs lie on one line, but for rounding."""
    a, b, c = cost(first), cost(middle), cost(last)
    if a is None or b is None or c is None:
        return a is b is c
    if last - first == 1:
        return abs(c - a) <= cost.unit
    off = EXACT.subtract(EXACT.multiply(b - a, last - first), EXACT.multiply(c - a, middle - first))
    return abs(off) <= EXACT.multiply(EXACT.multiply(cost.unit, 4), last - first)


def _falls(cost: _Cost, bend: int) -> bool:
    before, after = cost(bend), cost(bend + 1)
    return before is not None and after is not None and after < before


def _cliff(cost: _Cost, bends: list[int]) -> Cliff:
    """The cliff after the last of the bends."""
    bend = bends[-1]
    before, after = cost(bend), cost(bend + 1)
    if before is None or after is None:
        raise ValueError(f"no cliff after {bend}")
    edges = [0, *(earlier + 1 for earlier in bends[:-1])]
    dear = bend
    for start in reversed(edges):
        dear = _first_dearer(cost, after, start, dear)
        earlier = cost(start - 1) if start else None
        if dear > start or earlier is None or earlier <= after:
            break
        dear = start - 1
    return Cliff(bend, before, after, dear)


def _first_dearer(cost: _Cost, than: Decimal, low: int, high: int) -> int:
    """The least count in a range without bends, where the cost rises, that costs more; `high` does."""
    while low < high:
        middle = (low + high) // 2
        here = cost(middle)
        if here is not None and here > than:
            high = middle
        else:
            low = middle + 1
    return low
