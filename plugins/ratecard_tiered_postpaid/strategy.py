"""Prices by the quantity that a period reaches."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar, Literal

from ratecard.spi import (
    Bill,
    Bound,
    Display,
    Line,
    Outcome,
    Period,
    Reference,
    Slice,
    Strategy,
    Text,
    TierDisplay,
    Warned,
    count,
)
from ratecard.spi import Tier as ShownTier
from ratecard_tiered_postpaid.bend import bends, lowest
from ratecard_tiered_postpaid.charge import charged
from ratecard_tiered_postpaid.tariff import Tariff
from ratecard_tiered_postpaid.text import described, labelled
from ratecard_tiered_postpaid.tier import MeterPrice, Range, Tier, check_ends, ranges
from ratecard_tiered_postpaid.warning import warnings
from ratecard_tiered_postpaid.window import SoFar, before

__all__ = ["MeterPrice", "Tier", "TieredPostpaid"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TieredPostpaid(Strategy):
    """Charge what is left by tiers of the quantity that is used."""

    kind: ClassVar[str] = "tiered-postpaid"
    title: ClassVar[Text] = Text("后付费", "Postpaid")
    state_type: ClassVar[type | None] = SoFar
    examples: ClassVar[Sequence[Mapping[str, object]]] = (
        {
            "mode": "volume",
            "tier_excludes": [],
            "tiers": [{"up_to": 10, "price": Decimal("0.15")}, {"below": 41, "price": Decimal("0.1")}, {"price": 0}],
        },
        {
            "mode": "graduated",
            "tier_excludes": [],
            "per": 10,
            "blocks": "whole",
            "tiers": [{"up_to": 20, "price": 1, "fee": 2}, {"price": Decimal("0.8")}],
        },
        {
            "mode": "graduated",
            "tier_excludes": [],
            "counted_over": "year",
            "tiers": [{"up_to": 30, "price": 1}, {"price": 2}],
        },
    )

    mode: Literal["volume", "graduated", "flat"]
    """`volume`: all units at the price of the tier reached; `graduated`: each unit at the price of its own tier;
    `flat`: one price whatever the quantity."""
    tiers: tuple[Tier, ...] = field(metadata={"minItems": 1})
    """The tiers, in ascending order, the last one open."""
    tier_excludes: tuple[str, ...]
    """Earlier steps whose units do not count toward the tier."""
    per: int | None = field(default=None, metadata={"minimum": 1})
    """Prices are for so many units, 1 unless given; `blocks` then says what a part of them costs."""
    blocks: Literal["pro-rata", "whole"] | None = None
    """`pro-rata`: 4 500 units are 4.5 times the price of 1 000; `whole`: 5 times, a block once begun is charged."""
    counted_over: Literal["day", "month", "quarter", "year"] | None = None
    """Where bills come more often: the day, month, … whose units count together, so that all bills of it come to what
    one would. A bill is what is charged so far less what was charged before. Unless given, each bill counts anew."""

    def __post_init__(self) -> None:
        check_ends(self.tiers)
        if self.mode == "flat" and len(self.tiers) > 1:
            raise ValueError(f'mode = "flat" has one tier, got {len(self.tiers)}')
        self._check_blocks()

    def _check_blocks(self) -> None:
        per, blocks = self.per, self.blocks
        if (per is None) != (blocks is None):
            missing = "blocks needs per: how many units a price is for"
            raise ValueError(missing if per is None else 'per needs blocks: "pro-rata" or "whole"')
        if per is None:
            return
        if per < 1:
            raise ValueError(f"per must be at least 1, got {per}")
        if blocks == "whole" and self.mode == "graduated":
            for index, tier in enumerate(self.tiers[:-1]):
                if (tier.last or 0) % per:
                    raise ValueError(f"tiers[{index}] ends at {tier.last}, within a block of {per}")

    @property
    def tariff(self) -> Tariff:
        """The settings that price units."""
        return Tariff(self.mode, self.tiers, self.per, self.blocks)

    def settle(self, bill: Bill) -> Outcome:
        """Lines for all that is left: none is left after it."""
        left = bill.remaining
        counted = self._counted(bill)
        if self.mode != "graduated" and self.per is None and self.counted_over is None:
            for place, tier in enumerate(self.tiers):
                last = tier.last
                if last is None or counted <= last:
                    if tier.price is not None and tier.fee is None and not tier.prices:
                        return _plain(bill, left, counted, place, tier)
                    break
        return self._charged(bill, left, counted)

    def _counted(self, bill: Bill) -> int:
        """The period's units that count toward the tier."""
        return count(bill.usage) - bill.covered_by(self.tier_excludes)

    def _charged(self, bill: Bill, left: tuple[Slice, ...], counted: int) -> Outcome:
        tariff, window = self.tariff, self._window(bill)
        was = before(bill.state, window)
        now = was.and_now(tariff, counted, tariff.runs(left))
        lines, rates = charged(bill, tariff, was, now) if counted else ([], [])
        goes_on = window is not None and bill.period.end < window.end and now.counted
        return Outcome((), tuple(lines), facts=tuple(rates), state=now.and_charged(lines) if goes_on else None)

    def _window(self, bill: Bill) -> Period | None:
        """The time over which units count together with those of other periods."""
        if self.counted_over is None:
            return None
        return bill.conventions.calendar.containing(bill.period.start, self.counted_over)

    def breakpoints(self, bill: Bill) -> Iterable[int]:
        """The last unit of each tier, in the period's units; of each block too, where a tier has few."""
        return bends(bill, self.tariff, before(bill.state, self._window(bill)), self._counted(bill))

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound:
        """The lowest price of the tiers that the period's units may reach, less what may be credited."""
        units = count(bill.usage)
        excluded = sum(most.get(step, units) for step in self.tier_excludes)
        pushed = not most or any(covered for step, covered in most.items() if step not in self.tier_excludes)
        return lowest(bill, self.tariff, excluded, self._window(bill), pushed=pushed)

    def display(self) -> Display:
        """A tier table."""
        return TierDisplay(
            self.mode,
            tuple(map(_shown, ranges(self.tiers))),
            self.per or 1,
            self.blocks or "",
            self.counted_over or "",
        )

    def describe(self, locale: str) -> str:
        """How the price is chosen."""
        return described(self.tariff, self.counted_over).in_locale(locale)

    def label(self, line: Line, locale: str) -> str:
        """Postpaid units, a tier's fee, an adjustment, or the contact."""
        return labelled(line, self.counted_over).in_locale(locale)

    def refers_to(self) -> Iterable[Reference]:
        """The steps that do not count, and the meters with prices of their own."""
        for index, step in enumerate(self.tier_excludes):
            yield Reference(("tier_excludes", index), "step", step)
        for index, tier in enumerate(self.tiers):
            for place, price in enumerate(tier.prices):
                yield Reference(("tiers", index, "prices", place, "meter"), "meter", price.meter)

    def check(self) -> Iterable[Warned]:
        """Tiers that are dearer than the one before."""
        return warnings(self.tariff)


def _shown(range_: Range) -> ShownTier:
    tier = range_.tier
    own = tuple((price.meter, price.price) for price in tier.prices)
    return ShownTier(range_.above, range_.last, tier.usual, tier.contact or "", tier.fee, own)


def _plain(bill: Bill, left: tuple[Slice, ...], counted: int, place: int, tier: Tier) -> Outcome:
    """One price for all units, and nothing else: what most price lists are."""
    if not counted or tier.price is None:
        return Outcome(())
    units = count(left)
    lines = (bill.line(units, tier.price, rule=("tiers", place)),) if units else ()
    return Outcome((), lines, facts=(bill.rate(units, counted, tier.price),))
