"""When packs begin and end, in how many parts, and how many of them an account may buy."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from ratecard.domain.errors import Refusal
from ratecard.domain.forecast import Forecast
from ratecard.domain.order import Offer, Order, Owned
from ratecard.domain.period import Span
from ratecard.domain.product import Product
from ratecard.domain.question import Used
from ratecard.domain.text import Text
from ratecard.service.state import packed, unpacked
from ratecard_prepaid_packs.pack import Instalments, Pack
from ratecard_prepaid_packs.strategy import DrawKey, Lots, PrepaidPacks
from tests.chains import SHANGHAI, D, ask, china, flat, meter, product, settlement, steps, version

JUNE = china("2021-06-01")
DAY = timedelta(days=1)
MONTHLY = Instalments(count=3, every="month", unused="lost")


def pack(units: int, price: str | None = "1", **settings: object) -> Pack:
    return Pack(units=units, price=None if price is None else D(price), **settings)  # type: ignore[arg-type]


def shop(*on_offer: Pack, **settings: object) -> PrepaidPacks:
    terms = {"valid_for": Span(years=1), "expires": "same-time", "draw_by": ("effective",), **settings}
    return PrepaidPacks(packs=on_offer, **terms)  # type: ignore[arg-type]


def sold(*on_offer: Pack, **settings: object) -> Product:
    meters = (meter("a"), meter("b"), meter("c")) if settings.pop("meters", False) else ()
    return product(version(steps(packs=shop(*on_offer, **settings), flat=flat("1")), meters=meters))


def covered(answer: Forecast) -> list[int]:
    """How many units packs cover in each period."""
    return [
        sum(line.units for line in each.settlement.lines if line.step == "packs" and line.kind == "usage")
        for each in answer.statements
    ]


@pytest.mark.parametrize(
    ("settings", "order", "start"),
    [
        ({}, Order("10", 1, china("2021-06-15T10:30")), "2021-06-15T10:30"),
        ({"starts_after": Span(days=1)}, Order("10", 1, china("2021-06-15T10:30")), "2021-06-16T10:30"),
        ({"starts_after": Span(months=1)}, Order("10", 1, china("2021-05-31")), "2021-06-30"),
        ({"starts": "next-day"}, Order("10", 1, china("2021-06-15T10:30")), "2021-06-16"),
        ({"starts": "next-day"}, Order("10", 1, china("2021-06-15")), "2021-06-16"),
        ({"starts": "next-day", "starts_after": Span(days=2)}, Order("10", 1, china("2021-06-15T10:30")), "2021-06-18"),
        ({"starts": "chosen"}, Order("10", 1, china("2021-06-15T10:30")), "2021-06-15T10:30"),
        ({"starts": "chosen"}, Order("10", 1, china("2021-06-15T10:30"), china("2021-07-01")), "2021-07-01"),
        # The day of the purchase, chosen: from the purchase on.
        ({"starts": "chosen"}, Order("10", 1, china("2021-06-15T10:30"), china("2021-06-15")), "2021-06-15T10:30"),
        # Chosen, but no earlier than the delay lets it.
        (
            {"starts": "chosen", "starts_after": Span(days=3)},
            Order("10", 1, china("2021-06-15"), china("2021-06-16")),
            "2021-06-18",
        ),
    ],
)
def test_pack_starts(settings: dict[str, object], order: Order, start: str) -> None:
    month = order.placed.astimezone(SHANGHAI).strftime("%Y-%m")

    answer = ask(sold(pack(10), **settings), month, 1, orders=[order])

    [lot] = settlement(answer).balances
    assert (lot.effective, lot.expires.year) == (china(start), 2022)
    assert (lot.before, lot.after) == (10, 10)


def test_pack_that_is_not_effective_yet_is_there_and_covers_nothing() -> None:
    about = sold(pack(100), starts="chosen")
    order = Order("100", 1, china("2021-06-10"), china("2021-07-11"))

    answer = ask(about, "2021-06", 3, [Used(30, period="2021-06"), Used(31, period="2021-07")], [order])

    # 31 calls in July, one a day: those of the last 21 days are covered.
    assert covered(answer) == [0, 21, 0]
    assert [statement.settlement.total for statement in answer.statements] == [D("31.00"), D("10.00"), D("0.00")]
    assert [[lot.after for lot in each.settlement.balances] for each in answer.statements] == [[100], [79], [79]]


@pytest.mark.parametrize(
    ("unused", "each_month"),
    [
        # 10 units a month from the 11th of June to the 11th of September; one call a day and a bit.
        ("lost", [10, 10, 10, 0, 0]),
        ("kept", [10, 10, 10, 0, 0]),
    ],
)
def test_instalments_cover_no_more_than_has_begun(unused: str, each_month: list[int]) -> None:
    parts = Instalments(count=3, every="month", unused=unused)  # type: ignore[arg-type]
    about = sold(pack(10, instalments=parts, sku="quarter"))

    answer = ask(about, "2021-06", 5, [Used(300)], [Order("quarter", 1, JUNE)])

    assert covered(answer) == each_month
    assert answer.statements[0].settlement.purchases == D("1.00")


@pytest.mark.parametrize(("unused", "each_month"), [("lost", [4, 0, 10, 0]), ("kept", [4, 0, 20, 0])])
def test_what_is_left_of_an_instalment_is_lost_or_kept(unused: str, each_month: list[int]) -> None:
    parts = Instalments(count=3, every="month", unused=unused)  # type: ignore[arg-type]
    about = sold(pack(10, instalments=parts, valid_for=Span(months=3)))
    usage = [Used(4, period="2021-06"), Used(20, period="2021-08"), Used(20, period="2021-09")]

    answer = ask(about, "2021-06", 4, usage, [Order("10", 1, JUNE)])

    assert covered(answer) == each_month
    lost = [sum(e.units for e in each.settlement.expiries) for each in answer.statements]
    assert lost == ([6, 10, 0, 0] if unused == "lost" else [0, 0, 6, 0])


def test_instalments_are_counted_from_the_start_on_the_wall_clock() -> None:
    parts = Instalments(count=3, every="month", unused="lost")
    about = sold(pack(10, instalments=parts, valid_for=Span(months=4)), expires="end-of-day")

    answer = ask(about, "2021-01", 1, orders=[Order("10", 1, china("2021-01-31T12:00"))])

    assert [(lot.effective, lot.expires) for lot in settlement(answer).balances] == [
        (china("2021-01-31T12:00"), china("2021-02-28T12:00")),
        (china("2021-02-28T12:00"), china("2021-03-31T12:00")),
        (china("2021-03-31T12:00"), china("2021-05-01")),
    ]


def test_kept_instalments_last_until_the_packs_end() -> None:
    parts = Instalments(count=2, every="day", unused="kept")
    about = sold(pack(10, instalments=parts, valid_for=Span(days=9)))

    answer = ask(about, "2021-06", 1, orders=[Order("10", 1, JUNE)])

    assert [(lot.effective, lot.expires) for lot in settlement(answer).balances] == [
        (JUNE, JUNE + 9 * DAY),
        (JUNE + DAY, JUNE + 9 * DAY),
    ]


@pytest.mark.parametrize(
    ("unused", "left", "lots"),
    [("lost", 25, [5, 10, 10]), ("lost", 15, [0, 5, 10]), ("kept", 34, [4, 10, 10, 10]), ("kept", 0, [0, 0, 0, 0])],
)
def test_what_is_left_of_an_owned_pack_is_in_its_last_instalments(unused: str, left: int, lots: list[int]) -> None:
    parts = Instalments(count=4, every="month", unused=unused)  # type: ignore[arg-type]
    about = sold(pack(10, instalments=parts))

    answer = ask(about, "2021-06", 1, owned=[Owned("10", left, china("2021-04-15"))])

    assert [lot.before for lot in settlement(answer).balances] == lots


def test_owned_pack_with_more_left_than_its_instalments_to_come_is_refused() -> None:
    parts = Instalments(count=4, every="month", unused="lost")

    with pytest.raises(Refusal) as refused:
        ask(sold(pack(10, instalments=parts)), "2021-06", 1, owned=[Owned("10", 31, china("2021-04-15"))])

    assert (refused.value.code, refused.value.message) == (
        "bad-owned",
        "owned pack '10': 31 units left, more than the 30 of its instalments to come",
    )


def test_too_many_instalments_are_refused() -> None:
    parts = Instalments(count=366, every="day", unused="lost")

    with pytest.raises(Refusal, match="packs in more than 10000 instalments"):
        ask(sold(pack(10, instalments=parts, valid_for=Span(years=2))), "2021-06", 1, orders=[Order("10", 28, JUNE)])


def test_a_packs_own_validity_wins() -> None:
    about = sold(pack(10), pack(20, valid_for=Span(days=90)))

    answer = ask(about, "2021-06", 1, orders=[Order("10", 1, JUNE), Order("20", 1, JUNE)])

    assert [lot.expires for lot in settlement(answer).balances] == [china("2022-06-01"), JUNE + 90 * DAY]
    assert [offer.valid_for for offer in shop(pack(10), pack(20, valid_for=Span(days=90))).offers()] == [
        Span(years=1),
        Span(days=90),
    ]


def test_pack_sold_by_agreement_has_no_total_and_covers() -> None:
    about = sold(pack(100, None, contact="https://example.com/sales"))

    first = settlement(ask(about, "2021-06", 1, [Used(10)], [Order("100", 2, JUNE)]))

    assert (first.total, [lot.after for lot in first.balances]) == (None, [90, 100])
    assert [(line.kind, line.units, line.item, line.url) for line in first.lines] == [
        ("contact", 0, "100", "https://example.com/sales"),
        ("usage", 10, "100", ""),
    ]


BUY = [Order("10", 1, china("2021-06-01")), Order("10", 1, china("2021-07-01")), Order("10", 1, china("2021-08-01"))]


def test_limit_counts_what_was_bought_and_owned_in_all_periods() -> None:
    about = sold(pack(10, limit=2), pack(20))

    assert ask(about, "2021-06", 2, orders=BUY[:2]).total == D("2.00")
    assert ask(about, "2021-06", 2, orders=[Order("20", 9, JUNE)]).carried.states["packs"].bought == ()
    with pytest.raises(Refusal) as refused:
        ask(about, "2021-06", 3, orders=BUY)
    assert (refused.value.code, refused.value.message, refused.value.path) == (
        "limit-reached",
        "one account may buy 2 of pack '10', this would make it 3",
        ("packs",),
    )
    with pytest.raises(Refusal, match="this would make it 3"):
        ask(about, "2021-06", 1, orders=[Order("10", 2, JUNE)], owned=[Owned("10", 1, china("2021-01-01"))])
    # More are owned already, which is not forbidden; but then none can be bought.
    many = [Owned("10", 1, china("2021-01-01"))] * 3
    assert ask(about, "2021-06", 1, owned=many).total == D("0.00")


def test_limit_is_remembered_when_the_packs_are_used_up_and_by_the_state() -> None:
    about = sold(pack(10, limit=1), expires="same-time", valid_for=Span(days=10))
    first = ask(about, "2021-06", 3, [Used(50)], BUY[:1])

    carried = unpacked(about, packed(about, first.statements[-1].period, first.carried)).carried

    assert first.carried.states == {"packs": Lots((), (), (("10", 1),))} == carried.states
    with pytest.raises(Refusal, match="this would make it 2"):
        ask(about, "2021-09", 1, orders=[Order("10", 1, china("2021-09-01"))], carried=carried)


@pytest.mark.parametrize(
    ("draw_by", "skus"),
    [
        (("size",), ["5", "10", "20", "30"]),
        (("largest",), ["30", "20", "10", "5"]),
        # One meter, then two, then all; where that leaves it open the one bought first.
        (("dedicated",), ["20", "10", "30", "5"]),
        (("dedicated", "size"), ["20", "10", "5", "30"]),
        (("order",), ["30", "20", "10", "5"]),
    ],
)
def test_packs_are_drawn_by_the_keys(draw_by: tuple[DrawKey, ...], skus: list[str]) -> None:
    on_offer = [pack(30), pack(20, meters=("a",)), pack(10, meters=("a", "b")), pack(5)]
    about = sold(*on_offer, draw_by=draw_by, meters=True)
    orders = [Order(sku, 1, JUNE + number * DAY / 24) for number, sku in enumerate(("30", "20", "10", "5"))]

    answer = ask(about, "2021-06", 1, [Used(1, JUNE + DAY, JUNE + 2 * DAY, "a")], orders)

    assert [lot.sku for lot in settlement(answer).balances] == skus
    assert [lot.after for lot in settlement(answer).balances] == [int(skus[0]) - 1, *map(int, skus[1:])]


def test_packs_of_a_year_of_three_digits_are_older_than_others() -> None:
    owned = [
        Owned("20", 20, china("2021-05-01")),
        Owned("10", 10, china("2021-05-01").replace(year=900), china("2022-01-01")),
    ]

    answer = ask(sold(pack(10), pack(20), draw_by=("order",)), "2021-06", 1, [Used(5)], owned=owned)

    assert [line.item for line in settlement(answer).lines] == ["10"]


def test_offers_tell_the_terms() -> None:
    parts = Instalments(count=12, every="month", unused="lost")
    strategy = shop(
        pack(100, "9", list_price=D(12), limit=1),
        pack(50, "5", instalments=parts, sku="year"),
        pack(1_000_000, None, contact="mailto:sales@example.com"),
        starts="next-day",
        starts_after=Span(months=1, days=2),
    )

    names = [offer.name for offer in strategy.offers()]
    assert names[1] == Text("每月 50 次 × 12 资源包", "Pack of 12 × 50 calls a month")
    rest = {"starts_after": Span(months=1, days=3)}
    assert list(strategy.offers()) == [
        Offer("100", names[0], 100, D(9), Span(years=1), list_price=D(12), limit=1, **rest),  # type: ignore[arg-type]
        Offer("year", names[1], 600, D(5), Span(years=1), at_once=50, **rest),  # type: ignore[arg-type]
        Offer("1000000", names[2], 1_000_000, None, Span(years=1), contact="mailto:sales@example.com", **rest),  # type: ignore[arg-type]
    ]
    assert [offer.chosen_start for offer in shop(pack(1), starts="chosen").offers()] == [True]


NONSENSE: dict[str, tuple[Callable[[], object], str]] = {
    "price and contact": (lambda: pack(1, contact="https://x.y"), "a pack has either a price or a contact"),
    "neither": (lambda: pack(1, None), "a pack has either a price or a contact"),
    "no link": (lambda: pack(1, None, contact="call us"), "contact must be a link, got 'call us'"),
    "a sale that is dearer": (
        lambda: pack(1, "5", list_price=D(4)),
        "list_price must not be below the price 5, got 4",
    ),
    "a list price of nothing": (
        lambda: pack(1, None, contact="https://x.y", list_price=D(4)),
        "a pack with a contact has no list_price",
    ),
    "a validity of nothing": (lambda: pack(1, valid_for=Span()), "valid_for must be longer than nothing"),
    "no sale": (lambda: pack(1, limit=0), "limit must be at least 1, got 0"),
    "one instalment": (
        lambda: Instalments(count=1, every="month", unused="lost"),
        "count must be from 2 to 366, got 1",
    ),
    "no validity at all": (
        lambda: shop(pack(1), valid_for=None),
        "packs[0] has no valid_for, and the step has none for all packs",
    ),
    "instalments that come too late": (
        lambda: shop(pack(1, instalments=MONTHLY, valid_for=Span(days=91))),
        "packs[0] ends before its instalments do: they take 3 months",
    ),
    "a delay of nothing": (lambda: shop(pack(1), starts_after=Span()), "starts_after must be longer than nothing"),
}


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_refused(name: str) -> None:
    make, sentence = NONSENSE[name]

    with pytest.raises(ValueError) as raised:  # noqa: PT011  # the whole sentence is compared
        make()

    assert str(raised.value) == sentence


def test_each_pack_may_have_its_own_validity_and_instalments_of_just_its_length() -> None:
    shop(pack(1, valid_for=Span(days=92), instalments=MONTHLY), valid_for=None)
    shop(pack(1, valid_for=Span(years=1), instalments=Instalments(count=12, every="month", unused="lost")))


@pytest.mark.parametrize(
    ("settings", "zh", "en"),
    [
        (
            {"starts_after": Span(days=1), "starts": "next-day"},
            "预付费资源包，有效期 1 年，购买 1 天后生效，次日零点生效，到期作废，不支持退款",
            (
                "Prepaid packs, valid for 1 year, effective 1 day after the purchase, from 0:00 of the next day,"
                " lost on expiry, not refunded"
            ),
        ),
        (
            {"valid_for": None, "starts": "chosen"},
            "预付费资源包，有效期各不相同，生效时间可选，到期作废，不支持退款",
            "Prepaid packs, from when the order says, lost on expiry, not refunded",
        ),
    ],
)
def test_describe(settings: dict[str, object], zh: str, en: str) -> None:
    strategy = shop(pack(1, valid_for=Span(days=1)), **settings)

    assert [strategy.describe(locale) for locale in ("zh", "en")] == [zh, en]


def test_pack_that_lasts_longer_or_comes_in_parts_or_is_limited_is_not_dominated() -> None:
    long = shop(pack(10, "5", valid_for=Span(years=2)), pack(20, "5"))
    parts = shop(pack(10, "5", instalments=MONTHLY), pack(20, "5"))
    limited = shop(pack(10, "5"), pack(20, "5", limit=1), pack(30, None, contact="https://x.y"))

    assert [list(strategy.check()) for strategy in (long, parts, limited)] == [[], [], []]
    short = shop(pack(10, "5", valid_for=Span(days=30)), pack(20, "5"))
    assert [warned.path for warned in short.check()] == [("packs", 0)]
