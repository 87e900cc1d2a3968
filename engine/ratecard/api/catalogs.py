"""What is loaded."""

from enum import Enum

import strawberry

from ratecard.api.context import Context
from ratecard.api.locales import DEFAULT, Locale
from ratecard.domain import product as kernel


@strawberry.enum
class PeriodUnit(Enum):
    """What one bill covers."""

    HOUR = "hour"
    """An hour."""
    DAY = "day"
    """A day."""
    MONTH = "month"
    """A calendar month."""
    YEAR = "year"
    """A calendar year."""


@strawberry.type
class CatalogWarning:
    """Something in a catalog's files that is allowed, and probably not meant."""

    file: str
    """The file, as the folder of catalogs was given."""
    line: int | None
    """The line, from 1; null where it is not about a line."""
    key: str | None
    """The key as people write it: "tiered-postpaid.tiers[1]"; null where it is about the file."""
    message: str
    """What is there."""
    hint: str | None
    """What to do about it."""
    code: str
    """In kebab-case; `codes` lists them, and a product may accept one by it."""


@strawberry.type
class Catalog:
    """A folder of products that share currency, time zone and defaults."""

    catalog: strawberry.Private[kernel.Catalog]
    id: strawberry.ID
    """What it is asked for by."""
    currency: str
    """ISO 4217, of every price and amount."""
    time_zone: str
    """Where days, months and hours begin: "Asia/Shanghai"."""
    period_unit: PeriodUnit
    """What one bill covers."""
    digest: str
    """Of the folder's contents and of the plugins that price it."""
    folder: str
    """Where it was read from."""
    product_slugs: list[str]
    """The slugs of its products."""
    warnings: list[str]
    """What a product manager should look at again, as `file:line: key: sentence`."""
    warning_list: list[CatalogWarning]
    """The same in parts. `ratecard check` proves more, and finds more."""
    problems: list[str]
    """Why the last reload was not taken over, and which products are left out because a plugin is disabled, as
    `file:line: key: sentence`; empty when all is well. `problems` on the query has those of all folders, new ones among
    them."""

    @strawberry.field
    def name(self, locale: Locale = DEFAULT) -> str:
        """What people call it."""
        return self.catalog.name.in_locale(locale)


def catalog_of(catalog: kernel.Catalog, context: Context) -> Catalog:
    """A catalog as data."""
    return Catalog(
        catalog=catalog,
        id=strawberry.ID(catalog.id),
        currency=catalog.currency,
        time_zone=catalog.calendar.zone.key,
        period_unit=PeriodUnit(catalog.calendar.unit),
        digest=catalog.digest,
        folder=catalog.folder,
        product_slugs=[product.id for product in catalog.products],
        warnings=[f"{each}; {each.hint}" if each.hint else str(each) for each in catalog.warnings],
        warning_list=[
            CatalogWarning(
                file=each.file,
                line=each.line or None,
                key=each.key or None,
                message=each.message,
                hint=each.hint,
                code=each.code,
            )
            for each in catalog.warnings
        ],
        problems=[
            *[problem for problem in context.service.problems if problem.startswith(f"{catalog.folder}/")],
            *map(str, catalog.left_out),
        ],
    )
