"""Money in currencies of no, two and three decimal places, over HTTP."""

from pathlib import Path
from typing import Any

import pytest

from ratecard.asgi import application
from ratecard.bootstrap import Settings, open_service
from tests.api.client import Client, TestClient
from tests.shop import open_shop

ASKED = """
query Quote($input: QuoteInput!) {
  quote(input: $input) {
    ... on Quote {
      total { amount currency zh: formatted(locale: "zh") en: formatted(locale: "en") }
      charge { amount en: formatted(locale: "en") }
      lines { amount { amount en: formatted(locale: "en") } }
    } } }
"""


def quote(folder: Path, units: int) -> Any:
    settings = Settings(folder)
    with TestClient(application(open_service(settings), settings)) as http:
        answer = Client(http).data(ASKED, input={"product": "scan", "period": "2021-06", "usage": [{"units": units}]})
    return answer["quote"]


@pytest.mark.parametrize(
    ("currency", "price", "amount", "zh", "en"),
    [
        # 1 234 567 calls; half up to the places that the currency has.
        pytest.param("JPY", "0.5", "617284", "JP¥617,284", "¥617,284", id="yen: 617 283.5"),
        pytest.param("KRW", "1.5", "1851851", "₩1,851,851", "₩1,851,851", id="won: 1 851 850.5"),
        pytest.param("CNY", "0.015", "18518.51", "¥18,518.51", "CN¥18,518.51", id="yuan: 18 518.505"),
        pytest.param("USD", "0.01", "12345.67", "US$12,345.67", "$12,345.67", id="dollars"),
        pytest.param("KWD", "0.0015", "1851.851", "KWD\xa01,851.851", "KWD\xa01,851.851", id="dinars: 1 851.8505"),
    ],
)
def test_amounts_have_the_places_of_their_currency(
    tmp_path: Path, currency: str, price: str, amount: str, zh: str, en: str
) -> None:
    total = quote(open_shop(tmp_path, currency, price), 1_234_567)["total"]

    assert total == {"amount": amount, "currency": currency, "zh": zh, "en": en}


@pytest.mark.parametrize(
    ("currency", "rounding", "units", "amount", "en"),
    [
        ("CNY", "places = 8", 100_000, "12.34500000", "CN¥12.345"),
        ("CNY", "places = 8", 200_000, "24.69000000", "CN¥24.69"),
        ("CNY", "places = 8", 0, "0.00000000", "CN¥0.00"),
        ("CNY", "places = 0", 100_000, "12", "CN¥12"),
        ("JPY", "places = 2", 100_000, "12.35", "¥12.35"),
        ("JPY", "places = 8", 10_000_000, "1234.50000000", "¥1,234.5"),
        ("JPY", "places = 8", 20_000_000, "2469.00000000", "¥2,469"),
        ("KWD", "places = 8", 200_000, "24.69000000", "KWD\xa024.690"),
        ("KWD", "places = 2", 200_000, "24.69", "KWD\xa024.69"),
    ],
)
def test_amounts_with_other_places_are_data_in_full_and_text_without_zeros(
    tmp_path: Path, currency: str, rounding: str, units: int, amount: str, en: str
) -> None:
    shared = f'rounding = {{ {rounding}, mode = "half-up" }}'

    total = quote(open_shop(tmp_path, currency, "0.00012345", shared), units)["total"]

    assert (total["amount"], total["en"]) == (amount, en)


def test_debit_with_two_places_of_lines_with_eight(tmp_path: Path) -> None:
    steps = '[debit-rounding]\nplaces = 2\nmode = "half-up"\ndifference = "carried"'
    shared = 'rounding = { places = 8, mode = "half-up" }'
    chain = ("tiered-postpaid", "debit-rounding")

    answer = quote(open_shop(tmp_path, "CNY", "0.00012345", shared, steps, chain), 100_000)

    assert answer["charge"] == {"amount": "12.35000000", "en": "CN¥12.35"}
    assert [line["amount"]["en"] for line in answer["lines"]] == ["CN¥12.345", "CN¥0.005"]
