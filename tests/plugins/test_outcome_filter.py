"""Result codes that are not charged."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Literal

import pytest

from ratecard.domain.display import NoteDisplay
from ratecard.domain.question import Used
from ratecard.domain.text import Text
from ratecard_outcome_filter.strategy import OutcomeFilter
from tests.chains import D, amounts, ask, china, flat, product, settlement, steps, version

MIXED = OutcomeFilter(charged_codes=("Blurred",), uncharged_codes=("Down",), default="uncharged")


def free_units(strategy: OutcomeFilter, units: Mapping[str, int]) -> list[tuple[str, int]]:
    """The codes that are not charged, with their units, of a month's calls by code."""
    about = product(version(steps(filter=strategy, flat=flat("1"))))
    settled = settlement(ask(about, "2021-06", 1, [Used(number, code=code) for code, number in units.items()]))
    assert settled.total == sum(units.values()) - sum(line.units for line in settled.lines if line.step == "filter")
    return [(line.item, line.units) for line in settled.lines if line.step == "filter"]


@pytest.mark.parametrize(
    ("default", "expected"),
    [
        ("uncharged", [("Down", 3), ("Other", 5), ("Timeout", 2)]),
        ("charged", [("Down", 3), ("Timeout", 2)]),
    ],
)
def test_codes_are_free_as_the_lists_and_the_default_say(
    default: Literal["charged", "uncharged"], expected: list[tuple[str, int]]
) -> None:
    strategy = OutcomeFilter(charged_codes=("Blurred",), uncharged_codes=("Timeout", "Down"), default=default)

    assert free_units(strategy, {"": 10, "Blurred": 1, "Timeout": 2, "Down": 3, "Other": 5}) == expected


def test_calls_without_a_code_succeeded_and_are_charged() -> None:
    assert free_units(OutcomeFilter(default="uncharged"), {"": 10}) == []


def test_free_calls_of_one_code_are_one_line_at_0() -> None:
    about = product(version(steps(filter=MIXED, flat=flat("1"))))
    edges = [china(f"2021-06-0{day}") for day in (1, 2, 3)]
    usage = [Used(4, start, end, code="Down") for start, end in pairwise(edges)]

    settled = settlement(ask(about, "2021-06", 1, usage))

    assert amounts(settled) == [("filter", "usage", 8, D("0.00"))]
    assert [(line.price, line.item) for line in settled.lines] == [(D(0), "Down")]


@pytest.mark.parametrize(
    ("charged", "uncharged", "sentence"),
    [
        (("A", "B"), ("C", "B", "A"), "code 'A' is both in charged_codes and in uncharged_codes"),
        (("",), (), "an empty code means success, which is charged"),
        ((), ("A", ""), "an empty code means success, which is charged"),
    ],
)
def test_nonsense_is_refused(charged: tuple[str, ...], uncharged: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011  # the whole sentence is compared
        OutcomeFilter(charged_codes=charged, uncharged_codes=uncharged, default="charged")

    assert str(raised.value) == sentence


def test_texts() -> None:
    about = product(version(steps(filter=MIXED, flat=flat("1"))))
    [line] = settlement(ask(about, "2021-06", 1, [Used(2, code="Down")])).lines

    assert [MIXED.describe(locale) for locale in ("zh", "en")] == [
        "调用成功即计费；计费的返回码：Blurred；不计费的返回码：Down；其他返回码：不计费",
        "Successful calls are charged; charged codes: Blurred; codes not charged: Down; other codes: not charged",
    ]
    assert OutcomeFilter(default="charged").describe("en") == "Successful calls are charged; other codes: charged"
    assert [MIXED.label(line, locale) for locale in ("zh", "en")] == [
        "返回码 Down，不计费",
        "Result code Down, not charged",
    ]
    assert MIXED.display() == NoteDisplay(Text(MIXED.describe("zh"), MIXED.describe("en")))
    assert (list(MIXED.check()), list(MIXED.refers_to()), MIXED.offers()) == ([], [], ())
