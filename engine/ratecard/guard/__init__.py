"""What keeps the host right when a plugin is not: a deadline for each step, quarantine, a process of its own."""

from collections.abc import Callable
from typing import TypeVar

from ratecard.domain.bill import Bill
from ratecard.domain.errors import PluginFault, Refused
from ratecard.domain.law import answered
from ratecard.domain.step import Step
from ratecard.domain.strategy import Outcome
from ratecard.guard.deadline import Deadline
from ratecard.guard.quarantine import Quarantine
from ratecard.guard.worker import Worker

__all__ = ["Deadline", "Quarantine", "Warden", "Worker"]

T = TypeVar("T")


class Warden:
    """Asks the strategies of one plugin: in its worker if it has one, else in place; in either case in time."""

    def __init__(
        self, *, deadline: Deadline | None = None, quarantine: Quarantine | None = None, worker: Worker | None = None
    ) -> None:
        self._deadline = deadline
        self._quarantine = quarantine
        self._worker = worker

    def settle(self, step: Step, bill: Bill) -> Outcome:
        """What the step answers to its bill; `Refused`, `PluginFault`."""
        quarantine = self._quarantine
        if quarantine is None:
            return answered(step, bill, self._way(step))
        quarantine.check(step)
        try:
            outcome = answered(step, bill, self._way(step))
        except PluginFault:
            quarantine.failed(step)
            raise
        except Refused:
            quarantine.succeeded(step)
            raise
        quarantine.succeeded(step)
        return outcome

    def run(self, ask: Callable[[], T]) -> T:
        """The answer to any other question, which is asked in place."""
        return ask() if self._deadline is None else self._deadline.run(ask)

    def _way(self, step: Step) -> Callable[[Bill], Outcome]:
        if self._worker is not None:
            worker = self._worker
            return lambda bill: worker.settle(step, bill)
        settle = step.strategy.settle
        if self._deadline is None:
            return settle
        deadline = self._deadline
        return lambda bill: deadline.run(settle, bill)
