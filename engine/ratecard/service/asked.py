"""A question as it is asked from outside, with names and dates, and what the kernel makes of it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from ratecard.domain.account import Account, Choice
from ratecard.domain.chain import NOTHING, Carried
from ratecard.domain.errors import (
    MOST_PERIODS,
    BadInstant,
    OutOfTime,
    Refusal,
    ReversedInterval,
    SliceOutsidePeriods,
    TooManyPeriods,
)
from ratecard.domain.metering import Metered, meter
from ratecard.domain.order import Order, Owned
from ratecard.domain.period import Calendar, Period, utc
from ratecard.domain.product import Product
from ratecard.domain.question import Question, Used
from ratecard.domain.record import Call, DoublyDated, Record

When = date | datetime
"""A local day of the catalog's zone, meaning its first instant, or an instant with an offset."""


class UsageAsked(NamedTuple):
    """Calls over an interval, over one period, or (without either) in every period."""

    units: int
    start: When | None = None
    end: When | None = None
    meter: str = ""
    code: str = ""
    period: str | None = None
    place: int | None = None
    """The one period by its place among those asked about, from 0, where its id is not known yet."""


class RecordAsked(NamedTuple):
    """Calls as a log has them: at an instant or on a day, over an interval, in one period, or in every period."""

    call: Call
    """Its quantities are those of each call."""
    calls: int = 1
    at: When | None = None
    start: When | None = None
    end: When | None = None
    period: str | None = None


class OrderAsked(NamedTuple):
    """A purchase; without a date, at the start of the first period."""

    sku: str
    quantity: int = 1
    on: When | None = None
    effective: When | None = None
    """When it becomes effective, where its offer leaves that open."""
    lasts: int = 1
    """For how many days or months, where it is sold by them."""
    returned: When | None = None
    """When all of it is given back: a day means its first instant, on the day of the purchase the purchase itself."""


class OwnedAsked(NamedTuple):
    """A pack from before the first period; without an expiry, as its offer says."""

    sku: str
    units_left: int
    effective: When
    expires: When | None = None


class ChoiceAsked(NamedTuple):
    """What the account chose of a step; without a date, from before anything asked about."""

    step: str
    value: str
    since: When | None = None


class AccountAsked(NamedTuple):
    """What is known of the account."""

    account_class: str = ""
    activated: When | None = None
    choices: tuple[ChoiceAsked, ...] = ()


class Asked(NamedTuple):
    """The inputs of a quote or a forecast."""

    product: str
    period: str | None = None
    """The id of the first period; None: see `first_period`."""
    periods: int = 1
    usage: tuple[UsageAsked, ...] = ()
    orders: tuple[OrderAsked, ...] = ()
    owned: tuple[OwnedAsked, ...] = ()
    account: AccountAsked = AccountAsked()
    state: str | None = None
    """What an earlier answer carried over."""
    records: tuple[RecordAsked, ...] = ()
    """Calls that the product's metering makes usage, beside `usage`; instants are summed up by the hour."""


def question(
    asked: Asked, product: Product, today: datetime, carried: Carried = NOTHING, after: Period | None = None
) -> Question:
    """The kernel's question; a `Refusal` placed by its path for what can't be read.

    `after` is the period that the carried state is of: the first period is then the one that follows.
    """
    calendar = product.calendar
    periods = periods_of(asked, product, today, after)
    first = periods[0]
    return Question(
        product,
        periods,
        (*usage_of(asked.usage, calendar, periods), *(metered(asked, product, periods).usage if asked.records else ())),
        tuple(orders_of(asked.orders, calendar, first)),
        tuple(_owned(asked, calendar)),
        _account(asked, calendar),
        carried,
    )


def periods_of(asked: Asked, product: Product, today: datetime, after: Period | None = None) -> tuple[Period, ...]:
    """The periods asked about; a `Refusal` placed by its path."""
    if not 1 <= asked.periods <= MOST_PERIODS:
        raise TooManyPeriods(asked.periods).under("periods")
    first = first_period(asked, product.calendar, today, after)
    return tuple(product.calendar.periods(first, asked.periods))


def first_period(asked: Asked, calendar: Calendar, today: datetime, after: Period | None = None) -> Period:
    """The period asked for, else the one after the carried state, that of the earliest date given, the current one."""
    if asked.period is not None:
        try:
            return calendar.named(asked.period)
        except Refusal as refusal:
            raise refusal.under("period") from None
    if after is not None:
        return calendar.containing(after.end)
    return calendar.containing(min(_dates(asked, calendar), default=utc(today)))


def _dates(asked: Asked, calendar: Calendar) -> Iterator[datetime]:
    """When usage, records and orders begin, of those that say so."""
    for index, slice_ in enumerate(asked.usage):
        try:
            if slice_.start is not None:
                yield instant(slice_.start, calendar)
            elif slice_.period is not None:
                yield calendar.named(slice_.period).start
        except Refusal as refusal:
            raise refusal.under("usage", index, "from" if slice_.start is not None else "period") from None
    for record in records_of(asked.records, calendar):
        if record.start is not None:
            yield record.start
        elif record.period is not None:
            yield calendar.named(record.period).start
    for order in asked.orders:
        yield from (instant(when, calendar) for when in (order.on, order.effective, order.returned) if when is not None)


def instant(when: When, calendar: Calendar) -> datetime:
    """The instant in UTC; `NaiveInstant`, and `BadInstant` for one that no calendar has."""
    try:
        return utc(when) if isinstance(when, datetime) else calendar.instant(when)
    except OverflowError as error:
        raise BadInstant(when.isoformat()) from error


def usage_of(usage: Iterable[UsageAsked], calendar: Calendar, periods: Sequence[Period]) -> Iterator[Used]:
    """The kernel's usage; a `Refusal` placed under `usage`."""
    for index, slice_ in enumerate(usage):
        try:
            if (slice_.start is None) != (slice_.end is None):
                raise ReversedInterval(slice_.start or "no start", slice_.end or "no end")
            start = None if slice_.start is None else instant(slice_.start, calendar)
            end = None if slice_.end is None else instant(slice_.end, calendar)
            yield Used(slice_.units, start, end, slice_.meter, slice_.code, _period_id(slice_, periods))
        except Refusal as refusal:
            raise refusal.under("usage", index) from None


def metered(asked: Asked, product: Product, periods: Sequence[Period]) -> Metered:
    """What the records count as; those without a time are in each period. A `Refusal` placed under `records`."""
    records = list(records_of(asked.records, product.calendar))
    with placed("records"):
        return meter(records, product, periods=periods)


def records_of(records: Iterable[RecordAsked], calendar: Calendar) -> Iterator[Record]:
    """The kernel's records; a `Refusal` placed under `records`."""
    for index, record in enumerate(records):
        with placed("records", index):
            given = [record.at, record.start or record.end, record.period]
            if sum(each is not None for each in given) > 1:
                raise DoublyDated
            if (record.start is None) != (record.end is None):
                raise ReversedInterval(record.start or "no start", record.end or "no end")
            start, end = _edges(record, calendar)
            if record.period is not None:
                with placed("period"):
                    calendar.named(record.period)
            yield Record(record.call, record.calls, start, end, record.period)


def _edges(record: RecordAsked, calendar: Calendar) -> tuple[datetime | None, datetime | None]:
    if record.at is not None:
        at = instant(record.at, calendar)
        return at, None if isinstance(record.at, datetime) else _day_end(record.at, calendar)
    start, end = (None if each is None else instant(each, calendar) for each in (record.start, record.end))
    return start, end


def _day_end(day: date, calendar: Calendar) -> datetime:
    try:
        return calendar.containing(instant(day, calendar), "day").end
    except OutOfTime as error:
        raise BadInstant(day.isoformat()) from error


class placing_records:  # noqa: N801  # as `placed` below
    """Say of a refusal of usage that records made that it is about them."""

    __slots__ = ("_asked",)

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, Refusal):
            match error.path:
                case ("usage", int(index), *_) if index >= len(self._asked.usage):
                    error.path = ("records",)


def _period_id(slice_: UsageAsked, periods: Sequence[Period]) -> str | None:
    if slice_.place is None:
        return slice_.period
    if not 0 <= slice_.place < len(periods):
        raise SliceOutsidePeriods(f"of {slice_.units} in place {slice_.place}", periods[0].id, periods[-1].id)
    return periods[slice_.place].id


def orders_of(orders: Iterable[OrderAsked], calendar: Calendar, first: Period) -> Iterator[Order]:
    """The kernel's orders; a `Refusal` placed under `orders`."""
    for index, order in enumerate(orders):
        try:
            placed = first.start if order.on is None else instant(order.on, calendar)
            effective = None if order.effective is None else instant(order.effective, calendar)
            returned = None if order.returned is None else returned_at(order.returned, placed, calendar)
            yield Order(order.sku, order.quantity, placed, effective, order.lasts, returned)
        except Refusal as refusal:
            raise refusal.under("orders", index) from None


def returned_at(when: When, placed: datetime, calendar: Calendar) -> datetime:
    """The instant of a return, which on the day of the purchase is not before it."""
    at = instant(when, calendar)
    return at if isinstance(when, datetime) else calendar.earliest(when, placed)


def _owned(asked: Asked, calendar: Calendar) -> Iterator[Owned]:
    for index, pack in enumerate(asked.owned):
        try:
            expires = None if pack.expires is None else instant(pack.expires, calendar)
            yield Owned(pack.sku, pack.units_left, instant(pack.effective, calendar), expires)
        except Refusal as refusal:
            raise refusal.under("owned", index) from None


def _account(asked: Asked, calendar: Calendar) -> Account:
    account_class, activated, choices = asked.account
    with placed("account", "activated"):
        since = None if activated is None else instant(activated, calendar)
    return Account(account_class, since, tuple(_choices(choices, calendar)))


def _choices(choices: Iterable[ChoiceAsked], calendar: Calendar) -> Iterator[Choice]:
    for index, chosen in enumerate(choices):
        with placed("account", "choices", index):
            yield choice_of(chosen, calendar)


def choice_of(chosen: ChoiceAsked, calendar: Calendar) -> Choice:
    """The kernel's choice."""
    return Choice(chosen.step, chosen.value, None if chosen.since is None else instant(chosen.since, calendar))


class placed:  # noqa: N801  # it reads as a verb, and a function that yields takes three times as long
    """Put `path` before the path of what is refused inside."""

    __slots__ = ("_path",)

    def __init__(self, *path: str | int) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, Refusal):
            error.under(*self._path)
