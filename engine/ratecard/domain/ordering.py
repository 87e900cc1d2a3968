"""What an account says of its orders, packs and choices, checked against what is on offer."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from ratecard.domain.account import Account, Choice
from ratecard.domain.errors import (
    MOST_LOTS,
    BadChoice,
    BadOrder,
    BadOwned,
    BadQuantity,
    NotInForce,
    NotReturnable,
    OrderOutsidePeriods,
    OutOfTime,
    Refusal,
    TooManyLots,
    UnknownSku,
    UnknownStep,
    listed,
    nearest,
)
from ratecard.domain.order import Offer, Order, Owned
from ratecard.domain.period import Calendar, Period, Span, edges_of, place_of, utc
from ratecard.domain.product import SHOWN, Product, Version
from ratecard.domain.usage import checked_units


def ordered(
    orders: Sequence[Order], periods: Sequence[Period], versions: Sequence[Version], product: Product
) -> list[dict[str, list[Order]]]:
    """The orders that are placed in each period, by step; a `Refusal` placed under `orders`."""
    calendar = versions[0].chain.conventions.calendar
    found: list[dict[str, list[Order]]] = [{} for _ in periods]
    if not orders:
        return found
    lots = sum(order.quantity for order in orders)
    if lots > MOST_LOTS:
        raise TooManyLots(lots).under("orders")
    for index, order in enumerate(orders):
        try:
            if order.quantity < 1:
                raise BadQuantity(order.quantity)
            checked = _in_utc(order)
            at = place_of(periods, checked.placed)
            if at < 0 and checked.returned:
                continue  # bought before: there is only its return to settle
            if not 0 <= at < len(periods):
                raise OrderOutsidePeriods(order.sku, calendar.written(checked.placed), *edges_of(periods, calendar))
            step, offer = _on_sale(checked, versions[at], periods[at], product)
            check_order(checked, offer, calendar)
            found[at].setdefault(step, []).append(checked._replace(sku=offer.sku))
        except Refusal as refusal:
            raise refusal.under("orders", index) from None
    for by_step in found:
        for placed_orders in by_step.values():
            placed_orders.sort(key=_by_time)
    return found


def _on_sale(order: Order, version: Version, period: Period, product: Product) -> tuple[str, Offer]:
    """The step and offer of an order; `UnknownSku`, which says so when a version that begins in the period has it."""
    try:
        return version.offer(order.sku)
    except UnknownSku as unknown:
        began = product.version(order.placed)
        if began is not version:
            with suppress(UnknownSku):
                began.offer(order.sku)
                unknown.hint = f"the version from {began.effective_from} has it, but prices only what follows {period}"
        raise


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
    except (OutOfTime, OverflowError) as error:
        raise BadOrder(order.sku, "it ends after the year 9999") from error


def returned(
    orders: Sequence[Order], periods: Sequence[Period], versions: Sequence[Version], before: Sequence[Version] = ()
) -> dict[int, dict[str, list[Order]]]:
    """The orders that are given back, by the place of the period in which they are, and by step.

    `before` are the versions that may have sold what is known from the state.
    """
    calendar = versions[0].chain.conventions.calendar
    found: dict[int, dict[str, list[Order]]] = {}
    for index, order in enumerate(orders):
        if order.returned is None:
            continue
        try:
            checked = _in_utc(order)
            bought, at = place_of(periods, checked.placed), place_of(periods, utc(order.returned))
            if not 0 <= at < len(periods):
                when = calendar.written(utc(order.returned))
                edges = " to ".join(edges_of(periods, calendar))
                raise NotReturnable(order.sku, f"{when} is not within the periods asked about, {edges}")
            since = versions[max(bought, 0) : at + 1]
            if bought < 0 and before:
                since = _since(calendar.containing(checked.placed).start, (*before, *since))
            step, offer = since[0].offer(order.sku)
            check_order(checked, offer, calendar)
            there = heir(since, step)
            if there is None:
                raise NotReturnable(order.sku, f"step {step!r} that sold it is gone by then")
            found.setdefault(at, {}).setdefault(there, []).append(checked._replace(sku=offer.sku))
        except Refusal as refusal:
            raise refusal.under("orders", index) from None
    for by_step in found.values():
        for given_back in by_step.values():
            given_back.sort(key=_by_time)
    return found


def _since(instant: datetime, versions: Sequence[Version]) -> Sequence[Version]:
    """The versions from the one in force at an instant on; all of them where none was."""
    known = [place for place, version in enumerate(versions) if version.since is None or version.since <= instant]
    return versions[max(known, default=0) :]


def heir(versions: Sequence[Version], step: str) -> str | None:
    """The step that has what `step` of the first version sold in the last one; None when it is only shown."""
    before = versions[0]
    for version in versions:
        if version is before:
            continue
        before = version
        if step in version.keeps or version.chain.step(step) is None:
            step = version.keeps.get(step, SHOWN)
        if step == SHOWN:
            return None
    return step


def check_choices(account: Account, versions: Sequence[Version]) -> None:
    """That each choice is one that a step leaves to the account; a `Refusal` placed under the account's `choices`."""
    seen: set[tuple[str, datetime | None]] = set()
    for index, choice in enumerate(account.choices):
        try:
            check_choice(choice, versions)
            if same_choice(choice) in seen:
                raise BadChoice(choice.step, choice.value, "there is another one from the same instant on")
            seen.add(same_choice(choice))
        except Refusal as refusal:
            raise refusal.under("account", "choices", index) from None


def check_choice(choice: Choice, versions: Sequence[Version]) -> None:
    """That a step of these versions leaves the choice to the account; `UnknownStep`, `BadChoice`."""
    name, value, _ = choice
    if not any(version.chain.step(name) for version in versions):
        raise UnknownStep(name, [step.id for step in versions[0].chain.steps])
    allowed = choices_of(name, versions)
    if not allowed:
        raise BadChoice(name, value, "the step leaves nothing to choose", "leave it out")
    if value not in allowed:
        raise BadChoice(name, value, f"it is none of {listed(allowed)}", nearest(value, allowed))


def choices_of(step: str, versions: Iterable[Version]) -> list[str]:
    """What a step leaves to the account in any of these versions; nothing where none has it."""
    steps = [found for version in versions if (found := version.chain.step(step))]
    return list(dict.fromkeys(choice for found in steps for choice in found.choices()))


def same_choice(choice: Choice) -> tuple[str, datetime | None]:
    """What no two choices of an account have in common: the step and the instant."""
    return choice.step, choice.since and utc(choice.since)


class Older(NamedTuple):
    """Packs from before the first period that an older version sold: they keep its validity and its rules."""

    version: Version
    step: str
    """The step that sold them."""
    heir: str | None
    """The step that has them now; None when they are only shown."""
    packs: Sequence[Owned]


class Possessions(NamedTuple):
    """The packs from before the first period."""

    packs: Mapping[str, Sequence[Owned]] = MappingProxyType({})
    """Those that the first period's version sold, by step."""
    older: Sequence[Older] = ()
    """Those of older versions, the oldest first."""


def owned_packs(owned: Sequence[Owned], product: Product, period: Period) -> Possessions:
    """The packs from before the first period, by the version that sold them.

    Raises a `Refusal` placed under `owned`.
    """
    if not owned:
        return Possessions()
    if len(owned) > MOST_LOTS:
        raise TooManyLots(len(owned)).under("owned")
    found: dict[tuple[int, str], list[Owned]] = {}
    known = product.versions
    for index, pack in enumerate(owned):
        try:
            at = _seller(product, pack, period)
            step, offer = known[at].offer(pack.sku)
            found.setdefault((at, step), []).append(_checked(pack, offer, known[at], period))
        except Refusal as refusal:
            raise refusal.under("owned", index) from None
    for packs in found.values():
        packs.sort(
            key=lambda pack: (pack.effective, pack.expires is None, pack.expires or pack.effective, pack.sku, pack.left)
        )
    last = _place(product, period.start)
    return Possessions(
        {step: packs for (at, step), packs in found.items() if at == last},
        [
            Older(known[at], step, heir(known[at : last + 1], step), found[at, step])
            for at, step in sorted(found)
            if at != last
        ],
    )


def _seller(product: Product, pack: Owned, period: Period) -> int:
    """The place of the version that sold a pack: of those up to the day when it became effective, the last that has it.

    That is the first period's for what is older than any version.
    """
    effective = utc(pack.effective)
    try:
        last = _place(product, min(product.calendar.containing(effective).start, period.start))
    except (NotInForce, OutOfTime, OverflowError):
        last = _place(product, period.start)
    for place in range(last, -1, -1):
        with suppress(UnknownSku):
            product.versions[place].offer(pack.sku)
            return place
    return last


def _place(product: Product, at: datetime) -> int:
    version = product.version(at)
    return next(place for place, known in enumerate(product.versions) if known is version)


def _checked(pack: Owned, offer: Offer, version: Version, period: Period) -> Owned:
    """The pack in UTC, as far as its offer says what it can be; `BadOwned`."""
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
    return Owned(offer.sku, pack.left, effective, expires)
