"""A product's metering: the rules of its file, or else the shared ones, checked against its meters."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ratecard.catalog.form import ProductTable, RuleTable, SharedTable
from ratecard.catalog.problem import Path, Wrong
from ratecard.catalog.read import File
from ratecard.catalog.report import Report
from ratecard.catalog.sheet import Sheet
from ratecard.domain.errors import UnknownMeter
from ratecard.domain.rule import ANYWHERE, Rule


class _Place(NamedTuple):
    """A rule, and where it is written."""

    file: File
    path: Path
    table: RuleTable
    rule: Rule


def metering(product: Sheet[ProductTable], shared: Sheet[SharedTable], report: Report) -> tuple[Rule, ...] | None:
    """The rules, in their order; None when anything is wrong with them, which is noted."""
    meters = product.meters
    places = list(_places(product, shared, meters or ()))
    whole = True
    for number, place in enumerate(places):
        for path, message, hint, code in (*_wrong_meters(place, meters), *_unreached(place, places[:number])):
            whole = False
            report.note(place.file, (*place.path, *path), message, hint, code=code)
    return tuple(place.rule for place in places) if whole else None


def _places(product: Sheet[ProductTable], shared: Sheet[SharedTable], meters: Sequence[str]) -> Iterator[_Place]:
    own = product.form.metering
    file, tables = (shared.file, shared.form.metering) if own is None else (product.file, own)
    for number, table in enumerate(tables):
        path = ("metering", number)
        rule = Rule(
            meter=table.meter or (meters[0] if len(meters) == 1 and not table.ignore else ""),
            when=table.when,
            of=table.of,
            block=table.block,
            at_least=table.at_least or 0,
            ignore=table.ignore,
            source=f"{file.source}:{file.line(path)}",
        )
        yield _Place(file, path, table, rule)


def _wrong_meters(place: _Place, meters: Sequence[str] | None) -> Iterator[Wrong]:
    table = place.table
    if meters is None:
        return
    if table.meter is not None:
        if table.meter not in meters:
            yield _unknown(("meter",), table.meter, meters)
    elif len(meters) > 1 and not table.ignore:
        # The record's own name is the meter.
        for index, api in enumerate(table.when.get("api", ())):
            if api not in meters and ANYWHERE not in api:
                yield _unknown(("when", "api", index), api, meters)


def _unknown(path: Path, name: str, meters: Sequence[str]) -> Wrong:
    unknown = UnknownMeter(name, meters)
    return Wrong(path, unknown.message, unknown.hint, unknown.code)


def _unreached(place: _Place, earlier: Sequence[_Place]) -> Iterator[Wrong]:
    """A record counts once on a meter, by the first rule that takes it: a later one for no others does nothing."""
    for number, other in enumerate(earlier):
        same = other.rule.ignore or (other.rule.meter == place.rule.meter and not place.rule.ignore)
        if same and other.rule.covers(place.rule):
            verb = "ignores" if other.rule.ignore else "counts"
            message = f"the rule does nothing: metering[{number}] {verb} all its records first"
            yield Wrong((), message, "put it first, or give the other one fewer records", "unreached-rule")
            return
