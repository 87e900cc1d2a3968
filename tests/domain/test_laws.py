"""Laws that hold for every chain of the built-in strategies."""

import re
from datetime import datetime, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.forecast import Forecast, forecast
from ratecard.domain.formula import hold_formula, line_formula, total_formula
from ratecard.domain.ledger import ledger
from ratecard.domain.money import total
from ratecard.domain.order import Order
from ratecard.domain.question import Question, Used
from ratecard.domain.settlement import COVERING, Settlement
from tests.domain.random_chains import questions
from tests.domain.random_wide import wide_questions

MICROSECOND = timedelta(microseconds=1)


def settlements(answer: Forecast) -> list[Settlement]:
    return [statement.settlement for statement in answer.statements]


def texts(answer: Forecast) -> list[object]:
    """Everything that is printed of an answer."""
    return [
        (
            [line_formula(settled, line) for line in settled.lines],
            [hold_formula(hold) for hold in settled.holds],
            total_formula(settled),
        )
        for settled in settlements(answer)
    ]


@given(wide_questions())
def test_answer_is_the_same_for_the_same_question(question: Question) -> None:
    first = forecast(question)

    second = forecast(question)

    assert second == first
    assert texts(second) == texts(first)


@given(wide_questions(), st.randoms(use_true_random=False))
def test_answer_does_not_depend_on_the_order_of_input(question: Question, random: Any) -> None:
    usage, orders, owned = list(question.usage), list(question.orders), list(question.owned)
    for inputs in (usage, orders, owned):
        random.shuffle(inputs)

    shuffled = forecast(question._replace(usage=tuple(usage), orders=tuple(orders), owned=tuple(owned)))

    assert settlements(shuffled) == settlements(forecast(question))
    assert shuffled.carried == forecast(question).carried


@given(wide_questions())
def test_answer_does_not_depend_on_the_decimal_context(question: Question) -> None:
    usual = forecast(question)

    with localcontext(prec=2, Emax=9):
        unusual = forecast(question)
        printed = texts(unusual)
        booked = ledger(unusual, Decimal(1))

    assert unusual == usual
    assert printed == texts(usual)
    assert booked == ledger(usual, Decimal(1))


@given(questions())
def test_nothing_used_and_nothing_bought_costs_nothing(question: Question) -> None:
    idle = forecast(question._replace(usage=(), orders=()))

    assert [(settled.lines, settled.total) for settled in settlements(idle)] == [
        ((), Decimal(0)) for _ in question.periods
    ]
    fixed = any(getattr(step.strategy, "amount", None) for step in question.product.versions[0].chain.steps)
    assert fixed or not any(settled.holds for settled in settlements(idle))


@given(wide_questions(), st.integers(1, 3))
def test_settling_in_two_parts_is_settling_at_once(question: Question, cut: int) -> None:
    cut = min(cut, len(question.periods) - 1)
    dated = dated_usage(question)
    whole = question._replace(usage=tuple(dated))
    if not cut:
        return
    edge = question.periods[cut].start
    parts = [used for used in dated if used.start and used.end and used.start < edge < used.end]
    if parts:
        return

    first = forecast(part(whole, 0, cut))
    second = forecast(part(whole, cut, None)._replace(carried=first.carried, owned=()))

    assert settlements(first) + settlements(second) == settlements(forecast(whole))
    assert second.carried == forecast(whole).carried


def dated_usage(question: Question) -> list[Used]:
    """The question's usage, every piece with its interval."""
    dated = []
    for used in question.usage:
        if used.start is not None:
            dated.append(used)
        else:
            fitting = [period for period in question.periods if used.period in (None, period.id)]
            dated += [Used(used.units, p.start, p.end, used.meter, used.code) for p in fitting]
    return dated


def part(question: Question, first: int, last: int | None) -> Question:
    """The question about some of its periods."""
    periods = question.periods[first:last]
    start, end = periods[0].start, periods[-1].end
    return question._replace(
        periods=periods,
        usage=tuple(u for u in question.usage if u.start and u.end and start <= u.start and u.end <= end),
        orders=tuple(known(order, end) for order in question.orders if is_about(order, start, end)),
    )


def is_about(order: Order, start: datetime, end: datetime) -> bool:
    """Whether it is placed or given back in between."""
    return any(at is not None and start <= at < end for at in (order.placed, order.returned))


def known(order: Order, end: datetime) -> Order:
    """What is known of it by then."""
    return order._replace(returned=None) if order.returned and order.returned >= end else order


@given(wide_questions(one_label=True), st.data())
def test_cutting_a_slice_at_the_instant_of_a_unit_changes_nothing(question: Question, data: Any) -> None:
    cuttable = [used for used in dated_usage(question) if used.units > 1]
    if not cuttable:
        return
    chosen = data.draw(st.sampled_from(cuttable))
    assert chosen.start is not None
    assert chosen.end is not None
    unit = (chosen.end - chosen.start) // MICROSECOND // chosen.units * MICROSECOND
    number = data.draw(st.integers(1, chosen.units - 1))
    # A whole number of microseconds for each unit, so that every unit has an exact instant.
    whole = chosen._replace(end=chosen.start + chosen.units * unit)
    if not unit:
        return
    edge = chosen.start + number * unit
    pieces = (whole._replace(units=number, end=edge), whole._replace(units=chosen.units - number, start=edge))
    others = tuple(used for used in dated_usage(question) if used is not chosen and used != chosen)

    uncut = forecast(question._replace(usage=(*others, whole)))
    cut = forecast(question._replace(usage=(*others, *pieces)))

    assert [told(settled) for settled in settlements(cut)] == [told(settled) for settled in settlements(uncut)]


def told(settled: Settlement) -> object:
    """What a settlement says, but for how its usage was given."""
    return (
        settled.lines,
        settled.holds,
        settled.total,
        settled.held,
        settled.expiries,
        [(lot.lot, lot.before, lot.after) for lot in settled.balances],
        [(notice.kind, notice.lot, notice.at, notice.crossing) for notice in settled.notices],
    )


@given(wide_questions())
def test_every_unit_is_in_one_line_and_every_total_is_the_sum_of_its_lines(question: Question) -> None:
    counts = {meter.id: meter.counts for meter in question.product.versions[0].meters}
    expected = sum(used.units * counts.get(used.meter, 1) for used in dated_usage(question))

    answer = settlements(forecast(question))

    assert sum(settled.units for settled in answer) == expected
    for settled in answer:
        covered = [line.units for line in settled.lines if line.kind in COVERING]
        assert sum(covered) == settled.units
        assert min(covered, default=1) > 0
        amounts = [line.amount for line in settled.lines if line.amount is not None]
        assert settled.total == (None if len(amounts) < len(settled.lines) else total(amounts))


@given(wide_questions())
def test_lots_are_drawn_by_what_they_covered(question: Question) -> None:
    for settled in settlements(forecast(question)):
        for lot in settled.balances:
            costs = dict(lot.costs)
            assert lot.before - lot.after == sum(piece.units * costs.get(piece.meter, 1) for piece in lot.taken)
            assert 0 <= lot.after <= lot.before <= lot.size


@given(wide_questions())
def test_what_was_held_is_released_before_anything_is_frozen(question: Question) -> None:
    held = Decimal(0)

    for settled in settlements(forecast(question)):
        kinds = [hold.kind for hold in settled.holds]
        if settled.total is None:
            assert kinds == []
            assert settled.held == held
        else:
            assert kinds == ["release"] * bool(held) + ["freeze"] * bool(settled.held)
            assert [hold.amount for hold in settled.holds if hold.kind == "release"] == [held] * bool(held)
        held = settled.held


def worked_out(text: str) -> Fraction:
    """A sum's value, of the text alone."""
    python = re.sub(r"(\d+(?:\.\d+)?) %", r"(\1 / 100)", text).replace("×", "*")
    return Fraction(eval(re.sub(r"\d+(?:\.\d+)?", r"Fraction('\g<0>')", python), {"Fraction": Fraction}))


@given(wide_questions())
def test_every_sum_comes_to_what_it_says(question: Question) -> None:
    unit = question.product.versions[0].chain.conventions.rounding.unit

    for settled in settlements(forecast(question)):
        told = [(line_formula(settled, line), line.amount, 1) for line in settled.lines]
        told += [(total_formula(settled) or "", settled.total, len(settled.lines))]
        for formula, amount, lines in told:
            if amount is None:
                continue
            parts = re.split(" [=≈] ", formula)
            assert worked_out(parts[-1]) == Fraction(amount)
            assert abs(worked_out(parts[0]) - Fraction(amount)) < max(lines, 1) * unit
            if "≈" not in formula:
                assert worked_out(parts[0]) == Fraction(amount)
