"""What a question is made of, and how it is read: strictly, with a path for each thing that is wrong."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

import strawberry

from ratecard.api.scalars import State, UnitsGiven, When
from ratecard.domain.errors import MOST_SLICES, BadInstant, NaiveInstant, Refusal, TooManySlices
from ratecard.domain.record import Call, Quantity, RepeatedLabel, TooManyRecords, WrongQuantity, quantity
from ratecard.domain.usage import checked_units
from ratecard.service import AccountAsked, Asked, ChoiceAsked, OrderAsked, OwnedAsked, RecordAsked, UsageAsked, placed
from ratecard.service.asked import When as Read

T = TypeVar("T")

MOST_RECORDS = 10_000
NOBODY = AccountAsked()
"""An account of which nothing is known."""
LONGEST_INSTANT = 50
"""Characters of an instant; Python reads an offset with any number of zeros."""


@strawberry.input
class SliceInput:
    """Calls over an interval (`from`, `to`), over one period (`period`), or, without either, in every period."""

    units: UnitsGiven
    """How many."""
    from_: When | None = strawberry.field(name="from", default=None)
    """The interval's first instant."""
    to: When | None = None
    """The first instant after the interval; it goes with `from`."""
    period: str | None = None
    """The id of one period, instead of an interval: "2021-06"."""
    code: str | None = None
    """The calls' result code; none for success."""
    meter: str | None = None
    """Which of the product's meters, where it has several."""


@strawberry.input
class QuantityInput:
    """How much of something a call has."""

    name: str
    """Of what, as the product's metering names it: "pages"."""
    value: Decimal
    """How many: "12", or "12.5" where the metering rounds blocks up."""


@strawberry.input
class LabelInput:
    """Something that the product's metering asks about a call."""

    name: str
    """What is asked about."""
    value: str
    """What it is."""


@strawberry.input
class RecordInput:
    """Calls that are alike, as a log has them.

    They were at an instant or on a day (`at`), over an interval (`from`, `to`), in one period (`period`), or, without
    any of these, in every period.
    """

    calls: UnitsGiven = UnitsGiven(1)
    """How many calls there were, each of them with these quantities."""
    at: When | None = None
    """When they were; a date is the whole day."""
    from_: When | None = strawberry.field(name="from", default=None)
    """The interval's first instant."""
    to: When | None = None
    """The first instant after the interval; it goes with `from`."""
    period: str | None = None
    """The id of one period: "2021-06"."""
    api: str | None = None
    """What was called; where the product has no metering rules, its meter."""
    code: str | None = None
    """The calls' result code; none for success."""
    quantities: list[QuantityInput] = strawberry.field(default_factory=list)
    """How many pages, characters, seconds, … each call has."""
    labels: list[LabelInput] = strawberry.field(default_factory=list)
    """What else the product's metering asks about."""


@strawberry.input
class OrderInput:
    """A purchase."""

    sku: str
    """What is bought: `sku`, or `step/sku` where two steps sell the same sku."""
    quantity: int = 1
    """How many."""
    on: When | None = None
    """When; the start of the first period unless given. It must lie within the periods asked about, unless `returned`
    does: then only the return is settled."""
    effective: When | None = None
    """When it becomes effective, where `chosenStart` of its offer leaves that open; else as its offer says. A day means
    its first instant."""
    lasts: int = 1
    """For how many days or months, where `soldBy` of its offer is one of them."""
    returned: When | None = None
    """When all of it is given back, where its offer is `returnable`; within the periods asked about. A day means its
    first instant, but on the day of the purchase the purchase itself."""


@strawberry.input
class OwnedInput:
    """A pack from before the first period."""

    sku: str
    """What it was ordered by."""
    units_left: UnitsGiven
    """Units left when the first period begins."""
    effective: When
    """Since when it covers units."""
    expires: When | None = None
    """When what is left of it is lost; as its offer says unless given."""


@strawberry.input
class ChoiceInput:
    """What the account chose of a step that leaves something to it."""

    step: str
    """The step, as the product's `steps` name it."""
    value: str
    """What was chosen: one of the step's `choices`."""
    since: When | None = None
    """From when on; from before anything asked about unless given."""


@strawberry.input
class AccountInput:
    """What is known of the account."""

    class_: str | None = strawberry.field(name="class", default=None)
    """Its class, where steps are there for some classes only."""
    activated: When | None = None
    """When it switched the product on; before anything asked about unless given."""
    choices: list[ChoiceInput] = strawberry.field(default_factory=list)
    """What it chose of the steps that leave something to it, in any order; of one step, the latest holds."""


@strawberry.input
class QuoteInput:
    """A question about one period."""

    product: str
    """The product, as `product` or `catalog/product`."""
    usage: list[SliceInput] = strawberry.field(default_factory=list)
    """What was called, in any order; at most 10 000 slices."""
    records: list[RecordInput] = strawberry.field(default_factory=list)
    """What was called, as a log has it, in place of `usage` or beside it: the product's metering says what it counts
    as. At most 10 000; `metered` explains it."""
    orders: list[OrderInput] = strawberry.field(default_factory=list)
    """What is bought, in any order."""
    owned: list[OwnedInput] = strawberry.field(default_factory=list)
    """Packs from before the period."""
    account: AccountInput | None = None
    """What is known of the account."""
    period: str | None = None
    """The id of the period: "2021-06". Unless given: the one after `state`, that of the earliest date given, or the
    current one. The answer says which."""
    state: State | None = None
    """What the period before left, as its answer gave it."""


@strawberry.input
class ForecastInput:
    """A question about consecutive periods."""

    product: str
    """The product, as `product` or `catalog/product`."""
    from_: str | None = strawberry.field(name="from", default=None)
    """The id of the first period: "2021-01". Unless given: the one after `state`, that of the earliest date given, or
    the current one. The answer says which."""
    periods: int = 1
    """How many periods, from 1 to 600."""
    usage: list[SliceInput] = strawberry.field(default_factory=list)
    """What is called, in any order; at most 10 000 slices. One without `period` and interval is in every period."""
    records: list[RecordInput] = strawberry.field(default_factory=list)
    """What was called, as a log has it, in place of `usage` or beside it: the product's metering says what it counts
    as. At most 10 000; `metered` explains it."""
    orders: list[OrderInput] = strawberry.field(default_factory=list)
    """What is bought, in any order."""
    owned: list[OwnedInput] = strawberry.field(default_factory=list)
    """Packs from before the first period."""
    account: AccountInput | None = None
    """What is known of the account."""
    state: State | None = None
    """What the period before the first left, as its answer gave it."""
    opening_balance: Decimal | None = None
    """The available balance before the first period, for the running balances of the ledger."""


def asked_quote(input: QuoteInput) -> Asked:
    """The question as the service takes it; a `Refusal`, placed by its path."""
    return asked(input, input.period, 1)


def asked_forecast(input: ForecastInput) -> Asked:
    """The question as the service takes it; a `Refusal`, placed by its path."""
    return asked(input, input.from_, input.periods)


def units_read(units: object) -> int:
    """Units as they were given, checked."""
    return checked_units(units)


def when_read(when: object) -> Read:
    """A date, or an instant with an offset; `NaiveInstant`, `BadInstant`."""
    if not isinstance(when, str) or len(when) > LONGEST_INSTANT:
        raise BadInstant(str(when)[:LONGEST_INSTANT])
    try:
        if len(when) == len("2021-06-01"):
            return date.fromisoformat(when)
        instant = datetime.fromisoformat(when)
    except ValueError as error:
        raise BadInstant(when) from error
    if instant.tzinfo is None:
        raise NaiveInstant(when)
    return instant


def asked(input: Any, period: str | None, periods: int) -> Asked:
    """What all questions have; a `Refusal`, placed by its path."""
    usage: list[SliceInput] = getattr(input, "usage", [])
    if len(usage) > MOST_SLICES:
        raise TooManySlices(len(usage)).under("usage")
    return Asked(
        input.product,
        period,
        periods,
        tuple([slice_read(slice_, "usage", index) for index, slice_ in enumerate(usage)]),
        tuple([order_read(order, "orders", index) for index, order in enumerate(input.orders)]),
        tuple([_owned(pack, index) for index, pack in enumerate(input.owned)]),
        _account(input.account) if input.account else NOBODY,
        input.state,
        records_read(getattr(input, "records", [])),
    )


def records_read(records: Sequence[RecordInput]) -> tuple[RecordAsked, ...]:
    """The records as the service takes them; a `Refusal` placed under `records`."""
    if len(records) > MOST_RECORDS:
        raise TooManyRecords(len(records), MOST_RECORDS).under("records")
    return tuple([_record(record, "records", index) for index, record in enumerate(records)])


def _record(record: RecordInput, *path: str | int) -> RecordAsked:
    calls = _read(units_read, record.calls, *path, "calls")
    quantities: dict[str, Quantity] = {}
    for index, each in enumerate(record.quantities):
        with placed(*path, "quantities", index):
            if each.name in quantities:
                raise WrongQuantity(each.name, each.value, "is given a second time")
            quantities[each.name] = quantity(each.value)
    labels: dict[str, str] = {}
    for index, each_label in enumerate(record.labels):
        with placed(*path, "labels", index):
            if each_label.name in labels:
                raise RepeatedLabel(each_label.name, each_label.value)
            labels[each_label.name] = each_label.value
    return RecordAsked(
        Call(record.api or "", record.code or "", tuple(quantities.items()), tuple(labels.items())),
        calls,
        when_given(record.at, *path, "at"),
        when_given(record.from_, *path, "from"),
        when_given(record.to, *path, "to"),
        record.period,
    )


def slice_read(slice_: SliceInput, *path: str | int) -> UsageAsked:
    """A slice as the service takes it; a `Refusal` placed under `path`."""
    return UsageAsked(
        _read(units_read, slice_.units, *path, "units"),
        when_given(slice_.from_, *path, "from"),
        when_given(slice_.to, *path, "to"),
        slice_.meter or "",
        slice_.code or "",
        slice_.period,
    )


def order_read(order: OrderInput, *path: str | int) -> OrderAsked:
    """An order as the service takes it; a `Refusal` placed under `path`."""
    return OrderAsked(
        order.sku,
        order.quantity,
        when_given(order.on, *path, "on"),
        when_given(order.effective, *path, "effective"),
        order.lasts,
        when_given(order.returned, *path, "returned"),
    )


def _account(account: AccountInput) -> AccountAsked:
    choices = (choice_read(chosen, "account", "choices", index) for index, chosen in enumerate(account.choices))
    return AccountAsked(account.class_ or "", when_given(account.activated, "account", "activated"), tuple(choices))


def choice_read(chosen: ChoiceInput, *path: str | int) -> ChoiceAsked:
    """What an account chose as the service takes it; a `Refusal` placed under `path`."""
    return ChoiceAsked(chosen.step, chosen.value, when_given(chosen.since, *path, "since"))


def _owned(pack: OwnedInput, index: int) -> OwnedAsked:
    return OwnedAsked(
        pack.sku,
        _read(units_read, pack.units_left, "owned", index, "units_left"),
        _read(when_read, pack.effective, "owned", index, "effective"),
        when_given(pack.expires, "owned", index, "expires"),
    )


def when_given(when: object, *path: str | int) -> Read | None:
    """The same, placed under `path`; None for what is not given."""
    return None if when is None else _read(when_read, when, *path)


def _read(read: Callable[[object], T], value: object, *path: str | int) -> T:
    """What is read of a value; a `Refusal` placed under `path`."""
    try:
        return read(value)
    except Refusal as refusal:
        raise refusal.under(*path) from refusal.__cause__
