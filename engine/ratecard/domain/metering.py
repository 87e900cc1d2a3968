"""Metering: usage records made the usage that a question takes, and how that came about.

A stage of its own before slices. What a call counts as is rounded for each call and never for a sum, so that records
may come in any order and in any parts.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from ratecard.domain.errors import (
    MOST_PERIODS,
    MOST_UNITS,
    Refusal,
    ReversedInterval,
    TooManyPeriods,
    TooManySlices,
    TooManyUnits,
)
from ratecard.domain.money import EXACT
from ratecard.domain.period import MICROSECOND, Calendar, Period, Unit
from ratecard.domain.product import Product, Version
from ratecard.domain.question import Used
from ratecard.domain.record import Call, Quantity, Record, UndatedRecord, UnmeteredRecord
from ratecard.domain.rule import Rule, names

MOST_SUMS = 100_000
"""The most intervals, meters and codes that usage is summed up by at once."""
MOST_KNOWN = 50_000
"""The most different calls that are kept in mind, to save counting them again."""


class Tally(NamedTuple):
    """What came of one rule on one meter."""

    version: Version
    rule: Rule | None
    """None where the product has no rules: a call counts one on the meter that it names."""
    meter: str
    records: int = 0
    calls: int = 0
    quantity: Quantity = 0
    """The sum of what its calls came to before blocks."""
    blocks: int = 0
    units: int = 0
    """What its calls count; the meter's own `counts` is applied when they are priced."""


class Metered(NamedTuple):
    """Usage made of records, with its explanation."""

    usage: tuple[Used, ...]
    """In order of time, meter and code; no two of one meter and code overlap."""
    tallies: tuple[Tally, ...]
    """One for each rule that was in force for any record, and for each meter that it fed."""
    records: int
    calls: int
    unread: tuple[str, ...] = ()
    """Names of quantities and labels that records have and no rule reads."""

    @property
    def units(self) -> int:
        """All units, before the meters' own `counts`."""
        return sum(used.units for used in self.usage)


def meter(records: Iterable[Record], product: Product, by: Unit = "hour", periods: Sequence[Period] = ()) -> Metered:
    """What the records count as; a `Refusal`, placed by the record's index, for one that can't be counted.

    Each is counted by the version in force when its period starts. Instants are summed up `by` hour, day or month;
    records that do not say when are in each of `periods`.
    """
    metering = Metering(product, by, periods)
    for index, record in enumerate(records):
        try:
            metering.add(record)
        except Refusal as refusal:
            raise refusal.under(index) from None
    return metering.metered()


class _Fed(NamedTuple):
    """What each of some calls adds to one tally."""

    place: tuple[int, int, str]
    """The tally's, by version, rule and meter."""
    quantity: Quantity
    blocks: int
    units: int


class _Piece(NamedTuple):
    """Calls of one record in one period."""

    start: datetime
    end: datetime
    period: Period
    calls: int


class Metering:
    """Counts records one by one; what it keeps depends on hours, meters and codes, not on the number of records."""

    def __init__(self, product: Product, by: Unit = "hour", periods: Sequence[Period] = ()) -> None:
        self._product = product
        self._calendar = product.calendar
        self._by = by
        self._periods = tuple(periods)
        self._sums: dict[tuple[datetime, datetime, str, str], int] = {}
        self._tallies: dict[tuple[int, int, str], Tally] = {}
        self._known: dict[tuple[int, Call], tuple[_Fed, ...]] = {}
        self._versions: dict[datetime, int] = {}
        self._names: set[str] = set()
        self._records = 0
        self._calls = 0

    def add(self, record: Record) -> None:
        """Count a record; a `Refusal` for one that can't be counted, of which nothing is counted then."""
        record.checked()
        found = [(piece, self._fed(piece.period, record.call)) for piece in self._pieces(record)]
        seen: set[tuple[int, int, str]] = set()
        for piece, fed in found:
            self._calls += piece.calls
            for each in fed:
                self._count(each, piece, record.call.code, first=each.place not in seen)
                seen.add(each.place)
        self._records += 1
        if len(self._sums) > MOST_SUMS:
            raise TooManySlices(len(self._sums))

    def metered(self) -> Metered:
        """What came of all records so far."""
        usage = tuple(self._usage())
        total = sum(used.units for used in usage)
        if total > MOST_UNITS:
            raise TooManyUnits(total)
        versions = {place[0] for place in self._tallies} | {*self._versions.values()}
        fed = {place[:2] for place, tally in self._tallies.items()}
        idle = {
            (at, number, rule.meter): Tally(self._product.versions[at], rule, rule.meter)
            for at in versions
            for number, rule in enumerate(self._product.versions[at].metering)
            if (at, number) not in fed
        }
        tallies = idle | self._tallies
        read = set[str]().union(*(set().union(*names(self._product.versions[at].metering)) for at in versions))
        return Metered(
            usage,
            tuple(tallies[place] for place in sorted(tallies)),
            self._records,
            self._calls,
            tuple(sorted(self._names - read)),
        )

    def _count(self, fed: _Fed, piece: _Piece, code: str, *, first: bool) -> None:
        version, rule, name = fed.place
        calls = piece.calls
        tally = self._tallies.get(fed.place)
        if tally is None:
            rules = self._product.versions[version].metering
            tally = Tally(self._product.versions[version], rules[rule] if rules else None, name)
        self._tallies[fed.place] = tally._replace(
            records=tally.records + first,
            calls=tally.calls + calls,
            quantity=_plus(tally.quantity, fed.quantity, calls),
            blocks=tally.blocks + fed.blocks * calls,
            units=tally.units + fed.units * calls,
        )
        if fed.units * calls:
            key = (piece.start, piece.end, name, code)
            self._sums[key] = self._sums.get(key, 0) + fed.units * calls

    def _fed(self, period: Period, call: Call) -> tuple[_Fed, ...]:
        """What each call adds, by the rules in force when the period starts."""
        at = self._versions.get(period.start)
        if at is None:
            version = self._product.version(period.start)
            at = next(at for at, known in enumerate(self._product.versions) if known is version)
            self._versions[period.start] = at
        found = self._known.get((at, call))
        if found is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            found = tuple(_feeds(at, self._product.versions[at], call))
            self._known[at, call] = found
            self._names.update(name for name, _ in (*call.quantities, *call.labels))
        return found

    def _pieces(self, record: Record) -> Iterator[_Piece]:
        start, end = record.start, record.end
        if start is None:
            for period in self._undated(record):
                yield _Piece(period.start, period.end, period, record.calls)
        elif end is None:
            period = self._calendar.containing(start)
            whole = self._calendar.containing(start, self._by)
            yield _Piece(max(whole.start, period.start), min(whole.end, period.end), period, record.calls)
        elif end <= start:
            raise ReversedInterval(self._calendar.written(start), self._calendar.written(end))
        else:
            yield from _cut(self._calendar, start, end, record.calls)

    def _undated(self, record: Record) -> Sequence[Period]:
        if record.period is not None:
            return (self._calendar.named(record.period),)
        if not self._periods:
            raise UndatedRecord
        return self._periods

    def _usage(self) -> Iterator[Used]:
        """The sums; those of one meter and code that overlap are one, as fine as the coarsest of them."""
        merged: dict[tuple[str, str], list[Used]] = {}
        for start, end, name, code in sorted(self._sums):
            units = self._sums[start, end, name, code]
            group = merged.setdefault((name, code), [])
            last = group[-1] if group else None
            if last is not None and last.end is not None and start < last.end:
                group[-1] = last._replace(units=last.units + units, end=max(last.end, end))
            else:
                group.append(Used(units, start, end, name, code))
        return iter(sorted((used for group in merged.values() for used in group), key=_order))


def _order(used: Used) -> tuple[datetime | None, datetime | None, str, str]:
    return used.start, used.end, used.meter, used.code


def _cut(calendar: Calendar, start: datetime, end: datetime, calls: int) -> Iterator[_Piece]:
    """An interval's calls by period; those before an instant t are the first `calls × (t - start) // length`."""
    length, given, since = (end - start) // MICROSECOND, 0, start
    for _ in range(MOST_PERIODS):
        period = calendar.containing(since)
        until = min(period.end, end)
        before = calls * ((until - start) // MICROSECOND) // length
        yield _Piece(since, until, period, before - given)
        if until == end:
            return
        given, since = before, until
    raise TooManyPeriods(MOST_PERIODS + 1)


def _feeds(at: int, version: Version, call: Call) -> Iterator[_Fed]:
    """What each call counts on each meter; `UnmeteredRecord` where no rule takes it."""
    if not version.metering:
        version.counts(call.api)  # refuses a meter that the product has not
        yield _Fed((at, 0, call.api), 1, 1, 1)
        return
    fed: set[str] = set()
    for number, rule in enumerate(version.metering):
        if not rule.takes(call):
            continue
        if rule.ignore:
            if not fed:
                yield _Fed((at, number, ""), 0, 0, 0)
            return
        name = _fed_meter(version, rule, call)
        if name not in fed:
            fed.add(name)
            quantity = rule.quantity(call)
            blocks = rule.blocks(quantity)
            yield _Fed((at, number, name), quantity, blocks, rule.units(blocks))
    if not fed:
        raise UnmeteredRecord(call)


def _fed_meter(version: Version, rule: Rule, call: Call) -> str:
    if rule.meter or not version.meters:
        return rule.meter
    version.counts(call.api)  # refuses a meter that the product has not
    return call.api


def _plus(total: Quantity, each: Quantity, calls: int) -> Quantity:
    if isinstance(total, int) and isinstance(each, int):
        return total + each * calls
    return EXACT.add(Decimal(total), EXACT.multiply(Decimal(each), calls))
