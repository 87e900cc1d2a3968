"""Words shown to people, in the two languages of the product."""

from typing import NamedTuple

from ratecard.domain.errors import UnknownLocale

LOCALES = ("zh", "en")


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
