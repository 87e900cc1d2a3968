"""What one period costs by how much is used."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Annotated, Any

import strawberry

from ratecard.api.changes import ChangeListInput, changes_read
from ratecard.api.context import Context
from ratecard.api.errors import PlainRefusal, PluginFault, answered
from ratecard.api.inputs import AccountInput, OrderInput, OwnedInput, asked, units_read
from ratecard.api.locales import Money, known_money, money
from ratecard.api.place import relocate
from ratecard.api.products import Product, product_of
from ratecard.api.scalars import State, Units, UnitsGiven
from ratecard.domain.conventions import Conventions
from ratecard.domain.curve import Cliff as KernelCliff
from ratecard.domain.errors import Refusal
from ratecard.service import Drawn, Shown, placed
from ratecard.service.change import Change

MOST_LISTS = 12


class TooManyCurves(Refusal):
    """More curves than one axis may hold."""

    code = "too-many-curves"

    def __init__(self, curves: int) -> None:
        super().__init__(f"{curves} curves are more than {MOST_LISTS} beside the question's own")


@strawberry.input
class CurveInput:
    """A question about what one period costs by how much is used, all else as given."""

    product: str
    """The product, as `product` or `catalog/product`."""
    max_units: UnitsGiven
    """Up to so many units; from 0."""
    points: int = 100
    """At most so many points of each curve, from 2 to 1000; fewer than the bends need are refused
    (`too-few-points`)."""
    orders: list[OrderInput] = strawberry.field(default_factory=list)
    """What is bought."""
    owned: list[OwnedInput] = strawberry.field(default_factory=list)
    """Packs from before the period."""
    account: AccountInput | None = None
    """What is known of the account."""
    period: str | None = None
    """The id of the period: "2021-06". Unless given: the one after `state`, that of the earliest date given, or the
    current one. The answer says which."""
    state: State | None = None
    """What the period before left, as its answer gave it."""
    change_lists: list[ChangeListInput] = strawberry.field(default_factory=list)
    """What is to be different: a curve more for each list, on the same axis; at most 12. Usage that they set is not
    drawn."""


@strawberry.type
class CurvePoint:
    """The cost of so many units in the period."""

    units: Units
    """How many units."""
    total: Money | None
    """What they cost; null from `contactFrom` on."""
    per_unit: Decimal | None
    """What one of them costs, to six places; null for no units, and from `contactFrom` on."""


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


@strawberry.interface
class Curve:
    """What one period costs by how much is used, with every bend and cliff exact."""

    drawn: strawberry.Private[Drawn]
    catalog_digest: str
    """The digest of the catalog's contents and of the plugins that priced it."""
    engine_version: str
    """The version of ratecard that answered."""
    period: str
    """The id of the period."""
    points: list[CurvePoint]
    """In order of units: the ends, both sides of every bend of every curve, and others in between. Straight between two
    points, or rising by whole blocks that are too many to tell apart. All curves of an answer have points at the same
    units."""
    bends: list[Units]
    """The last unit before each change of the price."""
    cliffs: list[Cliff]
    """Where one unit more costs less."""
    contact_from: Units | None
    """The first of the points from which on there is no list price: contact sales; null when there always is one."""

    @strawberry.field
    def product(self) -> Product:
        """The product, with the prices in force when the period begins."""
        drawn = self.drawn
        start = drawn.period.start
        day = drawn.product.calendar.local(start).date()
        version = drawn.product.version(start)
        return product_of(Shown(drawn.catalog, drawn.product, version, day, drawn.engine_version))


@strawberry.type
class CostCurve(Curve):
    """The curve of the question as it is, and those with changes made."""

    changed: list["ChangedCurve"]
    """One for each list of changes, in their order."""


@strawberry.type
class ChangedCurve(Curve):
    """The curve after a list of changes."""

    name: str
    """The name of the list."""


CostCurveResult = Annotated[
    CostCurve | PlainRefusal | PluginFault,
    strawberry.union("CostCurveResult", description="A cost curve, or why none can be drawn."),
]


def draw_curve(context: Context, input: CurveInput) -> CostCurve | PlainRefusal | PluginFault:
    """The curve that is asked for."""

    def answer() -> CostCurve:
        lists = input.change_lists
        if len(lists) > MOST_LISTS:
            raise TooManyCurves(len(lists)).under("changeLists")
        with placed("max_units"):
            most_units = units_read(input.max_units)
        question = asked(input, input.period, 1)
        read = [_changes(each, place) for place, each in enumerate(lists)]
        with _placed(lists):
            plain, *changed = context.service.cost_curves(question, [[], *read], most_units, input.points, context.tick)
        return CostCurve(
            **_fields(plain),
            changed=[
                ChangedCurve(**_fields(each), name=given.name) for given, each in zip(lists, changed, strict=True)
            ],
        )

    return answered(context, answer, "input")


def _changes(given: ChangeListInput, place: int) -> list[Change]:
    with placed("changeLists", place):
        return changes_read(given.changes)


@contextmanager
def _placed(lists: Sequence[ChangeListInput]) -> Iterator[None]:
    """Say which of the lists a refusal is about; the service's first one is the question as it is."""
    try:
        yield
    except Refusal as refusal:
        match refusal.path:
            case ("changeLists", 0, *rest):
                refusal.path = tuple(rest)
            case ("changeLists", int(place), "changes", *rest):
                refusal.path = ("changes", *rest)
                relocate(refusal, (), lists[place - 1].changes, ("changeLists", place - 1))
            case ("changeLists", int(place), *_):
                refusal.path = ("changeLists", place - 1)
        raise


def _fields(drawn: Drawn) -> dict[str, Any]:
    curve = drawn.curve
    conventions = drawn.product.version(drawn.period.start).chain.conventions
    return {
        "drawn": drawn,
        "catalog_digest": drawn.catalog.digest,
        "engine_version": drawn.engine_version,
        "period": drawn.period.id,
        "points": [
            CurvePoint(units=Units(each.units), total=known_money(each.total, conventions), per_unit=each.per_unit)
            for each in curve.points
        ],
        "bends": [Units(bend) for bend in curve.bends],
        "cliffs": [_cliff(cliff, conventions) for cliff in curve.cliffs],
        "contact_from": None if curve.contact_from is None else Units(curve.contact_from),
    }


def _cliff(cliff: KernelCliff, conventions: Conventions) -> Cliff:
    return Cliff(
        units=Units(cliff.units),
        before=money(cliff.before, conventions),
        after=money(cliff.after, conventions),
        saving=money(cliff.saving, conventions),
        dear_from=Units(cliff.dear_from),
    )
