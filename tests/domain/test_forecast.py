"""Forecasts: what one period leaves to the next, owned packs, expiries, versions."""

from datetime import date
from decimal import Decimal

import pytest

from ratecard.domain.forecast import forecast
from ratecard.domain.money import Mode
from ratecard.domain.order import Order, Owned
from ratecard.domain.period import Span
from ratecard.domain.product import SHOWN, Product
from ratecard.domain.question import Used
from ratecard.domain.settlement import Balance, Expiry, Hold, Settlement
from ratecard_freeze_estimate.strategy import FreezeEstimate
from tests.chains import (
    ID_CARD,
    D,
    amounts,
    ask,
    china,
    conventions,
    flat,
    free,
    meter,
    packs,
    product,
    question,
    settlement,
    steps,
    tencent,
    version,
)

LATER = china("2030-01-01")
PACKS = product(version(steps(packs=packs({10: 1, 100: 5}), flat=flat("1"))))


def lots(settled: Settlement) -> list[tuple[str, int, int]]:
    """Sku, before and after of each lot."""
    return [(lot.sku, lot.before, lot.after) for lot in settled.balances]


def test_owned_pack_is_drawn_first_by_its_age_and_bought_by_nobody() -> None:
    owned = [Owned("100", 30, china("2021-05-20"))]
    orders = [Order("10", 1, china("2021-06-01"))]

    answer = ask(PACKS, "2021-06", 2, [Used(20)], orders, owned)

    assert amounts(settlement(answer)) == [("packs", "purchase", 0, D("1.00")), ("packs", "usage", 20, D("0.00"))]
    assert lots(settlement(answer)) == [("100", 30, 10), ("10", 10, 10)]
    assert lots(settlement(answer, 1)) == [("100", 10, 0), ("10", 10, 0)]


def test_owned_pack_expires_when_it_says_or_as_the_offer_says() -> None:
    owned = [Owned("100", 30, china("2020-06-16")), Owned("100", 40, china("2021-05-01"), china("2021-06-11"))]

    answer = ask(PACKS, "2021-06", 1, [Used(30)], owned=owned)

    # One unit a day: 15 before the older pack's end are its; the other's end is before that.
    settled = settlement(answer)
    assert lots(settled) == [("100", 30, 15), ("100", 40, 40)]
    assert [(expiry.units, expiry.at) for expiry in settled.expiries] == [
        (15, china("2021-06-16")),
        (40, china("2021-06-11")),
    ]
    assert amounts(settled)[1] == ("flat", "usage", 15, D("15.00"))


@pytest.mark.parametrize(
    ("placed", "period"),
    [
        # It expires at the same time a year later; at the first instant of a month it belongs to the month before.
        ("2021-06-01", "2022-05"),
        ("2021-06-01T00:00:01", "2022-06"),
        ("2021-06-30T23:59:59", "2022-06"),
    ],
)
def test_expiry_belongs_to_the_period_that_it_ends(placed: str, period: str) -> None:
    answer = ask(PACKS, "2021-06", 14, orders=[Order("10", 1, china(placed))])

    found = {s.period.id: s.settlement.expiries for s in answer.statements if s.settlement.expiries}

    lot = f"{china(placed):%Y-%m-%dT%H:%M:%S.%fZ}/00001/10"
    assert found == {period: (Expiry("packs", lot, "10", 10, china(placed.replace("2021", "2022"))),)}


def test_pack_that_is_used_up_expires_without_a_word() -> None:
    answer = ask(PACKS, "2021-06", 13, [Used(10, period="2021-06")], [Order("10", 1, china("2021-06-01"))])

    assert [statement.settlement.expiries for statement in answer.statements] == [()] * 13


def test_answer_continues_from_what_was_carried() -> None:
    orders = [Order("100000", 1, china("2021-01-15"))]
    first = ask(ID_CARD, "2021-01", 2, [Used(60_000)], orders)

    second = ask(ID_CARD, "2021-03", 2, [Used(60_000)], carried=first.carried)

    whole = ask(ID_CARD, "2021-01", 4, [Used(60_000)], orders)
    assert first.statements + second.statements == whole.statements
    assert second.carried == whole.carried


def test_slice_across_periods_is_cut_at_their_edge() -> None:
    usage = [Used(60, china("2021-06-16"), china("2021-08-15"))]

    answer = ask(PACKS, "2021-06", 3, usage)

    # 60 days, a unit each.
    assert [statement.settlement.units for statement in answer.statements] == [15, 31, 14]


def test_state_of_the_kernel_is_not_changed_by_an_answer() -> None:
    first = ask(ID_CARD, "2021-01", 1, [Used(60_000)], [Order("100000", 1, china("2021-01-15"))])
    before = repr(first.carried)

    ask(ID_CARD, "2021-02", 3, [Used(90_000)], carried=first.carried)

    assert repr(first.carried) == before


def two(first: Product, *, keeps: dict[str, str], **chain: object) -> Product:
    """The product with another chain from July 2021 on."""
    second = version(steps(**chain), since=date(2021, 7, 1), keeps=keeps)  # type: ignore[arg-type]
    return product(*first.versions, second)


def test_period_is_priced_by_the_version_in_force_at_its_start() -> None:
    mid_month = version(steps(flat=flat("3")), since=date(2021, 6, 15))
    about = product(version(steps(flat=flat("2"))), mid_month)

    answer = ask(about, "2021-05", 3, [Used(1)])

    assert [statement.settlement.total for statement in answer.statements] == [D("2.00"), D("2.00"), D("3.00")]
    assert answer.statements[2].version is mid_month


def test_hold_of_a_dropped_step_is_released_at_the_next_settlement() -> None:
    frozen = product(version(steps(flat=flat("2"), freeze=FreezeEstimate(ratio=D("0.5"), of="bill"))))
    about = two(frozen, keeps={}, flat=flat("3"))

    answer = ask(about, "2021-06", 3, [Used(10)])

    assert [statement.settlement.holds for statement in answer.statements] == [
        (Hold("freeze", "freeze", D("10.00"), ((D("20.00"),),), D("0.5"), ""),),
        (Hold("freeze", "release", D("10.00"), ((D("10.00"),),), D(1), ""),),
        (),
    ]
    assert [statement.settlement.held for statement in answer.statements] == [D(10), D(0), D(0)]


def test_lots_of_a_dropped_step_are_shown_until_they_expire_and_not_drawn_on() -> None:
    monthly = product(version(steps(packs=packs({10: 1}, Span(months=2)), flat=flat("1"))))
    about = two(monthly, keeps={"packs": SHOWN}, flat=flat("1"))
    placed = china("2021-06-15")

    answer = ask(about, "2021-06", 4, [Used(3, period="2021-06"), Used(7, period="2021-07")], [Order("10", 1, placed)])

    # Two of June's three come after the 15th.
    lot = Balance("packs", "2021-06-14T16:00:00.000000Z/00001/10", "10", 10, 8, 8, placed, china("2021-08-15"), ())
    settled = [statement.settlement for statement in answer.statements]
    assert [s.kept for s in settled] == [(), (lot,), (lot,), ()]
    assert [s.total for s in settled] == [D("2.00"), D("7.00"), D("0.00"), D("0.00")]
    assert [s.expiries for s in settled] == [
        (),
        (),
        (Expiry("packs", lot.lot, "10", 8, china("2021-08-15")),),
        (),
    ]


def test_lots_of_a_replaced_step_are_drawn_on_by_the_step_that_keeps_them() -> None:
    about = two(PACKS, keeps={"packs": "bundles"}, bundles=packs({10: 2}), flat=flat("1"))

    answer = ask(about, "2021-06", 2, [Used(60)], [Order("100", 1, china("2021-06-01"))])

    assert amounts(settlement(answer, 1)) == [("bundles", "usage", 40, D("0.00")), ("flat", "usage", 20, D("20.00"))]
    assert [(lot.step, lot.before, lot.after) for lot in settlement(answer, 1).balances] == [("bundles", 40, 0)]


def test_lots_are_handed_over_when_the_new_version_begins_a_forecast() -> None:
    about = two(PACKS, keeps={"packs": "bundles"}, bundles=packs({10: 2}), flat=flat("1"))
    orders = [Order("100", 1, china("2021-06-01"))]
    june = ask(about, "2021-06", 1, [Used(60)], orders)

    july = ask(about, "2021-07", 1, [Used(60)], carried=june.carried)

    assert june.statements + july.statements == ask(about, "2021-06", 2, [Used(60)], orders).statements


def test_lots_are_handed_over_when_a_version_of_the_month_before_begins_a_forecast() -> None:
    second = version(steps(bundles=packs({10: 2}), flat=flat("1")), since=date(2021, 6, 15), keeps={"packs": "bundles"})
    about = product(*PACKS.versions, second)
    orders = [Order("100", 1, china("2021-06-01"))]
    june = ask(about, "2021-06", 1, [Used(60)], orders)

    july = ask(about, "2021-07", 1, [Used(60)], carried=june.carried)

    assert june.statements + july.statements == ask(about, "2021-06", 2, [Used(60)], orders).statements
    assert amounts(settlement(july)) == [("bundles", "usage", 40, D("0.00")), ("flat", "usage", 20, D("20.00"))]


def test_lots_are_handed_over_by_a_version_that_no_period_starts_in() -> None:
    second = version(steps(a=packs({10: 2}), flat=flat("1")), since=date(2021, 6, 10), keeps={"packs": "a"})
    third = version(steps(b=packs({10: 2}), flat=flat("1")), since=date(2021, 6, 20), keeps={"a": "b"})
    about = product(*PACKS.versions, second, third)

    answer = ask(about, "2021-06", 2, [Used(60)], [Order("100", 1, china("2021-06-01"))])

    assert amounts(settlement(answer, 1)) == [("b", "usage", 40, D("0.00")), ("flat", "usage", 20, D("20.00"))]


def test_meter_counts_several_units() -> None:
    meters = (meter("page"), meter("book", 30))
    about = product(version(steps(free_allowance=free(50), flat=flat("0.1")), meters=meters))

    answer = ask(about, "2021-06", 1, [Used(25, meter="page"), Used(2, meter="book")])

    # 25 + 60 units; 50 are free.
    assert settlement(answer).units == 85
    assert amounts(settlement(answer)) == [
        ("free-allowance", "usage", 50, D("0.00")),
        ("flat", "usage", 35, D("3.50")),
    ]


def test_meter_counts_as_the_version_says_that_prices_the_period() -> None:
    first = version(steps(flat=flat("1")), meters=(meter("page", 1),))
    second = version(steps(flat=flat("1")), meters=(meter("page", 3),), since=date(2021, 7, 1))
    about = product(first, second)

    undated = ask(
        about, "2021-06", 2, [Used(30, meter="page", period="2021-06"), Used(31, meter="page", period="2021-07")]
    )
    dated = ask(about, "2021-06", 2, [Used(61, china("2021-06-01"), china("2021-08-01"), "page")])

    assert [statement.settlement.total for statement in undated.statements] == [D(30), D(93)]
    assert [statement.settlement.total for statement in dated.statements] == [D(30), D(93)]


def test_only_meter_need_not_be_named() -> None:
    about = product(version(steps(flat=flat("1")), meters=(meter("page", 4),)))

    assert settlement(ask(about, "2021-06", 1, [Used(2)])).total == D("8.00")


def test_billing_days_are_counted_from_the_end_of_the_period() -> None:
    daily = product(version(tencent(), rules=conventions(unit="day")))

    statement = ask(daily, "2021-06-01", 1, [Used(5)]).statements[0]

    assert (statement.billed_from, statement.billed_until) == (date(2021, 6, 2), date(2021, 6, 4))
    assert statement.period.id == "2021-06-01"


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("half-up", ["0.03", "0.02", "-0.03"]),
        ("half-even", ["0.02", "0.02", "-0.02"]),
        ("half-down", ["0.02", "0.02", "-0.02"]),
        ("up", ["0.03", "0.03", "-0.03"]),
        ("down", ["0.02", "0.02", "-0.02"]),
        ("ceiling", ["0.03", "0.03", "-0.02"]),
        ("floor", ["0.02", "0.02", "-0.03"]),
    ],
)
def test_money_is_rounded_as_the_catalog_says(mode: Mode, expected: list[str]) -> None:
    rounding = conventions(mode=mode).rounding

    assert [str(rounding.apply(Decimal(text))) for text in ("0.025", "0.024", "-0.025")] == expected


def test_question_is_answered_as_it_is() -> None:
    asked = question(ID_CARD, "2021-06", 1, [Used(9_000)])

    assert forecast(asked).question is asked
