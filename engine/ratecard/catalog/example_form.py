"""The tables of a product's examples: what keys they may have."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import Field, PlainValidator
from pydantic_core import PydanticCustomError

from ratecard.catalog.form import Moment, Positive
from ratecard.catalog.sentence import shown
from ratecard.domain.errors import MOST_PERIODS
from ratecard.domain.strategy import Table
from ratecard.domain.text import Text


def _title(value: object) -> Text:
    match value:
        case str():
            return Text(value, value)
        case {"zh": str(zh), "en": str(en), **more} if not more:
            return Text(zh, en)
    message = f"expected text, or a table with zh and en, got {shown(value)}"
    hint = 'write both: { zh = "…", en = "…" }, or text alone for both' if isinstance(value, dict) else None
    raise PydanticCustomError("unknown", "unknown", {"message": message, "hint": hint})


Title = Annotated[Text, PlainValidator(_title, json_schema_input_type=str | Text)]
"""One phrase for all languages, or one in Chinese and one in English."""

Counted = Annotated[int, Field(json_schema_extra={"minimum": 0})]
Bought = Annotated[int, Field(json_schema_extra={"minimum": 1})]
"""Editors are told of these bounds; an example beyond them is refused as any question is, when it is priced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageTable(Table):
    """Calls of an example."""

    units: Counted
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

    calls: Counted = 1
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
    quantity: Bought = 1
    """How many of it."""
    on: Moment | None = None
    """When; at the start of the first period, unless given."""
    effective: Moment | None = None
    """When it becomes effective, where what is bought leaves that open."""
    lasts: Bought = 1
    """For how many days or months, where it is sold by them."""
    returned: Moment | None = None
    """When all of it is given back; a purchase from before the first period is then allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedTable(Table):
    """A pack of an example from before its first period."""

    sku: str
    """What was bought."""
    left: Counted
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

    title: Title
    """What the example shows, or where it is from; in zh and en where it is for customers to read."""
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
    periods: Annotated[Positive, Field(json_schema_extra={"maximum": MOST_PERIODS})] = 1
    """How many periods the total is for."""
    total: Decimal | None = None
    """What all of it costs."""
    contact: bool = False
    """True where there is no list price."""
    refused: Counted | None = None
    """How many units are refused, over all periods; not looked at, unless given."""

    def __post_init__(self) -> None:
        if (self.total is None) != self.contact:
            raise ValueError("an example has either a total or contact = true")
