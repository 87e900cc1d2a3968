"""The error catalogue, case by case, and what is not a change in one place of one file."""

from pathlib import Path
from typing import Any

import pytest

from tests.catalog.catalogue import CASES, WARNED, files
from tests.catalog.toy import PASSPORT, SHARED, SOUND, TOY, changed, loaded, problems, warnings


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_load_says_what_is_wrong(tmp_path: Path, case: dict[str, Any]) -> None:
    folder = tmp_path / "toy"
    folder.mkdir()
    for name, target in case.get("links", {}).items():
        (folder / name).symlink_to(target)

    assert problems(folder, files(case)) == case["says"]


@pytest.mark.parametrize("case", WARNED, ids=[case["what"] for case in WARNED])
def test_check_warns_of_what_is_probably_not_meant(tmp_path: Path, case: dict[str, Any]) -> None:
    assert warnings(tmp_path / "toy", files(case)) == case["says"]


def test_check_of_the_unspoilt_catalog_with_graduated_tiers(tmp_path: Path) -> None:
    assert warnings(tmp_path, SOUND) == []


def test_load_of_the_unspoilt_catalog(tmp_path: Path) -> None:
    catalog = loaded(tmp_path, TOY)

    assert [product.full_id for product in catalog.products] == ["toy/passport"]
    assert catalog.warnings == ()


ALL_WRONG = """\
wrong-value | catalog.toml:9: free-allowance.every: expected one of 'hour', 'day', 'month', 'year', 'once', got 'moth' \
| did you mean 'month'?
wrong-type | passport.toml:5: prepaid-packs.packs[0].price: expected a decimal, got '8' | write it without quotes
unknown-key | passport.toml:16: examples[0].totl: key 'totl' is not known; \
known: title, usage, records, orders, owned, account, period, periods, total, contact, refused | did you mean 'total'?
syntax | visa.toml:15: \
expected a value: text in quotes, a number, true, false, a date, an [array] or a { table }
"""


def test_load_says_all_that_is_wrong_in_all_files(tmp_path: Path) -> None:
    spoilt = changed(changed(PASSPORT, "price = 8", 'price = "8"'), "total = 15", "totl = 15")
    files: dict[str, str | bytes] = {
        "catalog.toml": changed(SHARED, 'every = "month"', 'every = "moth"'),
        "passport.toml": spoilt,
        "visa.toml": changed(changed(spoilt, '"passport"', '"visa"'), "usage", "usage ="),
    }

    assert "\n".join([*problems(tmp_path, files), ""]) == ALL_WRONG


def test_a_wrong_step_brings_no_problem_of_those_that_name_it(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "catalog.toml": changed(SHARED, "tier_excludes = []", 'tier_excludes = ["prepaid-packs"]'),
        "passport.toml": changed(PASSPORT, "price = 8", 'price = "x"'),
    }

    assert problems(tmp_path, files) == [
        "wrong-type | passport.toml:5: prepaid-packs.packs[0].price: expected a decimal, got 'x'"
    ]


WORD = changed(PASSPORT, "0.15", "'x'")
WORD_SAYS = ["wrong-type | passport.toml:9: tiered-postpaid.tiers[0].price: expected a decimal, got 'x'"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(WORD.replace("\n", "\r\n"), WORD_SAYS, id="windows line ends"),
        pytest.param(b"\xef\xbb\xbf" + WORD.encode(), WORD_SAYS, id="byte order mark"),
        pytest.param(
            PASSPORT.encode("gbk"),
            ["not-utf-8 | passport.toml:2: the line is not UTF-8 text | save the file as UTF-8"],
            id="gbk",
        ),
        pytest.param(
            "a = " + 1_000 * "[" + 1_000 * "]",
            ["syntax | passport.toml:1: arrays and tables are nested too deep, in more than 40 levels"],
            id="nested",
        ),
        pytest.param(
            PASSPORT.replace("units = 100", "units = 1" + 5_000 * "0"),
            ["syntax | passport.toml:5: a number has too many digits"],
            id="5 000 digits",
        ),
        pytest.param(
            f"a = {{{39 * 'a={'}{39 * '}'}}}\n[[b]]\nb = {39 * '['}\n{39 * ']'}",
            ["syntax | passport.toml:3: arrays and tables are nested too deep, in more than 40 levels"],
            id="41 levels",
        ),
        pytest.param(
            "[" + ".".join(20_000 * "a") + "]",
            ["syntax | passport.toml:1: arrays and tables are nested too deep, in more than 40 levels"],
            id="20 000 parts of a key",
        ),
        pytest.param(
            500_001 * "\n",
            ["file-too-large | passport.toml: the file has more than 500000 bytes | a product has a file of its own"],
            id="500 001 bytes",
        ),
        pytest.param(
            f"{PASSPORT}\n{5_000 * 'a'} = 1",
            [f"unknown-key | passport.toml:18: examples[0].{187 * 'a'}…: key '{994 * 'a'}…"],
            id="a long key",
        ),
        pytest.param(
            "",
            [
                "missing-key | passport.toml:1: key 'id' is missing",
                "missing-key | passport.toml:1: key 'name' is missing",
                "missing-key | passport.toml:1: prepaid-packs: key 'packs' is missing",
                "missing-key | passport.toml:1: tiered-postpaid: key 'tiers' is missing",
            ],
            id="empty",
        ),
    ],
)
def test_load_of_a_strange_file(tmp_path: Path, content: str | bytes, expected: list[str]) -> None:
    assert problems(tmp_path, {**TOY, "passport.toml": content}) == expected
