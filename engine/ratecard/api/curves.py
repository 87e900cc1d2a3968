"""What one period costs by how much is used."""

from typing import Annotated

import strawberry

from ratecard.api.context import Context
from ratecard.api.errors import PlainRefusal, PluginFault, answered
from ratecard.api.inputs import CurveInput, asked_curve
from ratecard.api.locales import Money, money
from ratecard.api.products import Product, product_of
from ratecard.api.scalars import Units
from ratecard.domain.curve import Cliff as KernelCliff
from ratecard.domain.money import EXACT
from ratecard.domain.strategy import Conventions
from ratecard.service import Drawn, Shown


@strawberry.type
class CurvePoint:
    """The cost of so many units in the period."""

    units: Units
    """How many units."""
    total: Money | None
    """What they cost; null from `contactFrom` on."""


@strawberry.type
class Cliff:
    """Where one unit more costs less."""

    units: Units
    """The last unit before the fall."""
    before: Money
    """The total of so many units."""
    after: Money
    """The total of one unit more."""
    saving: Money
    """How much less that is."""
    dear_from: Units
    """From here up to `units`, one pays more than `after`."""


@strawberry.type
class CostCurve:
    """What one period costs by how much is used, with every bend and cliff exact."""

    drawn: strawberry.Private[Drawn]
    catalog_digest: str
    """The digest of the catalog's contents and of the plugins that priced it."""
    engine_version: str
    """The version of ratecard that answered."""
    period: str
    """The id of the period."""
    points: list[CurvePoint]
    """In order of units: the ends, both sides of every bend, and others in between. Straight between two points."""
    bends: list[Units]
    """The last unit before each change of the price."""
    cliffs: list[Cliff]
    """Where one unit more costs less."""
    contact_from: Units | None
    """From so many units on there is no list price: contact sales; null when there always is one."""

    @strawberry.field
    def product(self) -> Product:
        """The product, with the prices in force when the period begins."""
        drawn = self.drawn
        start = drawn.period.start
        day = drawn.product.calendar.local(start).date()
        version = drawn.product.version(start)
        return product_of(Shown(drawn.catalog, drawn.product, version, day, drawn.engine_version))


CostCurveResult = Annotated[
    CostCurve | PlainRefusal | PluginFault,
    strawberry.union("CostCurveResult", description="A cost curve, or why none can be drawn."),
]


def draw_curve(context: Context, input: CurveInput) -> CostCurve | PlainRefusal | PluginFault:
    """The curve that is asked for."""

    def answer() -> CostCurve:
        asked, most_units = asked_curve(input)
        drawn = context.service.cost_curve(asked, most_units, input.points, context.tick)
        conventions = drawn.product.version(drawn.period.start).chain.conventions
        curve = drawn.curve
        return CostCurve(
            drawn=drawn,
            catalog_digest=drawn.catalog.digest,
            engine_version=drawn.engine_version,
            period=drawn.period.id,
            points=[
                CurvePoint(
                    units=Units(point.units),
                    total=None if point.total is None else money(point.total, conventions),
                )
                for point in curve.points
            ],
            bends=[Units(bend) for bend in curve.bends],
            cliffs=[_cliff(cliff, conventions) for cliff in curve.cliffs],
            contact_from=None if curve.contact_from is None else Units(curve.contact_from),
        )

    return answered(context, answer, "input")


def _cliff(cliff: KernelCliff, conventions: Conventions) -> Cliff:
    return Cliff(
        units=Units(cliff.units),
        before=money(cliff.before, conventions),
        after=money(cliff.after, conventions),
        saving=money(EXACT.subtract(cliff.before, cliff.after), conventions),
        dear_from=Units(cliff.dear_from),
    )
