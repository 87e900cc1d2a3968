"""The tables of a catalog's files, other than the settings of steps: what keys they may have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global
from pydantic import AfterValidator, Field, PlainValidator
from pydantic_core import PydanticCustomError

from ratecard.domain.errors import nearest
from ratecard.domain.money import Mode
from ratecard.domain.record import RESERVED
from ratecard.domain.strategy import Table
from ratecard.domain.text import Text

NO_TEXT = Text("", "")
_ID_MARKS = "-_."


def _id(text: str) -> str:
    if not text or not all(c.isascii() and (c.isalnum() or c in _ID_MARKS) for c in text):
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
        raise PydanticCustomError("unknown", "unknown", {"message": message, "hint": nearest(code, known)})
    return code


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        hint = nearest(name, sorted(available_timezones())) or "write it as 'Asia/Shanghai'"
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


def _positive(number: int) -> int:
    if number < 1:
        raise ValueError(f"expected at least 1, got {number}")
    return number


def _moment(value: object) -> date:
    if not isinstance(value, date) or (isinstance(value, datetime) and value.tzinfo is None):
        raise PydanticCustomError("moment_type", "a moment")
    return value


Id = Annotated[str, AfterValidator(_id)]
Positive = Annotated[int, AfterValidator(_positive)]
Moment = Annotated[date, PlainValidator(_moment)]
"""A local day, for its first instant, or an instant with an offset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundingTable(Table):
    """How money is rounded, once, at each line."""

    places: Annotated[int, AfterValidator(_places)]
    """Decimal places."""
    mode: Mode
    """What happens to what lies between two amounts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LowBalanceTable(Table):
    """When the account's holder is told that the available balance is low."""

    below: Annotated[Decimal, AfterValidator(_amount)]
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
    currency: Annotated[str, AfterValidator(_currency)]
    """ISO 4217."""
    time_zone: Annotated[str, AfterValidator(_zone)]
    """Where months, days and hours begin: `Asia/Shanghai`."""
    period: Literal["month", "day", "hour"] = "month"
    """What one settlement covers."""
    rounding: RoundingTable | None = None
    """Half up to the currency's own places, unless given."""
    billed_on: Annotated[tuple[int, ...], AfterValidator(_days)] = (1, 1)
    """From which to which day after the period the bill comes."""
    low_balance: LowBalanceTable | None = None
    """When the account's holder is told that the available balance is low; never, unless given."""
    effective_from: date | None = None
    """From when on; none for the first version."""
    metering: tuple[RuleTable, ...] = ()
    """What calls of usage records count as, in the products that have no rules of their own."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageTable(Table):
    """Calls of an example."""

    units: int
    """How many."""
    code: str = ""
    """The calls' result code; none for success."""
    meter: str = ""
    """The product's meter, where it has several."""
    start: Annotated[Moment | None, Field(alias="from")] = None
    """From when on; the whole period, unless given."""
    end: Annotated[Moment | None, Field(alias="to")] = None
    """Up to when."""
    period: str | None = None
    """One of the example's periods; each of them, unless given."""

    def __post_init__(self) -> None:
        if (self.start is None) != (self.end is None):
            raise ValueError("usage has both from and to, or neither")
        if self.start is not None and self.period is not None:
            raise ValueError("usage has either a period or from and to, not both")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordTable(Table):
    """Calls of an example, as a log has them; every other key is a quantity or a label that a rule reads."""

    calls: int = 1
    """How many there were, each of them with these quantities."""
    api: str = ""
    """What was called."""
    code: str = ""
    """The calls' result code; none for success."""
    at: Moment | None = None
    """When they were, or on which day."""
    start: Annotated[Moment | None, Field(alias="from")] = None
    """From when on."""
    end: Annotated[Moment | None, Field(alias="to")] = None
    """Up to when."""
    period: str | None = None
    """One of the example's periods; each of them, unless any time is given."""
    quantities: dict[str, Decimal] = Field(default_factory=dict)  # noqa: RUF009  # pydantic reads it here too
    """How many pages, characters, seconds, … each call has."""
    labels: dict[str, str] = Field(default_factory=dict)  # noqa: RUF009  # pydantic reads it here too
    """What else rules ask about."""

    def __post_init__(self) -> None:
        if (self.start is None) != (self.end is None):
            raise ValueError("a record has both from and to, or neither")
        if sum(each is not None for each in (self.at, self.start, self.period)) > 1:
            raise ValueError("a record has at, or from and to, or a period, not two of them")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTable(Table):
    """A purchase of an example."""

    sku: str
    """What is bought; `step/sku` where two steps offer it."""
    quantity: int = 1
    """How many of it."""
    on: Moment | None = None
    """When; at the start of the first period, unless given."""
    effective: Moment | None = None
    """When it becomes effective, where what is bought leaves that open."""
    lasts: int = 1
    """For how many days or months, where it is sold by them."""
    returned: Moment | None = None
    """When all of it is given back; a purchase from before the first period is then allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedTable(Table):
    """A pack of an example from before its first period."""

    sku: str
    """What was bought."""
    left: int
    """Units left at the start of the first period."""
    effective: Moment
    """From when on it is valid."""
    expires: Moment | None = None
    """Until when; as its step says, unless given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceTable(Table):
    """What the account of an example chose of a step that leaves something to it."""

    step: str
    """The step."""
    value: str
    """One of what the step leaves to the account."""
    since: Moment | None = None
    """From when on; from before the first period, unless given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTable(Table):
    """Who asks, in an example."""

    account_class: str = ""
    """The account's class."""
    activated: Moment | None = None
    """When the product was switched on."""
    choices: tuple[ChoiceTable, ...] = ()
    """What it chose of the steps that leave something to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleTable(Table):
    """A sum that must come out, or the catalog does not load."""

    title: str
    """What the example shows, or where it is from."""
    usage: tuple[UsageTable, ...] = ()
    """The calls."""
    records: tuple[RecordTable, ...] = ()
    """The calls as a log has them, which the product's metering makes usage."""
    orders: tuple[OrderTable, ...] = ()
    """What is bought."""
    owned: tuple[OwnedTable, ...] = ()
    """Packs from before."""
    account: AccountTable = AccountTable()
    """Who asks."""
    period: str | None = None
    """The first period; one of the version's own, unless given."""
    periods: Positive = 1
    """How many periods the total is for."""
    total: Decimal | None = None
    """What all of it costs."""
    contact: bool = False
    """True where there is no list price."""
    refused: int | None = None
    """How many units are refused, over all periods; not looked at, unless given."""

    def __post_init__(self) -> None:
        if (self.total is None) != self.contact:
            raise ValueError("an example has either a total or contact = true")
