"""What a question is made of, and how it is read: strictly, with a path for each thing that is wrong."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import strawberry

from ratecard.api.scalars import State, UnitsGiven, When
from ratecard.domain.errors import MOST_SLICES, BadInstant, NaiveInstant, TooManySlices
from ratecard.domain.question import checked_units
from ratecard.service import AccountAsked, Asked, ChoiceAsked, OrderAsked, OwnedAsked, UsageAsked, placed
from ratecard.service.asked import When as Read


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
    if not isinstance(when, str):
        raise BadInstant(str(when))
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
    with placed("usage"):
        if len(usage) > MOST_SLICES:
            raise TooManySlices(len(usage))
    return Asked(
        input.product,
        period,
        periods,
        tuple(slice_read(slice_, "usage", index) for index, slice_ in enumerate(usage)),
        tuple(order_read(order, "orders", index) for index, order in enumerate(input.orders)),
        tuple(_owned(pack, index) for index, pack in enumerate(input.owned)),
        _account(input.account or AccountInput()),
        input.state,
    )


def slice_read(slice_: SliceInput, *path: str | int) -> UsageAsked:
    """A slice as the service takes it; a `Refusal` placed under `path`."""
    with placed(*path, "units"):
        units = units_read(slice_.units)
    return UsageAsked(
        units,
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
    choices = (
        ChoiceAsked(chosen.step, chosen.value, when_given(chosen.since, "account", "choices", index, "since"))
        for index, chosen in enumerate(account.choices)
    )
    return AccountAsked(account.class_ or "", when_given(account.activated, "account", "activated"), tuple(choices))


def _owned(pack: OwnedInput, index: int) -> OwnedAsked:
    with placed("owned", index, "units_left"):
        units = units_read(pack.units_left)
    with placed("owned", index, "effective"):
        effective = when_read(pack.effective)
    return OwnedAsked(pack.sku, units, effective, when_given(pack.expires, "owned", index, "expires"))


def when_given(when: object, *path: str | int) -> Read | None:
    """The same, placed under `path`; None for what is not given."""
    if when is None:
        return None
    with placed(*path):
        return when_read(when)
