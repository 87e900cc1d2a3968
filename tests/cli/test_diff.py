"""`ratecard diff`: what it prints, in which form, and how it ends."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.run import CATALOGS, answered, lines, run

OTHER = (
    ("{ up_to = 100_000, price = 0.10 }", "{ up_to = 100_000, price = 0.12 }"),
    ("units = 10_000, price = 560", "units = 10_000, price = 616"),
    ("total = 900.10", "total = 1_080.12"),
    ("total = 660", "total = 736"),
    ("total = 4_529", "total = 4_734.80"),
)
"""ID card with the second tier at 0.12 in place of 0.10, and a pack for a tenth more; and what its examples come to."""


@pytest.fixture
def dearer(tmp_path: Path) -> Path:
    folder = tmp_path / "dearer"
    shutil.copytree(CATALOGS / "tencent-ocr", folder)
    spoil(folder, *OTHER)
    return folder


def spoil(folder: Path, *changes: tuple[str, str]) -> None:
    file = folder / "id-card.toml"
    text = file.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, "utf-8")


def diff(*arguments: object) -> list[str]:
    return lines("diff", str(CATALOGS), *map(str, arguments))


def test_diff_says_what_changed_and_who_pays_more(dearer: Path) -> None:
    printed = diff(dearer, "--usage", "1000,25000", "--on", "2026-11-23")

    assert printed == [
        "Tencent Cloud OCR · tencent-ocr",
        "",
        "ID card OCR · tencent-ocr/id-card",
        "Setting Before After",
        printed[4],
        "prepaid-packs.packs[1].price 560 616",
        "tiered-postpaid.tiers[1].price 0.10 0.12",
        "",
        "Price of Before After Difference Per cent",
        printed[9],
        "prepaid-packs/10000 560 616 +56 +10 %",
        "",
        "Totals of 2026-11, in CNY",
        "",
        "Calls in a period Before After Difference Per cent",
        printed[15],
        "1000 0.00 0.00 0.00 –",
        "10001 900.10 1080.12 +180.02 +20 %",
        "25000 2400.00 2880.00 +480.00 +20 %",
        "100000 9900.00 11880.00 +1980.00 +20 %",
        "",
        "At 5 more counts beside bends the total is the same",
        "",
        "From To What becomes of the total",
        printed[24],
        "0 10000 the same",
        "10001 100000 more, by up to 1980.00 (+20 %) at 100000",
        "100001 1000000 the same",
        "1000001 2000000 contact sales, as before",
    ]


def test_diff_in_chinese(dearer: Path) -> None:
    printed = diff(dearer, "--usage", 25000, "--on", "2026-11-23", "--locale", "zh", "--max-increase", "20")

    assert "账期 2026-11 的合计（CNY）" in printed
    assert "25000 2400.00 2880.00 +480.00 +20 %" in printed
    assert "10001 100000 增加，最多 1980.00（+20 %，100000 次）" in printed
    assert printed[-1] == "没有价格上涨超过 20 %"


def test_nothing_changed() -> None:
    assert answered("diff", str(CATALOGS), str(CATALOGS), "--max-increase", "0%") == (
        "Nothing changed in meaning\nNo price rises by more than 0 %\n"
    )


def test_the_folder_after_is_that_of_the_catalogs_unless_given(dearer: Path) -> None:
    there, back = (lines("diff", str(dearer)), diff(CATALOGS))

    assert "tiered-postpaid.tiers[1].price 0.12 0.10" in there
    assert back == ["Nothing changed in meaning"]
    assert lines("diff", str(dearer), "--catalogs", str(CATALOGS)) == there
    assert run("diff", str(dearer), str(dearer), "--catalogs", str(CATALOGS)).code == 2


@pytest.mark.parametrize(("most", "code"), [("5%", 3), ("19.99", 3), ("20%", 0), ("20 %", 0)])
def test_the_exit_code_tells_of_rises_beyond_the_limit(dearer: Path, most: str, code: int) -> None:
    ran = run("diff", str(CATALOGS), str(dearer), "--on", "2026-11-23", "--max-increase", most)

    assert (ran.code, ran.err) == (code, "")
    told = ran.out.splitlines()
    if most == "5%":
        assert told[-3:] == [
            "Rises by more than 5 %",
            "tencent-ocr/id-card (2026-11): 10001 calls from 900.10 to 1080.12, +20 %",
            "tencent-ocr/id-card (2026-11): prepaid-packs/10000 from 560 to 616, +10 %",
        ]


def test_markdown_is_tables_with_nothing_of_a_catalog_in_it_as_markup(dearer: Path) -> None:
    spoil(dearer, ('en = "ID card OCR" }', 'en = "ID | card <b>*@you*</b>" }'))

    printed = answered(
        "diff", str(CATALOGS), str(dearer), "--format", "markdown", "--usage", "25000", "--on", "2026-11-23"
    )

    assert "| Setting | Before | After |\n| --- | --- | --- |\n" in printed
    assert "| `tiered-postpaid.tiers[1].price` | 0.10 | 0.12 |\n" in printed
    assert "| 25000 | 2400.00 | 2880.00 | +480.00 | +20 % |\n" in printed
    name = "ID \\| card \\<b\\>\\*@\N{ZERO WIDTH SPACE}you\\*\\</b\\>"
    assert f"#### {name} · tencent-ocr/id-card\n" in printed
    assert f"| `name.en` | ID card OCR | {name} |\n" in printed
    rows = [line for line in printed.splitlines() if line.startswith("|")]
    assert {len(row.replace("\\|", "").split("|")) for row in rows} == {5, 7}


def test_diff_as_json(dearer: Path) -> None:
    ran = run(
        "diff", str(CATALOGS), str(dearer), "--usage", "25000", "--on", "2026-11-23", "--max-increase", "15", "--json"
    )

    told = json.loads(ran.out)
    assert (ran.code, told["ok"], told["maxIncrease"]) == (3, True, "15")
    (catalog,) = told["catalogs"]
    (product,) = catalog["products"]
    (time,) = product["times"]
    assert (product["product"], product["change"], time["period"]) == ("tencent-ocr/id-card", "changed", "2026-11")
    assert time["edits"][1] == {
        "kind": "changed",
        "setting": "tiered-postpaid.tiers[1].price",
        "path": ["tiered-postpaid", "tiers", 1, "price"],
        "before": "0.10",
        "after": "0.12",
    }
    assert time["packs"][0]["perCent"] == "10.00"
    (curve,) = time["curves"]
    assert curve["bends"] == [1_000, 10_000, 100_000, 1_000_000]
    assert next(point for point in curve["points"] if point["units"] == 25_000) == {
        "units": 25_000,
        "before": "2400.00",
        "after": "2880.00",
        "difference": "480.00",
        "perCent": "20.00",
        "sign": "more",
    }
    assert [(each["from"], each["to"], each["signs"]) for each in curve["ranges"]] == [
        (0, 10_000, ["same"]),
        (10_001, 100_000, ["more"]),
        (100_001, 1_000_000, ["same"]),
        (1_000_001, 2_000_000, ["contact"]),
    ]
    (rise,) = told["rises"]
    assert rise["point"]["units"] == 10_001


def test_a_list_price_lost_and_gained_is_told(dearer: Path, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    shutil.copytree(dearer, gone)
    spoil(gone, ("{ up_to = 1_000_000, price = 0.06 },", ""), ("total = 59_940\n", "contact = true\n"))

    there = run("diff", str(dearer), str(gone), "--on", "2026-11-23", "--max-increase", "1000%")
    back = run("diff", str(gone), str(dearer), "--on", "2026-11-23", "--max-increase", "1000%")

    assert there.code == 3
    assert "loses its list price: contact sales (it was 5940.06 at 100001)" in there.out
    assert there.out.endswith("100001 calls from 5940.06 to contact sales\n")
    assert back.code == 0
    assert "gets a list price, where there was contact sales (5940.06 at 100001)" in back.out


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    folder = tmp_path / "broken"
    shutil.copytree(CATALOGS / "tencent-ocr", folder)
    spoil(folder, ("price = 0.10", 'price = "cheap"'))
    return folder


def test_all_that_is_wrong_with_both_folders_is_said(broken: Path, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"

    ran = run("diff", str(broken), str(nowhere))

    assert (ran.code, ran.out) == (1, "")
    said = ran.err.splitlines()
    assert said[0].startswith(f"{broken}/id-card.toml:42: tiered-postpaid.tiers[1].price: ")
    assert f"Before ({broken}): 1 problem, nothing was compared" in said
    assert said[-3:] == [
        f"{nowhere}: can't be read: No such file or directory",
        "",
        f"After ({nowhere}): 1 problem, nothing was compared",
    ]
    chinese = run("diff", str(CATALOGS), str(broken), "--locale", "zh")
    assert chinese.err.splitlines()[-1] == f"变更后（{broken}）：1 个问题，没有比较任何内容"


def test_problems_as_json_say_the_side(broken: Path) -> None:
    ran = run("diff", str(CATALOGS), str(broken), "--json")

    told: dict[str, Any] = json.loads(ran.out)
    assert (ran.code, ran.err, told["ok"], told["catalogs"]) == (1, "", False, [])
    assert [(problem["side"], problem["line"]) for problem in told["problems"]] == [("after", 42)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--max-increase", "five"], "ratecard: --max-increase 'five': not a per cent\nHint: write it as 5% or 2.5\n"),
        (["--max-increase", "-5%"], "ratecard: --max-increase '-5%': not a per cent\nHint: write it as 5% or 2.5\n"),
        (
            ["--usage", "10,1.5"],
            "ratecard: --usage '1.5': units '1.5' are not a whole number\nHint: write it as 1000,25000\n",
        ),
        (["--on", "November"], "ratecard: 'November' is not a date or an instant\n"),
    ],
)
def test_what_can_not_be_read_is_refused(arguments: list[str], said: str) -> None:
    ran = run("diff", str(CATALOGS), str(CATALOGS), *arguments)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(said)


@pytest.mark.parametrize(
    ("given", "environment"), [(("--disable", "prepaid-packs"), ""), ((), "prepaid-packs")], ids=["option", "variable"]
)
def test_what_a_disabled_plugin_leaves_out_is_not_taken_for_unchanged(given: tuple[str, ...], environment: str) -> None:
    asked = ("diff", str(CATALOGS), str(CATALOGS), "--max-increase", "5%", *given)
    ran = run(*asked, RATECARD_DISABLED=environment)

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.count("is left out: kind 'prepaid-packs' is not installed") == 4
    assert ran.err.splitlines()[-1] == f"After ({CATALOGS}): 2 problems, nothing was compared"
