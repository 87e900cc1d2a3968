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
from ratecard.domain.record import (
    Call,
    Quantity,
    Record,
    UndatedRecord,
    check_calls,
    check_quantities,
)
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


class _Growing:
    """A tally while it grows."""

    __slots__ = ("blocks", "calls", "meter", "quantity", "records", "rule", "units")

    def __init__(self, rule: Rule | None, meter: str) -> None:
        self.rule = rule
        self.meter = meter
        self.records = self.calls = self.blocks = self.units = 0
        self.quantity: Quantity = 0


class _Fed(NamedTuple):
    """What each call of a record adds to a tally."""

    tally: _Growing
    quantity: Quantity
    blocks: int
    units: int


class _Piece(NamedTuple):
    """Calls of one record in one period."""

    start: datetime
    end: datetime
    version: int
    calls: int = 0


class Metering:
    """Counts records one by one; what it keeps depends on hours, meters and codes, not on the number of records."""

    def __init__(self, product: Product, by: Unit = "hour", periods: Sequence[Period] = ()) -> None:
        self._product = product
        self._calendar = product.calendar
        self._by = by
        self._periods = tuple(periods)
        self._sums: dict[tuple[datetime, datetime, str, str], int] = {}
        self._growing: dict[tuple[int, int, str], _Growing] = {}
        """By version, rule and meter."""
        self._takers: dict[tuple[int, Call], tuple[_Growing, ...]] = {}
        """By version and call without quantities: the tallies that it is part of."""
        self._quarters: dict[datetime, _Piece] = {}
        """What instants are summed up in, by their quarter of an hour."""
        self._names: set[str] = set()
        self._records = 0
        self._calls = 0

    def add(self, record: Record) -> None:
        """Count a record; a `Refusal` for one that can't be counted, of which nothing is counted then."""
        call, calls, start, end, _ = record
        check_calls(calls)
        check_quantities(call)
        if start is not None and end is None:
            piece = self._instant(start)
            for fed in self._fed(piece.version, call):
                self._add(fed, piece, calls, call.code)
                fed.tally.records += 1
        else:
            pieces = [(piece, self._fed(piece.version, call)) for piece in self._pieces(record)]
            for piece, feeds in pieces:
                for fed in feeds:
                    self._add(fed, piece, piece.calls, call.code)
            for tally in {id(fed.tally): fed.tally for _, feeds in pieces for fed in feeds}.values():
                tally.records += 1
            calls = sum(piece.calls for piece, _ in pieces)
        self._records += 1
        self._calls += calls
        if len(self._sums) > MOST_SUMS:
            raise TooManySlices(len(self._sums))

    def metered(self) -> Metered:
        """What came of all records so far."""
        usage = tuple(self._usage())
        for most in (sum(used.units for used in usage), self._calls):
            if most > MOST_UNITS:
                raise TooManyUnits(most)
        tallies = tuple(self._tallies())
        quantities, labels = names(tally.rule for tally in tallies if tally.rule)
        unread = tuple(sorted(self._names - quantities - labels))
        return Metered(usage, tallies, self._records, self._calls, unread)

    def _tallies(self) -> Iterator[Tally]:
        """One for each rule of the versions that counted anything, and each meter that it fed, if any."""
        for at in sorted({at for at, _, _ in self._growing}):
            version = self._product.versions[at]
            for number, rule in enumerate(version.metering or (None,)):
                found = [self._growing[place] for place in sorted(self._growing) if place[:2] == (at, number)]
                for each in found or [_Growing(rule, rule.meter if rule else "")]:
                    yield Tally(
                        version, rule, each.meter, each.records, each.calls, each.quantity, each.blocks, each.units
                    )

    def _add(self, fed: _Fed, piece: _Piece, calls: int, code: str) -> None:
        tally, quantity, blocks, units = fed
        tally.calls += calls
        tally.blocks += blocks * calls
        tally.units += units * calls
        if isinstance(quantity, int) and isinstance(tally.quantity, int):
            tally.quantity += quantity * calls
        else:
            tally.quantity = EXACT.fma(Decimal(quantity), calls, Decimal(tally.quantity))
        if units and calls:
            key = (piece.start, piece.end, tally.meter, code)
            self._sums[key] = self._sums.get(key, 0) + units * calls

    def _fed(self, version: int, call: Call) -> list[_Fed]:
        """What each call adds, by the rules of a version."""
        bare = Call(call.api, call.code, (), call.labels)
        takers = self._takers.get((version, bare)) or self._taken(version, bare)
        for name, _ in call.quantities:
            if name not in self._names:
                self._names.add(name)
        fed = []
        for tally in takers:
            rule = tally.rule
            if rule is None:
                fed.append(_Fed(tally, 1, 1, 1))
            elif rule.ignore:
                fed.append(_Fed(tally, 0, 0, 0))
            else:
                quantity = rule.quantity(call)
                blocks = rule.blocks(quantity)
                fed.append(_Fed(tally, quantity, blocks, rule.units(blocks)))
        return fed

    def _taken(self, at: int, bare: Call) -> tuple[_Growing, ...]:
        if len(self._takers) >= MOST_KNOWN:
            self._takers.clear()
        version = self._product.versions[at]
        takers = []
        for number, meter in list(version.takers(bare)):
            rule = version.metering[number] if version.metering else None
            takers.append(self._growing.setdefault((at, number, meter), _Growing(rule, meter)))
        self._takers[at, bare] = tuple(takers)
        self._names.update(name for name, _ in bare.labels)
        return self._takers[at, bare]

    def _instant(self, start: datetime) -> _Piece:
        quarter = start.replace(minute=start.minute - start.minute % 15, second=0, microsecond=0)
        piece = self._quarters.get(quarter)
        if piece is None or not piece.start <= start < piece.end:
            if len(self._quarters) >= MOST_KNOWN:
                self._quarters.clear()
            period, whole = self._calendar.containing(start), self._calendar.containing(start, self._by)
            # By an hour or a day that is longer than the period, nothing is summed beyond it.
            piece = _Piece(max(whole.start, period.start), min(whole.end, period.end), self._version(period))
            self._quarters[quarter] = piece
        return piece

    def _version(self, period: Period) -> int:
        version = self._product.version(period.start)
        return next(at for at, known in enumerate(self._product.versions) if known is version)

    def _pieces(self, record: Record) -> Iterator[_Piece]:
        start, end = record.start, record.end
        if start is None or end is None:
            for period in self._undated(record):
                yield _Piece(period.start, period.end, self._version(period), record.calls)
        elif end <= start:
            raise ReversedInterval(self._calendar.written(start), self._calendar.written(end))
        else:
            for since, until, period, calls in _cut(self._calendar, start, end, record.calls):
                yield _Piece(since, until, self._version(period), calls)

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


def _cut(
    calendar: Calendar, start: datetime, end: datetime, calls: int
) -> Iterator[tuple[datetime, datetime, Period, int]]:
    """An interval's calls by period; those before an instant t are the first `calls × (t - start) // length`."""
    length, given, since = (end - start) // MICROSECOND, 0, start
    for _ in range(MOST_PERIODS):
        period = calendar.containing(since)
        until = min(period.end, end)
        before = calls * ((until - start) // MICROSECOND) // length
        yield since, until, period, before - given
        if until == end:
            return
        given, since = before, until
    raise TooManyPeriods(MOST_PERIODS + 1)
