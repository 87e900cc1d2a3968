"""A capacity pack as it is sold: by the day or the month, at prices by the quantity of the order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, NamedTuple

from ratecard.spi import Price, QuantityPrice, Span, Table, Text

Mode = Literal["volume", "graduated"]
LENGTHS = {"day": Span(days=1), "month": Span(months=1)}


class Part(NamedTuple):
    """So many of an order, and the tier whose price they have."""

    tier: int
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier(Table):
    """A range of an order's quantity, with its price. The last tier is open: it has neither `up_to` nor `below`."""

    up_to: int | None = field(default=None, metadata={"minimum": 1})
    """The last quantity of the range (inclusive)."""
    below: int | None = field(default=None, metadata={"minimum": 2})
    """The quantity after the range's last one (exclusive)."""
    price: Price | None = field(default=None, metadata={"minimum": 0})
    """Price of one for one day or month, in the catalog's currency."""
    contact: str | None = field(default=None, metadata={"pattern": "^(https?://|mailto:)"})
    """Where to ask for a price, for a range that has no list price."""

    def __post_init__(self) -> None:
        if self.up_to is not None and self.below is not None:
            raise ValueError("a tier has either up_to or below, not both")
        if (self.price is None) == (self.contact is None):
            raise ValueError("a tier has either a price or a contact")
        if self.contact is not None and not self.contact.startswith(("https://", "http://", "mailto:")):
            raise ValueError(f"contact must be a link, got {self.contact!r}")
        if self.price is not None and (not self.price.is_finite() or self.price < 0):
            raise ValueError(f"price must not be below zero, got {self.price}")

    @property
    def last(self) -> int | None:
        """The last quantity of the range, None when it is open."""
        return self.below - 1 if self.below is not None else self.up_to


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityPack(Table):
    """Capacity as it is sold."""

    sku: str = field(metadata={"pattern": "^[^/@]+$"})
    """What it is ordered by."""
    sold_by: Literal["day", "month"]
    """What a price is for: the order says for how many days or months."""
    tiers: tuple[Tier, ...] = field(metadata={"minItems": 1})
    """Prices by the quantity of the order, in ascending order, the last one open."""
    name: Text | None = None
    """What people read; "QPS by the day", unless given."""

    def __post_init__(self) -> None:
        if not self.sku or "/" in self.sku or "@" in self.sku:
            raise ValueError(f"sku must not be empty and not contain '/' or '@', got {self.sku!r}")
        if not self.tiers:
            raise ValueError("tiers must have at least one tier")
        if self.tiers[-1].last is not None:
            raise ValueError(f"tiers[{len(self.tiers) - 1}] is the last and must be open-ended, without up_to or below")
        lasts = [tier.last for tier in self.tiers[:-1]]
        if None in lasts:
            raise ValueError(f"tiers[{lasts.index(None)}] needs up_to or below: only the last tier may be open-ended")
        for index, (before, last) in enumerate(pairwise([0, *(last for last in lasts if last is not None)])):
            if last <= before:
                raise ValueError(f"tiers[{index}] ends at {last}, not after {before}, where the one before it ends")

    @property
    def prices(self) -> Sequence[QuantityPrice]:
        """The tiers with both their ends."""
        above = [0, *(tier.last or 0 for tier in self.tiers[:-1])]
        return [
            QuantityPrice(start, tier.last, tier.price, tier.contact or "")
            for start, tier in zip(above, self.tiers, strict=True)
        ]

    def length(self, number: int) -> Span:
        """So many days or months."""
        return Span(days=number) if self.sold_by == "day" else Span(months=number)

    def parts(self, quantity: int, mode: Mode) -> Iterator[Part]:
        """An order's quantity by tiers: all of it at the one that it reaches, or each part at its own."""
        for index, (above, up_to, *_) in enumerate(self.prices):
            reached = up_to is None or quantity <= up_to
            if mode == "graduated":
                yield Part(index, (quantity if up_to is None or reached else up_to) - above)
            elif reached:
                yield Part(index, quantity)
            if reached:
                return
