"""The codes that answers may carry, with their meanings."""

from enum import Enum

import strawberry

from ratecard.api.locales import DEFAULT, Locale
from ratecard.domain.text import Text
from ratecard.service.codebook import ERRORS, HINTS, NOTICES, PROBLEMS, REFUSALS


@strawberry.enum
class CodeFamily(Enum):
    """Where a code is met."""

    REFUSAL = "refusal"
    """`code` of a `Refusal`."""
    NOTICE = "notice"
    """`kind` of a `Notice`."""
    HINT = "hint"
    """`kind` of a `Hint`."""
    ERROR = "error"
    """`extensions.code` of a GraphQL error."""
    PROBLEM = "problem"
    """A catalog's problem or warning."""


@strawberry.type
class CodeMeaning:
    """One code, and what it means."""

    text: strawberry.Private[Text]
    code: str
    """The code, in kebab-case."""
    family: CodeFamily
    """Where it is met."""

    @strawberry.field
    def description(self, locale: Locale = DEFAULT) -> str:
        """What it means."""
        return self.text.in_locale(locale)


FAMILIES = {
    CodeFamily.REFUSAL: REFUSALS,
    CodeFamily.NOTICE: NOTICES,
    CodeFamily.HINT: HINTS,
    CodeFamily.ERROR: ERRORS,
    CodeFamily.PROBLEM: PROBLEMS,
}
CODES = frozenset(code for codes in FAMILIES.values() for code in codes)


def list_codes() -> list[CodeMeaning]:
    """All codes, by family and in order of the code."""
    return [
        CodeMeaning(text=text, code=code, family=family)
        for family, codes in FAMILIES.items()
        for code, text in sorted(codes.items())
    ]
