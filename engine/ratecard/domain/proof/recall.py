"""What steps answered before: a step with the same settings that is given the same bill is not asked again.

Products of a catalog mostly share some of their steps: a free allowance, or a price table with other codes that are not
charged. A strategy's answer depends on its settings and its bill alone, and no price on a product's name.
"""

from collections.abc import Callable, Hashable
from operator import itemgetter
from typing import Any, TypeVar

from ratecard.domain.bill import Bill
from ratecard.domain.chain import Chain, settle_again
from ratecard.domain.step import Case, Step
from ratecard.domain.strategy import Outcome

T = TypeVar("T")
MOST_KNOWN = 20_000
"""How many answers of one step are kept, about."""
_APART = ("product", "step", "sources", "made")
"""What of a bill is of one product; in a proof, what lines cite is the same for all."""
_given = itemgetter(*(place for place, name in enumerate(Bill._fields) if name not in _APART))
_Known = dict[Hashable, tuple[tuple[Any, ...], Outcome]]
"""By account and usage the last bill, and the answer to it."""


class Recall:
    """The answers of the steps of many chains: of those that are in more than one."""

    def __init__(self) -> None:
        self._known: dict[Hashable, _Known] = {}

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
        return step._replace(guard=_Asked(step, known))


class _Asked:
    """Asks a step what it did not answer before."""

    def __init__(self, step: Step, known: _Known) -> None:
        self._step = step
        self._known = known

    def settle(self, step: Step, bill: Bill) -> Outcome:
        """What the step answers to its bill, held to the laws; `Refused`, `PluginFault`."""
        given, place = _given(bill), (bill.account, bill.usage)
        known = self._known.get(place)
        if known is not None and known[0] == given:
            return known[1]
        outcome = settle_again(Case(self._step, bill))
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[place] = given, outcome
        return outcome

    def run(self, ask: Callable[[], T]) -> T:
        """The answer to any other question, which is asked each time."""
        guard = self._step.guard
        return ask() if guard is None else guard.run(ask)
