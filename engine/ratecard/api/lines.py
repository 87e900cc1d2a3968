"""The rows of a settlement: lines, holds, notices, balances, entitlements, expiries."""

from datetime import datetime
from decimal import Decimal
from enum import Enum

import strawberry

from ratecard.api.context import Asking
from ratecard.api.displays import MeterCost
from ratecard.api.locales import DEFAULT, Locale, Money, money
from ratecard.api.plugins import spoken
from ratecard.api.scalars import Units
from ratecard.domain import settlement as kernel
from ratecard.domain.forecast import Statement
from ratecard.domain.formula import hold_formula, line_formula


@strawberry.enum
class LineKind(Enum):
    """What a line is about."""

    USAGE = "usage"
    """Units that a step covered, at a price or at none."""
    PURCHASE = "purchase"
    """Something that was bought, paid at once."""
    FEE = "fee"
    """A charge that is not for units."""
    ADJUSTMENT = "adjustment"
    """A correction of the bill; the only line whose amount may be below zero."""
    REFUSED = "refused"
    """Units that a step covered by refusing to serve them."""
    CONTACT = "contact"
    """Units that have no list price: contact sales."""


LINE_KINDS = {kind.value: kind for kind in LineKind}


@strawberry.enum
class HoldKind(Enum):
    """What happens to held money."""

    FREEZE = "freeze"
    """Money is put on hold for the next period."""
    RELEASE = "release"
    """What the period before put on hold is free again."""


@strawberry.type
class Line:
    """One row of a settlement."""

    statement: strawberry.Private[Statement]
    line: strawberry.Private[kernel.Line]

    @strawberry.field
    def step(self) -> str:
        """The step of the chain that made it."""
        return self.line.step

    @strawberry.field
    def kind(self) -> LineKind:
        """What it is about."""
        return LINE_KINDS[self.line.kind]

    @strawberry.field
    def units(self) -> Units:
        """Units of usage that it covers; 0 for a purchase, a fee or an adjustment."""
        return Units(self.line.units)

    @strawberry.field
    def quantity(self) -> Decimal:
        """What the price is for: the units, or packs, blocks, points."""
        return Decimal(self.line.quantity)

    @strawberry.field
    def price(self) -> Decimal | None:
        """For `per` of the quantity, in the catalog's currency; null for contact sales, whose reason the answer has."""
        return self.line.price

    @strawberry.field
    def per(self) -> Units:
        """Of how many of the quantity the price is: 1, but for prices such as those of an hour for seconds."""
        return Units(self.line.per)

    @strawberry.field
    def amount(self) -> Money | None:
        """Quantity × price, rounded by the catalog's rule; null for contact sales, whose reason the answer gives."""
        amount = self.line.amount
        return None if amount is None else money(amount, self.statement.version.chain.conventions)

    @strawberry.field
    def meter(self) -> str | None:
        """The one meter whose units it covers, null where it is not about one."""
        return self.line.meter or None

    @strawberry.field
    def item(self) -> str | None:
        """What of the step it is, a pack's sku or a result code; null where there is nothing to tell apart."""
        return self.line.item or None

    @strawberry.field
    def source(self) -> str | None:
        """The catalog's file and line of the rule that made it: "catalogs/tencent-ocr/id-card.toml:39"."""
        return self.line.source or None

    @strawberry.field
    def url(self) -> str | None:
        """Where to ask for a price, for contact sales."""
        return self.line.url or None

    @strawberry.field
    def at(self) -> datetime | None:
        """When a purchase was paid, or paid back; null for what is charged with the period's bill."""
        local = self.statement.version.chain.conventions.calendar.local
        return local(self.line.at) if self.line.at else None

    @strawberry.field
    def label(self, info: Asking, locale: Locale = DEFAULT) -> str:
        """What people call it."""
        step = self.statement.version.chain.step(self.line.step)
        return spoken(info.context, step, locale, lambda strategy: strategy.label(self.line, locale))

    @strawberry.field
    def formula(self) -> str:
        """The sum that made it, as the price page would print it: "(9000 - 1000) × 0.15 = 1200"."""
        return line_formula(self.statement.settlement, self.line)


@strawberry.type
class Hold:
    """Money frozen for the next period's estimate, or its release."""

    hold: strawberry.Private[kernel.Hold]
    step: str
    """The step of the chain that made it."""
    kind: HoldKind
    """What happens to the money."""
    amount: Money
    """How much; never below zero."""
    ratio: Decimal
    """Which share of the estimate: "1" for all of it."""
    source: str | None
    """The catalog's file and line of the rule that made it."""

    @strawberry.field
    def formula(self) -> str:
        """The sum that made it: "8000 × 0.15 × 100 % = 1200"."""
        return hold_formula(self.hold)


@strawberry.type
class Notice:
    """A message that is due to the account's holder."""

    statement: strawberry.Private[Statement]
    notice: strawberry.Private[kernel.Notice]
    step: str
    """The step of the chain that gives notice."""
    kind: str
    """What it tells: `low`, `exhausted`, `expiring`, or a strategy's own word. `codes` lists those of the engine."""
    at: datetime
    """When it is sent."""
    crossing: datetime
    """When what it tells came about; for what is told ahead, such as an expiry, when it will."""
    approximate: bool
    """True where the usage was too coarse to tell the hour."""
    lot: str | None
    """The pack it is about, as `balances` names it; null for none."""
    size: Units | None
    """How many units that pack had when it was new."""
    channels: list[str]
    """How it is sent, unless the account chose otherwise."""

    @strawberry.field
    def message(self, info: Asking, locale: Locale = DEFAULT) -> str:
        """What it says."""
        step = self.statement.version.chain.step(self.step)
        return spoken(info.context, step, locale, lambda strategy: strategy.message(self.notice, locale))


@strawberry.type
class Balance:
    """A pack or an allowance over the part of the period in which it is valid."""

    step: str
    """The step of the chain that it belongs to."""
    lot: str
    """Tells the packs of one step apart, for ever."""
    sku: str | None
    """What it was ordered by; null for an allowance."""
    size: Units
    """Units that it had when it was new."""
    before: Units
    """Units left when the period began, or when it was bought."""
    after: Units
    """Units left when the period ended, those that are lost with that end among them."""
    effective: datetime
    """From when on it covers units."""
    expires: datetime
    """When what is left of it is lost, or, where it is `returned`, when it was given back."""
    returned: bool
    """True where it ended because it was given back: what is left of it is not lost."""
    costs: list[MeterCost]
    """The meters of whose units each takes more than one of it: a pack of points. Empty for a pack of units."""
    kept: bool
    """True where the product no longer has its step: it is shown, and not drawn on."""


@strawberry.type
class Entitlement:
    """Something bought that is in force over a time and is not used up, such as 10 calls a second more."""

    step: str
    """The step of the chain that it belongs to."""
    item: str
    """What it was ordered by."""
    quantity: Units
    """How much of it."""
    effective: datetime
    """From when on it is in force; it may be after the period in which it is bought."""
    expires: datetime
    """Until when it is in force."""


@strawberry.type
class Expiry:
    """Units that a pack or an allowance lost because they were not used in time."""

    step: str
    """The step of the chain that it belonged to."""
    lot: str
    """The pack, as `balances` names it."""
    sku: str | None
    """What it was ordered by; null for an allowance."""
    units: Units
    """How many units were lost."""
    at: datetime
    """When."""


def lines(statement: Statement) -> list[Line]:
    """A settlement's lines, in the order of the chain."""
    return [Line(statement=statement, line=line) for line in statement.settlement.lines]


def holds(statement: Statement) -> list[Hold]:
    """A settlement's holds, releases first."""
    conventions = statement.version.chain.conventions
    return [
        Hold(
            hold=hold,
            step=hold.step,
            kind=HoldKind(hold.kind),
            amount=money(hold.amount, conventions),
            ratio=hold.ratio,
            source=hold.source or None,
        )
        for hold in statement.settlement.holds
    ]


def notices(statement: Statement) -> list[Notice]:
    """A settlement's notices, in order of time."""
    local = statement.version.chain.conventions.calendar.local
    return [
        Notice(
            statement=statement,
            notice=notice,
            step=notice.step,
            kind=notice.kind,
            at=local(notice.at),
            crossing=local(notice.crossing),
            approximate=notice.approximate,
            lot=notice.lot or None,
            size=Units(notice.size) if notice.lot else None,
            channels=list(notice.channels),
        )
        for notice in statement.settlement.notices
    ]


def balances(statement: Statement) -> list[Balance]:
    """Every pack and allowance that was valid in the period."""
    local = statement.version.chain.conventions.calendar.local
    kept = {id(lot) for lot in statement.settlement.kept}
    return [
        Balance(
            step=lot.step,
            lot=lot.lot,
            sku=lot.sku or None,
            size=Units(lot.size),
            before=Units(lot.before),
            after=Units(lot.after),
            effective=local(lot.effective),
            expires=local(lot.expires),
            returned=lot.returned,
            costs=[MeterCost(meter=meter, points=Units(points)) for meter, points in lot.costs],
            kept=id(lot) in kept,
        )
        for lot in statement.settlement.balances
    ]


def entitlements(statement: Statement) -> list[Entitlement]:
    """What is in force, or was bought, in the period and is not used up."""
    local = statement.version.chain.conventions.calendar.local
    return [
        Entitlement(
            step=fact.step,
            item=fact.item,
            quantity=Units(fact.quantity),
            effective=local(fact.effective),
            expires=local(fact.expires),
        )
        for fact in statement.settlement.entitlements
    ]


def expiries(statement: Statement) -> list[Expiry]:
    """What was lost in the period, its end included."""
    local = statement.version.chain.conventions.calendar.local
    return [
        Expiry(step=lost.step, lot=lost.lot, sku=lost.sku or None, units=Units(lost.units), at=local(lost.at))
        for lost in statement.settlement.expiries
    ]
