"""One period, priced."""

from typing import Annotated

import strawberry

from ratecard.api.context import Asking, Context
from ratecard.api.errors import PlainRefusal, PluginFault, answered
from ratecard.api.hints import Hint, find_hints
from ratecard.api.inputs import QuoteInput, asked_quote
from ratecard.api.locales import DEFAULT, Locale, Money, money
from ratecard.api.products import Product, product_of
from ratecard.api.scalars import State, Units
from ratecard.api.settlements import Settlement
from ratecard.domain.errors import Refusal
from ratecard.domain.forecast import Statement
from ratecard.domain.formula import total_formula
from ratecard.domain.money import ZERO
from ratecard.domain.product import Version
from ratecard.service import Priced, Shown

MOST_QUOTES = 1_000


class TooManyQuotes(Refusal):
    """More questions than one list may hold."""

    code = "too-many-quotes"

    def __init__(self, quotes: int) -> None:
        super().__init__(f"{quotes} questions are more than {MOST_QUOTES}", "ask in several requests")


@strawberry.interface
class Answer:
    """What every answer says of how it was made: the same question about the same digest and engine has it for ever."""

    priced: strawberry.Private[Priced]

    @strawberry.field
    def catalog_digest(self) -> str:
        """The digest of the catalog's contents and of the plugins that priced it."""
        return self.priced.catalog.digest

    @strawberry.field
    def engine_version(self) -> str:
        """The version of ratecard that answered."""
        return self.priced.engine_version

    @strawberry.field
    def product(self) -> Product:
        """The product, with the prices in force when the first period begins."""
        return product_of(shown_in(self.priced, self.priced.first.version))

    @strawberry.field
    def state(self) -> State:
        """What the last period leaves: pass it to a question about the one after it."""
        return State(self.priced.state)

    @strawberry.field
    def hints(self, info: Asking) -> list[Hint] | None:
        """What is worth knowing: what would cost less, what is lost, what runs out; the greatest saving first.

        Computed only when asked for. Null, with an error of the code `deadline-exceeded`, when time ran out.
        """
        return find_hints(info.context, self.priced.forecast)


@strawberry.type
class Quote(Answer, Settlement):
    """What one period costs."""

    @strawberry.field
    def total(self) -> Money:
        """The sum of the lines."""
        return money(self.statement.settlement.total or ZERO, self.statement.version.chain.conventions)

    @strawberry.field
    def formula(self) -> str:
        """The sum that made it, usage first: "(2500 - 1000 - 1000) × 0.15 + 84 = 159"."""
        return total_formula(self.statement.settlement) or ""

    @strawberry.field
    def charge(self) -> Money:
        """What is charged when the bill comes: the total without the purchases."""
        settlement = self.statement.settlement
        return money(settlement.charge or ZERO, self.statement.version.chain.conventions)


@strawberry.type
class ContactSales(Answer, Settlement):
    """Some units, or an order, have no list price, so there is no total: ask whom `url` names.

    What has a price is in the lines.
    """

    @strawberry.field
    def url(self) -> str:
        """Where to ask for a price."""
        contact = self.statement.settlement.contact
        return contact.url if contact else ""

    @strawberry.field
    def unpriced_units(self) -> Units:
        """How many units have no list price; 0 where it is an order that has none."""
        contact = self.statement.settlement.contact
        return Units(contact.units if contact else 0)

    @strawberry.field
    def reason(self, locale: Locale = DEFAULT) -> str:
        """Why there is no total."""
        return contact_reason(self.statement, locale) or ""


QuoteResult = Annotated[
    Quote | ContactSales | PlainRefusal | PluginFault,
    strawberry.union("QuoteResult", description="What one period costs, or why that can't be said."),
]


def price_quote(
    context: Context, input: QuoteInput, *root: str | int
) -> Quote | ContactSales | PlainRefusal | PluginFault:
    """The answer to a question about one period."""

    def answer() -> Quote | ContactSales:
        priced = context.service.quote(asked_quote(input), context.tick)
        statement = priced.first
        settlement = statement.settlement
        if settlement.total is None or settlement.contact:
            return ContactSales(priced=priced, statement=statement)
        return Quote(priced=priced, statement=statement)

    return answered(context, answer, *root)


def price_quotes(context: Context, inputs: list[QuoteInput]) -> list[Quote | ContactSales | PlainRefusal | PluginFault]:
    """The answers to several questions, in their order."""
    if len(inputs) > MOST_QUOTES:
        raise TooManyQuotes(len(inputs)).under("inputs")
    return [price_quote(context, each, "inputs", index) for index, each in enumerate(inputs)]


def shown_in(priced: Priced, version: Version) -> Shown:
    """The product of an answer, as it is when its first period begins."""
    day = priced.product.calendar.local(priced.first.period.start).date()
    return Shown(priced.catalog, priced.product, version, day, priced.engine_version)


def contact_reason(statement: Statement, locale: str) -> str | None:
    """Why a settlement has no total; None when it has one."""
    contact = statement.settlement.contact
    return contact.reason.in_locale(locale) if contact else None
