"""`--hints`: sentences under the tables, data in the document, and only when asked for."""

import pytest

from tests.cli.run import answered, document

TEN = ("id-card", "--usage", "10000")
LESS = "2021-06: 10 001 calls would cost 449.90 less"


@pytest.mark.parametrize(
    "command",
    [
        ("quote", *TEN, "--period", "2021-06"),
        ("forecast", *TEN, "--from", "2021-06", "--months", "1"),
        ("what-if", *TEN, "--from", "2021-06", "--months", "1"),
    ],
    ids=lambda command: command[0],
)
def test_hints_are_printed_when_asked_for(command: tuple[str, ...]) -> None:
    assert "Hints\n" not in answered(*command)
    printed = answered(*command, "--hints")
    assert "\nHints\n" in printed
    assert f"\n{LESS}\n" in printed
    assert "\n提示\n" in answered(*command, "--hints", "--locale", "zh")


def test_hints_are_data() -> None:
    asked = ("quote", *TEN, "--period", "2021-06")
    found = [hint for hint in document(*asked, "--hints")["hints"] if hint["kind"] == "cheaper-neighbour"]

    assert document(*asked)["hints"] is None
    assert [(hint["period"], hint["saving"], hint["units"], hint["more"], hint["sku"]) for hint in found] == [
        ("2021-06", "449.90", 10001, 1, None)
    ]
    assert found[0]["message"] == LESS


def test_a_what_if_hints_at_both_sides() -> None:
    found = document("what-if", *TEN, "--from", "2021-06", "--months", "1", "--change", "set-usage 10001", "--hints")

    kinds = [[hint["kind"] for hint in found[side]["hints"]] for side in ("before", "after")]
    assert "cheaper-neighbour" in kinds[0]
    assert "cheaper-neighbour" not in kinds[1]


def test_no_hints_are_said_to_be_none() -> None:
    assert "\nHints\nnone\n" in answered("quote", "id-card", "--usage", "5", "--period", "2021-06", "--hints")
