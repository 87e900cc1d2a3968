"""The ledger: every movement of the account's money, with its date and the balances after it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from ratecard.domain.forecast import Forecast, Statement
from ratecard.domain.money import EXACT, total, trimmed
from ratecard.domain.text import Text

EntryKind = Literal["purchase", "return", "release", "charge", "freeze"]


class Entry(NamedTuple):
    """One movement of the account's money."""

    on: date
    """A local day in the catalog's zone."""
    kind: EntryKind
    amount: Decimal
    period: str
    step: str
    """The step that bought, took back, froze or released; "" for a charge."""
    available: Decimal | None
    """The available balance after it; None without an opening balance or after contact sales."""
    frozen: Decimal | None
    """The frozen balance after it; None like `available`."""


class LowBalanceNotice(NamedTuple):
    """The available balance was enough, and is not any more as a day ends."""

    on: date
    """The day, in the catalog's zone."""
    available: Decimal
    """The available balance as the day ends."""
    below: Decimal
    """What would have been enough."""
    period: str
    """The period that the day's last entry is for; the first one, for the opening balance."""
    channels: tuple[str, ...]

    @property
    def message(self) -> Text:
        """The sentence for people."""
        return Text(
            f"可用余额 {trimmed(self.available):f}，已低于 {self.below:f}",
            f"The available balance is {trimmed(self.available):f}, below {self.below:f}",
        )


def ledger(answer: Forecast, opening: Decimal | None = None) -> tuple[Entry, ...]:
    """Every movement of money, in order of date, with the balances after it when `opening` is known.

    A purchase has its own date; release, charge and freeze, in this order, the last billing day.
    After the billing day of a period with contact sales, what was charged is unknown, and so are the balances.
    """
    movements = [movement for statement in answer.statements for movement in _movements(statement)]
    movements.sort(key=lambda movement: movement[0])
    nothing = answer.statements[0].version.chain.conventions.rounding.zero
    held = EXACT.add(nothing, total(answer.question.carried.holds.values()))
    available, frozen = opening, None if opening is None else held
    entries = []
    for on, entry in movements:
        if entry is None:
            available = frozen = None
            continue
        if available is not None and frozen is not None:
            if entry.kind in ("release", "freeze"):
                moved = entry.amount if entry.kind == "freeze" else EXACT.minus(entry.amount)
                frozen = EXACT.add(frozen, moved)
            else:
                moved = entry.amount
            available = EXACT.subtract(available, moved)
        entries.append(entry._replace(on=on, available=available, frozen=frozen))
    return tuple(entries)


def low_balances(answer: Forecast, entries: Sequence[Entry], opening: Decimal | None) -> tuple[LowBalanceNotice, ...]:
    """What the holder is told of a low balance, in order of time; `entries` is the ledger from `opening` on.

    The balances at the ends of days count: money that is released and frozen again on one day was never missing.
    """
    rules = {each.period.id: each.version.chain.conventions.low_balance for each in answer.statements}
    if opening is None or not any(rules.values()):
        return ()
    first = answer.statements[0].period
    start = answer.question.product.calendar.local(first.start).date()
    ends = {entry.on: (entry.available, entry.period) for entry in entries}
    # What is bought on the first day comes after the opening balance.
    days = [(start, opening, first.id), *[(on, available, period) for on, (available, period) in ends.items()]]
    found = []
    before: Decimal | None = None
    for on, available, period in days:
        rule = rules[period]
        if available is None:
            break
        if rule and available < rule.below and (before is None or before >= rule.below):
            found.append(LowBalanceNotice(on, available, rule.below, period, rule.channels))
        before = available
    return tuple(found)


def _movements(statement: Statement) -> list[tuple[date, Entry | None]]:
    """The statement's entries with their dates; None where a charge is unknown."""
    settlement, billed = statement.settlement, statement.billed_until
    local = statement.version.chain.conventions.calendar.local
    found: list[tuple[date, Entry | None]] = []

    def move(on: date, kind: EntryKind, amount: Decimal, step: str = "") -> None:
        found.append((on, Entry(on, kind, amount, settlement.period.id, step, None, None)))

    for line in settlement.lines:
        if line.is_paid_at_once and line.amount is not None:
            on = local(line.at).date() if line.at else billed
            move(on, "purchase" if line.kind == "purchase" else "return", line.amount, line.step)
    if settlement.charge is None:
        found.append((billed, None))
        return found
    for hold in settlement.holds:
        if hold.kind == "release":
            move(billed, "release", hold.amount, hold.step)
    if settlement.charge:
        move(billed, "charge", settlement.charge)
    for hold in settlement.holds:
        if hold.kind == "freeze" and hold.amount:
            move(billed, "freeze", hold.amount, hold.step)
    return found
