"""Consecutive periods, priced, each from the state that the one before left."""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Annotated

import strawberry

from ratecard.api.context import Context
from ratecard.api.errors import PlainRefusal, PluginFault, answered
from ratecard.api.inputs import ForecastInput, asked_forecast
from ratecard.api.locales import DEFAULT, Locale, Money, money
from ratecard.api.quotes import Answer, contact_reason
from ratecard.api.settlements import Settlement, SettlementStatus
from ratecard.domain import forecast as kernel
from ratecard.domain import ledger
from ratecard.domain.conventions import Conventions
from ratecard.domain.formula import total_formula
from ratecard.domain.text import Text
from ratecard.service import Priced

NO_OPENING = Text("未给出期初余额", "No opening balance was given")


@strawberry.enum
class EntryKind(Enum):
    """What moves money."""

    PURCHASE = "purchase"
    """Something was bought, paid at once."""
    RETURN = "return"
    """Something that was bought is given back, its price paid back at once: the amount is below zero."""
    RELEASE = "release"
    """Held money is free again."""
    CHARGE = "charge"
    """The bill of a period is paid."""
    FREEZE = "freeze"
    """Money is put on hold for the next period."""


@strawberry.type
class LedgerEntry:
    """One movement of the account's money."""

    unknown: strawberry.Private[Text | None]
    date: date
    """The day, in the catalog's time zone."""
    kind: EntryKind
    """What moves money."""
    amount: Money
    """How much."""
    period: str
    """The period that it is for."""
    step: str | None
    """The step that bought, took back, froze or released; null for a charge."""
    available: Money | None
    """The available balance after it; null when it is unknown, for the reason that `balanceReason` gives."""
    frozen: Money | None
    """The frozen balance after it; null like `available`."""

    @strawberry.field
    def balance_reason(self, locale: Locale = DEFAULT) -> str | None:
        """Why the balances are unknown; null when they are known."""
        return self.unknown.in_locale(locale) if self.unknown else None


@strawberry.type
class LowBalance:
    """The available balance was enough, and is not any more as a day ends."""

    notice: strawberry.Private[ledger.LowBalanceNotice]
    date: date
    """The day, in the catalog's time zone."""
    available: Money
    """The available balance as the day ends."""
    below: Money
    """The amount under which it is low."""
    period: str
    """The period that the day's last movement is for; the first one, where the opening balance is low."""
    channels: list[str]
    """How it is told, unless the account chose otherwise."""

    @strawberry.field
    def message(self, locale: Locale = DEFAULT) -> str:
        """What is told."""
        return self.notice.message.in_locale(locale)


@strawberry.type
class Statement(Settlement):
    """A settlement with its billing dates."""

    total: Money | None
    """The sum of the lines; null with contact sales, for the reason that `reason` gives."""
    charge: Money | None
    """What is charged when the bill comes: the total without the purchases; null like `total`."""
    url: str | None
    """Where to ask for a price; null where everything has one."""
    billed_from: date
    """The first day on which the bill may come."""
    billed_until: date
    """The last day on which the bill comes, and money is released, charged and frozen."""

    @strawberry.field
    def formula(self) -> str | None:
        """The sum that made the total; null with contact sales."""
        return total_formula(self.statement.settlement)

    @strawberry.field
    def reason(self, locale: Locale = DEFAULT) -> str | None:
        """Why there is no total; null when there is one."""
        return contact_reason(self.statement, locale)


@strawberry.type
class Forecast(Answer):
    """What consecutive periods cost."""

    opening: strawberry.Private[Decimal | None]
    period: str
    """The id of the first period."""
    last_period: str
    """The id of the last period."""
    status: SettlementStatus
    """Whether all periods have a total."""
    total: Money | None
    """The sum over all periods; null where one has contact sales, for the reason that `reason` gives."""

    @strawberry.field
    def reason(self, locale: Locale = DEFAULT) -> str | None:
        """Why there is no total, by the first period that has none; null when there is one."""
        for statement in self.priced.forecast.statements:
            reason = contact_reason(statement, locale)
            if reason:
                return f"{statement.period}: {reason}"
        return None

    @strawberry.field
    def statements(self) -> list[Statement]:
        """One for each period, in order of time."""
        return [_statement(statement) for statement in self.priced.forecast.statements]

    @strawberry.field
    def ledger(self) -> list[LedgerEntry]:
        """Every movement of money, in order of date, with the balances after it when `openingBalance` was given."""
        conventions = self.priced.first.version.chain.conventions
        entries = ledger.ledger(self.priced.forecast, self.opening)
        return [_entry(entry, conventions, self._unknown()) for entry in entries]

    @strawberry.field
    def low_balances(self) -> list[LowBalance]:
        """When the available balance falls below what the catalog calls low, in order of date.

        Empty where the catalog says nothing of it, and without `openingBalance`.
        """
        forecast = self.priced.forecast
        conventions = self.priced.first.version.chain.conventions
        found = ledger.low_balances(forecast, ledger.ledger(forecast, self.opening), self.opening)
        return [_low_balance(notice, conventions) for notice in found]

    def _unknown(self) -> Text:
        """Why balances that are unknown are."""
        if self.opening is None:
            return NO_OPENING
        first = next((s.period.id for s in self.priced.forecast.statements if s.settlement.total is None), "")
        return Text(f"{first} 联系商务，其扣费金额未知", f"What is charged for {first} is unknown: contact sales")


ForecastResult = Annotated[
    Forecast | PlainRefusal | PluginFault,
    strawberry.union("ForecastResult", description="What consecutive periods cost, or why that can't be said."),
]


def price_forecast(context: Context, input: ForecastInput) -> Forecast | PlainRefusal | PluginFault:
    """The answer to a question about consecutive periods."""

    def answer() -> Forecast:
        priced = context.service.forecast(asked_forecast(input), context.tick)
        return forecast_of(priced, input.opening_balance)

    found = answered(context, answer, "input")
    if isinstance(found, PlainRefusal) and found.path[1:2] == ["period"]:
        found.path[1] = "from"
    return found


def forecast_of(priced: Priced, opening: Decimal | None = None) -> Forecast:
    """A forecast as data; `opening` is the available balance before it."""
    total = priced.forecast.total
    return Forecast(
        priced=priced,
        opening=opening,
        period=priced.first.period.id,
        last_period=priced.forecast.statements[-1].period.id,
        status=SettlementStatus.CONTACT_SALES if total is None else SettlementStatus.PRICED,
        total=None if total is None else money(total, priced.first.version.chain.conventions),
    )


def _statement(statement: kernel.Statement) -> Statement:
    settlement, conventions = statement.settlement, statement.version.chain.conventions
    contact = settlement.contact
    return Statement(
        statement=statement,
        total=None if settlement.total is None else money(settlement.total, conventions),
        charge=None if settlement.charge is None else money(settlement.charge, conventions),
        url=contact.url if contact else None,
        billed_from=statement.billed_from,
        billed_until=statement.billed_until,
    )


def _low_balance(notice: ledger.LowBalanceNotice, conventions: Conventions) -> LowBalance:
    return LowBalance(
        notice=notice,
        date=notice.on,
        available=money(notice.available, conventions),
        below=money(notice.below, conventions),
        period=notice.period,
        channels=list(notice.channels),
    )


def _entry(entry: ledger.Entry, conventions: Conventions, unknown: Text) -> LedgerEntry:
    return LedgerEntry(
        unknown=unknown if entry.available is None else None,
        date=entry.on,
        kind=EntryKind(entry.kind),
        amount=money(entry.amount, conventions),
        period=entry.period,
        step=entry.step or None,
        available=None if entry.available is None else money(entry.available, conventions),
        frozen=None if entry.frozen is None else money(entry.frozen, conventions),
    )
