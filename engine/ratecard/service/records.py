"""Usage records as a log has them, in CSV: counted row by row, so that a file of any length takes little memory."""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from ratecard.domain.errors import BadInstant, NaiveInstant, OutOfTime, Refusal, TooManySlices, listed, nearest
from ratecard.domain.metering import Metered, Metering
from ratecard.domain.period import Calendar, Unit
from ratecard.domain.product import Product
from ratecard.domain.record import Call, MissingQuantity, Quantity, Record, quantity
from ratecard.domain.rule import names

MOST_TOLD = 20
"""How many wrong rows are told one by one."""
MOST_KEPT = 50_000
"""How many different cells are kept in mind, to save reading them again."""
TIMES = (("at",), ("from", "to"), ("period",))
"""Which columns say when, in three ways."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INSTANT = re.compile(
    r"(?P<minute>\d{4}-\d\d-\d\d[T ]\d\d:\d\d)(?P<second>:[0-5]\d(?:\.\d{1,9})?)?(?P<offset>Z|[+-]\d\d:\d\d)?", re.ASCII
)
_NUMBER = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?", re.ASCII)


K = TypeVar("K")
V = TypeVar("V")


class WrongRow(NamedTuple):
    """A row that can't be counted."""

    place: str
    """`file:line`, or the file."""
    message: str
    hint: str | None = None
    code: str = "wrong-row"


class WrongRows(Exception):
    """Files of records that can't be counted, for all these reasons."""

    def __init__(self, rows: Sequence[WrongRow], more: int = 0) -> None:
        self.rows = tuple(rows)
        self.more = more
        """How many rows more are wrong than are told."""
        super().__init__("\n".join(f"{row.place}: {row.message}" for row in rows))


def meter_files(files: Iterable[str], product: Product, by: Unit = "hour") -> Metered:
    """What the records of CSV files count as; `WrongRows` with all that is wrong, or a `Refusal` of the whole."""
    metering, wrong = Metering(product, by), list[WrongRow]()
    unread, more = set[str](), 0
    for name in files:
        sheet = _Sheet(name, product)
        sheet.count(metering)
        unread |= sheet.unread
        more += len(wrong) + sheet.wrongs - min(len(wrong) + len(sheet.told), MOST_TOLD)
        wrong = [*wrong, *sheet.told][:MOST_TOLD]
    if wrong:
        raise WrongRows(wrong, more)
    found = metering.metered()
    return found._replace(unread=tuple(sorted({*found.unread, *unread})))


class UnreadableRow(Refusal):
    """A row, or the header, that can't be read."""

    code = "wrong-row"


class _Times(NamedTuple):
    """When the calls of a row were."""

    start: datetime
    end: datetime | None = None


class _Columns(NamedTuple):
    """Where in a row what is read stands."""

    width: int
    times: tuple[str, ...]
    """Of `TIMES`."""
    places: dict[str, int]
    """Of the columns that say when, api, code, calls."""
    quantities: tuple[tuple[str, int], ...]
    labels: tuple[tuple[str, int], ...]
    unread: frozenset[str]


class _Sheet:
    """One file; what is wrong with it gathers as it is counted."""

    def __init__(self, name: str, product: Product) -> None:
        self.told: list[WrongRow] = []
        self.wrongs = 0
        self.unread: frozenset[str] = frozenset()
        self._name = name
        self._product = product

    def count(self, metering: Metering) -> None:
        """Count every row."""
        try:
            with open(self._name, encoding="utf-8-sig", newline="") as file:
                rows = csv.reader(file, strict=True)
                try:
                    self._count(metering, rows)
                except csv.Error as error:
                    self._note(f":{rows.line_num}", f"can't be read as CSV: {error}")
                except UnicodeDecodeError:
                    self._note("", "is not UTF-8 text", "save the file as UTF-8")
        except OSError as error:
            self._note("", f"can't be read: {error.strerror}")

    def _count(self, metering: Metering, rows: Any) -> None:
        try:
            columns = _columns([cell.strip() for cell in next(rows, [])], self._product)
        except UnreadableRow as refusal:
            self._note(":1", refusal.message, refusal.hint)
            return
        self.unread = columns.unread
        reader = _Reader(columns, self._product.calendar)
        for row in rows:
            if any(row):
                try:
                    metering.add(reader.record(row))
                except TooManySlices:
                    raise  # it is of no one row
                except Refusal as refusal:
                    hint = refusal.hint
                    if isinstance(refusal, MissingQuantity):
                        hint = nearest(refusal.name, sorted(columns.unread)) or hint
                    self._note(f":{rows.line_num}", refusal.message, hint, refusal.code)

    def _note(self, line: str, message: str, hint: str | None = None, code: str = "wrong-row") -> None:
        self.wrongs += 1
        if len(self.told) < MOST_TOLD:
            self.told.append(WrongRow(f"{self._name}{line}", message, hint, code))


def _columns(header: Sequence[str], product: Product) -> _Columns:
    """What the header says; `UnreadableRow` where it can't be."""
    for column in header:
        if header.count(column) > 1:
            raise UnreadableRow(f"column {column!r} is there twice")
    given = [times for times in TIMES if any(column in header for column in times)]
    if len(given) > 1 or ("api" in header and "meter" in header):
        two = ["api", "meter"] if len(given) < 2 else [column for times in given for column in times]
        raise UnreadableRow(f"columns {listed(each for each in two if each in header)} say one thing twice")
    if not given or any(column not in header for column in given[0]):
        hint = "one column at, or two, from and to, or one, period"
        ways = [column for times in TIMES for column in times]
        close = (nearest(column, ways) for column in header if column not in ways)
        message = f"the header says not when; its columns: {listed(header)}"
        raise UnreadableRow(message, next(filter(None, close), hint))
    quantities, labels = names(rule for version in product.versions for rule in version.metering)
    places = {"api" if name == "meter" else name: at for at, name in enumerate(header)}
    known = {"api", "code", "calls", *given[0]}
    return _Columns(
        len(header),
        given[0],
        {name: at for name, at in places.items() if name in known},
        tuple((name, at) for name, at in places.items() if name in quantities),
        tuple((name, at) for name, at in places.items() if name in labels),
        frozenset(places.keys() - known - quantities - labels),
    )


class _Reader:
    """Makes rows records. Cells that were there before are not read again: most rows of a log are like others."""

    def __init__(self, columns: _Columns, calendar: Calendar) -> None:
        self._columns = columns
        self._calendar = calendar
        self._width = columns.width
        self._at = columns.places.get("at")
        self._times_at = [columns.places[name] for name in columns.times]
        self._calls_at = columns.places.get("calls")
        said = [columns.places.get(name) for name in ("api", "code")]
        self._said_at = [at for at in said if at is not None] + [at for _, at in columns.labels]
        self._said: dict[tuple[str, ...], Call] = {}
        self._numbers: dict[str, Quantity] = {}
        self._times: dict[tuple[str, ...], _Times] = {}

    def record(self, row: Sequence[str]) -> Record:
        """The record of a row; a `Refusal`."""
        if len(row) != self._width:
            raise UnreadableRow(f"{len(row)} fields, where the header has {self._width}")
        cells = tuple([row[at] for at in self._said_at])
        said = self._said.get(cells) or _kept(self._said, cells, self._call(row))
        quantities = tuple(
            [(name, self._number(name, row[at])) for name, at in self._columns.quantities if row[at].strip()]
        )
        call = Call(said.api, said.code, quantities, said.labels) if quantities else said
        calls = 1 if self._calls_at is None or not row[self._calls_at] else self._number("calls", row[self._calls_at])
        start, end = self._minute(row[self._at]) if self._at is not None else self._interval(row)
        # Calls that are not whole are refused where they are counted.
        return Record(call, calls, start, end)  # type: ignore[arg-type]

    def _call(self, row: Sequence[str]) -> Call:
        """The call without its quantities."""
        places = self._columns.places
        api, code = (row[places[name]].strip() if name in places else "" for name in ("api", "code"))
        return Call(api, code, (), tuple((name, row[at].strip()) for name, at in self._columns.labels))

    def _number(self, name: str, text: str) -> Quantity:
        number = self._numbers.get(text)
        return _kept(self._numbers, text, _number(name, text.strip())) if number is None else number

    def _minute(self, text: str) -> _Times:
        """An instant, to the minute: usage is summed up by the hour at least; or a whole day."""
        found = _INSTANT.fullmatch(text)
        key = (found["minute"], found["offset"] or "") if found else (text,)
        return self._times.get(key) or _kept(self._times, key, self._instant_or_day(text.strip()))

    def _interval(self, row: Sequence[str]) -> _Times:
        key = tuple([row[at] for at in self._times_at])
        return self._times.get(key) or _kept(self._times, key, self._whole(*map(str.strip, key)))

    def _instant_or_day(self, text: str) -> _Times:
        if not _DAY.fullmatch(text):
            return _Times(_instant(text).replace(second=0, microsecond=0))
        start = self._day(text)
        try:
            return _Times(start, self._calendar.containing(start, "day").end)
        except OutOfTime as error:
            raise BadInstant(text) from error

    def _whole(self, first: str, last: str | None = None) -> _Times:
        if last is None:
            period = self._calendar.named(first)
            return _Times(period.start, period.end)
        start, end = (self._day(text) if _DAY.fullmatch(text) else _instant(text) for text in (first, last))
        return _Times(start, end)

    def _day(self, text: str) -> datetime:
        """The first instant of a local day."""
        try:
            return self._calendar.instant(datetime.fromisoformat(text).date())
        except (ValueError, OverflowError) as error:
            raise BadInstant(text) from error


def _kept(known: dict[K, V], key: K, value: V) -> V:
    """The value, kept in mind."""
    if len(known) >= MOST_KEPT:
        known.clear()
    known[key] = value
    return value


def _instant(text: str) -> datetime:
    found = _INSTANT.fullmatch(text)
    if not found:
        raise BadInstant(text)
    if not found["offset"]:
        raise NaiveInstant(text)
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadInstant(text) from error


def _number(name: str, text: str) -> Quantity:
    if not _NUMBER.fullmatch(text):
        raise UnreadableRow(f"{name} {text!r} is not a number", "write it as 12 or 12.5, without separators")
    return quantity(Decimal(text))
