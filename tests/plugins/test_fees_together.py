"""A fee, a discount, a credit and a minimum in one chain, against sums made of fractions alone."""

from calendar import monthrange
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.account import Account
from ratecard.domain.forecast import forecast
from ratecard.domain.formula import line_formula, total_formula
from ratecard.domain.ledger import ledger
from ratecard.domain.money import total
from ratecard.domain.question import Question, Used
from ratecard_discount.strategy import Discount
from ratecard_minimum_spend.strategy import MinimumSpend
from ratecard_money_credit.strategy import MoneyCredit
from ratecard_period_fee.strategy import PeriodFee
from tests.chains import D, ask, china, flat, free, product, question, settlement, steps, version
from tests.fees import exactly, half_up, settled, split

Draw = Any
MONTHS = [(2021 + month // 12, month % 12 + 1) for month in range(9, 17)]
"""October 2021 to May 2022."""


def money(cents: int) -> Any:
    return D(cents) / 100


class Plan:
    """One chain of the four, and what it costs month by month, told without the engine."""

    def __init__(self, fee: int, percent: int, grant: int, least: int, day: int) -> None:
        self.fee, self.percent, self.grant, self.least, self.day = fee, percent, grant, least, day
        self.chain = steps(
            fee=PeriodFee(fee=money(fee), every="month", first="by-day"),
            free=free(10),
            calls=flat("0.357"),
            discount=Discount(percent=D(percent), of=("fee", "calls")),
            credit=MoneyCredit(amount=money(grant), every="year", rest="kept", of=("fee", "calls", "discount")),
            least=MinimumSpend(
                amount=money(least),
                over="quarter",
                of=("fee", "calls", "discount"),
                unused="charged",
                first="by-day",
            ),
        )

    def totals(self, units: list[int]) -> list[Fraction]:
        """The account was switched on on some day of the first month."""
        left: dict[int, Fraction] = {}
        spent = Fraction(0)
        found = []
        for number, (year, month) in zip(units, MONTHS, strict=True):
            first = (year, month) == MONTHS[0]
            days = monthrange(year, month)[1]
            fee = Fraction(self.fee, 100) * (Fraction(days - self.day + 1, days) if first else 1)
            calls = half_up(Fraction(357, 1000) * max(number - 10, 0))
            before = half_up(fee) + calls
            after = before - half_up(before * Fraction(self.percent, 100))
            pays = min(after, left.setdefault(year, Fraction(self.grant, 100)))
            left[year] -= pays
            spent += after
            due = Fraction(0)
            if month % 3 == 0:
                share = Fraction(92 - self.day + 1, 92) if (year, month) == (2021, 12) else Fraction(1)
                due = max(half_up(Fraction(self.least, 100) * share) - spent, Fraction(0))
                spent = Fraction(0)
            found.append(after - pays + due)
        return found


@st.composite
def plans(draw: Draw) -> Plan:
    return Plan(
        draw(st.integers(0, 5_000)),
        draw(st.integers(1, 100)),
        draw(st.integers(1, 20_000)),
        draw(st.integers(1, 30_000)),
        draw(st.integers(1, 31)),
    )


def asked(plan: Plan, units: list[int]) -> Question:
    usage = [Used(n, period=f"{year}-{month:02}") for n, (year, month) in zip(units, MONTHS, strict=True)]
    account = Account(activated=china(f"2021-10-{plan.day:02}T12:00"))
    return question(product(version(plan.chain)), "2021-10", len(MONTHS), usage, account=account)


usages = st.lists(st.integers(0, 200), min_size=len(MONTHS), max_size=len(MONTHS))


@given(plans(), usages)
def test_chain_costs_what_fractions_come_to(plan: Plan, units: list[int]) -> None:
    answer = forecast(asked(plan, units))

    assert [exactly(statement.settlement.total) for statement in answer.statements] == plan.totals(units)


@given(plans(), usages, st.integers(1, 7))
def test_chain_in_two_parts_is_the_whole(plan: Plan, units: list[int], at: int) -> None:
    question = asked(plan, units)

    assert settled(split(question, at)) == settled([forecast(question)])


@given(plans(), usages)
def test_ledger_charges_what_the_periods_come_to(plan: Plan, units: list[int]) -> None:
    answer = forecast(asked(plan, units))

    charges = [entry.amount for entry in ledger(answer) if entry.kind == "charge"]

    assert total(charges) == answer.total
    assert len(charges) == sum(statement.settlement.total != 0 for statement in answer.statements)


def test_sum_of_all_four_reads_as_a_person_would_write_it() -> None:
    plan = Plan(fee=3_000, percent=10, grant=2_000, least=20_000, day=1)

    december = settlement(ask(product(version(plan.chain)), "2021-12", 1, [Used(110)]))

    assert [line_formula(december, line) for line in december.lines] == [
        "30",
        "10 × 0 = 0",
        "(110 - 10) × 0.357 = 35.7",
        "65.7 × -10 % = -6.57",
        "-20",
        "8.26",
    ]
    # 31 of the quarter's 92 days are known: 200 × 31 / 92 = 67.39, less 59.13.
    assert total_formula(december) == "(110 - 10) × 0.357 + 30 - 65.7 × 10 % - 20 + 8.26 = 47.39"
