"""What a period costs by how much is used, as charts, sentences and tables."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

from ratecard.domain.errors import Refusal
from ratecard.domain.text import Text
from ratecard.price_sheet import word
from ratecard.price_sheet.curve import curve_sentences, curve_table
from ratecard.price_sheet.figure import averages, figure
from ratecard.price_sheet.image import Labels
from ratecard.price_sheet.panel import Chosen, Panels, Tick, chosen
from ratecard.price_sheet.pen import Pen
from ratecard.price_sheet.table import Chart, Section, Table
from ratecard.service import Shown

MOST_CORNERS = 40
"""Of more corners than that only those of cliffs are in the table."""


def cost_section(pen: Pen, shown: Shown, tick: Tick | None = None) -> Section:
    """The charts of each meter, with their corners and cliffs in numbers; why not, where it can't be drawn."""
    title = pen.word(word.COSTS)
    try:
        drawn = chosen(shown, tick)
    except Refusal as refusal:
        why = Text(f"无法绘制：{refusal.message}", f"it can't be drawn: {refusal.message}")
        return Section(title, (pen.word(why),))
    several = len(shown.version.meters) > 1
    lead = word.OF_ONE_METER if several else word.WITHOUT_PACKS
    named = [(_named(pen, each, panels, several), panels) for each in drawn for panels in each.panels]
    return Section(
        title,
        (pen.word(lead), *(f"{name}{said}" for name, panels in named for said in _sentences(pen, panels))),
        charts=tuple(chart for name, panels in named for chart in _charts(pen, name, panels)),
        tables=tuple(_table(pen, name, panels) for name, panels in named),
    )


def _named(pen: Pen, chosen: Chosen, panels: Panels, several: bool) -> str:
    """Which choices and meters it is about, where there are several."""
    comma = pen.word(Text("、", ", "))
    choices = [each or pen.word(word.NOT_CHOSEN) for each in chosen.choices] if any(chosen.choices) else []
    names = [pen.word(meter.name) for meter in panels.meters] if several else []
    about = " · ".join(filter(None, (comma.join(choices), comma.join(names))))
    return about + pen.word(Text("：", ": ")) if about else ""


def _sentences(pen: Pen, panels: Panels) -> Iterator[str]:
    yield from curve_sentences(pen, panels.by_tens)
    if panels.refused:
        most, refused = pen.number(panels.most), pen.number(panels.refused)
        yield pen.word(
            Text(
                f"{most} 次调用中有 {refused} 次被拒绝，不计费",
                f"of {most} calls {refused} are refused, and not charged",
            )
        )


def _charts(pen: Pen, name: str, panels: Panels) -> Iterator[Chart]:
    if all(not point.total for point in panels.by_tens.points):
        return
    currency = pen.conventions.currency
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


def _table(pen: Pen, name: str, panels: Panels) -> Table:
    curve = panels.curves[-1]
    if len(curve.bends) * 2 > MOST_CORNERS:
        curve = curve._replace(bends=tuple(cliff.units for cliff in curve.cliffs))
    caption = pen.word(Text("转折点处的费用", "Cost at the bends"))
    return curve_table(pen, curve, f"{name}{caption} ({pen.conventions.currency})")
