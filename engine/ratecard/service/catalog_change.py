"""What changed in meaning between two states of the catalogs, product by product, and what it does to totals.

A reordered key, a comment, or a shared setting that moved and comes to the same is no change.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from ratecard.domain.crossing import Compared
from ratecard.domain.difference import rises_beyond
from ratecard.domain.period import Period
from ratecard.domain.product import Catalog, Product
from ratecard.domain.text import Text
from ratecard.service.catalog_change_edit import Edit, convention_edits, version_edits
from ratecard.service.catalog_change_time import Time, periods, times
from ratecard.service.catalog_change_total import PackPrice, Side, Toll, pack_prices, tolls, unlike
from ratecard.service.shelf import Shelf
from ratecard.service.what_if import Tick

USAGE = (1_000, 10_000, 100_000)
"""The calls whose totals are compared unless others are asked for; those beside each bend are in any case."""


class Era(NamedTuple):
    """A time in which both sides have one version of a product in force, that are not the same."""

    since: date | None
    """None: from ever."""
    until: date | None
    """None: for ever."""
    edits: tuple[Edit, ...]
    packs: tuple[PackPrice, ...]
    tolls: tuple[Toll, ...]
    period: Period | None
    """That is priced; None where the time is over, or too short for a period to begin in it."""
    unlike: Text | None
    """Why totals of both sides can't be compared; None where they can."""


class ProductChange(NamedTuple):
    """What changed of one product."""

    before: Product | None
    """None for one that was added."""
    after: Product | None
    """None for one that was removed."""
    added: tuple[date | None, ...]
    """The versions that only the side after has, by the day they begin."""
    removed: tuple[date | None, ...]
    eras: tuple[Era, ...]

    @property
    def product(self) -> Product:
        """The product as it is, or as it was when it is gone."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a change of no product")
        return found


class Shared(NamedTuple):
    """A change of what a catalog's products share."""

    since: date | None
    edit: Edit
    products: tuple[str, ...]
    """The ids of the products whose versions have it."""
    everywhere: bool
    """Whether those are all products that both sides have."""


class CatalogChange(NamedTuple):
    """What changed of one catalog."""

    before: Catalog | None
    """None for one that was added."""
    after: Catalog | None
    """None for one that was removed."""
    edits: tuple[Edit, ...]
    """Of its id, its name and how many examples hold."""
    shared: tuple[Shared, ...]
    products: tuple[ProductChange, ...]

    @property
    def catalog(self) -> Catalog:
        """The catalog as it is, or as it was when it is gone."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a change of no catalog")
        return found

    @property
    def is_empty(self) -> bool:
        """Whether it means the same as before."""
        return self.before is not None and self.after is not None and not (self.edits or self.shared or self.products)


class Rise(NamedTuple):
    """A price that rises by more than is allowed."""

    catalog: Catalog
    product: Product
    era: Era
    toll: Toll | None
    """Where it is a total, whose."""
    pack: PackPrice | None
    """Where it is a purchase, of what."""
    compared: Compared | None
    """Before and after; None where it can't be told."""


class CatalogChanges(NamedTuple):
    """What changed between two folders of catalogs."""

    catalogs: tuple[CatalogChange, ...]
    """Those that mean something else than before, in order of id."""
    on: date | None
    """The one day that was asked about."""

    def rises_beyond(self, most: Decimal) -> Iterator[Rise]:
        """Where a price rises by more than so many per cent: for each curve and pack of a product where it does most.

        A rise from nothing has no per cent and is beyond any limit; so is a list price that gives way to contact sales,
        and what can't be compared. What rounding may have done is no rise. Nor is a list price in place of contact
        sales, or what was added or removed.
        """
        for catalog in self.catalogs:
            for change in catalog.products:
                for era in change.eras:
                    yield from _rises(catalog.catalog, change.product, era, most)


def _rises(catalog: Catalog, product: Product, era: Era, most: Decimal) -> Iterator[Rise]:
    if era.unlike:
        yield Rise(catalog, product, era, None, None, None)
    for toll in era.tolls:
        if toll.course is None:
            yield Rise(catalog, product, era, toll, None, None)
            continue
        lost = [stretch for stretch in toll.course.stretches if "lost" in stretch.signs]
        risen = [stretch.more.share for stretch in toll.course.stretches if stretch.more]
        rounded = toll.course.rounded
        beyond = [each for each in risen if rises_beyond(each.before, each.after, most, rounded)]
        if beyond:
            yield Rise(catalog, product, era, toll, None, max(beyond, key=lambda each: each.steepness(rounded)))
        if lost:
            yield Rise(catalog, product, era, toll, None, lost[0].start)
    for pack in era.packs if era.period else ():  # in a time that is over nothing is sold
        if pack.rises_beyond(most):
            yield Rise(catalog, product, era, None, pack, pack.compared)


class _Asked(NamedTuple):
    today: datetime
    on: date | None
    usage: Sequence[int]
    up_to: int | None
    tick: Tick | None


def catalog_changes(
    before: Shelf,
    after: Shelf,
    today: datetime,
    on: date | None = None,
    usage: Sequence[int] = USAGE,
    up_to: int | None = None,
    tick: Tick | None = None,
) -> CatalogChanges:
    """What changed in meaning, with totals of a period of each time that is not over; or of the one that `on` is in.

    Totals are compared at counts of `usage` and beside every bend, and along the curve up to `up_to` calls, or as far
    as there is anything to tell. They are those of an account that brings nothing along and orders nothing.
    """
    ask = _Asked(today, on, usage, up_to, tick)
    found = [_catalog_change(old, new, ask) for old, new in _pairs(before, after)]
    return CatalogChanges(tuple(each for each in found if not each.is_empty), on)


def _pairs(before: Shelf, after: Shelf) -> list[tuple[Catalog | None, Catalog | None]]:
    """Catalogs by id; where each side has but one they belong together, whatever their ids."""
    if len(before.catalogs) == len(after.catalogs) == 1:
        return [(before.catalogs[0], after.catalogs[0])]
    old, new = ({catalog.id: catalog for catalog in shelf.catalogs} for shelf in (before, after))
    return [(old.get(name), new.get(name)) for name in sorted({*old, *new})]


def _catalog_change(before: Catalog | None, after: Catalog | None, ask: _Asked) -> CatalogChange:
    if before is None or after is None:
        return CatalogChange(before, after, (), (), ())
    old, new = ({product.id: product for product in catalog.products} for catalog in (before, after))
    changes = [_product_change(old.get(name), new.get(name), ask) for name in sorted({*old, *new})]
    both = [(old[name], new[name]) for name in sorted(old.keys() & new.keys())]
    shared = tuple(_shared(both, ask.on))
    return CatalogChange(before, after, tuple(_catalog_edits(before, after)), shared, tuple(filter(None, changes)))


def _catalog_edits(before: Catalog, after: Catalog) -> Iterator[Edit]:
    if before.id != after.id:
        yield Edit("changed", ("id",), before.id, after.id)
    for locale in Text._fields:
        old, new = getattr(before.name, locale), getattr(after.name, locale)
        if old != new:
            yield Edit("changed", ("name", locale), old, new)
    if before.examples != after.examples:
        yield Edit("changed", ("examples",), before.examples, after.examples)


def _shared(products: Sequence[tuple[Product, Product]], on: date | None) -> Iterator[Shared]:
    """What the products share and is else than before, once for all whose versions have it."""
    found: dict[tuple[date | None, str], tuple[Edit, list[str]]] = {}
    for before, after in products:
        for time in times(before, after, on):
            for edit in convention_edits(time.before.chain.conventions, time.after.chain.conventions):
                found.setdefault((time.since, repr(edit)), (edit, []))[1].append(after.id)
    for (since, _), (edit, ids) in found.items():
        yield Shared(since, edit, tuple(ids), len(ids) == len(products))


def _product_change(before: Product | None, after: Product | None, ask: _Asked) -> ProductChange | None:
    if before is None or after is None:
        return ProductChange(before, after, (), (), ())
    old, new = ([version.effective_from for version in product.versions] for product in (before, after))
    added, removed = tuple(day for day in new if day not in old), tuple(day for day in old if day not in new)
    eras = tuple(filter(None, [_era(before, after, time, ask) for time in times(before, after, ask.on)]))
    return ProductChange(before, after, added, removed, eras) if added or removed or eras else None


def _era(before: Product, after: Product, time: Time, ask: _Asked) -> Era | None:
    """What a time has that is not the same on both sides; None where it means the same."""
    old, new = time.before, time.after
    edits = version_edits(old, new)
    if not edits and old.chain.conventions[:3] == new.chain.conventions[:3]:  # all of them that prices depend on
        return None
    priced = periods(before.calendar, after.calendar, time, ask.today, ask.on)
    era = Era(time.since, time.until, edits, pack_prices(old, new), (), priced[1] if priced else None, None)
    why = unlike(old, new)
    if priced is None or why:
        return era._replace(unlike=why if priced else None)
    sides = Side(before, old, priced[0]), Side(after, new, priced[1])
    return era._replace(tolls=tolls(*sides, ask.usage, ask.up_to, ask.tick))
