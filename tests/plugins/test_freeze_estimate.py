"""Money frozen for the next period's estimate."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

import pytest

from ratecard.domain.display import NoteDisplay
from ratecard.domain.order import Order
from ratecard.domain.question import Used
from ratecard.domain.text import Text
from ratecard_freeze_estimate.strategy import FreezeEstimate
from tests.chains import D, ask, china, free, packs, product, steps, tiers, version

Of = Literal["postpaid", "all-units", "bill"]


def frozen(
    ratio: str, of: Of, units: Sequence[int], mode: str = "volume", excludes: tuple[str, ...] = ()
) -> list[list[tuple[str, Decimal]]]:
    """The holds of June and the months after, in each of which so many calls are made."""
    chain = steps(
        free=free(),
        packs=packs({1_000: 84}),
        tiers=tiers(mode, excludes),
        freeze=FreezeEstimate(ratio=D(ratio), of=of),
    )
    usage = [Used(number, period=f"2021-0{month}") for month, number in enumerate(units, 6)]
    orders = [Order("1000", 1, china("2021-06-01"))]
    answer = ask(product(version(chain)), "2021-06", len(units), usage, orders)
    return [[(hold.kind, hold.amount) for hold in s.settlement.holds] for s in answer.statements]


@pytest.mark.parametrize(
    ("ratio", "of", "mode", "excludes", "amount"),
    [
        # 12 000 calls: 1 000 free, 1 000 from the pack, 10 000 postpaid, at 0.10 as the month reaches 12 000.
        pytest.param("1", "postpaid", "volume", (), "1000.00", id="postpaid"),
        pytest.param("0.5", "postpaid", "volume", (), "500.00", id="half of it"),
        pytest.param("1", "all-units", "volume", (), "1200.00", id="all units"),
        pytest.param("1", "all-units", "volume", ("free",), "1100.00", id="all units but the free ones"),
        pytest.param("1", "bill", "volume", (), "1000.00", id="the bill, without the pack"),
        # Graduated: 8 000 of the first tier and 2 000 of the second are postpaid.
        pytest.param("1", "postpaid", "graduated", (), "1400.00", id="postpaid, graduated"),
        pytest.param("1", "all-units", "graduated", (), "1700.00", id="all units, graduated"),
        pytest.param("1", "bill", "graduated", (), "1400.00", id="the bill, graduated"),
    ],
)
def test_estimate_is_a_share_of_what_the_setting_names(
    ratio: str, of: Of, mode: str, excludes: tuple[str, ...], amount: str
) -> None:
    assert frozen(ratio, of, [12_000], mode, excludes) == [[("freeze", D(amount))]]


def test_hold_is_released_before_the_next_one() -> None:
    assert frozen("1", "postpaid", [12_000, 3_000, 500, 0]) == [
        [("freeze", D("1000.00"))],
        [("release", D("1000.00")), ("freeze", D("300.00"))],
        [("release", D("300.00"))],
        [],
    ]


def test_share_of_nothing_freezes_nothing() -> None:
    assert frozen("0", "postpaid", [12_000, 12_000]) == [[], []]


@pytest.mark.parametrize("ratio", ["-0.01", "NaN", "Infinity"])
def test_nonsense_is_refused(ratio: str) -> None:
    with pytest.raises(ValueError, match=rf"^ratio must not be below zero, got {ratio}$"):
        FreezeEstimate(ratio=D(ratio), of="bill")


@pytest.mark.parametrize(
    ("of", "ratio", "zh", "en"),
    [
        ("postpaid", "1", "后付费调用量 × 刊例价 × 100%", "postpaid calls × list price × 100 %"),
        ("all-units", "0.125", "全部计费调用量 × 刊例价 × 12.5%", "all charged calls × list price × 12.5 %"),
        ("bill", "0.50", "本期账单金额 × 50%", "this period's bill × 50 %"),
    ],
)
def test_texts(of: Of, ratio: str, zh: str, en: str) -> None:
    strategy = FreezeEstimate(ratio=D(ratio), of=of)
    zh = f"每期结算后冻结{zh}，下期结算时先解冻再扣费"
    en = f"Each settlement freezes {en}, after it has released what the one before froze"

    assert [strategy.describe(locale) for locale in ("zh", "en")] == [zh, en]
    assert strategy.display() == NoteDisplay(Text(zh, en))
    assert (list(strategy.check()), list(strategy.refers_to()), strategy.offers()) == ([], [], ())
