"""Answers as JSON documents: camelCase keys, amounts as strings, instants with the catalog's offset.

The keys mean what they mean in the GraphQL API; README.md shows a document.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from ratecard.cli.label import hold_label, line_label, notice_message
from ratecard.domain.forecast import Forecast, Statement
from ratecard.domain.formula import hold_formula, line_formula, total_formula
from ratecard.domain.ledger import Entry, LowBalanceNotice, ledger, low_balances
from ratecard.domain.period import Calendar
from ratecard.domain.product import Catalog, Product, Version
from ratecard.domain.settlement import Balance, Contact, Entitlement, Expiry, Hold, Line, Notice, Settlement
from ratecard.service import Priced

Document = dict[str, Any]


def write(document: Mapping[str, Any]) -> None:
    """Print a document on stdout."""
    print(json.dumps(document, ensure_ascii=False, indent=2))


def money(amount: Decimal | None) -> str | None:
    """An amount, without an exponent."""
    return None if amount is None else f"{amount:f}"


def instant(calendar: Calendar, at: datetime | None) -> str | None:
    """An instant on the catalog's wall clock, with its offset."""
    return None if at is None else calendar.local(at).isoformat()


def header(priced: Priced, locale: str) -> Document:
    """What every answer about a product begins with."""
    return about(priced.catalog, priced.product, priced.first.version, priced.engine_version, locale)


def about(catalog: Catalog, product: Product, version: Version, engine_version: str, locale: str) -> Document:
    """Which product an answer is about, and what it was priced by."""
    return {
        "product": product.full_id,
        "name": version.name.in_locale(locale),
        "currency": version.chain.conventions.currency,
        "timeZone": product.calendar.zone.key,
        "catalog": catalog.id,
        "catalogDigest": catalog.digest,
        "engineVersion": engine_version,
    }


def quoted(priced: Priced, locale: str) -> Document:
    """A quote: one statement."""
    return {**header(priced, locale), **statement(priced.first, locale), "state": priced.state}


def forecasted(priced: Priced, locale: str, opening: Decimal | None) -> Document:
    """A forecast: its statements, and the ledger over all of them."""
    return {**header(priced, locale), **period_by_period(priced.forecast, locale, opening), "state": priced.state}


def period_by_period(forecast: Forecast, locale: str, opening: Decimal | None = None) -> Document:
    """The statements of a forecast and the ledger over all of them."""
    statements = forecast.statements
    entries = ledger(forecast, opening)
    return {
        "from": statements[0].period.id,
        "until": statements[-1].period.id,
        "periods": len(statements),
        "status": "contact-sales" if forecast.total is None else "priced",
        "total": money(forecast.total),
        "openingBalance": money(opening),
        "statements": [statement(each, locale) for each in statements],
        "ledger": [_entry(entry) for entry in entries],
        "lowBalances": [_low_balance(notice, locale) for notice in low_balances(forecast, entries, opening)],
    }


def statement(statement: Statement, locale: str) -> Document:
    """One period's settlement with its billing dates."""
    settlement = statement.settlement
    calendar = statement.version.chain.conventions.calendar
    lines = [line_document(statement, line, locale) for line in settlement.lines]
    return {
        "period": settlement.period.id,
        "periodStart": instant(calendar, settlement.period.start),
        "periodEnd": instant(calendar, settlement.period.end),
        "status": settlement.status,
        "units": settlement.units,
        "refusedUnits": settlement.refused,
        "total": money(settlement.total),
        "formula": total_formula(settlement),
        "contact": contact(settlement.contact, locale),
        "purchases": money(settlement.purchases),
        "charge": money(settlement.charge),
        "lines": lines,
        "holds": [hold_document(hold, locale) for hold in settlement.holds],
        "held": money(settlement.held),
        "notices": [notice_document(statement, notice, locale) for notice in settlement.notices],
        "balances": [_balance(calendar, balance, settlement) for balance in settlement.balances],
        "entitlements": [_entitlement(calendar, entitlement) for entitlement in settlement.entitlements],
        "expiries": [_expiry(calendar, expiry) for expiry in settlement.expiries],
        "billedFrom": statement.billed_from.isoformat(),
        "billedUntil": statement.billed_until.isoformat(),
    }


def contact(contact: Contact | None, locale: str) -> Document | None:
    """Why there is no total, and whom to ask; None where there is one."""
    if contact is None:
        return None
    return {"units": contact.units, "reason": contact.reason.in_locale(locale), "url": contact.url}


def line_document(statement: Statement, line: Line, locale: str) -> Document:
    """A line with its label and its sum."""
    return {
        "step": line.step,
        "kind": line.kind,
        "label": line_label(statement.version, line, locale),
        "item": line.item or None,
        "meter": line.meter or None,
        "units": line.units,
        "quantity": f"{line.quantity:f}" if isinstance(line.quantity, Decimal) else str(line.quantity),
        "price": money(line.price),
        "per": line.per,
        "amount": money(line.amount),
        "formula": line_formula(statement.settlement, line),
        "source": line.source or None,
        "url": line.url or None,
        "at": instant(statement.version.chain.conventions.calendar, line.at),
    }


def hold_document(hold: Hold, locale: str) -> Document:
    """A freeze or a release with its sum."""
    return {
        "step": hold.step,
        "kind": hold.kind,
        "label": hold_label(hold, locale),
        "amount": money(hold.amount),
        "ratio": f"{hold.ratio:f}",
        "formula": hold_formula(hold),
        "source": hold.source or None,
    }


def notice_document(statement: Statement, notice: Notice, locale: str) -> Document:
    """A notice with its message."""
    calendar = statement.version.chain.conventions.calendar
    return {
        "step": notice.step,
        "kind": notice.kind,
        "at": instant(calendar, notice.at),
        "crossing": instant(calendar, notice.crossing),
        "approximate": notice.approximate,
        "lot": notice.lot or None,
        "size": notice.size if notice.lot else None,
        "message": notice_message(statement.version, notice, locale),
        "channels": list(notice.channels),
    }


def _balance(calendar: Calendar, balance: Balance, settlement: Settlement) -> Document:
    return {
        "step": balance.step,
        "lot": balance.lot,
        "sku": balance.sku or None,
        "size": balance.size,
        "before": balance.before,
        "after": balance.after,
        "effective": instant(calendar, balance.effective),
        "expires": instant(calendar, balance.expires),
        "returned": balance.returned,
        "costs": [{"meter": meter, "points": points} for meter, points in balance.costs],
        "kept": any(balance is kept for kept in settlement.kept),
    }


def _entitlement(calendar: Calendar, entitlement: Entitlement) -> Document:
    return {
        "step": entitlement.step,
        "item": entitlement.item,
        "quantity": entitlement.quantity,
        "effective": instant(calendar, entitlement.effective),
        "expires": instant(calendar, entitlement.expires),
    }


def _expiry(calendar: Calendar, expiry: Expiry) -> Document:
    return {
        "step": expiry.step,
        "lot": expiry.lot,
        "sku": expiry.sku or None,
        "units": expiry.units,
        "at": instant(calendar, expiry.at),
    }


def _entry(entry: Entry) -> Document:
    return {
        "date": entry.on.isoformat(),
        "kind": entry.kind,
        "amount": money(entry.amount),
        "period": entry.period,
        "step": entry.step or None,
        "available": money(entry.available),
        "frozen": money(entry.frozen),
    }


def _low_balance(notice: LowBalanceNotice, locale: str) -> Document:
    return {
        "date": notice.on.isoformat(),
        "available": money(notice.available),
        "below": money(notice.below),
        "period": notice.period,
        "message": notice.message.in_locale(locale),
        "channels": list(notice.channels),
    }
