"""What it would cost if: a question as it is and with changes made."""

from typing import Annotated

import strawberry

from ratecard.api.changes import ChangeInput, ChangeKind, changes_read, kind_of
from ratecard.api.context import Context
from ratecard.api.errors import PlainRefusal, PluginFault, answered
from ratecard.api.forecasts import Forecast, forecast_of
from ratecard.api.inputs import ForecastInput, asked_forecast
from ratecard.api.locales import DEFAULT, Locale, Money, known_money
from ratecard.api.place import asked_as
from ratecard.domain import difference as kernel
from ratecard.domain.conventions import Conventions
from ratecard.domain.text import Text
from ratecard.service import placed
from ratecard.service.what_if import Contribution as Added


@strawberry.input
class WhatIfInput:
    """A question, and what is to be different."""

    baseline: ForecastInput
    """The question as it is."""
    changes: list[ChangeInput]
    """The changes, in order, each made to what those before it have left; at most 200. A step that one adds may be
    changed by a later one."""


@strawberry.type
class PeriodDifference:
    """What changes in one period."""

    period: str
    """The id of the period."""
    before: Money | None
    """The total without the changes; null with contact sales."""
    after: Money | None
    """The total with the changes; null with contact sales."""
    difference: Money | None
    """After less before; null where one of them is."""


@strawberry.type
class StepDifference:
    """What changes in the lines of one step, over all periods."""

    step: str
    """The id of the step, of the chain before or after the changes."""
    before: Money | None
    """The sum of its lines without the changes; null with contact sales."""
    after: Money | None
    """The sum of its lines with the changes; null with contact sales."""
    difference: Money | None
    """After less before; null where one of them is."""


@strawberry.type
class Difference:
    """What the changes come to: after less before, so that less than zero is saved."""

    total: Money | None
    """In total; null where one of the two forecasts has contact sales, for the reason that it gives."""
    periods: list[PeriodDifference]
    """By period, in order of time; they add up to the total."""
    steps: list[StepDifference]
    """By step, in the order of the chain before the changes, then those that were added; they add up to the total."""


@strawberry.type
class Contribution:
    """What one change adds, the changes before it made. All of them add up to the difference."""

    why: strawberry.Private[Text | None]
    change: int
    """Which change: its place in `changes`, from 0."""
    kind: ChangeKind
    """What it changes."""
    total: Money | None
    """The total after it; null with contact sales, and where the changes so far can't be priced."""
    difference: Money | None
    """What it adds to the total; null, for the reason that `reason` gives, from a change without a total on."""

    @strawberry.field
    def reason(self, locale: Locale = DEFAULT) -> str | None:
        """Why what it adds is unknown; null when it is known."""
        return self.why.in_locale(locale) if self.why else None


@strawberry.type
class WhatIf:
    """A question answered twice: as it is, and with the changes made. Nothing was stored, and nothing changed."""

    before: Forecast
    """The question as it is."""
    after: Forecast
    """The question with all changes made."""
    difference: Difference
    """After less before."""
    contributions: list[Contribution]
    """What each change adds, in order."""


WhatIfResult = Annotated[
    WhatIf | PlainRefusal | PluginFault,
    strawberry.union("WhatIfResult", description="What it would cost, or why that can't be said."),
]


def try_changes(context: Context, input: WhatIfInput) -> WhatIf | PlainRefusal | PluginFault:
    """A question as it is and with changes made."""

    def answer() -> WhatIf:
        with placed("baseline"):
            asked = asked_forecast(input.baseline)
        changes = changes_read(input.changes)
        with asked_as("baseline", changes=input.changes):
            found = context.service.what_if(asked, changes, context.tick)
        conventions = found.before.first.version.chain.conventions
        return WhatIf(
            before=forecast_of(found.before, input.baseline.opening_balance),
            after=forecast_of(found.after, input.baseline.opening_balance),
            difference=_difference(found.difference, conventions),
            contributions=[
                _contribution(place, change, added, conventions)
                for place, (change, added) in enumerate(zip(input.changes, found.contributions, strict=True))
            ],
        )

    return answered(context, answer, "input")


def _difference(found: kernel.Difference, conventions: Conventions) -> Difference:
    return Difference(
        total=known_money(found.total, conventions),
        periods=[PeriodDifference(period=share.id, **_amounts(share, conventions)) for share in found.periods],
        steps=[StepDifference(step=share.id, **_amounts(share, conventions)) for share in found.steps],
    )


def _amounts(share: kernel.Share, conventions: Conventions) -> dict[str, Money | None]:
    return {
        "before": known_money(share.before, conventions),
        "after": known_money(share.after, conventions),
        "difference": known_money(share.difference, conventions),
    }


def _contribution(place: int, change: ChangeInput, added: Added, conventions: Conventions) -> Contribution:
    return Contribution(
        why=added.reason,
        change=place,
        kind=kind_of(change),
        total=known_money(added.total, conventions),
        difference=known_money(added.difference, conventions),
    )
