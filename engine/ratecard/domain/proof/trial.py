"""The kernel asked by quantity: what a chain answers to so many calls in one situation."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from ratecard.domain.bill import Bill
from ratecard.domain.chain import ANYONE, Chain, settle
from ratecard.domain.errors import MOST_UNITS, ChainLeavesUnits, PluginFault, Refusal
from ratecard.domain.period import Period
from ratecard.domain.proof.flaw import Path, Rule
from ratecard.domain.proof.situation import Situation
from ratecard.domain.settlement import Line
from ratecard.domain.strategy import Outcome
from ratecard.domain.usage import usage

FAR = 10**12
QUICK = 2000
STEPS = 8
LOT = 4
"""How much work an answer is, about: for all that a chain does, and for each lot."""
MOST_ASKED = 100
"""At how many bends steps are asked again: those that bend by money guess, and guess anew each time."""


Totals = dict[tuple[Period, str, int], Decimal | None]
"""What counts of calls come to for an account of which nothing is known, by period and meter; None: contact sales."""


class Rules(dict[Path, str]):
    """Sources that cite the rule itself, so that a proof knows which one made a line."""

    def __missing__(self, path: Path) -> str:
        made = self[path] = Rule.at(path)
        return made

    def get(self, path: Path, default: object = None) -> str:
        """The rule."""
        return self[path]


class Answer(NamedTuple):
    """What the chain answers to so many calls."""

    total: Decimal | None
    """None for contact sales, and where there is no answer."""
    lines: tuple[Line, ...] = ()
    why: Refusal | PluginFault | None = None
    """Why there is no answer."""
    trace: tuple[tuple[Bill, Outcome], ...] = ()
    """What each step was given, and what it made of it."""
    is_new: bool = False
    """Whether it is of an account that began with the period: without that there was none."""


def citing(chain: Chain) -> Chain:
    """The chain, its lines citing the rules that make them."""
    rules = Rules({(): Rule.at(())})  # an empty mapping is no sources at all
    return chain._replace(steps=tuple([step._replace(sources=rules) for step in chain.steps]))


def _emptied(waiting: list[int]) -> Iterator[int]:
    while waiting:
        yield waiting.pop()


class Work:
    """How much may still be looked at, in lines and facts of answers, about."""

    def __init__(self, left: int) -> None:
        self.left = left


class Trial:
    """A chain in one situation; each count of calls is settled once."""

    def __init__(self, chain: Chain, situation: Situation, work: Work) -> None:
        self.situation = situation
        self.most = MOST_UNITS // situation.each
        """The most calls that there can be."""
        self.unit = chain.conventions.rounding.unit
        self.effort = STEPS
        """How much work an answer is, as far as known."""
        self._work = work
        self._refused: set[int] = set()
        self.answers: dict[int, Answer] = {}
        self._bends: list[int] | None = None
        self._chain = chain
        self._steps = {step.id: step for step in chain.steps}

    def __call__(self, calls: int) -> Answer:
        """The answer to so many calls in the period."""
        found = self.answers.get(calls)
        if found is None:
            found = self.answers[calls] = self._settled(calls)
            self._work.left -= self.effort
            if calls == 0:
                self.effort += LOT * sum([len(outcome.facts) for _, outcome in found.trace])
        return found

    @property
    def is_quick(self) -> bool:
        """Whether whole years may be asked about."""
        self(0)
        return self.effort < QUICK

    @property
    def left_out(self) -> set[int]:
        """The counts of calls that were to be looked at, and were too much work."""
        return self._refused - self.answers.keys()

    @property
    def is_whole(self) -> bool:
        """Whether nothing that was to be looked at was too much work."""
        return not self.left_out

    def can_tell(self, calls: int) -> bool:
        """Whether so many calls can be, and the answer to them is known or not too much work."""
        if not 0 <= calls <= self.most:
            return False
        if self._work.left < self.effort and calls not in self.answers:
            self._refused.add(calls)
            return False
        self(calls)
        return True

    def total(self, calls: int) -> Decimal | None:
        """What so many calls cost; None where there is no price."""
        return self(calls).total

    def totals(self) -> Totals:
        """The totals that are known of the situation, where it is about anyone."""
        period, account, meter, _, _ = self.situation
        if account != ANYONE:
            return {}
        known = self.answers.items()
        return {(period, meter, calls): answer.total for calls, answer in known if not (answer.why or answer.is_new)}

    def bends(self) -> list[int]:
        """The last call before each change of the price that steps declare, asked again behind each of them."""
        if self._bends is None:
            self._bends = sorted(self._asked_for_bends())
        return self._bends

    def _asked_for_bends(self) -> set[int]:
        found: set[int] = set()
        ask = [self.most] if self.can_tell(0) and self.can_tell(self.most) else [0]
        for calls in islice(_emptied(ask), MOST_ASKED):
            for bend in self._declared(calls) if self.can_tell(calls) else ():
                if 0 <= bend < self.most and bend not in found:
                    found.add(bend)
                    ask.append(bend + 1)
        return found

    def _declared(self, calls: int) -> Iterable[int]:
        for bill, _ in self(calls).trace:
            for bend in self._steps[bill.step].breakpoints(bill):
                yield bend // self.situation.each

    def _settled(self, calls: int) -> Answer:
        answer = self._asked(calls, self.situation)
        account = self.situation.account
        if isinstance(answer.why, Refusal) and not isinstance(answer.why, ChainLeavesUnits) and not account.activated:
            # A step may have to know when the account began; that is not the catalog's fault.
            known = account._replace(activated=self.situation.period.start)
            again = self._asked(calls, self.situation._replace(account=known))
            return answer if again.why else again._replace(is_new=True)
        return answer

    def _asked(self, calls: int, situation: Situation) -> Answer:
        period, account, meter, each, _ = situation
        bills: list[Bill] = []
        outcomes: list[Outcome] = []
        slices = [usage(period.start, period.end, calls * each, meter)]
        try:
            settled = settle(self._chain, period, slices, account=account, trace=bills, outcomes=outcomes)
        except (Refusal, PluginFault) as why:
            return Answer(None, why=why, trace=tuple(zip(bills, outcomes, strict=False)))
        settlement = settled.settlement
        return Answer(settlement.total, settlement.lines, None, tuple(zip(bills, outcomes, strict=True)))
