"""Orders, owned packs, usage and dates as they are typed."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from ratecard.cli import argument
from ratecard.cli.option import spoken
from ratecard.cli.usage import usage
from ratecard.service import ChoiceAsked, OrderAsked, OwnedAsked, UsageAsked

CHINA = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("1000", OrderAsked("1000", 1, None)),
        ("1000x3", OrderAsked("1000", 3, None)),
        ("100000x3@2021-01-01", OrderAsked("100000", 3, date(2021, 1, 1))),
        ("1000@2021-01-01T09:30+08:00", OrderAsked("1000", 1, datetime(2021, 1, 1, 9, 30, tzinfo=CHINA))),
        ("1000@2021-01-01T09:30:15.5Z", OrderAsked("1000", 1, datetime(2021, 1, 1, 9, 30, 15, 500000, tzinfo=UTC))),
        ("prepaid-packs/1000x2", OrderAsked("prepaid-packs/1000", 2, None)),
        ("max", OrderAsked("max", 1, None)),
        ("box", OrderAsked("box", 1, None)),
        ("x2", OrderAsked("x2", 1, None)),
        ("pack-x2", OrderAsked("pack-x2", 1, None)),
        ("pack-x2x3", OrderAsked("pack-x2", 3, None)),
        ("pack-x3", OrderAsked("pack-", 3, None)),
        ("seat,lasts=3", OrderAsked("seat", lasts=3)),
        ("seatx2@2021-01-01,effective=2021-01-02,lasts=3,returned=2021-01-05T09:30+08:00",
         OrderAsked("seat", 2, date(2021, 1, 1), date(2021, 1, 2), 3, datetime(2021, 1, 5, 9, 30, tzinfo=CHINA))),
        ("pack-x2,returned=2021-01-05", OrderAsked("pack-x2", returned=date(2021, 1, 5))),
    ],
)  # fmt: skip
def test_an_order_is_a_sku_perhaps_a_number_perhaps_a_date_perhaps_facts(text: str, order: OrderAsked) -> None:
    assert argument.orders([text], {"1000", "pack-x2"}) == (order,)


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("overflow=refused", ChoiceAsked("overflow", "refused", None)),
        ("overflow=refused@2021-06-16", ChoiceAsked("overflow", "refused", date(2021, 6, 16))),
    ],
)
def test_a_choice_is_a_step_a_value_and_perhaps_a_date(text: str, choice: ChoiceAsked) -> None:
    assert argument.choices([text]) == (choice,)


@pytest.mark.parametrize(
    ("text", "pack"),
    [
        ("1000:250@2021-03-01", OwnedAsked("1000", 250, date(2021, 3, 1), None)),
        ("1000:250@2021-03-01..2022-03-01", OwnedAsked("1000", 250, date(2021, 3, 1), date(2022, 3, 1))),
        ("eu:big:5@2021-03-01T00:00+08:00..2022-03-01",
         OwnedAsked("eu:big", 5, datetime(2021, 3, 1, tzinfo=CHINA), date(2022, 3, 1))),
    ],
)  # fmt: skip
def test_an_owned_pack_is_a_sku_its_units_and_its_dates(text: str, pack: OwnedAsked) -> None:
    assert argument.owned([text]) == (pack,)


@pytest.mark.parametrize(
    ("text", "slices"),
    [
        ("9000", [UsageAsked(9000)]),
        ("+5", [UsageAsked(5)]),
        ("-5", [UsageAsked(-5)]),
        ("scan=5", [UsageAsked(5, meter="scan")]),
        ("5:FailedOperation.ImageBlur", [UsageAsked(5, code="FailedOperation.ImageBlur")]),
        ("scan=5, 6:a:b", [UsageAsked(5, meter="scan", code="a:b", place=0),
                           UsageAsked(6, meter="scan", code="a:b", place=1)]),
    ],
)  # fmt: skip
def test_usage_is_numbers_perhaps_with_a_meter_and_a_code(text: str, slices: list[UsageAsked]) -> None:
    assert usage([text]).slices == tuple(slices)


@pytest.mark.parametrize("text", ["5000", "5000.00", "-12.5", "+0.10"])
def test_an_amount_is_exact(text: str) -> None:
    assert argument.amount("--opening-balance", text) == Decimal(text)


@pytest.mark.parametrize(
    ("lang", "locale"),
    [("zh_CN.UTF-8", "zh"), ("ZH", "zh"), ("zh-Hant", "zh"), ("en_GB", "en"), ("", "en"), ("C", "en")],
)
def test_lang_decides_between_two_locales(lang: str, locale: str) -> None:
    assert spoken(lang) == locale
