"""Drawing usage from lots."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.order import FEW_LOTS, Drawn, Lot, draw
from ratecard.domain.usage import Slice, usage

START = datetime(2021, 6, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def day(number: int) -> datetime:
    return START + number * DAY


def lot(id: str, left: int, first: int, last: int, meters: tuple[str, ...] = ()) -> Lot:
    return Lot(id, "sku", 100, left, day(first), day(last), meters)


def ten_days(meter: str = "") -> Slice:
    """100 units, 10 a day."""
    return usage(START, day(10), 100, meter)


def test_draw_covers_what_lies_inside_the_validity() -> None:
    piece, pack = ten_days(), lot("a", 100, 3, 5)

    drawn = draw([piece], [pack])

    assert drawn == Drawn(
        (piece.numbers(0, 30), piece.numbers(50, 100)), (pack._replace(left=80),), ((piece.numbers(30, 50),),)
    )


def test_draw_takes_the_first_lot_that_is_valid_then_the_next() -> None:
    piece, first, second = ten_days(), lot("a", 5, 2, 9), lot("b", 60, 0, 10)

    drawn = draw([piece], [first, second])

    assert drawn == Drawn(
        (piece.numbers(65, 100),),
        (first._replace(left=0), second._replace(left=0)),
        ((piece.numbers(20, 25),), (piece.numbers(0, 20), piece.numbers(25, 65))),
    )


def test_draw_leaves_meters_alone_that_a_lot_is_not_for() -> None:
    a, b = ten_days("a"), ten_days("b")
    pack = lot("p", 70, 0, 10, ("b",))

    drawn = draw([a, b], [pack])

    assert drawn == Drawn((a, b.numbers(70, 100)), (pack._replace(left=0),), ((b.numbers(0, 70),),))


def test_draw_from_nothing_changes_nothing() -> None:
    piece, empty, later = ten_days(), lot("a", 0, 0, 10), lot("b", 5, 10, 20)

    assert draw([piece], [empty, later]) == Drawn((piece,), (empty, later), ((), ()))
    assert draw([piece], []) == Drawn((piece,), (), ())
    assert draw([], [later]) == Drawn((), (later,), ((),))


def test_a_lot_of_points_covers_whole_units_by_what_their_meter_costs() -> None:
    page, card, pack = ten_days("page"), ten_days("card"), lot("a", 100, 0, 10)._replace(costs=(("page", 3),))

    drawn = draw([page, card], [pack])

    assert drawn == Drawn(
        (page.numbers(33, 100), card.numbers(1, 100)),
        (pack._replace(left=0),),
        ((page.numbers(0, 33), card.numbers(0, 1)),),
    )


def test_what_is_left_of_a_lot_of_points_below_a_unit_s_cost_stays() -> None:
    page = ten_days("page")
    first, second = (lot(name, 7, 0, 10)._replace(costs=(("page", 5),)) for name in "ab")

    drawn = draw([page], [first, second])

    assert [left.left for left in drawn.lots] == [2, 2]
    assert drawn.taken == ((page.numbers(0, 1),), (page.numbers(1, 2),))
    assert drawn.remaining == (page.numbers(2, 100),)


def test_a_lot_of_points_covers_what_lies_inside_its_validity_and_is_for_its_meters() -> None:
    page, card = ten_days("page"), ten_days("card")
    pack = lot("a", 100, 3, 5, ("page",))._replace(costs=(("page", 2),))

    drawn = draw([page, card], [pack])

    assert drawn.taken == ((page.numbers(30, 50),),)
    assert drawn.lots[0].left == 60


@st.composite
def slices(draw_from: st.DrawFn) -> list[Slice]:
    """Usage of some meters over some days, mostly in the kernel's order, some of it taken before."""
    found: list[Slice] = []
    for meter in draw_from(st.lists(st.sampled_from(("", "a", "b")), min_size=1, unique=True)):
        edges = sorted(draw_from(st.sets(st.integers(0, 40), min_size=2, max_size=8)))
        for start, end in zip(edges[::2], edges[1::2], strict=False):
            piece = usage(day(start), day(end), draw_from(st.integers(2, 300)), meter)
            middle = draw_from(st.integers(0, piece.units - 1))
            cut = [piece.numbers(0, middle), piece.numbers(middle + 1, piece.units)]
            found += [each for each in cut if each.units] if draw_from(st.booleans()) else [piece]
    return found if draw_from(st.integers(0, 4)) == 4 else sorted(found)


@st.composite
def many_lots(draw_from: st.DrawFn) -> list[Lot]:
    """One after the other, or in any order."""
    found = []
    number = draw_from(st.integers(FEW_LOTS + 1, 40))
    follow = draw_from(st.booleans())
    for place in range(number):
        first = place if follow else draw_from(st.integers(-5, 40))
        last = first + (1 if follow else draw_from(st.integers(1, 30)))
        made = lot(str(place), draw_from(st.integers(0, 60)), first, last, draw_from(st.sampled_from(((), ("a",)))))
        found.append(made._replace(costs=(("a", 3),)) if draw_from(st.integers(0, 3)) == 3 else made)
    return found


def drawn_one_by_one(pieces: Sequence[Slice], lots: Sequence[Lot]) -> Drawn:
    after, taken = [], []
    for each in lots:
        pieces, (left,), (covered,) = draw(pieces, [each])
        after.append(left)
        taken.append(covered)
    return Drawn(tuple(pieces), tuple(after), tuple(taken))


@given(pieces=slices(), lots=many_lots())
def test_many_lots_are_drawn_as_each_alone_would_be_after_the_one_before(pieces: list[Slice], lots: list[Lot]) -> None:
    assert draw(pieces, lots) == drawn_one_by_one(pieces, lots)
