"""Money in currencies of no, two and three decimal places, and settlement by day and hour, on the command line."""

from pathlib import Path

import pytest

from tests.cli.run import document, lines
from tests.shop import open_shop

EIGHT = 'rounding = { places = 8, mode = "half-up" }'
DEBIT = '[debit-rounding]\nplaces = 2\nmode = "half-up"\ndifference = "carried"'


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize(
    ("currency", "price", "shared", "total"),
    [
        pytest.param("JPY", "0.5", "", "617284", id="yen: 617 283.5"),
        pytest.param("KRW", "1.5", "", "1851851", id="won: 1 851 850.5"),
        pytest.param("CNY", "0.015", "", "18518.51", id="yuan: 18 518.505"),
        pytest.param("KWD", "0.0015", "", "1851.851", id="dinars: 1 851.8505"),
        pytest.param("CNY", "0.00015", EIGHT, "185.18505", id="yuan with 8 places"),
        pytest.param("CNY", "0.1", EIGHT, "123456.70", id="yuan with 8 places that end in zeros"),
        pytest.param("KWD", "0.1", EIGHT, "123456.700", id="dinars with 8 places that end in zeros"),
    ],
)
def test_totals_have_the_places_of_their_currency(
    tmp_path: Path, locale: str, currency: str, price: str, shared: str, total: str
) -> None:
    catalogs = ("--catalogs", str(open_shop(tmp_path, currency, price, shared)))

    printed = lines("quote", "scan", "--usage", "1234567", "--period", "2021-06", *catalogs, "--locale", locale)

    assert f"{'合计' if locale == 'zh' else 'Total'} {total} {currency}" in printed


def test_debit_of_hours_carries_the_difference(tmp_path: Path) -> None:
    shop = open_shop(
        tmp_path, "CNY", "0.00012345", f'period = "hour"\n{EIGHT}', DEBIT, ("tiered-postpaid", "debit-rounding")
    )
    asked = ("forecast", "scan", "--from", "2021-06-01T23+09:00", "--usage", "100,100,100", "--catalogs", str(shop))

    printed = lines(*asked)

    assert "2021-06-01T23+09:00 100 0.01 0.01 100 × 0.00012345 - 0.002345 = 0.01" in printed
    assert "2021-06-02T00+09:00 100 0.01 0.01 100 × 0.00012345 + 0.002345 - 0.00469 = 0.01" in printed
    assert "2021-06-02T01+09:00 100 0.02 0.02 100 × 0.00012345 + 0.00469 + 0.002965 = 0.02" in printed
    assert "Total 0.04 CNY" in printed
    assert [each["charge"] for each in document(*asked)["statements"]] == ["0.01000000", "0.01000000", "0.02000000"]


@pytest.mark.parametrize(
    ("period", "first", "billed_on", "expected"),
    [
        ("hour", "2021-06-01T23+09:00", "", ("2021-06-01T23:00:00+09:00", "2021-06-02", "2021-06-02")),
        ("hour", "2021-06-01T22+09:00", "", ("2021-06-01T22:00:00+09:00", "2021-06-01", "2021-06-01")),
        ("day", "2021-06-30", "billed_on = [1, 2]", ("2021-06-30T00:00:00+09:00", "2021-07-01", "2021-07-02")),
        ("month", "2021-06", "billed_on = [5, 10]", ("2021-06-01T00:00:00+09:00", "2021-07-05", "2021-07-10")),
        ("month", "2020-02", "billed_on = [29, 31]", ("2020-02-01T00:00:00+09:00", "2020-03-29", "2020-03-31")),
    ],
)
def test_a_bill_comes_so_many_days_after_its_period(
    tmp_path: Path, period: str, first: str, billed_on: str, expected: tuple[str, str, str]
) -> None:
    shop = open_shop(tmp_path, "JPY", "1", f'period = "{period}"\n{billed_on}')

    settled = document("quote", "scan", "--usage", "5", "--period", first, "--catalogs", str(shop))

    assert (settled["periodStart"], settled["billedFrom"], settled["billedUntil"]) == expected
