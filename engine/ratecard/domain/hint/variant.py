"""An answer priced again with one of its periods changed, from there on as far as it makes a difference."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from ratecard.domain.account import Account
from ratecard.domain.bill import Bill
from ratecard.domain.chain import Carried, Settled
from ratecard.domain.errors import PluginFault, Refusal
from ratecard.domain.forecast import advance
from ratecard.domain.money import EXACT, total
from ratecard.domain.order import Offer
from ratecard.domain.product import Version
from ratecard.domain.question import Part, Question, parts
from ratecard.domain.settlement import Settlement

MOST_FORECASTS = 64
"""How many forecasts' worth of settlements may be made between two calls of `renew`."""

Tick = Callable[[], None]


class Variant(NamedTuple):
    """What comes of a change to one period."""

    settlement: Settlement
    """The changed period's."""
    bills: Sequence[Bill]
    """What each step was given in it."""
    before: Sequence[Decimal | None]
    """The totals without the change, of this period and of those after it that were priced again."""
    after: Sequence[Decimal | None]
    """The same periods' totals with it; all periods after them are as they were."""

    @property
    def saving(self) -> Decimal | None:
        """By how much less all periods cost; None where contact sales leave that unknown."""
        before = [amount for amount in self.before if amount is not None]
        after = [amount for amount in self.after if amount is not None]
        if len(before) < len(self.before) or len(after) < len(self.after):
            return None
        return EXACT.subtract(total(before), total(after))


class Variants:
    """Prices a question, and then variants of it.

    A variant is settled from its changed period on, until what is carried is again what it was without the change:
    settlements depend on nothing else, so all later ones would be the same.
    """

    def __init__(self, question: Question, tick: Tick | None = None) -> None:
        self.question = question
        self.parts = parts(question)
        self.bills: list[list[Bill]] = []
        """What each step was given, by period."""
        self.settlements: list[Settlement] = []
        self._before: list[Carried] = []
        self._tick = tick
        self._left = 0
        carried = question.carried
        for part in self.parts:
            if tick is not None:
                tick()
            trace: list[Bill] = []
            self._before.append(carried)
            settlement, carried = advance(part, question.account, carried, trace)
            self.bills.append(trace)
            self.settlements.append(settlement)

    def renew(self) -> None:
        """Allow another `MOST_FORECASTS` forecasts' worth of settlements."""
        self._left = MOST_FORECASTS * len(self.parts)

    def price(self, place: int, changed: Part) -> Variant | None:
        """What comes of another part at a place; None when it is refused, faulty, or too much was asked already."""
        bills: list[Bill] = []
        made: list[Settlement] = []
        part, carried = changed, self._before[place]
        for at in range(place, len(self.parts)):
            if made:
                part = self.parts[at]
                if _same(carried, self._before[at]):
                    break
            settled = self._settle(part, carried, None if made else bills)
            if settled is None:
                return None
            made.append(settled.settlement)
            carried = settled.carried
        before = [settlement.total for settlement in self.settlements[place : place + len(made)]]
        return Variant(made[0], bills, before, [settlement.total for settlement in made])

    def _settle(self, part: Part, carried: Carried, trace: list[Bill] | None) -> Settled | None:
        if not self._left:
            return None
        self._left -= 1
        return tried(part, self.question.account, carried, trace, self._tick)


def tried(
    part: Part, account: Account, carried: Carried, trace: list[Bill] | None = None, tick: Tick | None = None
) -> Settled | None:
    """Settle a part; None when it is refused or a strategy fails."""
    if tick is not None:
        tick()  # what it raises is not the variant's
    try:
        return advance(part, account, carried, trace)
    except (Refusal, PluginFault):
        return None


def _same(one: Carried, other: Carried) -> bool:
    try:
        return one == other
    except Exception:  # a state compares as its plugin says
        return False


def on_offer(version: Version) -> list[tuple[str, Offer]]:
    """All that can be ordered, with its step; nothing of a step that fails to say."""
    found: list[tuple[str, Offer]] = []
    for step in version.chain.steps:
        try:
            found += [(step.id, offer) for offer in step.offers() if type(offer) is Offer]
        except PluginFault:
            continue
    return found


def bends(version: Version, bills: Iterable[Bill]) -> list[tuple[Bill, list[int]]]:
    """The breakpoints that each step declares, with its bill; none of a step that fails to say."""
    steps = {step.id: step for step in version.chain.steps}
    found = []
    for bill in bills:
        try:
            declared = steps[bill.step].breakpoints(bill)
        except PluginFault:
            continue
        found.append((bill, [bend for bend in declared if type(bend) is int]))
    return found
