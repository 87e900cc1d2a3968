"""A log in CSV is counted as the records that it holds."""

import csv
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ratecard.domain import metering
from ratecard.domain.errors import TooManySlices
from ratecard.domain.metering import meter
from ratecard.domain.record import Call, Record, quantity
from ratecard.domain.rule import Rule
from ratecard.service import records
from ratecard.service.records import meter_files
from tests.domain.test_metering import product

OWNER = product(
    Rule(when={"plan": ("gold",)}, of=("pages",)),
    Rule(of=("pages", "seconds"), block=7, at_least=1),
    later=[Rule(of=("seconds",), block=60)],
)
START = datetime(2021, 6, 20, tzinfo=UTC)
ROWS = st.lists(
    st.tuples(
        st.integers(0, 40 * 86_400 * 1_000),
        st.sampled_from(["", "gold", " tin "]),
        st.sampled_from(["", "E"]),
        st.integers(0, 9),
        st.integers(0, 500),
        st.decimals(0, 1_000, places=3),
    ),
    max_size=30,
)


def log(path: Path, rows: list[Any]) -> str:
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["at", "plan", "code", "calls", "pages", "seconds"])
        for milliseconds, *more in rows:
            at = START + timedelta(milliseconds=milliseconds)
            lines.writerow([at.isoformat(timespec="milliseconds"), *more])
    return str(path)


def record(row: tuple[int, str, str, int, int, Decimal]) -> Record:
    milliseconds, plan, code, calls, pages, seconds = row
    numbers = (("pages", pages), ("seconds", quantity(seconds)))
    return Record(
        Call("", code, numbers, (("plan", plan.strip()),)), calls, START + timedelta(milliseconds=milliseconds)
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS, st.sampled_from(["hour", "day", "month"]))
def test_a_log_is_counted_as_its_records(tmp_path: Path, rows: list[Any], by: Any) -> None:
    assert meter_files([log(tmp_path / "log.csv", rows)], OWNER, by) == meter(map(record, rows), OWNER, by)


def test_what_is_kept_in_mind_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(number * 999_999, "gold", str(number % 7), 1, number, Decimal(number)) for number in range(200)]
    whole = meter_files([log(tmp_path / "log.csv", rows)], OWNER)
    monkeypatch.setattr(records, "MOST_KEPT", 3)
    monkeypatch.setattr(metering, "MOST_KNOWN", 3)

    assert meter_files([str(tmp_path / "log.csv")], OWNER) == whole


def test_too_many_sums_are_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metering, "MOST_SUMS", 10)
    rows = [(number * 3_600_000, "gold", "", 1, 1, Decimal(1)) for number in range(11)]

    with pytest.raises(TooManySlices):
        meter_files([log(tmp_path / "log.csv", rows)], OWNER)
    assert len(meter_files([str(tmp_path / "log.csv")], OWNER, "day").usage) == 1
