"""The examples of a product: sums that must come out."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ratecard.catalog.example_form import (
    AccountTable,
    ExampleTable,
    OrderTable,
    RecordTable,
)
from ratecard.catalog.problem import Path, Wrong, holds
from ratecard.catalog.report import Report
from ratecard.catalog.sentence import shown
from ratecard.catalog.sheet import OF_RECORDS
from ratecard.catalog.version import Draft
from ratecard.catalog.work import Proof
from ratecard.domain.account import Account, Choice
from ratecard.domain.chain import ANYONE
from ratecard.domain.errors import BadInstant, PluginFault, Refusal, listed, nearest
from ratecard.domain.example import Example
from ratecard.domain.forecast import Forecast, forecast
from ratecard.domain.formula import total_formula
from ratecard.domain.metering import meter
from ratecard.domain.order import Order, Owned
from ratecard.domain.period import Calendar, Period, utc
from ratecard.domain.product import Product, Version
from ratecard.domain.proof import Recall, Totals
from ratecard.domain.question import Question, Used
from ratecard.domain.record import Call, Record, quantity
from ratecard.domain.rule import Rule, names

FIRST_DAY = date(2021, 6, 1)
"""In the period of an example that names none, of a version that was always in force."""
MOST_WORK = 3_000
"""Periods that a file's examples may price, with what each looks at: more would take many seconds."""
MOST_SUMS = 12
"""In the hint of an example that fails: a year's."""


def check_examples(draft: Draft, catalog: str, report: Report, proof: Proof, recall: Recall) -> tuple[Example, ...]:
    """Price each example with its own version, and note those that come out otherwise; those that can be priced.

    What has been settled for the version's proof, or came out of another version that has the same one, is not settled
    again; `recall` keeps what steps answered in the examples of other versions.
    """
    # Where examples of the same prices came out, hardly any is left to settle.
    product = _alone(draft.version, catalog, None if proof.came_out else recall)
    file = draft.sheet.file
    left = MOST_WORK
    found = []
    for index, example in draft.sheet.examples:
        path = ("examples", index)
        left -= _work(example)
        if left < 0:
            hint = "take fewer examples, or fewer periods in them"
            message = f"the examples up to here price more than {MOST_WORK} periods, usages and packs"
            report.note(file, path, message, hint, code="too-many-examples")
            break
        if _has_unread(draft, index, example, report):
            continue
        try:
            asked = _question(product, example)
            claim = (*asked[1:-1], example.total, example.refused)  # of whatever version; nothing is carried
            known = claim in proof.came_out or _is_settled(example, asked, proof.totals)
            answer = None if known else forecast(asked)
        except Refusal as refusal:
            place = _existing(file.table, (*path, *refusal.path))
            report.note(file, place, refusal.message, refusal.hint, code=refusal.code)
        except PluginFault as fault:
            report.note(file, path, str(fault), code=fault.code)
        else:
            if answer is not None and _compare(draft, path, example, answer, report):
                proof.came_out.add(claim)
            found.append(Example(example.title, asked.periods, asked.usage, asked.orders, asked.owned, asked.account))
    return tuple(found)


def _is_settled(example: ExampleTable, asked: Question, totals: Totals) -> bool:
    """Whether the proof settled what the example asks, to the example's total."""
    _, periods, usage, orders, owned, account, _ = asked
    if len(periods) != 1 or len(usage) != 1 or orders or owned or account != ANYONE or example.refused is not None:
        return False
    units, start, end, meter, code, period = usage[0]
    if start or end or code or period not in (None, periods[0].id):
        return False
    key = (periods[0], meter, units)
    return key in totals and totals[key] == example.total


def answer(version: Version, catalog: str, example: ExampleTable) -> Forecast:
    """What the kernel makes of an example of a version; `Refusal`, `PluginFault`."""
    return forecast(_question(_alone(version, catalog), example))


def _work(example: ExampleTable) -> int:
    """How much it takes to price it: what each of its periods has to look at."""
    return example.periods * (1 + len(example.usage) + len(example.records) + len(example.orders) + len(example.owned))


def _has_unread(draft: Draft, index: int, example: ExampleTable, report: Report) -> bool:
    """Whether a record has a key that no rule reads as it is, which is noted: it may be a slip of the finger."""
    found = False
    for number, record in enumerate(example.records):
        for wrong in _unread(record, draft.version.metering):
            found = True
            path = ("examples", index, "records", number, *wrong.path)
            report.note(draft.sheet.file, path, wrong.message, wrong.hint, code=wrong.code)
    return found


def _unread(record: RecordTable, rules: Sequence[Rule]) -> Iterator[Wrong]:
    quantities, labels = names(rules)
    known = [*OF_RECORDS, *sorted(quantities | labels)]
    for key, value in {**record.quantities, **record.labels}.items():
        if key not in known:
            message = f"key {key!r} is not known; known: {listed(known)}"
            yield Wrong((key,), message, nearest(key, known) or "a rule in metering has to read it", "unknown-key")
        elif key in record.labels and key not in labels:
            yield Wrong((key,), f"expected a number, got {shown(value)}", "write it without quotes", "wrong-type")
        elif key in record.quantities and key not in quantities:
            yield Wrong((key,), f"expected text, got {shown(value)}", "write it in quotes", "wrong-type")


def _alone(version: Version, catalog: str, recall: Recall | None = None) -> Product:
    """A product of this version only, whose answers cite no lines: so no file has to be scanned for them."""
    steps = tuple([step._replace(sources={}) for step in version.chain.steps])
    chain = version.chain._replace(steps=steps)
    version = replace(version, chain=recall.chain(chain) if recall else chain)
    return Product(id=version.chain.product, catalog=catalog, versions=(version,))


def _question(product: Product, example: ExampleTable) -> Question:
    calendar = product.calendar
    periods = tuple(calendar.periods(_first(product, example, calendar), example.periods))
    usage = [
        Used(
            used.units, _instant(calendar, used.start), _instant(calendar, used.end), used.meter, used.code, used.period
        )
        for used in example.usage
    ]
    if example.records:
        usage += _metered(product, example, periods)
    orders = [_order(calendar, order, periods[0]) for order in example.orders]
    owned = [
        Owned(pack.sku, pack.left, calendar_instant(calendar, pack.effective), _instant(calendar, pack.expires))
        for pack in example.owned
    ]
    return Question(product, periods, tuple(usage), tuple(orders), tuple(owned), _account(calendar, example.account))


def _order(calendar: Calendar, order: OrderTable, first: Period) -> Order:
    placed = _instant(calendar, order.on) or first.start
    returned = _instant(calendar, order.returned)
    if order.returned is not None and not isinstance(order.returned, datetime):
        returned = calendar.earliest(order.returned, placed)
    return Order(order.sku, order.quantity, placed, _instant(calendar, order.effective), order.lasts, returned)


def _account(calendar: Calendar, account: AccountTable) -> Account:
    choices = [Choice(chosen.step, chosen.value, _instant(calendar, chosen.since)) for chosen in account.choices]
    activated = _instant(calendar, account.activated)
    try:
        return Account(account.account_class, activated and utc(activated), tuple(choices))
    except BadInstant as refusal:
        raise refusal.under("account", "activated") from None


def _metered(product: Product, example: ExampleTable, periods: Sequence[Period]) -> Sequence[Used]:
    try:
        return meter((_record(product.calendar, each) for each in example.records), product, periods=periods).usage
    except Refusal as refusal:
        raise refusal.under("records") from None


def _record(calendar: Calendar, table: RecordTable) -> Record:
    quantities = tuple((name, quantity(number)) for name, number in table.quantities.items())
    call = Call(table.api, table.code, quantities, tuple(table.labels.items()))
    start, end = _instant(calendar, table.start), _instant(calendar, table.end)
    if table.at is not None:
        start = calendar_instant(calendar, table.at)
        end = None if isinstance(table.at, datetime) else calendar.containing(start, "day").end
    return Record(call, table.calls, start, end, table.period)


def _first(product: Product, example: ExampleTable, calendar: Calendar) -> Period:
    if example.period is not None:
        try:
            period = calendar.named(example.period)
            product.version(period.start)
        except Refusal as refusal:
            raise refusal.under("period") from None
        return period
    version = product.versions[0]
    if version.since is None:
        return calendar.containing(calendar.instant(FIRST_DAY))
    period = calendar.containing(version.since)
    return period if period.start >= version.since else calendar.containing(period.end)


def calendar_instant(calendar: Calendar, moment: date) -> datetime:
    """The first instant of a local day, or the instant itself; `BadInstant` for a day that UTC has not."""
    try:
        return moment if isinstance(moment, datetime) else calendar.instant(moment)
    except OverflowError as error:
        raise BadInstant(moment.isoformat()) from error


def _instant(calendar: Calendar, moment: date | None) -> datetime | None:
    return None if moment is None else calendar_instant(calendar, moment)


def _existing(table: Any, path: Path) -> Path:
    """As much of a path as the file has; the kernel's paths also name periods and steps."""
    found: list[str | int] = []
    for part in path:
        if not holds(table, part):
            break
        table = table[part]
        found.append(part)
    return tuple(found)


def _compare(draft: Draft, path: Path, example: ExampleTable, answer: Forecast, report: Report) -> bool:
    """Whether it comes out as the example says; else it is noted."""
    wrongs = list(_wrongs(example, answer))
    for wrong in wrongs:
        report.note(draft.sheet.file, (*path, *wrong.path), wrong.message, wrong.hint, code="failed-example")
    return not wrongs


def _wrongs(example: ExampleTable, answer: Forecast) -> Iterator[Wrong]:
    if answer.total != example.total:
        key = "contact" if example.total is None else "total"
        yield Wrong((key,), f"expected {_said(example.total)}, got {_said(answer.total)}", _sum(answer))
    refused = sum(statement.settlement.refused for statement in answer.statements)
    if example.refused not in (None, refused):
        yield Wrong(("refused",), f"expected {example.refused}, got {refused}")


def _said(total: Decimal | None) -> str:
    return "contact sales" if total is None else str(total)


def _sum(answer: Forecast) -> str:
    """How the answer came about: the sum of each period, or the reason why there is none."""
    sums = []
    for statement in answer.statements[:MOST_SUMS]:
        contact = statement.settlement.contact
        sums.append(contact.reason.en if contact else f"the sum is {total_formula(statement.settlement)}")
    return "; ".join(dict.fromkeys(sums))
