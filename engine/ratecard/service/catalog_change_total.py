"""What a change of a price list does to totals: along the curve, and to what packs cost."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ratecard.domain.account import Account
from ratecard.domain.crossing import Compared, Course, course
from ratecard.domain.curve import Cost
from ratecard.domain.difference import rises_beyond
from ratecard.domain.errors import Refusal
from ratecard.domain.money import EXACT
from ratecard.domain.order import Offer, QuantityPrice
from ratecard.domain.period import Period
from ratecard.domain.product import Product, Version
from ratecard.domain.question import Question
from ratecard.domain.text import Text
from ratecard.service.what_if import Tick


class Side(NamedTuple):
    """A product as one of the two folders has it."""

    product: Product
    version: Version
    period: Period
    """That the version prices."""


class Toll(NamedTuple):
    """What an account pays in one period, by its calls on one meter."""

    meter: str
    """"" where there is but one."""
    account_class: str
    """"" for an account of none."""
    course: Course | None
    refusal: Text | None = None
    """Why there is nothing to compare."""


class PackPrice(NamedTuple):
    """What one of something on offer costs, before and after."""

    step: str
    sku: str
    above: int
    """In orders of more than so many."""
    before: Offer | None
    """None for what was not on offer."""
    after: Offer | None
    """None for what is no longer."""
    compared: Compared
    """Its price in an order of the least such quantity; None by agreement, and on a side that does not sell it."""

    def rises_beyond(self, most: Decimal) -> bool:
        """Whether it costs more than so many per cent more; of one that holds other units than before, a unit of it."""
        if self.before is None or self.after is None:
            return False
        before, after = self.compared.before, self.compared.after
        held, holds = self.before.units, self.after.units
        if before is not None and after is not None and held and holds:
            before, after = EXACT.multiply(before, holds), EXACT.multiply(after, held)
        return rises_beyond(before, after, most)


def unlike(before: Version, after: Version) -> Text | None:
    """Why what is paid by two versions can't be compared; None where it can."""
    old, new = before.chain.conventions, after.chain.conventions
    if old.currency != new.currency:
        return Text(
            f"{old.currency} 与 {new.currency} 的金额不能比较",
            f"totals in {old.currency} and {new.currency} can't be compared",
        )
    if old.calendar.unit != new.calendar.unit:
        one, other = old.calendar.unit, new.calendar.unit
        return Text(f"账期由 {one} 改为 {other}，合计不能比较", f"totals of a {one} and of a {other} can't be compared")
    if not _meters(before, after):
        return Text("没有两侧共有的接口", "no meter is there before and after")
    return None


def tolls(
    before: Side, after: Side, usage: Sequence[int], up_to: int | None, tick: Tick | None = None
) -> tuple[Toll, ...]:
    """What is paid on each meter that both sides have, by accounts of each class that a step of either is for."""
    return tuple(
        _toll(before, after, meter, name, usage, up_to, tick)
        for meter in _meters(before.version, after.version)
        for name in ("", *_classes(before.version, after.version))
    )


def _toll(
    before: Side, after: Side, meter: str, name: str, usage: Sequence[int], up_to: int | None, tick: Tick | None
) -> Toll:
    try:
        old, new = (_cost(side, meter, name, tick) for side in (before, after))
        return Toll(meter, name, course(old, new, usage, up_to))
    except Refusal as refusal:
        return Toll(meter, name, None, Text(refusal.message, refusal.message))


def _cost(side: Side, meter: str, name: str, tick: Tick | None) -> Cost:
    known = [each.id for each in side.version.meters]
    question = Question(side.product, (side.period,), account=Account(name))
    return Cost(question, tick, meter if meter in known else None)


def _meters(before: Version, after: Version) -> list[str]:
    """The meters of both; "" for the only one of each side, whatever it is called."""
    old, new = ([meter.id for meter in version.meters] for version in (before, after))
    if len(old) <= 1 and len(new) <= 1:
        return [""]
    return [meter for meter in new if meter in old]


def _classes(before: Version, after: Version) -> list[str]:
    steps = (*before.chain.steps, *after.chain.steps)
    return sorted({name for step in steps if step.scope for name in step.scope.account_classes})


def pack_prices(before: Version, after: Version) -> tuple[PackPrice, ...]:
    """What is on offer on one side only, or for another price or with other units; nothing in unlike currencies."""
    if before.chain.conventions.currency != after.chain.conventions.currency:
        return ()
    old, new = ({(step, offer.sku): offer for step, offer in version.offers()} for version in (before, after))
    found = []
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) != new.get(key):
            found += [each for each in _prices(*key, old.get(key), new.get(key)) if not _is_as_it_was(each)]
    return tuple(found)


def _is_as_it_was(price: PackPrice) -> bool:
    if price.before is None or price.after is None:
        return False
    return price.compared.sign in ("same", "contact") and price.before.units == price.after.units


def _prices(step: str, sku: str, before: Offer | None, after: Offer | None) -> Iterator[PackPrice]:
    """By the quantity ordered, where that makes a difference on a side."""
    quantities = sorted({0, *(row.above for offer in (before, after) if offer for row in offer.prices)})
    for above in quantities:
        compared = Compared(above + 1, _price(before, above + 1), _price(after, above + 1))
        yield PackPrice(step, sku, above, before, after, compared)


def _price(offer: Offer | None, quantity: int) -> Decimal | None:
    if offer is None:
        return None
    rows: Sequence[QuantityPrice] = [row for row in offer.prices if row.above < quantity]
    return rows[-1].price if rows else offer.price
