"""`ratecard quote --trace`: each step's bill and outcome, of the very run that was priced."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ratecard.cli.trace import kept
from tests.cli.run import document, lines
from tests.cli.test_check import PRODUCT, SHARED

QUOTE = ("quote", "id-card", "--usage", "25000", "--order", "10000", "--period", "2021-06")
STEPS = ["outcome-filter", "free-allowance", "prepaid-packs", "tiered-postpaid", "freeze-estimate", "pack-alerts"]


def test_each_step_is_traced_in_order() -> None:
    told = document(*QUOTE, "--trace")

    trace = told["trace"]
    assert [each["step"] for each in trace] == STEPS
    assert [each["bill"]["remainingUnits"] for each in trace] == [25_000, 25_000, 24_000, 14_000, 0, 0]
    assert [each["outcome"]["remainingUnits"] for each in trace] == [25_000, 24_000, 14_000, 0, 0, 0]
    assert {each["absence"] for each in trace} == {None}
    assert {(each["distribution"], each["version"]) for each in trace} == {("ratecard", "0.1.0")}


def test_the_outcomes_are_those_of_the_quote() -> None:
    told = document(*QUOTE, "--trace")

    for name in ("lines", "notices", "holds"):
        assert [each for step in told["trace"] for each in step["outcome"][name]] == told[name]
    assert told["total"] == "1960.00"


def test_a_bill_has_its_orders_and_an_outcome_its_facts_and_its_state() -> None:
    packs = by_step(document(*QUOTE, "--trace"))["prepaid-packs"]

    assert packs["bill"]["orders"] == [
        {
            "sku": "10000",
            "quantity": 1,
            "placed": "2021-06-01T00:00:00+08:00",
            "effective": None,
            "lasts": 1,
            "returned": None,
        }
    ]
    assert packs["bill"]["state"] is None
    (fact,) = packs["outcome"]["facts"]
    assert (fact["fact"], fact["before"], fact["after"]) == ("balance", 10_000, 0)
    assert [piece["units"] for piece in fact["taken"]] == [10_000]
    (left,) = packs["outcome"]["remaining"]
    assert (left["units"], left["end"]) == (14_000, "2021-07-01T00:00:00+08:00")


def test_what_is_carried_is_in_the_next_bill(tmp_path: Path) -> None:
    state = str(tmp_path / "state")
    before = by_step(document(*QUOTE[:3], "5000", *QUOTE[4:], "--trace", "--state-out", state))

    after = by_step(document("quote", "id-card", "--usage", "10", "--state-file", state, "--trace"))

    assert before["prepaid-packs"]["outcome"]["state"] is not None
    assert after["prepaid-packs"]["bill"]["state"] == before["prepaid-packs"]["outcome"]["state"]


def by_step(told: Any) -> dict[str, Any]:
    return {each["step"]: each for each in told["trace"]}


def test_without_the_option_there_is_no_trace() -> None:
    assert document(*QUOTE)["trace"] is None
    assert "Trace" not in lines(*QUOTE)


def test_the_trace_is_told_in_words() -> None:
    told = lines(*QUOTE, "--trace")

    start = told.index("3. Prepaid packs · prepaid-packs (prepaid-packs, ratecard 0.1.0)")
    assert told[start + 1 : start + 5] == [
        "Given 25000 units, of which 24000 remain",
        "Orders 10000 × 1 · 2021-06-01 00:00 +08:00",
        "Line Purchase: ID card OCR, 10 000 calls · 560 · tencent-ocr/id-card.toml:33",
        "Line ID card OCR, 10 000 calls · 10000 · 10000 × 0 = 0 · tencent-ocr/id-card.toml:33",
    ]
    assert told[start + 5].startswith("Fact balance: lot ")
    assert "size 10000, before 10000, after 0, " in told[start + 5]
    assert "Freeze 14000 × 0.10 × 100 % = 1400" in told
    assert "收到 25000 次，其中剩余 24000 次" in lines(*QUOTE, "--trace", "--locale", "zh")


SCOPED = '{ step = "gift", use = "free-allowance", when = { WHEN } }'


@pytest.mark.parametrize(
    ("when", "flags", "en", "zh"),
    [
        ("until = 2021-06-01", [], "it ended at 2021-06-01T00:00+02:00", "已于 2021-06-01T00:00+02:00 结束"),
        ("since = 2021-07-01", [], "it begins at 2021-07-01T00:00+02:00", "自 2021-07-01T00:00+02:00 起"),
        (
            'account_classes = ["gold", "silver"]',
            ["--account-class", "tin"],
            "for accounts of gold, silver; this one is of 'tin'",
            "仅限账户类别 gold, silver，此账户为 'tin'",
        ),
        (
            "first_months = 2",
            [],
            "it is not known when the account switched the product on",
            "账户的开通时间未知",
        ),
        (
            "first_months = 2",
            ["--activated", "2021-01-15"],
            "it ended at 2021-03-15T00:00+01:00",
            "已于 2021-03-15T00:00+01:00 结束",
        ),
    ],
)
def test_an_absent_step_says_why(tmp_path: Path, when: str, flags: list[str], en: str, zh: str) -> None:
    folder = tmp_path / "toy"
    folder.mkdir()
    chain = SHARED.replace('chain = ["free', f'chain = [{SCOPED.replace("WHEN", when)}, "free')
    (folder / "catalog.toml").write_text(f'{chain}\n[gift]\nunits = 5\nevery = "month"\n', "utf-8")
    (folder / "passport.toml").write_text(PRODUCT.split("[[examples]]")[0], "utf-8")
    asked = [
        "quote",
        "passport",
        "--usage",
        "12",
        "--period",
        "2021-06",
        *flags,
        "--catalogs",
        str(tmp_path),
        "--trace",
    ]

    told = document(*asked)
    chinese = lines(*asked, "--locale", "zh")

    gift = told["trace"][0]
    assert (gift["absence"], gift["bill"], gift["outcome"]) == (en, None, None)
    assert [each["step"] for each in told["trace"]] == ["gift", "free-allowance", "tiered-postpaid"]
    assert f"不参与 {zh}" in chinese


def test_a_state_that_is_no_json_is_shown_as_python_shows_it() -> None:
    class Thing:
        def __repr__(self) -> str:
            return "a thing"

    class Kept(NamedTuple):
        thing: Thing

    assert kept(Kept(Thing())) == "Kept(thing=a thing)"
    assert kept(Seen(1)) == [1]
    assert kept(None) is None


class Seen(NamedTuple):
    """What a toy keeps."""

    units: int
