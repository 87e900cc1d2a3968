"""How long a log in CSV takes to be counted, row by row."""

import csv
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ratecard.catalog import load
from ratecard.host import discover
from ratecard.service.records import meter_files

METERED = Path(__file__).parents[1] / "tests" / "metered"
ROWS = 100_000


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A month of documents, tables and speech, no two rows alike."""
    chance, start = random.Random(2021), datetime(2021, 6, 1, tzinfo=UTC)
    with (tmp_path / "june.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["at", "request", "api", "code", "pages", "tables", "seconds"])
        for number in range(ROWS):
            at = start + timedelta(milliseconds=chance.randrange(29 * 86_400_000))
            api, code = chance.choice(["Pdf", "Table", "Speech"]), chance.choice(["", "", "Failed.Blur"])
            seconds = f"{chance.randrange(60)}.{chance.randrange(1_000):03}"
            rows.writerow([at.isoformat(), number, api, code, chance.randrange(1, 50), chance.randrange(9), seconds])
    return tmp_path / "june.csv"


@pytest.mark.benchmark(group="metering")
def test_a_log_of_100_000_rows_is_counted(benchmark: Any, log: Path) -> None:
    (catalog,) = load(METERED, discover())

    metered = benchmark.pedantic(lambda: meter_files([str(log)], catalog.products[0]), rounds=3)

    assert metered.records == ROWS
