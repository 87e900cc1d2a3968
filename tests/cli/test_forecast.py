"""`ratecard forecast` on the issue's own numbers."""

from pathlib import Path

import pytest

from tests.cli.run import answered, document, lines

YEAR = ("--from", "2021-01", "--months", "12")
PACKS = ("--usage", "25000", "--order", "100000x3@2021-01-01")


def test_forecast_of_a_year_with_three_packs() -> None:
    forecast = document("forecast", "id-card", *YEAR, *PACKS)

    assert (forecast["from"], forecast["until"], forecast["periods"]) == ("2021-01", "2021-12", 12)
    assert (forecast["status"], forecast["total"], forecast["currency"]) == ("priced", "10500.00", "CNY")
    assert [statement["total"] for statement in forecast["statements"]] == ["10500.00"] + ["0.00"] * 11
    assert [(lost["units"], lost["at"]) for lost in forecast["statements"][11]["expiries"]] == [
        (12000, "2022-01-01T00:00:00+08:00")
    ]
    assert [
        (notice["kind"], notice["at"], notice["approximate"], notice["channels"])
        for statement in forecast["statements"]
        for notice in statement["notices"]
    ] == [("low", "2021-12-22T10:00:00+08:00", True, ["wechat", "sms", "email", "site-message"])]
    assert forecast["ledger"] == [
        {
            "date": "2021-01-01", "kind": "purchase", "amount": "10500.00", "period": "2021-01",
            "step": "prepaid-packs", "available": None, "frozen": None,
        }
    ]  # fmt: skip


def test_forecast_prints_what_people_ask_first() -> None:
    printed = lines("forecast", "id-card", *YEAR, *PACKS)

    assert printed[1:3] == ["Period 2021-01 – 2021-12", "2021-01-01 00:00 +08:00 – 2022-01-01 00:00 +08:00"]
    assert "2021-01 25000 10500.00 0.00 10500.00 3 × 3500 = 10500" in printed
    assert "2021-12 25000 0.00 0.00 12000" in printed
    assert "Total 10500.00 CNY" in printed
    assert (
        "2021-12-22 10:00 +08:00 low: The last usable pack (of 100000 calls) is below 20 %"
        " (wechat, sms, email, site-message; time approximate)"
    ) in printed
    assert "2022-01-01 00:00 +08:00 ID card OCR, 100 000 calls: 12000 units" in printed
    assert "2021-01-01 Purchase · prepaid-packs 2021-01 10500.00" in printed


def test_forecast_in_chinese() -> None:
    printed = lines("forecast", "id-card", *YEAR, *PACKS, LANG="zh_CN")

    assert "合计 10500.00 CNY" in printed
    assert "2022-01-01 00:00 +08:00 身份证识别 10万次：12000 次" in printed
    assert "2021-01-01 购买 · prepaid-packs 2021-01 10500.00" in printed


def test_forecast_of_a_pack_bought_in_mid_month() -> None:
    order = ("--order", "100000@2021-01-15")

    assert document("forecast", "id-card", "--from", "2021-01", "--periods", "1", "--usage", "25000", *order)[
        "total"
    ] == ("4529.00")


def test_forecast_runs_the_balances_from_an_opening_one() -> None:
    asked = ("forecast", "id-card", "--from", "2021-01", "--usage", "9000,9000", "--opening-balance", "5000.00")

    ledger = document(*asked)["ledger"]
    printed = lines(*asked)

    assert [(e["date"], e["kind"], e["amount"], e["available"]) for e in ledger] == [
        ("2021-02-03", "charge", "1200.00", "3800.00"),
        ("2021-02-03", "freeze", "1200.00", "2600.00"),
        ("2021-03-03", "release", "1200.00", "3800.00"),
        ("2021-03-03", "charge", "1200.00", "2600.00"),
        ("2021-03-03", "freeze", "1200.00", "1400.00"),
    ]
    assert ledger[-1]["frozen"] == "1200.00"
    assert "Opening balance 5000.00" in printed
    assert "2021-03-03 Freeze · freeze-estimate 2021-02 1200.00 1400.00 1200.00" in printed


def test_forecast_with_contact_sales_in_the_middle_keeps_the_hold_and_says_what_is_unknown() -> None:
    asked = ("forecast", "id-card", "--from", "2021-01", "--usage", "9000,1000001,9000", "--opening-balance", "5000.00")

    forecast = document(*asked)
    printed = lines(*asked)

    assert (forecast["status"], forecast["total"]) == ("contact-sales", None)
    second = forecast["statements"][1]
    assert (second["status"], second["total"], second["held"], second["holds"]) == (
        "contact-sales",
        None,
        "1200.00",
        [],
    )
    assert [entry["available"] for entry in forecast["ledger"]] == ["3800.00", "2600.00", None, None, None]
    assert "Total none: contact sales for 2021-02" in printed
    assert "2021-03-03 Charge · contact sales 2021-02 unknown unknown unknown" in printed
    assert "2021-04-03 Charge 2021-03 1200.00 unknown unknown" in printed
    assert (
        "2021-02 1000001 unknown contact sales 1200.00 999001 of 1000001 calls have no list price: contact sales"
        " https://cloud.tencent.com/act/event/connect-service"
    ) in printed


def test_forecast_with_lines_prints_every_period_as_a_quote_does() -> None:
    printed = answered("forecast", "id-card", "--from", "2021-01", "--usage", "9000,10001", "--lines")

    assert "\nPeriod 2021-01\n" in printed
    assert "Total    1200.00 CNY\nSum      (9000 - 1000) × 0.15 = 1200\n" in printed
    assert "\nPeriod 2021-02\n" in printed
    assert "Total    900.10 CNY\nSum      (10001 - 1000) × 0.10 = 900.1\n" in printed
    assert "Total  2100.10 CNY\n" in printed


@pytest.mark.parametrize(
    ("arguments", "periods"),
    [
        ((), 12),
        (("--usage", "5"), 12),
        (("--usage", "5,6,7"), 3),
        (("--usage", "5,6", "--usage", "1,2:FailedOperation.ImageBlur"), 2),
        (("--periods", "4"), 4),
        (("--months", "5"), 5),
    ],
)
def test_forecast_takes_as_many_periods_as_are_listed(arguments: tuple[str, ...], periods: int) -> None:
    assert document("forecast", "id-card", "--from", "2021-01", *arguments)["periods"] == periods


def test_forecast_in_two_parts_is_the_forecast_as_a_whole(tmp_path: Path) -> None:
    kept = tmp_path / "state"
    whole = document("forecast", "id-card", *YEAR, *PACKS)
    first = document("forecast", "id-card", "--from", "2021-01", "--months", "5", *PACKS, "--state-out", str(kept))

    second = document("forecast", "id-card", "--months", "7", "--usage", "25000", "--state-file", str(kept))

    assert first["statements"] + second["statements"] == whole["statements"]
    assert second["state"] == whole["state"]


def test_forecast_does_not_depend_on_the_order_of_the_input() -> None:
    orders = ("--order", "1000@2021-02-01", "--order", "10000x2@2021-01-15")
    usage = ("--usage", "9000", "--usage", "10:FailedOperation.ImageBlur")

    one = document("forecast", "id-card", *YEAR, *orders, *usage)

    assert one == document("forecast", "id-card", *YEAR, *usage[2:], *usage[:2], *orders[2:], *orders[:2])
