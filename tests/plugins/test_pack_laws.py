"""Starts, instalments and returns against a second computation, call by call."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.forecast import Forecast
from ratecard.domain.order import Order
from ratecard.domain.period import Span
from ratecard.domain.product import Product
from ratecard.domain.question import Used
from ratecard.service.state import packed, unpacked
from ratecard_prepaid_packs.pack import Instalments, Pack
from ratecard_prepaid_packs.returns import Returns
from ratecard_prepaid_packs.strategy import PrepaidPacks
from tests.chains import D, ask, china, conventions, flat, product, steps, version

JUNE = china("2021-06-01")
DAY = timedelta(days=1)
ZERO = datetime(2021, 1, 1, tzinfo=UTC)
DAYS = 8
USED_PRICE = D("0.2")


class Case(NamedTuple):
    """Daily periods: calls of each day, and packs of instalments of a day each."""

    used: list[int]
    delay: int
    units: int
    parts: Instalments | None
    bought: list[tuple[int, int | None, int | None]]
    """The hour of the purchase, the hour at which it becomes effective, the hour at which it is given back."""
    draw_by: tuple[str, ...]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    parts = st.builds(
        Instalments, count=st.integers(2, 3), every=st.just("day"), unused=st.sampled_from(("lost", "kept"))
    )
    bought = []
    for _ in range(draw(st.integers(0, 3))):
        placed = draw(st.integers(0, 24 * DAYS - 1))
        effective = draw(st.none() | st.integers(placed, placed + 50))
        returned = draw(st.none() | st.integers(placed, 24 * DAYS - 1))
        bought.append((placed, effective, returned))
    return Case(
        draw(st.lists(st.integers(0, 12), min_size=DAYS, max_size=DAYS)),
        draw(st.integers(0, 2)),
        draw(st.integers(1, 12)),
        draw(st.none() | parts),
        sorted(bought, key=lambda each: (each[0], each[1] if each[1] is not None else each[0])),
        draw(st.sampled_from((("effective",), ("expiry", "effective"), ("order",), ("largest", "effective")))),
    )


def hour(number: int) -> datetime:
    return JUNE + number * DAY / 24


def about(case: Case) -> Product:
    strategy = PrepaidPacks(
        packs=(Pack(units=case.units, price=D(3), instalments=case.parts),),
        valid_for=Span(days=3),
        expires="same-time",
        draw_by=case.draw_by,  # type: ignore[arg-type]
        starts="chosen",
        starts_after=Span(days=case.delay) if case.delay else None,
        returns=Returns(within_days=30, until="same-time", used="charged", used_price=USED_PRICE),
    )
    return product(version(steps(packs=strategy, flat=flat("1")), rules=conventions(unit="day")))


def orders(case: Case) -> list[Order]:
    return [
        Order(
            str(case.units),
            1,
            hour(placed),
            None if effective is None else hour(effective),
            returned=None if returned is None else hour(returned),
        )
        for placed, effective, returned in case.bought
    ]


def micros(instant: datetime) -> Fraction:
    return Fraction((instant - ZERO) // timedelta(microseconds=1))


def hand(case: Case) -> list[Fraction]:
    """The total of each day."""
    lots = hand_lots(case)
    totals = [Fraction(3 * sum(placed // 24 == day for placed, _, _ in case.bought)) for day in range(DAYS)]
    for day, units in enumerate(case.used):
        for number in range(units):
            at = micros(hour(24 * day)) + Fraction(86_400_000_000) * (number + 1) / units
            lot = next((lot for lot in lots if covers(lot, at)), None)
            if lot:
                lot["left"] -= 1
            else:
                totals[day] += 1
    for number, (_, _, returned) in enumerate(case.bought):
        if returned is not None:
            used = sum(case.units - lot["left"] for lot in lots if lot["of"] == number)
            totals[returned // 24] -= max(3 - used * Fraction(USED_PRICE), Fraction(0))
    return totals


def covers(lot: dict[str, Any], at: Fraction) -> bool:
    until = lot["end"] if lot["back"] is None else min(lot["end"], lot["back"])
    return lot["left"] > 0 and micros(hour(lot["since"])) < at <= micros(hour(until))


def hand_lots(case: Case) -> list[dict[str, Any]]:
    """The lots, first things first."""
    lots: list[dict[str, Any]] = []
    for number, (placed, effective, returned) in enumerate(case.bought):
        start = max(placed + 24 * case.delay, placed if effective is None else effective)
        count = case.parts.count if case.parts else 1
        for part in range(count):
            end = start + 72
            if case.parts and case.parts.unused == "lost":
                end = start + 24 * (part + 1)
            lots.append({"of": number, "since": start + 24 * part, "end": end, "back": returned, "left": case.units})
    keys = {"effective": "since", "expiry": "end"}

    def rank(lot: dict[str, Any]) -> tuple[Any, ...]:
        named = [lot[keys[key]] if key in keys else 0 for key in case.draw_by if key != "order"]
        return (*named, case.bought[lot["of"]][0], lot["of"], lot["since"])

    return sorted(lots, key=rank)


def totals(answer: Forecast) -> list[Decimal | None]:
    return [statement.settlement.total for statement in answer.statements]


def distinct(case: Case) -> bool:
    """Whether each order can be told from the others: equal packs of one instant are given back by another rule."""
    placed = [each[0] for each in case.bought]
    return len(set(placed)) == len(placed)


@given(cases().filter(distinct))
def test_totals_equal_a_computation_call_by_call(case: Case) -> None:
    usage = [Used(units, period=f"2021-06-{day:02}") for day, units in enumerate(case.used, 1)]

    answer = ask(about(case), "2021-06-01", DAYS, usage, orders(case))

    assert [Fraction(total or 0) for total in totals(answer)] == hand(case)


@given(cases().filter(distinct), st.integers(1, DAYS - 1))
def test_settling_in_two_parts_equals_settling_at_once(case: Case, days: int) -> None:
    usage = [Used(units, period=f"2021-06-{day:02}") for day, units in enumerate(case.used, 1)]
    placed = orders(case)
    edge = hour(24 * days)
    before = [
        order._replace(returned=order.returned if order.returned and order.returned < edge else None)
        for order in placed
        if order.placed < edge
    ]
    after = [o for o in placed if o.placed >= edge or (o.returned and o.returned >= edge)]
    shop = about(case)

    first = ask(shop, "2021-06-01", days, usage[:days], before)
    carried = unpacked(shop, packed(shop, first.statements[-1].period, first.carried)).carried
    second = ask(shop, f"2021-06-{days + 1:02}", DAYS - days, usage[days:], after, carried=carried)

    whole = ask(shop, "2021-06-01", DAYS, usage, placed)
    assert [*totals(first), *totals(second)] == totals(whole)
    assert second.carried.states == whole.carried.states
