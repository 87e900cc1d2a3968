"""What all settlements have in common, in a quote, in an answer without a total and in a forecast."""

from datetime import datetime
from enum import Enum

import strawberry

from ratecard.api.lines import (
    Balance,
    Entitlement,
    Expiry,
    Hold,
    Line,
    Notice,
    balances,
    entitlements,
    expiries,
    holds,
    lines,
    notices,
)
from ratecard.api.locales import DEFAULT, Locale, Money, money
from ratecard.api.scalars import Units
from ratecard.domain.forecast import Statement
from ratecard.domain.text import Text

KEPT_HOLD = Text(
    "本期联系商务，没有总额：沿用此前的冻结，不新增冻结",
    "The period has no total: the earlier hold stays, and nothing new is frozen",
)


@strawberry.enum
class SettlementStatus(Enum):
    """Whether a settlement has a total."""

    PRICED = "priced"
    """Everything has a price."""
    CONTACT_SALES = "contact-sales"
    """Some units, or an order, have no list price, so there is no total; the reason says which."""


STATUSES = {status.value: status for status in SettlementStatus}


@strawberry.interface
class Settlement:
    """What the chain answers for one period."""

    statement: strawberry.Private[Statement]

    @strawberry.field
    def period(self) -> str:
        """The id of the period: "2021-06"."""
        return self.statement.settlement.period.id

    @strawberry.field
    def period_start(self) -> datetime:
        """The period's first instant."""
        return self.statement.version.chain.conventions.calendar.local(self.statement.settlement.period.start)

    @strawberry.field
    def period_end(self) -> datetime:
        """The first instant after the period."""
        return self.statement.version.chain.conventions.calendar.local(self.statement.settlement.period.end)

    @strawberry.field
    def status(self) -> SettlementStatus:
        """Whether there is a total."""
        return STATUSES[self.statement.settlement.status]

    @strawberry.field
    def units(self) -> Units:
        """All units of the period, in the product's counting."""
        return Units(self.statement.settlement.units)

    @strawberry.field
    def refused_units(self) -> Units:
        """Units that were not served and not charged, as the catalog says or the account chose; part of `units`."""
        return Units(self.statement.settlement.refused)

    @strawberry.field
    def held(self) -> Money:
        """Money on hold after this settlement, the hold that a period with contact sales keeps among it."""
        return money(self.statement.settlement.held, self.statement.version.chain.conventions)

    @strawberry.field
    def lines(self) -> list[Line]:
        """The rows, in the order of the chain."""
        return lines(self.statement)

    @strawberry.field
    def holds(self) -> list[Hold]:
        """Money frozen and released, releases first; none in a period with contact sales."""
        return holds(self.statement)

    @strawberry.field
    def hold_reason(self, locale: Locale = DEFAULT) -> str | None:
        """Why nothing was released or frozen in a period with contact sales; null in any other."""
        is_kept = self.statement.settlement.status == SettlementStatus.CONTACT_SALES.value
        return KEPT_HOLD.in_locale(locale) if is_kept else None

    @strawberry.field
    def notices(self) -> list[Notice]:
        """Messages that are due to the account's holder in the period, in order of time."""
        return notices(self.statement)

    @strawberry.field
    def balances(self) -> list[Balance]:
        """Every pack and allowance that was valid in the period."""
        return balances(self.statement)

    @strawberry.field
    def entitlements(self) -> list[Entitlement]:
        """What is in force, or was bought, in the period and is not used up, such as calls a second."""
        return entitlements(self.statement)

    @strawberry.field
    def expiries(self) -> list[Expiry]:
        """Units that were lost in the period, those that are lost with its end among them."""
        return expiries(self.statement)

    @strawberry.field
    def purchases(self) -> Money:
        """What was bought in the period, paid at once, less what was paid back."""
        return money(self.statement.settlement.purchases, self.statement.version.chain.conventions)
