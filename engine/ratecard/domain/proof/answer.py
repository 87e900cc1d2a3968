"""Whether there is exactly one answer to every quantity: a price, or contact sales."""

from collections.abc import Iterable, Iterator, Sequence

from ratecard.domain.errors import ChainLeavesUnits, PluginFault, Refusal
from ratecard.domain.proof.flaw import Flaw
from ratecard.domain.proof.trial import Trial

OPEN_END = "let the last step that covers calls cover any number of them"


def unanswered(trial: Trial, points: Sequence[int]) -> Iterator[Flaw]:
    """Each reason for which some of these counts of calls, in ascending order, have no answer."""
    failed = [calls for calls in points if trial(calls).why]
    told = set()
    for calls in failed:
        why = trial(calls).why
        key = (type(why), str(why)) if not isinstance(why, ChainLeavesUnits) else (type(why), "")
        if key not in told:
            told.add(key)
            yield _flaw(trial, points, calls, why)


def _flaw(trial: Trial, points: Sequence[int], calls: int, why: Refusal | PluginFault | None) -> Flaw:
    words = trial.situation.words
    if isinstance(why, PluginFault):
        return Flaw(why.step, (), why.code, f"{why}, for {calls} calls{words}")
    if isinstance(why, ChainLeavesUnits):
        return _gap(trial, points, calls)
    assert why is not None
    step = why.path[0] if why.path else ""
    asked = "" if not calls or calls == min(points) else f", from {calls} calls on"
    return Flaw(str(step), (), why.code, f"{why.message}{asked}{words}", why.hint)


def _gap(trial: Trial, points: Sequence[int], calls: int) -> Flaw:
    """No step covers some counts: all from a first one on, or those between two others."""
    words = trial.situation.words
    before = max([good for good in points if good < calls and not trial(good).why], default=-1)
    first = _edge(trial, before, calls)
    after = min([good for good in points if good > calls and not trial(good).why], default=None)
    if after is None:
        message = f"no step covers all calls from {first} a period on{words}"
        return Flaw("", (), ChainLeavesUnits.code, message, OPEN_END)
    last = _edge(trial, after, max([bad for bad in points if bad < after]))
    message = f"no step covers all of {first} to {last} calls a period{words}, though {after} have a price"
    return Flaw("", (), "price-gap", message, OPEN_END)


def _edge(trial: Trial, good: int, bad: int) -> int:
    """The count nearest to the good one that has no answer, where one edge lies between the two."""
    while abs(bad - good) > 1:
        middle = (good + bad) // 2
        if trial(middle).why:
            bad = middle
        else:
            good = middle
    return bad


def reasons(flaws: Iterable[Flaw]) -> list[Flaw]:
    """Each flaw once, though several situations have it: the first of each step, place and code."""
    found: dict[tuple[object, ...], Flaw] = {}
    for flaw in flaws:
        found.setdefault((flaw.step, flaw.path, flaw.code), flaw)
    return list(found.values())
