"""Packs as a catalog writes them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from ratecard.spi import Price, Span, Table, Text

FIRSTS = [datetime(year, month, 1) for year in range(2021, 2025) for month in range(1, 13)]  # noqa: DTZ001  # a wall clock's
"""The first of each month of four years: what lasts as long from each of them lasts as long."""
MOST_INSTALMENTS = 366
SPANS = {"day": Span(days=1), "month": Span(months=1), "year": Span(years=1)}
EVERY = {"day": Text("每天", "a day"), "month": Text("每月", "a month"), "year": Text("每年", "a year")}


def lasts(one: Span, other: Span) -> bool:
    """Whether one span is at least as long as another, whenever it begins."""
    return all(one.after(first) >= other.after(first) for first in FIRSTS)


def is_long(span: Span) -> bool:
    """Whether a span is longer than nothing, and none of its parts goes backwards."""
    return span > Span() and min(span) >= 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalments(Table):
    """A pack that comes in parts."""

    count: int = field(metadata={"minimum": 2, "maximum": MOST_INSTALMENTS})
    """How many parts there are; the pack's `units` are those of one part."""
    every: Literal["day", "month", "year"]
    """How long after one part the next becomes effective, on the wall clock, counted from the pack's start."""
    unused: Literal["lost", "kept"]
    """Whether what is left of a part ends when the next one begins, or stays until the pack ends."""

    def __post_init__(self) -> None:
        if not 2 <= self.count <= MOST_INSTALMENTS:
            raise ValueError(f"count must be from 2 to {MOST_INSTALMENTS}, got {self.count}")

    def span(self, number: int) -> Span:
        """How long after the pack's start so many parts have passed."""
        years, months, days = SPANS[self.every]
        return Span(years * number, months * number, days * number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack(Table):
    """A pack as it is sold."""

    units: int = field(metadata={"minimum": 1})
    """Units that one pack holds: calls, or points where the step has `points`; with `instalments` those of one part."""
    price: Price | None = field(default=None, metadata={"minimum": 0})
    """Price of one pack, in the catalog's currency."""
    contact: str | None = field(default=None, metadata={"pattern": "^(https?://|mailto:)"})
    """Where to ask for a price, for a pack that has none."""
    list_price: Price | None = field(default=None, metadata={"minimum": 0})
    """What it costs without the discount that `price` has; only shown."""
    sku: str | None = field(default=None, metadata={"pattern": "^[^/@]+$"})
    """What it is ordered by; its units, unless given."""
    name: Text | None = None
    """What people read; "pack of … calls", unless given."""
    meters: tuple[str, ...] = ()
    """The meters whose units it covers; all of them, unless given."""
    valid_for: Span | None = None
    """How long it is valid, on the wall clock; the step's `valid_for`, unless given."""
    limit: int | None = field(default=None, metadata={"minimum": 1})
    """How many of it one account may buy, ever; any number, unless given."""
    instalments: Instalments | None = None
    """The parts in which it comes: `{ count = 12, every = "month", unused = "lost" }`; all at once, unless given."""

    def __post_init__(self) -> None:
        if self.units < 1:
            raise ValueError(f"units must be at least 1, got {self.units}")
        self._check_price()
        if self.sku is not None and (not self.sku or "/" in self.sku or "@" in self.sku):
            raise ValueError(f"sku must not be empty and not contain '/' or '@', got {self.sku!r}")
        if self.valid_for is not None and not is_long(self.valid_for):
            raise ValueError("valid_for must be longer than nothing")
        if self.limit is not None and self.limit < 1:
            raise ValueError(f"limit must be at least 1, got {self.limit}")

    def _check_price(self) -> None:
        if (self.price is None) == (self.contact is None):
            raise ValueError("a pack has either a price or a contact")
        if self.contact is not None and not self.contact.startswith(("https://", "http://", "mailto:")):
            raise ValueError(f"contact must be a link, got {self.contact!r}")
        if self.price is not None and (not self.price.is_finite() or self.price < 0):
            raise ValueError(f"price must not be below zero, got {self.price}")
        if self.list_price is None:
            return
        if self.price is None:
            raise ValueError("a pack with a contact has no list_price")
        if not self.list_price.is_finite() or self.list_price < self.price:
            raise ValueError(f"list_price must not be below the price {self.price}, got {self.list_price}")

    @property
    def known_as(self) -> str:
        """The sku."""
        return str(self.units) if self.sku is None else self.sku

    @property
    def all_units(self) -> int:
        """The units of all its instalments."""
        return self.units * self.instalments.count if self.instalments else self.units

    def title(self, *, of_points: bool = False) -> Text:
        """The name."""
        if self.name:
            return self.name
        units = Text("点", "points") if of_points else Text("次", "calls")
        held = Text(f"{self.units} {units.zh}", f"{self.units} {units.en}")
        if self.instalments:
            every, count = EVERY[self.instalments.every], self.instalments.count
            held = Text(f"{every.zh} {held.zh} × {count} ", f"{count} × {held.en} {every.en}")
        return Text(f"{held.zh}资源包", f"Pack of {held.en}")

    def at_once(self, points: int) -> int | None:
        """How many units one of it covers at the least, where a call takes `points`; None: all that it holds."""
        sure = self.units // points
        return None if sure == self.all_units else sure


def dominates(other: Pack, pack: Pack, valid_for: Span | None) -> bool:
    """Whether nobody should buy a pack, as another one of its kind holds more, lasts as long and costs no more.

    `valid_for` is the validity of packs that have none of their own.
    """
    if other.price is None or pack.price is None or other.price > pack.price or other.units <= pack.units:
        return False
    alike = set(pack.meters) == set(other.meters) and pack.instalments == other.instalments and other.limit is None
    its, own = other.valid_for or valid_for or Span(), pack.valid_for or valid_for or Span()
    return alike and (its == own or lasts(its, own))
