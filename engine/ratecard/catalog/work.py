"""Proofs of many versions: each different chain once, in several processes where there are many."""

from collections import Counter
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
from ratecard.domain.proof import Flaw, Recall, Totals, prove

FEW = 60
"""Up to so many are proven in this process: starting others takes longer."""
CHUNK = 16
"""How many a process is given at a time: what their steps answered is recalled among them."""


class Proof(NamedTuple):
    """What the proof of a version found, and of all whose prices are the same."""

    flaws: tuple[Flaw, ...]
    totals: Totals
    """What some counts of calls come to, for their examples."""
    came_out: set[Hashable]
    """What their examples asked, with the answers: an example that came out for one of them does for all."""


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
        """The same for versions whose proofs are the same, of whatever product; of its own where that can't be told."""
        chain = self.version.chain
        steps = tuple([(step.id, step.plugin, step.strategy, step.scope) for step in chain.steps])
        key = (steps, chain.conventions, self.version.meters, self.version.since, self.until)
        try:
            hash(key)
        except TypeError:
            return id(self)
        return key


def proofs_of(tasks: Sequence[Task], *, thorough: bool) -> Iterator[Proof]:
    """What was found of each version, in their order."""
    numbers: dict[Hashable, int] = {}
    different: list[Task] = []
    wanted = []
    for task in tasks:
        wanted.append(numbers.setdefault(task.key(), len(different)))
        if wanted[-1] == len(different):
            different.append(task)
    made = _proven(different, thorough=thorough)
    waiting = Counter(wanted)
    found: dict[int, Proof] = {}
    for number in wanted:
        if number not in found:
            found[number] = next(made)
        yield found[number]
        waiting[number] -= 1
        if not waiting[number]:  # its totals are many, where all quantities were looked at
            del found[number]


def _proven(tasks: Sequence[Task], *, thorough: bool) -> Iterator[Proof]:
    one = partial(_prove, recall=Recall(), thorough=thorough)
    done = 0
    if thorough and len(tasks) > FEW and _can_travel(bare := [task.bare() for task in tasks]):
        try:
            with ProcessPoolExecutor(cpu_count(), get_context("spawn")) as pool:
                for proof in pool.map(one, bare, chunksize=CHUNK):
                    done += 1
                    yield proof
        except BrokenProcessPool:  # no more processes may be had: this one goes on alone
            pass
    yield from map(one, tasks[done:])


def _prove(task: Task, *, recall: Recall, thorough: bool) -> Proof:
    totals: Totals = {}
    flaws = prove(task.version, task.until, thorough=thorough, totals=totals, recall=recall)
    return Proof(flaws, totals, set())


def _can_travel(tasks: Sequence[Task]) -> bool:
    """Whether other processes can be given the strategies."""
    try:
        for task in tasks:
            dumps(task)
    except (PicklingError, TypeError, AttributeError):
        return False
    return True
