"""Hints: sums by hand from the page's prices, and savings that equal the difference of two forecasts."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import count as numbers
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.errors import Refusal, UnknownLocale
from ratecard.domain.forecast import Forecast, forecast
from ratecard.domain.hint import Hint, hints
from ratecard.domain.order import Order, Owned
from ratecard.domain.period import Span, utc
from ratecard.domain.product import Product
from ratecard.domain.question import Question, Used
from ratecard.domain.step import Scope, Step
from ratecard.domain.text import Text
from ratecard.spi import Account, Bill, Lot, Offer, Outcome, Strategy, count
from ratecard_outcome_filter.strategy import OutcomeFilter
from ratecard_prepaid_packs.strategy import Pack, PrepaidPacks
from ratecard_tiered_postpaid.strategy import Tier, TieredPostpaid
from tests.chains import (
    ID_CARD,
    YEAR,
    D,
    ask,
    china,
    flat,
    free,
    meter,
    packs,
    product,
    question,
    scoped,
    steps,
    tiers,
    version,
)
from tests.domain.random_chains import questions


def of_kind(kind: str, answer: Forecast) -> list[Hint]:
    return [hint for hint in hints(answer) if hint.kind == kind]


def pack(units: int) -> Text:
    return Text(f"{units} 次资源包", f"Pack of {units} calls")


def ordered(sku: str, quantity: int, at: str = "2021-01-01") -> Order:
    return Order(sku, quantity, china(at))


# (calls - 1 000 free) × 0.15 up to 10 000, × 0.10 up to 100 000, × 0.06 up to 1 000 000.
@pytest.mark.parametrize(
    ("calls", "cheaper", "saving"),
    [
        pytest.param(0, None, None, id="nothing used"),
        pytest.param(7_000, None, None, id="900.00 is no more than 900.10"),
        pytest.param(7_001, 10_001, "0.05", id="900.15 - 900.10"),
        pytest.param(10_000, 10_001, "449.90", id="1350.00 - 900.10"),
        pytest.param(10_001, None, None, id="past the cliff"),
        pytest.param(60_400, None, None, id="5940.00 is no more than 5940.06"),
        pytest.param(60_401, 100_001, "0.04", id="5940.10 - 5940.06"),
        pytest.param(100_000, 100_001, "3959.94", id="9900.00 - 5940.06"),
        pytest.param(100_001, None, None, id="past the second cliff"),
        pytest.param(1_000_001, None, None, id="contact sales"),
    ],
)
def test_more_calls_that_cost_less(calls: int, cheaper: int | None, saving: str | None) -> None:
    answer = ask(ID_CARD, "2021-01", 1, [Used(calls)])

    found = of_kind("cheaper-neighbour", answer)

    expected = [] if cheaper is None or saving is None else [(cheaper, cheaper - calls, D(saving))]
    assert [(hint.units, hint.more, hint.saving) for hint in found] == expected


def test_everything_about_10_000_calls() -> None:
    answer = ask(ID_CARD, "2021-01", 1, [Used(10_000)])

    found = hints(answer)

    assert found == (
        # 1350.00 without, 560.00 with a pack that covers the 9 000 that are not free
        Hint(
            "pack-would-pay",
            saving=D("790.00"),
            at=china("2021-01-01"),
            units=10_000,
            sku="prepaid-packs/10000",
            quantity=1,
            name=pack(10_000),
        ),
        Hint("cheaper-neighbour", "2021-01", D("449.90"), units=10_001, more=1),
    )


def test_calls_that_cost_less_in_each_of_several_periods() -> None:
    usage = [Used(7_001, period="2021-01"), Used(500, period="2021-02"), Used(10_000, period="2021-03")]

    found = of_kind("cheaper-neighbour", ask(ID_CARD, "2021-01", 3, usage))

    assert [(hint.period, hint.saving) for hint in found] == [("2021-03", D("449.90")), ("2021-01", D("0.05"))]


@pytest.mark.parametrize(
    "usage",
    [
        pytest.param([Used(10_000, china("2021-01-05"), china("2021-01-09"))], id="one slice"),
        pytest.param(
            [
                Used(4_000, china("2021-01-05"), china("2021-01-06")),
                Used(6_000, china("2021-01-06"), china("2021-01-07")),
            ],
            id="two adjacent slices",
        ),
        pytest.param(
            [Used(9_000, china("2021-01-05"), china("2021-01-06")), Used(1_000, code="E1")],
            id="two codes, both charged",
        ),
    ],
)
def test_calls_that_cost_less_where_usage_has_dates(usage: list[Used]) -> None:
    chain = steps(free_allowance=free(), postpaid=tiers(excludes=()))

    found = hints(ask(product(version(chain)), "2021-01", 1, usage))

    assert found == (Hint("cheaper-neighbour", "2021-01", D("449.90"), units=10_001, more=1),)


def test_calls_that_cost_less_where_a_slice_crosses_months() -> None:
    # 625 a day: 10 000 in January, 9 375 in February, which cost 8 375 × 0.15 = 1256.25 instead of 900.10.
    usage = [Used(625 * 31, china("2021-01-16"), china("2021-02-16"))]

    found = of_kind("cheaper-neighbour", ask(ID_CARD, "2021-01", 2, usage))

    assert [(hint.period, hint.more, hint.saving) for hint in found] == [
        ("2021-01", 1, D("449.90")),
        ("2021-02", 626, D("356.15")),
    ]


def test_calls_that_are_not_charged_are_not_the_ones_to_add() -> None:
    chain = steps(
        outcome_filter=OutcomeFilter(default="uncharged"),
        free_allowance=free(),
        postpaid=tiers(excludes=("outcome-filter",)),
    )

    found = hints(ask(product(version(chain)), "2021-01", 1, [Used(10_000), Used(500, code="E1")]))

    assert found == (Hint("cheaper-neighbour", "2021-01", D("449.90"), units=10_501, more=1),)


METERED = product(
    version(
        steps(free_allowance=free(), postpaid=tiers(excludes=())),
        meters=(meter("front"), meter("both-sides", 3)),
    )
)
ONE_METER = product(version(steps(free_allowance=free(), postpaid=tiers(excludes=())), meters=(meter("only", 2),)))


@pytest.mark.parametrize(
    ("product", "usage", "expected"),
    [
        # 1350.00 - 9 003 × 0.10
        pytest.param(
            METERED,
            [Used(7_000, china("2021-01-01"), china("2021-01-02"), "front"), Used(1_000, meter="both-sides")],
            Hint("cheaper-neighbour", "2021-01", D("449.70"), units=10_003, more=1, meter="both-sides"),
            id="a call that counts three",
        ),
        # 1349.85 - 9 002 × 0.10
        pytest.param(
            METERED,
            [Used(6_999, meter="front"), Used(1_000, china("2021-01-01"), china("2021-01-02"), "both-sides")],
            Hint("cheaper-neighbour", "2021-01", D("449.75"), units=10_001, more=2, meter="front"),
            id="two calls that count one",
        ),
        # 1350.00 - 9 002 × 0.10
        pytest.param(
            ONE_METER,
            [Used(5_000)],
            Hint("cheaper-neighbour", "2021-01", D("449.80"), units=10_002, more=1, meter="only"),
            id="the only meter, not named",
        ),
    ],
)
def test_calls_of_a_meter_that_cost_less(product: Product, usage: list[Used], expected: Hint) -> None:
    found = hints(ask(product, "2021-01", 1, usage))

    assert found == (expected,)


def test_a_year_with_a_pack_that_would_pay() -> None:
    # 24 000 a month at 0.10 are 2400.00, a year 28800.00; a million cost 21000.00 and cover the 288 000;
    # 100 000 cost 3500.00 and save four times 2400.00 and, of the fifth month, 4 000 × 0.10.
    answer = ask(ID_CARD, "2021-01", 12, [Used(25_000)])

    found = of_kind("pack-would-pay", answer)

    assert [(hint.sku, hint.saving) for hint in found] == [("prepaid-packs/1000000", D("7800.00"))]


def test_no_pack_pays_for_little_use() -> None:
    assert hints(ask(ID_CARD, "2021-01", 3, [Used(1_100)])) == ()


@pytest.mark.parametrize(
    ("calls", "units"),
    [
        pytest.param(1_001_000, 1_000_000, id="all that is not free"),
        pytest.param(1_002_000, 10_000_000, id="a million would leave a thousand without a price"),
    ],
)
def test_a_pack_that_gives_contact_sales_a_price(calls: int, units: int) -> None:
    answer = ask(ID_CARD, "2021-01", 1, [Used(calls)])

    found = hints(answer)

    expected = Hint(
        "pack-would-pay",
        at=china("2021-01-01"),
        units=units,
        sku=f"prepaid-packs/{units}",
        quantity=1,
        name=pack(units),
    )
    assert answer.total is None
    assert found == (expected,)


def test_a_period_that_has_a_price_beside_one_that_has_none() -> None:
    usage = [Used(1_000_001 + 10**8, period="2021-01"), Used(10_000, period="2021-02")]

    found = hints(ask(ID_CARD, "2021-01", 2, usage))

    assert found == (Hint("cheaper-neighbour", "2021-02", D("449.90"), units=10_001, more=1),)


@pytest.mark.parametrize(
    ("order", "calls", "expected"),
    [
        # 10 × 84 = 840.00, 1 × 560
        pytest.param(ordered("1000", 10), 5_000, ("10000", 1, "280.00"), id="ten thousands"),
        # 7 × 84 = 588.00
        pytest.param(ordered("1000", 7), 5_000, ("10000", 1, "28.00"), id="for less than the larger pack holds"),
        pytest.param(ordered("1000", 6), 5_000, None, id="504.00 is less than 560.00"),
        # 504.00 + 3 000 × 0.15 are more than 560.00, but the order would cost more
        pytest.param(ordered("1000", 6), 10_000, None, id="dearer to buy"),
        # 20 × 84 = 1680.00, 2 × 560 = 1120.00
        pytest.param(ordered("1000", 20), 15_000, ("10000", 2, "560.00"), id="two larger ones"),
        # 7 × 560 = 3920.00, 1 × 3500
        pytest.param(ordered("10000", 7), 15_000, ("100000", 1, "420.00"), id="the best of two"),
    ],
)
def test_an_order_that_another_one_dominates(order: Order, calls: int, expected: tuple[str, int, str] | None) -> None:
    found = of_kind("dominated-order", ask(ID_CARD, "2021-01", 1, [Used(calls)], [order]))

    if expected is None:
        assert found == []
    else:
        sku, quantity, saving = expected
        assert found == [
            Hint(
                "dominated-order",
                "2021-01",
                D(saving),
                china("2021-01-01"),
                int(sku) * quantity,
                sku=f"prepaid-packs/{sku}",
                quantity=quantity,
                ordered=f"prepaid-packs/{order.sku}",
                ordered_quantity=order.quantity,
                name=pack(int(sku)),
                ordered_name=pack(int(order.sku)),
            )
        ]


def test_several_smaller_packs_dominate_a_larger_one() -> None:
    chain = steps(packs=packs({10: 5, 25: 20}), postpaid=flat("1"))

    found = of_kind("dominated-order", ask(product(version(chain)), "2021-01", 2, [Used(2)], [ordered("25", 1)]))

    assert [(hint.sku, hint.quantity, hint.saving) for hint in found] == [("packs/10", 3, D("5.00"))]


def test_a_pack_of_other_meters_does_not_dominate() -> None:
    on_offer = (
        Pack(units=10, price=D(9), sku="all"),
        Pack(units=10, price=D(8), sku="b", meters=("b",)),
        Pack(units=10, price=D(7), sku="a", meters=("a",)),
    )
    sold = PrepaidPacks(packs=on_offer, valid_for=YEAR, expires="same-time", draw_by=("effective",))
    asked = product(version(steps(packs=sold, postpaid=flat("0.01")), meters=(meter("a"), meter("b"))))

    found = of_kind(
        "dominated-order", ask(asked, "2021-01", 1, [Used(1, meter="a")], [ordered("all", 1), ordered("b", 1)])
    )

    assert found == []


@dataclass(frozen=True, slots=True, kw_only=True)
class OddlyValid(PrepaidPacks):
    """Says that its larger pack is valid for another time."""

    larger: Span

    def offers(self) -> Sequence[Offer]:
        small, large = PrepaidPacks.offers(self)
        return small, large._replace(valid_for=self.larger)


@pytest.mark.parametrize("larger", [Span(days=1), Span(years=9_000)], ids=["shorter", "beyond all years"])
def test_a_pack_that_is_not_valid_as_long_does_not_dominate(larger: Span) -> None:
    on_offer = (Pack(units=10, price=D(9)), Pack(units=20, price=D(8)))
    sold = OddlyValid(packs=on_offer, valid_for=YEAR, expires="same-time", draw_by=("effective",), larger=larger)
    asked = product(version(steps(packs=sold, postpaid=flat("1"))))

    found = of_kind("dominated-order", ask(asked, "2021-01", 1, [Used(1)], [ordered("10", 1)]))

    assert found == []


def test_units_that_are_lost_in_a_period() -> None:
    owned = [Owned("1000", 500, china("2020-01-15")), Owned("1000", 200, china("2020-01-15"))]

    found = hints(ask(ID_CARD, "2021-01", 2, [Used(800)], owned=owned))

    assert found == (
        Hint(
            "expiring",
            "2021-01",
            at=china("2021-01-15"),
            units=700,
            sku="prepaid-packs/1000",
            name=pack(1_000),
        ),
    )


def test_units_that_are_lost_when_the_last_period_ends() -> None:
    found = hints(ask(ID_CARD, "2021-01", 12, [Used(800)], [ordered("1000", 3)]))

    assert found == (
        Hint("expiring", "2021-12", at=china("2022-01-01"), units=3_000, sku="prepaid-packs/1000", name=pack(1_000)),
    )


def test_units_about_to_be_lost() -> None:
    found = hints(ask(ID_CARD, "2020-12", 1, [Used(800)], owned=[Owned("1000", 500, china("2020-01-15"))]))

    assert found == (
        Hint(
            "expiring",
            "2021-01",
            at=china("2021-01-15"),
            units=500,
            sku="prepaid-packs/1000",
            projected=True,
            name=pack(1_000),
        ),
    )


RUN_OUT = Hint("run-out", sku="prepaid-packs/1000", name=pack(1_000))


@pytest.mark.parametrize(
    ("first", "months", "calls", "orders", "period", "at", "projected"),
    [
        # 3 000 calls in 30 days: the 2 000th is made when 20 days are over.
        pytest.param("2021-06", 1, 3_000, 1, "2021-06", "2021-06-21", False, id="among the periods"),
        pytest.param("2021-06", 3, 3_000, 1, "2021-06", "2021-06-21", False, id="in the first of several"),
        # 500 a month: all of June's and July's; the pack's last unit is the last of July.
        pytest.param("2021-06", 1, 1_500, 1, "2021-07", "2021-08-01", True, id="in the next period"),
        # 5 000 in June leave 6 000, July 2 000; of August's 5 000 the 3 000th is made after 18.6 days.
        pytest.param("2021-06", 1, 5_000, 10, "2021-08", "2021-08-19T14:24", True, id="two periods ahead"),
    ],
)
def test_when_the_last_pack_is_used_up(
    first: str, months: int, calls: int, orders: int, period: str, at: str, projected: bool
) -> None:
    answer = ask(ID_CARD, first, months, [Used(calls)], [ordered("1000", orders, "2021-06-01")])

    found = of_kind("run-out", answer)

    assert found == [RUN_OUT._replace(period=period, at=china(at), projected=projected)]


@pytest.mark.parametrize(
    ("calls", "owned"),
    [
        pytest.param(1_010, [], id="it expires before"),
        pytest.param(900, [], id="never used"),
        pytest.param(0, [], id="nothing to repeat"),
        pytest.param(1_500, [Owned("1000", 1_000, china("2020-06-10"))], id="the last one to go expires in the period"),
    ],
)
def test_packs_that_are_not_used_up(calls: int, owned: list[Owned]) -> None:
    orders = [] if owned else [ordered("1000", 1, "2021-06-01")]

    found = of_kind("run-out", ask(ID_CARD, "2021-06", 1, [Used(calls)], orders, owned))

    assert found == []


def test_a_run_out_is_looked_for_24_periods_ahead() -> None:
    chain = steps(prepaid_packs=packs({1_000: 1}, valid_for=Span(years=9)), postpaid=flat("1"))
    asked = product(version(chain))

    in_24 = of_kind("run-out", ask(asked, "2021-06", 1, [Used(40)], [ordered("1000", 1, "2021-06-01")]))
    in_25 = of_kind("run-out", ask(asked, "2021-06", 1, [Used(39)], [ordered("1000", 1, "2021-06-01")]))

    assert [hint.at for hint in in_24] == [china("2023-07-01")]  # 25 × 40, June 2021 among them
    assert in_25 == []


EVERY = Hint(
    "cheaper-neighbour",
    "2021-06",
    D("449.90"),
    datetime.fromisoformat("2021-06-05T09:30:00+08:00"),
    10_001,
    1,
    sku="prepaid-packs/10000",
    quantity=2,
    ordered="prepaid-packs/1000",
    ordered_quantity=20,
    name=pack(10_000),
    ordered_name=pack(1_000),
)


@pytest.mark.parametrize(
    ("hint", "zh", "en"),
    [
        pytest.param(
            EVERY, "2021-06：调用 10001 次可少付 449.90", "2021-06: 10 001 calls would cost 449.90 less", id="neighbour"
        ),
        pytest.param(
            EVERY._replace(meter="front", name=Text("正面识别", "Front side")),
            "2021-06：“正面识别”再多调用 1 次可少付 449.90",
            "2021-06: 1 more call of Front side would cost 449.90 less",
            id="neighbour of a meter",
        ),
        pytest.param(
            EVERY._replace(meter="front", name=Text("正面识别", "Front side"), more=2_999),
            "2021-06：“正面识别”再多调用 2999 次可少付 449.90",
            "2021-06: 2 999 more calls of Front side would cost 449.90 less",
            id="neighbour of a meter, far",
        ),
        pytest.param(
            EVERY._replace(kind="pack-would-pay"),
            "2021-06-05 购买“10000 次资源包”可节省 449.90",
            "Pack of 10000 calls: bought on 2021-06-05, it would save 449.90",
            id="pack",
        ),
        pytest.param(
            EVERY._replace(kind="pack-would-pay", saving=None),
            "2021-06-05 购买“10000 次资源包”，则所有调用都有刊例价",
            "Pack of 10000 calls: bought on 2021-06-05, it would leave no calls without a list price",
            id="pack instead of contact sales",
        ),
        pytest.param(
            EVERY._replace(kind="dominated-order"),
            "2021-06-05 的订单：改买 2 个“10000 次资源包”，代替 20 个“1000 次资源包”，可节省 449.90",
            "Order of 2021-06-05: 2 × Pack of 10000 calls instead of 20 × Pack of 1000 calls would save 449.90",
            id="order",
        ),
        pytest.param(
            EVERY._replace(kind="expiring"),
            "“10000 次资源包”有 10001 次未使用，于 2021-06-05 09:30 到期作废",
            "Pack of 10000 calls: 10 001 units not used, lost at 2021-06-05 09:30",
            id="lost",
        ),
        pytest.param(
            EVERY._replace(kind="expiring", projected=True, units=1),
            "“10000 次资源包”剩余的 1 次将于 2021-06-05 09:30 到期，届时未使用的作废",
            "Pack of 10000 calls: 1 unit will be lost at 2021-06-05 09:30 unless used",
            id="about to be lost",
        ),
        pytest.param(
            EVERY._replace(kind="run-out"),
            "资源包于 2021-06-05 09:30 用完",
            "All packs are used up at 2021-06-05 09:30",
            id="run-out",
        ),
        pytest.param(
            EVERY._replace(kind="run-out", projected=True),
            "若以后每期用量与最后一期相同，资源包将于 2021-06-05 09:30 用完",
            "If the last period's usage recurs, all packs are used up at 2021-06-05 09:30",
            id="run-out ahead",
        ),
    ],
)
def test_sentences(hint: Hint, zh: str, en: str) -> None:
    assert (hint.message("zh"), hint.message("en")) == (zh, en)


def test_instants_are_on_the_wall_clock_of_the_catalog() -> None:
    [hint] = hints(ask(ID_CARD, "2021-01", 2, [Used(800)], owned=[Owned("1000", 500, china("2020-01-15"))]))

    assert hint.at is not None
    assert hint.at.isoformat() == "2021-01-15T00:00:00+08:00"
    assert hint.message("en") == "Pack of 1000 calls: 500 units not used, lost at 2021-01-15 00:00"


def test_there_are_sentences_in_two_languages() -> None:
    with pytest.raises(UnknownLocale) as refused:
        EVERY.message("fr")

    assert refused.value.message == "locale 'fr' is not known; known: zh, en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk(Strategy):
    """A third party's: 1.00 a unit, half of it from 100 units on; says nothing of where the price bends."""

    kind: ClassVar[str] = "bulk"
    title: ClassVar[Text] = Text("批量", "Bulk")

    def settle(self, bill: Bill) -> Outcome:
        units = bill.units
        price = D("0.5") if units >= 100 else D(1)
        return Outcome((), (bill.line(units, price),) if units else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldBulk(Bulk):
    """Says where the price bends."""

    def breakpoints(self, bill: Bill) -> Iterable[int]:
        yield 99


@dataclass(frozen=True, slots=True, kw_only=True)
class LeastFee(ToldBulk):
    """Charges 60.00 for less than 100 units, and nothing more."""

    def settle(self, bill: Bill) -> Outcome:
        line = bill.line(bill.units, D(0))
        fee = () if bill.units >= 100 else (bill.line(0, D(60), kind="fee", quantity=1),)
        return Outcome((), (line, *fee))


@dataclass(frozen=True, slots=True, kw_only=True)
class Endless(Bulk):
    """Never stops saying so, and says odd things."""

    def breakpoints(self, bill: Bill) -> Iterator[int]:
        yield -5
        yield "99"  # type: ignore[misc]
        yield 10**30
        yield from numbers(90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Breaking(ToldBulk):
    """Can't price 100 units, and can't say what it offers or where it bends, but at 99."""

    failing: str

    def settle(self, bill: Bill) -> Outcome:
        if self.failing == "settle" and count(bill.usage) >= 100:
            raise ZeroDivisionError
        return Bulk.settle(self, bill)

    def offers(self) -> Sequence[Offer]:
        if self.failing == "offers":
            raise ZeroDivisionError
        if self.failing == "offer":
            return [Offer("pack", Text("包", "Pack"), 5, D(1), YEAR)]
        return ()

    def breakpoints(self, bill: Bill) -> Iterable[int]:
        if self.failing == "breakpoints":
            raise ZeroDivisionError
        return ToldBulk.breakpoints(self, bill)


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Strategy):
    """Sells a month at half the price: an offer that holds no units."""

    kind: ClassVar[str] = "membership"
    title: ClassVar[Text] = Text("会员", "Membership")

    def settle(self, bill: Bill) -> Outcome:
        bought = tuple(bill.line(0, D(20), kind="purchase", quantity=1, at=order.placed) for order in bill.orders[:1])
        price = D("0.5") if bought else D(1)
        return Outcome((), (*bought, bill.line(bill.units, price)))

    def offers(self) -> Sequence[Offer]:
        return [Offer("member", Text("会员", "Member"), 0, D(20), Span(months=1))]


class Incomparable:
    """A state that can't be compared."""

    def __eq__(self, other: object) -> bool:
        raise ZeroDivisionError

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift(ToldBulk):
    """Has a lot that nobody can buy, and can't settle after January 2021."""

    state_type: ClassVar[type | None] = Incomparable

    def settle(self, bill: Bill) -> Outcome:
        if bill.period.id > "2021-01":
            raise ZeroDivisionError
        lot = Lot("1", "gift", 10, 5, china("2020-06-01"), china("2021-02-11"))
        return Bulk.settle(self, bill)._replace(facts=(bill.balance(lot, 5, ()),), state=Incomparable())


@pytest.mark.parametrize(
    ("strategy", "units", "expected"),
    [
        pytest.param(ToldBulk(), 50, None, id="50.00 is no more than 50.00"),
        pytest.param(ToldBulk(), 51, (100, "1.00"), id="51.00 - 50.00"),
        pytest.param(Bulk(), 51, None, id="without breakpoints"),
        pytest.param(LeastFee(), 0, (100, "60.00"), id="where nothing is used"),
        pytest.param(Endless(), 97, (100, "47.00"), id="endless breakpoints"),
        pytest.param(Breaking(failing="settle"), 51, None, id="the variant can't be priced"),
        pytest.param(Breaking(failing="breakpoints"), 51, None, id="breakpoints fail"),
        pytest.param(Breaking(failing="offers"), 51, (100, "1.00"), id="offers fail"),
        pytest.param(Breaking(failing="offer"), 51, (100, "1.00"), id="an offer that changes nothing"),
    ],
)
def test_strategies_of_third_parties(strategy: Strategy, units: int, expected: tuple[int, str] | None) -> None:
    answer = ask(product(version([Step("bulk", strategy)])), "2021-01", 1, [Used(units)])

    found = hints(answer)

    cheaper = (
        [Hint("cheaper-neighbour", "2021-01", D(expected[1]), units=expected[0], more=expected[0] - units)]
        if expected
        else []
    )
    assert list(found) == cheaper


def test_an_offer_without_units_that_pays() -> None:
    asked = product(version([Step("membership", Membership())]))

    without = hints(ask(asked, "2021-01", 1, [Used(50)]))
    with_it = hints(ask(asked, "2021-01", 1, [Used(50)], [ordered("member", 1)]))

    # 50.00 without, 20.00 and 25.00 with it
    assert [(hint.kind, hint.sku, hint.saving) for hint in without] == [
        ("pack-would-pay", "membership/member", D("5.00"))
    ]
    assert with_it == ()


def test_lots_that_nobody_can_buy_and_states_that_do_not_compare() -> None:
    asked = product(version([Step("gift", Gift())]))

    found = hints(ask(asked, "2020-12", 2, [Used(51, period="2020-12"), Used(1, period="2021-01")]))

    assert found == (
        Hint("cheaper-neighbour", "2020-12", D("1.00"), units=100, more=49),
        Hint(
            "expiring",
            "2021-02",
            at=china("2021-02-11"),
            units=5,
            sku="gift/gift",
            projected=True,
            name=Text("gift", "gift"),
        ),
    )


def test_a_pack_that_is_not_sold_to_the_account_is_no_hint() -> None:
    sold = scoped(Step("packs", packs({10_000: 560})), Scope(account_classes=("gold",)))
    asked = product(version([*steps(free=free()), sold, *steps(postpaid=tiers(excludes=()))]))

    anyone = hints(ask(asked, "2021-01", 1, [Used(10_000)]))
    gold = hints(ask(asked, "2021-01", 1, [Used(10_000)], account=Account("gold")))

    assert [hint.kind for hint in anyone] == ["cheaper-neighbour"]
    assert [hint.kind for hint in gold] == ["pack-would-pay", "cheaper-neighbour"]


class Stopped(Refusal):
    """What a deadline raises."""


def test_long_work_can_be_ended() -> None:
    answer = ask(ID_CARD, "2021-01", 12, [Used(10_000)])
    left = iter(range(20))

    def tick() -> None:
        if next(left, None) is None:
            raise Stopped("no time is left")

    with pytest.raises(Stopped):
        hints(answer, tick)


@pytest.mark.parametrize(
    ("months", "usage", "orders", "forecasts"),
    [
        # A variant of one month settles this month and, as what is frozen differs, the next.
        pytest.param(120, 10_000, 0, 20, id="ten years of equal months"),
        pytest.param(12, 10_000, 12, 100, id="an order every month"),
    ],
)
def test_hints_cost_so_many_forecasts_at_most(months: int, usage: int, orders: int, forecasts: int) -> None:
    placed = [ordered("1000", 7, f"2021-{month:02}-01") for month in range(1, orders + 1)]
    answer = ask(ID_CARD, "2021-01", months, [Used(usage)], placed)
    ticks = []

    hints(answer, lambda: ticks.append(1))

    assert len(ticks) <= forecasts * months


# From here on the laws.


def total_of(asked: Question) -> Decimal:
    total = forecast(asked).total
    assert total is not None
    return total


def with_hint(asked: Question, hint: Hint) -> Question:
    """The question that a hint proposes to ask instead; usage by period."""
    if hint.kind == "cheaper-neighbour":
        [used] = [used for used in asked.usage if used.period == hint.period]
        others = [other for other in asked.usage if other is not used]
        return asked._replace(usage=(*others, used._replace(units=used.units + hint.more)))
    assert hint.at is not None
    orders = list(asked.orders)
    if hint.kind == "dominated-order":
        orders.remove(Order(hint.ordered, hint.ordered_quantity, utc(hint.at)))
    return asked._replace(orders=(*orders, Order(hint.sku, hint.quantity, hint.at)))


@st.composite
def small_questions(draw: st.DrawFn, any_day: bool = True) -> Question:
    """One to three months, each with its usage; an allowance, one or two packs, tiers with and without cliffs.

    Without `any_day`, packs are valid for whole months.
    """
    sizes = sorted(draw(st.sets(st.integers(2, 12), min_size=1, max_size=2)))
    sold = packs(
        {size: draw(st.integers(1, 20)) for size in sizes},
        draw(st.sampled_from((YEAR, Span(months=1), Span(days=20)) if any_day else (YEAR, Span(months=1)))),
    )
    edges = sorted(draw(st.sets(st.integers(2, 40), max_size=3)))
    rates = st.sampled_from(("0.5", "1", "1.5", "2", "0.333", "0"))
    postpaid = TieredPostpaid(
        mode=draw(st.sampled_from(("volume", "graduated"))),
        tiers=tuple(Tier(up_to=edge, price=D(draw(rates))) for edge in [*edges, None]),
        tier_excludes=tuple(draw(st.sets(st.sampled_from(("free", "packs"))))),
    )
    given_free = {"free": free(draw(st.integers(0, 5)))}
    chain = {**given_free, "packs": sold} if draw(st.booleans()) else {"packs": sold, **given_free}
    asked = question(product(version(steps(**chain, postpaid=postpaid))), "2021-01", draw(st.integers(1, 3)))
    usage = tuple(Used(draw(st.integers(0, 50)), period=period.id) for period in asked.periods)
    days = st.sampled_from(("2021-01-01", "2021-01-11") if any_day else ("2021-01-01",))
    names = st.sampled_from([f"packs/{size}" for size in sizes])
    orders = draw(st.lists(st.builds(ordered, names, st.integers(1, 4), days), max_size=2))
    return asked._replace(usage=usage, orders=tuple(orders))


@given(small_questions())
def test_a_saving_is_the_difference_of_two_forecasts(asked: Question) -> None:
    found = hints(forecast(asked))

    before = total_of(asked)
    for hint in found:
        if hint.saving is not None:
            assert hint.saving == before - total_of(with_hint(asked, hint)) > 0


@given(small_questions(any_day=False))
def test_no_other_count_of_calls_costs_less_than_the_one_hinted_at(asked: Question) -> None:
    found = of_kind("cheaper-neighbour", forecast(asked))

    before = total_of(asked)
    period = asked.periods[0].id
    more = [Hint("cheaper-neighbour", period, more=more) for more in range(1, 100)]
    most = max(before - total_of(with_hint(asked, other)) for other in more)
    assert next((hint.saving for hint in found if hint.period == period), D(0)) == max(most, D(0))


@given(small_questions())
def test_no_other_pack_costs_less_than_the_one_hinted_at(asked: Question) -> None:
    found = of_kind("pack-would-pay", forecast(asked))

    offers = asked.product.versions[0].offers()
    start = asked.periods[0].start
    others = [asked._replace(orders=(*asked.orders, Order(f"{step}/{offer.sku}", 1, start))) for step, offer in offers]
    most = total_of(asked) - min(map(total_of, others))
    assert [hint.saving for hint in found] == ([most] if most > 0 else [])


@given(questions())
def test_whatever_has_an_answer_has_hints(asked: Question) -> None:
    answer = forecast(asked)

    found = hints(answer)

    assert hints(answer) == found
    savings = [hint.saving for hint in found if hint.saving is not None]
    assert savings == sorted(savings, reverse=True)
    assert [hint.saving for hint in found[: len(savings)]] == savings
    for hint in found:
        assert hint.message("zh")
        assert hint.message("en")
        if hint.kind in ("pack-would-pay", "dominated-order") and answer.total is not None:
            assert hint.saving == answer.total - total_of(with_hint(asked, hint)) > 0
