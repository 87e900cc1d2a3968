"""Steps that can never act, and tiers that no call is ever charged at."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

from ratecard.domain.account import Choice
from ratecard.domain.bill import Bill
from ratecard.domain.display import TierDisplay
from ratecard.domain.errors import MOST_UNITS, PluginFault, Refusal
from ratecard.domain.forecast import forecast
from ratecard.domain.product import Version
from ratecard.domain.proof.flaw import Flaw, rule_of
from ratecard.domain.proof.purchase import asked, order
from ratecard.domain.proof.situation import Situation
from ratecard.domain.proof.trial import FAR, Trial
from ratecard.domain.question import Question, Used
from ratecard.domain.settlement import Balance
from ratecard.domain.step import Step
from ratecard.domain.strategy import Outcome
from ratecard.domain.usage import count

MOST_SITUATIONS = 12
MOST_QUESTIONS = 200
"""How much is tried to wake a step."""
MOST_CODES = 100
"""How many words of a step's settings are tried as result codes."""
A_YEAR = {"month": 13, "day": 35, "hour": 26}
"""How many periods are tried: those of a year, a month, a day, and one more."""
ANY_CODE = "a code that no list names"


def idle(version: Version, trials: Sequence[Trial], quick: Sequence[Trial]) -> Iterator[Flaw]:
    """A warning for each step that does nothing, whatever is used, bought and chosen."""
    slow = {bill.step for trial in trials if trial not in quick for bill, _ in trial(0).trace}
    waiting = {step.id: step for step in version.chain.steps if step.id not in slow and not step.offers()}
    for trial in trials:
        for answer in trial.answers.values():
            _drop(waiting, answer.trace)
    for trial in quick[:MOST_SITUATIONS]:
        for question in islice(_questions(version, waiting, trial.situation), MOST_QUESTIONS):
            if not waiting:
                return
            _drop(waiting, _traced(question))
    for step in waiting.values():
        yield Flaw(step.id, (), "idle-step", _sentence(step, trials), "leave it out of the chain", True)


def _drop(waiting: dict[str, Step], trace: Iterable[tuple[Bill, Outcome]]) -> None:
    for bill, outcome in trace:
        if bill.step in waiting and _acts(bill, outcome):
            del waiting[bill.step]


def _acts(bill: Bill, outcome: Outcome) -> bool:
    facts = [fact for fact in outcome.facts if not isinstance(fact, Balance) or fact.taken]
    return bool(outcome.lines or outcome.holds or outcome.notices or facts) or count(outcome.remaining) != count(
        bill.remaining
    )


def _traced(question: Question) -> list[tuple[Bill, Outcome]]:
    bills: list[Bill] = []
    outcomes: list[Outcome] = []
    with suppress(Refusal, PluginFault):
        forecast(question, bills, outcomes=outcomes)
    return list(zip(bills, outcomes, strict=False))


def _questions(version: Version, waiting: Mapping[str, Step], situation: Situation) -> Iterator[Question]:
    """What may wake a step: result codes, choices, packs that are used up or end, and time."""
    meter, each = situation.meter, situation.each
    codes = [ANY_CODE, *(word for step in list(waiting.values()) for word in _words(step.settings))]
    coded = [Used(1000, meter=meter, code=code) for code in islice(dict.fromkeys(codes), MOST_CODES)]
    yield asked(version, situation, coded)
    for step in list(waiting.values()):
        for value in step.choices():
            choices = (Choice(step.id, value),)
            yield asked(version, situation, [Used(FAR // each, meter=meter)], choices=choices)
            yield asked(version, situation, [Used(1000, meter=meter)], choices=choices)
    periods = A_YEAR[version.chain.conventions.calendar.unit]
    for step_id, offer in version.offers():
        if not offer.meters or meter in offer.meters or not meter:
            bought = [order(step_id, offer, situation.period)]
            for calls in (offer.units // each * 9 // 10, offer.units // each + 1):
                yield asked(version, situation, [Used(calls, meter=meter)], orders=bought)
            yield asked(version, situation, [Used(1, meter=meter)], periods=periods, orders=bought)
    start, end, _ = situation.period
    for began in (None, start, start + (end - start) // 2):
        for calls in (0, 1, 10, 100, 1000, 1_000_000, MOST_UNITS // each):
            question = asked(version, situation, [Used(calls, meter=meter)], periods=periods)
            account = question.account._replace(activated=began) if began else question.account
            yield question._replace(account=account)


def _words(settings: Any) -> Iterator[str]:
    """Every text in a step's settings: those that are result codes are among them."""
    if isinstance(settings, str):
        yield settings
    elif isinstance(settings, Mapping):
        for value in settings.values():
            yield from _words(value)
    elif isinstance(settings, list | tuple):
        for value in settings:
            yield from _words(value)


def _sentence(step: Step, trials: Iterable[Trial]) -> str:
    there = any(
        bill.step == step.id for trial in trials for answer in trial.answers.values() for bill, _ in answer.trace
    )
    if there:
        return "the step never does anything, whatever is used, bought or chosen"
    return "the step is never there while this version is in force: its scope lies outside"


def uncharged(version: Version, trials: Iterable[Trial]) -> Iterator[Flaw]:
    """A warning for each row of a tier table that no call is ever charged at, though others are."""
    if not all([trial.is_whole for trial in trials]):
        return
    used = _used(trials)
    for step in version.chain.steps:
        shown = _display(step)
        rules = [path for name, path in used if name == step.id and len(path) > 1 and type(path[1]) is int]
        if not isinstance(shown, TierDisplay) or not rules:
            continue
        for index, tier in enumerate(shown.tiers):
            if index not in [path[1] for path in rules]:
                ends = f"{tier.above + 1} to {tier.up_to}" if tier.up_to is not None else f"{tier.above + 1} on"
                message = f"no call is ever charged at this tier, of units {ends}"
                yield Flaw(
                    step.id,
                    (rules[0][0], index),
                    "unreached-tier",
                    message,
                    "other steps cover all of its calls, or one call counts as more units: leave the tier out",
                    True,
                )


def _used(trials: Iterable[Trial]) -> set[tuple[str, tuple[str | int, ...]]]:
    return {
        (line.step, rule_of(line.source))
        for trial in trials
        for answer in trial.answers.values()
        for line in answer.lines
    }


def _display(step: Step) -> object:
    try:
        return step.strategy.display()
    except (Exception, SystemExit) as error:
        raise step.fault(f"raised {type(error).__name__} from display: {error}") from error
