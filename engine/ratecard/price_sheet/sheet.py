"""A product's price sheet: what is in force on a day, in the order in which it settles."""

from collections.abc import Iterator

from ratecard.domain.display import AllowanceDisplay, NoteDisplay, TierDisplay
from ratecard.domain.product import Version
from ratecard.domain.step import Step
from ratecard.domain.text import Text
from ratecard.price_sheet import word
from ratecard.price_sheet.example import example_table
from ratecard.price_sheet.graph import cost_section
from ratecard.price_sheet.offer import offer_table
from ratecard.price_sheet.panel import Tick
from ratecard.price_sheet.pen import Pen
from ratecard.price_sheet.scope import scope_text
from ratecard.price_sheet.shown import choices_told, described, displayed, offered
from ratecard.price_sheet.table import Cell, Column, Entry, Section, Sheet, Table, texts
from ratecard.price_sheet.tier import allowance_table, tier_table
from ratecard.service import Shown


def price_sheet(shown: Shown, locale: str, tick: Tick | None = None) -> Sheet:
    """The sheet of one product on the day that it is shown of; `PluginFault`. `tick` is called before each pricing."""
    version = shown.version
    pen = Pen(locale, version.chain.conventions)
    return Sheet(
        locale,
        shown.product.full_id,
        pen.word(version.name),
        tuple(filter(None, map(str.strip, pen.word(version.description).splitlines()))),
        tuple((pen.word(name), value) for name, value in _facts(pen, shown)),
        tuple(_sections(pen, shown, tick)),
        f"{shown.catalog.id} · ratecard {shown.engine_version} · {shown.catalog.digest}",
    )


def _facts(pen: Pen, shown: Shown) -> Iterator[tuple[Text, str]]:
    version, conventions = shown.version, pen.conventions
    yield word.CATALOG, pen.word(shown.catalog.name)
    if pen.word(version.category):
        yield word.CATEGORY, pen.word(version.category)
    since = f"{pen.word(word.SINCE)} {pen.day(version.effective_from)}" if version.effective_from else ""
    yield word.ON, pen.day(shown.on) + (f" ({since})" if since else "")
    yield word.CURRENCY, conventions.currency
    yield word.PERIOD, f"{pen.word(word.UNIT[conventions.calendar.unit])} · {conventions.calendar.zone.key}"
    first, last = conventions.billed_on
    days = str(first) if first == last else f"{first} – {last}"
    yield word.BILL, pen.word(Text(f"账期结束后第 {days} 日", f"day {days} after the period ends"))
    if conventions.low_balance:
        below = pen.amount(conventions.low_balance.below)
        yield word.LOW_BALANCE, pen.word(Text(f"可用余额低于 {below} 时", f"when less than {below} is available"))


def _sections(pen: Pen, shown: Shown, tick: Tick | None) -> Iterator[Section]:
    version = shown.version
    steps = version.chain.steps
    if version.meters:
        yield Section(pen.word(word.METERS), tables=(_meters(pen, version),))
    if version.metering:
        yield Section(pen.word(word.METERING), tables=(_metering(pen, version),))
    for step in steps:
        if tables := tuple(_tables(pen, step)):
            yield Section(pen.word(step.strategy.title), _limits(pen, step), tables=tables)
    yield Section(
        pen.word(word.SETTLEMENT),
        (pen.word(word.IN_ORDER),),
        tuple(Entry(pen.word(step.strategy.title), tuple(_rules(pen, step))) for step in steps),
    )
    if version.examples:
        yield Section(pen.word(word.EXAMPLES), tables=(example_table(pen, shown),))
    yield cost_section(pen, shown, tick)
    yield Section(pen.word(word.VERSIONS), tables=(_versions(pen, shown),))


def _rules(pen: Pen, step: Step) -> Iterator[str]:
    shown = displayed(step)
    rule = described(step, pen.locale)
    yield rule
    if isinstance(shown, NoteDisplay) and pen.word(shown.note) != rule:
        yield pen.word(shown.note)
    yield from _limits(pen, step)
    if choices := choices_told(step):
        yield pen.word(choices)


def _limits(pen: Pen, step: Step) -> tuple[str, ...]:
    return (pen.word(scope_text(step.scope)),) if step.scope else ()


def _tables(pen: Pen, step: Step) -> Iterator[Table]:
    shown = displayed(step)
    if isinstance(shown, AllowanceDisplay):
        yield allowance_table(pen, shown)
    if isinstance(shown, TierDisplay):
        yield tier_table(pen, shown)
    if offers := offered(step, shown):
        yield offer_table(pen, offers)


def _meters(pen: Pen, version: Version) -> Table:
    columns = (Column(pen.word(word.NAME)), Column(pen.word(word.METER)), Column(pen.word(word.COUNTS), numeric=True))
    rows = [texts(pen.word(meter.name), meter.id, pen.number(meter.counts)) for meter in version.meters]
    return Table(pen.word(word.METERS), columns, tuple(rows))


def _metering(pen: Pen, version: Version) -> Table:
    columns = (Column(pen.word(word.RULE)), Column(pen.word(word.METER)))
    rows = [texts(pen.word(rule.describe()), rule.meter) for rule in version.metering]
    return Table(pen.word(word.METERING), columns, tuple(rows)).without(1)


def _versions(pen: Pen, shown: Shown) -> Table:
    columns = (Column(pen.word(word.BEGINS)), Column(pen.word(word.STATE)))
    rows = []
    state = word.PAST
    for version in shown.product.versions:
        mine = version is shown.version
        day = pen.day(version.effective_from) if version.effective_from else pen.word(word.ALWAYS)
        rows.append((Cell(day), Cell(pen.word(word.CURRENT if mine else state))))
        state = word.COMING if mine else state
    return Table(pen.word(word.VERSIONS), columns, tuple(rows))
