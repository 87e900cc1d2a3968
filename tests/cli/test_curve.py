"""`ratecard curve`: bends and cliffs in numbers, in the terminal and in SVG."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len
from rich.console import Console

from ratecard.domain.curve import Curve, Point
from ratecard.price_sheet.curve import corners
from ratecard.price_sheet.figure import figure, number
from ratecard.price_sheet.plot import plot
from tests.cli.run import answered, document, lines, refused

CURVE = ("curve", "id-card", "--period", "2021-06")
MILLION = (*CURVE, "--up-to", "1000010")
NO_GIFT = "set-step free-allowance: units = 0"
RANGE = "\nHint: ask for at least 1 unit and from 2 to 1000 points"
SVG = "{http://www.w3.org/2000/svg}"


def test_the_page_s_bends_and_cliffs() -> None:
    (curve,) = document(*MILLION)["curves"]

    assert curve["bends"] == [1000, 10000, 100000, 1000000]
    assert curve["contactFrom"] == 1000001
    # (10 000 - 1 000) × 0.15 and 9 001 × 0.10; 99 000 × 0.10 and 99 001 × 0.06.
    assert curve["cliffs"] == [
        {"units": 10000, "before": "1350.00", "after": "900.10", "dearFrom": 7001},
        {"units": 100000, "before": "9900.00", "after": "5940.06", "dearFrom": 60401},
    ]
    points = {point["units"]: (point["total"], point["perUnit"]) for point in curve["points"]}
    assert points[0] == ("0.00", None)
    assert points[10000] == ("1350.00", "0.135000")
    assert points[1000000] == ("59940.00", "0.059940")
    assert points[1000001] == (None, None)


def test_bends_and_cliffs_are_told() -> None:
    printed = lines(*MILLION)

    assert "7001 … 10000 calls pay more than 10001: 900.10 CNY" in printed
    assert "60401 … 100000 calls pay more than 100001: 5940.06 CNY" in printed
    assert "contact sales from 1000001 calls on" in printed
    assert "10000 1350.00 0.135000" in printed
    assert "10001 900.10 0.090001" in printed
    chinese = lines(*MILLION, "--locale", "zh")
    assert "7001 … 10000 次比 10001 次更贵：10001 次为 900.10 CNY" in chinese
    assert "1000001 次起没有刊例价：联系商务" in chinese


def test_several_curves_have_one_axis() -> None:
    asked = (*CURVE, "--up-to", "12000", "--change", NO_GIFT, "--with", "a pack: add-order 10000", "--points", "50")
    curves = document(*asked)["curves"]

    assert [(curve["name"], curve["changes"]) for curve in curves] == [
        ("as it is", []),
        (NO_GIFT, [NO_GIFT]),
        ("a pack", ["add-order 10000"]),
    ]
    axes = [[point["units"] for point in curve["points"]] for curve in curves]
    assert axes[0] == axes[1] == axes[2]
    assert len(axes[0]) <= 50
    assert [curve["bends"] for curve in curves] == [[1000, 10000], [10000], [11000]]
    last = [curve["points"][-1]["total"] for curve in curves]
    # 11 000 × 0.10; 12 000 × 0.10; 560 + 1 000 × 0.10.
    assert last == ["1100.00", "1200.00", "660.00"]


def test_changes_are_one_list_in_their_order() -> None:
    asked = (*CURVE, "--up-to", "5000", "--change", NO_GIFT, "--change", "use-product bank-card", "--order", "1000")
    curves = document(*asked)["curves"]

    assert [curve["product"] for curve in curves] == ["tencent-ocr/id-card", "tencent-ocr/bank-card"]
    assert curves[1]["name"] == f"{NO_GIFT}; use-product bank-card"
    assert [curve["points"][0]["total"] for curve in curves] == ["84.00", "84.00"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--up-to", "12000", "--points", "3"), "3 points can't show every bend\nHint: ask for at least 6"),
        (("--up-to", "12000", "--points", "1001"),
         f"a curve up to 12000 units with 1001 points can't be drawn{RANGE}"),
        (("--up-to", "5", "--change", NO_GIFT, "--change", "scale-usage 0"),
         "--change 'scale-usage 0': factor 0 is not above zero"),
        (("--up-to", "5", "--change", NO_GIFT, "--with", "x: scale-usage 1; scale-usage 0"),
         "--with 'scale-usage 0': factor 0 is not above zero"),
        (("--up-to", "5", "--svg", "none/curve.svg"),
         "--svg 'none/curve.svg': can't be written: No such file or directory"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)  # fmt: skip
def test_what_cant_be_drawn_is_refused(arguments: tuple[str, ...], said: str) -> None:
    assert refused(*CURVE, *arguments) == f"ratecard: {said}\n"


def drawing(*arguments: str, **environment: str) -> Iterator[str]:
    printed = answered(*arguments, **environment).splitlines()
    start = printed.index("")
    return iter(printed[start + 1 : printed.index("", start + 1)])


def test_the_drawing_is_plain_where_it_is_piped() -> None:
    drawn = list(drawing(*CURVE, "--up-to", "12000", "--change", NO_GIFT))

    plain = "\n".join(drawn)
    assert plain.isascii()
    assert drawn[0].startswith("1500 +")
    assert drawn[-2:] == ["      * as it is", f"      + {NO_GIFT}"]
    assert drawn[-3].split() == ["0", "2000", "4000", "6000", "8000", "10000", "12000"]
    assert max(map(cell_len, drawn)) <= 100


@pytest.mark.parametrize("columns", ["40", "80", "100"])
def test_the_drawing_is_as_wide_as_there_is_room(columns: str) -> None:
    drawn = list(drawing(*CURVE, "--up-to", "12000", COLUMNS=columns))

    assert max(map(cell_len, drawn)) == int(columns)


def curve(*points: tuple[int, str | None], cliffs: Any = ()) -> Curve:
    from decimal import Decimal

    made = tuple(Point(units, None if total is None else Decimal(total)) for units, total in points)
    return Curve(made, (), cliffs, None)


def test_a_terminal_gets_fine_dots_in_colour() -> None:
    console = Console(file=io.StringIO(), width=60, force_terminal=True, color_system="standard")
    rows = list(
        plot(figure([("one", curve((0, "0"), (10, "5"))), ("two", curve((0, "5"), (10, "0")))]), 60, plain=False)
    )

    assert {cell_len(row.plain) for row in rows[:16]} == {60}
    assert all(" " <= character <= "⣿" for row in rows for character in row.plain)
    assert any(character > "⠀" for character in rows[0].plain)
    assert "└" in rows[16].plain
    with console.capture() as captured:
        console.print(rows[0])
    assert "\x1b[36m" in captured.get()


def test_a_flat_curve_and_one_below_zero_are_drawn() -> None:
    for points in [((0, "0"), (10, "0")), ((0, "-5"), (10, "-5")), ((0, "-3"), (10, "4")), ((0, None), (1, None))]:
        rows = list(plot(figure([("one", curve(*points))]), 60, plain=True))
        assert len(rows) == 19


def test_ticks_are_round_numbers() -> None:
    shown = figure([("one", curve((0, "0.000"), (7, "0.12")))])

    assert [number(tick) for tick in shown.amount.ticks] == ["0", "0.02", "0.04", "0.06", "0.08", "0.1", "0.12"]
    assert [number(tick) for tick in shown.calls.ticks] == ["0", "2", "4", "6"]


def test_corners_are_ends_and_both_sides_of_bends() -> None:
    made = curve((0, "0"), (3, "0"), (5, "0"), (6, "1"), (9, "4"))._replace(bends=(5,))

    assert [point.units for point in corners(made)] == [0, 5, 6, 9]


@pytest.fixture
def drawn(tmp_path: Path) -> ElementTree.Element:
    file = tmp_path / "curve.svg"
    answered(*MILLION, "--change", NO_GIFT, "--with", "<a & b>: add-order 10000", "--svg", str(file))
    return ElementTree.parse(file).getroot()


def test_svg_has_one_path_a_curve_and_jumps_at_cliffs(drawn: ElementTree.Element) -> None:
    lines_ = [path for path in drawn.iter(f"{SVG}path") if path.find(f"{SVG}title") is not None]

    assert [path.findtext(f"{SVG}title") for path in lines_] == ["as it is", NO_GIFT, "<a & b>"]
    # Two cliffs make three pieces; with a pack of 10 000 only one cliff is left.
    assert [path.attrib["d"].count("M") for path in lines_] == [3, 3, 2]
    assert len({path.attrib["stroke"] for path in lines_}) == 3


def test_svg_has_axes_labels_and_a_legend(drawn: ElementTree.Element) -> None:
    texts = ["".join(text.itertext()) for text in drawn.iter(f"{SVG}text")]

    assert texts[0] == "ID card OCR · tencent-ocr/id-card · 2021-06"
    assert texts[1:4] == ["as it is", NO_GIFT, "<a & b>"]
    assert {"Calls in a period", "Total (CNY)", "contact sales", "0", "1000000", "60000"} <= set(texts)


def test_svg_needs_nothing_else(drawn: ElementTree.Element) -> None:
    names = {element.tag.removeprefix(SVG) for element in drawn.iter()}

    assert names == {"svg", "title", "rect", "text", "g", "line", "path", "circle"}
    assert not [name for element in drawn.iter() for name in element.attrib if "href" in name or "src" in name]


def test_svg_stays_within_its_edges(drawn: ElementTree.Element) -> None:
    _, _, width, height = map(int, drawn.attrib["viewBox"].split())

    for circle in drawn.iter(f"{SVG}circle"):
        assert 0 <= float(circle.attrib["cx"]) <= width
        assert 0 <= float(circle.attrib["cy"]) <= height
