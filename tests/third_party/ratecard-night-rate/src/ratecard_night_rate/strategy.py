"""The strategy `night-rate`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from decimal import Decimal
from typing import ClassVar

from ratecard.spi import Bill, Bound, Line, Outcome, Strategy, Text, Warned, count
from ratecard_night_rate.clock import divide, stretches

_NOON = 12 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class NightRate(Strategy):
    """Cover the calls made between two times of day, at a price of their own."""

    kind: ClassVar[str] = "night-rate"
    title: ClassVar[Text] = Text("夜间价", "Night rate")

    begins: time
    """When the night begins, on the wall clock of the catalog's zone: 22:00:00."""
    ends: time
    """When it ends. Earlier than `begins`: on the next day."""
    price: Decimal | None = None
    """What a call at night costs, in the catalog's currency. Either this, or `percent_off` with `day_price`."""
    percent_off: Decimal | None = None
    """How many percent a call at night costs less than `day_price`: 30."""
    day_price: Decimal | None = None
    """The price of a call by day that `percent_off` is taken from, in the catalog's currency."""

    def __post_init__(self) -> None:
        """Refuse a night of no length or of some zone's clock, and a price that is none or two."""
        if self.begins == self.ends:
            raise ValueError(f"the night must not begin and end at one time, got {self.begins:%H:%M} twice")
        if self.begins.tzinfo or self.ends.tzinfo:
            raise ValueError("begins and ends are times on the catalog's clock and have no offset")
        if (self.price is None) == (self.percent_off is None):
            raise ValueError("give either price or percent_off")
        if (self.percent_off is None) != (self.day_price is None):
            raise ValueError("percent_off and day_price go together")
        for name, amount in (("price", self.price), ("day_price", self.day_price)):
            if amount is not None and amount < 0:
                raise ValueError(f"{name} must not be below zero, got {amount}")
        if self.percent_off is not None and not 0 <= self.percent_off <= 100:
            raise ValueError(f"percent_off must be from 0 to 100, got {self.percent_off}")

    @property
    def night_price(self) -> Decimal:
        """What a call at night costs."""
        if self.percent_off is None or self.day_price is None:
            assert self.price is not None
            return self.price
        return self.day_price * (100 - self.percent_off) / 100

    def settle(self, bill: Bill) -> Outcome:
        """One line for all calls of the period's nights that nobody covered."""
        if not bill.remaining:
            return Outcome(())
        calendar = bill.conventions.calendar
        night, day = divide(bill.remaining, stretches(bill.period, calendar, self.begins, self.ends))
        units = count(night)
        if not units:
            return Outcome(bill.remaining)
        price = self.night_price
        line = bill.line(units, price, rule=("price",) if self.percent_off is None else ("percent_off",))
        return Outcome(day, (line,), facts=(bill.rate(units, units, price),))

    def check(self) -> Iterable[Warned]:
        """A night that is longer than the day, and a rate that takes nothing off."""
        minutes = (self.ends.hour - self.begins.hour) * 60 + self.ends.minute - self.begins.minute
        if minutes % (2 * _NOON) > _NOON:
            message = f"the night from {self._hours('en')} is longer than the day"
            yield Warned(("begins",), "long-night", message, "are begins and ends the other way round?")
        if self.percent_off == 0:
            yield Warned(("percent_off",), "nothing-off", "a call at night costs what it does by day")

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound:
        """No call costs less than the night's price, but for the rounding of one line."""
        return Bound(free=0, rate=self.night_price, slack=bill.conventions.rounding.unit)

    def describe(self, locale: str) -> str:
        """The hours, and the price or what is taken off."""
        hours = self._hours(locale)
        if self.percent_off is None:
            return Text(f"{hours}每次 {self.price}", f"Calls from {hours} cost {self.price} each").in_locale(locale)
        return Text(
            f"{hours}每次 {self.day_price}，减 {self.percent_off:f}%",
            f"Calls from {hours} cost {self.percent_off:f} % less than {self.day_price} each",
        ).in_locale(locale)

    def label(self, line: Line, locale: str) -> str:
        """The calls, and their hours."""
        return f"{self.title.in_locale(locale)} {self.begins:%H:%M}–{self.ends:%H:%M}"

    def _hours(self, locale: str) -> str:
        begins, ends, over = f"{self.begins:%H:%M}", f"{self.ends:%H:%M}", self.ends < self.begins
        return Text(
            f"{begins} 至{'次日' if over else ''} {ends} ", f"{begins} to {ends}{' the next day' if over else ''}"
        ).in_locale(locale)
