"""`ratecard meter`: what usage records count as, and why."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any

import typer

from ratecard.bootstrap import open_service, settings
from ratecard.cli import document, option, word
from ratecard.cli.label import clock
from ratecard.cli.paper import Cell, Column, Paper, Row
from ratecard.domain.metering import Tally
from ratecard.domain.period import Calendar
from ratecard.domain.question import Used
from ratecard.domain.text import Text
from ratecard.service import Counted

TALLIES = (
    Column(word.RULE),
    Column(word.METER),
    Column(word.RECORDS, "right"),
    Column(word.CALLED, "right"),
    Column(word.READ, "right"),
    Column(word.BLOCKS, "right"),
    Column(word.UNITS, "right"),
)
SLICES = (
    Column(word.FROM),
    Column(word.TO),
    Column(word.METER),
    Column(word.CODE),
    Column(word.UNITS, "right"),
)


def meter(
    product: option.Product,
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            show_default=False,
            help="CSV files with a header: at (or from and to, or period), api, code, calls, and the quantities and "
            "labels that the product's metering reads. Quantities are those of each call.",
        ),
    ],
    *,
    by: option.By = "hour",
    slices: Annotated[bool, typer.Option("--slices", help="Print also the usage made, slice by slice.")] = False,
    catalogs: option.Catalogs = None,
    disable: option.Disable,
    locale: option.Locale,
    as_json: option.AsJson = False,
) -> None:
    """Say what usage records count as.

    Prints what each rule of the product's metering made of them: records, calls, quantities, blocks and units. A record
    that no rule counts is a problem of its line, unless a rule says to ignore it.
    """
    service = open_service(settings(catalogs=catalogs, disable=disable))
    counted = service.meter_files(product, files, by)
    if as_json:
        document.write(_document(counted, locale))
        return
    paper = Paper(locale)
    version = (counted.metered.tallies or (None,))[0]
    name = version.version.name if version else counted.product.versions[-1].name
    paper.say(f"{paper.word(name)} · {counted.product.full_id}", "bold")
    paper.say()
    if counted.metered.tallies:
        paper.table(TALLIES, [_row(paper, tally) for tally in counted.metered.tallies], [Column(word.SOURCE)])
        paper.say()
    paper.pairs(_facts(paper, counted))
    if slices:
        _put_slices(paper, counted)
    paper.say()
    paper.pairs([(word.METERED_BY, f"{counted.catalog.id} · ratecard {counted.engine_version}")])
    paper.say(counted.catalog.digest, "dim")


def _facts(paper: Paper, counted: Counted) -> Iterator[tuple[Text, Cell]]:
    metered = counted.metered
    yield word.RECORDS, str(metered.records)
    yield word.CALLED, str(metered.calls)
    yield word.UNITS, str(metered.units)
    if metered.usage:
        calendar = counted.product.calendar
        edges = [clock(calendar, edge) for edge in _edges(metered.usage)]
        yield word.SLICES, f"{len(metered.usage)} · {edges[0]} – {edges[1]} · {calendar.zone.key}"
    if metered.unread:
        yield word.UNREAD, ", ".join(metered.unread)


def _edges(usage: tuple[Used, ...]) -> Any:
    starts = [used.start for used in usage if used.start]
    ends = [used.end for used in usage if used.end]
    return min(starts), max(ends)


def _row(paper: Paper, tally: Tally) -> Row:
    rule = tally.rule
    cells = (
        paper.word(rule.describe() if rule else word.NO_RULES),
        tally.meter,
        str(tally.records),
        str(tally.calls),
        _plain(tally.quantity) if rule and rule.of else "",
        str(tally.blocks) if rule and rule.block is not None else "",
        str(tally.units) if not (rule and rule.ignore) else "",
    )
    return Row(cells, (rule.source if rule else tally.version.source,))


def _plain(quantity: Decimal | int) -> str:
    return f"{quantity:f}" if isinstance(quantity, Decimal) else str(quantity)


def _put_slices(paper: Paper, counted: Counted) -> None:
    calendar = counted.product.calendar
    paper.title(f"{paper.word(word.SLICES)} · {calendar.zone.key}")
    rows = [
        Row((*(clock(calendar, edge) for edge in _edges((used,))), used.meter, used.code, str(used.units)))
        for used in counted.metered.usage
    ]
    paper.table(SLICES, rows)


def _document(counted: Counted, locale: str) -> document.Document:
    metered, calendar = counted.metered, counted.product.calendar
    version = metered.tallies[0].version if metered.tallies else counted.product.versions[-1]
    return {
        **document.about(counted.catalog, counted.product, version, counted.engine_version, locale),
        "records": metered.records,
        "calls": metered.calls,
        "units": metered.units,
        "unread": list(metered.unread),
        "rules": [_tally(tally, locale) for tally in metered.tallies],
        "slices": [_slice(calendar, used) for used in metered.usage],
    }


def _tally(tally: Tally, locale: str) -> document.Document:
    rule = tally.rule
    return {
        "rule": (rule.describe() if rule else word.NO_RULES).in_locale(locale),
        "source": rule.source if rule else None,
        "meter": tally.meter or None,
        "ignored": rule is not None and rule.ignore,
        "records": tally.records,
        "calls": tally.calls,
        "quantity": _plain(tally.quantity),
        "blocks": tally.blocks,
        "units": tally.units,
    }


def _slice(calendar: Calendar, used: Used) -> document.Document:
    return {
        "from": document.instant(calendar, used.start),
        "to": document.instant(calendar, used.end),
        "meter": used.meter or None,
        "code": used.code or None,
        "units": used.units,
    }
