"""The trace under a quote: each step of the chain in order, what it was given and what it answered."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic.errors import PydanticUserError
from pydantic_core import PydanticSerializationError

from ratecard.cli import document, word
from ratecard.cli.label import amount, line_label, moment, notice_message
from ratecard.cli.paper import Cell, Paper
from ratecard.domain.bill import Bill
from ratecard.domain.forecast import Statement
from ratecard.domain.formula import hold_formula, line_formula
from ratecard.domain.order import Order, Owned
from ratecard.domain.period import Calendar
from ratecard.domain.settlement import COVERING, Fact, Line
from ratecard.domain.strategy import Outcome
from ratecard.domain.text import Text
from ratecard.domain.usage import Slice, count
from ratecard.service import Priced
from ratecard.service.state import dumped
from ratecard.service.trace import Passage, Trace, passages

Pair = tuple[Text, Cell]


def documents(priced: Priced, trace: Trace, locale: str) -> list[dict[str, Any]]:
    """Every step, with its bill and its outcome, or why it is absent."""
    account = priced.forecast.question.account
    return [_passage(priced.first, each, locale) for each in passages(trace, priced.first, account)]


def _passage(statement: Statement, passage: Passage, locale: str) -> dict[str, Any]:
    step, bill, outcome, absence = passage
    return {
        "step": step.id,
        "kind": step.strategy.kind,
        "title": step.strategy.title.in_locale(locale),
        "plugin": step.plugin.name,
        "distribution": step.plugin.distribution,
        "version": step.plugin.version,
        "absence": absence.in_locale(locale) if absence else None,
        "bill": _bill(bill) if bill else None,
        "outcome": _outcome(statement, outcome, locale) if outcome else None,
    }


def _bill(bill: Bill) -> dict[str, Any]:
    calendar = bill.conventions.calendar
    names = ("usage", "remaining", "orders", "returns", "owned")
    return {
        "units": count(bill.usage),
        "remainingUnits": bill.units,
        **{name: [_plain(each, calendar) for each in getattr(bill, name)] for name in names},
        "account": {
            "accountClass": bill.account.account_class or None,
            "activated": document.instant(calendar, bill.account.activated),
            "choices": [_plain(each, calendar) for each in bill.account.choices if each.step == bill.step],
        },
        "held": document.money(bill.held),
        "state": kept(bill.state),
    }


def _outcome(statement: Statement, outcome: Outcome, locale: str) -> dict[str, Any]:
    calendar = statement.version.chain.conventions.calendar
    return {
        "lines": [document.line_document(statement, line, locale) for line in outcome.lines],
        "holds": [document.hold_document(hold, locale) for hold in outcome.holds],
        "notices": [document.notice_document(statement, notice, locale) for notice in outcome.notices],
        "facts": [_fact(fact, calendar) for fact in outcome.facts],
        "remainingUnits": count(outcome.remaining),
        "remaining": [_plain(piece, calendar) for piece in outcome.remaining],
        "state": kept(outcome.state),
    }


def _fact(fact: Fact, calendar: Calendar) -> dict[str, Any]:
    return {"fact": type(fact).__name__.lower(), **_plain(fact, calendar)}


def _plain(value: Any, calendar: Calendar) -> Any:
    """A value of the kernel, its instants on the catalog's wall clock; of a slice, its units."""
    match value:
        case Slice():
            return {**_fields(value, calendar, ("start", "end", "meter", "code")), "units": value.units}
        case tuple() if hasattr(value, "_fields"):
            return _fields(value, calendar, value._fields)
        case tuple():
            return [_plain(each, calendar) for each in value]
        case datetime():
            return document.instant(calendar, value)
        case Decimal():
            return document.money(value)
    return value


def _fields(value: Any, calendar: Calendar, names: Sequence[str]) -> dict[str, Any]:
    return {name: _plain(getattr(value, name), calendar) for name in names}


def put(paper: Paper, priced: Priced, trace: Trace) -> None:
    """Print every step, with its bill and its outcome, or why it is absent."""
    statement, account = priced.first, priced.forecast.question.account
    paper.title(paper.word(word.TRACE))
    for number, passage in enumerate(passages(trace, statement, account), 1):
        step, bill, outcome, absence = passage
        plugin = f"{step.strategy.kind}, {step.plugin.distribution} {step.plugin.version}"
        paper.title(f"{number}. {paper.word(step.strategy.title)} · {step.id} ({plugin})")
        if absence:
            paper.pairs([(word.ABSENT, paper.word(absence))])
        if bill and outcome:
            paper.pairs([*given(paper, bill), *answered(paper, statement, outcome)])


def given(paper: Paper, bill: Bill) -> Iterator[Pair]:
    """What a step was given."""
    calendar = bill.conventions.calendar
    seen, left = count(bill.usage), bill.units
    yield word.GIVEN, paper.word(Text(f"{seen} 次，其中剩余 {left} 次", f"{seen} units, of which {left} remain"))
    yield from ((word.ORDERS, _order(order, calendar)) for order in bill.orders)
    yield from ((word.RETURNS, _order(order, calendar)) for order in bill.returns)
    yield from ((word.OWNED, _owned(pack, calendar)) for pack in bill.owned)
    account = ", ".join(_account(bill))
    if account:
        yield word.ACCOUNT, account
    if bill.held:
        yield word.OPEN_HOLD, amount(bill.held, bill.conventions.currency)
    if bill.state is not None:
        yield word.STATE, _json(kept(bill.state))


def _order(order: Order, calendar: Calendar) -> str:
    dates = (("effective", order.effective), ("returned", order.returned))
    told = [f"{name} {moment(calendar, at)}" for name, at in dates if at]
    return ", ".join([f"{order.sku} × {order.quantity} · {moment(calendar, order.placed)}", *told])


def _owned(pack: Owned, calendar: Calendar) -> str:
    return f"{pack.sku}: {pack.left} · {moment(calendar, pack.effective)}"


def _account(bill: Bill) -> Iterator[str]:
    calendar, account = bill.conventions.calendar, bill.account
    if account.account_class:
        yield account.account_class
    if account.activated:
        yield moment(calendar, account.activated)
    for choice in account.choices:
        if choice.step == bill.step:
            yield choice.value + (f" · {moment(calendar, choice.since)}" if choice.since else "")


def answered(paper: Paper, statement: Statement, outcome: Outcome) -> Iterator[Pair]:
    """What a step answered."""
    calendar = statement.version.chain.conventions.calendar
    yield from ((word.LINE, _line(paper, statement, line)) for line in outcome.lines)
    yield from ((word.HOLDS[hold.kind], hold_formula(hold)) for hold in outcome.holds)
    for notice in outcome.notices:
        text = notice_message(statement.version, notice, paper.locale)
        yield word.NOTICE, f"{moment(calendar, notice.at)}  {notice.kind}: {text}"
    yield from ((word.FACT, _said(fact, calendar)) for fact in outcome.facts)
    left = count(outcome.remaining)
    yield word.LEFT, paper.word(Text(f"{left} 次", f"{left} units"))
    if outcome.state is not None:
        yield word.STATE_LEFT, _json(kept(outcome.state))


def _line(paper: Paper, statement: Statement, line: Line) -> str:
    label = line_label(statement.version, line, paper.locale)
    units = f"{line.units} · " if line.kind in COVERING else ""
    where = f" · {line.source or line.url}" if line.source or line.url else ""
    return f"{label} · {units}{line_formula(statement.settlement, line)}{where}"


def _said(fact: Fact, calendar: Calendar) -> str:
    """A fact's fields, without those that say nothing; what a lot covered by the number of its units."""
    told = _fact(fact, calendar)
    if "taken" in told:
        told["taken"] = count(getattr(fact, "taken"))  # noqa: B009  # of balances
    rest = [f"{name} {value}" for name, value in told.items() if name not in ("fact", "step") and value not in ("", [])]
    return f"{told['fact']}: {', '.join(rest)}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def kept(state: Any) -> Any:
    """A state as JSON; as Python shows it where its plugin keeps what JSON has not."""
    try:
        return dumped(state)
    except (PydanticSerializationError, PydanticUserError):
        return repr(state)
