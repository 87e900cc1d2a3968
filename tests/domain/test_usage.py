"""Slices: units spread evenly over an interval."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.errors import OverlappingSlices, ReversedInterval
from ratecard.domain.period import Calendar
from ratecard.domain.usage import Slice, arrange, count, take, usage, within

UTC_MONTHS = Calendar(ZoneInfo("UTC"))
START = datetime(2021, 6, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TICK = timedelta(microseconds=1)


def seconds(number: int) -> datetime:
    return START + number * SECOND


def slices() -> st.SearchStrategy[Slice]:
    length = st.integers(1, 10**7)
    return st.builds(lambda units, micros: usage(START, START + micros * TICK, units), st.integers(1, 2**40), length)


@pytest.mark.parametrize(
    ("at", "number"),
    # 3 units over 10 seconds: the first is taken at 3⅓ s, the second at 6⅔ s, the last at the end.
    [(-5, 0), (0, 0), (3, 0), (4, 1), (6, 1), (7, 2), (9, 2), (10, 3), (99, 3)],
)
def test_before_counts_the_units_taken_by_an_instant(at: int, number: int) -> None:
    assert usage(START, seconds(10), 3).before(seconds(at)) == number


@given(slices(), st.data())
def test_instant_is_the_first_before_which_the_unit_is_taken(piece: Slice, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, piece.units - 1))

    instant = piece.instant(number)

    assert piece.before(instant) > number
    assert piece.before(instant - TICK) <= number


@given(slices(), st.lists(st.integers(0, 10**7), max_size=4))
def test_cuts_lose_and_invent_nothing(piece: Slice, cuts: list[int]) -> None:
    edges = [START, *(START + cut * TICK for cut in sorted(cuts)), START + 10**7 * TICK]

    pieces = [cut for a, b in pairwise(edges) for cut in within([piece], a, b)]

    assert count(pieces) == piece.units
    assert arrange(reversed(pieces), UTC_MONTHS) == tuple(pieces)


@pytest.mark.parametrize(
    ("units", "taken", "left"),
    [
        (0, [], [(0, 4), (0, 6)]),
        (3, [(0, 3)], [(3, 4), (0, 6)]),
        (4, [(0, 4)], [(0, 6)]),
        (5, [(0, 4), (0, 1)], [(1, 6)]),
        (10, [(0, 4), (0, 6)], []),
        (99, [(0, 4), (0, 6)], []),
    ],
)
def test_take_takes_the_earliest(units: int, taken: list[tuple[int, int]], left: list[tuple[int, int]]) -> None:
    pieces = [usage(START, seconds(10), 4), usage(seconds(10), seconds(20), 6)]

    answer = take(pieces, units)

    assert [[(piece.first, piece.last) for piece in side] for side in answer] == [taken, left]


def test_within_cuts_a_slice_at_both_edges() -> None:
    piece = usage(START, seconds(10), 10, "m", "c")

    assert within([piece], seconds(2), seconds(7)) == [Slice(START, seconds(10), "m", "c", 10, 2, 7)]
    assert within([piece], seconds(10), seconds(20)) == []
    assert within([piece], seconds(-10), seconds(0)) == []


def test_arrange_orders_by_start_end_meter_and_code_and_drops_empty_slices() -> None:
    late, long, empty = usage(seconds(5), seconds(6), 1), usage(START, seconds(9), 1, "b"), usage(START, seconds(1), 0)
    short, coded = usage(START, seconds(1), 1, "b", "x"), usage(START, seconds(9), 1, "b", "x")

    assert arrange([late, coded, empty, long], UTC_MONTHS) == (long, coded, late)
    assert arrange([long, short], UTC_MONTHS) == (short, long)


@pytest.mark.parametrize("first", [0, 4])
def test_arrange_refuses_slices_that_overlap(first: int) -> None:
    pieces = [usage(seconds(first), seconds(6), 3, "m", "c"), usage(seconds(5), seconds(9), 3, "m", "c")]

    with pytest.raises(OverlappingSlices):
        arrange(pieces, UTC_MONTHS)


def test_arrange_refuses_a_piece_that_is_there_twice() -> None:
    piece = usage(START, seconds(6), 3)

    with pytest.raises(OverlappingSlices):
        arrange([piece.numbers(0, 2), piece.numbers(1, 3)], UTC_MONTHS)


def test_usage_refuses_an_interval_that_does_not_end_after_it_starts() -> None:
    with pytest.raises(ReversedInterval):
        usage(START, START, 1)


def test_slice_says_what_it_is() -> None:
    piece = usage(START, seconds(3600), 5, "front", "Timeout")

    assert piece.written(UTC_MONTHS) == "5 front Timeout over 2021-06-01T00:00+00:00 to 2021-06-01T01:00+00:00"
