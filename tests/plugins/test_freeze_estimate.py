"""Money frozen for the next period's estimate."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal

import pytest

from ratecard.domain.display import NoteDisplay
from ratecard.domain.order import Order
from ratecard.domain.question import Used
from ratecard.domain.text import Text
from ratecard_freeze_estimate.strategy import FreezeEstimate
from tests.chains import D, ask, china, flat, free, packs, product, steps, tiers, version

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


@pytest.mark.parametrize(
    ("strategy", "amount"),
    [
        # The bill is 1 000.00 of postpaid calls, 1 200 of all.
        pytest.param(FreezeEstimate(of="fixed", amount=D("500")), "500.00", id="a fixed amount"),
        pytest.param(FreezeEstimate(of="fixed", amount=D("0.125")), "0.13", id="rounded to the catalog's places"),
        pytest.param(FreezeEstimate(of="fixed", amount=D("19.95"), places=0), "20.00", id="whole yuan"),
        pytest.param(FreezeEstimate(of="postpaid", ratio=D("0.33345"), places=1), "333.50", id="one place, half up"),
        pytest.param(FreezeEstimate(of="postpaid", ratio=D("0.333449")), "333.45", id="two places"),
        pytest.param(FreezeEstimate(of="postpaid", ratio=D("0.333449"), places=0), "333.00", id="no places"),
        pytest.param(FreezeEstimate(of="postpaid", ratio=D("0.333449"), places=8), "333.45", id="never finer"),
    ],
)
def test_amount_and_places(strategy: FreezeEstimate, amount: str) -> None:
    chain = steps(free=free(), packs=packs({1_000: 84}), tiers=tiers("volume", ()), freeze=strategy)

    answer = ask(product(version(chain)), "2021-06", 1, [Used(12_000)], [Order("1000", 1, china("2021-06-01"))])

    # As text: 333 and 333.00 are one number, and only one of them has the catalog's places.
    assert [str(hold.amount) for hold in answer.statements[0].settlement.holds] == [amount]


def test_fixed_amount_is_frozen_anew_each_period_whatever_is_used() -> None:
    chain = steps(flat=flat("1"), freeze=FreezeEstimate(of="fixed", amount=D("500")))

    answer = ask(product(version(chain)), "2021-06", 2, [])

    assert [[(h.kind, h.amount) for h in s.settlement.holds] for s in answer.statements] == [
        [("freeze", D(500))],
        [("release", D(500)), ("freeze", D(500))],
    ]
    assert [s.settlement.total for s in answer.statements] == [0, 0]


def test_hold_is_released_before_the_next_one() -> None:
    assert frozen("1", "postpaid", [12_000, 3_000, 500, 0]) == [
        [("freeze", D("1000.00"))],
        [("release", D("1000.00")), ("freeze", D("300.00"))],
        [("release", D("300.00"))],
        [],
    ]


def test_share_of_nothing_freezes_nothing() -> None:
    assert frozen("0", "postpaid", [12_000, 12_000]) == [[], []]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"of": "fixed"}, 'of = "fixed" freezes an amount: it needs amount, and has no ratio'),
        (
            {"of": "fixed", "amount": D(1), "ratio": D(1)},
            'of = "fixed" freezes an amount: it needs amount, and has no ratio',
        ),
        (
            {"of": "fixed", "amount": D(0)},
            "amount must be above zero, got 0: leave the step out to freeze nothing",
        ),
        (
            {"of": "fixed", "amount": D("NaN")},
            "amount must be above zero, got NaN: leave the step out to freeze nothing",
        ),
        ({"of": "bill"}, 'of = "bill" freezes a share: it needs ratio, and has no amount'),
        (
            {"of": "postpaid", "ratio": D(1), "amount": D(1)},
            'of = "postpaid" freezes a share: it needs ratio, and has no amount',
        ),
        ({"of": "bill", "ratio": D(1), "places": 13}, "places must be from 0 to 12, got 13"),
        ({"of": "bill", "ratio": D(1), "places": -1}, "places must be from 0 to 12, got -1"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011  # the whole sentence is compared
        FreezeEstimate(**settings)

    assert str(raised.value) == sentence


@pytest.mark.parametrize(
    ("strategy", "zh", "en"),
    [
        (FreezeEstimate(of="fixed", amount=D("500")), "固定金额 500", "a fixed amount of 500"),
        (
            FreezeEstimate(of="bill", ratio=D(1), places=0),
            "本期账单金额 × 100%（保留 0 位小数）",
            "this period's bill × 100 % (to 0 decimal places)",
        ),
    ],
)
def test_texts_of_amount_and_places(strategy: FreezeEstimate, zh: str, en: str) -> None:
    assert [strategy.describe(locale) for locale in ("zh", "en")] == [
        f"每期结算后冻结{zh}，下期结算时先解冻再扣费",
        f"Each settlement freezes {en}, after it has released what the one before froze",
    ]


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
