"""Numbers, money, days and lengths of time as people of a locale write them."""

from copy import copy
from datetime import date
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import (
    NumberPattern,
    format_compact_decimal,
    format_decimal,
    get_currency_precision,
    get_currency_symbol,
)

from ratecard.domain.conventions import Conventions
from ratecard.domain.errors import UnknownLocale
from ratecard.domain.money import EXACT, trimmed
from ratecard.domain.text import LOCALES

_REGIONS = {"zh": "zh_CN", "en": "en_US"}


def _region(locale: str) -> Locale:
    if locale not in _REGIONS:
        raise UnknownLocale(locale, LOCALES)
    return Locale.parse(_REGIONS[locale])


@lru_cache(maxsize=64)
def _pattern(locale: str, places: int) -> tuple[NumberPattern, Locale]:
    region = _region(locale)
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


def priced(price: Decimal, conventions: Conventions, locale: str) -> str:
    """A price as people write it: with all its places, and at least those of an amount."""
    unit = conventions.rounding.unit
    shown = price if price.as_tuple().exponent < unit.as_tuple().exponent else price.quantize(unit, context=EXACT)  # type: ignore[operator]
    return formatted(shown, conventions.currency, locale)


def counted(number: int | Decimal, locale: str) -> str:
    """A number with its thousands told apart: "1,000,000"."""
    text: str = format_decimal(number, locale=_region(locale), decimal_quantization=False)
    return text


def shortened(number: int | Decimal, locale: str) -> str:
    """A number in as few characters as it takes: "1.2M", "120万"."""
    text: str = format_compact_decimal(number, locale=_region(locale), fraction_digits=2)
    return text if len(text) < len(counted(number, locale)) else counted(number, locale)


def dated(day: date, locale: str) -> str:
    """A day: "Jun 1, 2021", "2021年6月1日"."""
    text: str = format_date(day, format="long" if locale == "zh" else "medium", locale=_region(locale))
    return text
