"""What-if changes: each takes a question and gives the question that is asked instead. Nothing is stored."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import NamedTuple

from ratecard.domain.account import Choice
from ratecard.domain.chain import Chain
from ratecard.domain.errors import BadQuantity, NotInForce, Refusal, UnknownStep, listed
from ratecard.domain.money import EXACT
from ratecard.domain.order import Order
from ratecard.domain.ordering import check_choice, choices_of, same_choice
from ratecard.domain.period import Calendar, Period
from ratecard.domain.product import Product, Version
from ratecard.domain.question import Question, Used
from ratecard.domain.step import Step
from ratecard.domain.usage import checked_units, usage


class BadFactor(Refusal):
    """A factor that is not positive."""

    code = "bad-factor"

    def __init__(self, factor: Decimal) -> None:
        super().__init__(f"factor {factor} is not above zero")


class NoSuchOrder(Refusal):
    """An order to drop that is not there."""

    code = "no-such-order"

    def __init__(self, sku: str, orders: Sequence[Order], calendar: Calendar) -> None:
        there = listed(_told(order, calendar) for order in orders)
        super().__init__(f"there is no such order of {sku!r} to drop; there are: {there}")


def _told(order: Order, calendar: Calendar) -> str:
    """What an order says of itself."""
    lasts = [f"lasts {order.lasts}"] if order.lasts != 1 else []
    dates = (("effective", order.effective), ("returned", order.returned))
    more = lasts + [f"{name} {calendar.written(at)}" for name, at in dates if at]
    placed = f"{order.sku} x{order.quantity} at {calendar.written(order.placed)}"
    return f"{placed} ({', '.join(more)})" if more else placed


class StepExists(Refusal):
    """A step to add whose id is taken."""

    code = "step-exists"

    def __init__(self, step: str, chain: Chain) -> None:
        super().__init__(f"step {step!r} is in the chain already: {_shown(chain)}", "choose another id")


class DifferentCalendar(Refusal):
    """A product to use instead whose periods or currency are others."""

    code = "different-calendar"

    def __init__(self, product: str, other: str) -> None:
        super().__init__(f"{other!r} is not billed in the periods and the currency of {product!r}")


class Place(NamedTuple):
    """Where in a chain a step goes: before or after another one; at the end without either."""

    before: str | None = None
    after: str | None = None


def _shown(chain: Chain) -> str:
    return " > ".join(step.id for step in chain.steps)


def scaled(question: Question, factor: Decimal, since: Period | None = None) -> Question:
    """Usage × `factor` from a period on, in whole units by largest remainder: the slices keep their rounded sum."""
    if factor <= 0:
        raise BadFactor(factor)
    start = since.start if since else question.periods[0].start
    pieces = [piece for used in question.usage for piece in _split(question, used, start)]
    exact = [EXACT.multiply(used.units, factor) if later else Decimal(used.units) for used, later in pieces]
    floors = [int(units.to_integral_value(ROUND_FLOOR)) for units in exact]
    wanted = int(sum(exact, Decimal(0)).to_integral_value(ROUND_HALF_UP))
    by_remainder = sorted(range(len(exact)), key=lambda at: (floors[at] - exact[at], at))
    for at in by_remainder[: wanted - sum(floors)]:
        floors[at] += 1
    changed = [used._replace(units=checked_units(units)) for (used, _), units in zip(pieces, floors, strict=True)]
    return question._replace(usage=tuple(changed))


def _split(question: Question, used: Used, start: datetime) -> Iterator[tuple[Used, bool]]:
    """The parts of some usage, each with whether it begins at `start` or later."""
    checked_units(used.units)
    if used.start is not None and used.end is not None:
        if used.start < start < used.end:
            earlier = usage(used.start, used.end, used.units).before(start)
            yield used._replace(end=start, units=earlier), False
            yield used._replace(start=start, units=used.units - earlier), True
        else:
            yield used, used.start >= start
        return
    for period in question.periods:
        if used.period is None or used.period == period.id:
            yield used._replace(period=period.id), period.start >= start


def ordered(question: Question, order: Order) -> Question:
    """The question with an order more."""
    return question._replace(orders=(*question.orders, order))


def not_ordered(
    question: Question,
    sku: str,
    quantity: int | None = None,
    placed: datetime | None = None,
    effective: datetime | None = None,
    lasts: int | None = None,
    returned: datetime | None = None,
) -> Question:
    """The question with `quantity` packs less of the first order that has all that is said, or without it.

    Raises `NoSuchOrder`, and `BadQuantity` for a quantity below 1.
    """
    if quantity is not None and quantity < 1:
        raise BadQuantity(quantity)
    for at, order in enumerate(question.orders):
        named = sku in (order.sku, order.sku.rpartition("/")[2])
        enough = quantity is None or order.quantity >= quantity
        told = ((placed, order.placed), (effective, order.effective), (lasts, order.lasts), (returned, order.returned))
        if named and enough and all(said in (None, of_order) for said, of_order in told):
            left = 0 if quantity is None else order.quantity - quantity
            kept = (order._replace(quantity=left),) if left else ()
            return question._replace(orders=(*question.orders[:at], *kept, *question.orders[at + 1 :]))
    raise NoSuchOrder(sku, question.orders, question.product.calendar)


def chosen(question: Question, choice: Choice) -> Question:
    """The question with a choice of the account more, in place of one of the same step from the same instant on.

    Raises `UnknownStep`, and `BadChoice` for one that the step does not leave to the account.
    """
    check_choice(choice, _asked(question))
    others = (other for other in question.account.choices if same_choice(other) != same_choice(choice))
    return question._replace(account=question.account._replace(choices=(*others, choice)))


def _without_moot(question: Question, before: Question) -> Question:
    """The question without the choices of steps that left something to the account before, and leave nothing now.

    What was never left to it stays, and is refused.
    """
    choices = question.account.choices
    if not choices:
        return question
    now, then = _asked(question), _asked(before)
    kept = tuple(each for each in choices if choices_of(each.step, now) or not choices_of(each.step, then))
    return question._replace(account=question.account._replace(choices=kept))


def _asked(question: Question) -> Sequence[Version]:
    """The versions that price the periods; all there are where a period has none, as a later change may give it one."""
    try:
        return [question.product.version(period.start) for period in question.periods]
    except NotInForce:
        return question.product.versions


def with_step_changed(question: Question, id: str, changed: Callable[[Step], Step]) -> Question:
    """The question with one step changed, in each version that has it; `UnknownStep`."""

    def change(chain: Chain) -> Chain | None:
        if chain.step(id) is None:
            return None
        return chain._replace(steps=tuple(changed(step) if step.id == id else step for step in chain.steps))

    return _rechained(question, id, change)


def with_step(question: Question, step: Step, place: Place) -> Question:
    """The question with a step more; `StepExists`, and `UnknownStep` when the step to put it next to is not there."""

    def change(chain: Chain) -> Chain | None:
        if chain.step(step.id) is not None:
            raise StepExists(step.id, chain)
        return _placed(chain, step, place)

    return _rechained(question, place.before or place.after or step.id, change)


def without_step(question: Question, id: str) -> Question:
    """The question without a step, and without what the account chose of it; `UnknownStep`."""

    def change(chain: Chain) -> Chain | None:
        if chain.step(id) is None:
            return None
        return chain._replace(steps=tuple(step for step in chain.steps if step.id != id))

    return _rechained(question, id, change)


def with_step_moved(question: Question, id: str, place: Place) -> Question:
    """The question with a step at another place of the chain; `UnknownStep`."""

    def change(chain: Chain) -> Chain | None:
        step = chain.step(id)
        if step is None:
            return None
        rest = chain._replace(steps=tuple(other for other in chain.steps if other.id != id))
        return _placed(rest, step, place)

    if id in place:
        raise UnknownStep(id, [step.id for step in _chain(question).steps if step.id != id])
    moved = _chain(question).step(id) is not None
    return _rechained(question, (place.before or place.after or id) if moved else id, change)


def _placed(chain: Chain, step: Step, place: Place) -> Chain | None:
    ids = [other.id for other in chain.steps]
    if place.before is not None:
        at = ids.index(place.before) if place.before in ids else None
    elif place.after is not None:
        at = ids.index(place.after) + 1 if place.after in ids else None
    else:
        at = len(ids)
    return None if at is None else chain._replace(steps=(*chain.steps[:at], step, *chain.steps[at:]))


def _chain(question: Question) -> Chain:
    return question.product.version(question.periods[0].start).chain


def _rechained(question: Question, id: str, change: Callable[[Chain], Chain | None]) -> Question:
    """The question with every version's chain changed where it can be; `UnknownStep` when none asked about can.

    `id` is the step that must be there for it.
    """
    asked = [question.product.version(period.start) for period in question.periods]
    done = False
    versions: list[Version] = []
    for version in question.product.versions:
        chain = change(version.chain)
        done = done or (chain is not None and any(version is each for each in asked))
        versions.append(version if chain is None else replace(version, chain=chain))
    if not done:
        raise UnknownStep(id, [step.id for step in _chain(question).steps])
    changed = question._replace(product=replace(question.product, versions=tuple(versions)))
    return _without_moot(changed, question)


def as_product(question: Question, product: Product) -> Question:
    """The question about another product; `DifferentCalendar` when its periods or currency are others.

    What the account chose holds where that product leaves it to it too.
    """
    same = product.calendar == question.product.calendar
    ours, theirs = question.product.versions[0].chain.conventions, product.versions[0].chain.conventions
    if not same or ours.currency != theirs.currency:
        raise DifferentCalendar(question.product.full_id, product.full_id)
    return _without_moot(question._replace(product=product), question)


def as_of(question: Question, at: datetime) -> Question:
    """The question priced throughout by the version in force at an instant; `NotInForce`.

    The versions before it stay, for the packs that they sold; those that begin later begin with the first period.
    """
    product, start = question.product, question.periods[0].start
    day = product.calendar.local(start).date()
    chosen, versions = product.version(at), []
    for version in product.versions:
        is_later = version.since is not None and version.since > start
        versions.append(replace(version, effective_from=day, since=start) if is_later else version)
        if version is chosen:
            break
    priced = question._replace(product=replace(product, versions=tuple(versions)))
    return _without_moot(priced, question)
