"""Packs that are given back."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal, localcontext
from typing import Literal

import pytest

from ratecard.domain.errors import Refusal
from ratecard.domain.forecast import Forecast
from ratecard.domain.ledger import ledger
from ratecard.domain.money import Mode
from ratecard.domain.order import Order, Owned
from ratecard.domain.period import Span
from ratecard.domain.product import Product
from ratecard.domain.question import Used
from ratecard.domain.settlement import Line
from ratecard.service.state import packed, unpacked
from ratecard_prepaid_packs.pack import Instalments, Pack
from ratecard_prepaid_packs.returns import Returns
from ratecard_prepaid_packs.strategy import PrepaidPacks
from tests.chains import D, ask, china, conventions, flat, product, settlement, steps, version

DAY = timedelta(days=1)
JUNE, JULY = china("2021-06-01"), china("2021-07-01")


def rule(days: int = 7, until: Literal["same-time", "end-of-day"] = "same-time", price: str | None = None) -> Returns:
    if price is None:
        return Returns(within_days=days, until=until, used="refused")
    return Returns(within_days=days, until=until, used="charged", used_price=D(price))


def shop(returns: Returns | None, *on_offer: Pack, **settings: object) -> PrepaidPacks:
    terms = {"valid_for": Span(years=1), "expires": "same-time", "draw_by": ("effective",), **settings}
    return PrepaidPacks(packs=on_offer or (Pack(units=100, price=D(40)),), returns=returns, **terms)  # type: ignore[arg-type]


def sold(returns: Returns | None, *on_offer: Pack, **settings: object) -> Product:
    return product(version(steps(packs=shop(returns, *on_offer, **settings), flat=flat("1"))))


def backs(answer: Forecast) -> list[tuple[int | Decimal, Decimal | None, Decimal | None]]:
    """Quantity, price and amount of what is paid back and charged for it."""
    lines = [line for each in answer.statements for line in each.settlement.lines if line.kind == "adjustment"]
    return [(line.quantity, line.price, line.amount) for line in lines]


def test_a_return_in_the_month_of_the_purchase() -> None:
    about = sold(rule())
    order = Order("100", 3, JUNE + 2 * DAY, returned=JUNE + 5 * DAY)

    answer = ask(about, "2021-06", 2, orders=[order])

    first = settlement(answer)
    assert backs(answer) == [(-3, D(40), D("-120.00"))]
    assert (first.total, first.purchases, first.charge) == (D("0.00"), D("0.00"), D("0.00"))
    assert [(line.item, line.at) for line in first.lines if line.kind == "adjustment"] == [("100", JUNE + 5 * DAY)]
    assert [(lot.returned, lot.expires, lot.after) for lot in first.balances] == [(True, JUNE + 5 * DAY, 100)] * 3
    assert (first.expiries, answer.carried.kept, answer.carried.states) == ((), (), {})
    assert [(str(entry.on), entry.kind, entry.amount) for entry in ledger(answer)] == [
        ("2021-06-03", "purchase", D("120.00")),
        ("2021-06-06", "return", D("-120.00")),
    ]


def test_a_return_in_a_later_month_from_the_state() -> None:
    about = sold(rule())
    order = Order("100", 3, JULY - 2 * DAY)
    first = ask(about, "2021-06", 1, orders=[order])
    carried = unpacked(about, packed(about, first.statements[0].period, first.carried)).carried
    assert carried == first.carried

    second = ask(about, "2021-07", 1, orders=[order._replace(quantity=2, returned=JULY + DAY)], carried=carried)

    assert backs(second) == [(-2, D(40), D("-80.00"))]
    assert second.total == D("-80.00")
    assert [(lot.returned, lot.after) for lot in settlement(second).balances] == [
        (False, 100),
        (True, 100),
        (True, 100),
    ]
    assert [lot.lot for lot in second.carried.kept] == [lot.lot for lot in settlement(second).balances[:1]]
    both = ask(
        about, "2021-06", 2, orders=[order._replace(quantity=1), order._replace(quantity=2, returned=JULY + DAY)]
    )
    assert [each.settlement.total for each in both.statements] == [D("120.00"), D("-80.00")]


def test_usage_before_the_return_is_covered_and_charged_and_usage_after_it_is_not() -> None:
    about = sold(rule(days=30, price="0.15"))
    order = Order("100", 1, JUNE, returned=JUNE + 20 * DAY)

    answer = ask(about, "2021-06", 1, [Used(90)], [order])

    # 90 calls in 30 days: 60 before the return; 60 × 0.15 = 9 of the 40 are kept, and 30 calls are postpaid.
    assert backs(answer) == [(-1, D(40), D("-40.00")), (60, D("0.15"), D("9.00"))]
    assert answer.total == D("39.00")
    assert [(lot.after, lot.returned) for lot in settlement(answer).balances] == [(40, True)]


def test_used_units_of_both_months_are_charged_and_never_more_than_the_price() -> None:
    about = sold(rule(days=90, price="0.60"))
    order = Order("100", 1, JUNE)
    usage = [Used(30, period="2021-06"), Used(31, period="2021-07")]

    cheap = ask(about, "2021-06", 2, usage, [order._replace(returned=JULY + 10 * DAY)])
    dear = ask(about, "2021-06", 2, [Used(70)], [order._replace(returned=china("2021-07-31"))])

    assert backs(cheap) == [(-1, D(40), D("-40.00")), (40, D("0.60"), D("24.00"))]
    assert backs(dear) == [(-1, D(40), D("-40.00")), (1, D(40), D("40.00"))]


def test_a_pack_that_is_used_up_can_be_given_back_where_its_use_is_charged() -> None:
    about = sold(rule(days=90, price="0.10"))

    answer = ask(about, "2021-06", 2, [Used(200, period="2021-06")], [Order("100", 1, JUNE, returned=JULY + DAY)])

    assert backs(answer) == [(-1, D(40), D("-40.00")), (100, D("0.10"), D("10.00"))]
    assert settlement(answer, 1).balances == ()


@pytest.mark.parametrize(
    ("until", "placed", "returned", "edge"),
    [
        ("same-time", "2020-10-01T12:00", "2020-10-08T11:59", ""),
        ("same-time", "2020-10-01T12:00", "2020-10-08T12:00", "2020-10-08T12:00+08:00"),
        # Tencent's own example: bought on 2020-10-01, until 10-08, refused from 10-09 0:00 on.
        ("end-of-day", "2020-10-01T12:00", "2020-10-08T23:59", ""),
        ("end-of-day", "2020-10-01T12:00", "2020-10-09", "2020-10-09T00:00+08:00"),
        ("end-of-day", "2020-10-01", "2020-10-08T23:59", ""),
    ],
)
def test_a_return_is_in_time_or_refused(
    until: Literal["same-time", "end-of-day"], placed: str, returned: str, edge: str
) -> None:
    order = Order("100", 1, china(placed), returned=china(returned))

    if not edge:
        assert ask(sold(rule(until=until)), "2020-10", 1, orders=[order]).total == D("0.00")
        return
    with pytest.raises(Refusal) as refused:
        ask(sold(rule(until=until)), "2020-10", 1, orders=[order])
    calendar = sold(None).calendar
    assert (refused.value.code, refused.value.message) == (
        "return-too-late",
        (
            f"pack '100' of {calendar.written(china(placed))} could be returned before {edge},"
            f" not at {calendar.written(china(returned))}"
        ),
    )


def test_a_return_that_is_months_too_late_says_so_too() -> None:
    order = Order("100", 1, JUNE, returned=china("2021-09-01"))

    with pytest.raises(Refusal) as refused:
        ask(sold(rule()), "2021-06", 4, orders=[order])

    assert refused.value.code == "return-too-late"


def test_a_used_pack_is_refused_in_its_first_month_and_later() -> None:
    first, later = (Order("100", 1, JUNE, returned=at) for at in (JUNE + DAY, JULY + DAY))
    for order, units in ((first, 2), (later, 60)):
        with pytest.raises(Refusal) as refused:
            ask(sold(rule(days=60)), "2021-06", 2, [Used(60, period="2021-06")], [order])
        written = sold(None).calendar.written(order.returned or JUNE)
        assert (refused.value.code, refused.value.message) == (
            "pack-used",
            f"pack '100' can't be returned at {written}: {units} of its units were used",
        )


def test_a_pack_used_up_is_refused_too() -> None:
    with pytest.raises(Refusal, match="100 of its units were used"):
        ask(sold(rule(days=60)), "2021-06", 2, [Used(300)], [Order("100", 1, JUNE, returned=JULY + DAY)])


def test_of_equal_packs_those_bought_last_are_given_back_so_that_the_first_may_be_used() -> None:
    orders = [Order("100", 2, JUNE), Order("100", 1, JUNE, returned=JUNE + 5 * DAY)]

    answer = ask(sold(rule()), "2021-06", 1, [Used(60)], orders)

    assert backs(answer) == [(-1, D(40), D("-40.00"))]
    assert [(lot.after, lot.returned) for lot in settlement(answer).balances] == [
        (40, False),
        (100, False),
        (100, True),
    ]


def test_the_pack_that_was_used_less_is_given_back() -> None:
    about = sold(rule(days=60), starts="chosen")
    orders = [
        Order("100", 1, JUNE, JUNE, returned=JULY + 2 * DAY),
        Order("100", 1, JUNE, JULY, returned=JULY + 2 * DAY),
    ]

    assert ask(about, "2021-06", 2, orders=orders).total == D("0.00")
    with pytest.raises(Refusal, match="30 of its units were used"):
        ask(about, "2021-06", 2, [Used(30, period="2021-06")], orders)
    assert (
        ask(about, "2021-06", 2, [Used(30, period="2021-06")], [orders[0]._replace(returned=None), orders[1]]).total
        == 40
    )


def test_a_pack_that_is_not_effective_yet_can_be_given_back() -> None:
    about = sold(rule(), starts="chosen")

    answer = ask(about, "2021-06", 3, [Used(30)], [Order("100", 1, JUNE, JULY, returned=JUNE + DAY)])

    assert [each.settlement.total for each in answer.statements] == [D("30.00")] * 3
    assert answer.carried.kept == ()


def test_owned_packs_are_given_back_at_the_price_in_force() -> None:
    owned = [Owned("100", left, JUNE - DAY) for left in (100, 60)]
    order = Order("100", 1, JUNE - DAY, returned=JUNE + DAY)

    unused = ask(sold(rule()), "2021-06", 1, orders=[order], owned=owned[:1])
    used = ask(sold(rule(price="0.20")), "2021-06", 1, orders=[order], owned=owned[1:])

    assert backs(unused) == [(-1, D(40), D("-40.00"))]
    assert backs(used) == [(-1, D(40), D("-40.00")), (40, D("0.20"), D("8.00"))]


@pytest.mark.parametrize("quantity", [1, 2])
def test_what_was_not_bought_can_not_be_given_back(quantity: int) -> None:
    owned = [Owned("100", 100, JUNE - DAY)][: quantity - 1]

    with pytest.raises(Refusal) as refused:
        ask(sold(rule()), "2021-06", 1, orders=[Order("100", quantity, JUNE - DAY, returned=JUNE + DAY)], owned=owned)

    there = "none is" if quantity == 1 else "1 of 2 are"
    assert (refused.value.code, refused.value.message) == (
        "not-returnable",
        f"pack '100' of 2021-05-31T00:00+08:00 can't be returned: {there} there",
    )


def test_a_price_that_changed_since_changes_no_refund() -> None:
    old = version(steps(packs=shop(rule(days=60)), flat=flat("1")))
    cheaper = shop(None, Pack(units=100, price=D(15)), Pack(units=300, price=D(30)))
    new = version(steps(packs=cheaper, flat=flat("1")), since=JULY.date() + DAY)
    about = product(old, new)

    answer = ask(about, "2021-06", 2, orders=[Order("100", 1, JUNE, returned=JULY + DAY)])

    # The terms of the purchase hold: the newer version takes nothing back.
    assert backs(answer) == [(-1, D(40), D("-40.00"))]
    with pytest.raises(Refusal, match="its offer does not take it back"):
        ask(about, "2021-07", 1, orders=[Order("100", 1, JULY, returned=JULY + DAY)])


def test_a_pack_of_the_state_that_is_not_sold_any_more_can_be_given_back() -> None:
    old = version(steps(packs=shop(rule(days=60)), flat=flat("1")))
    new = version(
        steps(others=shop(None, Pack(units=300, price=D(30))), flat=flat("1")),
        since=JULY.date() + DAY,
        keeps={"packs": "others"},
    )
    about = product(old, new)
    order = Order("100", 1, JUNE, returned=JULY + DAY)

    june = ask(about, "2021-06", 1, [Used(10)], [order._replace(returned=None)])
    kept = unpacked(about, packed(about, june.statements[0].period, june.carried)).carried
    unused = ask(about, "2021-06", 1, orders=[order._replace(returned=None)]).carried

    assert backs(ask(about, "2021-07", 1, orders=[order], carried=unused)) == [(-1, D(40), D("-40.00"))]
    with pytest.raises(Refusal, match="10 of its units were used"):
        ask(about, "2021-07", 1, orders=[order._replace(sku="packs/100")], carried=kept)


def test_what_is_charged_for_use_does_not_depend_on_the_decimal_context() -> None:
    order = Order("100", 1, JUNE, returned=JUNE + 5 * DAY)
    usage = [Used(99, JUNE, JUNE + DAY)]
    about = sold(rule(price="0.41"))

    with localcontext(prec=1):
        answer = ask(about, "2021-06", 1, usage, [order])

    # 99 × 0.41 = 40.59, more than the pack.
    assert backs(answer) == [(-1, D(40), D("-40.00")), (1, D(40), D("40.00"))]


@pytest.mark.parametrize("mode", ["ceiling", "floor", "up", "half-even"])
def test_what_was_paid_is_paid_back_however_it_was_rounded(mode: Mode) -> None:
    packs = shop(rule(), Pack(units=100, price=D("9.28")))
    about = product(version(steps(packs=packs, flat=flat("1")), rules=conventions(places=0, mode=mode)))

    answer = ask(about, "2021-06", 1, orders=[Order("100", 2, JUNE, returned=JUNE + DAY)])

    assert answer.total == 0


def test_all_instalments_are_given_back() -> None:
    parts = Instalments(count=3, every="month", unused="lost")
    about = sold(rule(days=60, price="1"), Pack(units=10, price=D(40), instalments=parts))

    answer = ask(about, "2021-06", 3, [Used(30)], [Order("10", 1, JUNE, returned=JULY + 15 * DAY + DAY / 2)])

    # 10 of 30 calls in June; 10 of the 15 before the 16th of July at noon.
    assert backs(answer) == [(-1, D(40), D("-40.00")), (20, D(1), D("20.00"))]
    assert [each.settlement.total for each in answer.statements] == [D("60.00"), D("0.00"), D("30.00")]
    assert answer.carried.states == {}


def test_a_free_pack_can_be_given_back() -> None:
    answer = ask(sold(rule(), Pack(units=100, price=D(0))), "2021-06", 1, orders=[Order("100", 2, JUNE, returned=JUNE)])

    assert str(answer.total) == "0.00"


def test_packs_by_agreement_are_not_taken_back() -> None:
    contact = Pack(units=100, contact="https://example.com")

    assert [offer.returnable for offer in shop(rule(), contact, Pack(units=1, price=D(1))).offers()] == [False, True]


NONSENSE: dict[str, tuple[Callable[[], object], str]] = {
    "no day": (lambda: rule(0), "within_days must be from 1 to 36500, got 0"),
    "charged at nothing": (
        lambda: Returns(within_days=1, until="same-time", used="charged"),
        "key 'used_price' is missing: what a used unit costs, as used = \"charged\"",
    ),
    "refused, and a price": (
        lambda: Returns(within_days=1, until="same-time", used="refused", used_price=D(1)),
        'used_price is of no effect with used = "refused": only used = "charged" charges it',
    ),
    "below zero": (lambda: rule(price="-1"), "used_price must not be below zero, got -1"),
}


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_refused(name: str) -> None:
    make, sentence = NONSENSE[name]

    with pytest.raises(ValueError) as raised:  # noqa: PT011  # the whole sentence is compared
        make()

    assert str(raised.value) == sentence


def labels(strategy: PrepaidPacks, lines: Sequence[Line], locale: str) -> list[str]:
    return [strategy.label(line, locale) for line in lines]


def test_texts() -> None:
    strategy = shop(rule(price="0.15"))
    about = product(version(steps(packs=strategy, flat=flat("1"))))
    lines = settlement(ask(about, "2021-06", 1, [Used(30)], [Order("100", 1, JUNE, returned=JUNE + DAY)])).lines[:4]

    assert labels(strategy, lines, "en") == [
        "Purchase: Pack of 100 calls",
        "Pack of 100 calls",
        "Return: Pack of 100 calls",
        "Used before the return: Pack of 100 calls",
    ]
    assert labels(strategy, lines, "zh") == [
        "购买100 次资源包",
        "100 次资源包",
        "退还100 次资源包",
        "退还100 次资源包前已用",
    ]
    assert strategy.describe("en").endswith("lost on expiry, returnable within 7 days less 0.15 per used unit")
    assert strategy.describe("zh").endswith("到期作废，7 天内可退，已用每次扣 0.15")
    assert shop(rule()).describe("en").endswith("lost on expiry, returnable within 7 days if unused")
    assert shop(rule()).describe("zh").endswith("到期作废，7 天内未使用可退")
