"""`ratecard products`: the page's price tables."""

from tests.cli.run import document, lines


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
    assert steps["tiered-postpaid"]["mode"] == "volume"
    assert steps["tiered-postpaid"]["tiers"] == [
        {"above": 0, "upTo": 10000, "price": "0.15", "url": None},
        {"above": 10000, "upTo": 100000, "price": "0.10", "url": None},
        {"above": 100000, "upTo": 1000000, "price": "0.06", "url": None},
        {
            "above": 1000000, "upTo": None, "price": None,
            "url": "https://cloud.tencent.com/act/event/connect-service",
        },
    ]  # fmt: skip
    assert steps["freeze-estimate"]["display"] == "note"
    assert [product["id"] for product in document("products")["products"]] == ["bank-card", "id-card"]
