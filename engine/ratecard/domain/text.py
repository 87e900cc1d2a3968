"""Words shown to people, in the two languages of the product."""

import re
from typing import NamedTuple

from ratecard.domain.errors import UnknownLocale

LOCALES = ("zh", "en")

# C0 and C1, line separators, marks that turn the direction of writing, halves of pairs.
_OBEYED = "\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff"
_CONTROL = re.compile(f"[{_OBEYED}]")


def printable(text: str) -> str:
    """The text on one line, with escapes for all characters that a terminal obeys or that no file can hold."""
    return _CONTROL.sub(lambda found: repr(found[0])[1:-1], text)


class Text(NamedTuple):
    """One phrase in Chinese and in English."""

    zh: str
    en: str

    def in_locale(self, locale: str) -> str:
        """The phrase in `locale` ("zh" or "en"); `UnknownLocale` for any other."""
        if locale == "zh":
            return self.zh
        if locale == "en":
            return self.en
        raise UnknownLocale(locale, LOCALES)
