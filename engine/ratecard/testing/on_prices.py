"""The laws of what a strategy says of itself: its display, its offers, where its price bends, its bound."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from ratecard.domain.bill import Bill
from ratecard.domain.chain import ANYONE
from ratecard.domain.curve import Cost
from ratecard.domain.display import AllowanceDisplay, NoteDisplay, PackDisplay, TierDisplay
from ratecard.domain.money import EXACT, ZERO, total
from ratecard.domain.order import NO_SPAN, Offer, Order
from ratecard.domain.question import Used
from ratecard.domain.settlement import COVERING, Line, Rate
from ratecard.domain.strategy import Bound, Strategy
from ratecard.domain.text import Text
from ratecard.domain.usage import count
from ratecard.testing.case import Case
from ratecard.testing.on_bills import Sentence
from ratecard.testing.on_runs import settlements

LOCALES = ("en", "zh")
MOST_LOOKED_AT = 40
"""Declared breakpoints of one case that are looked at."""


def display_consistent(case: Case) -> Sentence:
    """What the price list shows is what is charged, and every line, notice and step has its words."""
    if not case.is_sound:
        return None
    try:
        shown = case.strategy.display()
    except Exception as error:
        return f"raised {type(error).__name__} from display: {error}"
    if isinstance(shown, TierDisplay):
        return _tiers(shown) or _prices(case, shown) or _words(case)
    if isinstance(shown, AllowanceDisplay):
        return _allowance(case, shown) or _words(case)
    if isinstance(shown, PackDisplay):
        offers = list(case.strategy.offers())
        return f"shows other packs than it offers: {shown.offers}" if list(shown.offers) != offers else _words(case)
    if isinstance(shown, NoteDisplay):
        empty = not isinstance(shown.note, Text) or not all(shown.note)
        return "shows a note without words" if empty else _words(case)
    return f"returned {type(shown).__name__} from display instead of a Display"


def _words(case: Case) -> Sentence:
    strategy = case.strategy
    try:
        for locale in LOCALES:
            said: list[tuple[str, object]] = [("describe", strategy.describe(locale))]
            for _, outcome in case.answers:
                said += [("label", strategy.label(line, locale)) for line in outcome.lines]
                said += [("message", strategy.message(notice, locale)) for notice in outcome.notices]
            for name, text in said:
                if not isinstance(text, str) or not text.strip():
                    return f"{name} answers {text!r} in {locale!r}, where people read a sentence"
    except Exception as error:
        return f"raised {type(error).__name__} where its words are asked for: {error}"
    return None


def _tiers(shown: TierDisplay) -> Sentence:
    if not shown.tiers or shown.tiers[0].above != 0 or shown.tiers[-1].up_to is not None:
        return "shows tiers that do not begin with the first unit and end open"
    for one, following in pairwise(shown.tiers):
        if one.up_to != following.above:
            return f"shows a tier up to {one.up_to} and the next one above {following.above}"
    return None


def _prices(case: Case, shown: TierDisplay) -> Sentence:
    """Units are charged at a price that is shown; by volume, at the one of the tier that is reached."""
    prices = {
        price for tier in shown.tiers for price in (tier.price, *(own for _, own in tier.prices)) if price is not None
    }
    for bill, outcome in case.answers:
        for line in outcome.lines:
            if line.kind == "usage" and line.price and line.price not in prices:
                return f"charges {line.price} where the price list shows {_listed(prices)} (period {bill.period.id})"
        for fact in outcome.facts if shown.mode == "volume" and not shown.counted_over else ():
            if type(fact) is not Rate or not fact.units:
                continue
            tier = next(
                t for t in shown.tiers if fact.counted > t.above and (t.up_to is None or fact.counted <= t.up_to)
            )
            if fact.price not in (tier.price or ZERO, *(own for _, own in tier.prices)):
                return f"charges {fact.price} for {fact.counted} units, where the price list shows {tier.price}"
    return None


def _listed(prices: Iterable[Decimal]) -> str:
    return ", ".join(map(str, sorted(prices))) or "none"


def _allowance(case: Case, shown: AllowanceDisplay) -> Sentence:
    """Of a period that is granted one allowance, as many units are free as the price list says."""
    unit = case.calendar.unit
    if shown.every != unit or case.question.account != ANYONE:
        return None
    for bill, outcome in case.answers:
        free = sum(line.units for line in outcome.lines if line.kind == "usage" and not line.amount)
        if free != min(shown.units, bill.units):
            shows = f"shows {shown.units} free every {unit} (period {bill.period.id})"
            return f"covers {free} of {bill.units} units, and {shows}"
    return None


def offers_consistent(case: Case) -> Sentence:
    """What is on offer can be ordered, costs what the offer says, and covers the units that it holds."""
    if not case.is_pure and not case.waived:
        return None
    try:
        offers = list(case.strategy.offers())
    except Exception as error:
        return f"raised {type(error).__name__} from offers: {error}"
    if not all(type(offer) is Offer for offer in offers):
        return f"returned {next(type(o).__name__ for o in offers if type(o) is not Offer)} among its offers"
    seen: set[str] = set()
    for offer in offers:
        if not offer.sku or "/" in offer.sku or "@" in offer.sku or offer.sku in seen:
            return f"offers the sku {offer.sku!r}, which is empty, is there twice or has a '/' or '@' in it"
        seen.add(offer.sku)
        sentence = _offered(case, offer)
        if sentence:
            return sentence
    return None


def _offered(case: Case, offer: Offer) -> Sentence:
    if offer.price is not None and (offer.price < 0 or offer.units < 0):
        return f"offers {offer.sku!r} of {offer.units} units for {offer.price}"
    if (offer.price is None) == (not offer.contact):
        return f"offers {offer.sku!r} with price {offer.price} and contact {offer.contact!r}: it must have one of them"
    start = case.question.periods[0].start
    number = max((row.above + 1 for row in offer.prices), default=1)
    for quantity in sorted({1, *([] if offer.limit else [2, number])}):
        order = Order(offer.sku, quantity, start, None, 2 if offer.sold_by else 1)
        asked = case.question._replace(
            periods=case.question.periods[:1], usage=(), orders=(order,), owned=(), account=ANYONE
        )
        run = case.asked(asked)
        if run.answer is None:
            if run.refused is None:
                return None  # another law tells of it
            return f"offers {offer.sku!r}, and refuses an order of {quantity}: {run.refused.message}"
        bought = [
            line for line in settlements(run.answer)[0].lines if line.step == case.step and line.item == offer.sku
        ]
        sentence = _bought(offer, order, bought)
        if sentence:
            return sentence
    return _covers(case, offer)


def _bought(offer: Offer, order: Order, lines: list[Line]) -> Sentence:
    """The lines of an order come to what its offer says; contact lines where there is no price."""
    expected = _price(offer, order)
    if expected is None:
        known = [line for line in lines if line.kind == "contact"]
        return None if known else f"offers {order.sku!r} by agreement, and an order makes no contact line"
    bought = [line.amount for line in lines if line.kind == "purchase" and line.amount is not None]
    if not bought:
        return f"offers {order.sku!r} for {offer.price}, and an order makes no purchase line of that item"
    amount = total(bought)
    slack = Decimal(len(bought)).scaleb(int(bought[0].as_tuple().exponent))
    if abs(EXACT.subtract(amount, expected)) > slack:
        return (
            f"offers {order.sku!r} for {offer.price}, and an order of {order.quantity} costs {amount}, not {expected}"
        )
    return None


def _price(offer: Offer, order: Order) -> Decimal | None:
    rows = offer.prices
    if not rows:
        return None if offer.price is None else EXACT.multiply(offer.price, order.quantity * order.lasts)
    reached = [row for row in rows if row.above < order.quantity]
    if offer.mode == "volume":
        reached = reached[-1:]
    if any(row.price is None for row in reached):
        return None
    if offer.mode == "volume":
        return EXACT.multiply(reached[0].price or ZERO, order.quantity * order.lasts)
    parts = [
        EXACT.multiply(row.price or ZERO, (min(row.up_to or order.quantity, order.quantity) - row.above) * order.lasts)
        for row in reached
    ]
    return total(parts)


def _covers(case: Case, offer: Offer) -> Sentence:
    """Its units are covered, at no further charge, where they are used right after it was bought."""
    units = offer.units if offer.at_once is None else offer.at_once
    if (
        not units
        or offer.price is None
        or offer.starts_after != NO_SPAN
        or case.question.product.versions[0].chain.steps[0].id != case.step
    ):
        return None
    period = case.question.periods[0]
    meter = next(iter(offer.meters), next((m.id for m in case.question.product.versions[0].meters), ""))
    hour = min(period.end, period.start + timedelta(hours=1))
    asked = case.question._replace(
        periods=(period,),
        usage=(Used(units, period.start, hour, meter),),
        orders=(Order(offer.sku, 1, period.start),),
        owned=(),
        account=ANYONE,
    )
    answer = case.asked(asked).answer
    if answer is None:
        return None
    lines = [line for line in settlements(answer)[0].lines if line.step == case.step and line.kind in COVERING]
    covered = sum(line.units for line in lines if not line.amount)
    if covered < units:
        return f"offers {offer.sku!r} of {units} units, and covers {covered} of {units} that are used within the hour"
    return None


def breakpoints_consistent(case: Case) -> Sentence:
    """Between two neighbouring breakpoints the cost is a straight line, but for rounding."""
    if not case.is_sound or not _says(case.strategy, "breakpoints"):
        return None
    cost = Cost(case.question)
    most = case.question.usage[0].units
    try:
        declared = sorted(_declared(cost, case, most))
    except TypeError as error:
        return str(error)
    for before, edge in pairwise([0, *declared[:MOST_LOOKED_AT], most]):
        if edge - before < 3:
            continue
        first, last = before + 1, edge
        for middle in ((first + last) // 2, first + 1, last - 1, (3 * first + last) // 4):
            if not _is_straight(cost, first, middle, last):
                return (
                    f"bends between {first} and {last} units, where it declares no breakpoint:"
                    f" {first} cost {cost(first)}, {middle} cost {cost(middle)}, {last} cost {cost(last)}"
                )
    return None


def _says(strategy: Strategy, method: str) -> bool:
    return getattr(type(strategy), method) is not getattr(Strategy, method)


def _declared(cost: Cost, case: Case, most: int) -> set[int]:
    """What is declared, asked again behind each bend; a `TypeError` where that is no count of units."""
    found: set[int] = set()
    ask = [most]
    while ask:
        for bend in cost.breakpoints(ask.pop()):
            if type(bend) is not int:
                raise TypeError(f"declares the breakpoint {bend!r}, which is no whole number of units")
            if 0 < bend < most and bend not in found and len(found) < MOST_LOOKED_AT:
                found.add(bend)
                ask.append(bend + 1)
    return found


def _is_straight(cost: Cost, first: int, middle: int, last: int) -> bool:
    a, b, c = cost(first), cost(middle), cost(last)
    if a is None or b is None or c is None:
        return a is b is c
    rise, whole = EXACT.subtract(b, a), EXACT.subtract(c, a)
    off = EXACT.subtract(EXACT.multiply(rise, last - first), EXACT.multiply(whole, middle - first))
    return abs(off) <= EXACT.multiply(EXACT.add(cost.noise, cost.stairs), last - first)


def bound_below(case: Case) -> Sentence:
    """What a strategy says it can't do better than is never above what it does."""
    if not case.is_sound or case.question.orders or case.question.owned:
        return None
    for bill, outcome in case.answers:
        bare = bill._replace(remaining=bill.usage, lines=(), facts=(), state=None, held=ZERO, made=[])
        try:
            bound = case.strategy.bound(bare, {})
        except Exception as error:
            return f"raised {type(error).__name__} from bound: {error}"
        if bound is None:
            continue
        if type(bound) is not Bound:
            return f"returned {type(bound).__name__} from bound instead of a Bound"
        amounts = [line.amount for line in (*bill.lines, *outcome.lines)]
        if None in amounts or any(line.kind == "refused" for line in outcome.lines):
            continue
        sentence = _above(bill, list(outcome.lines), bound)
        if sentence:
            return f"{sentence} (period {bill.period.id})"
    return None


def _above(bill: Bill, lines: list[Line], bound: Bound) -> Sentence:
    covered = sum(line.units for line in lines if line.kind in COVERING)
    charged = total(_known(lines))
    more = max(covered - bound.free, 0)
    if more and bound.rate is None:
        return f"its bound says {bound.free} units are covered at the most, and it covers {covered}"
    others = max(total(_known(bill.lines)), ZERO)
    least = total(
        [
            bound.fixed,
            EXACT.multiply(bound.rate or ZERO, more),
            EXACT.minus(bound.slack),
            EXACT.minus(EXACT.multiply(EXACT.subtract(Decimal(1), bound.factor), others)),
        ]
    )
    if charged < least:
        return f"its bound says at least {least} for {covered} of {count(bill.usage)} units, and it charges {charged}"
    return None


def _known(lines: Iterable[Line]) -> Iterator[Decimal]:
    return (line.amount for line in lines if line.amount is not None and line.kind != "purchase")
