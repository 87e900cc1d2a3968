"""The shipped catalog holds Tencent's page."""

from decimal import Decimal
from pathlib import Path

import pytest

from ratecard.catalog import load
from ratecard.domain.forecast import forecast
from ratecard.domain.product import Product
from ratecard.domain.question import Question, Used
from ratecard.spi import PackDisplay, TierDisplay
from tests.catalog.toy import INSTALLED

(CATALOG,) = load(Path(__file__).parents[2] / "catalogs", INSTALLED)
PRODUCTS = {product.id: product for product in CATALOG.products}


def price_of(product: Product, units: int, code: str) -> Decimal | None:
    period = product.calendar.named("2021-06")
    return forecast(Question(product, (period,), (Used(1_000), Used(units, code=code)))).total


def test_the_catalog_is_tencents() -> None:
    assert (CATALOG.id, CATALOG.name.zh, CATALOG.currency, CATALOG.calendar.zone.key, CATALOG.warnings) == (
        "tencent-ocr",
        "腾讯云文字识别",
        "CNY",
        "Asia/Shanghai",
        (),
    )


@pytest.mark.parametrize(
    ("product", "name", "packs"),
    [
        ("id-card", "身份证识别", {1_000: 84, 10_000: 560, 100_000: 3_500, 1_000_000: 21_000, 10_000_000: 140_000}),
        ("bank-card", "银行卡识别", {1_000: 84, 10_000: 560, 100_000: 3_500, 1_000_000: 21_000, 10_000_000: 60_000}),
    ],
)
def test_the_price_tables_are_the_pages(product: str, name: str, packs: dict[int, int]) -> None:
    (version,) = PRODUCTS[product].versions
    shown = {step.id: step.strategy.display() for step in version.chain.steps}
    sold, tiers = shown["prepaid-packs"], shown["tiered-postpaid"]

    assert (version.name.zh, version.category.zh) == (name, "卡证文字识别")
    assert isinstance(sold, PackDisplay)
    assert {offer.units: offer.price for offer in sold.offers} == packs
    assert isinstance(tiers, TierDisplay)
    contact = "https://cloud.tencent.com/act/event/connect-service"
    assert [(tier.above, tier.up_to, tier.price, tier.url) for tier in tiers.tiers] == [
        (0, 10_000, Decimal("0.15"), ""),
        (10_000, 100_000, Decimal("0.10"), ""),
        (100_000, 1_000_000, Decimal("0.06"), ""),
        (1_000_000, None, None, contact),
    ]


def test_the_pages_six_sums_are_examples() -> None:
    text = "".join(path.read_text() for path in (Path(__file__).parents[2] / "catalogs" / "tencent-ocr").iterdir())

    for title in ["预付费 示例一", "预付费 示例二", "后付费 示例一", "后付费 示例二", "后付费 示例三", "后付费 示例四"]:
        assert text.count(f'title = {{ zh = "{title}",') == 1


@pytest.mark.parametrize(
    ("product", "code", "total"),
    [
        ("id-card", "66661009", "0.00"),
        ("id-card", "66660015", "0.00"),
        ("id-card", "FailedOperation.ImageNoIdCard", "0.00"),
        ("id-card", "FailedOperation.EmptyImageError", "15.00"),
        ("id-card", "ResourceNotFound.NoInvoice", "15.00"),
        ("id-card", "no such code", "0.00"),
        ("bank-card", "66661009", "15.00"),
        ("bank-card", "-9114", "15.00"),
        ("bank-card", "-9014", "0.00"),
        ("bank-card", "-1304", "0.00"),
        ("bank-card", "FailedOperation.InvoiceMismatch", "15.00"),
    ],
)
def test_result_codes_are_charged_as_the_linked_pages_say(product: str, code: str, total: str) -> None:
    assert price_of(PRODUCTS[product], 100, code) == Decimal(total)
