"""How long a settlement takes, beside the bare arithmetic of the same chain as one function."""

from bisect import bisect_left
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from time import perf_counter
from typing import Any

import pytest
from tests.chains import ID_CARD, china, question, settlement

from ratecard.domain.chain import Settled, settle
from ratecard.domain.forecast import forecast
from ratecard.domain.order import Order
from ratecard.domain.question import Used
from ratecard.domain.usage import usage

CENT = Decimal("0.01")
LASTS = (10_000, 100_000, 1_000_000)
PRICES = (Decimal("0.15"), Decimal("0.10"), Decimal("0.06"))
HOUR = timedelta(hours=1)


def bare(units: int, free: int, pack: int) -> Decimal:
    """The page's rules and nothing else: free units, the pack, the tier of the total, the amount."""
    left = units - min(units, free)
    left -= min(left, pack)
    tier = bisect_left(LASTS, units)
    if tier == len(PRICES):
        raise ValueError("contact sales")
    return (left * PRICES[tier]).quantize(CENT)


def second_month() -> Callable[[], Settled]:
    """A month that begins with 11 000 units of a pack that is low already, and a hold; the pack runs out in it."""
    asked = question(ID_CARD, "2021-01", 2, [Used(90_000)], [Order("100000", 1, china("2021-01-01"))])
    first = forecast(asked._replace(periods=asked.periods[:1]))
    carried = first.carried._replace(holds={"freeze-estimate": Decimal("1200.00")})
    month, chain = asked.periods[1], asked.product.versions[0].chain
    slices = [usage(month.start, month.end, 20_000)]
    return lambda: settle(chain, month, slices, carried=carried)


def test_benchmark_prices_what_the_bare_function_prices() -> None:
    settled = second_month()().settlement

    assert settled.total == bare(20_000, 1_000, 11_000) == Decimal("800.00")
    assert [hold.kind for hold in settled.holds] == ["release", "freeze"]
    assert [notice.kind for notice in settled.notices] == ["exhausted"]
    assert len(settled.balances) == 2


@pytest.mark.benchmark(group="one month through Tencent's six steps")
def test_settlement(benchmark: Any) -> None:
    benchmark(second_month())


@pytest.mark.benchmark(group="one month through Tencent's six steps")
def test_bare_function(benchmark: Any) -> None:
    benchmark(bare, 20_000, 1_000, 11_000)


def best(act: Callable[[], object], times: int, rounds: int = 30) -> float:
    """Seconds for one call, at its best."""
    spans = []
    for _ in range(rounds):
        start = perf_counter()
        for _ in range(times):
            act()
        spans.append(perf_counter() - start)
    return min(spans) / times


@pytest.mark.benchmark(group="ratio")
def test_ratio(benchmark: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Both in turn within one run, so that the machine's mood falls out."""
    act = second_month()
    whole = best(act, 500)
    alone = best(lambda: bare(20_000, 1_000, 11_000), 20_000)
    benchmark.pedantic(act, rounds=1)

    with capsys.disabled():
        print(f"\n{1 / whole:,.0f} settlements a second, {whole / alone:.1f} times the bare function")
    benchmark.extra_info["ratio"] = round(whole / alone, 1)


@pytest.mark.benchmark(group="at most 10 ms")
def test_month_of_hourly_slices(benchmark: Any) -> None:
    month = ID_CARD.calendar.named("2021-01")
    slices = [usage(month.start + n * HOUR, month.start + (n + 1) * HOUR, 100 + n % 24) for n in range(744)]
    chain = ID_CARD.versions[0].chain
    orders = {"prepaid-packs": [Order("10000", 2, month.start)]}

    settled = benchmark(settle, chain, month, slices, orders)

    assert settled.settlement.units == sum(100 + n % 24 for n in range(744))


@pytest.mark.benchmark(group="at most 10 ms")
def test_forecast_of_120_periods(benchmark: Any) -> None:
    asked = question(ID_CARD, "2021-01", 120, [Used(25_000)], [Order("100000", 3, china("2021-01-01"))])

    answer = benchmark(forecast, asked)

    assert settlement(answer).total == Decimal("10500.00")
