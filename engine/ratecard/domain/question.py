"""A question as the kernel takes it, checked and laid out by period."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from ratecard.domain.account import Account
from ratecard.domain.chain import ANYONE, NOTHING, Carried
from ratecard.domain.errors import (
    MOST_PERIODS,
    MOST_SLICES,
    MOST_UNITS,
    NotInForce,
    Refusal,
    ReversedInterval,
    SliceOutsidePeriods,
    TooManyPeriods,
    TooManySlices,
    TooManyUnits,
)
from ratecard.domain.order import Order, Owned
from ratecard.domain.ordering import check_choices, ordered, returned
from ratecard.domain.period import MICROSECOND, Period, edges_of, place_of, utc
from ratecard.domain.possession import Older, owned_packs
from ratecard.domain.product import Product, Version
from ratecard.domain.usage import Slice, checked_units, count, usage, within


class Used(NamedTuple):
    """Calls as the caller knows them: over an interval, over one period, or the same in every period."""

    units: int
    start: datetime | None = None
    end: datetime | None = None
    meter: str = ""
    code: str = ""
    period: str | None = None
    """The id of one period; without it and without an interval, every period has these units."""


class Question(NamedTuple):
    """The inputs of a forecast."""

    product: Product
    periods: tuple[Period, ...]
    """Consecutive, at least one."""
    usage: tuple[Used, ...] = ()
    orders: tuple[Order, ...] = ()
    """The `placed` of each lies within the periods; of one that is given back, at least its `returned`."""
    owned: tuple[Owned, ...] = ()
    account: Account = ANYONE
    carried: Carried = NOTHING


class Part(NamedTuple):
    """What a question says of one of its periods."""

    place: int
    period: Period
    version: Version
    """The one in force at the period's start."""
    newer: Sequence[Version]
    """The versions that came into force since the start of the period before, this one last; mostly none."""
    usage: Sequence[Slice]
    orders: Mapping[str, Sequence[Order]]
    """By step."""
    owned: Mapping[str, Sequence[Owned]]
    """By step; in the first period only."""
    returns: Mapping[str, Sequence[Order]] = MappingProxyType({})
    """The orders that are given back, by step."""
    older: Sequence[Older] = ()
    """Packs that older versions sold; in the first period only."""


def parts(question: Question) -> list[Part]:
    """The question, checked and laid out by period; a `Refusal` placed by its `path`."""
    product, periods = question.product, question.periods
    if not 1 <= len(periods) <= MOST_PERIODS:
        raise TooManyPeriods(len(periods))
    versions = [product.version(period.start) for period in periods]
    slices = _slices(question, versions)
    orders = ordered(question.orders, periods, versions, product)
    has_before = question.carried is not NOTHING or bool(question.owned)
    returns = returned(question.orders, periods, product, has_before)
    check_choices(question.account, versions)
    owned, older = owned_packs(question.owned, product, periods[0])
    before = [_version_before(question, versions[0]), *versions]
    return [
        Part(
            at,
            period,
            version,
            () if version is before[at] else _newer(product, before[at], version),
            slices[at],
            orders[at],
            owned if not at else {},
            returns.get(at, {}),
            older if not at else (),
        )
        for at, (period, version) in enumerate(zip(periods, versions, strict=True))
    ]


def _newer(product: Product, before: Version, version: Version) -> Sequence[Version]:
    places = [place for place, known in enumerate(product.versions) if known is before or known is version]
    return product.versions[places[0] + 1 : places[-1] + 1]


def _version_before(question: Question, first: Version) -> Version:
    """The version that left what is carried: the one that priced the period before the first."""
    if question.carried is NOTHING:
        return first
    calendar, start = question.product.calendar, question.periods[0].start
    try:
        return question.product.version(calendar.containing(start - MICROSECOND).start)
    except NotInForce:
        return first


def _slices(question: Question, versions: Sequence[Version]) -> list[list[Slice]]:
    periods = question.periods
    found: list[list[Slice]] = [[] for _ in periods]
    if len(question.usage) > MOST_SLICES:
        raise TooManySlices(len(question.usage)).under("usage")
    for index, used in enumerate(question.usage):
        try:
            checked_units(used.units)
            for at, piece in _pieces(used, periods, versions):
                found[at].append(piece)
        except Refusal as refusal:
            raise refusal.under("usage", index) from None
    for at, pieces in enumerate(found):
        if count(pieces) > MOST_UNITS:
            raise TooManyUnits(count(pieces)).under("periods", at)
    return found


def _pieces(used: Used, periods: Sequence[Period], versions: Sequence[Version]) -> Iterator[tuple[int, Slice]]:
    """The usage of each period by its place, calls made units as the period's version counts them."""
    if used.start is not None and used.end is not None:
        calendar = versions[0].chain.conventions.calendar
        start, end = utc(used.start), utc(used.end)
        if end <= start:
            raise ReversedInterval(calendar.written(start), calendar.written(end))
        whole = usage(start, end, used.units, used.meter, used.code)
        if whole.start < periods[0].start or whole.end > periods[-1].end:
            raise SliceOutsidePeriods(whole.written(calendar), *edges_of(periods, calendar))
        at = place_of(periods, whole.start)
        while at < len(periods) and periods[at].start < whole.end:
            each = versions[at].counts(used.meter)
            units = usage(whole.start, whole.end, used.units * each, used.meter, used.code)
            for piece in within([units], periods[at].start, periods[at].end):
                yield at, piece
            at += 1
        return
    if used.period is not None:
        places: Iterable[int] = [at for at, period in enumerate(periods) if period.id == used.period]
        if not places:
            raise SliceOutsidePeriods(f"of {used.units} in {used.period}", periods[0].id, periods[-1].id)
    else:
        places = range(len(periods))
    for at in places:
        start, end, _ = periods[at]
        yield at, usage(start, end, used.units * versions[at].counts(used.meter), used.meter, used.code)
