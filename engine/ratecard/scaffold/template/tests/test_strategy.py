"""What the strategy charges, in sums worked out by hand."""

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from ratecard.testing import Bench, Used

from sample_plugin.strategy import SamplePlugin

CATALOGS = Path(__file__).parents[1] / "catalogs"


@pytest.mark.parametrize(("calls", "total"), [(0, "0.00"), (1, "5.15"), (100, "20.00")])
def test_the_fee_and_the_price_are_charged(calls: int, total: str) -> None:
    bench = Bench((SamplePlugin(fee=Decimal("5.00"), price=Decimal("0.15")),))

    answer = bench.forecast("2021-06", usage=[Used(calls)])

    assert answer.total == Decimal(total)


def test_an_amount_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="fee must not be below zero, got -1"):
        SamplePlugin(fee=Decimal(-1), price=Decimal(0))


def test_the_sample_catalog_loads_and_its_examples_hold() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "ratecard", "check", "--catalogs", str(CATALOGS)], capture_output=True, text=True
    )

    assert (checked.returncode, checked.stderr) == (0, "")
