"""A question as the kernel takes it, checked and laid out by period."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from ratecard.domain.chain import ANYONE, NOTHING, Carried
from ratecard.domain.errors import (
    MOST_LOTS,
    MOST_PERIODS,
    MOST_SLICES,
    MOST_UNITS,
    BadChoice,
    BadOrder,
    BadOwned,
    BadQuantity,
    FractionalUnits,
    NegativeUnits,
    NotInForce,
    NotReturnable,
    OrderOutsidePeriods,
    Refusal,
    ReversedInterval,
    SliceOutsidePeriods,
    TooManyLots,
    TooManyPeriods,
    TooManySlices,
    TooManyUnits,
    UnknownStep,
    listed,
    nearest,
)
from ratecard.domain.order import Offer, Order, Owned
from ratecard.domain.period import MICROSECOND, Calendar, Period, Span, utc
from ratecard.domain.product import SHOWN, Product, Version
from ratecard.domain.strategy import Account
from ratecard.domain.usage import Slice, count, usage, within


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


def checked_units(units: object) -> int:
    """`units` as the kernel takes them: whole, not negative, no more than JSON carries exactly."""
    if isinstance(units, bool) or not isinstance(units, int):
        raise FractionalUnits(units)
    if units < 0:
        raise NegativeUnits(units)
    if units > MOST_UNITS:
        raise TooManyUnits(units)
    return units


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


def parts(question: Question) -> list[Part]:
    """The question, checked and laid out by period; a `Refusal` placed by its `path`."""
    product, periods = question.product, question.periods
    if not 1 <= len(periods) <= MOST_PERIODS:
        raise TooManyPeriods(len(periods))
    versions = [product.version(period.start) for period in periods]
    slices = _slices(question, versions)
    orders = _orders(question, versions)
    returns = _returns(question, versions)
    _check_choices(question.account, versions)
    owned = _owned(question.owned, versions[0], periods[0])
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
            raise SliceOutsidePeriods(whole.written(calendar), *_edges(periods, calendar))
        at = _place(periods, whole.start)
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


def _place(periods: Sequence[Period], instant: datetime) -> int:
    """The place of the period that holds an instant; -1 or the number of periods for one outside."""
    if instant >= periods[-1].end:
        return len(periods)
    return bisect_right(periods, instant, key=lambda period: period.start) - 1


def _edges(periods: Sequence[Period], calendar: Calendar) -> tuple[str, str]:
    return calendar.written(periods[0].start), calendar.written(periods[-1].end)


def _orders(question: Question, versions: Sequence[Version]) -> list[dict[str, list[Order]]]:
    periods, calendar = question.periods, question.product.calendar
    found: list[dict[str, list[Order]]] = [{} for _ in periods]
    if not question.orders:
        return found
    lots = sum(order.quantity for order in question.orders)
    if lots > MOST_LOTS:
        raise TooManyLots(lots).under("orders")
    for index, order in enumerate(question.orders):
        try:
            if order.quantity < 1:
                raise BadQuantity(order.quantity)
            checked = _in_utc(order)
            at = _place(periods, checked.placed)
            if at < 0 and checked.returned:
                continue  # bought before: there is only its return to settle
            if not 0 <= at < len(periods):
                raise OrderOutsidePeriods(order.sku, calendar.written(checked.placed), *_edges(periods, calendar))
            step, offer = versions[at].offer(order.sku)
            check_order(checked, offer, calendar)
            found[at].setdefault(step, []).append(checked._replace(sku=offer.sku))
        except Refusal as refusal:
            raise refusal.under("orders", index) from None
    for by_step in found:
        for placed_orders in by_step.values():
            placed_orders.sort(key=_by_time)
    return found


def _by_time(order: Order) -> tuple[object, ...]:
    return order.placed, order.sku, order.quantity, order.effective or order.placed, order.lasts


def _in_utc(order: Order) -> Order:
    effective, returned = order.effective, order.returned
    return order._replace(
        placed=utc(order.placed),
        effective=effective and utc(effective),
        returned=returned and utc(returned),
    )


def check_order(order: Order, offer: Offer, calendar: Calendar) -> None:
    """That the order says no more of itself than its offer leaves to it; `BadOrder`, `NotReturnable`."""
    if order.effective is not None:
        if not offer.chosen_start:
            raise BadOrder(order.sku, "its offer does not leave open when it becomes effective", "leave effective out")
        if (
            order.effective < order.placed
            and calendar.local(order.effective).date() < calendar.local(order.placed).date()
        ):
            raise BadOrder(order.sku, f"it becomes effective before it is placed, {calendar.written(order.placed)}")
    if order.lasts < 1:
        raise BadOrder(order.sku, f"it lasts {order.lasts}, which is below 1")
    if order.lasts != 1 and not offer.sold_by:
        raise BadOrder(order.sku, "its offer has a validity of its own", "leave lasts out, or raise the quantity")
    if order.effective is not None or order.lasts != 1:
        _check_end(order, offer, calendar)
    if order.returned is not None:
        if not offer.returnable:
            raise NotReturnable(order.sku, "its offer does not take it back")
        if order.returned < order.placed:
            raise NotReturnable(order.sku, f"it was not bought yet at {calendar.written(order.returned)}")


def _check_end(order: Order, offer: Offer, calendar: Calendar) -> None:
    """That what the order says ends in a year that a datetime can hold; `BadOrder`."""
    days, months = (order.lasts if offer.sold_by == unit else 0 for unit in ("day", "month"))
    spare = offer.valid_for._replace(years=offer.valid_for.years + 1)
    try:
        calendar.later(calendar.later(order.effective or order.placed, Span(0, months, days)), spare)
    except (OverflowError, ValueError) as error:
        raise BadOrder(order.sku, "it ends after the year 9999") from error


def _returns(question: Question, versions: Sequence[Version]) -> dict[int, dict[str, list[Order]]]:
    """The orders that are given back, by the place of the period in which they are, and by step."""
    periods, calendar = question.periods, question.product.calendar
    found: dict[int, dict[str, list[Order]]] = {}
    for index, order in enumerate(question.orders):
        if order.returned is None:
            continue
        try:
            checked = _in_utc(order)
            bought, at = _place(periods, checked.placed), _place(periods, utc(order.returned))
            if not 0 <= at < len(periods):
                when = calendar.written(utc(order.returned))
                edges = " to ".join(_edges(periods, calendar))
                raise NotReturnable(order.sku, f"{when} is not within the periods asked about, {edges}")
            step, offer = versions[max(bought, 0)].offer(order.sku)
            check_order(checked, offer, calendar)
            there = _heir(versions[max(bought, 0) : at + 1], step)
            if there is None:
                raise NotReturnable(order.sku, f"step {step!r} that sold it is gone by then")
            found.setdefault(at, {}).setdefault(there, []).append(checked._replace(sku=offer.sku))
        except Refusal as refusal:
            raise refusal.under("orders", index) from None
    for by_step in found.values():
        for returned in by_step.values():
            returned.sort(key=_by_time)
    return found


def _heir(versions: Sequence[Version], step: str) -> str | None:
    """The step that has the lots of `step` in the last of these versions; None when they are only shown."""
    for version in versions:
        if version.chain.step(step) is None:
            step = version.keeps.get(step, SHOWN)
        if step == SHOWN:
            return None
    return step


def _check_choices(account: Account, versions: Sequence[Version]) -> None:
    """That each choice is one that a step leaves to the account; `BadChoice`."""
    seen: set[tuple[str, datetime | None]] = set()
    for index, (name, value, since) in enumerate(account.choices):
        try:
            steps = [step for version in versions if (step := version.chain.step(name))]
            if not steps:
                raise UnknownStep(name, [step.id for step in versions[0].chain.steps])
            allowed = list(dict.fromkeys(choice for step in steps for choice in step.choices()))
            if not allowed:
                raise BadChoice(name, value, "the step leaves nothing to choose", "leave it out")
            if value not in allowed:
                raise BadChoice(name, value, f"it is none of {listed(allowed)}", nearest(value, allowed))
            key = name, since and utc(since)
            if key in seen:
                raise BadChoice(name, value, "there is another one from the same instant on")
            seen.add(key)
        except Refusal as refusal:
            raise refusal.under("account", "choices", index) from None


def _owned(owned: Iterable[Owned], version: Version, period: Period) -> Mapping[str, list[Owned]]:
    found: dict[str, list[Owned]] = {}
    for index, pack in enumerate(owned):
        try:
            step, offer = version.offer(pack.sku)
            effective = utc(pack.effective)
            expires = utc(pack.expires) if pack.expires else None
            checked_units(pack.left)
            if pack.left > offer.units:
                raise BadOwned(pack.sku, f"{pack.left} units left of {offer.units}")
            if expires and expires <= effective:
                written = version.chain.conventions.calendar.written(expires)
                raise BadOwned(pack.sku, f"it expires at {written}, not after it becomes effective")
            if effective >= period.end:
                raise BadOwned(pack.sku, "it becomes effective after the first period: order it instead")
            found.setdefault(step, []).append(Owned(offer.sku, pack.left, effective, expires))
        except Refusal as refusal:
            raise refusal.under("owned", index) from None
    if sum(map(len, found.values())) > MOST_LOTS:
        raise TooManyLots(sum(map(len, found.values()))).under("owned")
    for packs in found.values():
        packs.sort(
            key=lambda pack: (pack.effective, pack.expires is None, pack.expires or pack.effective, pack.sku, pack.left)
        )
    return found
