"""What changed between two folders of catalogs, as a JSON document."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ratecard.catalog import dotted
from ratecard.cli.diff_value import plain
from ratecard.cli.document import money
from ratecard.domain.crossing import Compared, Extreme, Stretch
from ratecard.service.catalog_change import CatalogChange, CatalogChanges, Era, ProductChange, Rise, Shared
from ratecard.service.catalog_change_edit import Edit
from ratecard.service.catalog_change_total import PackPrice, Toll

Document = dict[str, Any]


def document(changes: CatalogChanges, rises: Sequence[Rise] | None, most: Decimal | None, locale: str) -> Document:
    """The whole answer; `rises` where a limit was asked about."""
    return {
        "ok": True,
        "problems": [],
        "on": None if changes.on is None else changes.on.isoformat(),
        "catalogs": [_catalog(change, locale) for change in changes.catalogs],
        "maxIncrease": money(most),
        "rises": None if rises is None else [_rise(rise, locale) for rise in rises],
    }


def _catalog(change: CatalogChange, locale: str) -> Document:
    return {
        "catalog": change.catalog.id,
        "name": change.catalog.name.in_locale(locale),
        "change": _kind(change.before, change.after),
        "digestBefore": change.before.digest if change.before else None,
        "digestAfter": change.after.digest if change.after else None,
        "edits": [_edit(edit) for edit in change.edits],
        "shared": [_shared(each) for each in change.shared],
        "products": [_product(each, locale) for each in change.products],
    }


def _kind(before: object, after: object) -> str:
    return "added" if before is None else "removed" if after is None else "changed"


def _edit(edit: Edit) -> Document:
    return {
        "kind": edit.kind,
        "setting": dotted(edit.path),
        "path": list(edit.path),
        "before": plain(edit.before),
        "after": plain(edit.after),
    }


def _shared(shared: Shared) -> Document:
    since = shared.since.isoformat() if shared.since else None
    return {**_edit(shared.edit), "since": since, "products": list(shared.products)}


def _product(change: ProductChange, locale: str) -> Document:
    return {
        "product": change.product.full_id,
        "name": change.product.versions[-1].name.in_locale(locale),
        "change": _kind(change.before, change.after),
        "versionsAdded": [day.isoformat() if day else None for day in change.added],
        "versionsRemoved": [day.isoformat() if day else None for day in change.removed],
        "times": [_era(era, locale) for era in change.eras],
    }


def _era(era: Era, locale: str) -> Document:
    return {
        "since": era.since.isoformat() if era.since else None,
        "until": era.until.isoformat() if era.until else None,
        "edits": [_edit(edit) for edit in era.edits],
        "packs": [_pack(pack) for pack in era.packs],
        "period": era.period.id if era.period else None,
        "reason": era.unlike.in_locale(locale) if era.unlike else None,
        "curves": [_toll(toll, locale) for toll in era.tolls],
    }


def _pack(pack: PackPrice) -> Document:
    return {
        "step": pack.step,
        "sku": pack.sku,
        "above": pack.above,
        "change": _kind(pack.before, pack.after),
        "unitsBefore": pack.before.units if pack.before else None,
        "unitsAfter": pack.after.units if pack.after else None,
        **_amounts(pack.compared),
    }


def _toll(toll: Toll, locale: str) -> Document:
    course = toll.course
    return {
        "meter": toll.meter or None,
        "accountClass": toll.account_class or None,
        "reason": toll.refusal.in_locale(locale) if toll.refusal else None,
        "upTo": course.up_to if course else None,
        "bends": list(course.bends) if course else [],
        "points": [_point(point) for point in course.points] if course else [],
        "ranges": [_stretch(each) for each in course.stretches] if course else [],
    }


def _stretch(stretch: Stretch) -> Document:
    return {
        "from": stretch.first,
        "to": stretch.last,
        "signs": list(stretch.signs),
        "more": _extreme(stretch.more),
        "less": _extreme(stretch.less),
        "within": money(stretch.within),
    }


def _extreme(extreme: Extreme | None) -> Document | None:
    return extreme and {"byAmount": _point(extreme.amount), "byShare": _point(extreme.share)}


def _point(point: Compared) -> Document:
    return {"units": point.units, **_amounts(point), "sign": point.sign}


def _amounts(point: Compared) -> Document:
    return {
        "before": money(point.before),
        "after": money(point.after),
        "difference": money(point.difference),
        "perCent": money(point.per_cent),
    }


def _rise(rise: Rise, locale: str) -> Document:
    why = rise.era.unlike or (rise.toll.refusal if rise.toll else None)
    return {
        "product": rise.product.full_id,
        "period": rise.era.period.id if rise.era.period else None,
        "meter": (rise.toll.meter or None) if rise.toll else None,
        "accountClass": (rise.toll.account_class or None) if rise.toll else None,
        "pack": _pack(rise.pack) if rise.pack else None,
        "point": _point(rise.compared) if rise.compared and not rise.pack else None,
        "reason": why.in_locale(locale) if why else None,
    }
