"""What an account says of its orders, packs and choices, checked against what is on offer."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from ratecard.domain.account import Account, Choice
from ratecard.domain.errors import (
    MOST_LOTS,
    BadChoice,
    BadOrder,
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
from ratecard.domain.order import Offer, Order
from ratecard.domain.period import Calendar, Period, Span, edges_of, place_of, utc
from ratecard.domain.product import SHOWN, Product, Version


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
    orders: Sequence[Order], periods: Sequence[Period], product: Product, has_before: bool
) -> dict[int, dict[str, list[Order]]]:
    """The orders that are given back, by the place of the period in which they are, and by step.

    `has_before` says whether anything is there from before the first period, so that it can be given back.
    """
    calendar = product.calendar
    found: dict[int, dict[str, list[Order]]] = {}
    for index, order in enumerate(orders):
        if order.returned is None:
            continue
        try:
            checked = _in_utc(order)
            at = place_of(periods, utc(order.returned))
            if not 0 <= at < len(periods):
                when = calendar.written(utc(order.returned))
                edges = " to ".join(edges_of(periods, calendar))
                raise NotReturnable(order.sku, f"{when} is not within the periods asked about, {edges}")
            paid = calendar.containing(checked.placed).start
            since = _between(product, paid if has_before else max(paid, periods[0].start), periods[at].start)
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


def _between(product: Product, first: datetime, last: datetime) -> Sequence[Version]:
    """The versions from the one in force at an instant, or else the first there is, to that at another."""
    try:
        start = product.place(first)
    except NotInForce:
        start = 0
    return product.versions[start : product.place(last) + 1]


def heir(versions: Sequence[Version], step: str) -> str | None:
    """The step that has what `step` of the first version sold in the last one; None when it is only shown."""
    for version in versions[1:]:
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
