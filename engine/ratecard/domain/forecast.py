"""A forecast: settlements of consecutive periods, each starting from the state the last one left."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple

from ratecard.domain.chain import ANYONE, NOTHING, Carried, Settled, settle
from ratecard.domain.errors import (
    MOST_LOTS,
    MOST_PERIODS,
    MOST_SLICES,
    MOST_UNITS,
    BadOwned,
    BadQuantity,
    FractionalUnits,
    NegativeUnits,
    NotInForce,
    OrderOutsidePeriods,
    Refusal,
    SliceOutsidePeriods,
    TooManyLots,
    TooManyPeriods,
    TooManySlices,
    TooManyUnits,
)
from ratecard.domain.money import EXACT, ZERO, total
from ratecard.domain.order import Order, Owned
from ratecard.domain.period import MICROSECOND, Calendar, Period, utc
from ratecard.domain.product import SHOWN, Product, Version
from ratecard.domain.settlement import Settlement
from ratecard.domain.strategy import Account, Bill, Conventions
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
    """The `placed` of each lies within the periods."""
    owned: tuple[Owned, ...] = ()
    account: Account = ANYONE
    carried: Carried = NOTHING


EntryKind = Literal["purchase", "release", "charge", "freeze"]


class Entry(NamedTuple):
    """One movement of the account's money."""

    on: date
    """A local day in the catalog's zone."""
    kind: EntryKind
    amount: Decimal
    period: str
    step: str
    """The step that bought, froze or released; "" for a charge."""
    available: Decimal | None
    """The available balance after it; None without an opening balance or after contact sales."""
    frozen: Decimal | None
    """The frozen balance after it; None like `available`."""


class Statement(NamedTuple):
    """A settlement with its billing dates."""

    settlement: Settlement
    version: Version
    billed_from: date
    billed_until: date

    @property
    def period(self) -> Period:
        """What it covers."""
        return self.settlement.period


class Forecast(NamedTuple):
    """Statements of consecutive periods."""

    question: Question
    statements: tuple[Statement, ...]
    carried: Carried
    """What the last period leaves to the one after it."""

    @property
    def total(self) -> Decimal | None:
        """The sum over all periods; None when one of them has contact sales."""
        result = ZERO
        for statement in self.statements:
            if statement.settlement.total is None:
                return None
            result = EXACT.add(result, statement.settlement.total)
        return result


def checked_units(units: object) -> int:
    """`units` as the kernel takes them: whole, not negative, no more than JSON carries exactly."""
    if isinstance(units, bool) or not isinstance(units, int):
        raise FractionalUnits(units)
    if units < 0:
        raise NegativeUnits(units)
    if units > MOST_UNITS:
        raise TooManyUnits(units)
    return units


def forecast(question: Question, trace: list[Bill] | None = None, tick: Callable[[], None] | None = None) -> Forecast:
    """Price every period of the question, each by the version in force at its start.

    The bill that each step is given is added to `trace` when there is one. `tick` is called before each period, and
    may raise to end long work.
    Raises a `Refusal` for a question that can't be answered, placed by its `path`, or a `PluginFault`.
    """
    carried = question.carried
    statements = []
    for part in parts(question):
        if tick is not None:
            tick()
        settlement, carried = advance(part, question.account, carried, trace)
        statements.append(_statement(settlement, part.version))
    return Forecast(question, tuple(statements), carried)


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


def parts(question: Question) -> list[Part]:
    """The question, checked and laid out by period; a `Refusal` placed by its `path`."""
    product, periods = question.product, question.periods
    if not 1 <= len(periods) <= MOST_PERIODS:
        raise TooManyPeriods(len(periods))
    versions = [product.version(period.start) for period in periods]
    slices = _slices(question, versions)
    orders = _orders(question, versions)
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


def advance(part: Part, account: Account, carried: Carried, trace: list[Bill] | None = None) -> Settled:
    """Settle one part of a question from what the part before left."""
    for version in part.newer:
        carried = handed_over(carried, version)
    try:
        return settle(part.version.chain, part.period, part.usage, part.orders, part.owned, account, carried, trace)
    except Refusal as refusal:
        if not refusal.path:
            refusal.under("periods", part.place)
        raise


def handed_over(carried: Carried, version: Version) -> Carried:
    """What is carried, with the states of replaced steps given to the steps that take their lots over."""
    moves = {old: new for old, new in version.keeps.items() if new != SHOWN and old in carried.states}
    if not moves:
        return carried
    states = {moves.get(step, step): state for step, state in carried.states.items()}
    kept = tuple(lot._replace(step=moves.get(lot.step, lot.step)) for lot in carried.kept)
    return carried._replace(states=states, kept=kept)


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
        whole = usage(utc(used.start), utc(used.end), used.units, used.meter, used.code)
        if whole.start < periods[0].start or whole.end > periods[-1].end:
            calendar = versions[0].chain.conventions.calendar
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
            placed = utc(order.placed)
            at = _place(periods, placed)
            if not 0 <= at < len(periods):
                raise OrderOutsidePeriods(order.sku, calendar.written(placed), *_edges(periods, calendar))
            step, offer = versions[at].offer(order.sku)
            found[at].setdefault(step, []).append(Order(offer.sku, order.quantity, placed))
        except Refusal as refusal:
            raise refusal.under("orders", index) from None
    for by_step in found:
        for placed_orders in by_step.values():
            placed_orders.sort(key=lambda order: (order.placed, order.sku, order.quantity))
    return found


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


def _statement(settlement: Settlement, version: Version) -> Statement:
    conventions = version.chain.conventions
    return Statement(
        settlement,
        version,
        billing_day(conventions, settlement.period, conventions.billed_on[0]),
        billing_day(conventions, settlement.period, conventions.billed_on[1]),
    )


def billing_day(conventions: Conventions, period: Period, number: int) -> date:
    """The local day that is the period's `number`th day after it ended, 1 being the first."""
    return conventions.calendar.local(period.end).date() + timedelta(days=number - 1)


def ledger(answer: Forecast, opening: Decimal | None = None) -> tuple[Entry, ...]:
    """Every movement of money, in order of date, with the balances after it when `opening` is known.

    A purchase has its own date; release, charge and freeze, in this order, the last billing day.
    After the billing day of a period with contact sales, what was charged is unknown, and so are the balances.
    """
    movements = [movement for statement in answer.statements for movement in _movements(statement)]
    movements.sort(key=lambda movement: movement[0])
    nothing = answer.statements[0].version.chain.conventions.rounding.zero
    held = EXACT.add(nothing, total(answer.question.carried.holds.values()))
    available, frozen = opening, None if opening is None else held
    entries = []
    for on, entry in movements:
        if entry is None:
            available = frozen = None
            continue
        if available is not None and frozen is not None:
            if entry.kind in ("release", "freeze"):
                moved = entry.amount if entry.kind == "freeze" else EXACT.minus(entry.amount)
                frozen = EXACT.add(frozen, moved)
            else:
                moved = entry.amount
            available = EXACT.subtract(available, moved)
        entries.append(entry._replace(on=on, available=available, frozen=frozen))
    return tuple(entries)


def _movements(statement: Statement) -> list[tuple[date, Entry | None]]:
    """The statement's entries with their dates; None where a charge is unknown."""
    settlement, billed = statement.settlement, statement.billed_until
    local = statement.version.chain.conventions.calendar.local
    found: list[tuple[date, Entry | None]] = []

    def move(on: date, kind: EntryKind, amount: Decimal, step: str = "") -> None:
        found.append((on, Entry(on, kind, amount, settlement.period.id, step, None, None)))

    for line in settlement.lines:
        if line.kind == "purchase" and line.amount is not None:
            on = local(line.at).date() if line.at else billed
            move(on, "purchase", line.amount, line.step)
    if settlement.charge is None:
        found.append((billed, None))
        return found
    for hold in settlement.holds:
        if hold.kind == "release":
            move(billed, "release", hold.amount, hold.step)
    if settlement.charge:
        move(billed, "charge", settlement.charge)
    for hold in settlement.holds:
        if hold.kind == "freeze" and hold.amount:
            move(billed, "freeze", hold.amount, hold.step)
    return found
