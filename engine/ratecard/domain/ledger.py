"""The ledger: every movement of the account's money, with its date and the balances after it."""

from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from ratecard.domain.forecast import Forecast, Statement
from ratecard.domain.money import EXACT, total

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
