"""The low balance of a catalog, on the command line."""

from pathlib import Path

from tests.cli.run import document, lines
from tests.shop import open_shop

RULE = 'low_balance = { below = 100, channels = ["sms"] }'
ASKED = ("forecast", "scan", "--from", "2021-06", "--usage", "51,51", "--opening-balance", "150")


def test_forecast_tells_of_a_low_balance(tmp_path: Path) -> None:
    catalogs = ("--catalogs", str(open_shop(tmp_path, "CNY", "1.00", RULE)))

    assert document(*ASKED, *catalogs)["lowBalances"] == [
        {
            "date": "2021-07-01", "available": "99.00", "below": "100", "period": "2021-06",
            "message": "The available balance is 99.00, below 100", "channels": ["sms"],
        }
    ]  # fmt: skip
    assert "2021-07-01 low-balance: The available balance is 99.00, below 100 (sms)" in lines(*ASKED, *catalogs)
    assert "2021-07-01 low-balance: 可用余额 99.00，已低于 100 (sms)" in lines(*ASKED, *catalogs, "--locale", "zh")


def test_forecast_without_an_opening_balance_tells_nothing(tmp_path: Path) -> None:
    catalogs = ("--catalogs", str(open_shop(tmp_path, "CNY", "1.00", RULE)))

    assert document(*ASKED[:-2], *catalogs)["lowBalances"] == []
