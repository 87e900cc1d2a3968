"""Every amount equals the one of a second implementation, which simulates unit by unit in fractions."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

from hypothesis import given

from ratecard.domain.forecast import forecast
from ratecard.domain.question import Question
from ratecard.domain.settlement import Hold, Settlement
from tests import oracle
from tests.domain.random_chains import questions


def rows(settled: Settlement) -> list[oracle.Row]:
    return [
        oracle.Row(
            line.step,
            line.kind,
            line.units,
            Fraction(line.quantity) / line.per,
            None if line.price is None else Fraction(line.price),
            None if line.amount is None else Fraction(line.amount),
            line.meter,
            line.item,
        )
        for line in settled.lines
    ]


def held(holds: Iterable[Hold], kind: str) -> dict[str, Fraction]:
    return {hold.step: Fraction(hold.amount) for hold in holds if hold.kind == kind}


def ordered(found: Iterable[oracle.Row]) -> list[oracle.Row]:
    return sorted(
        found, key=lambda row: (row.step, row.kind, row.item, row.meter, row.price is None, row.price, row.units)
    )


@given(questions())
def test_lines_holds_and_totals_equal_the_oracle(question: Question) -> None:
    expected = oracle.work_out(question)

    answer = forecast(question)

    for statement, bill in zip(answer.statements, expected, strict=True):
        settled = statement.settlement
        assert ordered(rows(settled)) == ordered(bill.rows)
        assert held(settled.holds, "release") == bill.released
        assert held(settled.holds, "freeze") == bill.frozen
        assert Fraction(settled.held) == bill.held
        assert (None if settled.total is None else Fraction(settled.total)) == bill.total


@given(questions())
def test_periods_equal_those_that_the_oracle_finds_on_the_wall_clock(question: Question) -> None:
    calendar = question.product.calendar

    found = [oracle.unit_edges(calendar.zone, calendar.unit, oracle.micros(p.start)) for p in question.periods]

    assert found == [(oracle.micros(p.start), oracle.micros(p.end)) for p in question.periods]


def test_oracle_shares_no_code_with_the_engine() -> None:
    source = Path(oracle.__file__).read_text()

    assert "ratecard" not in source
