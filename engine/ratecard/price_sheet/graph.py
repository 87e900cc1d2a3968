"""What a period costs by how much is used, as charts: panels that each bend can be seen in, and the cost per call."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ratecard.domain.curve import MOST_POINTS, Cost, Curve, Point, cost_curves
from ratecard.domain.display import TierDisplay
from ratecard.domain.errors import MOST_UNITS, Refusal
from ratecard.domain.example import alone
from ratecard.domain.product import Meter, Version
from ratecard.domain.question import Question
from ratecard.domain.text import Text
from ratecard.price_sheet import word
from ratecard.price_sheet.curve import curve_sentences, curve_table
from ratecard.price_sheet.figure import averages, figure
from ratecard.price_sheet.image import Labels
from ratecard.price_sheet.pen import Pen
from ratecard.price_sheet.shown import displayed
from ratecard.price_sheet.table import Chart, Section, Table
from ratecard.service import Shown

FARTHEST = 10**12
"""Bends are looked for up to so many calls."""
POINTS = 120
PARTS = 24
"""Of the way to ten times as many calls, where these are equally far apart."""
MOST_PANELS = 4
MOST_CORNERS = 40
"""Of more corners than that only those of cliffs are in the table."""
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


def cost_section(pen: Pen, shown: Shown, tick: Tick | None = None) -> Section:
    """The charts of each meter, with their corners and cliffs in numbers; why not, where it can't be drawn."""
    title, lead = pen.word(word.COSTS), pen.word(word.WITHOUT_PACKS)
    try:
        drawn = _panels(shown, tick)
    except Refusal as refusal:
        why = Text(f"无法绘制：{refusal.message}", f"it can't be drawn: {refusal.message}")
        return Section(title, (pen.word(why),))
    several = len(shown.version.meters) > 1
    sentences = [f"{_named(pen, each, several)}{said}" for each in drawn for said in curve_sentences(pen, each.by_tens)]
    return Section(
        title,
        (lead, *sentences),
        charts=tuple(chart for each in drawn for chart in _charts(pen, each, several)),
        tables=tuple(_table(pen, each, several) for each in drawn),
    )


def _named(pen: Pen, panels: Panels, several: bool) -> str:
    """Which meters it is about, where a product has several."""
    names = pen.word(Text("、", ", ")).join(pen.word(meter.name) for meter in panels.meters)
    return names + pen.word(Text("：", ": ")) if several else ""


def _panels(shown: Shown, tick: Tick | None) -> list[Panels]:
    version, calendar = shown.version, shown.product.calendar
    period = calendar.containing(calendar.instant(shown.on))
    question = Question(alone(version, shown.catalog.id), (period,))
    found: dict[tuple[Curve, ...], list[Meter]] = {}
    for meter in version.meters or (None,):
        curves = tuple(_curves(question, version, meter, tick))
        found.setdefault(curves, []).extend([meter] if meter else [])
    return [Panels(tuple(meters), tuple(curves), by_tens) for (*curves, by_tens), meters in found.items()]


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


def _charts(pen: Pen, panels: Panels, several: bool) -> Iterator[Chart]:
    if all(not point.total for point in panels.by_tens.points):
        return
    name, currency = _named(pen, panels, several), pen.conventions.currency
    calls, contact, tick = pen.word(word.CALLS), pen.word(word.CONTACT), _ticks(pen)
    for curve in panels.curves:
        most = pen.number(curve.points[-1].units)
        title = pen.word(Text(f"{word.COST.zh}，0 – {most} 次", f"{word.COST.en}, 0 – {most} calls"))
        said = " ".join(curve_sentences(pen, curve)) or title
        amount = f"{pen.word(word.TOTAL)} ({currency})"
        shade = pen.word(word.SHADED) if curve.cliffs else ""
        yield Chart(said, figure([("", curve)]), Labels(name + title, calls, amount, contact, tick), shade)
    tens = pen.word(Text("，横轴为对数刻度", ", usage by powers of ten"))
    said = " ".join(curve_sentences(pen, panels.by_tens)) or pen.word(word.PER_CALL)
    amount = f"{pen.word(word.PER_CALL)} ({currency})"
    yield Chart(
        said, averages(panels.by_tens), Labels(f"{name}{pen.word(word.PER_CALL)}{tens}", calls, amount, contact, tick)
    )


def _ticks(pen: Pen) -> Callable[[Fraction], str]:
    """How the numbers beside the axes are written."""
    return lambda value: pen.tick(Decimal(value.numerator) / Decimal(value.denominator))


def _table(pen: Pen, panels: Panels, several: bool) -> Table:
    curve = panels.curves[-1]
    if len(curve.bends) * 2 > MOST_CORNERS:
        curve = curve._replace(bends=tuple(cliff.units for cliff in curve.cliffs))
    caption = pen.word(Text("转折点处的费用", "Cost at the bends"))
    return curve_table(pen, curve, f"{_named(pen, panels, several)}{caption} ({pen.conventions.currency})")
