"""Which settings are prices: those that a strategy's types say are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, NamedTuple

import pytest

from ratecard.catalog.edit.price import prices
from ratecard.spi import Bill, Outcome, Price, Strategy, Table, Text
from tests.catalog.edit.shelf import INSTALLED


class Pair(NamedTuple):
    ratio: Decimal
    fee: Price


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner(Table):
    cost: Price | None = None
    ratio: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deep(Strategy):
    """Prices wherever they may stand."""

    kind: ClassVar[str] = "deep"
    title: ClassVar[Text] = Text("深", "Deep")

    fee: Price
    below: Decimal
    rows: tuple[Inner | None, ...] = ()
    steps: tuple[int, Price] = (0, Decimal(0))
    by_meter: Mapping[str, Price]
    by_row: dict[str, tuple[Inner, ...]]
    either: Inner | Price
    pair: Pair
    others: Sequence[Price] = ()

    def settle(self, bill: Bill) -> Outcome:
        return Outcome(bill.remaining)


def test_prices_are_found_in_all_that_settings_are_made_of() -> None:
    table = {
        "fee": 3,
        "below": 4,
        "rows": [{"cost": Decimal("0.5"), "ratio": 2}, {"ratio": 2}],
        "steps": [7, 8],
        "by_meter": {"front": 9},
        "by_row": {"a": [{"cost": 10}]},
        "either": 11,
        "pair": {"ratio": 12, "fee": 13},
        "others": [14, 15],
    }

    assert {price.path: price.amount for price in prices(Deep, table)} == {
        ("fee",): 3,
        ("rows", 0, "cost"): Decimal("0.5"),
        ("steps", 1): 8,
        ("by_meter", "front"): 9,
        ("by_row", "a", 0, "cost"): 10,
        ("either",): 11,
        ("pair", "fee"): 13,
        ("others", 0): 14,
        ("others", 1): 15,
    }


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("capacity-packs", {"price"}),
        ("debit-rounding", set()),
        ("discount", set()),
        ("free-allowance", set()),
        ("freeze-estimate", set()),
        ("minimum-spend", set()),
        ("money-credit", set()),
        ("outcome-filter", set()),
        ("overflow", set()),
        ("pack-alerts", set()),
        ("period-fee", {"fee"}),
        ("prepaid-packs", {"price"}),
        ("tiered-postpaid", {"price", "fee"}),
    ],
)
def test_the_prices_of_each_kind_that_comes_with_ratecard(kind: str, keys: set[str]) -> None:
    examples = INSTALLED[kind].strategy.examples

    assert {str(price.path[-1]) for table in examples for price in prices(INSTALLED[kind].strategy, table)} == keys
    assert {*INSTALLED} >= {kind}


def test_what_packs_cost_beside_their_price_is_a_price() -> None:
    table = {
        "packs": [{"units": 10, "price": 8, "list_price": 9}],
        "returns": {"within_days": 7, "until": "same-time", "used": "charged", "used_price": Decimal("0.05")},
    }

    found = prices(INSTALLED["prepaid-packs"].strategy, table)

    assert {price.path[-1]: price.amount for price in found} == {
        "price": 8,
        "list_price": 9,
        "used_price": Decimal("0.05"),
    }
