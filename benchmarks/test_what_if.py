"""What a what-if and a comparison cost, beside the forecasts that they contain; what advice takes."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from ratecard.bootstrap import open_service, settings
from ratecard.domain.forecast import forecast
from ratecard.service import Asked, OrderAsked, Service, UsageAsked
from ratecard.service.change import AddOrder, AddStep, Change, ScaleUsage, SetStep, UseProduct

CATALOGS = Path(__file__).parents[1] / "catalogs"
YEAR = Asked("id-card", "2021-01", 12, (UsageAsked(25_000),))
CHANGES: tuple[Change, ...] = (
    AddOrder(OrderAsked("100000", 3)),
    ScaleUsage(Decimal("1.5"), "2021-06"),
    SetStep("free-allowance", {"units": 500}),
    AddStep("gift", "free-allowance", {"units": 100, "every": "month"}, after="free-allowance"),
    UseProduct("bank-card"),
)


@pytest.fixture(scope="module")
def service() -> Service:
    return open_service(settings({}, CATALOGS))


def best(act: Callable[[], object], rounds: int = 40) -> float:
    """Seconds for one call, at its best."""
    spans = []
    for _ in range(rounds):
        start = perf_counter()
        act()
        spans.append(perf_counter() - start)
    return min(spans)


@pytest.mark.benchmark(group="what-if")
def test_what_if_of_a_year_with_five_changes(
    benchmark: Any, service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    """The what-if, and the six forecasts that it contains, in turn."""
    answer = service.what_if(YEAR, CHANGES)
    assert len(answer.contributions) == len(CHANGES)
    questions = [service.what_if(YEAR, CHANGES[:count]).after.forecast.question for count in range(len(CHANGES) + 1)]

    benchmark.pedantic(lambda: service.what_if(YEAR, CHANGES), rounds=20)

    whole = best(lambda: service.what_if(YEAR, CHANGES))
    alone = best(lambda: [forecast(question) for question in questions])
    with capsys.disabled():
        print(f"\nwhat-if ÷ the forecasts it contains: {whole / alone:.2f} (aim 1.2)")


@pytest.mark.benchmark(group="compare")
def test_400_cells_of_a_year(benchmark: Any, service: Service) -> None:
    lists = [(AddOrder(OrderAsked("100000", count)),) for count in range(1, 21)]
    usage = [YEAR._replace(usage=(UsageAsked(1_000 * count),)) for count in range(1, 21)]

    comparison = benchmark.pedantic(lambda: service.compare(usage, lists), rounds=3)

    assert len(comparison.cells) == 400


@pytest.mark.benchmark(group="advice")
@pytest.mark.parametrize(("periods", "units"), [(12, 25_000), (13, 25_000), (36, 25_000), (12, 500_000)])
def test_advice(benchmark: Any, service: Service, periods: int, units: int) -> None:
    asked = YEAR._replace(periods=periods, usage=(UsageAsked(units),))

    advised = benchmark.pedantic(lambda: service.advise(asked), rounds=3)

    assert advised.advice.proven


@pytest.mark.benchmark(group="curve")
def test_cost_curve(benchmark: Any, service: Service) -> None:
    drawn = benchmark.pedantic(lambda: service.cost_curve(YEAR, 1_200_000, 200), rounds=5)

    assert drawn.curve.bends == (1_000, 10_000, 100_000, 1_000_000)
