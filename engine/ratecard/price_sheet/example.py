"""A product's examples, priced again: the question in words, the kernel's own sum, the total."""

from collections.abc import Iterable, Iterator

from ratecard.domain.example import Example
from ratecard.domain.forecast import Forecast, forecast
from ratecard.domain.formula import total_formula
from ratecard.domain.order import Order
from ratecard.domain.period import Span
from ratecard.domain.product import Version
from ratecard.domain.text import Text
from ratecard.price_sheet import word
from ratecard.price_sheet.pen import Pen
from ratecard.price_sheet.table import Cell, Column, Table
from ratecard.service import Shown


def example_table(pen: Pen, shown: Shown) -> Table:
    """Each example in a row."""
    columns = (
        Column(pen.word(word.EXAMPLE)),
        Column(pen.word(word.QUESTION)),
        Column(pen.word(word.SUM)),
        Column(pen.word(word.TOTAL), numeric=True),
    )
    rows = [_row(pen, shown, example) for example in shown.version.examples]
    return Table(pen.word(word.EXAMPLES), columns, tuple(rows))


def _row(pen: Pen, shown: Shown, example: Example) -> tuple[Cell, ...]:
    answer = forecast(example.about(shown.version, shown.catalog.id))
    comma = pen.word(Text("；", "; "))
    asked = comma.join(pen.word(each) for each in _asked(pen, shown.version, example))
    contact = next((each.settlement.contact for each in answer.statements if each.settlement.contact), None)
    total = Cell(pen.word(word.CONTACT), contact.url if contact else "")
    if answer.total is not None:
        total = Cell(pen.amount(answer.total))
    return (Cell(pen.word(example.title)), Cell(asked), Cell(comma.join(_sums(pen, answer))), total)


def _sums(pen: Pen, answer: Forecast) -> Iterator[str]:
    """The sum of each period that is not alike, said to be of which; those that come to nothing, where all do."""
    told: dict[str, str] = {}
    for statement in answer.statements:
        settlement = statement.settlement
        reason = settlement.contact and pen.word(settlement.contact.reason)
        told.setdefault(reason or total_formula(settlement) or "", settlement.period.id)
        if settlement.refused:
            refused = pen.number(settlement.refused)
            said = Text(f"{refused} 次被拒绝，不计费", f"{refused} calls are refused, and not charged")
            told.setdefault(pen.word(said), settlement.period.id)
    shown = {text: period for text, period in told.items() if text != "0"} or told
    for text, period in shown.items():
        yield text if len(shown) == 1 else f"{period}: {text}"


def _asked(pen: Pen, version: Version, example: Example) -> Iterable[Text]:
    dated = [order for order in example.orders if order.placed != example.periods[0].start]
    if dated or example.owned or len(example.periods) > 1 or any(used.start or used.period for used in example.usage):
        yield _periods(example)
    yield from _used(pen, version, example)
    yield from (_ordered(pen, version, example, order) for order in example.orders)
    for owned in example.owned:
        name, left = version.offer(owned.sku)[1].name, pen.number(owned.left)
        since = pen.moment(owned.effective)
        yield Text(f"已有{name.zh}，{since}生效，剩余 {left}", f"owned: {name.en}, of {since}, {left} left")
    yield from _account(pen, example)


def _periods(example: Example) -> Text:
    first, last = example.periods[0].id, example.periods[-1].id
    if first == last:
        return Text(first, first)
    number = len(example.periods)
    return Text(f"{first} 至 {last}，共 {number} 个账期", f"{first} to {last}, {number} periods")


def _used(pen: Pen, version: Version, example: Example) -> Iterator[Text]:
    """The calls by meter and result code: those of each period, and those of a time of their own in sum."""
    sums: dict[tuple[str, str, bool], int] = {}
    for used in example.usage:
        each = len(example.periods) > 1 and not used.start and not used.period
        key = (used.meter, used.code, each)
        sums[key] = sums.get(key, 0) + used.units
    names = {meter.id: meter.name for meter in version.meters}
    for (meter, code, each), units in sums.items():
        name = names.get(meter, Text(meter, meter))
        zh = " ".join(filter(None, (name.zh, f"每期 {pen.number(units)} 次" if each else f"{pen.number(units)} 次")))
        calls = f"{pen.number(units)} {'call' if units == 1 else 'calls'}"
        en = " ".join(filter(None, (name.en, f"{calls} in each" if each else calls)))
        if each:
            whole = pen.number(units * len(example.periods))
            zh, en = f"{zh}，共 {whole} 次", f"{en}, {whole} in all"
        yield Text(f"{zh}（{code}）", f"{en} ({code})") if code else Text(zh, en)


def _ordered(pen: Pen, version: Version, example: Example, order: Order) -> Text:
    _, offer = version.offer(order.sku)
    zh, en = f"购买 {order.quantity} × {offer.name.zh}", f"{order.quantity} × {offer.name.en}"
    if offer.sold_by:
        length = Span(days=order.lasts) if offer.sold_by == "day" else Span(months=order.lasts)
        zh, en = f"{zh}，{pen.span(length)}", f"{en}, {pen.span(length)}"
    if order.placed != example.periods[0].start:
        zh, en = f"{zh}，{pen.moment(order.placed)}", f"{en}, on {pen.moment(order.placed)}"
    if order.effective:
        zh, en = f"{zh}，{pen.moment(order.effective)}生效", f"{en}, effective {pen.moment(order.effective)}"
    if order.returned:
        zh, en = f"{zh}，{pen.moment(order.returned)}退订", f"{en}, returned {pen.moment(order.returned)}"
    return Text(zh, f"bought: {en}")


def _account(pen: Pen, example: Example) -> Iterator[Text]:
    account = example.account
    if account.account_class:
        yield Text(f"账号类别 {account.account_class}", f"account class {account.account_class}")
    if account.activated:
        day = pen.moment(account.activated)
        yield Text(f"{day}开通", f"switched on {day}")
    for choice in account.choices:
        since = f" {pen.moment(choice.since)}" if choice.since else ""
        chosen = f"{choice.step}={choice.value}"
        yield Text(f"账号选择{since} {chosen}", f"chosen{since}: {chosen}")
