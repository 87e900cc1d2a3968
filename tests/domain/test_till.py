"""What an order may say of itself, what comes back, what an account chooses: as a step is given it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import ClassVar

import pytest

from ratecard.domain.account import Account, Choice
from ratecard.domain.bill import Bill
from ratecard.domain.errors import Refusal
from ratecard.domain.forecast import Forecast
from ratecard.domain.ledger import ledger
from ratecard.domain.order import Offer, Order
from ratecard.domain.period import Span
from ratecard.domain.product import SHOWN
from ratecard.domain.question import Used
from ratecard.domain.settlement import Entitlement, Line
from ratecard.domain.strategy import Outcome, Strategy
from ratecard.domain.text import Text
from tests.chains import ask, china, flat, product, steps, version

D = Decimal
JUNE, JULY = china("2021-06-01"), china("2021-07-01")
DAY = timedelta(days=1)
NAME = Text("会员", "Membership")


@dataclass(frozen=True, slots=True, kw_only=True)
class Till(Strategy):
    """Sells a membership by the month, takes it back at the full price, and may be told to refuse what is left."""

    kind: ClassVar[str] = "till"
    title: ClassVar[Text] = Text("柜台", "Till")

    def offers(self) -> Sequence[Offer]:
        return [
            Offer("gold", NAME, 0, D(20), Span(months=1), chosen_start=True, sold_by="month", returnable=True),
            Offer("talk", NAME, 10, None, Span(years=1), contact="https://example.com"),
        ]

    def choices(self) -> Sequence[str]:
        return ["serve", "refuse"]

    def settle(self, bill: Bill) -> Outcome:
        lines: list[Line] = []
        facts: list[Entitlement] = []
        for order in bill.orders:
            if order.sku == "talk":
                lines.append(bill.contact(0, "https://example.com", item="talk"))
                continue
            start = order.effective or order.placed
            months = order.quantity * order.lasts
            lines.append(bill.line(0, D(20), kind="purchase", quantity=months, item="gold", at=order.placed))
            expires = bill.conventions.calendar.later(start, Span(months=order.lasts))
            facts.append(bill.entitlement("gold", order.quantity, start, expires))
        for order in bill.returns:
            months = -order.quantity * order.lasts
            lines.append(bill.line(0, D(20), kind="adjustment", quantity=months, item="gold", at=order.returned))
        for start, end, chosen in bill.chosen("serve"):
            units = sum(piece.before(end) - piece.before(start) for piece in bill.remaining)
            if chosen == "refuse" and units:
                lines.append(bill.line(units, D(0), kind="refused"))
        refused = sum(line.units for line in lines)
        left = bill.remaining[0] if bill.remaining else None
        remaining = (left.numbers(left.first, left.last - refused),) if left and refused < left.units else ()
        return Outcome(remaining, tuple(lines), facts=tuple(facts))


TILL = product(version(steps(till=Till(), flat=flat("1"))))


def settled(*orders: Order, periods: int = 2, account: Account = Account()) -> Forecast:  # noqa: B008
    return ask(TILL, "2021-06", periods, orders=orders, account=account)


def test_an_order_says_when_it_starts_and_for_how_long_it_lasts() -> None:
    answer = settled(Order("gold", 2, JUNE, JUNE + 9 * DAY, 3))

    first = answer.statements[0].settlement
    assert first.total == first.purchases == D("120.00")
    assert first.entitlements == (Entitlement("till", "gold", 2, china("2021-06-10"), china("2021-09-10")),)


def test_a_return_is_paid_at_once_and_is_no_part_of_the_bill() -> None:
    answer = settled(Order("gold", 2, JUNE + 27 * DAY, returned=JULY + 3 * DAY))

    totals = [statement.settlement.total for statement in answer.statements]
    assert totals == [D("40.00"), D("-40.00")]
    assert [statement.settlement.charge for statement in answer.statements] == [D("0.00"), D("0.00")]
    entries = [(str(entry.on), entry.kind, entry.amount) for entry in ledger(answer, D(100))]
    assert entries == [("2021-06-28", "purchase", D("40.00")), ("2021-07-04", "return", D("-40.00"))]


def test_of_an_order_from_before_only_the_return_is_settled() -> None:
    answer = settled(Order("gold", 1, JUNE - DAY, returned=JUNE), periods=1)

    assert answer.total == D("-20.00")


def test_an_order_sold_by_agreement_has_no_total_and_says_so() -> None:
    first = settled(Order("talk", 1, JUNE)).statements[0].settlement

    assert first.total is None
    assert first.contact is not None
    assert first.contact.reason == Text("有一笔订单没有刊例价，请联系商务", "an order has no list price: contact sales")


def test_choices_hold_from_their_instant_on() -> None:
    choices = (Choice("till", "serve", china("2021-06-21")), Choice("till", "refuse", china("2021-06-16")))
    account = Account(choices=choices)

    first = ask(TILL, "2021-06", 1, [Used(300)], account=account).statements[0].settlement

    assert first.refused == 50
    assert first.total == D("250.00")


def test_a_choice_without_an_instant_holds_from_the_start_and_one_to_come_does_not_yet() -> None:
    choices = (Choice("till", "refuse"), Choice("till", "serve", JULY))

    answer = ask(TILL, "2021-06", 2, [Used(10)], account=Account(choices=choices))

    assert [statement.settlement.refused for statement in answer.statements] == [10, 0]


def test_a_choice_without_an_instant_is_from_before_all_others() -> None:
    choices = (Choice("till", "serve", JUNE - DAY), Choice("till", "refuse"))

    answer = ask(TILL, "2021-06", 1, [Used(10)], account=Account(choices=choices))

    assert answer.statements[0].settlement.refused == 0


def test_what_comes_back_must_have_a_step_to_come_back_to() -> None:
    later = version(steps(flat=flat("1")), since=JULY.date() + DAY, keeps={"till": SHOWN})
    both = product(version(steps(till=Till(), flat=flat("1"))), later)

    with pytest.raises(Refusal, match="step 'till' that sold it is gone by then"):
        ask(both, "2021-06", 3, orders=[Order("gold", 1, JUNE, returned=china("2021-08-02"))])


def test_two_choices_of_one_instant_and_a_value_that_no_one_may_choose_are_refused() -> None:
    for choices, sentence in (
        ((Choice("till", "serve"), Choice("till", "refuse")), "there is another one from the same instant on"),
        ((Choice("till", "refused"),), "it is none of serve, refuse"),
    ):
        with pytest.raises(Refusal, match=sentence):
            settled(account=Account(choices=choices))


def test_an_order_that_starts_before_it_is_placed_is_refused_but_not_on_the_same_day() -> None:
    noon = JUNE + DAY / 2

    assert settled(Order("gold", 1, noon, JUNE)).total == D("20.00")
    with pytest.raises(Refusal, match="it becomes effective before it is placed, 2021-06-02T12:00"):
        settled(Order("gold", 1, noon + DAY, JUNE))


def test_a_return_lies_in_the_periods_asked_about_and_after_the_purchase() -> None:
    with pytest.raises(Refusal, match=r"2021-08-11T00:00\+08:00 is not within the periods asked about, 2021-06-01"):
        settled(Order("gold", 1, JUNE, returned=china("2021-08-11")))
    with pytest.raises(Refusal, match=r"it was not bought yet at 2021-06-01T00:00\+08:00"):
        settled(Order("gold", 1, JUNE + DAY, returned=JUNE))
