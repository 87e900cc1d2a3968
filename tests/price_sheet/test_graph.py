"""Charts: every bend can be seen in one of the panels, and a fall is drawn as one."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from ratecard.price_sheet.table import Chart
from tests.price_sheet.form import SHIPPED, TESTED, Read, page, sheet

D = Decimal


def charts(folder: Path, name: str, locale: str = "en") -> list[Chart]:
    return [chart for section in sheet(folder, name, locale).sections for chart in section.charts]


def titles(folder: Path, name: str) -> list[str]:
    return [chart.labels.title for chart in charts(folder, name)]


TENS = "Per call, usage by powers of ten"


@pytest.mark.parametrize(
    ("folder", "name", "expected"),
    [
        # Falls at 10 000 and 100 000, the end of prices at 1 000 000: each is seen far from zero in one of them.
        (SHIPPED, "tencent-ocr/id-card", ["15,000", "150,000", "1,200,000"]),
        # Graduated: 200 free calls, then bends at 10 200, 100 200 and the end at 500 200.
        (TESTED, "aliyun-ocr/id-card", ["300", "20,000", "800,000"]),
        # One price for everything.
        (TESTED, "tencent-web-search/premium", ["10,000"]),
    ],
)  # fmt: skip
def test_panels_show_every_bend(folder: Path, name: str, expected: list[str]) -> None:
    assert titles(folder, name) == [*(f"Cost of a period, 0 – {most} calls" for most in expected), TENS]


def test_a_fall_is_drawn_with_both_its_sides() -> None:
    first, *_ = charts(SHIPPED, "tencent-ocr/id-card")
    (line,) = first.figure.lines
    below, above = line.pieces
    amount, calls = first.figure.amount, first.figure.calls

    # 10 000 of 15 000 calls; 1 350.00 and 900.10 on an axis that ends at 1 500.
    assert (below[-1].x, below[-1].y) == (calls.share(10_000), amount.share(1_350))
    assert (above[0].x, above[0].y) == (calls.share(10_001), amount.share(D("900.10")))
    assert amount.high == 1_500
    ((start, end, after),) = line.dear
    assert (start, end, after) == (calls.share(7_001), calls.share(10_000), amount.share(D("900.10")))


def test_the_end_of_prices_is_marked() -> None:
    *_, third, tens = charts(SHIPPED, "tencent-ocr/id-card", "zh")

    for chart in (third, tens):
        (line,) = chart.figure.lines
        assert line.contact == chart.figure.calls.share(1_000_001)
        assert line.pieces[-1][-1].x == chart.figure.calls.share(1_000_000)
    assert Read(page(sheet(SHIPPED, "tencent-ocr/id-card", "zh"))).text.count("联系商务") >= 4


def test_the_cost_per_call_is_drawn_by_powers_of_ten() -> None:
    *_, tens = charts(SHIPPED, "tencent-ocr/id-card")
    (line,) = tens.figure.lines

    assert [int(tick) for tick in tens.figure.calls.ticks] == [100, 1_000, 10_000, 100_000, 1_000_000]
    steps = [tens.figure.calls.share(10 ** (place + 1)) - tens.figure.calls.share(10**place) for place in (2, 3, 4)]
    assert max(steps) - min(steps) < Fraction(1, 10**20)
    # 1 350 / 10 000 and 900.10 / 10 001; 0.15 is the axis's end.
    assert line.pieces[0][-1].y == Fraction("0.135") / Fraction("0.15")
    assert abs(line.pieces[1][0].y - Fraction("0.090001") / Fraction("0.15")) < Fraction("0.00001")


def test_meters_that_cost_the_same_are_drawn_once_and_others_each() -> None:
    names = titles(TESTED, "baidu/easydl-tables")

    assert len({name.partition(":")[0] for name in names}) == 2
    licences = titles(TESTED, "tencent-ocr-2022/driving-licence")
    assert {name.partition(":")[0] for name in licences} == {"overflow=postpaid · Driving licence, Vehicle licence"}


def test_calls_that_are_refused_are_said_where_an_account_chose_so() -> None:
    (section,) = [each for each in sheet(TESTED, "tencent-ocr-2022/bank-card", "en").sections if each.charts]
    refused = [each for each in section.paragraphs if "refused, and not charged" in each]

    # 1 000 are free; no pack covers the others.
    assert refused == ["where nothing is chosen, overflow=refused: of 10,000 calls 9,000 are refused, and not charged"]


def test_numbers_beside_axes_are_short_in_both_languages() -> None:
    third = {locale: charts(SHIPPED, "tencent-ocr/id-card", locale)[2] for locale in ("zh", "en")}

    written = {
        locale: [chart.labels.tick(each) for each in chart.figure.calls.ticks] for locale, chart in third.items()
    }
    assert written == {
        "zh": ["0", "20万", "40万", "60万", "80万", "100万", "120万"],
        "en": ["0", "200K", "400K", "600K", "800K", "1M", "1.2M"],
    }
