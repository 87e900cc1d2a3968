"""Tencent's two products, against the numbers and sums that its price page prints."""

import pytest

from tests.cli.run import answered
from tests.price_sheet.form import SHIPPED, Read, marked, page, rendered, sheet

# 产品价格, 计费与结算方式 and the note above them, as a sheet in Chinese and in English writes their numbers.
BOTH = {
    "zh": [
        "1,000 每月", "1 年", "不支持退款",
        "1 – 10,000 ¥0.15", "10,001 – 100,000 ¥0.10", "100,001 – 1,000,000 ¥0.06", "> 1,000,000 联系商务",
        "账期结束后第 1 – 3 日", "× 100%", "20% 或为 0", "10:00-22:00", "卡证文字识别",
    ],
    "en": [
        "1,000 every month", "1 year", "not refunded",
        "1 – 10,000 CN¥0.15", "10,001 – 100,000 CN¥0.10", "100,001 – 1,000,000 CN¥0.06", "> 1,000,000 contact sales",
        "day 1 – 3 after the period ends", "× 100 %", "20 % or empty", "10:00 to 22:00", "Card OCR",
    ],
}  # fmt: skip
ALIKE = ["1,000 ¥84.00", "10,000 ¥560.00", "100,000 ¥3,500.00", "1,000,000 ¥21,000.00"]
PACKS = {"id-card": [*ALIKE, "10,000,000 ¥140,000.00"], "bank-card": [*ALIKE, "10,000,000 ¥60,000.00"]}
SIZES = ["1000次", "1万次", "10万次", "100万次", "1000万次"]
NAMES = {
    ("id-card", "zh"): [f"身份证识别 {size}" for size in SIZES],
    ("id-card", "en"): ["ID card OCR, 1 000 calls", "ID card OCR, 10 000 000 calls"],
    ("bank-card", "zh"): [f"银行卡识别 {size}" for size in SIZES],
    ("bank-card", "en"): ["Bank card OCR, 1 000 calls", "Bank card OCR, 10 000 000 calls"],
}
# 费用计算示例.
SUMS = {
    ("id-card", "zh"): [
        "预付费 示例一 2021-06 至 2022-05，共 12 个账期；每期 25,000 次，共 300,000 次；购买 3 × 身份证识别 10万次",
        "3 × 3500 = 10500 ¥10,500.00",
        "后付费 示例一 900 次 0 ¥0.00",
        "后付费 示例二 9,000 次 (9000 - 1000) × 0.15 = 1200 ¥1,200.00",
    ],
    ("id-card", "en"): [
        "Prepaid, example 1 2021-06 to 2022-05, 12 periods; 25,000 calls in each, 300,000 in all",
        "bought: 3 × ID card OCR, 100 000 calls 3 × 3500 = 10500 CN¥10,500.00",
        "Postpaid, example 1 900 calls 0 CN¥0.00",
        "Postpaid, example 2 9,000 calls (9000 - 1000) × 0.15 = 1200 CN¥1,200.00",
    ],
    ("bank-card", "zh"): [
        "预付费 示例二 2,500 次；购买 1 × 银行卡识别 1000次 (2500 - 1000 - 1000) × 0.15 + 84 = 159 ¥159.00",
        "后付费 示例三 90,000 次 (90000 - 1000) × 0.10 = 8900 ¥8,900.00",
        "后付费 示例四 900,000 次 (900000 - 1000) × 0.06 = 53940 ¥53,940.00",
    ],
    ("bank-card", "en"): [
        "Prepaid, example 2 2,500 calls; bought: 1 × Bank card OCR, 1 000 calls",
        "(2500 - 1000 - 1000) × 0.15 + 84 = 159 CN¥159.00",
        "Postpaid, example 3 90,000 calls (90000 - 1000) × 0.10 = 8900 CN¥8,900.00",
        "Postpaid, example 4 900,000 calls (900000 - 1000) × 0.06 = 53940 CN¥53,940.00",
    ],
}
ORDER = {
    "zh": "1. 不计费的返回码 2. 免费额度 3. 付费资源包 4. 后付费 5. 费用冻结 6. 余量提醒",
    "en": "1. Result codes that are not charged 2. Free allowance 3. Prepaid packs 4. Postpaid 5. Freeze "
    "6. Pack alerts",
}
# The last call of each tier, and the first of the next: (10 000 - 1 000) × 0.15 and 9 001 × 0.10, and so on.
BENDS = ["10,000 ¥1,350.00", "10,001 ¥900.10", "100,000 ¥9,900.00", "100,001 ¥5,940.06", "1,000,000 ¥59,940.00"]


def words(text: str) -> str:
    return " ".join(text.split())


def in_text(product: str, locale: str) -> str:
    return words(answered("sheet", product, "--locale", locale, "--on", "2026-11-23"))


def in_markdown(product: str, locale: str) -> str:
    return words(rendered(marked(sheet(SHIPPED, f"tencent-ocr/{product}", locale))).text)


def in_html(product: str, locale: str) -> str:
    return words(Read(page(sheet(SHIPPED, f"tencent-ocr/{product}", locale))).text)


@pytest.mark.parametrize("read", [in_text, in_markdown, in_html])
@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("product", ["id-card", "bank-card"])
def test_every_number_of_the_page_is_on_the_sheet(product: str, locale: str, read: object) -> None:
    assert callable(read)
    text = read(product, locale)
    yuan = "¥" if locale == "zh" else "CN¥"
    expected = [*BOTH[locale], *NAMES[product, locale], *SUMS[product, locale]]
    expected += [each.replace("¥", yuan) for each in (*PACKS[product], *BENDS)]

    assert [each for each in expected if each not in text] == []


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_sheet_says_the_settlement_order(locale: str) -> None:
    made = sheet(SHIPPED, "tencent-ocr/id-card", locale)
    (order,) = [section for section in made.sections if section.entries]

    assert " ".join(f"{at}. {entry.title}" for at, entry in enumerate(order.entries, 1)) == ORDER[locale]


def test_the_sheet_says_which_usage_pays_more() -> None:
    text = in_text("id-card", "zh")

    assert "7,001 … 10,000 次比 10,001 次更贵：10,001 次为 ¥900.10" in text
    assert "60,401 … 100,000 次比 100,001 次更贵：100,001 次为 ¥5,940.06" in text
    assert "1,000,001 次起没有刊例价：联系商务" in text


def test_contact_sales_is_a_link() -> None:
    made = sheet(SHIPPED, "tencent-ocr/id-card", "zh")
    url = "https://cloud.tencent.com/act/event/connect-service"

    assert {link["href"] for link in Read(page(made)).all("a")} == {url}
    assert f"[联系商务](<{url}>)" in marked(made)
    assert url in answered("sheet", "id-card", "--locale", "zh")
