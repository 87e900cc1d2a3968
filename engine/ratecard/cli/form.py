"""The tables of a file of changes: what keys they may have, and the change that each describes."""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from ratecard.catalog.example_form import ChoiceTable, OrderTable, UsageTable
from ratecard.catalog.form import Moment
from ratecard.domain.strategy import Table
from ratecard.service import ChoiceAsked, OrderAsked, UsageAsked
from ratecard.service.change import (
    AddOrder,
    AddStep,
    Change,
    Choose,
    DropOrder,
    MoveStep,
    RemoveStep,
    ScaleUsage,
    SetStep,
    SetUsage,
    UseCatalog,
    UseProduct,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUsageTable(Table):
    """Other usage."""

    usage: tuple[UsageTable, ...]
    """All of it."""

    def change(self) -> Change:
        """The change described."""
        slices = (
            UsageAsked(used.units, used.start, used.end, used.meter, used.code, used.period) for used in self.usage
        )
        return SetUsage(tuple(slices))


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleUsageTable(Table):
    """Usage × factor."""

    factor: Decimal
    """Above zero."""
    since: Annotated[str | None, Field(alias="from")] = None
    """The first period that is scaled; all of them, unless given."""

    def change(self) -> Change:
        """The change described."""
        return ScaleUsage(self.factor, self.since)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddOrderTable(OrderTable):
    """One order more."""

    def change(self) -> Change:
        """The change described."""
        return AddOrder(OrderAsked(self.sku, self.quantity, self.on, self.effective, self.lasts, self.returned))


@dataclass(frozen=True, slots=True, kw_only=True)
class DropOrderTable(Table):
    """An order less."""

    sku: str
    """What it is of."""
    quantity: int | None = None
    """How many packs less; the whole order, unless given."""
    on: Moment | None = None
    """When it was placed; the first of that sku, unless given."""
    effective: Moment | None = None
    """When it becomes effective; the first of that sku, unless given."""
    lasts: int | None = None
    """For how many days or months it is; the first of that sku, unless given."""
    returned: Moment | None = None
    """When it is given back; the first of that sku, unless given."""

    def change(self) -> Change:
        """The change described."""
        return DropOrder(self.sku, self.quantity, self.on, self.effective, self.lasts, self.returned)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseTable(ChoiceTable):
    """A choice of the account more."""

    def change(self) -> Change:
        """The change described."""
        return Choose(ChoiceAsked(self.step, self.value, self.since))


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStepTable(Table):
    """Other settings of a step."""

    step: str
    """Which."""
    settings: dict[str, Any]
    """Merged over the catalog's."""

    def change(self) -> Change:
        """The change described."""
        return SetStep(self.step, self.settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddStepTable(Table):
    """A step more."""

    step: str
    """Its id."""
    use: str
    """The kind of its strategy."""
    settings: dict[str, Any] = Field(default_factory=dict)  # noqa: RUF009  # pydantic reads it from a dataclass too
    """What its kind wants."""
    before: str | None = None
    """The step that it stands before."""
    after: str | None = None
    """The step that it stands after; at the end, unless given."""

    def change(self) -> Change:
        """The change described."""
        return AddStep(self.step, self.use, self.settings, self.before, self.after)

    def __post_init__(self) -> None:
        _refuse_two_places(self.before, self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveStepTable(Table):
    """A step less."""

    step: str
    """Which."""

    def change(self) -> Change:
        """The change described."""
        return RemoveStep(self.step)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveStepTable(Table):
    """A step at another place."""

    step: str
    """Which."""
    before: str | None = None
    """The step that it then stands before."""
    after: str | None = None
    """The step that it then stands after; at the end, unless given."""

    def change(self) -> Change:
        """The change described."""
        return MoveStep(self.step, self.before, self.after)

    def __post_init__(self) -> None:
        _refuse_two_places(self.before, self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCatalogTable(Table):
    """Other prices."""

    digest: str | None = None
    """Of a loaded catalog."""
    on: date | None = None
    """Those in force on this day, throughout."""

    def change(self) -> Change:
        """The change described."""
        return UseCatalog(self.digest, self.on)

    def __post_init__(self) -> None:
        if self.digest is None and self.on is None:
            raise ValueError("another catalog has a digest, a day (on), or both")


@dataclass(frozen=True, slots=True, kw_only=True)
class UseProductTable(Table):
    """Another product."""

    product: str
    """Its id, or `catalog/product`."""

    def change(self) -> Change:
        """The change described."""
        return UseProduct(self.product)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTable(Table):
    """One change: the key says of which kind."""

    set_usage: SetUsageTable | None = None
    """Other usage."""
    scale_usage: ScaleUsageTable | None = None
    """Usage × factor."""
    add_order: AddOrderTable | None = None
    """One order more."""
    drop_order: DropOrderTable | None = None
    """An order less."""
    choose: ChooseTable | None = None
    """A choice of the account more."""
    set_step: SetStepTable | None = None
    """Other settings of a step."""
    add_step: AddStepTable | None = None
    """A step more."""
    remove_step: RemoveStepTable | None = None
    """A step less."""
    move_step: MoveStepTable | None = None
    """A step at another place."""
    use_catalog: UseCatalogTable | None = None
    """Other prices."""
    use_product: UseProductTable | None = None
    """Another product."""

    def change(self) -> Change:
        """The change described."""
        for field in fields(self):
            table = getattr(self, field.name)
            if table is not None:
                change: Change = table.change()
                return change
        raise ValueError("no change is described")

    def __post_init__(self) -> None:
        given = [field.name for field in fields(self) if getattr(self, field.name) is not None]
        if len(given) != 1:
            known = ", ".join(field.name for field in fields(self))
            raise ValueError(f"expected one of {known}, got {' and '.join(given) or 'none'}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesTable(Table):
    """A file of changes."""

    changes: tuple[ChangeTable, ...]
    """In the order in which they are carried out."""


def _refuse_two_places(before: str | None, after: str | None) -> None:
    if before is not None and after is not None:
        raise ValueError("a step's place is before or after another one, not both")
