"""Drawing usage from lots."""

from datetime import UTC, datetime, timedelta

from ratecard.domain.order import Drawn, Lot, draw
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
