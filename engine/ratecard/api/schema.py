"""The schema: what may be asked, and how it is printed."""

import inspect
import sys
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any

import strawberry
from graphql import GraphQLInputObjectType, lexicographic_sort_schema, print_schema
from strawberry.schema.config import StrawberryConfig

from ratecard.api.advice import AdviceInput, AdviceResult, advise_packs
from ratecard.api.catalogs import Catalog, catalog_of
from ratecard.api.codes import CodeMeaning, list_codes
from ratecard.api.compare import CompareInput, ComparisonResult, compare_all
from ratecard.api.context import Asking
from ratecard.api.curves import CostCurveResult, CurveInput, draw_curve
from ratecard.api.described import describe
from ratecard.api.errors import Refusal
from ratecard.api.forecasts import ForecastResult, price_forecast
from ratecard.api.inputs import ForecastInput, QuoteInput
from ratecard.api.metering import MeteredInput, MeteredResult, meter_records
from ratecard.api.pages import After, Before, First, Last, Paging
from ratecard.api.products import CatalogId, Id, On, ProductResult, ProductsResult, find_product, list_products
from ratecard.api.quotes import Answer, QuoteResult, price_quote, price_quotes
from ratecard.api.scalars import SCALARS
from ratecard.api.settlements import Settlement
from ratecard.api.strategies import Strategy, list_strategies
from ratecard.api.what_if import WhatIfInput, WhatIfResult, try_changes


def _argument(text: str) -> Any:
    return strawberry.argument(description=text)


@strawberry.type
class Query:
    """What may be asked. Every question is answered from the catalogs that are loaded; nothing is stored."""

    @strawberry.field
    def products(
        self,
        info: Asking,
        catalog: CatalogId = None,
        on: On = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> ProductsResult:
        """The products that are on sale on a day, with their price tables, a page at a time."""
        paging = Paging(first=first, after=after, last=last, before=before)
        return list_products(info.context, catalog, on, paging)

    @strawberry.field
    def product(self, info: Asking, id: Id, on: On = None) -> ProductResult:
        """One product as it is on a day, with its price tables."""
        return find_product(info.context, id, on)

    @strawberry.field
    def quote(self, info: Asking, input: Annotated[QuoteInput, _argument("The question.")]) -> QuoteResult:
        """What one period costs: usage, purchases, packs, and the state that the period before left."""
        return price_quote(info.context, input, "input")

    @strawberry.field
    def quotes(
        self, info: Asking, inputs: Annotated[list[QuoteInput], _argument("The questions; at most 1 000.")]
    ) -> list[QuoteResult]:
        """What several periods cost that have nothing to do with each other: the answers, in order of the questions."""
        return price_quotes(info.context, inputs)

    @strawberry.field
    def forecast(self, info: Asking, input: Annotated[ForecastInput, _argument("The question.")]) -> ForecastResult:
        """What consecutive periods cost, each from the state that the one before left; with ledger and notices."""
        return price_forecast(info.context, input)

    @strawberry.field
    def metered(self, info: Asking, input: Annotated[MeteredInput, _argument("The question.")]) -> MeteredResult:
        """What calls count as: usage records made slices by the product's metering, and what came of each rule."""
        return meter_records(info.context, input)

    @strawberry.field
    def cost_curve(self, info: Asking, input: Annotated[CurveInput, _argument("The question.")]) -> CostCurveResult:
        """What one period costs by how much is used, for a chart: exact at every bend and cliff."""
        return draw_curve(info.context, input)

    @strawberry.field
    def compare(self, info: Asking, input: Annotated[CompareInput, _argument("The questions.")]) -> ComparisonResult:
        """What it would cost with several products, catalogs or lists of changes, side by side."""
        return compare_all(info.context, input)

    @strawberry.field
    def pack_advice(self, info: Asking, input: Annotated[AdviceInput, _argument("The question.")]) -> AdviceResult:
        """Which packs to buy, how many and when: the orders with the least total cost, and whether that is proven."""
        return advise_packs(info.context, input)

    @strawberry.field
    def catalogs(self, info: Asking) -> list[Catalog]:
        """The catalogs that are loaded."""
        return [catalog_of(each, info.context) for each in info.context.service.catalogs()]

    @strawberry.field
    def problems(self, info: Asking) -> list[str]:
        """Why the last reload of the catalogs was not taken over, as `file:line: key: sentence`; empty when it was."""
        return list(info.context.service.problems)

    @strawberry.field
    def strategies(self, info: Asking) -> list[Strategy]:
        """The strategies that are installed, with the JSON Schema of each one's settings."""
        return list_strategies(info.context)

    @strawberry.field
    def codes(self) -> list[CodeMeaning]:
        """Every code that an answer may carry, and what it means."""
        return list_codes()


@strawberry.type
class Mutation:
    """What is done rather than asked. Nothing here stores or changes anything yet."""

    @strawberry.field
    def what_if(self, info: Asking, input: Annotated[WhatIfInput, _argument("The question.")]) -> WhatIfResult:
        """What it would cost if: a forecast as it is and with changes made, and what each of them adds.

        One pure computation: it stores nothing and changes nothing, for nobody; the same question has the same answer.
        """
        return try_changes(info.context, input)


@cache
def schema() -> strawberry.Schema:
    """The schema; made once."""
    describe([Query, Mutation, *_types()])
    made = strawberry.Schema(
        query=Query,
        mutation=Mutation,
        types=[Settlement, Answer, Refusal],
        config=StrawberryConfig(scalar_map=SCALARS),
    )
    _mark_one_of(made)
    return made


def _mark_one_of(schema: strawberry.Schema) -> None:
    """Strawberry keeps to itself which inputs take one key: graphql-core would neither check nor print it."""
    for each in schema._schema.type_map.values():
        if isinstance(each, GraphQLInputObjectType) and each.extensions["strawberry-definition"].is_one_of:
            each.is_one_of = True


def sdl() -> str:
    """The schema as text, in alphabetical order; it needs no catalogs."""
    return print_schema(lexicographic_sort_schema(schema()._schema)) + "\n"


def _types() -> Iterator[type]:
    """Every type of the schema that a module of this package has imported or made."""
    for name, module in list(sys.modules.items()):
        if name.startswith(f"{__package__}.") and name != __name__:
            for _, each in inspect.getmembers(module, inspect.isclass):
                if each.__module__ == name and "__strawberry_definition__" in vars(each):
                    yield each
