"""Forecasts over HTTP: a year, the ledger, contact sales in the middle, and the state that is carried."""

from typing import Any

import pytest

from tests.api.client import Client


def amount(money: dict[str, str] | None) -> str | None:
    return money["amount"] if money else None


def test_a_year_with_three_packs(client: Client) -> None:
    answer = client.forecast(
        **{"from": "2021-01"}, periods=12, usage=[{"units": 25_000}], orders=[{"sku": "100000", "quantity": 3}]
    )

    assert amount(answer["total"]) == "10500.00"
    assert (answer["period"], answer["lastPeriod"], answer["status"]) == ("2021-01", "2021-12", "PRICED")
    lost = [(s["period"], e["units"], e["at"]) for s in answer["statements"] for e in s["expiries"]]
    assert lost == [("2021-12", 12_000, "2022-01-01T00:00:00+08:00")]
    assert [notice for s in answer["statements"] for notice in s["notices"]] == [
        {
            "kind": "low",
            "at": "2021-12-22T10:00:00+08:00",
            "approximate": True,
            "channels": ["wechat", "sms", "email", "site-message"],
            "message": "The last usable pack (of 100000 calls) is below 20 %",
        }
    ]
    first = answer["statements"][0]
    assert (first["periodStart"], first["periodEnd"]) == ("2021-01-01T00:00:00+08:00", "2021-02-01T00:00:00+08:00")
    assert (first["billedFrom"], first["billedUntil"]) == ("2021-02-01", "2021-02-03")
    assert {**first["balances"][1]} == {
        "step": "prepaid-packs",
        "sku": "100000",
        "size": 100_000,
        "before": 100_000,
        "after": 76_000,
        "effective": "2021-01-01T00:00:00+08:00",
        "expires": "2022-01-01T00:00:00+08:00",
        "kept": False,
    }


def movements(answer: Any) -> list[tuple[str, str, str | None, str | None, str | None]]:
    return [
        (entry["date"], entry["kind"], amount(entry["amount"]), amount(entry["available"]), amount(entry["frozen"]))
        for entry in answer["ledger"]
    ]


def test_the_ledger_with_running_balances(client: Client) -> None:
    answer = client.forecast(**{"from": "2021-01"}, periods=2, usage=[{"units": 9_000}], openingBalance="5000.00")

    assert movements(answer) == [
        ("2021-02-03", "CHARGE", "1200.00", "3800.00", "0.00"),
        ("2021-02-03", "FREEZE", "1200.00", "2600.00", "1200.00"),
        ("2021-03-03", "RELEASE", "1200.00", "3800.00", "0.00"),
        ("2021-03-03", "CHARGE", "1200.00", "2600.00", "0.00"),
        ("2021-03-03", "FREEZE", "1200.00", "1400.00", "1200.00"),
    ]
    assert {entry["balanceReason"] for entry in answer["ledger"]} == {None}


def test_without_an_opening_balance_the_balances_are_unknown_and_said_to_be(client: Client) -> None:
    answer = client.forecast(**{"from": "2021-01"}, usage=[{"units": 9_000}])

    assert movements(answer) == [
        ("2021-02-03", "CHARGE", "1200.00", None, None),
        ("2021-02-03", "FREEZE", "1200.00", None, None),
    ]
    assert {entry["balanceReason"] for entry in answer["ledger"]} == {"No opening balance was given"}


def test_a_month_of_contact_sales_in_the_middle(client: Client) -> None:
    usage = [
        {"units": 9_000, "period": "2021-01"},
        {"units": 1_000_001, "period": "2021-02"},
        {"units": 9_000, "period": "2021-03"},
    ]

    answer = client.forecast(**{"from": "2021-01"}, periods=3, usage=usage, openingBalance="5000.00")

    assert answer["__typename"] == "Forecast"
    assert (answer["total"], answer["status"]) == (None, "CONTACT_SALES")
    assert answer["reason"] == "2021-02: 999001 of 1000001 calls have no list price: contact sales"
    months = [(s["status"], amount(s["total"]), amount(s["held"])) for s in answer["statements"]]
    assert months == [
        ("PRICED", "1200.00", "1200.00"),
        ("CONTACT_SALES", None, "1200.00"),
        ("PRICED", "1200.00", "1200.00"),
    ]
    second = answer["statements"][1]
    assert second["holds"] == []
    assert second["holdReason"] == "The period has no total: the earlier hold stays, and nothing new is frozen"
    assert second["reason"] == "999001 of 1000001 calls have no list price: contact sales"
    assert second["url"].startswith("https://cloud.tencent.com/")
    assert movements(answer)[:2] == [
        ("2021-02-03", "CHARGE", "1200.00", "3800.00", "0.00"),
        ("2021-02-03", "FREEZE", "1200.00", "2600.00", "1200.00"),
    ]
    assert {(entry["available"], entry["frozen"], entry["balanceReason"]) for entry in answer["ledger"][2:]} == {
        (None, None, "What is charged for 2021-02 is unknown: contact sales")
    }


ORDERS = [{"sku": "10000", "quantity": 1, "on": "2021-01-20"}]


def test_a_quote_then_one_from_its_state_is_a_forecast(client: Client) -> None:
    january = client.quote(period="2021-01", units=9_000, orders=ORDERS)
    february = client.quote(period=None, units=9_000, state=january["state"])

    both = client.forecast(**{"from": "2021-01"}, periods=2, usage=[{"units": 9_000}], orders=ORDERS)

    assert february["period"] == "2021-02"
    assert [january["total"]["amount"], february["total"]["amount"]] == [
        amount(statement["total"]) for statement in both["statements"]
    ]
    assert both["state"] == february["state"]


def test_the_state_after_contact_sales_keeps_the_hold(client: Client) -> None:
    january = client.quote(period="2021-01", units=9_000)
    february = client.quote(period=None, units=1_000_001, state=january["state"])
    march = client.quote(period=None, units=9_000, state=february["state"])

    assert (february["__typename"], amount(february["held"])) == ("ContactSales", "1200.00")
    assert [hold["kind"] for hold in march["holds"]] == ["RELEASE", "FREEZE"]


@pytest.mark.parametrize(
    ("product", "period", "edit", "code", "path"),
    [
        ("id-card", "2021-02", lambda s: s[:-8] + "AAAA" + s[-4:], "damaged-state", ["input", "state"]),
        ("bank-card", "2021-02", lambda s: s, "foreign-state", ["input", "state"]),
        ("id-card", "2021-04", lambda s: s, "foreign-state", ["input", "state"]),
    ],
    ids=["edited by hand", "of another product", "of another time"],
)
def test_a_state_that_does_not_fit(
    client: Client, product: str, period: str, edit: Any, code: str, path: list[str]
) -> None:
    state = client.quote(period="2021-01", units=9_000)["state"]

    answer = client.quote(product, 1, period=period, state=edit(state))

    assert (answer["__typename"], answer["code"], answer["path"]) == ("PlainRefusal", code, path)
