"""A cost curve: what one period costs by how much is used, with every bend and cliff exact.

Steps declare where their price bends; between two bends the kernel is asked again in the middle, so that a
strategy that declares nothing is still drawn right. Where units are charged in more whole blocks than a step cares to
declare, the curve is the slope that their stairs follow; each point is exact.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from itertools import pairwise
from typing import NamedTuple

from ratecard.domain.bill import Bill
from ratecard.domain.errors import Refusal
from ratecard.domain.forecast import forecast
from ratecard.domain.money import EXACT, ZERO, total
from ratecard.domain.period import Period
from ratecard.domain.question import Question, Used
from ratecard.domain.settlement import COVERING, Line, Settlement

MOST_BENDS = 500
"""How many bends one curve may have."""
MOST_UNDECLARED = 50
"""How many bends are looked for between two that steps declare."""
MOST_POINTS = 1000
_AVERAGE = Context(prec=50, rounding=ROUND_HALF_UP)
_SIX_PLACES = Decimal("0.000001")
Total = Callable[[int], Decimal | None]
"""What so many units cost; None for contact sales."""


class Point(NamedTuple):
    """The cost of so many units in the period."""

    units: int
    total: Decimal | None
    """None for contact sales."""

    @property
    def per_unit(self) -> Decimal | None:
        """The total by unit, to six places; None for no units, and for contact sales."""
        average = self.average
        return None if average is None else average.quantize(_SIX_PLACES, context=_AVERAGE)

    @property
    def average(self) -> Decimal | None:
        """The total by unit, to 50 digits, to draw it; None for no units, and for contact sales."""
        if self.total is None or not self.units:
            return None
        return _AVERAGE.divide(self.total, Decimal(self.units))


class Cliff(NamedTuple):
    """One unit more costs less."""

    units: int
    """The last unit before the fall."""
    before: Decimal
    after: Decimal
    """The total of one unit more."""
    dear_from: int
    """From here up to `units`, one pays more than `after`."""

    @property
    def saving(self) -> Decimal:
        """By how much one unit more is cheaper."""
        return EXACT.subtract(self.before, self.after)


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
            f"ask for at least 1 unit and from 2 to {MOST_POINTS} points",
        )


class TooFewPoints(Refusal):
    """Fewer points than the bends need."""

    code = "too-few-points"

    def __init__(self, points: int, needed: int) -> None:
        super().__init__(f"{points} points can't show every bend", f"ask for at least {needed}")


def cost_curves(
    questions: Sequence[Question],
    most_units: int,
    points: int,
    tick: Callable[[], None] | None = None,
    meter: str | None = None,
) -> tuple[Curve, ...]:
    """The cost of each question's first period by its units, from 0 to `most_units`, all else as it is asked.

    Units are those of `meter`, or of the product's first one.

    All curves have the same axis: the ends, both sides of every bend of each, and others in between, at most `points`
    in all. Raises what `forecast` does, `BadRange` and `TooFewPoints`. `tick` is called before each pricing, and may
    raise to end long work.
    """
    if most_units < 1 or not 2 <= points <= MOST_POINTS:
        raise BadRange(most_units, points)
    costs = [Cost(question._replace(periods=question.periods[:1]), tick, meter) for question in questions]
    bends = [cost.bends(most_units) for cost in costs]
    every = {bend for found in bends for bend in found}
    axis = {0, most_units, *every, *(bend + 1 for bend in every)}
    if len(axis) > points:
        raise TooFewPoints(points, len(axis))
    missing = min(points - len(axis), most_units)
    axis |= {most_units * place // (missing + 1) for place in range(1, missing + 1)}
    return tuple(_curve(cost, found, sorted(axis)) for cost, found in zip(costs, bends, strict=True))


def _curve(cost: "Cost", bends: list[int], axis: list[int]) -> Curve:
    cliffs = [cliff_after(cost, bends[: place + 1]) for place, bend in enumerate(bends) if _falls(cost, bend)]
    points = tuple(Point(units, cost(units)) for units in axis)
    contact = next((point.units for point in points if point.total is None), None)
    return Curve(points, tuple(bends), tuple(cliffs), contact)


class Cost:
    """The total of a question by the units used in each of its periods; each count is priced once."""

    def __init__(self, question: Question, tick: Callable[[], None] | None = None, meter: str | None = None) -> None:
        """All calls are on one meter, the product's first unless given."""
        self._question = question
        self._tick = tick
        self._known: dict[int, tuple[Decimal | None, list[Bill], tuple[Line, ...]]] = {}
        versions = [question.product.version(period.start) for period in question.periods]
        first = versions[0].meters[0].id if versions[0].meters else ""
        self._meter = first if meter is None else meter
        self.each = versions[0].counts(self._meter)
        """How many units one call is: totals are by calls."""
        self._steps = {step.id: step for version in reversed(versions) for step in version.chain.steps}
        self.unit = versions[0].chain.conventions.rounding.unit
        """The least amount of money."""
        own = total(step.noise() for step in self._steps.values())
        self._own = EXACT.multiply(own, 4 * len(question.periods))
        self.noise = self._own
        """How far off a straight line a total may be: no further than steps round, until a line was rounded or a slice
        cut in time."""
        self.stairs = ZERO
        """How far off a slope a total of whole blocks may be. Steps declare the blocks that are worth telling apart."""

    def __call__(self, units: int) -> Decimal | None:
        """The total with so many units in each period; None for contact sales."""
        return self._priced(units)[0]

    def lines(self, units: int) -> tuple[Line, ...]:
        """What the total with so many units is made of."""
        return self._priced(units)[2]

    def bends(self, most_units: int) -> list[int]:
        """The last unit before each change of the price: those that steps declare, and those found between them."""
        return _bends(self, most_units)

    def breakpoints(self, units: int) -> Iterator[int]:
        """What the steps declare for the first period, in calls; later ones bend by what earlier ones leave."""
        first = self._question.periods[0]
        for bill in self._priced(units)[1]:
            if bill.period is first:
                yield from (bend // self.each for bend in self._steps[bill.step].breakpoints(bill))

    def _priced(self, units: int) -> tuple[Decimal | None, list[Bill], tuple[Line, ...]]:
        if units not in self._known:
            trace: list[Bill] = []
            usage = (Used(units, meter=self._meter),)
            answer = forecast(self._question._replace(usage=usage), trace, self._tick)
            lines = tuple([line for statement in answer.statements for line in statement.settlement.lines])
            self._known[units] = answer.total, trace, lines
            cuts = _cuts(trace)
            for statement in answer.statements:
                noise = _noise(statement.settlement, self.unit, cuts.get(statement.settlement.period, 0))
                noise = EXACT.multiply(noise, len(answer.statements))
                self.noise = max(self.noise, EXACT.add(self._own, noise))
                self.stairs = max(self.stairs, EXACT.multiply(_block(statement.settlement), 4))
        return self._known[units]


def _cuts(bills: Iterable[Bill]) -> dict[Period, int]:
    """For each period into how many pieces more than there were slices its steps cut them."""
    found: dict[Period, int] = {}
    for bill in bills:
        found[bill.period] = max(found.get(bill.period, 0), len(bill.remaining) - len(bill.usage))
    return found


def _noise(settlement: Settlement, unit: Decimal, cuts: int) -> Decimal:
    """How far a settlement's total may be off a straight line: by rounding, and by the unit at each cut in time."""
    start, end, _ = settlement.period
    prices = [price for line in settlement.lines if (price := _each(line)) is not None]
    cut = any([start < lot.effective < end or start < lot.expires < end for lot in settlement.balances])
    cut = cut or settlement.refused > 0
    rounded = any([EXACT.remainder(price, unit) for price in prices])
    shares = sum([type(line.quantity) is Decimal for line in settlement.lines])
    cuts = max(cuts, int(cut))
    off = EXACT.add(EXACT.multiply(unit, rounded + shares), EXACT.multiply(cuts, max(prices, default=ZERO)))
    return EXACT.multiply(off, 4)


def _each(line: Line) -> Decimal | None:
    """What one unit costs where units are charged as they are, or pro rata; None of whole blocks and of other lines."""
    if line.price is None or line.quantity == line.units:
        return line.price if line.price is None or line.per == 1 else _AVERAGE.divide(line.price, Decimal(line.per))
    if type(line.quantity) is int or not line.units:
        return None
    return _AVERAGE.divide(EXACT.multiply(line.quantity, line.price), Decimal(line.units))


def _block(settlement: Settlement) -> Decimal:
    """The price of the dearest block of units that is charged whole; nothing where units have prices of their own."""
    blocks = [line for line in settlement.lines if type(line.quantity) is int and line.quantity != line.units]
    return max([line.price or ZERO for line in blocks if line.kind in COVERING], default=ZERO)


def _bends(cost: Cost, most_units: int) -> list[int]:
    declared = _declared(cost, most_units)
    edges = sorted({-1, most_units, *declared})
    found = {bend for before, edge in pairwise(edges) for bend in _undeclared(cost, before + 1, edge)}
    candidates = sorted(declared | found)
    bends: list[int] = []
    for bend, following in pairwise([*candidates, most_units]):
        start = bends[-1] + 1 if bends else 0
        if following == start + 1:  # any two costs lie on one line
            bent = _falls(cost, bend, by=cost.noise)
        else:
            bent = not (_straight(cost, start, bend, following) and _straight(cost, start, bend + 1, following))
        if bent:
            bends.append(bend)
    return bends


def _declared(cost: Cost, most_units: int) -> set[int]:
    """What the steps declare, asked again behind each bend, as what earlier steps do may differ there."""
    found: set[int] = set()
    ask = [most_units]
    while ask:
        for bend in cost.breakpoints(ask.pop()):
            if 0 <= bend < most_units and bend not in found and len(found) < MOST_BENDS:
                found.add(bend)
                ask.append(bend + 1)
    return found


def _undeclared(cost: Cost, first: int, last: int) -> Iterable[int]:
    """Bends inside a range in which no step declares one: the ends of the longest straight parts, found by halving."""
    for _ in range(MOST_UNDECLARED):
        if _is_straight(cost, first, last):
            return
        low, high = first, last
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _is_straight(cost, first, middle) else (low, middle)
        if low == first + 1:  # any two costs lie on one line
            yield first
        yield low
        first = low + 1


def _is_straight(cost: Cost, first: int, last: int) -> bool:
    """Whether the costs of a range lie on one line, as far as three looks inside tell."""
    if (cost(first) is None) != (cost(last) is None):
        return False
    middle = (first + last) // 2
    looks = (middle, (first + middle) // 2, (middle + last) // 2)
    return all(_straight(cost, first, look, last, stairs=True) for look in looks)


def _straight(cost: Cost, first: int, middle: int, last: int, *, stairs: bool = False) -> bool:
    """Whether three costs lie on one line, but for noise, and for whole blocks where `stairs` may be a slope."""
    a, b, c = cost(first), cost(middle), cost(last)
    if a is None or b is None or c is None:
        return a is b is c
    rise, whole = EXACT.subtract(b, a), EXACT.subtract(c, a)
    off = EXACT.subtract(EXACT.multiply(rise, last - first), EXACT.multiply(whole, middle - first))
    noise = EXACT.add(cost.noise, cost.stairs) if stairs else cost.noise
    return EXACT.abs(off) <= EXACT.multiply(noise, last - first)


def _falls(cost: Cost, bend: int, by: Decimal = ZERO) -> bool:
    before, after = cost(bend), cost(bend + 1)
    return before is not None and after is not None and EXACT.subtract(before, after) > by


def cliff_after(cost: Total, bends: Sequence[int]) -> Cliff:
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


def _first_dearer(cost: Total, than: Decimal, low: int, high: int) -> int:
    """The least count in a range without bends, where the cost rises, that costs more; `high` does."""
    while low < high:
        middle = (low + high) // 2
        here = cost(middle)
        if here is not None and here > than:
            high = middle
        else:
            low = middle + 1
    return low
