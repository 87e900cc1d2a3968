"""A forecast: settlements of consecutive periods, each starting from the state the last one left."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from ratecard.domain.account import Account
from ratecard.domain.bill import Bill
from ratecard.domain.chain import Carried, Chain, Settled, settle
from ratecard.domain.errors import BadOwned, Refusal
from ratecard.domain.money import EXACT, ZERO
from ratecard.domain.period import MICROSECOND, Calendar, Period
from ratecard.domain.possession import Older
from ratecard.domain.product import SHOWN, Version
from ratecard.domain.question import Part, Question, parts
from ratecard.domain.settlement import Settlement
from ratecard.domain.strategy import Outcome


class Statement(NamedTuple):
    """A settlement with its billing dates."""

    settlement: Settlement
    version: Version
    billed_from: date
    billed_until: date

    @property
    def period(self) -> Period:
        """What it covers."""
        return self.settlement.period


class Forecast(NamedTuple):
    """Statements of consecutive periods."""

    question: Question
    statements: tuple[Statement, ...]
    carried: Carried
    """What the last period leaves to the one after it."""

    @property
    def total(self) -> Decimal | None:
        """The sum over all periods; None when one of them has contact sales."""
        result = ZERO
        for statement in self.statements:
            if statement.settlement.total is None:
                return None
            result = EXACT.add(result, statement.settlement.total)
        return result


def forecast(
    question: Question,
    trace: list[Bill] | None = None,
    tick: Callable[[], None] | None = None,
    outcomes: list[Outcome] | None = None,
) -> Forecast:
    """Price every period of the question, each by the version in force at its start.

    The bill that each step is given is added to `trace` when there is one, and what it answers to `outcomes`. `tick` is
    called before each period, and may raise to end long work.
    Raises a `Refusal` for a question that can't be answered, placed by its `path`, or a `PluginFault`.
    """
    carried = question.carried
    statements = []
    for part in parts(question):
        if tick is not None:
            tick()
        settlement, carried = advance(part, question.account, carried, trace, outcomes)
        statements.append(_statement(settlement, part.version))
    return Forecast(question, tuple(statements), carried)


def advance(
    part: Part,
    account: Account,
    carried: Carried,
    trace: list[Bill] | None = None,
    outcomes: list[Outcome] | None = None,
) -> Settled:
    """Settle one part of a question from what the part before left."""
    for version in part.newer:
        carried = handed_over(carried, version)
    try:
        for older in part.older:
            carried = _with_older(carried, older, part, account)
        return settle(
            part.version.chain,
            part.period,
            part.usage,
            part.orders,
            part.owned,
            account,
            carried,
            trace,
            part.returns,
            outcomes,
        )
    except Refusal as refusal:
        if not refusal.path:
            refusal.under("periods", part.place)
        raise


def handed_over(carried: Carried, version: Version) -> Carried:
    """What is carried, with the states of replaced steps given to the steps that take their lots over."""
    moves = {old: new for old, new in version.keeps.items() if new != SHOWN and old in carried.states}
    if not moves:
        return carried
    states = {moves.get(step, step): state for step, state in carried.states.items()}
    kept = tuple(lot._replace(step=moves.get(lot.step, lot.step)) for lot in carried.kept)
    return carried._replace(states=states, kept=kept)


def _with_older(carried: Carried, older: Older, part: Part, account: Account) -> Carried:
    """What is carried, with packs that an older version sold, as the step that sold them would have left them.

    It is asked about them alone, in the period before, and with nothing used.
    """
    version, name, heir, packs = older
    product, _, conventions = version.chain
    step = version.chain.step(name)
    assert step is not None  # it has offered them
    there = heir or name
    states = {name: carried.states[there]} if there in carried.states else {}
    before = conventions.calendar.containing(part.period.start - MICROSECOND)
    alone = Chain(product, (step._replace(scope=None),), conventions)
    settlement, left = settle(alone, before, (), owned={name: packs}, account=account, carried=Carried(states))
    for lot in settlement.balances:
        if lot.expires <= part.period.start:
            written = conventions.calendar.written(lot.expires)
            raise BadOwned(lot.sku, f"it expired at {written}, before {part.period}")
    kept = [lot for lot in carried.kept if lot.step != there]
    return carried._replace(
        states={**carried.states, there: left.states[name]} if name in left.states else carried.states,
        kept=(*kept, *(lot._replace(step=there) for lot in left.kept)),
    )


def _statement(settlement: Settlement, version: Version) -> Statement:
    conventions = version.chain.conventions
    return Statement(settlement, version, *_billed(conventions.calendar, settlement.period.end, conventions.billed_on))


@lru_cache(maxsize=4096)
def _billed(calendar: Calendar, end: datetime, billed_on: tuple[int, int]) -> tuple[date, date]:
    """The local days that `billed_on` counts, 1 being the first after the period."""
    ended = calendar.local(end).date()
    first, last = billed_on
    return ended + timedelta(days=first - 1), ended + timedelta(days=last - 1)
