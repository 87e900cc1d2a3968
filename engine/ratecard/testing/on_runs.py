"""The laws that whole answers are held to: of several periods, of other orders of input, of nothing at all."""

from collections.abc import Sequence
from datetime import datetime

from ratecard.domain.chain import Carried
from ratecard.domain.errors import Refusal
from ratecard.domain.forecast import Forecast
from ratecard.domain.question import Question
from ratecard.domain.settlement import Line, Settlement
from ratecard.service.state import packed, unpacked
from ratecard.testing.case import Case
from ratecard.testing.on_bills import Sentence, state_declared


def zero_usage(case: Case) -> Sentence:
    """Where nothing is used, bought or owned, nothing is charged."""
    if not case.is_sound:
        return None
    answer = case.asked(case.question._replace(usage=(), orders=(), owned=())).answer
    for settled in settlements(answer):
        for line in settled.lines:
            if line.step == case.step and line.amount:
                return f"charges {line.amount} where nothing is used and nothing is bought (period {settled.period.id})"
    return None


def order_of_input(case: Case) -> Sentence:
    """The order in which usage, orders, owned packs and choices are told makes no difference."""
    if not case.is_sound:
        return None
    asked = case.question
    other = case.asked(
        asked._replace(
            usage=asked.usage[::-1],
            orders=asked.orders[::-1],
            owned=asked.owned[::-1],
            account=asked.account._replace(choices=asked.account.choices[::-1]),
        )
    )
    return _differ(case.run.answer, other.answer, "told the other way round")


def split_periods(case: Case) -> Sentence:
    """Settling period by period, each from the state the one before left, is settling all at once."""
    if not case.is_sound or case.run.answer is None or any(order.returned for order in case.question.orders):
        return None
    for cut in range(1, len(case.question.periods)):
        first = case.asked(part(case.question, 0, cut)).answer
        # What another account does in between is nothing to this one.
        case.asked(case.question._replace(usage=(), orders=(), owned=()))
        if first is None:
            return f"can't settle the first {cut} periods alone, and can with those that follow"
        rest = part(case.question, cut, None)._replace(owned=(), carried=first.carried)
        second = case.asked(rest).answer
        parts = [*settlements(first), *settlements(second)]
        sentence = _differing(
            settlements(case.run.answer), parts, f"settled in two parts, the second from {rest.periods[0].id} on"
        )
        if sentence or (second and second.carried != case.run.answer.carried):
            return (
                sentence
                or f"leaves another state when it is settled in two parts, the second from {rest.periods[0].id} on"
            )
    return None


def state_json(case: Case) -> Sentence:
    """What is kept from period to period is of the declared type, and comes back from JSON as it was."""
    sentence = state_declared(case)
    if sentence or case.run.answer is None:
        return sentence
    product, carried = case.question.product, case.run.answer.carried
    after = case.question.periods[-1]
    state = carried.states.get(case.step)
    if state is None:
        return None
    own = Carried({case.step: state})
    try:
        back = unpacked(product, packed(product, after, own)).carried.states[case.step]
    except Refusal as refusal:
        return f"left state that can't be read again: {refusal.message} (period {after.id})"
    except Exception as error:
        return f"left state that can't be written as JSON: {type(error).__name__}: {error} (period {after.id})"
    if back != state:
        return f"left {state!r}, which comes back from JSON as {back!r} (period {after.id})"
    return None


def settlements(answer: Forecast | None) -> list[Settlement]:
    """The settlements of an answer; none where there is none."""
    return [] if answer is None else [statement.settlement for statement in answer.statements]


def part(question: Question, first: int, last: int | None) -> Question:
    """The question about some of its periods."""
    periods = question.periods[first:last]
    start, end = periods[0].start, periods[-1].end

    def inside(at: datetime | None) -> bool:
        return at is not None and start <= at < end

    return question._replace(
        periods=periods,
        usage=tuple(used for used in question.usage if inside(used.start)),
        orders=tuple(order for order in question.orders if inside(order.placed)),
    )


def _differ(one: Forecast | None, other: Forecast | None, how: str) -> Sentence:
    sentence = _differing(settlements(one), settlements(other), how)
    if sentence is None and one is not None and other is not None and one.carried != other.carried:
        return f"leaves another state when it is {how}"
    return sentence


def _differing(ones: Sequence[Settlement], others: Sequence[Settlement], how: str) -> Sentence:
    if len(ones) != len(others):
        return f"answers, and does not when it is {how}"
    for one, other in zip(ones, others, strict=True):
        if one.lines != other.lines:
            return f"{_told(one.lines)} become {_told(other.lines)} when it is {how} (period {one.period.id})"
        if one != other:
            return f"holds, notices or facts differ when it is {how} (period {one.period.id})"
    return None


def _told(lines: Sequence[Line]) -> str:
    return ", ".join(f"{line.amount} for {line.units} of {line.step}" for line in lines) or "no lines"
