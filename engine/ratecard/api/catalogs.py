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
        warnings=list(catalog.warnings),
        problems=[
            *[problem for problem in context.service.problems if problem.startswith(f"{catalog.folder}/")],
            *map(str, catalog.left_out),
        ],
    )
