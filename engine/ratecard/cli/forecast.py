"""`ratecard forecast`: what consecutive periods cost, with the ledger."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

import typer

from ratecard.bootstrap import open_service, settings
from ratecard.cli import argument, document, hint, option, word
from ratecard.cli.label import amount
from ratecard.cli.paper import Column, Paper, Row
from ratecard.cli.quote import footing, heading, period_taken
from ratecard.cli.sheet import Sheet, entitlements, losses, lots, notices
from ratecard.domain.forecast import Forecast, Statement
from ratecard.domain.formula import total_formula
from ratecard.domain.ledger import Entry, LowBalanceNotice, ledger, low_balances
from ratecard.domain.text import Text
from ratecard.service import Priced

PERIODS = (
    Column(word.PERIOD),
    Column(word.UNITS, "right"),
    Column(word.PURCHASES, "right"),
    Column(word.CHARGE, "right"),
    Column(word.TOTAL, "right"),
    Column(word.HELD, "right"),
    Column(word.LOST, "right"),
)
REFUSED = Column(word.NOT_SERVED, "right")
ENTRIES = (
    Column(word.DATE),
    Column(word.ENTRY),
    Column(word.PERIOD),
    Column(word.AMOUNT, "right"),
    Column(word.AVAILABLE, "right"),
    Column(word.FROZEN, "right"),
)


def forecast(
    product: option.Product,
    *,
    usage: option.UsageTexts,
    records: option.RecordFiles,
    order: option.OrderTexts,
    owned: option.OwnedTexts,
    first: option.First = None,
    periods: option.Periods = None,
    opening_balance: Annotated[
        str | None,
        typer.Option(
            "--opening-balance",
            metavar="AMOUNT",
            show_default=False,
            help="The account's available balance before the first period, as 5000.00: "
            "the ledger then shows the balances after each entry.",
        ),
    ] = None,
    lines: Annotated[bool, typer.Option("--lines", help="Print every period as a quote prints it.")] = False,
    hints: option.Hints = False,
    account_class: option.AccountClass = "",
    activated: option.Activated = None,
    choose: option.Choices,
    state: option.State = None,
    state_file: option.StateFile = None,
    state_out: option.StateOut = None,
    catalogs: option.Catalogs = None,
    disable: option.Disable,
    by: option.By = "hour",
    locale: option.Locale,
    as_json: option.AsJson = False,
) -> None:
    """Price consecutive periods.

    Each starts from what the last one left; the ledger has every movement of money.
    """
    service = open_service(settings(catalogs=catalogs, disable=disable))
    opening = None if opening_balance is None else argument.amount("--opening-balance", opening_balance)
    files = (state, state_file, state_out)
    given = option.Given(product, usage, order, owned, account_class, activated, *files, records, by, choose)
    asked, priced = option.price(service, given, first, periods)
    found = hint.hinted(priced, asked=hints)
    if as_json:
        document.write({**document.forecasted(priced, locale, opening), "hints": hint.documents(found, locale)})
        return
    paper = Paper(locale)
    heading(paper, priced)
    period_taken(paper, asked, priced)
    paper.say()
    _put(paper, priced, opening, lines=lines)
    hint.put(paper, found)
    footing(paper, priced)


def _put(paper: Paper, priced: Priced, opening: Decimal | None, *, lines: bool) -> None:
    statements = priced.forecast.statements
    for statement in statements if lines else ():
        paper.title(f"{paper.word(word.PERIOD)} {statement.period}")
        Sheet(paper, statement).put()
    if lines:
        paper.title(f"{statements[0].period} – {statements[-1].period}")
    refused = any(statement.settlement.refused for statement in statements)
    rows = [_period(paper, statement, refused=refused) for statement in statements]
    paper.table((*PERIODS, REFUSED) if refused else PERIODS, rows, [Column(word.SUM)], narrow="after")
    paper.say()
    paper.pairs([(word.TOTAL, _total(paper, priced))])
    entries = ledger(priced.forecast, opening)
    # An allowance that ends with each period is in the table; what was paid for is told one by one.
    lost = [sentence for statement in statements for sentence in losses(paper, statement, bought=True)]
    told = [sentence for statement in statements for sentence in notices(paper, statement)]
    told += [_low_balance(paper, notice) for notice in low_balances(priced.forecast, entries, opening)]
    for title, sentences in ((word.NOTICES, told), (word.LOST, lost)):
        if sentences:
            paper.title(paper.word(title))
            for sentence in sentences:
                paper.say(sentence)
    lots(
        paper, statements[-1], paper.word(Text(f"{statements[-1].period} 资源包", f"Packs in {statements[-1].period}"))
    )
    entitlements(paper, statements)
    _put_ledger(paper, priced.forecast, entries, opening)


def _period(paper: Paper, statement: Statement, *, refused: bool) -> Row:
    settlement = statement.settlement
    contact = settlement.contact
    unknown = paper.word(word.UNKNOWN)
    currency = statement.version.chain.conventions.currency
    lost = sum(expiry.units for expiry in settlement.expiries)
    cells = [
        statement.period.id,
        str(settlement.units),
        amount(settlement.purchases, currency) if settlement.purchases else "",
        unknown if settlement.charge is None else amount(settlement.charge, currency),
        paper.word(word.CONTACT) if settlement.total is None else amount(settlement.total, currency),
        amount(settlement.held, currency) if settlement.held else "",
        str(lost) if lost else "",
        *([str(settlement.refused) if settlement.refused else ""] if refused else []),
    ]
    if contact:
        return Row(cells, (f"{paper.word(contact.reason)} {contact.url}",))
    return Row(cells, (total_formula(settlement) or "" if settlement.total else "",))


def _total(paper: Paper, priced: Priced) -> str:
    total = priced.forecast.total
    if total is not None:
        return f"{amount(total, priced.catalog.currency)} {priced.catalog.currency}"
    asked = [str(each.period) for each in priced.forecast.statements if each.settlement.total is None]
    return paper.word(
        Text(
            f"无合计：{'、'.join(asked)} 需联系商务",
            f"none: contact sales for {', '.join(asked)}",
        )
    )


def _low_balance(paper: Paper, notice: LowBalanceNotice) -> str:
    told = ", ".join(notice.channels) or paper.word(word.NO_CHANNEL)
    return f"{notice.on}  low-balance: {paper.word(notice.message)} ({told})"


def _put_ledger(paper: Paper, forecast: Forecast, entries: Sequence[Entry], opening: Decimal | None) -> None:
    place = {statement.period.id: number for number, statement in enumerate(forecast.statements)}
    currency = forecast.statements[0].version.chain.conventions.currency
    rows = [((entry.on, place[entry.period]), _entry(paper, entry, opening, currency)) for entry in entries]
    rows += [
        (
            (statement.billed_until, place[statement.period.id]),
            _unknown_charge(paper, statement, balances=opening is not None),
        )
        for statement in forecast.statements
        if statement.settlement.charge is None
    ]
    if not rows:
        return
    rows.sort(key=lambda row: row[0])
    paper.title(paper.word(word.LEDGER))
    if opening is not None:
        paper.pairs([(word.OPENING, amount(opening, currency))])
    paper.table(ENTRIES if opening is not None else ENTRIES[:-2], [row for _, row in rows])


def _entry(paper: Paper, entry: Entry, opening: Decimal | None, currency: str) -> Row:
    title = paper.word(word.ENTRIES[entry.kind])
    if entry.step:
        title += f" · {entry.step}"
    unknown = paper.word(word.UNKNOWN)
    balances = [unknown if each is None else amount(each, currency) for each in (entry.available, entry.frozen)]
    return Row(
        (
            entry.on.isoformat(),
            title,
            entry.period,
            amount(entry.amount, currency),
            *(balances if opening is not None else ()),
        )
    )


def _unknown_charge(paper: Paper, statement: Statement, *, balances: bool) -> Row:
    """What the kernel's ledger leaves out, as it has no amount: from here on the balances are unknown."""
    title = f"{paper.word(word.CHARGE)} · {paper.word(word.CONTACT)}"
    return Row(
        (
            statement.billed_until.isoformat(),
            title,
            statement.period.id,
            *[paper.word(word.UNKNOWN)] * (3 if balances else 1),
        )
    )
