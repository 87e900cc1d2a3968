"""Products as a price list shows them: steps, what is for sale, what they were called and when it began."""

from contextlib import suppress
from datetime import date
from typing import Annotated

import strawberry

from ratecard.api.catalogs import Catalog, PeriodUnit, catalog_of
from ratecard.api.context import Asking, Context
from ratecard.api.displays import Display, display_of
from ratecard.api.errors import PlainRefusal, PluginFault, answered
from ratecard.api.locales import DEFAULT, Locale
from ratecard.api.offers import Offer, offer_of
from ratecard.api.pages import PageInfo, Paging, page_of
from ratecard.api.plugins import choices_of, spoken
from ratecard.api.scalars import Units
from ratecard.domain import step as kernel
from ratecard.domain.chain import Chain
from ratecard.domain.product import Meter as KernelMeter
from ratecard.domain.rule import Rule
from ratecard.service import Shown, placed


@strawberry.type
class Meter:
    """One API of a product that has several; they share its allowance, packs and tier quantity."""

    meter: strawberry.Private[KernelMeter]
    slug: str
    """What slices name it by."""
    counts: Units
    """How many units one call is."""

    @strawberry.field
    def name(self, locale: Locale = DEFAULT) -> str:
        """What people call it."""
        return self.meter.name.in_locale(locale)


@strawberry.type
class MeteringRule:
    """What calls of some usage records count as; `metered` says what came of it."""

    rule: strawberry.Private[Rule]
    meter: str | None
    """The meter that it feeds; null where it is the only one, or the one that the record names."""
    source: str
    """The catalog's file and line of the rule."""

    @strawberry.field
    def describe(self, locale: Locale = DEFAULT) -> str:
        """What it does, in a phrase."""
        return self.rule.describe().in_locale(locale)


@strawberry.type
class Scope:
    """For which usage, when and for whom a step is there."""

    meters: list[str]
    """Only for these meters' usage; for all of it when empty."""
    since: date | None
    """From this day on."""
    until: date | None
    """Up to, not including, this day."""
    account_classes: list[str]
    """Only for accounts of these classes; for all when empty."""
    first_months: int | None
    """Only for so many months after the account switched the product on."""


DisplayResult = Annotated[
    Display,
    strawberry.union("Display", description="The shapes that steps are shown in, the same for all strategies."),
]


@strawberry.type
class Step:
    """A strategy at its place in the chain, with its settings."""

    chain: strawberry.Private[Chain]
    step: strawberry.Private[kernel.Step]
    slug: str
    """What lines, holds and notices name it by."""
    kind: str
    """The kind of its strategy: "free-allowance". `strategies` lists what is installed."""
    plugin: str
    """The plugin that ships the strategy."""
    distribution: str
    """The installed package that the plugin is from."""
    version: str
    """The package's version."""
    source: str | None
    """The catalog's file and line of the step."""
    scope: Scope | None
    """For which usage, when and for whom it is there; null when always."""

    @strawberry.field
    def title(self, locale: Locale = DEFAULT) -> str:
        """What people call the strategy."""
        return self.step.strategy.title.in_locale(locale)

    @strawberry.field
    def describe(self, info: Asking, locale: Locale = DEFAULT) -> str:
        """What the step does, in a sentence."""
        return spoken(info.context, self.step, locale, lambda strategy: strategy.describe(locale))

    @strawberry.field
    def choices(self, info: Asking) -> list[str]:
        """What an account may choose of the step, as `choices` of a question's account says; mostly nothing."""
        return choices_of(info.context, self.step)

    @strawberry.field
    def display(self, info: Asking) -> DisplayResult:
        """How to show it in a price list: an allowance, a table of packs, a table of tiers, or a note."""
        return display_of(info.context, self.step, self.chain)


@strawberry.type
class ProductVersion:
    """A product's prices and rules from a day on."""

    effective_from: date | None
    """The day it begins; null for a first version that was always in force."""
    source: str
    """The file that says so."""


@strawberry.type
class Product:
    """One billable API, with the prices in force on a day."""

    shown: strawberry.Private[Shown]
    id: strawberry.ID
    """What client caches tell it by: the product, the day and the catalog's digest."""
    slug: str
    """What it is asked for by, where only one catalog has it: "id-card"."""
    full_slug: str
    """What it is asked for by in any case: `catalog/product`."""
    on: date
    """The day, in the catalog's time zone, that the prices are of."""
    effective_from: date | None
    """The day since which they are in force; null when always."""
    currency: str
    """ISO 4217, of every price and amount."""
    time_zone: str
    """Where days, months and hours begin: "Asia/Shanghai"."""
    period_unit: PeriodUnit
    """What one bill covers."""
    catalog_digest: str
    """The digest of the catalog's contents and of the plugins that price it."""
    engine_version: str
    """The version of ratecard."""

    @strawberry.field
    def name(self, locale: Locale = DEFAULT) -> str:
        """What people call it."""
        return self.shown.version.name.in_locale(locale)

    @strawberry.field
    def category(self, locale: Locale = DEFAULT) -> str:
        """Which group of products it is in; empty when in none."""
        return self.shown.version.category.in_locale(locale)

    @strawberry.field
    def description(self, locale: Locale = DEFAULT) -> str:
        """What it is for, as text in paragraphs; may be empty."""
        return self.shown.version.description.in_locale(locale)

    @strawberry.field
    def catalog(self, info: Asking) -> Catalog:
        """The catalog that it is in."""
        return catalog_of(self.shown.catalog, info.context)

    @strawberry.field
    def meters(self) -> list[Meter]:
        """Its APIs, where it has several; empty where it has but one."""
        meters = self.shown.version.meters
        return [Meter(meter=meter, slug=meter.id, counts=Units(meter.counts)) for meter in meters]

    @strawberry.field
    def metering(self) -> list[MeteringRule]:
        """What a call counts as, in the order in which rules are asked; empty where each call counts one."""
        rules = self.shown.version.metering
        return [MeteringRule(rule=rule, meter=rule.meter or None, source=rule.source) for rule in rules]

    @strawberry.field
    def steps(self) -> list[Step]:
        """The chain that prices it, in order of settlement."""
        chain = self.shown.version.chain
        return [_step(step, chain) for step in chain.steps]

    @strawberry.field
    def offers(self) -> list[Offer]:
        """Everything that can be ordered."""
        version = self.shown.version
        offers = version.offers()
        skus = [offer.sku for _, offer in offers]
        return [offer_of(step, offer, version.chain, skus.count(offer.sku) == 1) for step, offer in offers]

    @strawberry.field
    def versions(self) -> list[ProductVersion]:
        """All its price lists, the earliest first; `product(on:)` shows the one in force on a day."""
        versions = self.shown.product.versions
        return [ProductVersion(effective_from=each.effective_from, source=each.source) for each in versions]


@strawberry.type
class ProductEdge:
    """A product at its place in the list."""

    node: Product
    """The product."""
    cursor: str
    """Where it is, for `after` and `before`."""


@strawberry.type
class ProductConnection:
    """A page of the products that are on sale on a day, in order of catalog and slug."""

    edges: list[ProductEdge]
    """The page's products, each with its cursor."""
    page_info: PageInfo
    """Whether there are more."""
    total_count: int
    """How many there are on all pages together."""

    @strawberry.field
    def nodes(self) -> list[Product]:
        """The page's products, for whoever needs no cursors."""
        return [edge.node for edge in self.edges]


ProductResult = Annotated[
    Product | PlainRefusal | PluginFault,
    strawberry.union("ProductResult", description="A product, or why there is none to show."),
]
ProductsResult = Annotated[
    ProductConnection | PlainRefusal | PluginFault,
    strawberry.union("ProductsResult", description="Products, or why there are none to show."),
]
_NAMED = "The product, as `product` or `catalog/product`; or an answer's `id`, which names the day too."
Id = Annotated[strawberry.ID, strawberry.argument(description=_NAMED)]
CatalogId = Annotated[str | None, strawberry.argument(description="Only the products of this catalog.")]
On = Annotated[date | None, strawberry.argument(description="The day to show prices of; today unless given.")]


def product_of(shown: Shown) -> Product:
    """A product as data."""
    conventions = shown.version.chain.conventions
    return Product(
        shown=shown,
        id=strawberry.ID(f"{shown.product.full_id}@{shown.on}#{shown.catalog.digest}"),
        slug=shown.product.id,
        full_slug=shown.product.full_id,
        on=shown.on,
        effective_from=shown.version.effective_from,
        currency=conventions.currency,
        time_zone=conventions.calendar.zone.key,
        period_unit=PeriodUnit(conventions.calendar.unit),
        catalog_digest=shown.catalog.digest,
        engine_version=shown.engine_version,
    )


def find_product(context: Context, id: str, on: date | None) -> Product | PlainRefusal | PluginFault:
    """One product as it is on a day."""
    return answered(context, lambda: product_of(context.service.product(*_asked(id, on))), "id")


def _asked(id: str, on: date | None) -> tuple[str, date | None]:
    """The product and the day that an argument names: an answer's id has both."""
    name, is_answered, rest = id.partition("@")
    if is_answered and on is None:
        with suppress(ValueError):
            on = date.fromisoformat(rest.partition("#")[0])
    return name, on


def list_products(
    context: Context, catalog: str | None, on: date | None, paging: Paging
) -> ProductConnection | PlainRefusal | PluginFault:
    """A page of the products of one catalog or of all."""

    def answer() -> ProductConnection:
        with placed("catalog"):
            shown = context.service.products(catalog, on)
        page = page_of(shown, lambda each: (each.catalog.id, each.product.id), paging)
        return ProductConnection(
            edges=[ProductEdge(node=product_of(member), cursor=cursor) for cursor, member in page.members],
            page_info=page.info,
            total_count=page.total,
        )

    return answered(context, answer)


def _step(step: kernel.Step, chain: Chain) -> Step:
    scope = step.scope
    return Step(
        chain=chain,
        step=step,
        slug=step.id,
        kind=step.strategy.kind,
        plugin=step.plugin.name,
        distribution=step.plugin.distribution,
        version=step.plugin.version,
        source=step.sources.get(()),
        scope=scope
        and Scope(
            meters=list(scope.meters),
            since=scope.since,
            until=scope.until,
            account_classes=list(scope.account_classes),
            first_months=scope.first_months,
        ),
    )
