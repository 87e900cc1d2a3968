"""The kernel asked by quantity: what a chain answers to so many calls in one situation."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from ratecard.domain.bill import Bill
from ratecard.domain.chain import Chain, settle
from ratecard.domain.errors import MOST_UNITS, ChainLeavesUnits, PluginFault, Refusal
from ratecard.domain.proof.flaw import Path, Rule
from ratecard.domain.proof.situation import Situation
from ratecard.domain.settlement import Line
from ratecard.domain.strategy import Outcome
from ratecard.domain.usage import usage

FAR = 10**12
QUICK = 2000
MOST_ASKED = 100
"""At how many bends steps are asked again: those that bend by money guess, and guess anew each time."""


class Rules(dict[Path, str]):
    """Sources that cite the rule itself, so that a proof knows which one made a line."""

    def get(self, path: Path, default: object = None) -> str:
        """The rule."""
        found = super().get(path)
        if found is None:
            found = self[path] = Rule.at(path)
        return found


class Answer(NamedTuple):
    """What the chain answers to so many calls."""

    total: Decimal | None
    """None for contact sales, and where there is no answer."""
    lines: tuple[Line, ...] = ()
    why: Refusal | PluginFault | None = None
    """Why there is no answer."""
    trace: tuple[tuple[Bill, Outcome], ...] = ()
    """What each step was given, and what it made of it."""


def citing(chain: Chain) -> Chain:
    """The chain, its lines citing the rules that make them."""
    rules = Rules({(): Rule.at(())})
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
        self._work = work
        self.answers: dict[int, Answer] = {}
        self._chain = chain
        self._steps = {step.id: step for step in chain.steps}

    def __call__(self, calls: int) -> Answer:
        """The answer to so many calls in the period."""
        if calls not in self.answers:
            self.answers[calls] = self._settled(calls)
            self._work.left -= self.effort
        return self.answers[calls]

    @property
    def effort(self) -> int:
        """How much work an answer is: lots make pieces of usage, and each piece is shown to each lot."""
        lots = sum([len(outcome.facts) for _, outcome in self.answers[0].trace]) if 0 in self.answers else 0
        return 8 + lots * lots // 3

    @property
    def is_quick(self) -> bool:
        """Whether whole years may be asked about."""
        self(0)
        return self.effort < QUICK

    def can_tell(self, calls: int) -> bool:
        """Whether so many calls can be, and the answer to them is known or not too much work."""
        if not 0 <= calls <= self.most or (self._work.left < self.effort and calls not in self.answers):
            return False
        self(calls)
        return True

    def total(self, calls: int) -> Decimal | None:
        """What so many calls cost; None where there is no price."""
        return self(calls).total

    def bends(self) -> list[int]:
        """The last call before each change of the price that steps declare, asked again behind each of them."""
        found: set[int] = set()
        ask = [self.most] if self.can_tell(0) and self.can_tell(self.most) else [0]
        for calls in islice(_emptied(ask), MOST_ASKED):
            for bend in self._declared(calls) if self.can_tell(calls) else ():
                if 0 <= bend < self.most and bend not in found:
                    found.add(bend)
                    ask.append(bend + 1)
        return sorted(found)

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
            return answer if again.why else again
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
