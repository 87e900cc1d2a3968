"""What units cost by the tiers: the one computation behind lines, windows and bends."""

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal
from typing import Literal, NamedTuple

from ratecard.spi import Slice, count
from ratecard_tiered_postpaid.tier import FREE, Tier

EXACT = Context(prec=200)
"""Sums are exact whatever the program around sets."""

Mode = Literal["volume", "graduated", "flat"]
Blocks = Literal["pro-rata", "whole"]

Run = tuple[str, int]
"""A meter that has a price of its own somewhere, "" for all others, and units of it that follow each other."""
Spread = dict[tuple[int, str], int]
"""Units by what prices them: the tier's place, and the meter whose own price it is, "" for the usual price."""


class Tariff(NamedTuple):
    """The settings that price units."""

    mode: Mode
    tiers: tuple[Tier, ...]
    per: int | None
    blocks: Blocks | None

    def reached(self, quantity: int) -> int:
        """The place of the tier that so many units reach."""
        for place, tier in enumerate(self.tiers):
            last = tier.last
            if last is None or quantity <= last:
                return place
        raise AssertionError("the last tier is open")  # pragma: no cover  # held by check_ends

    def runs(self, left: Sequence[Slice]) -> tuple[Run, ...]:
        """The units of slices, in order, as far as prices tell their meters apart."""
        own = {price.meter for tier in self.tiers for price in tier.prices}
        if own:
            return self.joined([(piece.meter if piece.meter in own else "", piece.units) for piece in left])
        return (("", count(left)),) if left else ()

    def joined(self, runs: Iterable[Run]) -> tuple[Run, ...]:
        """The same units in fewer runs: their order tells only where each has the price of its own tier."""
        if self.mode != "graduated":
            units: dict[str, int] = {}
            for meter, number in runs:
                units[meter] = units.get(meter, 0) + number
            return tuple(sorted(units.items()))
        found: list[Run] = []
        for meter, number in runs:
            if found and found[-1][0] == meter:
                number += found.pop()[1]
            found.append((meter, number))
        return tuple(found)

    def spread(self, counted: int, start: int, runs: Iterable[Run]) -> Spread:
        """What prices each unit when `counted` units count, those of the runs following the first `start`."""
        spread: Spread = {}
        graduated = self.mode == "graduated"
        place = 0 if graduated else self.reached(counted)
        for meter, units in runs:
            while units:
                tier = self.tiers[place]
                last = tier.last if graduated else None
                here = units if last is None else min(units, max(last - start, 0))
                if here:
                    key = (place, meter if meter and any(own.meter == meter for own in tier.prices) else "")
                    spread[key] = spread.get(key, 0) + here
                start += here
                units -= here
                if units:
                    place += 1
        return spread

    @property
    def divisor(self) -> int:
        """What an amount is divided by because the quantity can't be: 3 600 for seconds at a price of an hour."""
        per = self.per or 1
        return per if self.blocks == "pro-rata" and 10 ** per.bit_length() % per else 1

    def quantity(self, units: int) -> Decimal | int:
        """What the price is multiplied by: the units; or how many `per` they are, whole ones as an int."""
        if self.per is None or self.divisor > 1:
            return units
        if self.blocks == "whole":
            return -(-units // self.per)
        return EXACT.divide(Decimal(units), Decimal(self.per))

    def price(self, key: tuple[int, str]) -> Decimal | None:
        """The price that a part of a spread has; None for contact sales."""
        return self.tiers[key[0]].price_of(key[1])

    def fees(self, spread: Spread) -> dict[int, Decimal]:
        """The fees of the tiers that units of a spread lie in, by place."""
        places = sorted({place for place, _ in spread if self.tiers[place].fee})
        return {place: self.tiers[place].fee or FREE for place in places}

    def amounts(self, spread: Spread) -> Iterable[Decimal]:
        """What a spread comes to, not yet rounded: an amount for each price; contact sales have none."""
        for key, units in spread.items():
            amount = EXACT.multiply(self.quantity(units), self.price(key) or FREE)
            yield EXACT.divide(amount, Decimal(self.divisor)) if self.divisor > 1 else amount
        yield from self.fees(spread).values()
