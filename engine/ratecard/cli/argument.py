"""Orders, owned packs, choices, dates and amounts as they are typed."""

import re
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import NamedTuple

from ratecard.cli.refusal import BadOption
from ratecard.domain.errors import BadInstant, FractionalUnits, NaiveInstant, listed, nearest
from ratecard.service import ChoiceAsked, OrderAsked, OwnedAsked
from ratecard.service.asked import When

ORDER = "SKU[xN][@DATE][,lasts=N][,effective=DATE][,returned=DATE]"
OWNED = "SKU:UNITS_LEFT@EFFECTIVE[..EXPIRES]"
CHOICE = "STEP=VALUE[@DATE]"

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_TIMES = re.compile(r"(?P<sku>.+)x(?P<quantity>[+-]?[\d.]+)", re.ASCII)
_WHOLE = re.compile(r"[+-]?(0|[1-9]\d{0,99})", re.ASCII)
_AMOUNT = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?", re.ASCII)
_FACTS = ("lasts", "effective", "returned")


class OrderTyped(NamedTuple):
    """An order as it was typed; None for what was left out."""

    sku: str
    quantity: int | None
    on: When | None
    effective: When | None
    lasts: int | None
    returned: When | None

    @property
    def asked(self) -> OrderAsked:
        """The purchase that it is."""
        quantity, lasts = (1 if number is None else number for number in (self.quantity, self.lasts))
        return OrderAsked(self.sku, quantity, self.on, self.effective, lasts, self.returned)


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
    return tuple(order("--order", text, skus).asked for text in texts)


def order(option: str, text: str, skus: Collection[str]) -> OrderTyped:
    """What is typed as `ORDER`; `BadOption`, or what is wrong with a date."""
    first, *rest = text.split(",")
    body, at, date_ = first.partition("@")
    if not body or (at and not date_):
        raise BadOption(option, text, "not an order", f"write it as {ORDER}: 1000, 1000x3, 1000x3@2021-01-01")
    on = when(date_) if at else None
    facts = _facts(option, text, rest)
    times = None if body in skus else _TIMES.fullmatch(body)
    quantity = None if times is None else _number(option, text, "quantity", times["quantity"])
    return OrderTyped(
        body if times is None else times["sku"],
        quantity,
        on,
        when(facts["effective"]) if "effective" in facts else None,
        _number(option, text, "lasts", facts["lasts"]) if "lasts" in facts else None,
        when(facts["returned"]) if "returned" in facts else None,
    )


def _facts(option: str, text: str, rest: Iterable[str]) -> dict[str, str]:
    """What stands after an order's commas, by its name."""
    found: dict[str, str] = {}
    for each in rest:
        name, _, value = each.partition("=")
        if name not in _FACTS:
            why = f"{name!r} is not known; known: {listed(_FACTS)}"
            raise BadOption(option, text, why, nearest(name, _FACTS) or f"write it as {ORDER}")
        if name in found or not value:
            why = f"{name} stands there twice" if name in found else f"{name} has no value"
            raise BadOption(option, text, why, f"write it as {ORDER}")
        found[name] = value
    return found


def _number(option: str, text: str, name: str, typed: str) -> int:
    if not _WHOLE.fullmatch(typed):
        raise BadOption(option, text, f"{name} {typed!r} is not a whole number", f"write it as {ORDER}")
    return int(typed)


def choices(texts: Iterable[str]) -> tuple[ChoiceAsked, ...]:
    """What the account chose, typed as `CHOICE`."""
    return tuple(choice("--choose", text) for text in texts)


def choice(option: str, text: str) -> ChoiceAsked:
    """What is typed as `CHOICE`; `BadOption`, or what is wrong with a date."""
    step, _, rest = text.partition("=")
    value, at, date_ = rest.partition("@")
    if not (step and value) or (at and not date_):
        raise BadOption(option, text, "not a choice", f"write it as {CHOICE}: overflow=refused@2021-06-16")
    return ChoiceAsked(step, value, when(date_) if at else None)


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
