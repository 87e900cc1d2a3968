"""What is worth knowing about an answer: what would cost less, what is lost, what runs out."""

from datetime import datetime

import strawberry

from ratecard.api.context import Context
from ratecard.api.locales import DEFAULT, Locale, Money, known_money
from ratecard.api.scalars import Units
from ratecard.domain import hint as kernel
from ratecard.domain.conventions import Conventions
from ratecard.domain.forecast import Forecast


@strawberry.type
class Hint:
    """Something worth knowing about an answer. What a kind does not tell is null."""

    hint: strawberry.Private[kernel.Hint]
    kind: str
    """What it tells, in kebab-case: `cheaper-neighbour`, `pack-would-pay`, `dominated-order`, `expiring`, `run-out`.
    `codes` says what each means."""
    period: str | None
    """The period it is about, where `projected` one after the last; null for all of them."""
    saving: Money | None
    """By how much less all periods would cost; null where nothing is saved, or the answer has no total."""
    at: datetime | None
    """When: of the purchase for `pack-would-pay`, of the order for `dominated-order`, of the loss for `expiring`, when
    the last pack is used up for `run-out`."""
    units: Units | None
    """The period's units that cost less for `cheaper-neighbour`, what the packs to buy hold for `pack-would-pay` and
    `dominated-order`, what is lost for `expiring`."""
    more: Units | None
    """How many calls more the period must have, for `cheaper-neighbour`."""
    meter: str | None
    """The meter of these calls, where the product has several."""
    sku: str | None
    """The pack to buy, or that it is about, as `step/sku`."""
    quantity: int | None
    """How many to buy."""
    ordered: str | None
    """The order to drop instead, as `step/sku`, for `dominated-order`."""
    ordered_quantity: int | None
    """How many packs that order is for."""
    projected: bool
    """True for what is after the last period: lost unless used by then, used up by then if the last period's usage
    recurs."""

    @strawberry.field
    def name(self, locale: Locale = DEFAULT) -> str | None:
        """What people call the pack or the meter."""
        return self.hint.name.in_locale(locale) or None

    @strawberry.field
    def message(self, locale: Locale = DEFAULT) -> str:
        """The hint in a sentence."""
        return self.hint.message(locale)


def find_hints(context: Context, answer: Forecast) -> list[Hint]:
    """The hints of an answer, the greatest saving first; `DeadlineExceeded`."""
    conventions = answer.statements[0].version.chain.conventions
    return [_hint(each, conventions) for each in kernel.hints(answer, context.tick)]


def _hint(hint: kernel.Hint, conventions: Conventions) -> Hint:
    return Hint(
        hint=hint,
        kind=hint.kind,
        period=hint.period or None,
        saving=known_money(hint.saving, conventions),
        at=hint.at,
        units=Units(hint.units) if hint.units else None,
        more=Units(hint.more) if hint.more else None,
        meter=hint.meter or None,
        sku=hint.sku or None,
        quantity=hint.quantity or None,
        ordered=hint.ordered or None,
        ordered_quantity=hint.ordered_quantity or None,
        projected=hint.projected,
    )
