"""Text and money in the two languages of the product."""

from decimal import Decimal
from typing import Annotated

import strawberry

from ratecard.domain.conventions import Conventions
from ratecard.service.written import formatted

DEFAULT = "en"
"""The locale of texts for which none is asked."""

Locale = Annotated[
    str,
    strawberry.argument(
        description="The language of the text: `zh` or `en`; any other is an error with the code `unknown-locale`."
    ),
]


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
