"""Laws that hold for random chains with fees, discounts, credits and minimums in them, in any mix and setting."""

from collections import defaultdict
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.forecast import forecast
from ratecard.domain.ledger import ledger
from ratecard.domain.money import ZERO, total
from ratecard.domain.question import Question
from ratecard.domain.settlement import Settlement
from ratecard.domain.step import Step
from ratecard.service.state import packed, unpacked
from ratecard_discount.strategy import Discount
from ratecard_money_credit.strategy import MoneyCredit
from ratecard_period_fee.strategy import PeriodFee
from tests.chains import product, version
from tests.domain.random_chains import Draw, questions, scopes
from tests.domain.random_wide import money_steps
from tests.domain.test_laws import dated_usage, part, settlements, texts


@st.composite
def priced(draw: Draw) -> Question:
    """A random question whose chain has one to four of them at its end, some for a class of accounts only."""
    asked: Question = draw(questions())
    before = asked.product.versions[0]
    steps = list(before.chain.steps)
    for number in range(draw(st.integers(1, 4))):
        strategy = draw(money_steps(tuple(step.id for step in steps)))
        day = before.chain.conventions.calendar.local(asked.periods[0].start).date()
        scope = draw(scopes(day, (), dates=True))
        steps.append(Step(f"{strategy.kind}-{number}", strategy, scope))
    changed = version(steps, rules=before.chain.conventions, meters=before.meters)
    return asked._replace(product=product(changed))


def made(settled: Settlement, step: str) -> Decimal:
    return total(line.amount for line in settled.lines if line.step == step and line.amount is not None)


@given(priced(), st.randoms(use_true_random=False))
def test_answer_depends_neither_on_the_order_of_input_nor_on_the_decimal_context(
    question: Question, random: Any
) -> None:
    usual = forecast(question)
    usage, orders, owned = list(question.usage), list(question.orders), list(question.owned)
    for inputs in (usage, orders, owned):
        random.shuffle(inputs)

    with localcontext(prec=2, Emax=9):
        unusual = forecast(question._replace(usage=tuple(usage), orders=tuple(orders), owned=tuple(owned)))
        printed = texts(unusual)

    assert settlements(unusual) == settlements(usual)
    assert printed == texts(usual)


@given(priced(), st.integers(1, 3))
def test_settling_in_two_parts_through_a_text_is_settling_at_once(question: Question, cut: int) -> None:
    cut = min(cut, len(question.periods) - 1)
    whole = question._replace(usage=tuple(dated_usage(question)))
    edge = question.periods[cut].start
    if not cut or any(used.start and used.end and used.start < edge < used.end for used in whole.usage):
        return

    first = forecast(part(whole, 0, cut))
    state = packed(question.product, first.statements[-1].period, first.carried)
    carried = unpacked(question.product, state).carried
    second = forecast(part(whole, cut, None)._replace(carried=carried, owned=()))

    assert settlements(first) + settlements(second) == settlements(forecast(whole))


@given(priced())
def test_discounts_and_credits_take_no_more_than_there_is(question: Question) -> None:
    granted: dict[str, Decimal] = defaultdict(Decimal)

    for settled in settlements(forecast(question)):
        for step in question.product.versions[0].chain.steps:
            if isinstance(step.strategy, Discount | MoneyCredit):
                spent = total(made(settled, name) for name in step.strategy.of)
                assert -max(spent, ZERO) <= made(settled, step.id) <= 0
            if isinstance(step.strategy, MoneyCredit) and step.strategy.every == "once":
                granted[step.id] -= made(settled, step.id)
                assert granted[step.id] <= step.strategy.amount


@given(priced())
def test_charges_of_the_ledger_are_the_totals(question: Question) -> None:
    answer = forecast(question)

    if answer.total is not None:
        booked = [entry.amount for entry in ledger(answer) if entry.kind in ("charge", "purchase")]
        assert Fraction(total(booked)) == Fraction(answer.total)


@given(priced())
def test_what_is_declared_for_charts_and_advice_is_whole_and_known(question: Question) -> None:
    trace: list[Any] = []
    answer = forecast(question, trace)
    chain = question.product.versions[0].chain

    for bill in trace:
        step = chain.step(bill.step)
        assert step
        assert all(type(units) is int and units >= 0 for units in step.breakpoints(bill))
        if isinstance(step.strategy, PeriodFee):
            bound = step.bound(bill, {})
            assert bound
            settled = next(s.settlement for s in answer.statements if s.period == bill.period)
            assert bound.fixed == made(settled, step.id)
