"""What versions leave to each other: packs keep what they were bought with, whatever is for sale now."""

from dataclasses import replace
from datetime import date

import pytest

from ratecard.domain.advice import advise
from ratecard.domain.change import as_of
from ratecard.domain.errors import BadOwned, UnknownSku
from ratecard.domain.forecast import forecast
from ratecard.domain.order import Order, Owned
from ratecard.domain.period import Span
from ratecard.domain.product import SHOWN, Product
from ratecard.domain.question import Used
from ratecard.domain.settlement import Settlement
from ratecard_prepaid_packs.returns import Returns
from tests.chains import D, amounts, ask, china, flat, packs, product, question, settlement, steps, version

JULY = date(2021, 7, 1)
FIRST = version(steps(packs=packs({10: 1, 100: 5}), flat=flat("1")))
"""Packs of 10 and 100 calls that are valid for a year."""


def after(**keeps: str) -> Product:
    """The same with smaller, shorter and dearer packs from July on, perhaps of another step."""
    name = keeps.get("packs", "packs")
    chain = steps(**{name if name != SHOWN else "bundles": packs({10: 2, 20: 3}, Span(months=1)), "flat": flat("1")})
    return product(FIRST, version(chain, since=JULY, keeps=keeps))


def lots(settled: Settlement) -> list[tuple[str, str, int, int, str]]:
    """Step, sku, before, after and last day of each lot."""
    return [(lot.step, lot.sku, lot.before, lot.after, f"{lot.expires:%Y-%m-%d}") for lot in settled.balances]


def test_an_order_keeps_the_price_and_the_validity_of_its_month() -> None:
    orders = [Order("100", 1, china("2021-06-20")), Order("10", 1, china("2021-07-20"))]

    answer = ask(after(), "2021-06", 3, [Used(0)], orders)

    assert amounts(settlement(answer)) == [("packs", "purchase", 0, D("5.00"))]
    assert amounts(settlement(answer, 1)) == [("packs", "purchase", 0, D("2.00"))]
    assert lots(settlement(answer, 2)) == [
        ("packs", "100", 100, 100, "2022-06-19"),
        ("packs", "10", 10, 10, "2021-08-19"),
    ]


def test_an_order_of_a_month_in_which_a_version_begins_is_of_the_older_one() -> None:
    second = version(steps(packs=packs({20: 3}, Span(months=1)), flat=flat("1")), since=date(2021, 6, 15))
    about = product(FIRST, second)

    answer = ask(about, "2021-06", 2, orders=[Order("10", 1, china("2021-06-20"))])

    assert amounts(settlement(answer)) == [("packs", "purchase", 0, D("1.00"))]
    assert lots(settlement(answer, 1)) == [("packs", "10", 10, 10, "2022-06-19")]
    with pytest.raises(UnknownSku):
        ask(about, "2021-06", 2, orders=[Order("20", 1, china("2021-06-20"))])


def test_an_owned_pack_has_the_validity_of_the_version_that_sold_it() -> None:
    answer = ask(after(), "2021-12", 1, [Used(40)], owned=[Owned("10", 9, china("2021-05-15"))])

    # For a year: it covers nine calls of December, which July's packs of one month would not.
    assert lots(settlement(answer)) == [("packs", "10", 9, 0, "2022-05-14")]
    assert amounts(settlement(answer)) == [("packs", "usage", 9, D("0.00")), ("flat", "usage", 31, D("31.00"))]


def test_an_owned_pack_that_is_not_for_sale_any_more_is_drawn_on() -> None:
    owned = [Owned("100", 30, china("2021-05-15")), Owned("20", 20, china("2021-07-15"))]

    answer = ask(after(), "2021-08", 1, [Used(62)], owned=owned)

    # Two calls a day: the older pack covers those of fifteen days, and by then the newer one is over.
    assert lots(settlement(answer)) == [("packs", "100", 30, 0, "2022-05-14"), ("packs", "20", 20, 20, "2021-08-14")]
    assert settlement(answer).total == D("32.00")


def test_an_owned_pack_that_began_later_than_it_was_sold_is_of_the_version_that_has_it() -> None:
    answer = ask(after(), "2021-07", 1, [Used(40)], owned=[Owned("100", 100, china("2021-07-01"))])

    assert lots(settlement(answer)) == [("packs", "100", 100, 60, "2022-06-30")]


@pytest.mark.parametrize(("heir", "drawn"), [("bundles", 30), (SHOWN, 0)])
def test_an_owned_pack_of_a_step_that_is_gone_belongs_to_its_heir(heir: str, drawn: int) -> None:
    answer = ask(after(packs=heir), "2021-08", 2, [Used(31)], owned=[Owned("100", 30, china("2021-05-15"))])

    first, second = settlement(answer), settlement(answer, 1)
    assert [first.total, second.total] == [D(31 - drawn), D(31)]
    shown = [(lot.step, lot.sku, lot.after) for lot in first.kept]
    assert shown == ([] if drawn else [("packs", "100", 30)])
    assert [lot[:4] for lot in lots(first)] == [("bundles", "100", 30, 0) if drawn else ("packs", "100", 30, 30)]


def test_owned_packs_of_older_versions_are_what_a_state_of_the_same_purchases_leaves() -> None:
    placed = china("2021-06-20")
    june = ask(after(), "2021-06", 1, [Used(0)], [Order("100", 2, placed)])

    carried = ask(after(), "2021-07", 3, [Used(70)], carried=june.carried)
    owned = ask(after(), "2021-07", 3, [Used(70)], owned=[Owned("100", 100, placed)] * 2)

    assert [amounts(each.settlement) for each in owned.statements] == [
        amounts(each.settlement) for each in carried.statements
    ]
    assert [s.settlement.total for s in owned.statements] == [D("0.00"), D("0.00"), D("10.00")]


def test_owned_packs_of_older_versions_join_what_is_carried() -> None:
    june = ask(after(), "2021-06", 1, [Used(0)], [Order("10", 1, china("2021-06-20"))])

    answer = ask(after(), "2021-07", 1, [Used(50)], owned=[Owned("100", 5, china("2021-05-02"))], carried=june.carried)

    assert lots(settlement(answer)) == [("packs", "100", 5, 0, "2022-05-01"), ("packs", "10", 10, 0, "2022-06-19")]
    assert settlement(answer).total == D("35.00")


@pytest.mark.parametrize(
    ("pack", "why"),
    [
        (
            Owned("100", 30, china("2020-06-20")),
            "owned pack '100': it expired at 2021-06-20T00:00+08:00, before 2021-07",
        ),
        (Owned("100", 101, china("2021-06-20")), "owned pack '100': 101 units left of 100"),
        (Owned("20", 1, china("2021-06-20")), "sku '20' is not known; known: 10, 100"),
    ],
)
def test_an_owned_pack_is_refused_by_what_its_version_sold(pack: Owned, why: str) -> None:
    with pytest.raises((BadOwned, UnknownSku)) as refused:
        ask(after(), "2021-07", 1, [Used(1)], owned=[pack])

    assert refused.value.message == why


def test_advice_reckons_with_owned_packs_of_older_versions() -> None:
    months = [Used(80, period=f"2021-0{month}") for month in (7, 8, 9)]
    asked = question(after(), "2021-07", 3, months, owned=[Owned("100", 100, china("2021-06-20"))])

    advice = advise(asked, any_day=False)

    # 240 calls, 100 of them covered: the last 140 are dearest by the call, cheapest in packs of 20 for 3.
    assert advice.plan
    assert advice.proven
    assert advice.plan.total == D("21.00")


def test_advice_buys_before_a_version_makes_packs_dearer() -> None:
    asked = question(after(), "2021-06", 2, [Used(5, period="2021-06"), Used(31, period="2021-07")])

    advice = advise(asked)

    # 36 calls: four packs of 10 for 1 in June. In July 20 cost 3, a call 1.
    assert advice.plan
    assert advice.plan.total == D("4.00")
    assert [(order.sku, order.quantity, order.placed) for order in advice.plan.orders] == [
        ("packs/10", 4, china("2021-06-01"))
    ]


def test_an_order_of_what_is_sold_only_later_says_from_when_on() -> None:
    about = product(FIRST, version(steps(packs=packs({20: 3}), flat=flat("1")), since=date(2021, 6, 15)))

    with pytest.raises(UnknownSku) as refused:
        ask(about, "2021-06", 2, orders=[Order("20", 1, china("2021-06-20"))])

    assert refused.value.hint == "the version from 2021-06-15 has it, but prices only what follows 2021-06"


def test_what_is_priced_as_of_a_day_keeps_the_packs_of_before() -> None:
    about, owned = after(packs="bundles"), [Owned("100", 30, china("2021-05-15"))]
    june = ask(about, "2021-05", 1, [Used(0)], [Order("100", 1, china("2021-05-15"))])

    by_owned = as_of(question(about, "2021-06", 1, [Used(31)], owned=owned), china("2021-07-01"))
    by_state = as_of(question(about, "2021-06", 1, [Used(31)], carried=june.carried), china("2021-07-01"))

    # July's prices in June: the bundles draw on what was bought in May.
    assert lots(settlement(forecast(by_owned))) == [("bundles", "100", 30, 0, "2022-05-14")]
    assert lots(settlement(forecast(by_state))) == [("bundles", "100", 100, 69, "2022-05-14")]


def test_what_is_priced_as_of_a_day_goes_through_the_versions_between() -> None:
    second = version(steps(a=packs({10: 2}), flat=flat("2")), since=date(2021, 8, 1), keeps={"packs": "a"})
    third = version(steps(b=packs({10: 2}), flat=flat("3")), since=date(2021, 9, 1), keeps={"a": "b"})
    asked = question(
        product(FIRST, second, third), "2021-06", 2, [Used(31)], owned=[Owned("100", 30, china("2021-05-15"))]
    )

    answer = forecast(as_of(asked, china("2021-09-01")))

    assert lots(settlement(answer)) == [("b", "100", 30, 0, "2022-05-14")]
    assert [statement.settlement.total for statement in answer.statements] == [D("3.00"), D("93.00")]
    assert forecast(as_of(asked, china("2021-08-31"))).total == D("64.00")


def test_a_pack_is_given_back_to_its_heir_through_a_version_that_no_period_starts_in() -> None:
    returns = Returns(within_days=60, until="same-time", used="refused")
    first = version(steps(packs=replace(packs({100: 5}), returns=returns), flat=flat("1")))
    second = version(
        steps(a=replace(packs({10: 2}), returns=returns), flat=flat("1")), since=date(2021, 6, 10), keeps={"packs": "a"}
    )
    third = version(
        steps(b=replace(packs({10: 2}), returns=returns), flat=flat("1")), since=date(2021, 6, 20), keeps={"a": "b"}
    )
    order = Order("100", 1, china("2021-06-05"), returned=china("2021-07-10"))

    answer = ask(product(first, second, third), "2021-06", 2, orders=[order])

    assert [statement.settlement.total for statement in answer.statements] == [D("5.00"), D("-5.00")]


def test_an_owned_pack_of_an_older_version_is_given_back_by_its_own_rules() -> None:
    returns = Returns(within_days=60, until="same-time", used="refused")
    about = product(
        version(steps(packs=replace(packs({100: 5}), returns=returns), flat=flat("1"))),
        version(steps(packs=packs({10: 2}), flat=flat("1")), since=JULY),
    )
    bought = china("2021-06-05")

    answer = ask(
        about,
        "2021-07",
        orders=[Order("100", 1, bought, returned=china("2021-07-10"))],
        owned=[Owned("100", 100, bought)],
    )

    assert settlement(answer).total == D("-5.00")
