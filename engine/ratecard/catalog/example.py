"""The examples of a product: sums that must come out."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from ratecard.catalog.form import AccountTable, ExampleTable, OrderTable
from ratecard.catalog.problem import Path, holds
from ratecard.catalog.report import Report
from ratecard.catalog.version import Draft
from ratecard.domain.errors import BadInstant, PluginFault, Refusal
from ratecard.domain.forecast import Forecast, forecast
from ratecard.domain.formula import total_formula
from ratecard.domain.order import Order, Owned
from ratecard.domain.period import Calendar, Period
from ratecard.domain.product import Product, Version
from ratecard.domain.question import Question, Used
from ratecard.domain.strategy import Account, Choice

FIRST_DAY = date(2021, 6, 1)
"""In the period of an example that names none, of a version that was always in force."""


def check_examples(draft: Draft, catalog: str, report: Report) -> None:
    """Price each example with its own version, and note those that come out otherwise."""
    if not draft.sheet.examples:
        return
    product = _alone(draft.version, catalog)
    file = draft.sheet.file
    for index, example in draft.sheet.examples:
        path = ("examples", index)
        try:
            answer = forecast(_question(product, example))
        except Refusal as refusal:
            place = _existing(file.table, (*path, *refusal.path))
            report.note(file, place, refusal.message, refusal.hint, code=refusal.code)
        except PluginFault as fault:
            report.note(file, path, str(fault), code=fault.code)
        else:
            _compare(draft, path, example, answer, report)


def _alone(version: Version, catalog: str) -> Product:
    """A product of this version only, whose answers cite no lines: so no file has to be scanned for them."""
    steps = tuple([step._replace(sources={}) for step in version.chain.steps])
    version = replace(version, chain=version.chain._replace(steps=steps))
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
    return Account(account.account_class, _instant(calendar, account.activated), tuple(choices))


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


def _compare(draft: Draft, path: Path, example: ExampleTable, answer: Forecast, report: Report) -> None:
    _compare_totals(draft, path, example, answer, report)
    refused = sum(statement.settlement.refused for statement in answer.statements)
    if example.refused not in (None, refused):
        message = f"expected {example.refused}, got {refused}"
        report.note(draft.sheet.file, (*path, "refused"), message, code="failed-example")


def _compare_totals(draft: Draft, path: Path, example: ExampleTable, answer: Forecast, report: Report) -> None:
    total = answer.total
    if total == example.total:
        return
    got = "contact sales" if total is None else str(total)
    key = "contact" if example.total is None else "total"
    expected = "contact sales" if example.total is None else str(example.total)
    message = f"expected {expected}, got {got}"
    report.note(draft.sheet.file, (*path, key), message, _sum(answer), code="failed-example")


def _sum(answer: Forecast) -> str:
    """How the answer came about: the sum of each period, or the reason why there is none."""
    sums = []
    for statement in answer.statements:
        contact = statement.settlement.contact
        sums.append(contact.reason.en if contact else f"the sum is {total_formula(statement.settlement)}")
    return "; ".join(dict.fromkeys(sums))
