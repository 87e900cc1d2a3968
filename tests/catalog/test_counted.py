"""What counts toward a tier where the step that charges sees less than the steps that it leaves out."""

from pathlib import Path

import pytest

from ratecard.domain.forecast import forecast
from ratecard.domain.question import Question, Used
from tests.catalog.toy import PASSPORT, SHARED, changed, loaded

PRODUCT = """
id = "cards"
name = { zh = "卡证", en = "Cards" }
meters = [
  { id = "front", name = { zh = "正面", en = "Front" } },
  { id = "back", name = { zh = "反面", en = "Back" } },
]
chain = [
  "free-allowance",
  { step = "front", use = "tiered-postpaid", meters = ["front"] },
  "tiered-postpaid",
]

[free-allowance]
units = 150
share = "order"

[front]
mode = "volume"
tiers = [{ up_to = 100, price = 2 }, { price = 1 }]
tier_excludes = ["free-allowance"]

[tiered-postpaid]
tiers = [{ price = 5 }]
"""


@pytest.mark.parametrize(
    ("front", "back", "total"),
    [
        # Calls over the same time are covered in the order of their meters: back before front.
        (250, 0, "200.00"),  # 100 are charged and counted: the first tier
        (251, 0, "101.00"),  # 101 are: the second
        (100, 100, "100.00"),  # 100 back and 50 front are free, 50 front are left
        (200, 100, "150.00"),  # 150 front are left and counted
        (150, 100, "200.00"),  # 100 front are left: 250 calls less 150 free
    ],
)
def test_only_the_covered_calls_that_the_step_sees_are_left_out(
    tmp_path: Path, front: int, back: int, total: str
) -> None:
    catalog = loaded(tmp_path, {"catalog.toml": SHARED, "passport.toml": PASSPORT, "cards.toml": PRODUCT})
    cards = next(product for product in catalog.products if product.id == "cards")
    june = cards.calendar.named("2021-06")
    used = tuple(Used(units, meter=meter) for units, meter in ((front, "front"), (back, "back")) if units)

    assert str(forecast(Question(cards, (june,), used)).total) == total


def test_a_step_that_is_there_later_counts_from_then_on(tmp_path: Path) -> None:
    chain = 'chain = ["free-allowance", "prepaid-packs", "tiered-postpaid"]'
    late = '{ step = "late", use = "tiered-postpaid", when = { since = 2021-06-16 } }'
    settings = '[late]\nmode = "volume"\ntiers = [{ up_to = 1_495, price = 2 }, { price = 1 }]\n'
    settings += 'tier_excludes = ["free-allowance"]\n'
    shared = changed(SHARED, chain, f'chain = ["free-allowance", "prepaid-packs", {late}, "tiered-postpaid"]')
    files = {"catalog.toml": shared + settings, "passport.toml": changed(PASSPORT, "total = 15", "total = 116.75")}
    passport = loaded(tmp_path, files).products[0]
    june = passport.calendar.named("2021-06")

    total = forecast(Question(passport, (june,), (Used(3_000),))).total

    # 10 of the first 1 500 are free and 1 490 cost 0.10; none of the later 1 500 is, so all of them count: 1 each.
    assert str(total) == "1649.00"
