"""The changes that a what-if makes: one input of eleven, and how it is read."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

import strawberry

from ratecard.api.inputs import (
    ChoiceInput,
    OrderInput,
    SliceInput,
    choice_read,
    order_read,
    slice_read,
    when_given,
)
from ratecard.api.scalars import Settings, When
from ratecard.domain.errors import MOST_SLICES, TooManySlices
from ratecard.service import change as service
from ratecard.service import placed


@strawberry.enum
class ChangeKind(Enum):
    """What a change changes."""

    SET_USAGE = "setUsage"
    """Other usage."""
    SCALE_USAGE = "scaleUsage"
    """Usage × a factor."""
    ADD_ORDER = "addOrder"
    """An order more."""
    DROP_ORDER = "dropOrder"
    """An order less."""
    CHOOSE = "choose"
    """A choice of the account more."""
    SET_STEP = "setStep"
    """Other settings of a step."""
    ADD_STEP = "addStep"
    """A step more."""
    REMOVE_STEP = "removeStep"
    """A step less."""
    MOVE_STEP = "moveStep"
    """A step at another place."""
    USE_CATALOG = "useCatalog"
    """The prices of another catalog, or of a day."""
    USE_PRODUCT = "useProduct"
    """Another product."""


@strawberry.input
class ScaleUsageInput:
    """All usage × a factor, in whole units by largest remainder."""

    factor: Decimal
    """The factor: "1.5". Above zero, else a refusal (`bad-factor`)."""
    from_: str | None = strawberry.field(name="from", default=None)
    """The id of the first period whose usage is scaled; that of all periods unless given."""


@strawberry.input
class DropOrderInput:
    """The first order that has all that is said, dropped."""

    sku: str
    """What was ordered: `sku` or `step/sku`."""
    quantity: int | None = None
    """How many packs less; the whole order unless given."""
    on: When | None = None
    """When the order is placed, where several are of one sku."""
    effective: When | None = None
    """The same, by when it becomes effective."""
    lasts: int | None = None
    """The same, by for how many days or months it is."""
    returned: When | None = None
    """The same, by when it is given back."""


@strawberry.input
class SetStepInput:
    """Other settings of one step of the chain."""

    step: str
    """The id of the step."""
    settings: Settings
    """The settings that change, over those of the catalog: a key that is given replaces the catalog's whole value, a
    table of tiers too."""


@strawberry.input
class AddStepInput:
    """A step more; at the end of the chain unless `before` or `after` says where."""

    step: str
    """The id of the new step."""
    use: str
    """The kind of its strategy: "free-allowance". `strategies` lists what is installed."""
    settings: Settings
    """Its settings, all of them."""
    before: str | None = None
    """The step that it goes before."""
    after: str | None = None
    """The step that it goes after, where `before` is not given."""


@strawberry.input
class MoveStepInput:
    """A step at another place; at the end of the chain unless `before` or `after` says where."""

    step: str
    """The id of the step."""
    before: str | None = None
    """The step that it goes before."""
    after: str | None = None
    """The step that it goes after, where `before` is not given."""


@strawberry.input(one_of=True)
class UseCatalogInput:
    """Other prices of the same product."""

    digest: str | None = strawberry.UNSET
    """The digest of another loaded catalog that has the product."""
    on: date | None = strawberry.UNSET
    """The prices in force on that day, for all periods."""


@strawberry.input(one_of=True)
class ChangeInput:
    """One change. Each is made to what the changes before it have left."""

    set_usage: list[SliceInput] | None = strawberry.UNSET
    """Other usage, instead of all that was there."""
    scale_usage: ScaleUsageInput | None = strawberry.UNSET
    """Usage × a factor."""
    add_order: OrderInput | None = strawberry.UNSET
    """An order more."""
    drop_order: DropOrderInput | None = strawberry.UNSET
    """An order less, or some of its packs."""
    choose: ChoiceInput | None = strawberry.UNSET
    """A choice of the account more, in place of one of the same step from the same instant on."""
    set_step: SetStepInput | None = strawberry.UNSET
    """Other settings of a step, in every version of the product that has it."""
    add_step: AddStepInput | None = strawberry.UNSET
    """A step more."""
    remove_step: str | None = strawberry.UNSET
    """The id of a step that the chain is to do without; what the account chose of it goes with it."""
    move_step: MoveStepInput | None = strawberry.UNSET
    """A step at another place of the settlement order."""
    use_catalog: UseCatalogInput | None = strawberry.UNSET
    """The prices of another loaded catalog, or those of a day."""
    use_product: str | None = strawberry.UNSET
    """Another product, as `product` or `catalog/product`, that is billed in the same periods and currency. What the
    account chose of a step goes where that product leaves nothing of the step to it."""


@strawberry.input
class ChangeListInput:
    """Changes to be made together, and what to call them."""

    name: str
    """What the answer names it by."""
    changes: list[ChangeInput] = strawberry.field(default_factory=list)
    """The changes, in order; at most 200. None for the question as it is."""


def kind_of(change: ChangeInput) -> ChangeKind:
    """Which of the eleven it is."""
    return next(kind for kind in ChangeKind if _given(change, kind) is not None)


def changes_read(changes: Sequence[ChangeInput]) -> list[service.Change]:
    """The changes as the service takes them; a `Refusal` placed under `changes`."""
    if len(changes) > service.MOST_CHANGES:
        raise service.TooManyChanges(len(changes)).under("changes")
    found = []
    for index, change in enumerate(changes):
        kind = kind_of(change)
        with placed("changes", index, kind.value):
            found.append(_READERS[kind](_given(change, kind)))
    return found


def _given(change: ChangeInput, kind: ChangeKind) -> Any:
    value = getattr(change, kind.name.lower())
    return None if value is strawberry.UNSET else value


def _usage(slices: list[SliceInput]) -> service.Change:
    if len(slices) > MOST_SLICES:
        raise TooManySlices(len(slices))
    return service.SetUsage(tuple(slice_read(each, index) for index, each in enumerate(slices)))


def _dropped(given: DropOrderInput) -> service.Change:
    return service.DropOrder(
        given.sku,
        given.quantity,
        when_given(given.on, "on"),
        when_given(given.effective, "effective"),
        given.lasts,
        when_given(given.returned, "returned"),
    )


def _catalog(given: UseCatalogInput) -> service.Change:
    digest = None if given.digest is strawberry.UNSET else given.digest
    on = None if given.on is strawberry.UNSET else given.on
    return service.UseCatalog(digest, on)


_READERS: Mapping[ChangeKind, Callable[[Any], service.Change]] = {
    ChangeKind.SET_USAGE: _usage,
    ChangeKind.SCALE_USAGE: lambda given: service.ScaleUsage(given.factor, given.from_),
    ChangeKind.ADD_ORDER: lambda given: service.AddOrder(order_read(given)),
    ChangeKind.DROP_ORDER: _dropped,
    ChangeKind.CHOOSE: lambda given: service.Choose(choice_read(given)),
    ChangeKind.SET_STEP: lambda given: service.SetStep(given.step, given.settings),
    ChangeKind.ADD_STEP: lambda given: service.AddStep(
        given.step, given.use, given.settings, given.before, given.after
    ),
    ChangeKind.REMOVE_STEP: service.RemoveStep,
    ChangeKind.MOVE_STEP: lambda given: service.MoveStep(given.step, given.before, given.after),
    ChangeKind.USE_CATALOG: _catalog,
    ChangeKind.USE_PRODUCT: service.UseProduct,
}
