"""Packs of points, of which a call takes as many as its meter costs."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.curve import cost_curves
from ratecard.domain.forecast import Forecast
from ratecard.domain.formula import line_formula
from ratecard.domain.order import Order, Owned
from ratecard.domain.period import Span
from ratecard.domain.product import Product
from ratecard.domain.question import Used
from ratecard.domain.strategy import Reference
from ratecard.service.state import packed, unpacked
from ratecard_prepaid_packs.pack import Pack
from ratecard_prepaid_packs.returns import Returns
from ratecard_prepaid_packs.strategy import PrepaidPacks
from tests.chains import D, alerts, ask, china, flat, meter, product, question, settlement, steps, version

JUNE, JULY = china("2021-06-01"), china("2021-07-01")
DAY = timedelta(days=1)
POINTS = {"page": 3, "card": 1, "table": 10}
METERS = tuple(meter(name) for name in (*POINTS, "plain"))
ORDER = [Order("1000", 1, JUNE)]


def pack(points: int, price: str = "9", **rest: object) -> Pack:
    return Pack(units=points, price=D(price), **rest)  # type: ignore[arg-type]


def shop(*on_offer: Pack, points: dict[str, int] = POINTS, **rest: object) -> PrepaidPacks:
    terms = {"valid_for": Span(years=1), "expires": "same-time", "draw_by": ("size", "order"), **rest}
    return PrepaidPacks(packs=on_offer or (pack(1_000),), points=points, **terms)  # type: ignore[arg-type]


def sold(*on_offer: Pack, **rest: object) -> Product:
    return product(version(steps(packs=shop(*on_offer, **rest), flat=flat("1")), meters=METERS))  # type: ignore[arg-type]


def used(answer: Forecast) -> list[tuple[str, int, object]]:
    lines = settlement(answer).lines
    return [(line.meter, line.units, line.quantity) for line in lines if line.kind == "usage" and line.step == "packs"]


def test_the_terms_say_what_a_call_takes() -> None:
    strategy = shop(points={"page": 3, "card": 1})

    assert [strategy.describe(locale) for locale in ("zh", "en")] == [
        "预付费资源包，有效期 1 年，到期作废，不支持退款；每次调用扣 page 3 点、card 1 点",
        "Prepaid packs, valid for 1 year, lost on expiry, not refunded; points that a call takes:"
        " 3 for page, 1 for card",
    ]


def test_a_call_takes_what_its_meter_costs_and_lines_tell_the_points() -> None:
    usage = [Used(100, meter="page"), Used(40, meter="card"), Used(30, meter="table"), Used(7, meter="plain")]

    answer = ask(sold(), "2021-06", 1, usage, ORDER)

    # 300 + 40 + 300 + 7 points.
    assert sorted(used(answer)) == [("card", 40, 40), ("page", 100, 300), ("plain", 7, 7), ("table", 30, 300)]
    [lot] = settlement(answer).balances
    assert (lot.size, lot.before, lot.after) == (1_000, 1_000, 353)
    assert lot.costs == (("page", 3), ("table", 10))
    assert answer.total == D("9.00")
    formulas = {line.meter: line_formula(settlement(answer), line) for line in settlement(answer).lines if line.meter}
    assert formulas == {"page": "300 × 0 = 0", "table": "300 × 0 = 0", "card": "40 × 0 = 0", "plain": "7 × 0 = 0"}


def test_a_call_is_covered_by_one_pack_or_not_at_all() -> None:
    orders = [Order("10", 2, JUNE)]

    answer = ask(sold(pack(10)), "2021-06", 1, [Used(9, meter="page")], orders)

    # Each pack of 10 points covers three calls of 3, and one point stays in it.
    assert used(answer) == [("page", 6, 18)]
    assert [lot.after for lot in settlement(answer).balances] == [1, 1]
    assert answer.total == D("21.00")


def test_the_points_that_one_meter_leaves_cover_cheaper_calls() -> None:
    usage = [Used(9, JUNE, JUNE + DAY, "page"), Used(9, JUNE + DAY, JUNE + 2 * DAY, "card")]

    answer = ask(sold(pack(10)), "2021-06", 1, usage, [Order("10", 1, JUNE)])

    assert used(answer) == [("page", 3, 9), ("card", 1, 1)]


def test_owned_points_and_the_state() -> None:
    about = sold()
    first = ask(about, "2021-06", 1, [Used(100, meter="page")], owned=[Owned("1000", 400, china("2021-03-01"))])

    carried = unpacked(about, packed(about, first.statements[0].period, first.carried)).carried

    assert carried.states == first.carried.states
    second = ask(about, "2021-07", 1, [Used(50, meter="page")], carried=carried)
    assert used(second) == [("page", 33, 99)]


def test_packs_for_a_meter_take_its_points_only() -> None:
    about = sold(pack(12, meters=("page",), sku="p"), pack(12, sku="any"), draw_by=("dedicated",))
    usage = [Used(5, meter="page"), Used(5, meter="card")]

    answer = ask(about, "2021-06", 1, usage, [Order("p", 1, JUNE), Order("any", 1, JUNE)])

    assert [(lot.sku, lot.after, lot.costs) for lot in settlement(answer).balances] == [
        ("p", 0, (("page", 3),)),
        ("any", 4, (("page", 3), ("table", 10))),
    ]


def test_the_price_of_used_units_is_for_a_point() -> None:
    returns = Returns(within_days=30, until="same-time", used="charged", used_price=D("0.01"))
    order = Order("1000", 1, JUNE, returned=JUNE + 15 * DAY)

    answer = ask(sold(returns=returns), "2021-06", 1, [Used(100, meter="page")], [order])

    # 50 calls are 150 points: 1.50 of the 9; 50 calls after the return are postpaid.
    assert answer.total == D("51.50")


@pytest.mark.parametrize("name", ["page", "plain"])
def test_the_curve_bends_where_the_points_end(name: str) -> None:
    about = product(version(steps(packs=shop(), flat=flat("1")), meters=(meter(name),)))

    [curve] = cost_curves([question(about, "2021-06", 1, orders=ORDER)], 2_000, 50)

    assert curve.bends == (333 if name == "page" else 1_000,)


def test_offers_hold_points_and_say_how_many_calls_they_cover_at_least() -> None:
    offers = shop(pack(1_000), pack(30, meters=("card",)), pack(31, meters=("page", "card"), sku="m")).offers()

    assert [(offer.units, offer.at_once, offer.name.en) for offer in offers] == [
        (1_000, 100, "Pack of 1000 points"),
        (30, None, "Pack of 30 points"),
        (31, 10, "Pack of 31 points"),
    ]


def test_texts_and_references() -> None:
    strategy = shop(points={"page": 3, "card": 2})
    about = product(version(steps(packs=strategy, flat=flat("1")), meters=METERS))
    [line] = settlement(ask(about, "2021-06", 1, [Used(5, meter="page")], owned=[Owned("1000", 90, JUNE)])).lines

    assert [strategy.label(line, locale) for locale in ("zh", "en")] == [
        "1000 点资源包，page（15 点）",
        "Pack of 1000 points: page, 15 points",
    ]
    assert list(strategy.refers_to()) == [
        Reference(("points", "page"), "meter", "page"),
        Reference(("points", "card"), "meter", "card"),
    ]


NONSENSE: dict[str, tuple[Callable[[], object], str]] = {
    "no meter": (lambda: shop(points={}), "points must name at least one meter"),
    "no point": (lambda: shop(points={"page": 0}), "a unit of 'page' must take at least one point, got 0"),
    "a pack that covers nothing": (lambda: shop(pack(9)), "pack '9' has too few points for one unit"),
}


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_refused(name: str) -> None:
    make, sentence = NONSENSE[name]

    with pytest.raises(ValueError) as raised:  # noqa: PT011  # the whole sentence is compared
        make()

    assert str(raised.value) == sentence


def told(*on_offer: Pack, usage: list[Used], orders: list[Order]) -> list[tuple[str, datetime]]:
    chain = steps(packs=shop(*on_offer), flat=flat("1"), alerts=alerts(("packs",), opens=0, closes=23))
    answer = ask(product(version(chain, meters=METERS)), "2021-06", 1, usage, orders)
    return [(notice.kind, notice.crossing) for notice in settlement(answer).notices]


def test_notices_count_points() -> None:
    # A call of 3 points an hour: the 81st leaves 57 points of 300, less than 20 %; the 100th none.
    usage = [Used(100, JUNE, JUNE + 100 * DAY / 24, "page")]

    found = told(pack(300), usage=usage, orders=[Order("300", 1, JUNE)])

    assert found == [("low", JUNE + 81 * DAY / 24), ("exhausted", JUNE + 100 * DAY / 24)]


def test_notices_count_points_of_meters_that_are_used_at_one_time() -> None:
    # 3 + 10 points an hour: after 19 hours 247, after 20 hours 260 of 300 are taken.
    hours = JUNE + 20 * DAY / 24
    usage = [Used(20, JUNE, hours, "page"), Used(20, JUNE, hours, "table")]

    found = told(pack(300), usage=usage, orders=[Order("300", 1, JUNE)])

    assert found == [("low", JUNE + 19 * DAY / 24)]


def test_a_pack_that_is_given_back_is_no_news() -> None:
    returns = Returns(within_days=30, until="same-time", used="charged", used_price=D("0.01"))
    chain = steps(packs=shop(returns=returns), flat=flat("1"), alerts=alerts(("packs",), opens=0, closes=23))
    about = product(version(chain, meters=METERS))
    usage = [Used(1_000, JUNE, JUNE + 25 * DAY, "card")]

    kept = ask(about, "2021-06", 1, usage, [Order("1000", 1, JUNE)])
    returned = ask(about, "2021-06", 1, usage, [Order("1000", 1, JUNE, returned=JUNE + 27 * DAY)])

    assert [notice.kind for notice in settlement(kept).notices] == ["low", "exhausted"]
    assert settlement(returned).notices == ()


class Held:
    """A pack as the calls see it, for the second computation."""

    def __init__(self, points: int, start: datetime, end: datetime, meters: tuple[str, ...]) -> None:
        self.left, self.start, self.end, self.meters = points, start, end, meters


def calls(usage: list[Used]) -> Iterator[tuple[Fraction, str]]:
    """Each call's instant: the number of microseconds by which it has been made."""
    for each in usage:
        assert each.start
        assert each.end
        length = Fraction((each.end - each.start) // timedelta(microseconds=1))
        first = Fraction((each.start - datetime(2021, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1))
        for number in range(each.units):
            yield first + length * (number + 1) / each.units, each.meter


def hours(number: int) -> datetime:
    return JUNE + number * DAY / 24


@st.composite
def cases(draw: st.DrawFn) -> tuple[list[Used], list[tuple[int, int, tuple[str, ...]]]]:
    """Usage in hours that do not overlap, so that its order is plain, and packs: when, how many points, for what."""
    usage = []
    start = 0
    for _ in range(draw(st.integers(1, 5))):
        start += draw(st.integers(0, 3))
        length = draw(st.integers(1, 6))
        name = draw(st.sampled_from([*POINTS, "plain"]))
        usage.append(Used(draw(st.integers(1, 12)), hours(start), hours(start + length), name))
        start += length
    meters = st.sampled_from([(), ("page",), ("card", "table")])
    bought = draw(st.lists(st.tuples(st.integers(0, 20), st.sampled_from([10, 25, 40]), meters), max_size=4))
    return usage, bought


@given(cases())
def test_points_equal_a_computation_call_by_call(
    case: tuple[list[Used], list[tuple[int, int, tuple[str, ...]]]],
) -> None:
    usage, bought = case
    skus = {(points, meters): f"{points}-{'-'.join(meters)}" for _, points, meters in bought}
    on_offer = [pack(points, "1", sku=sku, meters=meters) for (points, meters), sku in skus.items()]
    about = sold(*on_offer or [pack(10)], draw_by=("effective",), expires="same-time", valid_for=Span(days=1))
    placed = sorted(bought, key=lambda each: (each[0], skus[each[1:]]))
    orders = [Order(skus[points, meters], 1, hours(at)) for at, points, meters in placed]
    held = [Held(points, hours(at), hours(at) + DAY, meters) for at, points, meters in placed]
    zero = datetime(2021, 1, 1, tzinfo=UTC)
    # Pack by pack, as the kernel promises: each unit by the first pack in order that can take all of it.
    left = sorted(calls(usage))
    for one in held:
        since = Fraction((one.start - zero) // timedelta(microseconds=1))
        until = Fraction((one.end - zero) // timedelta(microseconds=1))
        rest = []
        for at, name in left:
            fits = since < at <= until and (not one.meters or name in one.meters)
            if fits and one.left >= POINTS.get(name, 1):
                one.left -= POINTS.get(name, 1)
            else:
                rest.append((at, name))
        left = rest
    postpaid = len(left)

    answer = ask(about, "2021-06", 1, usage, orders)

    assert [lot.after for lot in settlement(answer).balances] == [one.left for one in held]
    assert answer.total == len(orders) + postpaid
