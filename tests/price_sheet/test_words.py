"""The lengths of time that tables of a price sheet name."""

import pytest

from ratecard.domain.display import Tier, TierDisplay
from ratecard.domain.order import NO_SPAN, Offer
from ratecard.domain.text import Text
from ratecard.price_sheet.offer import offer_table
from ratecard.price_sheet.pen import Pen
from ratecard.price_sheet.tier import tier_table
from tests.chains import D, conventions

ZH, EN = Pen("zh", conventions()), Pen("en", conventions())


@pytest.mark.parametrize(
    ("over", "zh", "en"),
    [
        ("", "每期调用量", "Calls in a period"),
        ("day", "每日调用量", "Calls in a day"),
        ("month", "每月调用量", "Calls in a month"),
        ("quarter", "每季度调用量", "Calls in a quarter"),
        ("year", "每年调用量", "Calls in a year"),
    ],
)
def test_tiers_say_over_what_time_they_count(over: str, zh: str, en: str) -> None:
    shown = TierDisplay("volume", (Tier(0, None, D(1), ""),), counted_over=over)

    assert [tier_table(pen, shown).columns[0].title for pen in (ZH, EN)] == [zh, en]


@pytest.mark.parametrize(
    ("offer", "zh", "en"),
    [
        (Offer("qps", Text("并发", "QPS"), 0, D(15), NO_SPAN), "¥15.00", "CN¥15.00"),
        (Offer("qps", Text("并发", "QPS"), 0, D(15), NO_SPAN, sold_by="day"), "¥15.00 每日", "CN¥15.00 a day"),
        (Offer("qps", Text("并发", "QPS"), 0, D(300), NO_SPAN, sold_by="month"), "¥300.00 每月", "CN¥300.00 a month"),
    ],
    ids=["once", "day", "month"],
)
def test_offers_say_what_length_of_time_their_price_is_for(offer: Offer, zh: str, en: str) -> None:
    for pen, price in ((ZH, zh), (EN, en)):
        (row,) = offer_table(pen, [offer]).rows

        assert price in [cell.text for cell in row]
