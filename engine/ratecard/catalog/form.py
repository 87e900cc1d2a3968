"""The tables of a catalog's files, other than the settings of steps: what keys they may have."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from ratecard.domain.errors import nearest
from ratecard.domain.money import Mode
from ratecard.domain.record import RESERVED
from ratecard.domain.strategy import Table, WrongSettings
from ratecard.domain.text import Text

NO_TEXT = Text("", "")
_ID = re.compile(r"[A-Za-z0-9._-]+")


def checked_id(text: str) -> str:
    """The id; `ValueError` for one that callers, files and paths can't all name."""
    if not _ID.fullmatch(text):
        raise ValueError(f"an id is made of letters, digits, '-', '_' and '.', got {text!r}")
    return text


@lru_cache
def _currencies() -> list[str]:
    """The codes of ISO 4217 that are legal tender somewhere today."""
    territories: Mapping[str, Iterable[tuple[str, object, object, bool]]] = get_global("territory_currencies")
    return sorted({code for codes in territories.values() for code, _, end, tender in codes if tender and end is None})


def _currency(code: str) -> str:
    known = _currencies()
    if code not in known:
        message = f"currency {code!r} is not a code of ISO 4217 that is in use"
        hint = "did you mean 'CNY'?" if code.upper() == "RMB" else nearest(code, known)
        raise PydanticCustomError("unknown", "unknown", {"message": message, "hint": hint})
    return code


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        hint = nearest(name, _zones()) or "write it as 'Asia/Shanghai'"
        message = f"time zone {name!r} is not known"
        raise PydanticCustomError("unknown", "unknown", {"message": message, "hint": hint}) from None
    return name


def _days(days: tuple[int, ...]) -> tuple[int, ...]:
    if len(days) != 2 or not 1 <= days[0] <= days[1] <= 366:
        raise ValueError(f"expected a first and a last day after the period, such as [1, 3], got {list(days)}")
    return days


def _places(places: int) -> int:
    if not 0 <= places <= 12:
        raise ValueError(f"expected 0 to 12 decimal places, got {places}")
    return places


def _amount(amount: Decimal) -> Decimal:
    if amount < 0:
        raise ValueError(f"expected an amount from 0 on, got {amount}")
    return amount


def _moment(value: object) -> date:
    if not isinstance(value, date) or (isinstance(value, datetime) and value.tzinfo is None):
        raise PydanticCustomError("moment_type", "a moment")
    return value


def _reasons(accepts: dict[str, str]) -> dict[str, str]:
    for code, reason in accepts.items():
        if not reason.strip():
            hint = f'{code} = "…": what the next reader should know'
            raise WrongSettings(f"accepts has no reason for {code!r}", hint, "missing-reason")
    return accepts


def _zones() -> list[str]:
    return sorted(available_timezones() - {"Factory", "localtime"})  # which are no place, and another one elsewhere


Id = Annotated[str, AfterValidator(checked_id), Field(json_schema_extra={"pattern": f"^{_ID.pattern}$"})]
Accepts = Annotated[dict[str, str], AfterValidator(_reasons)]
Positive = Annotated[int, Field(ge=1)]
Places = Annotated[int, AfterValidator(_places), Field(json_schema_extra={"minimum": 0, "maximum": 12})]
Amount = Annotated[Decimal, AfterValidator(_amount), Field(json_schema_extra={"minimum": 0})]
Days = Annotated[
    tuple[int, ...],
    AfterValidator(_days),
    Field(json_schema_extra={"minItems": 2, "maxItems": 2, "items": {"type": "integer", "minimum": 1, "maximum": 366}}),
]
Currency = Annotated[
    str, AfterValidator(_currency), Field(json_schema_extra=lambda schema: schema.update(enum=_currencies()))
]
Zone = Annotated[str, AfterValidator(_zone), Field(json_schema_extra=lambda schema: schema.update(enum=_zones()))]
Moment = Annotated[
    date,
    PlainValidator(_moment),
    WithJsonSchema({"anyOf": [{"type": "string", "format": kind} for kind in ("date", "date-time")]}),
]
"""A local day, for its first instant, or an instant with an offset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundingTable(Table):
    """How money is rounded, once, at each line."""

    places: Places
    """Decimal places."""
    mode: Mode
    """What happens to what lies between two amounts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LowBalanceTable(Table):
    """When the account's holder is told that the available balance is low."""

    below: Amount
    """Under this amount it is low."""
    channels: tuple[str, ...]
    """How the holder is told, unless the account chose otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhenTable(Table):
    """When and for whom a step is there."""

    since: date | None = None
    """From the first instant of this local day on."""
    until: date | None = None
    """Up to, not including, the first instant of this local day."""
    account_classes: tuple[str, ...] = ()
    """Only for accounts of these classes."""
    first_months: Positive | None = None
    """Only for so many months after the account switched the product on."""

    def __post_init__(self) -> None:
        if self.since and self.until and self.until <= self.since:
            raise ValueError(f"until {self.until} is not after since {self.since}")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryTable(Table):
    """A step at its place in the chain."""

    step: Id
    """The step's id, which names its table of settings."""
    use: str | None = None
    """The kind of strategy; the step's id, unless given."""
    meters: tuple[str, ...] = ()
    """The meters whose usage the step sees; all of them, unless given."""
    when: WhenTable | None = None
    """When and for whom it is there; always and for all, unless given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTable(Table):
    """What the calls of some usage records count as."""

    when: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # noqa: RUF009  # pydantic reads it here too
    """For `api`, `code` or any other label the values that a record may have, `*` for any characters; all records,
    unless given."""
    meter: str | None = None
    """The product's meter that is fed; unless given, the only one, or of several the one that the record names."""
    of: tuple[str, ...] = ()
    """The quantities whose product a call counts; the call itself, unless given."""
    block: Positive | None = None
    """Units are blocks of so many, rounded up for each call."""
    at_least: Positive | None = None
    """Units that a call counts at least."""
    ignore: bool = False
    """Whether these records count nothing."""

    def __post_init__(self) -> None:
        for name in self.when:
            if name in RESERVED:
                raise ValueError(f"when can't ask about {name!r}; it asks about api, code or another label")
            if not self.when[name]:
                raise ValueError(f"when has no values for {name!r}")
        for index, name in enumerate(self.of):
            if name in (*RESERVED, "api", "code"):
                hint = ": leave `of` out to count the calls themselves" if name == "calls" else ""
                raise ValueError(f"of[{index}] {name!r} is not a quantity of a call{hint}")
            if name in self.of[:index]:
                raise ValueError(f"of[{index}] {name!r} is there twice")
        if self.block is not None and not self.of:
            raise ValueError("block is given, but no quantities that it divides: of is missing")
        if self.ignore and (self.meter is not None or self.of or self.at_least is not None):
            raise ValueError("ignore leaves nothing to count: meter, of, block and at_least belong to other rules")


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedTable(Table):
    """What the products of a catalog share."""

    id: Id
    """The catalog's id."""
    name: Text
    """What people read."""
    currency: Currency
    """ISO 4217."""
    time_zone: Zone
    """Where months, days and hours begin: `Asia/Shanghai`."""
    period: Literal["month", "day", "hour"] = "month"
    """What one settlement covers."""
    rounding: RoundingTable | None = None
    """Half up to the currency's own places, unless given."""
    billed_on: Days = (1, 1)
    """From which to which day after the period the bill comes."""
    low_balance: LowBalanceTable | None = None
    """When the account's holder is told that the available balance is low; never, unless given."""
    effective_from: date | None = None
    """From when on; none for the first version."""
    metering: tuple[RuleTable, ...] = ()
    """What calls of usage records count as, in the products that have no rules of their own."""
    accepts: Accepts = Field(default_factory=dict)  # noqa: RUF009  # pydantic reads it from a dataclass too
    """Warnings that are meant, in all its products: for the code of each the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeterTable(Table):
    """One API of a product that has several."""

    id: Id
    """What usage names it by."""
    name: Text
    """What people read."""
    counts: Positive = 1
    """How many units one call is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductTable(Table):
    """A product, or a version of it."""

    id: Id
    """The product's id."""
    name: Text
    """What people read."""
    category: Text = NO_TEXT
    """What kind of service it is."""
    description: Text = NO_TEXT
    """What else people should know."""
    effective_from: date | None = None
    """From when on; none for the first version."""
    meters: tuple[MeterTable, ...] = ()
    """The product's APIs, where it has several."""
    metering: tuple[RuleTable, ...] | None = None
    """What calls of usage records count as; each counts one, unless a rule is given here or in the shared file."""
    keeps: dict[str, str] = Field(default_factory=dict)  # noqa: RUF009  # pydantic reads it from a dataclass too
    """For each step with packs that the version before had: the step that takes its packs over, or "shown"."""
    accepts: Accepts = Field(default_factory=dict)  # noqa: RUF009  # pydantic reads it from a dataclass too
    """Warnings that are meant: for the code of each the reason."""
