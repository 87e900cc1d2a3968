"""The least that the rest of a plan can cost: what advice cuts its search with.

From the bounds that the steps declare, and from the offers: units that are not free are covered by lots that are
there, by packs bought whole, or at the lowest rate of their period. A lot covers no more than what is needed while it
is valid. The settlement order is left out, so that the floor is never above the true cost. All money is in whole
numbers of a scale, so that sums are exact and quick.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from math import gcd
from typing import NamedTuple

from ratecard.domain.account import Account
from ratecard.domain.bill import Bill
from ratecard.domain.chain import view
from ratecard.domain.money import EXACT, ONE, ZERO, total
from ratecard.domain.order import NO_SPAN, Offer
from ratecard.domain.product import Version
from ratecard.domain.question import Part
from ratecard.domain.step import Step
from ratecard.domain.strategy import Bound
from ratecard.domain.usage import Slice, arrange, count, within

MOST_SIZES = 20_000
"""How many amounts of packs are looked at one by one; above it packs are taken as divisible: a lower floor."""
DAY = timedelta(days=1)


class Need(NamedTuple):
    """One period's units that are not free."""

    part: Part
    units: int
    rate: int | None
    """The least that one costs without a pack, scaled; None when only packs cover them."""
    fixed: int
    """What the period costs in any case, less what rounding may take off, scaled."""


class Rest(NamedTuple):
    """The periods from one place on."""

    units: int
    """What they need."""
    fixed: int
    lines: tuple[tuple[int, int], ...]
    """What units cost without packs, which have taken the dearest: the highest of `base + rate × units`."""
    most: int
    """How many units can do without packs."""


class Floor:
    """The least cost of the periods from any place on, by the units that lots are there for."""

    def __init__(
        self, needs: Sequence[Need], offers: Sequence[tuple[Version, Offer]], scale: int, any_day: bool, factor: Decimal
    ) -> None:
        self.scale = scale
        self.factor = factor
        """The least share of what is bought that steps leave to be paid."""
        self._needs = needs
        self._starts = [need.part.period.start for need in needs]
        self._before = [0, *accumulate(need.units for need in needs)]
        self._rests = [_rest(needs[at:]) for at in range(len(needs) + 1)]
        self._known: dict[tuple[int, int, bool], int | None] = {}
        self._needed: dict[tuple[datetime, datetime], int] = {}
        packs = self._packs(offers, any_day)
        self._step = gcd(*(units for units, _ in packs)) if packs else 1
        sizes = self._before[-1] // self._step + 1
        self._packs_by_size = _frontier(packs, self._step, sizes) if packs and sizes <= MOST_SIZES else None
        self._divisible = packs
        self._saved: dict[int, list[int]] = {}

    def _packs(self, offers: Sequence[tuple[Version, Offer]], any_day: bool) -> list[tuple[int, int]]:
        """Each pack's units, as far as they can be needed while it is valid, and its scaled price."""
        step = gcd(*(offer.units for _, offer in offers)) if offers else 1
        found = set()
        for version, offer in offers:
            # A pack bought within a period is valid into one more than a pack bought at its start.
            periods = [need.part.period for need in self._needs]
            useful = max(self.needed(p.start, expiry(version, offer, p.end if any_day else p.start)) for p in periods)
            rounding = version.chain.conventions.rounding.unit
            full = EXACT.multiply(offer.price or ZERO, self.factor)
            price = EXACT.subtract(full, EXACT.remainder(full, rounding))
            found.add((min(offer.units, max(-(-useful // step), 1) * step), self.scaled(price)))
        return sorted(found)

    def scaled(self, amount: Decimal) -> int:
        """An amount as a whole number of the scale."""
        return int(EXACT.multiply(amount, self.scale))

    def paid(self, amount: Decimal) -> Decimal:
        """What of a price is paid at the least, discounts taken off."""
        return EXACT.multiply(amount, self.factor)

    def rest(self, at: int) -> int:
        """What all that is no unit's price comes to from place `at` on, at least, scaled; below zero for credits."""
        return self._rests[at].fixed

    def needed(self, start: datetime, until: datetime) -> int:
        """How many units that are not free there can be in an interval, at most."""
        key = (start, until)
        if key not in self._needed:
            self._needed[key] = sum(_needed(need, start, until) for need in self._needs)
        return self._needed[key]

    def useful(self, at: int, lots: Iterable[tuple[int, datetime]]) -> int:
        """How many units that lots, each with its units and its expiry, can cover from a place on, at most."""
        total = 0
        for units, expires in sorted(lots, key=lambda lot: lot[1]):
            total = min(total + units, self.needed(self._starts[at], expires))
        return total

    def least(self, at: int, lots: int, packs: bool = True) -> int | None:
        """The least cost, scaled, from place `at` on, when lots for so many units are there; with more packs or not.

        None when nothing can cover them.
        """
        rest = self._rests[at]
        key = (at, max(rest.units - lots, 0), packs)
        if key not in self._known:
            cost = self._open(rest, key[1]) if packs else _without(rest, key[1])
            self._known[key] = None if cost is None else cost + rest.fixed
        return self._known[key]

    def _open(self, rest: Rest, units: int) -> int | None:
        """The least cost of so many of the units."""
        if self._packs_by_size is None:
            return self._divided(rest, units)
        if not units:
            return 0
        all_packs = self._packs_by_size[-(-units // self._step)]
        if not rest.most:
            return all_packs
        fewest = max(-(-(units - rest.most) // self._step), 0)
        if fewest > units // self._step:
            return all_packs
        mixed = max(base + rate * units + self._saving(rate)[units // self._step] for base, rate in rest.lines)
        return min(all_packs, mixed)

    def _saving(self, rate: int) -> list[int]:
        """By size: the most that packs of up to that size save against the rate, below zero, their price counted."""
        if rate not in self._saved:
            sizes = enumerate(self._packs_by_size or [])
            self._saved[rate] = list(accumulate((price - rate * size * self._step for size, price in sizes), min))
        return self._saved[rate]

    def _divided(self, rest: Rest, units: int) -> int | None:
        """The same with packs that can be bought in parts: every unit at the best ratio, or without one."""
        ratios = [units * price // size for size, price in self._divisible]
        without = _without(rest, units)
        low = [rate * units for _, rate in rest.lines[:1]] if rest.most else []
        costs = [*ratios, *low, *([] if without is None else [without])]
        return min(costs, default=None)


def _needed(need: Need, start: datetime, until: datetime) -> int:
    period = need.part.period
    if start <= period.start and period.end <= until:
        return need.units
    if until <= period.start or period.end <= start:
        return 0
    return min(need.units, count(within(need.part.usage, start, until)))


def _without(rest: Rest, units: int) -> int | None:
    if units > rest.most:
        return None
    return max((base + rate * units for base, rate in rest.lines), default=0) if units else 0


def _rest(needs: Sequence[Need]) -> Rest:
    """The lines of a convex cost: the cheapest units first, as packs take the dearest."""
    lines = []
    base = done = 0
    rated = sorted((need.rate, need.units) for need in needs if need.rate is not None and need.units)
    for rate, units in rated:
        lines.append((base - rate * done, rate))
        base += rate * units
        done += units
    return Rest(sum(need.units for need in needs), sum(need.fixed for need in needs), tuple(dict.fromkeys(lines)), done)


def _frontier(packs: Sequence[tuple[int, int]], step: int, sizes: int) -> list[int]:
    """The least cost of packs for at least `place × step` units, by place."""
    least = [0]
    for size in range(1, sizes + 1):
        least.append(min(least[max(size - units // step, 0)] + price for units, price in packs))
    return least


def expiry(version: Version, offer: Offer, start: datetime) -> datetime:
    """When a pack bought at an instant ends, at the latest: a strategy may let it end with the day."""
    calendar = version.chain.conventions.calendar
    if offer.starts_after != NO_SPAN:
        start = calendar.later(start, offer.starts_after) + DAY
    return calendar.later(start, offer.valid_for) + DAY


def floor(parts: Sequence[Part], account: Account, any_day: bool) -> Floor | None:
    """The floor of a question's parts; None when a step declares no bound.

    With `any_day` packs may be bought within periods too.
    """
    bounds = [_bounds(part, account) for part in parts]
    versions = {id(part.version): part.version for part in parts}
    offers = [(version, offer) for version in versions.values() for _, offer in advised(version)]
    factor = min([_factor(found) for found in bounds if found is not None], default=ONE)
    if factor < ZERO:
        return None
    money = [EXACT.multiply(offer.price or ZERO, factor) for _, offer in offers]
    for found in bounds:
        if found is None:
            return None
        for bound in found:
            money += [EXACT.multiply(bound.rate or ZERO, factor), bound.slack, EXACT.multiply(bound.fixed, factor)]
    money += [version.chain.conventions.rounding.unit for version in versions.values()]
    scale = 10 ** max(0, *(-int(amount.as_tuple().exponent) for amount in money))
    needs = [_need(part, found, scale, factor) for part, found in zip(parts, bounds, strict=True) if found is not None]
    return Floor(needs, offers, scale, any_day, factor)


def advised(version: Version) -> list[tuple[str, Offer]]:
    """What advice may buy, with its step: units at a price."""
    return [(step, offer) for step, offer in version.offers() if offer.price is not None and not offer.sold_by]


def _factor(bounds: Sequence[Bound]) -> Decimal:
    """The least share that all discounts together leave: each may be of the whole."""
    return EXACT.subtract(ONE, total(EXACT.subtract(ONE, bound.factor) for bound in bounds))


def _bounds(part: Part, account: Account) -> list[Bound] | None:
    """What each step of the part's chain declares; None when one does not."""
    chain = part.version.chain
    slices = arrange(part.usage, chain.conventions.calendar)
    found: list[Bound] = []
    covers: list[tuple[str, int, set[str]]] = []
    for step in chain.steps:
        seen = _seen(step, part, account, slices)
        if seen is None:  # it covers and charges nothing
            covers.append((step.id, 0, set()))
            continue
        meters = {piece.meter for piece in seen}
        most = {name: units if meters & theirs else 0 for name, units, theirs in covers}
        bound = step.bound(_bill(step, part, account, seen), most)
        if bound is None:
            return None
        found.append(bound)
        free = bound.rate is None and not step.offers()
        covers.append((step.id, bound.free if free else count(seen), meters))
    return found


def _seen(step: Step, part: Part, account: Account, slices: tuple[Slice, ...]) -> tuple[Slice, ...] | None:
    """The usage that a step may see; None when it is not there for the account or the period."""
    if step.scope is None:
        return slices
    conventions = part.version.chain.conventions
    seen = view(step, step.scope, conventions, part.period, account, slices, slices, (), ())
    return None if seen is None else seen[0]


def _bill(step: Step, part: Part, account: Account, seen: tuple[Slice, ...]) -> Bill:
    """A bill on which nothing has been covered, ordered or charged."""
    chain = part.version.chain
    return Bill(
        chain.product,
        step.id,
        chain.conventions,
        part.period,
        account,
        seen,
        seen,
        (),
        (),
        (),
        (),
        None,
        ZERO,
        {},
        [],
    )


def _need(part: Part, bounds: Sequence[Bound], scale: int, factor: Decimal) -> Need:
    def scaled(amount: Decimal) -> int:
        return int(EXACT.multiply(amount, scale))

    units = max(count(part.usage) - sum(bound.free for bound in bounds), 0)
    rates = [scaled(EXACT.multiply(bound.rate, factor)) for bound in bounds if bound.rate is not None]
    fixed = sum(scaled(_discounted(bound.fixed, factor)) - scaled(bound.slack) for bound in bounds)
    return Need(part, units, min(rates, default=None), fixed)


def _discounted(fixed: Decimal, factor: Decimal) -> Decimal:
    return EXACT.multiply(fixed, factor) if fixed > ZERO else fixed
