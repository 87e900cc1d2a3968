"""What the price page and issue 2 say must come out, through the kernel."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import permutations

import pytest

from ratecard.domain.formula import hold_formula, line_formula, total_formula
from ratecard.domain.ledger import Entry, ledger
from ratecard.domain.order import Order
from ratecard.domain.product import Product
from ratecard.domain.question import Used
from ratecard.domain.settlement import Contact, Expiry
from tests.chains import BANK_CARD, CONTACT, ID_CARD, D, amounts, ask, china, settlement

JUNE = china("2021-06-01")
FREE = ("free-allowance", "usage", 1_000, D("0.00"))


@pytest.mark.parametrize(
    ("product", "units", "total", "formula"),
    [
        pytest.param(ID_CARD, 0, "0.00", "0", id="nothing"),
        pytest.param(ID_CARD, 900, "0.00", "0", id="后付费 示例一"),
        pytest.param(ID_CARD, 1_000, "0.00", "0", id="all free"),
        pytest.param(ID_CARD, 1_001, "0.15", "(1001 - 1000) × 0.15 = 0.15", id="the first that is charged"),
        pytest.param(ID_CARD, 9_000, "1200.00", "(9000 - 1000) × 0.15 = 1200", id="后付费 示例二"),
        pytest.param(BANK_CARD, 90_000, "8900.00", "(90000 - 1000) × 0.10 = 8900", id="后付费 示例三"),
        pytest.param(BANK_CARD, 900_000, "53940.00", "(900000 - 1000) × 0.06 = 53940", id="后付费 示例四"),
        pytest.param(ID_CARD, 10_000, "1350.00", "(10000 - 1000) × 0.15 = 1350", id="last of tier 1"),
        pytest.param(ID_CARD, 10_001, "900.10", "(10001 - 1000) × 0.10 = 900.1", id="first of tier 2"),
        pytest.param(ID_CARD, 100_000, "9900.00", "(100000 - 1000) × 0.10 = 9900", id="last of tier 2"),
        pytest.param(ID_CARD, 100_001, "5940.06", "(100001 - 1000) × 0.06 = 5940.06", id="first of tier 3"),
        pytest.param(ID_CARD, 1_000_000, "59940.00", "(1000000 - 1000) × 0.06 = 59940", id="last of tier 3"),
    ],
)
def test_page_prices_usage_alone(product: Product, units: int, total: str, formula: str) -> None:
    settled = settlement(ask(product, "2021-06", usage=[Used(units)]))

    assert str(settled.total) == total
    assert total_formula(settled) == formula
    assert settled.status == "priced"
    assert settled.contact is None


def test_page_answers_contact_sales_above_a_million() -> None:
    settled = settlement(ask(ID_CARD, "2021-06", usage=[Used(1_000_001)]))

    assert settled.total is None
    assert settled.charge is None
    assert settled.status == "contact-sales"
    assert settled.contact == Contact(999_001, 1_000_001, CONTACT)
    assert settled.contact.reason.en == "999001 of 1000001 calls have no list price: contact sales"
    assert settled.contact.reason.zh == "1000001 次调用中有 999001 次没有刊例价，请联系商务"
    assert amounts(settled) == [FREE, ("tiered-postpaid", "contact", 999_001, None)]
    assert [line_formula(settled, line) for line in settled.lines] == ["1000 × 0 = 0", "(1000001 - 1000)"]
    assert total_formula(settled) is None
    assert settled.holds == ()


def test_page_prepaid_example_one_three_packs() -> None:
    settled = settlement(ask(ID_CARD, "2021-06", orders=[Order("100000", 3, JUNE)]))

    assert amounts(settled) == [("prepaid-packs", "purchase", 0, D("10500.00"))]
    assert str(settled.total) == "10500.00"
    assert total_formula(settled) == "3 × 3500 = 10500"
    assert (settled.purchases, settled.charge) == (D("10500.00"), D("0.00"))


def test_page_prepaid_example_two_pack_then_postpaid() -> None:
    settled = settlement(ask(BANK_CARD, "2021-06", usage=[Used(2_500)], orders=[Order("1000", 1, JUNE)]))

    assert amounts(settled) == [
        FREE,
        ("prepaid-packs", "purchase", 0, D("84.00")),
        ("prepaid-packs", "usage", 1_000, D("0.00")),
        ("tiered-postpaid", "usage", 500, D("75.00")),
    ]
    assert str(settled.total) == "159.00"
    assert total_formula(settled) == "(2500 - 1000 - 1000) × 0.15 + 84 = 159"
    assert [hold_formula(hold) for hold in settled.holds] == ["500 × 0.15 × 100 % = 75"]
    assert (settled.purchases, settled.charge, settled.held) == (D("84.00"), D("75.00"), D("75.00"))


@pytest.mark.parametrize(
    ("product", "sku", "price"),
    [
        (ID_CARD, "1000", "84.00"),
        (ID_CARD, "10000", "560.00"),
        (ID_CARD, "100000", "3500.00"),
        (ID_CARD, "1000000", "21000.00"),
        (ID_CARD, "10000000", "140000.00"),
        (BANK_CARD, "10000000", "60000.00"),
    ],
)
def test_page_prices_packs(product: Product, sku: str, price: str) -> None:
    settled = settlement(ask(product, "2021-06", orders=[Order(sku, 1, JUNE)]))

    assert str(settled.total) == price


def test_tier_is_chosen_by_the_total_of_the_month() -> None:
    settled = settlement(ask(ID_CARD, "2021-06", usage=[Used(12_000)], orders=[Order("10000", 1, JUNE)]))

    assert amounts(settled)[2:] == [
        ("prepaid-packs", "usage", 10_000, D("0.00")),
        ("tiered-postpaid", "usage", 1_000, D("100.00")),
    ]
    assert str(settled.total) == "660.00"


@pytest.mark.parametrize(("units", "total"), [(1_002_000, None), (1_001_000, "21000.00"), (1_000_500, "21000.00")])
def test_contact_sales_is_for_calls_left_over(units: int, total: str | None) -> None:
    settled = settlement(ask(ID_CARD, "2021-06", usage=[Used(units)], orders=[Order("1000000", 1, JUNE)]))

    assert settled.total == (None if total is None else D(total))
    assert settled.contact == (None if total else Contact(1_000, 1_002_000, CONTACT))


def test_calls_that_are_not_charged_count_toward_no_tier() -> None:
    settled = settlement(ask(ID_CARD, "2021-06", usage=[Used(9_950), Used(100, code="FailedOperation.ImageBlur")]))

    assert amounts(settled) == [
        ("outcome-filter", "usage", 100, D("0.00")),
        FREE,
        ("tiered-postpaid", "usage", 8_950, D("1342.50")),
    ]
    assert str(settled.total) == "1342.50"


def test_a_year_of_packs_costs_the_packs_loses_the_rest_and_tells_once() -> None:
    answer = ask(ID_CARD, "2021-01", 12, [Used(25_000)], [Order("100000", 3, china("2021-01-01"))])

    december = settlement(answer, 11)
    third = "2020-12-31T16:00:00.000000Z/00003/100000"
    assert str(answer.total) == "10500.00"
    assert [str(s.settlement.total) for s in answer.statements] == ["10500.00"] + ["0.00"] * 11
    assert [expiry for expiry in december.expiries if expiry.step == "prepaid-packs"] == [
        Expiry("prepaid-packs", third, "100000", 12_000, china("2022-01-01"))
    ]
    assert not any(e.step == "prepaid-packs" for s in answer.statements[:11] for e in s.settlement.expiries)
    assert [
        (notice.kind, notice.at, notice.approximate, notice.lot, notice.channels)
        for statement in answer.statements
        for notice in statement.settlement.notices
    ] == [
        ("low", china("2021-12-22T10:00"), True, f"prepaid-packs:{third}", ("wechat", "sms", "email", "site")),
    ]


def test_pack_bought_in_mid_month_covers_nothing_before() -> None:
    answer = ask(ID_CARD, "2021-01", usage=[Used(25_000)], orders=[Order("100000", 1, china("2021-01-15"))])

    settled = settlement(answer)
    assert amounts(settled) == [
        FREE,
        ("prepaid-packs", "purchase", 0, D("3500.00")),
        ("prepaid-packs", "usage", 13_710, D("0.00")),
        ("tiered-postpaid", "usage", 10_290, D("1029.00")),
    ]
    assert str(settled.total) == "4529.00"


def test_order_of_input_does_not_matter() -> None:
    usage = [Used(9_000, period="2021-01"), Used(25_000, period="2021-02"), Used(70, code="X", period="2021-01")]
    orders = [Order("10000", 1, china("2021-02-10")), Order("1000", 2, china("2021-01-20"))]

    def answer(usage: Sequence[Used], orders: Sequence[Order]) -> object:
        asked = ask(ID_CARD, "2021-01", 2, usage, orders)
        return [statement.settlement for statement in asked.statements], asked.carried

    answers = [answer(u, o) for u in permutations(usage) for o in permutations(orders)]

    assert answers == [answers[0]] * 12


def entry(
    on: str,
    kind: str,
    amount: str,
    period: str,
    available: str | None,
    frozen: str | None,
    step: str = "freeze-estimate",
) -> Entry:
    step = {"charge": "", "purchase": "prepaid-packs"}.get(kind, step)
    balances = [None if balance is None else Decimal(balance) for balance in (available, frozen)]
    return Entry(date.fromisoformat(on), kind, D(amount), period, step, *balances)  # type: ignore[arg-type]


def test_ledger_releases_then_charges_then_freezes_on_the_last_billing_day() -> None:
    answer = ask(ID_CARD, "2021-01", 2, [Used(9_000)])

    entries = ledger(answer, D("5000.00"))

    assert entries == (
        entry("2021-02-03", "charge", "1200", "2021-01", "3800", "0"),
        entry("2021-02-03", "freeze", "1200", "2021-01", "2600", "1200"),
        entry("2021-03-03", "release", "1200", "2021-02", "3800", "0"),
        entry("2021-03-03", "charge", "1200", "2021-02", "2600", "0"),
        entry("2021-03-03", "freeze", "1200", "2021-02", "1400", "1200"),
    )
    assert (answer.statements[0].billed_from, answer.statements[0].billed_until) == (date(2021, 2, 1), date(2021, 2, 3))


def test_contact_sales_keeps_the_hold_and_leaves_later_balances_unknown() -> None:
    units = {"2021-01": 9_000, "2021-02": 1_000_001, "2021-03": 9_000}
    answer = ask(ID_CARD, "2021-01", 3, [Used(number, period=period) for period, number in units.items()])

    entries = ledger(answer, D(5_000))

    february = settlement(answer, 1)
    assert (february.status, february.total, february.holds, february.held) == ("contact-sales", None, (), D(1_200))
    assert february.contact == Contact(999_001, 1_000_001, CONTACT)
    assert answer.total is None
    assert [(hold.kind, hold.amount) for hold in settlement(answer, 2).holds] == [
        ("release", D(1_200)),
        ("freeze", D(1_200)),
    ]
    assert entries == (
        entry("2021-02-03", "charge", "1200", "2021-01", "3800", "0"),
        entry("2021-02-03", "freeze", "1200", "2021-01", "2600", "1200"),
        entry("2021-04-03", "release", "1200", "2021-03", None, None),
        entry("2021-04-03", "charge", "1200", "2021-03", None, None),
        entry("2021-04-03", "freeze", "1200", "2021-03", None, None),
    )


def test_purchase_has_its_own_date_in_the_ledger() -> None:
    orders = [Order("1000", 1, china("2021-02-03T23:30")), Order("10000", 1, china("2021-01-15"))]
    answer = ask(ID_CARD, "2021-01", 2, [Used(1_100)], orders)

    entries = ledger(answer, D(1_000))

    # 1 100 undated calls of January: those before the 15th fill the allowance but for 503; none is postpaid.
    assert entries == (
        entry("2021-01-15", "purchase", "560", "2021-01", "440", "0"),
        entry("2021-02-03", "purchase", "84", "2021-02", "356", "0"),
    )


def test_purchase_in_a_contact_sales_month_leaves_the_balance_known_until_the_billing_day() -> None:
    answer = ask(ID_CARD, "2021-01", 2, [Used(2_000_000)], [Order("1000", 1, china("2021-01-20"))])

    entries = ledger(answer, D(100))

    assert entries == (entry("2021-01-20", "purchase", "84", "2021-01", "16", "0"),)


def test_ledger_opens_with_what_is_held_already() -> None:
    first = ask(ID_CARD, "2021-01", 1, [Used(9_000)])
    second = ask(ID_CARD, "2021-02", 1, [Used(900)], carried=first.carried)

    entries = ledger(second, D(2_600))

    assert entries == (entry("2021-03-03", "release", "1200", "2021-02", "3800", "0"),)


def test_ledger_without_an_opening_balance_has_amounts_alone() -> None:
    answer = ask(ID_CARD, "2021-01", 1, [Used(9_000)])

    entries = ledger(answer)

    assert entries == (
        entry("2021-02-03", "charge", "1200", "2021-01", None, None),
        entry("2021-02-03", "freeze", "1200", "2021-01", None, None),
    )
