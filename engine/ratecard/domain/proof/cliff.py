"""Quantities at which one call more costs less."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ratecard.domain.curve import Cliff, cliff_after
from ratecard.domain.money import EXACT
from ratecard.domain.proof.flaw import Flaw, element_of, plain
from ratecard.domain.proof.trial import Trial
from ratecard.domain.settlement import Line


def cliffs(trial: Trial, bends: Sequence[int], points: Sequence[int]) -> Iterator[Flaw]:
    """A warning for each, with the counts of calls that cost more than the first one behind it."""
    if not trial.is_quick:
        return
    beside = {low for low, high in pairwise(points) if high == low + 1 and _falls(trial, low)}
    edges = sorted({*bends, *beside})
    for place, bend in enumerate(edges):
        if _falls(trial, bend):
            found = cliff_after(trial.total, edges[: place + 1])
            yield _flaw(trial, found)


def _falls(trial: Trial, calls: int) -> bool:
    """Whether one call more costs less, by more than the rounding of lines may."""
    if calls >= trial.most:
        return False
    here, more = trial(calls), trial(calls + 1)
    if here.total is None or more.total is None or here.total <= more.total:
        return False
    return EXACT.subtract(here.total, more.total) > EXACT.multiply(trial.unit, len(here.lines) + len(more.lines))


def _flaw(trial: Trial, cliff: Cliff) -> Flaw:
    line = _cheaper(trial, cliff.units)
    many = f"{cliff.dear_from} to {cliff.units} calls" if cliff.dear_from < cliff.units else f"{cliff.units} calls"
    message = (
        f"{many} cost more than {cliff.units + 1} do{trial.situation.words}:"
        f" up to {plain(cliff.before)}, where {cliff.units + 1} cost {plain(cliff.after)}"
    )
    hint = 'if the price page has it so, say why: accepts = { price-cliff = "…" }; else check the two prices'
    return Flaw(line.step if line else "", element_of(line.source) if line else (), "price-cliff", message, hint, True)


def _cheaper(trial: Trial, calls: int) -> Line | None:
    """Of the lines behind a cliff the one of most units, of the step whose lines fall most."""
    here, more = trial(calls).lines, trial(calls + 1).lines
    falls = {line.step: 0 * trial.unit for line in (*here, *more)}
    for line in here:
        falls[line.step] += line.amount or 0
    for line in more:
        falls[line.step] -= line.amount or 0
    step = max(falls, key=lambda name: falls[name], default="")
    return max([line for line in more if line.step == step], key=lambda line: line.units, default=None)
