"""Writes numbers, money and days into price lists: for people of a locale, or plain."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ratecard.domain.conventions import Conventions
from ratecard.domain.money import trimmed
from ratecard.domain.period import Span
from ratecard.domain.text import Text
from ratecard.service.written import counted, dated, formatted, priced, shortened


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes as people of a locale do."""

    locale: str
    conventions: Conventions

    def word(self, text: Text) -> str:
        """The phrase in the locale."""
        return text.in_locale(self.locale)

    def span(self, length: Span) -> str:
        """A length of time."""
        return self.word(length.spoken())

    def number(self, number: int) -> str:
        """A count, with its thousands told apart."""
        return counted(number, self.locale)

    def tick(self, number: Decimal) -> str:
        """A number beside an axis."""
        return shortened(number, self.locale)

    def price(self, price: Decimal) -> str:
        """A price, with all its places."""
        return priced(price, self.conventions, self.locale)

    def amount(self, amount: Decimal) -> str:
        """What something comes to."""
        return formatted(amount, self.conventions.currency, self.locale)

    def day(self, day: date) -> str:
        """A day."""
        return dated(day, self.locale)

    def moment(self, instant: datetime) -> str:
        """An instant: its day on the catalog's wall clock, and the time where it is not midnight."""
        local = self.conventions.calendar.local(instant)
        time = f" {local:%H:%M}" if local.time() != local.min.time() else ""
        return self.day(local.date()) + time


class PlainPen(Pen):
    """Writes numbers so that they may be typed again."""

    __slots__ = ()

    def number(self, number: int) -> str:
        """A count in digits alone."""
        return str(number)

    def price(self, price: Decimal) -> str:
        """A price as the catalog has it."""
        return f"{price:f}"

    def amount(self, amount: Decimal) -> str:
        """An amount, and its currency's code."""
        return f"{trimmed(amount):f} {self.conventions.currency}"
