"""Metering: what calls count as, by hand, and as laws over random records and rules."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil, prod
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.chain import Chain
from ratecard.domain.conventions import Conventions
from ratecard.domain.errors import Refusal
from ratecard.domain.metering import Metered, Metering, Tally, meter
from ratecard.domain.money import rounding
from ratecard.domain.period import Calendar, Unit
from ratecard.domain.product import Meter, Product, Version
from ratecard.domain.question import Used
from ratecard.domain.record import Call, Quantity, Record
from ratecard.domain.rule import Rule
from ratecard.domain.text import Text

CALENDAR = Calendar(ZoneInfo("Asia/Shanghai"))
NAME = Text("", "")
NOON = datetime(2021, 6, 1, 4, 30, tzinfo=UTC)
HOUR = (datetime(2021, 6, 1, 4, tzinfo=UTC), datetime(2021, 6, 1, 5, tzinfo=UTC))
JUNE = CALENDAR.named("2021-06")
JULY = CALENDAR.named("2021-07")


def product(
    *rules: Rule, meters: Sequence[str] = (), later: Sequence[Rule] | None = None, calendar: Calendar = CALENDAR
) -> Product:
    """A product with these rules, and others from July on."""
    version = Version(
        effective_from=None,
        since=None,
        chain=Chain("pages", (), Conventions("CNY", rounding(2), calendar)),
        name=NAME,
        category=NAME,
        description=NAME,
        meters=tuple(Meter(id=each, name=NAME) for each in meters),
        metering=rules,
    )
    versions = [version]
    if later is not None:
        versions.append(replace(version, effective_from=date(2021, 7, 1), since=JULY.start, metering=tuple(later)))
    return Product(id="pages", catalog="toy", versions=tuple(versions))


def record(
    api: str = "",
    code: str = "",
    calls: int = 1,
    start: datetime | None = NOON,
    end: datetime | None = None,
    **more: Any,
) -> Record:
    """A record at noon; text is a label, numbers are quantities."""
    labels = {name: value for name, value in more.items() if isinstance(value, str)}
    numbers = {name: value for name, value in more.items() if name not in labels}
    return Record(Call(api, code, tuple(numbers.items()), tuple(labels.items())), calls, start, end)


def units(metered: Metered) -> dict[tuple[str, str], int]:
    """What was counted, by meter and code."""
    found: Counter[tuple[str, str]] = Counter()
    for used in metered.usage:
        found[used.meter, used.code] += used.units
    return dict(found)


def counted(metered: Metered) -> list[tuple[str, int, int, Quantity, int, int]]:
    """The explanation: meter, records, calls, quantity, blocks, units of each rule."""
    return [(each.meter, *each[3:]) for each in metered.tallies]


SHEETS: list[Any] = [
    # Tencent: one call is one unit, whatever it holds.
    pytest.param([], [], [record(calls=3), record("", "E")], {("", ""): 3, ("", "E"): 1}, id="a call is a unit"),
    # Azure Document Intelligence: per page.
    pytest.param(
        [Rule(of=("pages",))], [], [record(pages=5), record(pages=2, calls=3)], {("", ""): 11}, id="pages of each call"
    ),
    # Google Vision: features × images, each feature its own meter.
    pytest.param(
        [Rule(of=("images",))],
        ["label", "text"],
        [record("label", images=16), record("text", images=16), record("label", images=1)],
        {("label", ""): 17, ("text", ""): 16},
        id="a meter for each feature",
    ),
    pytest.param([Rule(of=("features", "images"))], [], [record(features=3, images=16)], {("", ""): 48}, id="product"),
    # Text translation: 1 000 characters a unit, rounded up per call: 2 + 1 + 1, where the sum of 2 501 would be 3.
    pytest.param(
        [Rule(of=("characters",), block=1_000)],
        [],
        [record(characters=1_500), record(characters=1_000), record(characters=1)],
        {("", ""): 4},
        id="blocks of each call",
    ),
    pytest.param([Rule(of=("characters",), block=1_000)], [], [record(characters=0)], {}, id="nothing is no block"),
    # Speech: blocks of 15 seconds: 12.5 -> 1, 15 -> 1, 15.000001 -> 2, and thrice 31 -> 3 each.
    pytest.param(
        [Rule(of=("seconds",), block=15)],
        [],
        [
            record(seconds=Decimal("12.5")),
            record(seconds=Decimal("15.0")),
            record(seconds=Decimal("15.000001")),
            record(seconds=31, calls=3),
        ],
        {("", ""): 13},
        id="fractions of seconds",
    ),
    # By the second, 15 at least.
    pytest.param(
        [Rule(of=("seconds",), block=1, at_least=15)],
        [],
        [record(seconds=Decimal("3.2")), record(seconds=Decimal("15.2")), record(seconds=0, calls=2)],
        {("", ""): 15 + 16 + 30},
        id="at least",
    ),
    # ID card: front and back are two.
    pytest.param([Rule(of=("sides",))], [], [record(sides=2), record(sides=1)], {("", ""): 3}, id="sides"),
    # Table OCR: per page, and per table on a meter of its own.
    pytest.param(
        [Rule(meter="page", of=("pages",)), Rule(meter="table", of=("tables",))],
        ["page", "table"],
        [record(pages=3, tables=7), record(pages=1, tables=0)],
        {("page", ""): 4, ("table", ""): 7},
        id="one call feeds two meters",
    ),
    # The first rule of a meter that takes a record counts it.
    pytest.param(
        [Rule(when={"api": ("Pdf*",)}, of=("pages",)), Rule()],
        [],
        [record("PdfOcr", pages=9), record("Idcard")],
        {("", ""): 10},
        id="an exception first",
    ),
    pytest.param(
        [Rule(when={"code": ("Failed.*",)}), Rule(of=("pages",))],
        [],
        [record(code="Failed.Blur"), record(pages=4)],
        {("", "Failed.Blur"): 1, ("", ""): 4},
        id="a failed call has no pages",
    ),
    pytest.param(
        [Rule(when={"api": ("Ping", "Health?")}, ignore=True), Rule()],
        [],
        [record("Ping"), record("Health?"), record("Health1")],
        {("", ""): 1},
        id="ignored, and only * is a pattern",
    ),
    pytest.param(
        [Rule(when={"tier": ("gold",), "code": ("",)}, of=("pages",)), Rule(ignore=True)],
        [],
        [record(pages=2, tier="gold"), record(pages=2, tier="tin"), record("", "E", pages=2, tier="gold")],
        {("", ""): 2},
        id="by labels, and the rest ignored",
    ),
    pytest.param(
        [Rule(meter="page", of=("pages",)), Rule(ignore=True), Rule(meter="table", of=("tables",))],
        ["page", "table"],
        [record(pages=2)],
        {("page", ""): 2},
        id="ignore ends the search",
    ),
]


@pytest.mark.parametrize(("rules", "meters", "records", "expected"), SHEETS)
def test_what_calls_count_as(
    rules: list[Rule], meters: list[str], records: list[Record], expected: dict[tuple[str, str], int]
) -> None:
    assert units(meter(records, product(*rules, meters=meters))) == expected


def test_the_explanation_tells_what_came_of_each_rule() -> None:
    block = Rule(when={"api": ("speech",)}, of=("seconds",), block=15, at_least=2)
    idle = Rule(when={"api": ("video",)})
    ignore = Rule(when={"api": ("ping",)}, ignore=True)
    owner = product(block, idle, ignore)
    records = [
        record("speech", seconds=Decimal("12.5")),
        record("speech", calls=2, seconds=31),
        record("ping", calls=4),
    ]

    metered = meter(records, owner)

    version = owner.versions[0]
    assert metered.tallies == (
        Tally(version, block, "", 2, 3, Decimal("74.5"), 7, 8),  # 1 + 2 × 3 blocks; the first call counts two
        Tally(version, idle, ""),
        Tally(version, ignore, "", 1, 4, 0, 0, 0),
    )
    assert (metered.records, metered.calls, metered.units) == (3, 7, 8)


def test_names_that_no_rule_reads_are_told() -> None:
    metered = meter([record(pages=1, images=2, side="front")], product(Rule(of=("pages",))))

    assert metered.unread == ("images", "side")


@pytest.mark.parametrize(
    ("by", "start", "end"),
    [("hour", *HOUR), ("day", datetime(2021, 5, 31, 16, tzinfo=UTC), datetime(2021, 6, 1, 16, tzinfo=UTC)),
     ("month", JUNE.start, JUNE.end)],
)  # fmt: skip
def test_instants_are_summed_up(by: Unit, start: datetime, end: datetime) -> None:
    records = [record(), record(start=NOON.replace(minute=0)), record(start=NOON.replace(minute=59, second=59))]

    assert meter(records, product(), by).usage == (Used(3, start, end),)


def test_no_sum_is_longer_than_a_period() -> None:
    daily = product(calendar=CALENDAR._replace(unit="day"))

    (used,) = meter([record()], daily, "month").usage

    assert (used.start, used.end) == CALENDAR.containing(NOON, "day")[:2]


def test_what_overlaps_is_as_fine_as_the_coarsest() -> None:
    day = CALENDAR.containing(NOON, "day")
    records = [record(), record(start=day.start, end=day.end, calls=5), record(code="E")]

    assert meter(records, product()).usage == (Used(6, *day[:2]), Used(1, *HOUR, code="E"))


def test_an_interval_is_cut_where_periods_meet_and_each_part_counted_by_its_own_rules() -> None:
    owner = product(Rule(of=("pages",)), later=[Rule(of=("pages",), block=4)])
    start, end = JULY.start - timedelta(days=1), JULY.start + timedelta(days=2)

    metered = meter([record(calls=10, pages=6, start=start, end=end)], owner)

    # A third of ten calls, three of them, is before July.
    assert metered.usage == (Used(18, start, JULY.start), Used(14, JULY.start, end))
    assert counted(metered) == [("", 1, 3, 18, 18, 18), ("", 1, 7, 42, 14, 14)]


def test_records_without_a_time_are_in_each_period_asked_about() -> None:
    owner = product(Rule(of=("pages",)), later=[Rule()])
    records = [Record(Call(quantities=(("pages", 6),)), 2), Record(Call(quantities=(("pages", 5),)), period="2021-07")]

    metered = meter(records, owner, periods=(JUNE, JULY))

    assert metered.usage == (Used(12, *JUNE[:2]), Used(3, *JULY[:2]))


REFUSALS: list[Any] = [
    ([], [], record("scan"), "unknown-meter", "meter 'scan' is not known; known: none"),
    ([], ["a", "b"], record(), "unknown-meter", "the product has several meters and none is named; known: a, b"),
    ([Rule()], ["a", "b"], record("c"), "unknown-meter", "meter 'c' is not known; known: a, b"),
    ([Rule(when={"api": ("a",)})], [], record("b", "E"), "unmetered-record",
     "record of 'b' with code 'E' is counted by no metering rule"),
    ([Rule(of=("pages",), source="x.toml:7")], [], record(page=1), "missing-quantity",
     "record of no api has no 'pages', which x.toml:7 counts; it has: page"),
    ([Rule(of=("seconds",), source="x.toml:7")], [], record(seconds=Decimal("1.5")), "fractional-quantity",
     "seconds 1.5 is not a whole number, which x.toml:7 counts one by one"),
    ([], [], record(calls=-1), "wrong-quantity", "calls -1 is below zero"),
    ([], [], record(calls=2**53), "wrong-quantity",
     "calls 9007199254740992 is more than 9007199254740991"),
    ([Rule(of=("pages",))], [], record(pages=-2), "wrong-quantity", "pages -2 is below zero"),
    ([Rule(of=("pages",))], [], record(pages=2**53), "wrong-quantity",
     "pages 9007199254740992 is more than 9007199254740991"),
    ([Rule(of=("s",), block=1)], [], record(s=Decimal("0.0000000000001")), "wrong-quantity",
     "s 0.0000000000001 has more than 12 decimal places"),
    ([Rule(of=("pages",))], [], record(pages=2**52, calls=2), "too-many-units",
     "units 9007199254740992 are more than 9007199254740991"),
    ([], [], record(start=None), "undated-record", "the record does not say when"),
    ([], [], record(end=NOON), "reversed-interval",
     "interval from 2021-06-01T12:30+08:00 does not end after it starts: 2021-06-01T12:30+08:00"),
    ([], [], record(end=NOON.replace(year=2121)), "too-many-periods", "601 periods are not from 1 to 600"),
]  # fmt: skip


@pytest.mark.parametrize(("rules", "meters", "wrong", "code", "message"), REFUSALS, ids=[each[3] for each in REFUSALS])
def test_a_record_that_can_not_be_counted_is_refused(
    rules: list[Rule], meters: list[str], wrong: Record, code: str, message: str
) -> None:
    with pytest.raises(Refusal) as caught:
        meter([wrong], product(*rules, meters=meters))

    assert (caught.value.code, caught.value.message) == (code, message)


def test_nothing_of_a_refused_record_is_counted() -> None:
    metering = Metering(product(Rule(meter="a", of=("pages",)), Rule(meter="b", of=("tables",)), meters=["a", "b"]))

    with pytest.raises(Refusal, match="'tables'"):
        metering.add(record(pages=1))

    assert metering.metered() == Metered((), metering.metered().tallies, 0, 0)
    assert metering.metered().units == 0


def test_a_record_before_the_first_version_is_refused() -> None:
    (_, later) = product(later=()).versions

    with pytest.raises(Refusal, match="has no price at 2021-06-01T00:00"):
        meter([record()], Product(id="x", catalog="toy", versions=(later,)))


@pytest.mark.parametrize(
    ("rule", "zh", "en"),
    [
        (Rule(), "每次调用计一次", "one a call"),
        (
            Rule(when={"api": ("A", "B*"), "code": ("",)}, of=("features", "images"), block=10, at_least=2),
            "api = A、B*；code = ''：features × images、每 10 计一次，每次调用向上取整、每次调用至少计 2 次",
            "api = A, B*; code = '': features × images, in blocks of 10, rounded up for each call, at least 2 a call",
        ),
        (Rule(ignore=True), "不计量", "ignored"),
    ],
)
def test_a_rule_says_what_it_does(rule: Rule, zh: str, en: str) -> None:
    assert rule.describe() == Text(zh, en)


@pytest.mark.parametrize(
    ("first", "second", "covers"),
    [
        ({}, {"api": ("a",)}, True),
        ({"api": ("a",)}, {}, False),
        ({"api": ("a", "b")}, {"api": ("b",), "code": ("",)}, True),
        ({"api": ("a*",)}, {"api": ("ab*", "a")}, True),
        ({"api": ("ab*",)}, {"api": ("a*",)}, False),
    ],
)
def test_a_rule_covers_another(first: dict[str, Any], second: dict[str, Any], covers: bool) -> None:
    assert Rule(when=first).covers(Rule(when=second)) is covers


# Laws.

NAMES = ("pages", "seconds", "images")
WHOLE = st.integers(0, 5_000)
QUANTITIES: st.SearchStrategy[Quantity] = st.one_of(WHOLE, st.decimals(0, 5_000, places=3).filter(lambda d: d % 1 != 0))
RULES = st.lists(
    st.builds(
        Rule,
        meter=st.sampled_from(["a", "b"]),
        when=st.dictionaries(
            st.sampled_from(["api", "code"]),
            st.lists(st.sampled_from(["x", "y", "", "*"]), min_size=1, max_size=2).map(tuple),
            max_size=1,
        ),
        of=st.lists(st.sampled_from(NAMES), unique=True, max_size=2).map(tuple),
        block=st.integers(1, 1_000),
        at_least=st.integers(0, 3),
    ),
    max_size=3,
).map(lambda rules: [*rules, Rule(meter="a"), Rule(meter="b", of=("pages",), block=7)])  # fmt: skip
RECORDS = st.lists(
    st.builds(
        lambda api, code, calls, minutes, length, numbers: Record(
            Call(api, code, tuple(zip(NAMES, numbers, strict=True))),
            calls,
            JUNE.start + timedelta(minutes=minutes),
            None if length is None else JUNE.start + timedelta(minutes=minutes + length),
        ),
        st.sampled_from(["x", "y"]),
        st.sampled_from(["", "x"]),
        st.integers(0, 20),
        st.integers(0, 80_000),
        st.one_of(st.none(), st.integers(1, 10_000)),
        st.tuples(QUANTITIES, QUANTITIES, QUANTITIES),
    ),
    max_size=12,
)


def independent(rules: Sequence[Rule], each: Record) -> dict[tuple[str, str], int]:
    """What a record counts, call by call, with fractions."""
    found: Counter[tuple[str, str]] = Counter()
    numbers = dict(each.call.quantities)
    texts = {"api": each.call.api, "code": each.call.code}
    for name in ("a", "b"):
        taking = [
            rule
            for rule in rules
            if rule.meter == name and all({texts[key], "*"} & {*values} for key, values in rule.when.items())
        ]
        for _ in range(each.calls):
            amount = prod((Fraction(numbers[key]) for key in taking[0].of), start=Fraction(1))
            found[name, each.call.code] += max(ceil(amount / (taking[0].block or 1)), taking[0].at_least)
    return dict(found)


@given(RULES, RECORDS)
def test_units_are_those_of_an_independent_count(rules: list[Rule], records: list[Record]) -> None:
    expected: Counter[tuple[str, str]] = Counter()
    for each in records:
        expected.update(independent(rules, each))

    metered = meter(records, product(*rules, meters=["a", "b"]))

    assert units(metered) == {key: number for key, number in expected.items() if number}
    assert sum(tally.units for tally in metered.tallies) == metered.units


@given(RULES, RECORDS, st.randoms(use_true_random=False), st.integers(0, 12))
def test_neither_order_nor_parts_matter(rules: list[Rule], records: list[Record], random: Any, cut: int) -> None:
    owner = product(*rules, meters=["a", "b"], later=rules[-2:])
    shuffled = [*records]
    random.shuffle(shuffled)
    whole = meter(records, owner)

    assert meter(shuffled, owner) == whole
    in_parts = added(meter(records[:cut], owner), meter(records[cut:], owner))
    assert in_parts == {
        (tally.version.since, id(tally.rule), tally.meter): tally[3:] for tally in whole.tallies if tally.records
    }
    assert sum(part.units for part in (meter([each], owner) for each in records)) == whole.units


def added(*parts: Metered) -> dict[Any, Any]:
    """What came of each rule, in all parts."""
    found: dict[Any, Any] = {}
    for part in parts:
        for tally in part.tallies:
            if tally.records:
                key = (tally.version.since, id(tally.rule), tally.meter)
                found[key] = tuple(a + b for a, b in zip(found.get(key, (0,) * 5), tally[3:], strict=True))
    return found


@given(RULES, RECORDS)
def test_no_two_slices_of_one_meter_and_code_overlap(rules: list[Rule], records: list[Record]) -> None:
    latest: dict[tuple[str, str], datetime] = {}
    for used in meter(records, product(*rules, meters=["a", "b"])).usage:
        assert used.start is not None
        assert used.end is not None
        assert latest.get((used.meter, used.code), used.start) <= used.start < used.end
        latest[used.meter, used.code] = used.end


@given(RECORDS)
def test_calls_cut_at_periods_stay_as_many(records: list[Record]) -> None:
    owner = product(later=())
    plain = [each._replace(call=Call()) for each in records]

    assert meter(plain, owner).units == sum(each.calls for each in records)
