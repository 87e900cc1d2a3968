"""The low balance of a catalog, over HTTP."""

from pathlib import Path

import pytest

from ratecard.asgi import application
from ratecard.bootstrap import Settings, open_service
from tests.api.client import Client, TestClient
from tests.shop import open_shop

ASKED = """
query Low($input: ForecastInput!) {
  forecast(input: $input) {
    ... on Forecast {
      lowBalances { date available { amount formatted } below { amount } period channels
        zh: message(locale: "zh") en: message(locale: "en") } } } }
"""


def low_balances(folder: Path, shared: str, **asked: object) -> object:
    settings = Settings(open_shop(folder, "CNY", "1.00", shared))
    with TestClient(application(open_service(settings), settings)) as http:
        answer = Client(http).data(
            ASKED, input={"product": "scan", "from": "2021-06", "periods": 2, "usage": [{"units": 51}], **asked}
        )
    return answer["forecast"]["lowBalances"]


def test_the_holder_is_told_of_a_low_balance(tmp_path: Path) -> None:
    rule = 'low_balance = { below = 100, channels = ["sms", "email"] }'

    assert low_balances(tmp_path, rule, openingBalance="150.00") == [
        {
            "date": "2021-07-01",
            "available": {"amount": "99.00", "formatted": "CN¥99.00"},
            "below": {"amount": "100.00"},
            "period": "2021-06",
            "channels": ["sms", "email"],
            "zh": "可用余额 99.00，已低于 100",
            "en": "The available balance is 99.00, below 100",
        }
    ]


@pytest.mark.parametrize(
    ("shared", "opening"),
    [("", {"openingBalance": "150.00"}), ("low_balance = { below = 100, channels = [] }", {})],
    ids=["no rule", "no opening balance"],
)
def test_nobody_is_told_without_a_rule_or_a_balance(tmp_path: Path, shared: str, opening: dict[str, str]) -> None:
    assert low_balances(tmp_path, shared, **opening) == []
