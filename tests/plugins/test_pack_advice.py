"""Advice and hints on packs of every kind: each small case against all plans there are."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import product as all_of

import pytest

from ratecard.domain.advice import Plan, advise
from ratecard.domain.errors import Refusal
from ratecard.domain.forecast import forecast
from ratecard.domain.hint import hints
from ratecard.domain.order import Order, Owned
from ratecard.domain.period import Span
from ratecard.domain.question import Question, Used
from ratecard_discount.strategy import Discount
from ratecard_prepaid_packs.pack import Instalments, Pack
from ratecard_prepaid_packs.returns import Returns
from ratecard_prepaid_packs.strategy import PrepaidPacks
from tests.chains import D, ask, china, flat, meter, product, question, steps, version

JANUARY = china("2021-01-01")
DAY = timedelta(days=1)
LOST = Instalments(count=2, every="month", unused="lost")
KEPT = Instalments(count=3, every="month", unused="kept")
RETURNS = Returns(within_days=60, until="same-time", used="charged", used_price=D("0.1"))


def pack(units: int, price: str | None, **settings: object) -> Pack:
    return Pack(units=units, price=None if price is None else D(price), **settings)  # type: ignore[arg-type]


def asked(
    on_offer: Sequence[Pack],
    usage: Sequence[int | Mapping[str, int]],
    orders: Sequence[Order] = (),
    owned: Sequence[Owned] = (),
    discount: Discount | None = None,
    **settings: object,
) -> Question:
    terms = {"valid_for": Span(years=1), "expires": "same-time", "draw_by": ("effective", "order"), **settings}
    strategy = PrepaidPacks(packs=tuple(on_offer), **terms)  # type: ignore[arg-type]
    meters = (meter("page"), meter("card")) if any(isinstance(each, dict) for each in usage) else ()
    more = {"discount": discount} if discount else {}
    about = product(version(steps(packs=strategy, flat=flat("1"), **more), meters=meters))
    used = [
        Used(units, meter=name, period=f"2021-{month:02}")
        for month, each in enumerate(usage, 1)
        for name, units in (each.items() if isinstance(each, Mapping) else [("", each)])
    ]
    return question(about, "2021-01", len(usage), used, orders, owned)


def all_plans(about: Question, most: int) -> Iterator[Plan]:
    """Every plan that buys at most so many packs of a kind in a period."""
    places = [
        (f"{step}/{offer.sku}", period.start)
        for period in about.periods
        for step, offer in about.product.versions[0].offers()
    ]
    for quantities in all_of(range(most + 1), repeat=len(places)):
        orders = tuple(Order(sku, q, at) for q, (sku, at) in zip(quantities, places, strict=True) if q)
        try:
            total = forecast(about._replace(orders=(*about.orders, *orders))).total
        except Refusal:
            continue
        if total is not None:
            yield Plan(total, orders)


CASES: dict[str, tuple[Question, int]] = {
    "a limit": (asked([pack(10, "1", limit=1), pack(10, "5", sku="full")], [25, 12]), 3),
    "a limit that an order uses up": (
        asked([pack(10, "1", limit=2), pack(10, "5", sku="full")], [30], [Order("10", 1, JANUARY)]),
        4,
    ),
    "a limit that an owned pack uses up": (
        asked([pack(10, "1", limit=1), pack(8, "5")], [20, 5], owned=[Owned("10", 3, JANUARY)]),
        3,
    ),
    "a pack by agreement": (asked([pack(10, "4"), pack(40, None, contact="https://example.com")], [14, 9]), 3),
    "a price of nothing": (asked([pack(10, "0", limit=1), pack(5, "2")], [4, 13]), 3),
    "points": (
        asked([pack(10, "4"), pack(30, "11")], [{"page": 7, "card": 3}], points={"page": 3}),
        4,
    ),
    "points that calls leave behind": (
        asked([pack(10, "2")], [{"page": 7}, {"page": 2, "card": 5}], points={"page": 4}),
        5,
    ),
    "points of one meter": (
        asked([pack(12, "5", meters=("page",)), pack(9, "4")], [{"page": 4, "card": 6}], points={"page": 3}),
        4,
    ),
    "instalments that are lost": (asked([pack(5, "6", instalments=LOST), pack(5, "4", sku="one")], [12, 7]), 3),
    "instalments that come too slowly": (asked([pack(4, "3", instalments=LOST)], [13, 2]), 4),
    "instalments that are kept": (asked([pack(4, "5", instalments=KEPT)], [3, 9, 8]), 3),
    "a delay": (asked([pack(10, "3")], [10, 12], starts_after=Span(days=14)), 3),
    "a delay of a month": (asked([pack(10, "3"), pack(4, "2")], [6, 8], starts_after=Span(months=1)), 3),
    "the next day": (asked([pack(31, "20")], [31, 28], starts="next-day"), 2),
    "a return": (
        asked(
            [pack(10, "4")],
            [12, 6],
            [Order("10", 1, JANUARY, returned=china("2021-02-10"))],
            returns=RETURNS,
        ),
        3,
    ),
    "a refund beside a discount": (
        asked(
            [pack(10, "8.5"), pack(7, "6.2")],
            [17],
            [Order("10", 10, JANUARY - DAY, returned=JANUARY)],
            [Owned("10", 10, JANUARY - DAY)] * 10,
            discount=Discount(percent=D(10), of=("flat",)),
            returns=RETURNS,
        ),
        3,
    ),
    "validities of their own": (asked([pack(9, "3", valid_for=Span(days=20)), pack(9, "4", sku="long")], [8, 8]), 2),
}


@pytest.mark.parametrize("name", CASES)
def test_advice_equals_brute_force(name: str) -> None:
    about, most = CASES[name]

    advice = advise(about)

    def rank(plan: Plan) -> tuple[object, ...]:
        return plan.total, len(plan.orders), [-order.placed.timestamp() for order in plan.orders]

    best = min(all_plans(about, most), key=rank)
    assert advice.plan
    assert (advice.proven, advice.settled) == (True, True)
    assert advice.plan.total == best.total
    assert rank(advice.plan)[1:] == rank(best)[1:]


def told(about: Question) -> list[tuple[str, str, str | None]]:
    found = hints(ask(about.product, "2021-01", len(about.periods), about.usage, about.orders, about.owned))
    return [(hint.kind, hint.sku, None if hint.saving is None else str(hint.saving)) for hint in found]


def test_hints_leave_out_what_can_not_be_bought() -> None:
    limited = asked([pack(10, "1", limit=1), pack(10, "5", sku="full")], [20], [Order("10", 1, JANUARY)])
    agreed = asked([pack(10, None, contact="https://example.com")], [20])

    # 20 calls, 10 of them covered: 10 × 1 less a price of 5.
    assert ("pack-would-pay", "packs/full", "5.00") in told(limited)
    assert [kind for kind, _, _ in told(agreed)] == []


def test_hints_at_points_and_instalments_are_savings_that_the_kernel_finds() -> None:
    points = asked([pack(30, "4")], [{"page": 12}], points={"page": 3})
    parts = asked([pack(10, "4", instalments=LOST)], [10, 10])

    # 10 of 12 calls at a price of 4; 20 calls at a price of 4.
    assert told(points) == [("pack-would-pay", "packs/30", "6.00")]
    assert told(parts) == [("pack-would-pay", "packs/10", "16.00")]


def test_a_pack_that_is_still_to_begin_is_no_run_out() -> None:
    orders = [Order("10", 1, JANUARY), Order("10", 1, JANUARY, china("2021-03-01"))]
    about = asked([pack(10, "4")], [15], orders, starts="chosen")

    assert [hint for hint in told(about) if hint[0] == "run-out"] == [("run-out", "packs/10", None)]
    [found] = [h for h in hints(ask(about.product, "2021-01", 1, about.usage, orders)) if h.kind == "run-out"]
    assert found.at
    # The second one begins in March, of which 10 of 15 calls are the first 20 and two thirds days.
    assert (found.projected, found.at.month) == (True, 3)
