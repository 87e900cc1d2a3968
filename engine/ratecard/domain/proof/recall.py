"""What steps answered before: a step with the same settings that is given the same bill is not asked again.

Products of a catalog mostly share some of their steps: a free allowance, or a price table with other codes that are not
charged. A strategy's answer depends on its settings and its bill alone, and no price on a product's name.
"""

from collections.abc import Callable, Hashable
from operator import itemgetter
from typing import TypeVar

from ratecard.domain.bill import Bill
from ratecard.domain.chain import Chain, settle_again
from ratecard.domain.step import Case, Step
from ratecard.domain.strategy import Outcome

T = TypeVar("T")
MOST_KEPT = 50_000
"""How much is kept, in slices, lines and facts, about: then all is forgotten, so that memory is bounded."""
_APART = ("product", "step", "sources", "made", "state")
"""What of a bill is of one product, or of the plugin's own making; what lines cite must be the same for all."""
_given = itemgetter(*(place for place, name in enumerate(Bill._fields) if name not in _APART))
_Known = dict[Hashable, tuple[Bill, Outcome]]
"""By account and usage the last bill, and the answer to it."""


class Recall:
    """The answers of the steps of many chains: of those that are in more than one."""

    def __init__(self) -> None:
        self._known: dict[Hashable, _Known] = {}
        self._kept = 0

    def chain(self, chain: Chain) -> Chain:
        """The chain, whose steps answer as they did in another one."""
        return chain._replace(steps=tuple([self._step(step) for step in chain.steps]))

    def _step(self, step: Step) -> Step:
        key = (step.id, step.plugin, step.strategy)
        try:
            known = self._known.get(key)
        except TypeError:  # settings that can't be told from others
            return step
        if known is None:
            self._known[key] = {}
            return step
        return step._replace(guard=_Asked(step, known, self._keep))

    def _keep(self, known: _Known, bill: Bill, answer: Outcome) -> None:
        self._kept += 1 + len(bill.usage) + len(answer.lines) + len(answer.facts)
        if self._kept > MOST_KEPT:
            self._kept = 0
            for each in self._known.values():
                each.clear()
        known[bill.account, bill.usage] = bill, answer


class _Asked:
    """Asks a step what it did not answer before."""

    def __init__(self, step: Step, known: _Known, keep: Callable[[_Known, Bill, Outcome], None]) -> None:
        self._step = step
        self._known = known
        self._keep = keep

    def settle(self, step: Step, bill: Bill) -> Outcome:
        """What the step answers to its bill, held to the laws; `Refused`, `PluginFault`."""
        known = self._known.get((bill.account, bill.usage))
        if known is not None and _is_same(bill, known[0]):
            return known[1]
        answer = settle_again(Case(self._step, bill))
        self._keep(self._known, bill, answer)
        return answer

    def run(self, ask: Callable[[], T]) -> T:
        """The answer to any other question, which is asked each time."""
        guard = self._step.guard
        return ask() if guard is None else guard.run(ask)


def _is_same(bill: Bill, other: Bill) -> bool:
    """Whether two bills of a step are the same; what a plugin keeps in its state, it alone can compare."""
    try:
        return bill.state is other.state and bool(_given(bill) == _given(other))
    except Exception:  # a plugin's own values may be in facts
        return False
