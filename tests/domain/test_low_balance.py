"""When the account's holder is told that the available balance is low: at the end of a day, in the ledger."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.conventions import LowBalance
from ratecard.domain.forecast import Forecast
from ratecard.domain.ledger import LowBalanceNotice, ledger, low_balances
from ratecard.domain.order import Order
from ratecard.domain.product import Product
from ratecard.domain.question import Used
from ratecard_freeze_estimate.strategy import FreezeEstimate
from tests.chains import D, ask, china, conventions, flat, packs, product, steps, tencent, version

RULE = LowBalance(D(100), ("sms",))


def about(rule: LowBalance | None = RULE, freeze: str = "1") -> Product:
    """Calls at 1 each, and a freeze of a share of the bill."""
    chain = steps(packs=packs({10: 20}), flat=flat("1"), freeze=FreezeEstimate(ratio=D(freeze), of="bill"))
    return product(version(chain, rules=conventions()._replace(low_balance=rule)))


def told(answer: Forecast, opening: str | None) -> list[tuple[str, str]]:
    """The day and the balance of each notice."""
    balance = None if opening is None else D(opening)
    found = low_balances(answer, ledger(answer, balance), balance)
    return [(notice.on.isoformat(), f"{notice.available:f}") for notice in found]


@pytest.mark.parametrize(
    ("opening", "freeze", "units", "expected"),
    [
        # The bill of June is charged on 3 July.
        pytest.param("150", "0", [50], [], id="just enough"),
        pytest.param("150", "0", [51], [("2021-07-03", "99.00")], id="one below"),
        pytest.param("150", "1", [26], [("2021-07-03", "98.00")], id="what is frozen is not available"),
        pytest.param("99", "0", [0], [("2021-06-01", "99")], id="low from the beginning"),
        pytest.param("99", "0", [10, 10], [("2021-06-01", "99")], id="told once"),
        pytest.param("150", "0", [60, 60, 60], [("2021-07-03", "90.00")], id="and stays low"),
        # 150 - 30 - 30 frozen = 90; the release brings 120 for a moment, on the day on which 30 + 30 go again.
        pytest.param("150", "1", [30, 30], [("2021-07-03", "90.00")], id="a release in between is no recovery"),
        # 200 - 60 - 60 = 80; 80 + 60 - 10 - 10 = 120; 120 + 10 - 40 - 40 = 50.
        pytest.param("200", "1", [60, 10, 40], [("2021-07-03", "80.00"), ("2021-09-03", "50.00")], id="low twice"),
        pytest.param(None, "0", [500], [], id="no opening balance"),
    ],
)
def test_holder_is_told_once_each_time_a_day_ends_below(
    opening: str | None, freeze: str, units: list[int], expected: list[tuple[str, str]]
) -> None:
    usage = [Used(number, period=f"2021-{month:02}") for month, number in enumerate(units, 6)]

    assert told(ask(about(freeze=freeze), "2021-06", len(units), usage), opening) == expected


def test_a_pack_bought_may_be_the_reason() -> None:
    answer = ask(about(), "2021-06", 1, orders=[Order("10", 1, china("2021-06-15"))])

    entries = ledger(answer, D("119.99"))

    assert low_balances(answer, entries, D("119.99")) == (
        LowBalanceNotice(date(2021, 6, 15), D("99.99"), D(100), "2021-06", ("sms",)),
    )
    [notice] = low_balances(answer, entries, D("119.99"))
    assert notice.message.zh == "可用余额 99.99，已低于 100"
    assert notice.message.en == "The available balance is 99.99, below 100"


def test_catalog_without_a_rule_tells_nothing() -> None:
    assert told(ask(about(None), "2021-06", 1, [Used(500)]), "1") == []


def test_nothing_is_told_once_contact_sales_make_the_balance_unknown() -> None:
    usage = [Used(1_000_001, period="2021-06"), Used(9_000, period="2021-07")]
    sold = product(version(tencent(), rules=conventions()._replace(low_balance=RULE)))

    answer = ask(sold, "2021-06", 2, usage)

    assert told(answer, "1000") == []
    assert told(answer, "99") == [("2021-06-01", "99")]


def test_rule_is_that_of_the_version_in_force() -> None:
    chain = steps(packs=packs({10: 20}), flat=flat("1"))
    old = version(chain)
    new = version(chain, rules=conventions()._replace(low_balance=RULE), since=date(2021, 7, 1))

    answer = ask(product(old, new), "2021-06", 3, [Used(60)])

    # June has no rule: 90 on 3 July is not told of; nor is 30 on 3 August a fall, as 90 was low already.
    assert told(answer, "150") == []
    assert told(answer, "200") == [("2021-08-03", "80.00")]


months = st.lists(st.integers(0, 60), min_size=1, max_size=5)


@given(months, st.integers(0, 400), st.integers(0, 2), st.lists(st.integers(0, 100), max_size=3))
def test_notices_are_those_of_a_balance_kept_by_hand(
    units: list[int], opening: int, share: int, days: list[int]
) -> None:
    usage = [Used(number, period=f"2021-{month:02}") for month, number in enumerate(units, 6)]
    end = date(2021, 6 + len(units), 1)
    bought = [day for day in (date(2021, 6, 1) + timedelta(number) for number in sorted(days)) if day < end]
    orders = [Order("10", 1, china(f"{day}T12:00")) for day in bought]

    answer = ask(about(freeze=str(share)), "2021-06", len(units), usage, orders)

    moves: dict[date, Fraction] = {}
    for day in bought:
        moves[day] = moves.get(day, Fraction(0)) - 20
    held = Fraction()
    for month, statement in enumerate(answer.statements, 7):
        bill = sum(Fraction(line.amount or 0) for line in statement.settlement.lines if line.kind != "purchase")
        day = date(2021, month, 3)
        moves[day] = moves.get(day, Fraction(0)) + held - bill - bill * share
        held = Fraction(bill * share)
    balance, expected = Fraction(opening), []
    if balance < 100:
        expected.append((date(2021, 6, 1), balance))
    for day, moved in sorted(moves.items()):
        if balance >= 100 > balance + moved:
            expected.append((day, balance + moved))
        balance += moved
    found: Any = low_balances(answer, ledger(answer, Decimal(opening)), Decimal(opening))
    assert [(notice.on, Fraction(notice.available)) for notice in found] == expected
