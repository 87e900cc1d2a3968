"""The prover: for every quantity from 0 up there is exactly one answer, a price or contact sales.

It asks the kernel itself, in each situation in which a chain is different, at and beside every breakpoint that
the steps declare and far beyond the last of them; thoroughly, at every quantity below 200 too. It knows of no kind of
strategy. What is too much work is left out, and a thorough proof says what that was.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial

from ratecard.domain.errors import OutOfTime, PluginFault, Refusal
from ratecard.domain.product import Version
from ratecard.domain.proof.answer import reasons, unanswered
from ratecard.domain.proof.cliff import cliffs
from ratecard.domain.proof.flaw import Flaw
from ratecard.domain.proof.idle import idle, uncharged
from ratecard.domain.proof.pack import packs
from ratecard.domain.proof.price import unpayable, unpayable_offers, vanishing
from ratecard.domain.proof.recall import Recall
from ratecard.domain.proof.rest import rest
from ratecard.domain.proof.situation import situations
from ratecard.domain.proof.trial import FAR, Totals, Trial, Work, citing

__all__ = ["BELOW", "Flaw", "Recall", "Totals", "prove"]

Part = Callable[[], Iterable[Flaw]]

BELOW = 200
"""Thoroughly, every quantity below is looked at."""
MOST_SITUATIONS = 60
"""How many are looked at of one version."""
WORK = 600_000
WORK_AT_LOADING = 20_000
"""How much of one version is looked at, in lines and facts of answers: far more than price pages need, and a limit for
an allowance of each hour, whose settlements are slow."""


def prove(
    version: Version,
    until: datetime | None = None,
    *,
    thorough: bool = False,
    totals: Totals | None = None,
    recall: Recall | None = None,
) -> tuple[Flaw, ...]:
    """What is wrong with a version's prices and, thoroughly, what is probably not meant.

    `until` is when the next version begins. What the counts of calls that were looked at come to is added to `totals`,
    when there is one. Where many versions are proven, `recall` keeps what the steps that they share answered.

    What is left out, for it would be too much work, is told of thoroughly alone: less is looked at when a server loads
    a catalog, so that it starts soon, and `ratecard check` was there to say what it could not prove.
    """
    chain = citing(version.chain)
    if recall is not None:
        chain = recall.chain(chain)
    version = replace(version, chain=chain)
    try:
        found = situations(version, until)
    except (OverflowError, ValueError):
        message = "no whole period follows the day from which it is in force"
        return (Flaw("", (), OutOfTime.code, message, "give it an earlier effective_from"),)
    work = Work(WORK if thorough else WORK_AT_LOADING)
    trials = [Trial(chain, situation, work) for situation in found[:MOST_SITUATIONS]]
    others = found[MOST_SITUATIONS:]
    if thorough:
        trials.sort(key=lambda trial: not trial.is_quick)  # what is slow leaves nothing for those behind it
    parts: list[Part] = [partial(_answers, trial, thorough=thorough) for trial in trials]
    parts += [
        lambda: unpayable(version, trials),
        lambda: unpayable_offers(version, [trial.situation for trial in trials]),
        lambda: vanishing(trials),
    ]
    if thorough:
        quick = [trial for trial in trials if trial.is_quick]
        if not others:  # a step or a tier may be there for one of them
            parts += [lambda: idle(version, trials, quick), lambda: uncharged(version, trials)]
        parts += [lambda: packs(version, quick), lambda: rest(version, trials, others)]
    flaws = tuple(reasons(flaw for part in parts for flaw in _found(part)))
    if totals is not None:
        for trial in trials:
            totals.update(trial.totals())
    return flaws


def _found(part: Part) -> list[Flaw]:
    """What a part of the proof finds; a plugin that fails ends the part, and is a flaw itself."""
    found: list[Flaw] = []
    try:
        found.extend(part())
    except PluginFault as fault:
        found.append(Flaw(fault.step, (), fault.code, str(fault)))
    except Refusal as refusal:
        found.append(Flaw("", (), refusal.code, refusal.message, refusal.hint))
    return found


def _answers(trial: Trial, *, thorough: bool) -> Iterator[Flaw]:
    """The counts of calls without an answer in one situation and, thoroughly, the cliffs."""
    bends = trial.bends()
    wanted = [trial.most, 0, 1, *(bend + by for bend in bends for by in (0, 1, -1)[: 3 if thorough else 2])]
    if thorough:
        wanted += [FAR, *range(BELOW)]
    points = sorted([calls for calls in dict.fromkeys(wanted) if trial.can_tell(calls)])
    yield from unanswered(trial, points)
    if thorough:
        yield from cliffs(trial, bends, points)
