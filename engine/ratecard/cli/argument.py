"""Orders, owned packs, dates and amounts as they are typed."""

import re
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

from ratecard.cli.refusal import BadOption
from ratecard.domain.errors import BadInstant, FractionalUnits, NaiveInstant
from ratecard.service import OrderAsked, OwnedAsked
from ratecard.service.asked import When

ORDER = "SKU[xN][@DATE]"
OWNED = "SKU:UNITS_LEFT@EFFECTIVE[..EXPIRES]"

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_TIMES = re.compile(r"(?P<sku>.+)x(?P<quantity>[+-]?[\d.]+)", re.ASCII)
_WHOLE = re.compile(r"[+-]?(0|[1-9]\d{0,99})", re.ASCII)
_AMOUNT = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?", re.ASCII)


def day(text: str) -> date:
    """A day, as 2021-06-01; `BadInstant`."""
    if not _DAY.fullmatch(text):
        raise BadInstant(text)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInstant(text) from error


def when(text: str) -> When:
    """A day, or an instant with an offset; `BadInstant`, `NaiveInstant`."""
    if not _INSTANT.fullmatch(text):
        return day(text)
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            raise NaiveInstant(text)
        instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise BadInstant(text) from error
    return instant


def whole(text: str) -> int:
    """A whole number without separators, its sign allowed; `FractionalUnits`."""
    if not _WHOLE.fullmatch(text):
        raise FractionalUnits(text)
    return int(text)


def amount(option: str, text: str) -> Decimal:
    """An amount of money without currency and separators; `BadOption`."""
    if not _AMOUNT.fullmatch(text):
        raise BadOption(option, text, "not an amount of money", "write it as 5000.00")
    return Decimal(text)


def orders(texts: Iterable[str], skus: Collection[str]) -> tuple[OrderAsked, ...]:
    """The orders typed as `ORDER`; `skus` are on offer, as a sku may itself end in `x2`."""
    typed = [order("--order", text, skus) for text in texts]
    return tuple(OrderAsked(sku, 1 if quantity is None else quantity, on) for sku, quantity, on in typed)


def order(option: str, text: str, skus: Collection[str]) -> tuple[str, int | None, When | None]:
    """The sku, the quantity and the date of what is typed as `ORDER`, the last two None where they are left out."""
    body, at, date_ = text.partition("@")
    if not body or (at and not date_):
        raise BadOption(option, text, "not an order", f"write it as {ORDER}: 1000, 1000x3, 1000x3@2021-01-01")
    on = when(date_) if at else None
    times = None if body in skus else _TIMES.fullmatch(body)
    if times is None:
        return body, None, on
    if not _WHOLE.fullmatch(times["quantity"]):
        why = f"quantity {times['quantity']!r} is not a whole number"
        raise BadOption(option, text, why, f"write it as {ORDER}")
    return times["sku"], int(times["quantity"]), on


def owned(texts: Iterable[str]) -> tuple[OwnedAsked, ...]:
    """The packs from before, typed as `OWNED`."""
    return tuple(map(_owned, texts))


def _owned(text: str) -> OwnedAsked:
    pack, _, dates = text.partition("@")
    sku, _, left = pack.rpartition(":")
    effective, until, expires = dates.partition("..")
    if not (sku and left and effective) or (until and not expires):
        raise BadOption("--owned", text, "not an owned pack", f"write it as {OWNED}: 1000:250@2021-03-01..2022-03-01")
    return OwnedAsked(sku, whole(left), when(effective), when(expires) if until else None)
