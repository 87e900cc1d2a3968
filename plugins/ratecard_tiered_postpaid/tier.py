"""The table of tiers: what a range of the quantity costs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from ratecard.spi import Price, Table, WrongSettings

FREE = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterPrice(Table):
    """A price of one meter's units."""

    meter: str
    """The meter."""
    price: Price = field(metadata={"minimum": 0})
    """Price of one unit, or of `per` units, in the catalog's currency."""

    def __post_init__(self) -> None:
        _check_money("price", self.price)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier(Table):
    """A range of the quantity, with its price. The last tier is open: it has neither `up_to` nor `below`."""

    up_to: int | None = field(default=None, metadata={"minimum": 1})
    """The last unit of the range (inclusive)."""
    below: int | None = field(default=None, metadata={"minimum": 2})
    """The unit after the range's last one (exclusive)."""
    price: Price | None = field(default=None, metadata={"minimum": 0})
    """Price of one unit, or of `per` units, in the catalog's currency."""
    fee: Price | None = field(default=None, metadata={"minimum": 0})
    """A fixed amount for reaching the tier, beside the price or instead of it: its units then cost nothing more."""
    prices: tuple[MeterPrice, ...] = ()
    """Prices of single meters that differ from `price`."""
    contact: str | None = field(default=None, metadata={"pattern": "^(https?://|mailto:)"})
    """Where to ask for a price, for a range that has no list price."""

    def __post_init__(self) -> None:
        if self.up_to is not None and self.below is not None:
            raise ValueError("a tier has either up_to or below, not both")
        self._check_what_it_costs()
        if self.price is not None:
            _check_money("price", self.price)
        if self.fee is not None:
            _check_money("fee", self.fee)
        meters = [price.meter for price in self.prices]
        if len(set(meters)) < len(meters):
            raise ValueError("prices names a meter twice")

    def _check_what_it_costs(self) -> None:
        if self.contact is None:
            if self.price is None and self.fee is None:
                raise ValueError("a tier has a price, a fee or a contact")
            return
        if self.price is not None:
            raise ValueError("a tier has either a price or a contact")
        if self.fee is not None:
            raise ValueError("a tier with a contact has no fee")
        if self.prices:
            raise ValueError("a tier with a contact has no prices")
        if not self.contact.startswith(("https://", "http://", "mailto:")):
            raise ValueError(f"contact must be a link, got {self.contact!r}")

    @property
    def last(self) -> int | None:
        """The last unit of the range, None when it is open."""
        return self.below - 1 if self.below is not None else self.up_to

    @property
    def usual(self) -> Decimal | None:
        """What units without a price of their own cost; nothing where a fee covers them; None for contact sales."""
        return FREE if self.price is None and self.contact is None else self.price

    @property
    def all_prices(self) -> list[Decimal]:
        """The usual price, and those of single meters; none for contact sales."""
        return [price for price in (self.usual, *(own.price for own in self.prices)) if price is not None]

    def price_of(self, meter: str) -> Decimal | None:
        """What the units of a meter cost; None for contact sales."""
        return next((own.price for own in self.prices if own.meter == meter), self.usual)


class Range(NamedTuple):
    """A tier with both its ends."""

    place: int
    above: int
    last: int | None
    tier: Tier


def ranges(tiers: Sequence[Tier]) -> list[Range]:
    """The tiers with both their ends."""
    above = [0, *(tier.last or 0 for tier in tiers[:-1])]
    return [Range(place, above[place], tier.last, tier) for place, tier in enumerate(tiers)]


def check_ends(tiers: Sequence[Tier]) -> None:
    """Refuse tiers that do not follow each other up to an open one."""
    if not tiers:
        raise WrongSettings("tiers must have at least one tier", "write one: { price = … }", "no-tiers")
    if tiers[-1].last is not None:
        message = f"tiers[{len(tiers) - 1}] is the last and must be open-ended, without up_to or below"
        hint = 'add a last tier: { price = … }, or { contact = "https://…" } where there is no list price'
        raise WrongSettings(message, hint, "no-open-tier")
    lasts = [tier.last for tier in tiers[:-1]]
    if None in lasts:
        message = f"tiers[{lasts.index(None)}] needs up_to or below: only the last tier may be open-ended"
        raise WrongSettings(message, "no call would reach the tiers after it", "two-open-tiers")
    for index, (before, last) in enumerate(pairwise([0, *(last for last in lasts if last is not None)])):
        if last <= before:
            message = f"tiers[{index}] ends at {last}, not after {before}, where the one before it ends"
            raise WrongSettings(
                message, "no call would reach it: put the tiers in ascending order", "overlapping-tiers"
            )


def _check_money(name: str, money: Decimal) -> None:
    if not money.is_finite() or money < 0:
        raise ValueError(f"{name} must not be below zero, got {money}")
