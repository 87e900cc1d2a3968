"""Packs that are bought ahead and valid for a time."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from ratecard.domain.bill import Bill
from ratecard.domain.display import PackDisplay
from ratecard.domain.errors import Refused
from ratecard.domain.forecast import forecast
from ratecard.domain.order import Offer, Order, Owned
from ratecard.domain.period import Span
from ratecard.domain.question import Used
from ratecard.domain.strategy import Reference, Warned
from ratecard.domain.text import Text
from ratecard_prepaid_packs.strategy import DrawKey, Pack, PrepaidPacks
from tests.chains import D, amounts, ask, china, flat, meter, packs, product, question, settlement, steps, version

YEAR = Span(years=1)


def shop(*on_offer: Pack, draw_by: tuple[DrawKey, ...] = ("effective",), valid_for: Span = YEAR) -> PrepaidPacks:
    return PrepaidPacks(packs=on_offer, valid_for=valid_for, expires="same-time", draw_by=draw_by)


def pack(units: int, price: int | str = 1, **settings: object) -> Pack:
    return Pack(units=units, price=D(price), **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("draw_by", "first"),
    [
        # Owned: a large pack since March that ends in September, and a small one since May that ends in July;
        # bought in June: one of 50 units.
        (("effective",), "100"),
        (("expiry",), "10"),
        (("size",), "10"),
        (("order",), "100"),
        (("expiry", "effective"), "10"),
    ],
)
def test_packs_are_drawn_by_the_keys(draw_by: tuple[DrawKey, ...], first: str) -> None:
    strategy = shop(pack(10), pack(50), pack(100), draw_by=draw_by)
    owned = [
        Owned("10", 10, china("2021-05-01"), china("2021-07-15")),
        Owned("100", 100, china("2021-03-01"), china("2021-09-01")),
    ]
    about = product(version(steps(packs=strategy, flat=flat("1"))))

    answer = ask(about, "2021-06", 1, [Used(5)], [Order("50", 1, china("2021-06-01"))], owned)

    drawn = [lot.sku for lot in settlement(answer).balances if lot.after < lot.before]
    assert drawn == [first]


def test_equal_packs_are_drawn_in_the_order_of_buying() -> None:
    about = product(version(steps(packs=shop(pack(10), draw_by=("size",)), flat=flat("1"))))
    orders = [Order("10", 1, china("2021-06-03")), Order("10", 2, china("2021-06-02"))]

    settled = settlement(ask(about, "2021-06", 1, [Used(15, china("2021-06-10"), china("2021-06-11"))], orders))

    assert [(lot.lot.split("/")[0][:10], lot.after) for lot in settled.balances] == [
        ("2021-06-01", 0),
        ("2021-06-01", 5),
        ("2021-06-02", 10),
    ]


def test_purchase_is_a_line_of_its_own_order() -> None:
    about = product(version(steps(packs=packs({10: 3, 20: 5}), flat=flat("1"))))
    orders = [Order("20", 2, china("2021-06-03")), Order("10", 1, china("2021-06-02"))]

    settled = settlement(ask(about, "2021-06", 1, [Used(30)], orders))

    assert amounts(settled)[:2] == [("packs", "purchase", 0, D("3.00")), ("packs", "purchase", 0, D("10.00"))]
    assert [(line.item, line.quantity, line.at) for line in settled.lines[:2]] == [
        ("10", 1, china("2021-06-02")),
        ("20", 2, china("2021-06-03")),
    ]


@pytest.mark.parametrize(
    ("expires", "placed", "end"),
    [
        ("same-time", "2021-06-15T10:30", "2022-06-15T10:30"),
        ("end-of-day", "2021-06-15T10:30", "2022-06-16T00:00"),
        ("end-of-day", "2021-06-15T00:00", "2022-06-16T00:00"),
        ("same-time", "2024-02-29T10:30", "2025-02-28T10:30"),
        ("end-of-day", "2024-02-29T10:30", "2025-03-01T00:00"),
    ],
)
def test_pack_ends_a_year_later(expires: str, placed: str, end: str) -> None:
    about = product(version(steps(packs=packs({10: 1}, expires=expires), flat=flat("1"))))

    settled = settlement(ask(about, placed[:7], 1, orders=[Order("10", 1, china(placed))]))

    assert [lot.expires for lot in settled.balances] == [china(end)]


def test_pack_covers_the_meters_it_is_for() -> None:
    strategy = shop(pack(100, sku="b", meters=("b",)), pack(10, sku="any"))
    about = product(version(steps(packs=strategy, flat=flat("1")), meters=(meter("a"), meter("b"))))
    orders = [Order("b", 1, china("2021-06-01")), Order("any", 1, china("2021-06-01"))]

    settled = settlement(ask(about, "2021-06", 1, [Used(30, meter="a"), Used(40, meter="b")], orders))

    assert [(line.item, line.units) for line in settled.lines if line.kind == "usage"] == [
        ("any", 10),
        ("b", 40),
        ("", 20),
    ]


def test_owned_pack_that_is_over_is_refused() -> None:
    about = product(version(steps(packs=packs({10: 1}), flat=flat("1"))))

    with pytest.raises(Refused) as raised:
        ask(about, "2021-06", 1, owned=[Owned("10", 5, china("2020-06-01"))])

    assert (raised.value.code, raised.value.message, raised.value.hint) == (
        "bad-owned",
        "owned pack '10' expired at 2021-06-01T00:00+08:00, before 2021-06",
        "leave it out",
    )


def test_breakpoints_are_where_lots_are_used_up() -> None:
    about = product(version(steps(packs=packs({10: 1, 25: 2}), flat=flat("1"))))
    trace: list[Bill] = []
    orders = [Order("10", 1, china("2021-06-02")), Order("25", 1, china("2021-06-01"))]

    forecast(question(about, "2021-06", 1, [Used(5)], orders), trace)

    assert list(packs({10: 1, 25: 2}).breakpoints(trace[0])) == [25, 35]


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "an empty pack": (lambda: pack(0), "units must be at least 1, got 0"),
    "a negative price": (lambda: pack(1, -1), "price must not be below zero, got -1"),
    "no price": (lambda: pack(1, "NaN"), "price must not be below zero, got NaN"),
    "an empty sku": (lambda: pack(1, sku=""), "sku must not be empty and not contain '/' or '@', got ''"),
    "a sku with a slash": (lambda: pack(1, sku="a/b"), "sku must not be empty and not contain '/' or '@', got 'a/b'"),
    "a sku with an at": (lambda: pack(1, sku="a@b"), "sku must not be empty and not contain '/' or '@', got 'a@b'"),
    "one sku twice": (lambda: shop(pack(10), pack(20, sku="10")), "packs[1] has the sku '10', as packs[0] has"),
    "no validity": (lambda: shop(pack(1), valid_for=Span()), "valid_for must be longer than nothing"),
    "a validity backwards": (
        lambda: shop(pack(1), valid_for=Span(years=1, days=-1)),
        "valid_for must be longer than nothing",
    ),
    "no key": (lambda: shop(pack(1), draw_by=()), "draw_by must name at least one key, and each key once"),
    "a key twice": (
        lambda: shop(pack(1), draw_by=("size", "size")),
        "draw_by must name at least one key, and each key once",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_nonsense_is_refused(name: str) -> None:
    make, sentence = REFUSED[name]

    with pytest.raises(ValueError) as raised:  # noqa: PT011  # the whole sentence is compared
        make()

    assert str(raised.value) == sentence


def test_pack_that_costs_no_less_than_a_larger_one_is_warned_of() -> None:
    strategy = shop(pack(10, 5), pack(20, 5), pack(30, 4, meters=("a",)), pack(40, 9))

    assert list(strategy.check()) == [
        Warned(
            ("packs", 0),
            "dominated-pack",
            "pack '10' costs 5, the larger '20' only 5",
            "check the two prices",
        )
    ]


def test_texts() -> None:
    named = pack(20, 3, sku="big", name=Text("大包", "Big pack"), meters=("a", "b"))
    strategy = shop(pack(10), named, valid_for=Span(years=1, months=2, days=3))

    assert [strategy.describe(locale) for locale in ("zh", "en")] == [
        "预付费资源包，有效期 1 年 2 个月 3 天，到期作废，不支持退款",
        "Prepaid packs, valid for 1 year 2 months 3 days, lost on expiry, not refunded",
    ]
    offers = (
        Offer("10", Text("10 次资源包", "Pack of 10 calls"), 10, Decimal(1), Span(years=1, months=2, days=3)),
        Offer("big", Text("大包", "Big pack"), 20, Decimal(3), Span(years=1, months=2, days=3), ("a", "b")),
    )
    assert tuple(strategy.offers()) == offers
    assert strategy.display() == PackDisplay(offers)
    assert list(strategy.refers_to()) == [
        Reference(("packs", 1, "meters", 0), "meter", "a"),
        Reference(("packs", 1, "meters", 1), "meter", "b"),
    ]


def test_labels() -> None:
    strategy = packs({10: 1})
    about = product(version(steps(packs=strategy, flat=flat("1"))))
    [bought, used] = settlement(ask(about, "2021-06", 1, [Used(5)], [Order("10", 1, china("2021-06-01"))])).lines

    assert [strategy.label(bought, locale) for locale in ("zh", "en")] == [
        "购买10 次资源包",
        "Purchase: Pack of 10 calls",
    ]
    assert [strategy.label(used, locale) for locale in ("zh", "en")] == ["10 次资源包", "Pack of 10 calls"]
    # A pack that is no longer sold is known by its sku.
    assert strategy.label(used._replace(item="old"), "en") == "old"
