"""What calls count as: usage records made slices, with the explanation."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import strawberry

from ratecard.api.context import Context
from ratecard.api.errors import PlainRefusal, PluginFault, answered
from ratecard.api.inputs import RecordInput, records_read
from ratecard.api.locales import DEFAULT, Locale
from ratecard.api.place import asked_as
from ratecard.api.scalars import Units
from ratecard.domain import metering as kernel
from ratecard.domain.question import Used
from ratecard.domain.text import Text
from ratecard.service import Asked, Counted

ONE_A_CALL = Text("每次调用计一次", "one a call")


@strawberry.input
class MeteredInput:
    """A question about what calls count as."""

    product: str
    """The product, as `product` or `catalog/product`."""
    records: list[RecordInput]
    """What was called, as a log has it, in any order; at most 10 000."""
    from_: str | None = strawberry.field(name="from", default=None)
    """The id of the first period in which records without a time are: "2021-01". Unless given: that of the earliest
    date given, or the current one."""
    periods: int = 1
    """In how many periods records without a time are, from 1 to 600."""


@strawberry.type
class MeteredRule:
    """What came of one metering rule on one meter."""

    tally: strawberry.Private[kernel.Tally]
    meter: str | None
    """The meter that it fed; null where the product has but one."""
    ignored: bool
    """Whether its records count nothing at all."""
    source: str | None
    """The catalog's file and line of the rule; null where the product has none: each call then counts one."""
    records: Units
    """How many records it counted."""
    calls: Units
    """How many calls these were."""
    quantity: Decimal
    """The sum of what the calls came to before blocks: pages, characters, features × images."""
    blocks: Units
    """How many blocks that fills, rounded up for each call; the quantity itself where it has no block."""
    units: Units
    """What the calls count; the meter's own `counts` is applied when they are priced."""

    @strawberry.field
    def describe(self, locale: Locale = DEFAULT) -> str:
        """What the rule does, in a phrase."""
        rule = self.tally.rule
        return (rule.describe() if rule else ONE_A_CALL).in_locale(locale)


@strawberry.type
class MeteredSlice:
    """Units over an interval, as `usage` of a question takes them."""

    from_: datetime = strawberry.field(name="from")
    """The interval's first instant."""
    to: datetime
    """The first instant after the interval."""
    units: Units
    """How many."""
    meter: str | None
    """Which of the product's meters, where it has several."""
    code: str | None
    """The calls' result code; null for success."""


@strawberry.type
class Metered:
    """What records count as, and why."""

    catalog_digest: str
    """The digest of the catalog's contents and of the plugins that price it."""
    engine_version: str
    """The version of ratecard that answered."""
    records: Units
    """How many records were counted or ignored."""
    calls: Units
    """How many calls these were."""
    units: Units
    """All units, before the meters' own `counts`."""
    unread: list[str]
    """Quantities and labels that records have and no rule reads."""
    rules: list[MeteredRule]
    """What came of each rule that was in force, in order."""
    slices: list[MeteredSlice]
    """The usage made, in order of time; instants are summed up by the hour."""


MeteredResult = Annotated[
    Metered | PlainRefusal | PluginFault,
    strawberry.union("MeteredResult", description="What calls count as, or why that can't be said."),
]


def meter_records(context: Context, input: MeteredInput) -> Metered | PlainRefusal | PluginFault:
    """What the records of a question count as."""

    def answer() -> Metered:
        with asked_as():
            asked = Asked(input.product, input.from_, input.periods, records=records_read(input.records))
            return _metered(context.service.meter(asked))

    return answered(context, answer, "input")


def _metered(counted: Counted) -> Metered:
    metered = counted.metered
    return Metered(
        catalog_digest=counted.catalog.digest,
        engine_version=counted.engine_version,
        records=Units(metered.records),
        calls=Units(metered.calls),
        units=Units(metered.units),
        unread=list(metered.unread),
        rules=[_rule(tally) for tally in metered.tallies],
        slices=[_slice(counted, used) for used in metered.usage],
    )


def _rule(tally: kernel.Tally) -> MeteredRule:
    return MeteredRule(
        tally=tally,
        meter=tally.meter or None,
        ignored=tally.rule is not None and tally.rule.ignore,
        source=tally.rule.source if tally.rule else None,
        records=Units(tally.records),
        calls=Units(tally.calls),
        quantity=Decimal(tally.quantity),
        blocks=Units(tally.blocks),
        units=Units(tally.units),
    )


def _slice(counted: Counted, used: Used) -> MeteredSlice:
    local = counted.product.calendar.local
    start, end = used.start, used.end
    if start is None or end is None:
        raise TypeError("usage made of records has an interval")
    return MeteredSlice(
        from_=local(start), to=local(end), units=Units(used.units), meter=used.meter or None, code=used.code or None
    )
