"""`ratecard advise` on the issue's own numbers."""

from decimal import Decimal
from typing import Any

import pytest

from ratecard.service import Advised, Service
from tests.cli.run import CATALOGS, document, lines, refused

LONG = ("--seconds", "60")
"""What is proven does not depend on how fast the machine is."""
YEAR = ("advise", "id-card", "--from", "2021-01", "--usage", "25000", *LONG)


def bought(advice: dict[str, list[dict[str, object]]]) -> list[tuple[object, ...]]:
    return [(each["sku"], each["quantity"], each["on"]) for each in advice["orders"]]


def test_a_year_of_25000_calls_takes_three_packs() -> None:
    advice = document(*YEAR)

    assert bought(advice) == [("100000", 3, "2021-01-01T00:00:00+08:00")]
    assert (advice["orders"][0]["price"], advice["orders"][0]["amount"]) == ("3500", "10500.00")
    assert (advice["total"], advice["without"], advice["saving"]) == ("10500.00", "28800.00", "18300.00")
    # One pack of a million for all 288 000 calls; no other single pack costs less.
    assert (advice["single"]["total"], bought(advice["single"])) == (
        "21000.00",
        [("1000000", 1, "2021-01-01T00:00:00+08:00")],
    )
    # 300 000 calls in packs, 288 000 of them used.
    assert advice["unused"] == 12000
    assert (advice["proven"], advice["atLeast"]) == (True, "10500.00")
    # 12 × 5 833 × 0.15 is 10 499.40, and 12 × 5 834 × 0.15 is 10 501.20.
    assert (advice["breakEven"], advice["breakEvenKnown"]) == (6834, True)


def test_thirteen_months_cost_11228() -> None:
    advice = document(*YEAR, "--months", "13")

    assert (advice["total"], advice["proven"]) == ("11228.00", True)
    quantities: dict[str, int] = {}
    for order in advice["orders"]:
        quantities[order["sku"]] = quantities.get(order["sku"], 0) + order["quantity"]
    assert quantities == {"100000": 3, "10000": 1, "1000": 2}


def test_advice_in_a_table() -> None:
    printed = lines(*YEAR)

    assert printed[4:7] == ["Buy", "Pack Sku Quantity Date Price Amount", printed[6]]
    assert printed[7:] == [
        "ID card OCR, 100 000 calls 100000 3 2021-01-01 3500 10500.00",
        "",
        "With these orders 10500.00 CNY",
        "Without them 28800.00 CNY",
        "Saving 18300.00 CNY",
        "Best single pack ID card OCR, 1 000 000 calls: 21000.00 CNY",
        "Break-even from 6834 calls in every period on they cost no more than none",
        "Unused 12000 units expire or are left at the end: worth nothing",
        printed[15],
        "",
        "Priced by tencent-ocr · ratecard 0.1.0",
        printed[18],
    ]
    assert printed[15].startswith("Optimum proven: no plan is cheaper")


def test_advice_in_chinese() -> None:
    printed = lines(*YEAR, "--locale", "zh")

    assert "身份证识别 10万次 100000 3 2021-01-01 3500 10500.00" in printed
    assert "未用完 12000 次到期或期末剩余，不计价值" in printed
    assert "盈亏平衡 每期调用量达到 6834 次起，不比不购买贵" in printed


def test_where_no_pack_pays_nothing_is_bought() -> None:
    asked = ("advise", "id-card", "--from", "2021-01", "--usage", "1500", "--months", "1")
    advice = document(*asked)

    assert (advice["orders"], advice["total"], advice["without"], advice["saving"]) == ([], "75.00", "75.00", "0.00")
    assert (advice["single"]["total"], advice["breakEven"], advice["proven"]) == ("84.00", None, True)
    assert lines(*asked)[4:6] == ["Buy", "no packs"]


def test_packs_that_are_owned_are_used_first() -> None:
    owned = ("--order", "1000", "--owned", "100000:80000@2020-12-01")
    advice = document("advise", "id-card", "--from", "2021-01", "--usage", "25000", "--months", "3", *owned)

    # 72 000 of the 80 000 calls; the ordered pack is paid for all the same.
    assert (advice["orders"], advice["total"], advice["without"]) == ([], "84.00", "84.00")


def test_packs_may_be_bought_on_any_day() -> None:
    usage = ("--usage", "0", "--months", "1")
    advice = document("advise", "id-card", "--from", "2021-06", *usage, "--any-day")

    assert (advice["orders"], advice["proven"]) == ([], True)


def test_where_time_runs_out_the_best_found_is_the_answer() -> None:
    asked = ("advise", "id-card", "--from", "2021-01", "--months", "36", "--usage", "25000", "--seconds", "0")
    advice = document(*asked)

    assert advice["settled"] is False
    assert float(advice["atLeast"]) <= float(advice["total"]) <= float(advice["without"])


def test_usage_without_a_list_price_takes_packs() -> None:
    asked = ("advise", "id-card", "--from", "2021-01", "--usage", "1001001", "--months", "1", *LONG)
    advice = document(*asked)

    # A million in one pack, a thousand free, and one more in the smallest pack: 21 000 + 84.
    assert [(each["sku"], each["quantity"]) for each in advice["orders"]] == [("1000000", 1), ("1000", 1)]
    assert (advice["total"], advice["without"], advice["saving"]) == ("21084.00", None, None)
    assert advice["contact"]["units"] == 1000001
    assert "Without them contact sales" in lines(*asked)
    assert "Saving unknown" in lines(*asked)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("advise", "id-card", "--months", "37"), "advice looks at 1 to 36 periods, not at 37"),
        (("advise", "id-crad"),
         "product 'id-crad' is not known; known: bank-card, id-card\nHint: did you mean 'id-card'?"),
        (("advise", "id-card", "--usage", "-1"), "units -1 are below zero"),
    ],
)  # fmt: skip
def test_what_cant_be_advised_on_is_refused(arguments: tuple[str, ...], said: str) -> None:
    assert refused(*arguments) == f"ratecard: {said}\n"


def test_advice_as_json_has_a_stable_shape() -> None:
    assert list(document("advise", "id-card", "--from", "2021-01", "--months", "1")) == [
        "product", "name", "currency", "timeZone", "catalog", "catalogDigest", "engineVersion", "from", "until",
        "periods", "total", "orders", "without", "saving", "contact", "single", "breakEven", "breakEvenKnown", "unused",
        "proven", "settled", "atLeast",
    ]  # fmt: skip


def test_where_no_plan_has_a_total_that_is_said() -> None:
    asked = ("advise", "id-card", "--from", "2021-01", "--months", "36", "--usage", "1001001", "--seconds", "0")

    advice = document(*asked)
    printed = lines(*asked)

    assert (advice["total"], advice["orders"], advice["proven"]) == (None, [], False)
    assert printed[4:6] == ["Buy", "no plan with a total was found"]
    assert "With these orders contact sales" in printed
    assert "Optimum unknown" in printed


@pytest.mark.parametrize(
    ("at_least", "sentence"),
    [
        (Decimal("10400.00"), "best found, not proven; every plan costs at least 10400.00 CNY"),
        (None, "best found, not proven"),
    ],
)
def test_a_best_found_is_said_not_to_be_proven(
    monkeypatch: pytest.MonkeyPatch, at_least: Decimal | None, sentence: str
) -> None:
    advised = Service.advise

    def out_of_time(service: Service, *asked: Any) -> Advised:
        found = advised(service, *asked)
        return found._replace(advice=found.advice._replace(proven=False, at_least=at_least))

    monkeypatch.setattr(Service, "advise", out_of_time)

    assert f"Optimum {sentence}" in lines(*YEAR)


def test_a_break_even_that_takes_too_long_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ratecard.cli.advise.BREAK_EVEN_SECONDS", -1)

    assert "Break-even not found in time" in lines(*YEAR)
    assert "盈亏平衡 未能及时求出" in lines(*YEAR, "--locale", "zh")
    advice = document(*YEAR)
    assert (advice["breakEven"], advice["breakEvenKnown"]) == (None, False)


def test_advice_tells_what_is_refused_without_orders() -> None:
    sheets = str(CATALOGS.parent / "tests" / "catalogs")

    printed = lines(
        "advise",
        "tencent-ocr-2022/id-card",
        "--usage",
        "1100",
        "--from",
        "2022-07",
        "--periods",
        "1",
        "--catalogs",
        sheets,
    )

    assert "Without them 0.00 CNY, 100 units refused" in printed
    assert "With these orders 84.00 CNY" in printed


def test_a_pack_for_nothing_costs_an_amount_too() -> None:
    sheets = str(CATALOGS.parent / "tests" / "catalogs")

    printed = lines(
        "advise",
        "made-up/passports",
        "--usage",
        "photo=100",
        "--from",
        "2025-07",
        "--periods",
        "1",
        "--catalogs",
        sheets,
    )

    assert "Trial trial 1 2025-07-01 0 0.00" in printed
