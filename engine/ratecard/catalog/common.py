"""What the products of a catalog share, from version to version."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.numbers import get_currency_precision

from ratecard.catalog.folder import Folder
from ratecard.catalog.form import ProductTable, SharedTable
from ratecard.catalog.report import Report
from ratecard.catalog.sheet import Sheet, sheet
from ratecard.catalog.version import begins
from ratecard.domain.conventions import Conventions, LowBalance
from ratecard.domain.money import rounding
from ratecard.domain.period import Calendar


class Common(NamedTuple):
    """What a catalog's products share, from a day on."""

    sheet: Sheet[SharedTable]
    conventions: Conventions


def commons(folder: Folder, report: Report) -> list[Common]:
    """The versions of what the products share, in order of time."""
    found: dict[date, Common] = {}
    for file in folder.shared:
        made = sheet(file, SharedTable, report)
        common = Common(made, _conventions(made.form))
        since = made.form.effective_from
        first = found.setdefault(since or date.min, common)
        if first is not common:
            message = f"the version from {since} is in {first.sheet.file.name} already" if since else (
                f"{first.sheet.file.name} has no effective_from either"
            )  # fmt: skip
            report.note(file, ("effective_from",), message, code="duplicate-version")
    commons = [found[day] for day in sorted(found)]
    for later in commons[1:]:
        _check_same(commons[0].sheet, later.sheet, report)
    return commons


def _conventions(form: SharedTable) -> Conventions:
    rounded = form.rounding
    return Conventions(
        form.currency,
        rounding(rounded.places, rounded.mode) if rounded else rounding(get_currency_precision(form.currency)),
        Calendar(ZoneInfo(form.time_zone), form.period),
        (form.billed_on[0], form.billed_on[-1]),
        LowBalance(form.low_balance.below, form.low_balance.channels) if form.low_balance else None,
    )


def _check_same(first: Sheet[SharedTable], later: Sheet[SharedTable], report: Report) -> None:
    """What no version may change: balances and periods run across versions."""
    if not first.sound or not later.sound:
        return
    for key in ("id", "currency", "time_zone", "period"):
        old, new = getattr(first.form, key), getattr(later.form, key)
        if old != new:
            message = f"{key} is {new!r}, but {old!r} in {first.file.name}; it can't change"
            report.note(later.file, (key,), message, "make it a catalog of its own", code="changed-convention")


def in_force(product: Sheet[ProductTable], commons: Sequence[Common], report: Report) -> Common | None:
    """The shared version in force when a product's version begins."""
    found = [common for common in commons if (common.sheet.form.effective_from or date.min) <= begins(product)]
    if found:
        return found[-1]
    first = commons[0].sheet
    message = f"the product begins before {first.file.name}, which is in force from {first.form.effective_from}"
    hint = "give the product a later effective_from, or the catalog an earlier one"
    path = ("effective_from",) if product.form.effective_from else ("id",)
    report.note(product.file, path, message, hint, code="not-in-force")
    return None
