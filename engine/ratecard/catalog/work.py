"""Proofs of many versions: each different chain once, in several processes where there are many."""

from collections.abc import Hashable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from os import cpu_count
from pickle import PicklingError, dumps
from typing import NamedTuple

from ratecard.domain.product import Version
from ratecard.domain.proof import Flaw, prove

FEW = 60
"""Up to so many are proven in this process: starting others takes longer."""
CHUNK = 8


class Task(NamedTuple):
    """A version to prove, and when the next one begins."""

    version: Version
    until: datetime | None

    def bare(self) -> "Task":
        """Without what its prices do not depend on."""
        chain = self.version.chain
        steps = tuple([step._replace(sources={}) for step in chain.steps])
        return self._replace(version=replace(self.version, chain=chain._replace(steps=steps), metering=()))

    def key(self) -> Hashable:
        """The same for versions whose proofs are the same; of its own where that can't be told."""
        chain = self.version.chain
        steps = tuple([(step.id, step.plugin, step.strategy, step.scope) for step in chain.steps])
        key = (steps, chain.conventions, self.version.meters, self.version.since, self.until)
        try:
            hash(key)
        except TypeError:
            return id(self)
        return key


def flaws_of(tasks: Sequence[Task], *, thorough: bool) -> Iterator[tuple[Flaw, ...]]:
    """What is wrong with each version, in their order."""
    keys = [task.key() for task in tasks]
    different = dict(zip(keys, tasks, strict=True))
    found = dict[Hashable, tuple[Flaw, ...]]()
    made = zip(different, _proven([task.bare() for task in different.values()], thorough=thorough), strict=True)
    for key in keys:
        while key not in found:
            known, flaws = next(made)
            found[known] = flaws
        yield found[key]


def _proven(tasks: Sequence[Task], *, thorough: bool) -> Iterator[tuple[Flaw, ...]]:
    one = partial(_prove, thorough=thorough)
    done = 0
    if thorough and len(tasks) > FEW and _can_travel(tasks):
        try:
            with ProcessPoolExecutor(cpu_count(), get_context("spawn")) as pool:
                for flaws in pool.map(one, tasks, chunksize=CHUNK):
                    done += 1
                    yield flaws
        except BrokenProcessPool:  # no more processes may be had: this one goes on alone
            pass
    yield from map(one, tasks[done:])


def _prove(task: Task, *, thorough: bool) -> tuple[Flaw, ...]:
    return prove(task.version, task.until, thorough=thorough)


def _can_travel(tasks: Sequence[Task]) -> bool:
    """Whether other processes can be given the strategies."""
    try:
        for task in tasks:
            dumps(task)
    except (PicklingError, TypeError, AttributeError):
        return False
    return True
