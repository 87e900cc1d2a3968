"""Hints at what becomes of bought packs: units that are lost, and when the last one is used up."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from ratecard.domain.forecast import Forecast
from ratecard.domain.hint.kind import Hint
from ratecard.domain.hint.variant import Tick, on_offer, tried
from ratecard.domain.period import Period
from ratecard.domain.question import Question, parts
from ratecard.domain.settlement import Balance, Settlement
from ratecard.domain.text import Text
from ratecard.domain.usage import usage

PERIODS_AHEAD = 24
"""For how many periods after the last one a run-out is looked for."""


def expiring(answer: Forecast) -> Iterator[Hint]:
    """Units of bought lots that are lost in a period, and that will be in the one after the last unless used."""
    local = answer.question.product.calendar.local
    last = answer.statements[-1].period
    following = answer.question.product.calendar.containing(last.end)
    lost: dict[tuple[Period, datetime, str, str], int] = {}
    for statement in answer.statements:
        for expiry in statement.settlement.expiries:
            key = statement.period, expiry.at, expiry.step, expiry.sku
            lost[key] = lost.get(key, 0) + expiry.units
    for lot in answer.carried.kept:
        if last.end < lot.expires <= following.end:
            key = following, lot.expires, lot.step, lot.sku
            lost[key] = lost.get(key, 0) + lot.after
    for (period, at, step, sku), units in lost.items():
        if sku:
            yield Hint(
                "expiring",
                period.id,
                at=local(at),
                units=units,
                sku=f"{step}/{sku}",
                projected=period.start >= last.end,
                name=_name(answer.question, step, sku),
            )


def _name(question: Question, step: str, sku: str) -> Text:
    """What people call a lot's pack, in the latest version that sells it."""
    for version in reversed(question.product.versions):
        for seller, offer in on_offer(version):
            if (seller, offer.sku) == (step, sku):
                return offer.name
    return Text(sku, sku)


class _End(NamedTuple):
    """When a bought lot was used up or expired."""

    at: datetime
    used_up: bool
    step: str
    sku: str
    period: Period


def run_out(answer: Forecast, tick: Tick | None) -> Iterator[Hint]:
    """When the last bought lot is used up, among the periods, or after them if the last one's usage recurs."""
    settlements = [statement.settlement for statement in answer.statements]
    projected = _has_lots(settlements[-1])
    if projected:
        settlements = list(_recurring(answer, tick))
    ends = [end for settlement in settlements for end in _ends(settlement)]
    last = max(ends, default=None)
    if last is None or not last.used_up or _has_lots(settlements[-1]):
        return
    yield Hint(
        "run-out",
        last.period.id,
        at=answer.question.product.calendar.local(last.at),
        sku=f"{last.step}/{last.sku}",
        projected=projected,
        name=_name(answer.question, last.step, last.sku),
    )


def _lots(settlement: Settlement) -> list[Balance]:
    return [lot for lot in settlement.balances if lot.sku]


def _has_lots(settlement: Settlement) -> bool:
    """Whether bought units can still be used after the period."""
    return any(lot.after and lot.expires > settlement.period.end for lot in _lots(settlement))


def _ends(settlement: Settlement) -> Iterator[_End]:
    period = settlement.period
    for lot in _lots(settlement):
        if not lot.after and lot.taken:
            at = max(piece.instant(piece.last - 1) for piece in lot.taken)
            yield _End(at, True, lot.step, lot.sku, period)
        elif lot.after and lot.expires <= period.end:
            yield _End(lot.expires, False, lot.step, lot.sku, period)


def _recurring(answer: Forecast, tick: Tick | None) -> Iterator[Settlement]:
    """The periods after the last one with its usage, until no bought lot is left, or one can't be settled."""
    asked = answer.question
    last = answer.statements[-1].settlement
    calendar = asked.product.calendar
    units: dict[tuple[str, str], int] = {}
    for piece in last.usage:
        units[piece.meter, piece.code] = units.get((piece.meter, piece.code), 0) + piece.units
    periods = tuple(calendar.periods(calendar.containing(last.period.end), PERIODS_AHEAD if units else 0))
    carried = answer.carried
    for part in parts(Question(asked.product, periods, account=asked.account, carried=carried)) if periods else ():
        start, end, _ = part.period
        recurring = [usage(start, end, number, meter, code) for (meter, code), number in units.items()]
        settled = tried(part._replace(usage=recurring), asked.account, carried, tick=tick)
        if settled is None:
            return
        yield settled.settlement
        carried = settled.carried
        if not _has_lots(settled.settlement):
            return
