"""Prices by the quantity that a period reaches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import ClassVar, Literal, NamedTuple

from ratecard.spi import (
    Bill,
    Bound,
    Display,
    Line,
    Outcome,
    Rate,
    Reference,
    Slice,
    Strategy,
    Table,
    Text,
    TierDisplay,
    Warned,
    count,
    take,
)
from ratecard.spi import Tier as ShownTier


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterPrice(Table):
    """A price of one meter's units."""

    meter: str
    """The meter."""
    price: Decimal
    """Price of one unit, in the catalog's currency."""

    def __post_init__(self) -> None:
        _check_price(self.price)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier(Table):
    """A range of the quantity, with its price. The last tier is open: it has neither `up_to` nor `below`."""

    up_to: int | None = None
    """The last unit of the range (inclusive)."""
    below: int | None = None
    """The unit after the range's last one (exclusive)."""
    price: Decimal | None = None
    """Price of one unit, in the catalog's currency."""
    prices: tuple[MeterPrice, ...] = ()
    """Prices of single meters that differ from `price`."""
    contact: str | None = None
    """Where to ask for a price, for a range that has no list price."""

    def __post_init__(self) -> None:
        if self.up_to is not None and self.below is not None:
            raise ValueError("a tier has either up_to or below, not both")
        if (self.price is None) == (self.contact is None):
            raise ValueError("a tier has either a price or a contact")
        if self.contact is not None and not self.contact.startswith(("https://", "http://", "mailto:")):
            raise ValueError(f"contact must be a link, got {self.contact!r}")
        if self.price is not None:
            _check_price(self.price)
        meters = [price.meter for price in self.prices]
        if len(set(meters)) < len(meters):
            raise ValueError("prices names a meter twice")
        if self.contact is not None and meters:
            raise ValueError("a tier with a contact has no prices")

    @property
    def all_prices(self) -> list[Decimal]:
        """The price, and those of single meters."""
        return [price for price in (self.price, *(own.price for own in self.prices)) if price is not None]

    @property
    def last(self) -> int | None:
        """The last unit of the range, None when it is open."""
        return self.below - 1 if self.below is not None else self.up_to


class Range(NamedTuple):
    """A tier with both its ends."""

    place: int
    above: int
    last: int | None
    tier: Tier


def _check_price(price: Decimal) -> None:
    if not price.is_finite() or price < 0:
        raise ValueError(f"a price must not be below zero, got {price}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TieredPostpaid(Strategy):
    """Charge what is left by tiers of the period's quantity (page: 后付费, 阶梯到达)."""

    kind: ClassVar[str] = "tiered-postpaid"
    title: ClassVar[Text] = Text("后付费", "Postpaid")

    mode: Literal["volume", "graduated"]
    """`volume`: all units at the price of the tier reached; `graduated`: each unit at the price of its own tier."""
    tiers: tuple[Tier, ...]
    """The tiers, in ascending order, the last one open."""
    tier_excludes: tuple[str, ...]
    """Earlier steps whose units do not count toward the tier."""

    def __post_init__(self) -> None:
        if not self.tiers or self.tiers[-1].last is not None:
            raise ValueError("the last tier must be open-ended")
        lasts = [tier.last for tier in self.tiers[:-1]]
        if None in lasts:
            raise ValueError("only the last tier may be open-ended")
        for index, (before, last) in enumerate(pairwise([0, *(last for last in lasts if last is not None)])):
            if last <= before:
                raise ValueError(f"tiers[{index}] ends at {last}, not after {before}, where the one before it ends")

    @property
    def ranges(self) -> list[Range]:
        """The tiers with both their ends."""
        above = [0, *(tier.last or 0 for tier in self.tiers[:-1])]
        return [Range(i, above[i], tier.last, tier) for i, tier in enumerate(self.tiers)]

    def settle(self, bill: Bill) -> Outcome:
        """Lines for all that is left: none is left after it."""
        left = bill.remaining
        # In a scoped step the excluded lines may be of usage that it does not see; what is left always counts.
        counted = max(count(bill.usage) - self._excluded(bill), count(left))
        if self.mode == "volume":
            return self._volume(bill, left, counted)
        return self._graduated(bill, left, counted)

    def _excluded(self, bill: Bill) -> int:
        return sum([line.units for line in bill.lines if line.step in self.tier_excludes])

    def _volume(self, bill: Bill, left: tuple[Slice, ...], counted: int) -> Outcome:
        index = self._reached(counted)
        lines, rates = self._lines(bill, left, index, counted) if counted else ([], [])
        return Outcome((), tuple(lines), facts=tuple(rates))

    def _graduated(self, bill: Bill, left: tuple[Slice, ...], counted: int) -> Outcome:
        """Counted units fill the tiers in the order they were covered: earlier steps' units fill the low ones."""
        lines: list[Line] = []
        rates: list[Rate] = []
        at = counted - count(left)
        for range_ in self.ranges:
            end = counted if range_.last is None else min(counted, range_.last)
            in_tier = max(end - range_.above, 0)
            taken, left = take(left, max(end - max(at, range_.above), 0))
            if in_tier:
                more, facts = self._lines(bill, taken, range_.place, in_tier)
                lines += more
                rates += facts
        return Outcome((), tuple(lines), facts=tuple(rates))

    def _reached(self, quantity: int) -> int:
        for index, tier in enumerate(self.tiers):
            last = tier.last
            if last is None or quantity <= last:
                return index
        raise AssertionError("the last tier is open")  # pragma: no cover  # held by __post_init__

    def _lines(self, bill: Bill, taken: tuple[Slice, ...], index: int, counted: int) -> tuple[list[Line], list[Rate]]:
        """The lines of the units taken at a tier, one for each price, and the facts of their rates."""
        tier = self.tiers[index]
        rule = ("tiers", index)
        if tier.price is None:
            units = count(taken)
            return ([bill.contact(units, tier.contact or "", rule=rule)] if units else []), []
        if not tier.prices:
            units = count(taken)
            line = [bill.line(units, tier.price, rule=rule)] if units else []
            return line, [bill.rate(units, counted, tier.price)]
        return self._metered(bill, tier, taken, rule, counted)

    def _metered(
        self, bill: Bill, tier: Tier, taken: tuple[Slice, ...], rule: tuple[str | int, ...], counted: int
    ) -> tuple[list[Line], list[Rate]]:
        own = {price.meter: (place, price.price) for place, price in enumerate(tier.prices)}
        units: dict[str, int] = {}
        for piece in taken:
            meter = piece.meter if piece.meter in own else ""
            units[meter] = units.get(meter, 0) + piece.units
        lines, rates = [], []
        others = counted - sum(units.values())
        if others:
            units.setdefault("", 0)
        for meter, number in sorted(units.items()):
            place, price = own.get(meter, (None, tier.price or Decimal(0)))
            at = rule if place is None else (*rule, "prices", place)
            if number:
                lines.append(bill.line(number, price, meter=meter, rule=at))
            rates.append(bill.rate(number, number + (others if not meter else 0), price))
        return lines, rates

    def breakpoints(self, bill: Bill) -> Iterable[int]:
        """The last unit of each tier, in the period's units."""
        excluded = self._excluded(bill)
        return [tier.last + excluded for tier in self.tiers if tier.last is not None]

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound:
        """The lowest price of the tiers that the period's units may reach; none where there is no list price."""
        units = count(bill.usage)
        excluded = sum(most.get(step, units) for step in self.tier_excludes)
        first = self._reached(max(units - excluded, 0)) if self.mode == "volume" else 0
        reached = self.tiers[first : self._reached(units) + 1]
        prices = [price for tier in reached if tier.price is not None for price in tier.all_prices]
        if not prices:
            return Bound(0)
        unit = bill.conventions.rounding.unit
        lines = sum(len(tier.all_prices) for tier in reached)
        return Bound(0, min(prices), unit * lines if any(price % unit for price in prices) else Decimal(0))

    def display(self) -> Display:
        """A tier table."""
        return TierDisplay(
            self.mode, tuple(ShownTier(r.above, r.last, r.tier.price, r.tier.contact or "") for r in self.ranges)
        )

    def describe(self, locale: str) -> str:
        """How the price is chosen."""
        if self.mode == "volume":
            return Text(
                "后付费，阶梯到达：所有调用量按达到的阶梯单价计费",
                "Postpaid: all calls at the price of the tier reached",
            ).in_locale(locale)
        return Text(
            "后付费，阶梯累进：每次调用按其所在阶梯的单价计费", "Postpaid: each call at the price of its own tier"
        ).in_locale(locale)

    def label(self, line: Line, locale: str) -> str:
        """Postpaid units, or the contact."""
        if line.kind == "contact":
            return Text("后付费，联系商务", "Postpaid, contact sales").in_locale(locale)
        return Text(f"后付费 {line.meter}", f"Postpaid {line.meter}").in_locale(locale).rstrip()

    def refers_to(self) -> Iterable[Reference]:
        """The steps that do not count, and the meters with prices of their own."""
        for index, step in enumerate(self.tier_excludes):
            yield Reference(("tier_excludes", index), "step", step, counts=True)
        for index, tier in enumerate(self.tiers):
            for place, price in enumerate(tier.prices):
                yield Reference(("tiers", index, "prices", place, "meter"), "meter", price.meter)

    def check(self) -> Iterable[Warned]:
        """Tiers that are dearer than the one before."""
        for index, (before, tier) in enumerate(pairwise(self.tiers)):
            if before.price is not None and tier.price is not None and tier.price > before.price:
                yield Warned(
                    ("tiers", index + 1),
                    "dearer-tier",
                    f"the price rises from {before.price} to {tier.price} with the quantity",
                    "check the two prices",
                )
