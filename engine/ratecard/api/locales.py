"""Text and money in the two languages of the product."""

from copy import copy
from decimal import Decimal
from functools import lru_cache
from typing import Annotated

import strawberry
from babel import Locale as BabelLocale
from babel.numbers import NumberPattern, get_currency_precision, get_currency_symbol

from ratecard.domain.conventions import Conventions
from ratecard.domain.errors import UnknownLocale
from ratecard.domain.money import trimmed
from ratecard.domain.text import LOCALES

DEFAULT = "en"
"""The locale of texts for which none is asked."""

Locale = Annotated[
    str,
    strawberry.argument(
        description="The language of the text: `zh` or `en`; any other is an error with the code `unknown-locale`."
    ),
]

_REGIONS = {"zh": "zh_CN", "en": "en_US"}


@lru_cache(maxsize=64)
def _pattern(locale: str, places: int) -> tuple[NumberPattern, BabelLocale]:
    if locale not in _REGIONS:
        raise UnknownLocale(locale, LOCALES)
    region = BabelLocale.parse(_REGIONS[locale])
    pattern = copy(region.currency_formats["standard"])
    pattern.frac_prec = (places, places)
    return pattern, region


def formatted(amount: Decimal, currency: str, locale: str) -> str:
    """The amount as people of that locale write it; `UnknownLocale`.

    With all its places, but for zeros behind those that the currency has.
    """
    amount = trimmed(amount, get_currency_precision(currency))
    exponent = amount.as_tuple().exponent
    pattern, region = _pattern(locale, max(-exponent, 0) if isinstance(exponent, int) else 0)
    text: str = pattern.apply(amount, region, currency=currency, currency_digits=False)
    symbol = get_currency_symbol(currency, region)
    # Unicode's rule for currencies without a sign of their own, which babel leaves out: "KWD 1.500".
    return text.replace(symbol, f"{symbol}\N{NO-BREAK SPACE}", 1) if symbol[-1].isalpha() else text


@strawberry.type
class Money:
    """An amount in a currency."""

    amount: Decimal
    """With all the decimal places that the catalog rounds to: "1200.00"."""
    currency: str
    """ISO 4217: "CNY"."""

    @strawberry.field
    def formatted(self, locale: Locale = DEFAULT) -> str:
        """The amount as people write it: "¥1,200.00"."""
        return formatted(self.amount, self.currency, locale)


def money(amount: Decimal, conventions: Conventions) -> Money:
    """An amount with the catalog's places."""
    return Money(amount=conventions.rounding.apply(amount), currency=conventions.currency)


def known_money(amount: Decimal | None, conventions: Conventions) -> Money | None:
    """An amount with the catalog's places; None for one that is not known."""
    return None if amount is None else money(amount, conventions)
