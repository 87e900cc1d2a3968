"""`ratecard reprice`: what it writes and says."""

import shutil
from pathlib import Path

import pytest

from tests.cli.run import CATALOGS, answered, document, lines, refused, run

RAISE = ("reprice", "--factor", "1.05", "--effective-from", "2027-01-01")

STEPS = "outcome-filter, free-allowance, prepaid-packs, tiered-postpaid, freeze-estimate, pack-alerts"


def told(said: str, hint: str) -> str:
    return f"ratecard: {said}\n" + (f"Hint: {hint}\n" if hint else "")


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder of catalogs of one's own."""
    shutil.copytree(CATALOGS / "tencent-ocr", tmp_path / "tencent-ocr")
    return tmp_path


def test_a_period_is_priced_by_the_prices_in_force_when_it_begins(shelf: Path) -> None:
    answered(*RAISE, "--round", "0.01", "--catalogs", str(shelf))

    answer = [
        document("quote", "id-card", "--usage", "9000", "--period", period, "--catalogs", str(shelf))["total"]
        for period in ("2026-12", "2027-01")
    ]

    assert answer == ["1200.00", "1280.00"]  # 8 000 × 0.15; 0.1575 is 0.16, 8 000 × 0.16
    assert "1 catalog with 2 products loaded, 32 examples held" in answered("check", "--catalogs", str(shelf))


def test_what_changes_is_told(shelf: Path) -> None:
    printed = lines(
        *RAISE, "--round", "0.001", "--product", "bank-card", "--step", "tiered-postpaid", "--catalogs", str(shelf)
    )

    folder = f"{shelf}/tencent-ocr"
    assert [line for line in printed if line and "─" not in line] == [
        f"{folder}/bank-card@2027-01-01.toml",
        "Place Setting Before After",
        f"{folder}/bank-card.toml:48 tiered-postpaid.tiers[0].price 0.15 0.158",
        f"{folder}/bank-card.toml:49 tiered-postpaid.tiers[1].price 0.10 0.105",
        f"{folder}/bank-card.toml:50 tiered-postpaid.tiers[2].price 0.06 0.063",
        "3 new prices from 2027-01-01 on",
        "4 examples have sums that are ratecard's own, with a comment above each: work them out by hand",
    ]


def test_a_dry_run_prints_a_patch_and_writes_nothing(shelf: Path) -> None:
    before = sorted(shelf.rglob("*"))

    printed = answered(*RAISE, "--round", "1", "--step", "prepaid-packs", "--dry-run", "--catalogs", str(shelf))

    assert sorted(shelf.rglob("*")) == before
    assert printed.startswith(
        f"--- {shelf}/tencent-ocr/bank-card.toml\n+++ {shelf}/tencent-ocr/bank-card@2027-01-01.toml\n"
    )
    assert "+  { units = 100_000, price = 3_675, " in printed
    assert printed.endswith(": work them out by hand\n")


def test_new_prices_as_json(shelf: Path) -> None:
    answer = document(
        *RAISE,
        "--round",
        "0.01/up",
        "--product",
        "id-card",
        "--step",
        "tiered-postpaid",
        "--dry-run",
        "--catalogs",
        str(shelf),
    )

    assert [(price["key"], price["before"], price["after"]) for price in answer["prices"]] == [
        ("tiered-postpaid.tiers[0].price", "0.15", "0.16"),
        ("tiered-postpaid.tiers[1].price", "0.10", "0.11"),
        ("tiered-postpaid.tiers[2].price", "0.06", "0.07"),
    ]
    assert answer["prices"][0]["file"] == f"{shelf}/tencent-ocr/id-card.toml"
    assert answer["repricedExamples"] == 7
    assert len(answer["files"]) == 1


def test_no_change_writes_nothing(shelf: Path) -> None:
    arguments = (
        "reprice",
        "--factor",
        "1",
        "--effective-from",
        "2027-01-01",
        "--round",
        "0.01",
        "--catalogs",
        str(shelf),
    )

    assert answered(*arguments) == "no price changes, so no file is written\n"
    assert answered(*arguments, "--dry-run", "--locale", "zh") == "没有价格变化，未写任何文件\n"


@pytest.mark.parametrize(
    ("arguments", "said", "hint"),
    [
        (
            ["--round", "2/half-up"],
            "--round '2/half-up': '2' is nothing to round to: it is 1 or 5 with zeros, such as 0.01, 0.05, 1 or 50",
            "for two decimal places write 0.01",
        ),
        (["--round", "0.01", "--round", "1"], "--round '1': it is said twice", ""),
        (["--round", "a=1", "--round", "a=1"], "--round 'a=1': it is said twice for step 'a'", ""),
        (
            ["--round", "a=1"],
            f"no chosen product has a step 'a'; steps: {STEPS}",
            "",
        ),
        (
            ["--round", "prepaid-packs=1"],
            "it isn't said how new prices of step 'tiered-postpaid' are rounded",
            "say it: --round tiered-postpaid=0.01",
        ),
        (
            ["--round", "1", "--factor", "5%"],
            "--factor '5%': '5%' is no factor",
            "for 5 % more write 1.05, for 5 % less 0.95",
        ),
        (
            ["--round", "1", "--step", "free-allowance"],
            "no chosen product has a price in free-allowance",
            "thresholds, percentages, credits and what is frozen are no prices",
        ),
    ],
)
def test_what_can_not_be_is_refused(shelf: Path, arguments: list[str], said: str, hint: str) -> None:
    assert refused(*RAISE, *arguments, "--catalogs", str(shelf)) == told(said, hint)


def test_a_day_that_is_none_is_refused() -> None:
    assert "2027-13-01" in refused("reprice", "--factor", "1.05", "--effective-from", "2027-13-01", "--round", "1")


def test_packs_and_calls_may_be_rounded_differently(shelf: Path) -> None:
    answer = document(
        *RAISE,
        "--round",
        "0.0001",
        "--round",
        "prepaid-packs=1",
        "--product",
        "id-card",
        "--dry-run",
        "--catalogs",
        str(shelf),
    )

    assert [price["after"] for price in answer["prices"]] == [
        "88", "588", "3675", "22050", "147000", "0.1575", "0.1050", "0.0630",
    ]  # fmt: skip


def test_what_a_disabled_plugin_prices_can_not_be_written() -> None:
    asked = ("reprice", "--factor", "1.1", "--round", "0.01", "--effective-from", "2027-01-01", "--dry-run")
    ran = run(*asked, "--disable", "prepaid-packs", RATECARD_DISABLED="discount")

    assert (ran.code, ran.out) == (1, "")
    assert "Hint: do this without disabling a plugin that it takes; disabled: discount, prepaid-packs" in ran.err
    assert "did you mean" not in ran.err
