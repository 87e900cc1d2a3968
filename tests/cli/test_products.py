"""`ratecard products`: the page's price tables."""

from pathlib import Path
from typing import Any

from tests.cli.run import CATALOGS, document, lines

SHEETS = str(CATALOGS.parent / "tests" / "catalogs")


def test_products_lists_what_is_for_sale() -> None:
    assert [line for line in lines("products") if "─" not in line] == [
        "Product Name Category Catalog Currency Period",
        "bank-card Bank card OCR Card OCR tencent-ocr · Tencent Cloud OCR CNY month",
        "id-card ID card OCR Card OCR tencent-ocr · Tencent Cloud OCR CNY month",
    ]


def test_products_lists_in_chinese() -> None:
    assert "id-card 身份证识别 卡证文字识别 tencent-ocr · 腾讯云文字识别 CNY 月" in lines("products", "--locale", "zh")


def test_products_shows_one_price_list_in_the_order_of_settlement() -> None:
    printed = lines("products", "bank-card", "--on", "2021-06-01")

    assert printed[0] == "Bank card OCR · tencent-ocr/bank-card"
    assert "Prices of 2021-06-01" in printed
    titles = [line.rsplit(" · ", 1)[1] for line in printed if line[:2] in {f"{number}." for number in range(1, 7)}]
    assert titles == [
        "outcome-filter", "free-allowance", "prepaid-packs", "tiered-postpaid", "freeze-estimate", "pack-alerts",
    ]  # fmt: skip
    assert "10000000 Bank card OCR, 10 000 000 calls 10000000 60000 1 year" in printed
    assert [line for line in printed if line.startswith(("1 –", "10001 –", "100001 –", "> 1000000"))] == [
        "1 – 10000 0.15",
        "10001 – 100000 0.10",
        "100001 – 1000000 0.06",
        "> 1000000 contact sales https://cloud.tencent.com/act/event/connect-service",
    ]


def test_products_shows_a_price_list_in_chinese() -> None:
    printed = lines("products", "id-card", "--locale", "zh")

    assert "1000 身份证识别 1000次 1000 84 1 年" in printed
    assert "> 1000000 联系商务 https://cloud.tencent.com/act/event/connect-service" in printed


def test_products_as_json() -> None:
    shown = document("products", "id-card", "--on", "2021-06-01")

    (product,) = shown["products"]
    steps = {step.pop("step"): step for step in product.pop("steps")}
    assert shown["engineVersion"] == "0.1.0"
    assert product.pop("catalogDigest").startswith("sha256:")
    assert product.pop("description").startswith("For all sub-products.")
    assert product == {
        "id": "id-card",
        "product": "tencent-ocr/id-card",
        "name": "ID card OCR",
        "category": "Card OCR",
        "currency": "CNY",
        "timeZone": "Asia/Shanghai",
        "periodUnit": "month",
        "on": "2021-06-01",
        "effectiveFrom": None,
        "meters": [],
        "metering": [],
        "catalog": "tencent-ocr",
    }
    assert (steps["free-allowance"]["units"], steps["free-allowance"]["every"]) == (1000, "month")
    assert [(pack["sku"], pack["price"]) for pack in steps["prepaid-packs"]["packs"]] == [
        ("1000", "84"), ("10000", "560"), ("100000", "3500"), ("1000000", "21000"), ("10000000", "140000"),
    ]  # fmt: skip
    assert steps["prepaid-packs"]["packs"][0]["validFor"] == {"years": 1, "months": 0, "days": 0}
    postpaid = steps["tiered-postpaid"]
    plain: dict[str, Any] = {"prices": [], "fee": None, "url": None}
    assert {key: postpaid[key] for key in ("mode", "per", "blocks", "countedOver")} == {
        "mode": "volume", "per": 1, "blocks": None, "countedOver": None,
    }  # fmt: skip
    assert postpaid["tiers"] == [
        {"above": 0, "upTo": 10000, "price": "0.15", **plain},
        {"above": 10000, "upTo": 100000, "price": "0.10", **plain},
        {"above": 100000, "upTo": 1000000, "price": "0.06", **plain},
        {
            **plain, "above": 1000000, "upTo": None, "price": None,
            "url": "https://cloud.tencent.com/act/event/connect-service",
        },
    ]  # fmt: skip
    assert steps["freeze-estimate"]["display"] == "note"
    assert [product["id"] for product in document("products")["products"]] == ["bank-card", "id-card"]


STAIRS = """
id = "stairs"
name = { zh = "阶梯", en = "Stairs" }
currency = "CNY"
time_zone = "Asia/Shanghai"
chain = ["tiered-postpaid"]
"""
CARD = """
id = "card"
name = { zh = "卡", en = "Card" }
meters = [{ id = "a", name = { zh = "甲", en = "A" } }, { id = "b", name = { zh = "乙", en = "B" } }]

[tiered-postpaid]
mode = "volume"
tier_excludes = []
per = 1_000
blocks = "whole"
counted_over = "year"
tiers = [{ up_to = 1_000, fee = 100 }, { price = 1.50, prices = [{ meter = "b", price = 2.5 }] }]

[[examples]]
title = "two blocks"
usage = [{ units = 1_001, meter = "a" }]
total = 3
"""


def test_products_shows_fees_and_prices_of_single_apis(tmp_path: Path) -> None:
    (tmp_path / "stairs").mkdir()
    (tmp_path / "stairs" / "catalog.toml").write_text(STAIRS)
    (tmp_path / "stairs" / "card.toml").write_text(CARD)

    printed = lines("products", "card", "--catalogs", str(tmp_path))
    (step,) = document("products", "card", "--catalogs", str(tmp_path))["products"][0]["steps"]

    assert printed[printed.index("1 – 1000 0 100") - 2] == "Calls in a year Price per 1000 Fee Other prices"
    assert "> 1000 1.50 b 2.5" in printed
    assert {key: step[key] for key in ("per", "blocks", "countedOver")} == {
        "per": 1000, "blocks": "whole", "countedOver": "year",
    }  # fmt: skip
    assert step["tiers"] == [
        {"above": 0, "upTo": 1000, "price": "0", "prices": [], "fee": "100", "url": None},
        {
            "above": 1000, "upTo": None, "price": "1.50", "prices": [{"meter": "b", "price": "2.5"}],
            "fee": None, "url": None,
        },
    ]  # fmt: skip


def test_products_says_whom_and_what_a_step_is_for() -> None:
    printed = lines("products", "baidu/general", "--catalogs", SHEETS)
    chinese = lines("products", "made-up/letters", "--catalogs", SHEETS, "--locale", "zh")
    shown = document("products", "made-up/letters", "--catalogs", SHEETS)["products"][0]["steps"]

    assert printed[printed.index("1. Free allowance · free-person") + 2] == (
        "Only for calls of accurate; accounts of class person"
    )
    assert (
        chinese[chinese.index("3. 免费额度 · beginners") + 2] == "仅限：开通后前 2 个月；2025-01-01 起；2026-01-01 之前"
    )
    scopes = {step["step"]: step["scope"] for step in shown}
    nothing: dict[str, Any] = {"accountClasses": [], "firstMonths": None, "since": None, "until": None, "meters": []}
    assert scopes["tiered-postpaid"] is None
    assert scopes["partners"] == nothing | {"accountClasses": ["partner"]}
    assert scopes["beginners"] == nothing | {"firstMonths": 2, "since": "2025-01-01", "until": "2026-01-01"}


def test_products_says_what_packs_are_for_and_what_a_call_takes_of_points() -> None:
    mixed = lines("products", "mixed-receipts", "--catalogs", SHEETS)
    points = lines("products", "baidu/general", "--catalogs", SHEETS)

    assert "Sku Name Units Meter Price Valid for Returnable" in mixed
    assert "small-1000 Pack of 1000 calls 1000 call, small 80 1 year yes" in mixed
    assert any(line.endswith(", points that a call takes: standard 5, accurate 10") for line in points)
