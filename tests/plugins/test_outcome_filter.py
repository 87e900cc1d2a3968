"""Result codes that are not charged."""

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from itertools import pairwise
from itertools import product as cartesian
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratecard.catalog.settings import build_strategy
from ratecard.domain.display import NoteDisplay
from ratecard.domain.question import Used
from ratecard.domain.settlement import Settlement
from ratecard.domain.text import Text
from ratecard_outcome_filter.codes import meet
from ratecard_outcome_filter.strategy import Change, OutcomeFilter
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


PATTERNS = OutcomeFilter(
    charged_codes=("Failed.*", "Failed.Net.Slow", "Limit*", "*.Image*"),
    uncharged_codes=("Failed.Net*", "Failed.Down", "*Blur"),
    default="uncharged",
)


@pytest.mark.parametrize(
    ("code", "charged", "why"),
    [
        ("Failed.Other", True, "a pattern"),
        ("Failed.", True, "a `*` stands for nothing too"),
        ("Failed", False, "the whole code must match, so the default holds"),
        ("failed.Other", False, "case matters"),
        ("XFailed.Other", False, "from its beginning"),
        ("Failed.Down", False, "the code itself wins over a pattern"),
        ("Failed.Net", False, "the longer pattern wins"),
        ("Failed.Net.Fast", False, "the longer pattern wins"),
        ("Failed.Net.Slow", True, "the code itself wins over the longest pattern"),
        ("LimitExceeded", True, "a pattern without a point"),
        ("Api.Image", True, "a `*` at both ends"),
        ("Api.ImageBlur", True, "six letters win over four"),
        ("Api.Blur", False, "a pattern at the end"),
        ("Blur", False, "a pattern that says all of the code"),
        ("Whatever", False, "the default"),
    ],
)
def test_patterns(code: str, charged: bool, why: str) -> None:
    assert free_units(PATTERNS, {code: 7}) == ([] if charged else [(code, 7)]), why


CHANGED = OutcomeFilter(
    charged_codes=("Blurred",),
    uncharged_codes=("Down", "Slow"),
    default="charged",
    changes=(
        Change(
            since=date(2021, 6, 16), charged_codes=("Down",), uncharged_codes=("Blurred", "Slow"), default="charged"
        ),
        Change(since=date(2021, 7, 1), charged_codes=(), uncharged_codes=(), default="uncharged"),
    ),
)


def filtered(strategy: OutcomeFilter, period: str, usage: list[Used]) -> Settlement:
    [step, flat_step] = steps(filter=strategy, flat=flat("1"))
    keys: list[tuple[str | int, ...]] = [("default",), ("uncharged_codes", 0), ("uncharged_codes", 1)]
    keys += [("changes", index, *key) for index in (0, 1) for key in keys[:3]]
    step = step._replace(sources={key: ".".join(map(str, key)) for key in keys})
    return settlement(ask(product(version([step, flat_step])), period, 1, usage))


@pytest.mark.parametrize(
    ("period", "code", "expected"),
    [
        # June has 30 days, and the lists change as the 16th begins in China: after half of 300 calls.
        ("2021-05", "Down", [(310, "uncharged_codes.0")]),
        ("2021-06", "Down", [(150, "uncharged_codes.0")]),
        ("2021-06", "Blurred", [(150, "changes.0.uncharged_codes.0")]),
        ("2021-06", "Slow", [(150, "uncharged_codes.1"), (150, "changes.0.uncharged_codes.1")]),
        ("2021-06", "Other", []),
        ("2021-07", "Down", [(310, "changes.1.default")]),
        ("2021-08", "Other", [(310, "changes.1.default")]),
        ("2021-08", "", []),
    ],
)
def test_lists_change_on_a_day(period: str, code: str, expected: list[tuple[int, str]]) -> None:
    calls = 300 if period == "2021-06" else 310

    settled = filtered(CHANGED, period, [Used(calls, code=code)])

    assert [(line.units, line.source) for line in settled.lines if line.step == "filter"] == expected
    assert settled.total == calls - sum(units for units, _ in expected)


def test_usage_of_the_hour_before_a_change_follows_the_lists_before() -> None:
    hours = [china(f"2021-06-15T{hour}:00") for hour in (22, 23)] + [china("2021-06-16"), china("2021-06-16T01:00")]
    usage = [Used(10, start, end, code="Down") for start, end in pairwise(hours)]

    assert [line.units for line in filtered(CHANGED, "2021-06", usage).lines] == [20, 10]


names = st.text("ab*", min_size=1, max_size=4).filter(lambda name: "*" in name)


def regular(pattern: str) -> re.Pattern[str]:
    return re.compile("".join(".*" if letter == "*" else re.escape(letter) for letter in pattern))


@given(names, names)
def test_two_patterns_meet_where_a_code_matches_both(one: str, other: str) -> None:
    words = ["".join(letters) for length in range(8) for letters in cartesian("ab", repeat=length)]

    found = any(regular(one).fullmatch(word) and regular(other).fullmatch(word) for word in words)

    assert meet(one, other) == found


@st.composite
def filters(draw: Any) -> OutcomeFilter | None:
    """Any lists that are not refused."""
    codes = st.lists(names, max_size=3).map(tuple)
    verdict = st.sampled_from(("charged", "uncharged"))
    days = sorted(draw(st.sets(st.integers(1, 9), max_size=2)))
    try:
        changes = tuple(
            Change(
                since=date(2021, 6, day),
                charged_codes=draw(codes),
                uncharged_codes=draw(codes),
                default=draw(verdict),
            )
            for day in days
        )
        return OutcomeFilter(
            charged_codes=draw(codes), uncharged_codes=draw(codes), default=draw(verdict), changes=changes
        )
    except ValueError:
        return None


def charged(strategy: OutcomeFilter, code: str, at: Fraction) -> bool:
    """Whether a call is charged that ends so many days after June began: written once more, on its own."""
    lists: OutcomeFilter | Change = strategy
    for change in strategy.changes:
        if at > change.since.day - 1:
            lists = change
    best: tuple[int, bool] = (-1, lists.default == "charged")
    for names, verdict in ((lists.charged_codes or (), True), (lists.uncharged_codes or (), False)):
        for name in names:
            if regular(name).fullmatch(code):
                weight = 100 if name == code else len(name.replace("*", ""))
                best = max(best, (weight, verdict), key=lambda found: found[0])
    return not code or best[1]


@given(filters(), st.dictionaries(st.text("ab", max_size=3), st.integers(1, 40), min_size=1, max_size=3))
def test_every_unit_is_charged_as_the_lists_of_its_day_say(
    strategy: OutcomeFilter | None, calls: dict[str, int]
) -> None:
    if strategy is None:
        return
    usage = [Used(units, china("2021-06-01"), china("2021-06-11"), code=code) for code, units in calls.items()]

    settled = filtered(strategy, "2021-06", usage)

    free = {
        code: sum(not charged(strategy, code, Fraction(10 * number, units)) for number in range(1, units + 1))
        for code, units in calls.items()
    }
    assert settled.total == sum(calls.values()) - sum(free.values())
    for code, units in free.items():
        assert sum(line.units for line in settled.lines if line.item == code and line.step == "filter") == units


DAY = date(2021, 7, 1)


@pytest.mark.parametrize(
    ("charged", "uncharged", "sentence"),
    [
        (("A", "B"), ("C", "B", "A"), "code 'A' is both in charged_codes and in uncharged_codes"),
        (("A*",), ("A*",), "code 'A*' is both in charged_codes and in uncharged_codes"),
        (("",), (), "an empty code means success, which is charged"),
        ((), ("A", ""), "an empty code means success, which is charged"),
        (
            ("C", "A.*"),
            ("Q.*", "*.X"),
            (
                "charged_codes has 'A.*' and uncharged_codes '*.X', of as many letters: a code that both match would be"
                " neither"
            ),
        ),
    ],
)
def test_nonsense_is_refused(charged: tuple[str, ...], uncharged: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011  # the whole sentence is compared
        OutcomeFilter(charged_codes=charged, uncharged_codes=uncharged, default="charged")

    assert str(raised.value) == sentence
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        Change(since=DAY, charged_codes=charged, uncharged_codes=uncharged, default="charged")


def test_patterns_are_too_many_to_be_told_apart() -> None:
    few, many = [tuple(f"{side}{i:03}*" for i in range(size)) for side, size in (("a", 100), ("b", 101))]

    OutcomeFilter(charged_codes=few, uncharged_codes=many[:100], default="charged")
    with pytest.raises(ValueError, match=r"^100 patterns in charged_codes and 101 in uncharged_codes make more than"):
        OutcomeFilter(charged_codes=few, uncharged_codes=many, default="charged")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            (Change(since=DAY, charged_codes=("A",), default="charged"),),
            "changes[0] leaves out uncharged_codes: write the list again, or [] for none",
        ),
        (
            (
                Change(since=DAY, charged_codes=("A",), uncharged_codes=(), default="charged"),
                Change(since=date(2021, 8, 1), default="charged"),
            ),
            "changes[1] leaves out charged_codes: write the list again, or [] for none",
        ),
        (
            (
                Change(since=DAY, uncharged_codes=(), default="charged"),
                Change(since=DAY, default="uncharged"),
            ),
            "changes[1] is not after changes[0]: 2021-07-01",
        ),
    ],
)
def test_changes_that_do_not_follow_are_refused(changes: tuple[Change, ...], sentence: str) -> None:
    with pytest.raises(ValueError) as raised:  # noqa: PT011  # the whole sentence is compared
        OutcomeFilter(uncharged_codes=("B",), default="charged", changes=changes)

    assert str(raised.value) == sentence


def test_a_what_if_writes_a_change_in_json() -> None:
    table = {"default": "charged", "changes": [{"since": "2021-07-01", "default": "uncharged"}]}

    strategy = build_strategy(OutcomeFilter, table, text_times=True)

    assert strategy == OutcomeFilter(default="charged", changes=(Change(since=DAY, default="uncharged"),))


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
    assert [CHANGED.describe(locale) for locale in ("zh", "en")] == [
        (
            "调用成功即计费；计费的返回码：Blurred；不计费的返回码：Down, Slow；其他返回码：计费。"
            "自 2021-06-16 起：计费的返回码：Down；不计费的返回码：Blurred, Slow；其他返回码：计费。"
            "自 2021-07-01 起：其他返回码：不计费"
        ),
        (
            "Successful calls are charged; charged codes: Blurred; codes not charged: Down, Slow; other codes: charged."
            " From 2021-06-16: charged codes: Down; codes not charged: Blurred, Slow; other codes: charged."
            " From 2021-07-01: other codes: not charged"
        ),
    ]
    assert MIXED.display() == NoteDisplay(Text(MIXED.describe("zh"), MIXED.describe("en")))
    assert (list(MIXED.check()), list(MIXED.refers_to()), MIXED.offers()) == ([], [], ())
