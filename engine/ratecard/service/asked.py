"""A question as it is asked from outside, with names and dates, and what the kernel makes of it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import NamedTuple

from ratecard.domain.chain import NOTHING, Carried
from ratecard.domain.errors import (
    MOST_PERIODS,
    BadInstant,
    Refusal,
    ReversedInterval,
    SliceOutsidePeriods,
    TooManyPeriods,
)
from ratecard.domain.order import Order, Owned
from ratecard.domain.period import Calendar, Period, utc
from ratecard.domain.product import Product
from ratecard.domain.question import Question, Used
from ratecard.domain.strategy import Account, Choice

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


def question(
    asked: Asked, product: Product, today: datetime, carried: Carried = NOTHING, after: Period | None = None
) -> Question:
    """The kernel's question; a `Refusal` placed by its path for what can't be read.

    `after` is the period that the carried state is of: the first period is then the one that follows.
    """
    calendar = product.calendar
    if not 1 <= asked.periods <= MOST_PERIODS:
        raise TooManyPeriods(asked.periods).under("periods")
    first = first_period(asked, calendar, today, after)
    periods = tuple(calendar.periods(first, asked.periods))
    return Question(
        product,
        periods,
        tuple(usage_of(asked.usage, calendar, periods)),
        tuple(orders_of(asked.orders, calendar, first)),
        tuple(_owned(asked, calendar)),
        _account(asked, calendar),
        carried,
    )


def first_period(asked: Asked, calendar: Calendar, today: datetime, after: Period | None = None) -> Period:
    """The period asked for, else the one after the carried state, that of the earliest date given, the current one."""
    if asked.period is not None:
        try:
            return calendar.named(asked.period)
        except Refusal as refusal:
            raise refusal.under("period") from None
    if after is not None:
        return calendar.containing(after.end)
    dates = []
    for index, slice_ in enumerate(asked.usage):
        try:
            if slice_.start is not None:
                dates.append(instant(slice_.start, calendar))
            elif slice_.period is not None:
                dates.append(calendar.named(slice_.period).start)
        except Refusal as refusal:
            raise refusal.under("usage", index, "from" if slice_.start is not None else "period") from None
    given = [when for order in asked.orders for when in (order.on, order.effective, order.returned)]
    dates += [instant(when, calendar) for when in given if when is not None]
    return calendar.containing(min(dates, default=utc(today)))


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
    for index, (step, value, since) in enumerate(choices):
        with placed("account", "choices", index):
            yield Choice(step, value, None if since is None else instant(since, calendar))


@contextmanager
def placed(*path: str | int) -> Iterator[None]:
    """Put `path` before the path of what is refused inside."""
    try:
        yield
    except Refusal as refusal:
        raise refusal.under(*path) from refusal.__cause__
