"""What a catalog's files hold beside the forms, as it is written: the loader takes it apart before it builds them."""

from dataclasses import dataclass

from ratecard.catalog.example_form import Counted, ExampleTable, UsageTable
from ratecard.catalog.form import EntryTable
from ratecard.domain.strategy import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenShared(Table):
    """Beside `SharedTable`."""

    chain: tuple[str | EntryTable, ...] = ()
    """The steps that settle usage, in this order: a kind, or a table for a step with an id of its own. Products may
    have chains of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenProduct(Table):
    """Beside `ProductTable`."""

    chain: tuple[str | EntryTable, ...] = ()
    """A chain of the product's own, in place of the shared one: kinds, or tables for steps with ids of their own."""
    examples: tuple[ExampleTable, ...] = ()
    """Sums that must come out, or the catalog does not load."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenExample(Table):
    """In place of what `ExampleTable` has under these names."""

    usage: Counted | UsageTable | tuple[UsageTable, ...] = ()
    """The calls: a number of them in each period, or a list of tables."""
