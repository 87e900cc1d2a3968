"""What is bought for a time, such as calls a second, on paper and as JSON."""

from pathlib import Path

import pytest

from tests.cli.run import document, lines, refused
from tests.speed import lay_out

JUNE_AND_JULY = ("forecast", "lane", "--from", "2021-06", "--periods", "2")
ORDERS = ("--order", "monthx20@2021-06-15", "--order", "dayx5@2021-06-01T12:00:00+08:00", "--order", "dayx5@2021-06-30")


@pytest.fixture
def catalogs(tmp_path: Path) -> tuple[str, str]:
    return "--catalogs", str(lay_out(tmp_path))


def test_a_quote_tells_what_is_in_force(catalogs: tuple[str, str]) -> None:
    printed = lines("quote", "lane", "--period", "2021-06", *ORDERS, *catalogs)

    at = printed.index("Bought for a time · Asia/Shanghai")
    assert [line for line in printed[at + 1 :] if "─" not in line][:4] == [
        "Bought for a time Quantity Effective Expires",
        "QPS by the day 5 2021-06-01 12:00 2021-06-02 00:00",
        "QPS by the month 20 2021-06-15 00:00 2021-07-15 00:00",
        "QPS by the day 5 2021-06-30 00:00 2021-07-01 00:00",
    ]


def test_a_forecast_tells_of_all_its_periods_once(catalogs: tuple[str, str]) -> None:
    printed = lines(*JUNE_AND_JULY, *ORDERS, *("--order", "dayx5@2021-06-30"), *catalogs, "--locale", "zh")

    at = printed.index("叠加包 · Asia/Shanghai")
    assert printed[at + 3 : at + 6] == [
        "QPS 叠加包（按天） 5 2021-06-01 12:00 2021-06-02 00:00",
        "QPS 叠加包（按月） 20 2021-06-15 00:00 2021-07-15 00:00",
        "2 × QPS 叠加包（按天） 5 2021-06-30 00:00 2021-07-01 00:00",
    ]


def test_as_json_each_period_has_its_own(catalogs: tuple[str, str]) -> None:
    answer = document(*JUNE_AND_JULY, *ORDERS, *catalogs)

    june, july = (statement["entitlements"] for statement in answer["statements"])
    assert len(june) == 3
    assert july == [
        {
            "step": "qps",
            "item": "month",
            "quantity": 20,
            "effective": "2021-06-15T00:00:00+08:00",
            "expires": "2021-07-15T00:00:00+08:00",
        }
    ]


def test_too_many_at_once_are_refused(catalogs: tuple[str, str]) -> None:
    said = refused("quote", "lane", "--period", "2021-06", "--order", "dayx60", "--order", "dayx50", *catalogs)

    assert said == (
        "ratecard: with 60 QPS more, 110 QPS would be in force on 2021-06-01, and 100 are the most\n"
        "Hint: order 50 at most, or other days\n"
    )


def test_an_order_is_for_so_many_days_from_a_day_on(catalogs: tuple[str, str]) -> None:
    order = "dayx80@2021-06-20,effective=2021-07-01,lasts=5"

    printed = lines("quote", "lane", "--period", "2021-06", "--order", order, *catalogs)

    assert "Sum 400 × 15 = 6000" in printed
    assert "QPS by the day 80 2021-07-01 00:00 2021-07-06 00:00" in printed


def test_an_account_may_choose_postpaid(catalogs: tuple[str, str]) -> None:
    choice = ("--choose", "overflow=postpaid@2021-06-21")

    printed = lines("quote", "lane", "--period", "2021-06", "--usage", "300", *choice, *catalogs)

    assert "Total 100.00 CNY" in printed
    assert "Refused 200 units, not charged" in printed


def test_refused_calls_are_told(catalogs: tuple[str, str]) -> None:
    printed = lines("quote", "lane", "--period", "2021-06", "--usage", "300", *catalogs)

    assert any(line.startswith("Refused, not charged 300 0 0.00 300 × 0 = 0") for line in printed)


def test_a_price_list_has_prices_by_quantity(catalogs: tuple[str, str]) -> None:
    printed = lines("products", "lane", *catalogs)

    at = printed.index("3. Capacity packs · qps")
    assert [line for line in printed[at + 2 :] if "─" not in line][:5] == [
        "Sku Name In one order Price Valid for Starts Contact",
        "day QPS by the day 15 a day 1 day as chosen",
        "month QPS by the month 1 – 9 300 a month 1 month as chosen",
        "month QPS by the month 10 – 49 280 a month 1 month as chosen",
        "month QPS by the month > 49 contact sales 1 month as chosen https://example.com",
    ]


def test_a_price_list_as_json_has_prices_by_quantity(catalogs: tuple[str, str]) -> None:
    [product] = document("products", "lane", *catalogs)["products"]

    [day, month] = product["steps"][2]["packs"]
    assert (day["soldBy"], day["price"], day["mode"], day["prices"]) == ("day", "15", None, [])
    assert (month["soldBy"], month["price"], month["mode"]) == ("month", "300", "volume")
    assert month["prices"] == [
        {"above": 0, "upTo": 9, "price": "300", "url": None},
        {"above": 9, "upTo": 49, "price": "280", "url": None},
        {"above": 49, "upTo": None, "price": None, "url": "https://example.com"},
    ]
