"""Advice where fees, discounts, credits and minimums are about: against all plans there are."""

import os
import random
from typing import Literal

import pytest

from ratecard.domain.advice import Plan, advise
from ratecard.domain.question import Question
from ratecard.domain.step import Step
from ratecard_discount.strategy import Discount
from ratecard_minimum_spend.strategy import MinimumSpend
from ratecard_money_credit.strategy import MoneyCredit
from ratecard_period_fee.strategy import PeriodFee
from tests.chains import D, product, version
from tests.domain.test_advice import all_plans, few_plans, random_question

CASES = int(os.environ.get("RATECARD_ADVICE_CASES", "250")) * 2 // 5
Rest = Literal["kept", "lost"]
Over = Literal["period", "quarter"]


def with_money(chance: random.Random, asked: Question) -> Question:
    """The question, with one to three of the four behind its chain, over any of its steps."""
    steps = list(asked.product.versions[0].chain.steps)
    for number in range(chance.choice([1, 2, 3])):
        named = [step.id for step in steps if step.id != "free"]
        of = tuple(chance.sample(named, chance.randint(1, len(named))))
        since = chance.choice([None, D(10), D(25)])
        rest: Rest = chance.choice(["kept", "lost"])
        over: Over = chance.choice(["period", "quarter"])
        made = chance.choice(
            [
                PeriodFee(fee=D(chance.randint(1, 9)), every="month", first="whole"),
                Discount(
                    percent=D(chance.choice([10, 33, 50])), of=of, from_spend=since, at_most=chance.choice([None, D(4)])
                ),
                MoneyCredit(
                    amount=D(chance.randint(1, 20)),
                    every=chance.choice(["once", "month"]),
                    of=of,
                    rest=rest,
                    from_spend=since,
                ),
                MinimumSpend(amount=D(chance.randint(5, 40)), over=over, of=of, unused="charged", first="whole"),
            ]
        )
        steps.append(Step(f"{made.kind}-{number}", made))
    return asked._replace(product=product(version(steps)))


def buys_for_use(asked: Question, plan: Plan) -> bool:
    """Whether of each pack no more is bought than what is used from then on needs.

    More may be cheaper here: an order that brings a month over the amount at which a discount begins. Nobody should be
    advised to buy what can't be used.
    """
    sizes = {f"{step}/{offer.sku}": offer.units for step, offer in asked.product.versions[0].offers()}
    for order in plan.orders:
        later = {period.id for period in asked.periods if period.end > order.placed}
        units = sum(used.units for used in asked.usage if used.period in later)
        if order.quantity > -(-units // sizes[order.sku]):
            return False
    return True


@pytest.mark.parametrize("seed", range(CASES))
def test_advice_equals_brute_force(seed: int) -> None:
    chance = random.Random(seed)
    asked = random_question(chance)
    while not few_plans(asked):
        asked = random_question(chance)
    asked = with_money(chance, asked)

    advice = advise(asked)

    best = min(plan.total for plan in all_plans(asked) if buys_for_use(asked, plan))
    assert advice.plan
    assert (advice.plan.total, advice.proven, advice.at_least) == (best, True, best)
