"""`ratecard compare`: several questions side by side, the cheapest, and from how many calls on it is."""

import re
from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple

import typer

from ratecard.bootstrap import open_service, settings
from ratecard.cli import document, option, word
from ratecard.cli.change import ChangeList, Tellings, blame, change_list
from ratecard.cli.option import Typed
from ratecard.cli.paper import Column, Paper, Row
from ratecard.cli.progress import working
from ratecard.cli.refusal import BadOption
from ratecard.domain.envelope import Reign
from ratecard.domain.errors import listed
from ratecard.domain.money import trimmed
from ratecard.domain.text import Text
from ratecard.service import Asked, Priced, Service
from ratecard.service.compare import Cell, Comparison
from ratecard.service.what_if import contact

BASELINE = "NAME: PRODUCT [usage N] [order SKU] [owned PACK] [choose STEP=VALUE]"
RANGES = (Column(word.CALLS_FROM, "right"), Column(word.CALLS_TO, "right"), Column(word.CHEAPEST))
_PARTS = ("usage", "order", "owned", "choose")
_BASELINE = re.compile(r"(?P<name>[^:]+):\s*(?P<product>\S+)(?P<rest>(?:\s+\S+\s+\S+)*)\s*")


class Named(NamedTuple):
    """A baseline with a name."""

    name: str
    typed: Typed

    @property
    def asked(self) -> Asked:
        """The question."""
        return self.typed.asked


class Table(NamedTuple):
    """A comparison, with the names of its rows and columns."""

    baselines: Sequence[Named]
    lists: Sequence[ChangeList]
    comparison: Comparison
    reigns: Sequence[Reign] | None
    """Who is cheapest from how many calls on; None where that was not asked."""

    def name(self, place: int) -> str:
        """What a cell is called: its row, its column, or both where there are several of both."""
        cell = self.comparison.cells[place]
        row, column = self.baselines[cell.baseline].name, self.lists[cell.changes].name
        if len(self.lists) == 1:
            return row
        return column if len(self.baselines) == 1 else f"{row} · {column}"


def compare(
    product: Annotated[
        list[str] | None,
        typer.Argument(metavar="PRODUCT...", show_default=False, help="Products: each is a baseline, a row."),
    ] = None,
    *,
    baseline: Annotated[
        list[str],
        typer.Option(
            "--baseline",
            default_factory=list,
            show_default=False,
            metavar=BASELINE,
            help="A baseline with a name, as 'big: id-card usage 25000 order 100000x3'; what it does not say is as the "
            "options say. Repeatable.",
        ),
    ],
    change: option.ChangeLists,
    up_to: Annotated[
        int | None,
        typer.Option(
            "--up-to",
            metavar="N",
            show_default=False,
            min=1,
            help="Print also who is cheapest from how many calls in a period on, from 0 to N.",
        ),
    ] = None,
    usage: option.UsageTexts,
    records: option.RecordFiles,
    order: option.OrderTexts,
    owned: option.OwnedTexts,
    first: option.First = None,
    periods: option.Periods = None,
    account_class: option.AccountClass = "",
    activated: option.Activated = None,
    choose: option.Choices,
    catalogs: option.Catalogs = None,
    disable: option.Disable,
    by: option.By = "hour",
    locale: option.Locale,
    as_json: option.AsJson = False,
) -> None:
    """Price several baselines with several lists of changes.

    The table has a row for each product and each --baseline, and a column for the baseline as it is and for each
    --with. A cell that is refused says why; the others stand.
    """
    service = open_service(settings(catalogs=catalogs, disable=disable))
    given = option.Given("", usage, order, owned, account_class, activated, records=records, by=by, choices=choose)
    baselines = _baselines(service, given, product or [], baseline, first, periods)
    if not baselines:
        raise typer.BadParameter("give at least one PRODUCT or --baseline")
    told = Tellings(option.skus(service.shelf), baselines[0].asked.periods)
    paper = Paper(locale)
    lists = [ChangeList(paper.word(word.UNCHANGED), ()), *(change_list(text, told) for text in change)]
    cells = len(baselines) * len(lists)
    with working("compare", cells * told.periods) as tick:
        comparison = service.compare([each.asked for each in baselines], [each.asked for each in lists], tick)
    _place_refusals(comparison, baselines, lists)
    if all(cell.refusal for cell in comparison.cells):
        raise next(cell.refusal for cell in comparison.cells if cell.refusal)
    reigns = None
    if up_to is not None:
        with working("crossings") as tick:
            reigns = service.crossings(comparison, up_to, tick)
    table = Table(baselines, lists, comparison, reigns)
    if as_json:
        document.write(_document(service, table, locale))
    else:
        _put(paper, table)


def _baselines(
    service: Service,
    given: option.Given,
    products: Sequence[str],
    texts: Sequence[str],
    first: str | None,
    periods: int | None,
) -> list[Named]:
    typed = [(name, given._replace(product=name)) for name in products]
    typed += [_read(text, given) for text in texts]
    named = [Named(name, option.ask(service.shelf, each, first, periods)) for name, each in typed]
    for each in named:
        if each.asked.periods != named[0].asked.periods:
            why = f"{each.asked.periods} periods, where {named[0].name!r} has {named[0].asked.periods}"
            raise BadOption("--baseline", each.name, why, "give as many with --periods")
    return named


def _read(text: str, given: option.Given) -> tuple[str, option.Given]:
    found = _BASELINE.fullmatch(text.strip())
    if not found:
        raise BadOption("--baseline", text, "not a baseline", f"write it as {BASELINE}")
    words = found["rest"].split()
    parts: dict[str, list[str]] = {}
    for key, value in zip(words[::2], words[1::2], strict=True):
        if key not in _PARTS:
            raise BadOption("--baseline", text, f"{key!r} is not known; known: {listed(_PARTS)}")
        parts.setdefault(key, []).append(value)
    return found["name"].strip(), given._replace(
        product=found["product"],
        usage=parts.get("usage", given.usage),
        records=() if "usage" in parts else given.records,
        orders=parts.get("order", given.orders),
        owned=parts.get("owned", given.owned),
        choices=parts.get("choose", given.choices),
    )


def _place_refusals(comparison: Comparison, baselines: Sequence[Named], lists: Sequence[ChangeList]) -> None:
    for cell in comparison.cells:
        if cell.refusal is None:
            continue
        blame(cell.refusal, [lists[cell.changes]])
        option.place(cell.refusal, baselines[cell.baseline].typed.used)


def _put(paper: Paper, table: Table) -> None:
    comparison, width = table.comparison, len(table.lists)
    columns = [Column(word.BASELINE), *(Column(Text(each.name, each.name), "right") for each in table.lists)]
    paper.table(
        columns,
        [
            Row((named.name, *(_cell(paper, comparison, at * width + column) for column in range(width))))
            for at, named in enumerate(table.baselines)
        ],
    )
    answers = [cell.answer for cell in comparison.cells if cell.answer]
    first = answers[0]
    best = comparison.cheapest
    cheapest = paper.word(word.CONTACT)
    total = None if best is None else comparison.cells[best].total
    if best is not None and total is not None:
        cheapest = f"{table.name(best)}: {trimmed(total):f} {first.catalog.currency}"
    paper.say()
    paper.pairs([(word.CHEAPEST, cheapest), (word.PERIOD, ", ".join(dict.fromkeys(map(_periods, answers))))])
    _put_refused(paper, table)
    if table.reigns is not None:
        paper.title(paper.word(word.CHEAPEST_FROM))
        paper.table(RANGES, [_reign(paper, table, reign) for reign in table.reigns])
    paper.say()
    paper.pairs([(word.PRICED_BY, f"{first.catalog.id} · ratecard {first.engine_version}")])


def _periods(priced: Priced) -> str:
    first, last = (priced.forecast.statements[place].period for place in (0, -1))
    return first.id if first == last else f"{first} – {last}"


def _put_refused(paper: Paper, table: Table) -> None:
    refused = [(place, cell.refusal) for place, cell in enumerate(table.comparison.cells) if cell.refusal]
    if refused:
        paper.title(paper.word(word.REFUSED))
    for place, refusal in refused:
        hint = f" ({refusal.hint})" if refusal.hint else ""
        paper.say(f"{table.name(place)}: {refusal.message}{hint}")


def _cell(paper: Paper, comparison: Comparison, place: int) -> str:
    cell = comparison.cells[place]
    if cell.refusal:
        return paper.word(word.REFUSED)
    if cell.total is None:
        return paper.word(word.CONTACT)
    return f"* {trimmed(cell.total):f}" if place == comparison.cheapest else f"{trimmed(cell.total):f}"


def _reign(paper: Paper, table: Table, reign: Reign) -> Row:
    name = paper.word(word.CONTACT) if reign.cheapest is None else table.name(reign.cheapest)
    return Row((str(reign.first), str(reign.last), name))


def _document(service: Service, table: Table, locale: str) -> dict[str, Any]:
    return {
        "baselines": [
            {"name": named.name, "product": named.asked.product, "periods": named.asked.periods}
            for named in table.baselines
        ],
        "changeLists": [{"name": each.name, "changes": [told.text for told in each.changes]} for each in table.lists],
        "cells": [_cell_document(table, place, cell, locale) for place, cell in enumerate(table.comparison.cells)],
        "cheapest": table.comparison.cheapest,
        "crossings": None
        if table.reigns is None
        else [{"from": reign.first, "to": reign.last, "cheapest": reign.cheapest} for reign in table.reigns],
        "engineVersion": service.engine_version,
    }


def _cell_document(table: Table, place: int, cell: Cell, locale: str) -> dict[str, Any]:
    answer, refusal = cell.answer, cell.refusal
    status = "refused" if answer is None else "contact-sales" if cell.total is None else "priced"
    return {
        "baseline": cell.baseline,
        "changeList": cell.changes,
        "status": status,
        "total": document.money(cell.total),
        "cheapest": place == table.comparison.cheapest,
        "contact": document.contact(contact(answer.forecast), locale) if answer else None,
        "refusal": {
            "code": refusal.code,
            "message": refusal.message,
            "hint": refusal.hint,
            "path": list(refusal.path),
        }
        if refusal
        else None,
        **(_about(answer.catalog.currency, answer.catalog.digest) if answer else _about(None, None)),
    }


def _about(currency: str | None, digest: str | None) -> dict[str, str | None]:
    return {"currency": currency, "catalogDigest": digest}
