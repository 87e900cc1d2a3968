"""Packs that nobody should buy: others are no dearer and hold more, or postpaid calls are cheaper."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from ratecard.domain.errors import MOST_UNITS, Refusal
from ratecard.domain.forecast import Forecast
from ratecard.domain.money import EXACT, ZERO
from ratecard.domain.order import Offer
from ratecard.domain.period import Period, Span
from ratecard.domain.product import Version
from ratecard.domain.proof.flaw import Flaw, plain
from ratecard.domain.proof.purchase import answer, asked, order, rule_of_offer
from ratecard.domain.proof.situation import Situation
from ratecard.domain.proof.trial import Trial
from ratecard.domain.question import Used
from ratecard.domain.step import Step

MOST_PERIODS = 24
"""Over how many periods a pack's use is looked at."""
MOST_PACKS = 200
MOST_COUNTS = 24
"""How many counts of calls its use is looked at with."""


class Sold(NamedTuple):
    """An offer that has a price and holds units, and the step that sells it."""

    step: Step
    offer: Offer
    price: Decimal


def sold_by(version: Version) -> list[Sold]:
    """The packs that are compared, the first `MOST_PACKS` of them with all."""
    return [
        Sold(step, offer, offer.price)
        for step in version.chain.steps
        for offer in step.offers()
        if offer.price and offer.units and not offer.sold_by and not offer.prices
    ]


def packs(version: Version, trials: Sequence[Trial]) -> Iterator[Flaw]:
    """A warning for each pack that other packs, or postpaid calls, undercut."""
    sold = sold_by(version)
    situations = [trial.situation for trial in trials]
    for pack in sold[:MOST_PACKS]:
        better = _better(pack, sold)
        found = _dominated(pack, *better) if better else _dear(version, pack, trials)
        if found:
            path = rule_of_offer(version, pack.step.id, pack.offer, situations)
            yield found._replace(path=path)


def _better(pack: Sold, sold: Sequence[Sold]) -> tuple[Sold, int] | None:
    """Another pack of which so many hold as much for no more money; None where there is none."""
    for other in sold:
        number = -(-pack.offer.units // other.offer.units)
        cost, units = EXACT.multiply(other.price, number), other.offer.units * number
        cheaper = cost < pack.price or (cost == pack.price and units > pack.offer.units)
        if other is not pack and cheaper and _is_alike(other, pack, number):
            return other, number
    return None


def _is_alike(other: Sold, pack: Sold, number: int) -> bool:
    """Whether so many of the other pack do all that the pack does."""
    its, own = other.offer, pack.offer
    parts = its.at_once == own.at_once and number == 1 if (its.at_once or own.at_once) else True
    return (
        parts
        and its.limit is None
        and other.step.scope == pack.step.scope
        and (other.step.id == pack.step.id or type(other.step.strategy) is type(pack.step.strategy))
        and (not its.meters or (bool(own.meters) and {*own.meters} <= {*its.meters}))
        and _length(its.valid_for) >= _length(own.valid_for)
        and its.starts_after == own.starts_after
        and its.chosen_start >= own.chosen_start
        and its.returnable >= own.returnable
    )


def _length(span: Span) -> tuple[int, int]:
    return span.years * 12 + span.months, span.days


def _dominated(pack: Sold, other: Sold, number: int) -> Flaw:
    many = f"pack {other.offer.sku!r}" if number == 1 else f"{number} of {other.offer.sku!r}"
    hold = f"{other.offer.units * number} units cost {plain(EXACT.multiply(other.price, number))}"
    message = f"pack {pack.offer.sku!r} costs {plain(pack.price)} for {pack.offer.units} units, and as {many} {hold}"
    return Flaw(pack.step.id, (), "dominated-pack", message, "check the two prices", True)


def _dear(version: Version, pack: Sold, trials: Sequence[Trial]) -> Flaw | None:
    """A warning where no use of a pack that was tried saves its price; None where none could be tried."""
    meters = pack.offer.meters
    usable = [trial for trial in trials if not meters or trial.situation.meter in ("", *meters)]
    if not usable:
        return None
    saved = ZERO
    for trial in usable:
        most = _saved(version, pack, trial)
        if most is None or most >= pack.price:
            return None
        saved = max(saved, most)
    costs = f"pack {pack.offer.sku!r} costs {plain(pack.price)}"
    message = f"{costs}, and its calls never cost more than {plain(saved)} without it"
    return Flaw(pack.step.id, (), "dear-pack", message, "check its price and the prices of calls without it", True)


def _saved(version: Version, pack: Sold, trial: Trial) -> Decimal | None:
    """The most that a pack saved of all ways to use it that were tried; None where that can't be told."""
    situation, best = trial.situation, ZERO
    calls = max(1, pack.offer.units // situation.each)
    over = _periods(version, pack.offer, situation.period)
    if over is None:
        return None
    for periods in dict.fromkeys((1, over)):
        for count in _counts(trial, -(-calls // periods)):
            saving = _saving(version, pack, situation, count, periods)
            if saving is None or saving >= pack.price:
                return saving
            best = max(best, saving)
    return best


def _periods(version: Version, offer: Offer, first: Period) -> int | None:
    """How many periods a pack's validity touches; None for more than are looked at."""
    calendar = version.chain.conventions.calendar
    try:
        end = calendar.later(calendar.later(first.start, offer.starts_after), offer.valid_for)
    except Refusal:  # it lasts as long as there are years
        return None
    for number, period in enumerate(calendar.periods(first, MOST_PERIODS + 1)):
        if period.end >= end:
            return number + 1
    return None


def _counts(trial: Trial, share: int) -> Sequence[int]:
    """Counts of calls a period: the pack's share of them, about each bend, with and without those."""
    bends = trial.bends()
    likely = [bend + share for bend in bends] + [share]  # all of the pack is used, and nothing of it is free anyhow
    counts = dict.fromkeys([*likely, *(bend + more for bend in bends for more in (0, 1))])
    most = min(trial.most, MOST_UNITS // MOST_PERIODS)
    return [count for count in counts if 0 < count <= most][:MOST_COUNTS]


def _saving(version: Version, pack: Sold, situation: Situation, calls: int, periods: int) -> Decimal | None:
    """By how much less is paid with the pack, its price left out; None where only one of the two has a price."""
    used = [Used(calls, meter=situation.meter)]
    without = answer(asked(version, situation, used, periods=periods))
    bought = [order(pack.step.id, pack.offer, situation.period)]
    having = answer(asked(version, situation, used, periods=periods, orders=bought))
    if without is None or having is None or _refuses(without):
        return None
    if without.total is None or having.total is None:
        return None if without.total != having.total else ZERO
    return EXACT.add(EXACT.subtract(without.total, having.total), pack.price)


def _refuses(forecast: Forecast) -> bool:
    """Whether calls are not served at all: then a pack is worth more than its calls cost."""
    return any(statement.settlement.refused for statement in forecast.statements)
