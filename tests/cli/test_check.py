"""`ratecard check`: what loaded, or all that is wrong."""

import json
from pathlib import Path

import pytest

from ratecard.catalog import Problem
from ratecard.cli.finding import as_github
from tests.catalog.test_published import repository
from tests.cli.run import CATALOGS, document, lines, refused, run

SHARED = """\
id = "toy"
name = { zh = "玩具", en = "Toy" }
currency = "EUR"
time_zone = "Europe/Berlin"
chain = ["free-allowance", "tiered-postpaid"]

[free-allowance]
units = 10
every = "month"
"""
PRODUCT = """\
id = "passport"
name = { zh = "护照", en = "Passport" }

[tiered-postpaid]
mode = "volume"
tier_excludes = []
tiers = [{ up_to = 100, price = 0.50 }, { price = 0.60 }]

[[examples]]
title = "two calls"
usage = 12
total = 1
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "toy"
    place.mkdir()
    (place / "catalog.toml").write_text(SHARED, "utf-8")
    (place / "passport.toml").write_text(PRODUCT, "utf-8")
    return tmp_path


def test_check_says_what_loaded() -> None:
    printed = lines("check")

    assert printed[0] == "Catalog Name Products Versions Examples Currency Time zone Folder Digest"
    assert printed[2].startswith("tencent-ocr Tencent Cloud OCR 2 2 ")
    assert printed[-1].startswith("1 catalog with 2 products loaded, ")
    assert printed[-1].endswith(" examples held, 0 warnings")
    assert lines("check", "--locale", "zh")[-1].startswith("1 个目录、2 个产品已加载")


def test_check_prints_warnings_and_counts_examples(folder: Path) -> None:
    printed = lines("check", "--catalogs", str(folder))

    assert printed[-1] == "1 catalog with 1 product loaded, 1 example held, 1 warning"
    warning = printed[printed.index("Warnings") + 1]
    assert warning.startswith(
        f"{folder}/toy/passport.toml:7: tiered-postpaid.tiers[1]: the price rises from 0.50 to 0.60"
    )


def test_check_as_json(folder: Path) -> None:
    checked = document("check", "--catalogs", str(folder))

    catalog = checked["catalogs"][0]
    assert (checked["ok"], checked["problems"]) == (True, [])
    assert [warning["code"] for warning in checked["warnings"]] == ["dearer-tier"]
    assert catalog.pop("digest").startswith("sha256:")
    assert len(catalog.pop("warnings")) == 1
    assert catalog == {
        "id": "toy",
        "name": "Toy",
        "folder": f"{folder}/toy",
        "currency": "EUR",
        "timeZone": "Europe/Berlin",
        "period": "month",
        "products": [{"id": "passport", "versions": 1}],
        "examples": 1,
    }


def broken(folder: Path) -> str:
    file = folder / "toy" / "passport.toml"
    text = PRODUCT.replace("price = 0.60", 'prise = "cheap"').replace("usage = 12", "usage = 13")
    file.write_text(text.replace('"volume"', '"volumes"'), "utf-8")
    return str(file)


def test_check_says_all_that_is_wrong_at_once(folder: Path) -> None:
    file = broken(folder)

    ran = run("check", "--catalogs", str(folder))

    assert (ran.code, ran.out) == (1, "")
    said = ran.err.splitlines()
    assert [line for line in said if line.startswith(f"{file}:5: tiered-postpaid.mode: ")]
    assert [line for line in said if line.startswith(f"{file}:7: tiered-postpaid.tiers[1]")]
    assert any(line.startswith("  Hint: ") for line in said)
    number = sum(line.startswith(file) for line in said)
    assert number >= 2
    assert said[-1] == f"{number} problems in 1 file: nothing was loaded"


def test_check_says_a_failed_example_with_its_sum(folder: Path) -> None:
    file = folder / "toy" / "passport.toml"
    file.write_text(PRODUCT.replace("total = 1\n", "total = 2\n"), "utf-8")

    ran = run("check", "--catalogs", str(folder), "--locale", "zh")

    assert ran.err == (
        f"{file}:12: examples[0].total: expected 2, got 1.00 [failed-example 示例金额与计算不符]\n"
        "  提示：the sum is (12 - 10) × 0.50 = 1\n"
        f"\n警告\n{file}:7: tiered-postpaid.tiers[1]: the price rises from 0.50 to 0.60 with the quantity"
        " [dearer-tier 后一阶梯更贵（提醒）]\n"
        "  提示：check the two prices\n"
        "\n1 个文件中有 1 个问题，没有加载任何目录\n"
    )


def test_check_gives_problems_as_json(folder: Path) -> None:
    file = broken(folder)

    ran = run("check", "--catalogs", str(folder), "--json")

    assert (ran.code, ran.err) == (1, "")
    checked = json.loads(ran.out)
    assert (checked["ok"], checked["catalogs"]) == (False, [])
    assert {problem["file"] for problem in checked["problems"]} == {file}
    assert set(checked["problems"][0]) == {"file", "line", "key", "message", "hint", "code"}


@pytest.mark.parametrize("command", [["products"], ["quote", "passport"], ["forecast", "passport"], ["serve"]])
def test_every_command_says_what_is_wrong_with_the_catalogs(folder: Path, command: list[str]) -> None:
    file = broken(folder)

    ran = run(*command, RATECARD_CATALOGS=str(folder))

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"{file}:")


@pytest.mark.parametrize("command", ["products", "check", "plugins"])
def test_every_command_says_what_is_wrong_with_the_plugins(command: str) -> None:
    ran = run(command, RATECARD_DISABLED="pack-alert")

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("ratecard: plugin 'pack-alert' is disabled but not installed; installed: ")
    assert ran.err.endswith("\nHint: did you mean 'pack-alerts'?\n")


def test_a_folder_that_is_not_there_is_a_problem() -> None:
    ran = run("check", "--catalogs", "nowhere")

    assert ran.code == 1
    assert ran.err.startswith("nowhere: can't be read: No such file or directory [unreadable]\n")


def test_check_takes_warnings_for_problems_when_told(folder: Path) -> None:
    ran = run("check", "--catalogs", str(folder), "--strict")

    file = folder / "toy" / "passport.toml"
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        f"{file}:7: tiered-postpaid.tiers[1]: the price rises from 0.50 to 0.60 with the quantity [dearer-tier]\n"
        "  Hint: check the two prices\n"
        "\n1 problem in 1 file: nothing was loaded\n"
    )


def test_check_strictly_of_the_shipped_catalogs_and_of_all_price_sheets() -> None:
    assert run("check", "--strict").code == 0
    assert run("check", "--strict", "--catalogs", str(CATALOGS.parent / "tests" / "catalogs")).code == 0


def test_check_annotates_a_pull_request(folder: Path) -> None:
    warned = run("check", "--catalogs", str(folder), "--format", "github")
    file = broken(folder).replace(":", "%3A")
    wrong = run("check", "--catalogs", str(folder), "--format", "github")

    assert warned.code == 0
    assert warned.out == (
        f"::warning file={file},line=7,title=dearer-tier::tiered-postpaid.tiers[1]: the price rises"
        " from 0.50 to 0.60 with the quantity%0AHint: check the two prices\n"
    )
    assert (wrong.code, wrong.err) == (1, "")
    assert all(line.startswith(f"::error file={file},line=") for line in wrong.out.splitlines())


def test_a_github_annotation_escapes_what_would_end_it() -> None:
    problem = Problem("a:b,c%.toml", 0, "", "100 %\r\nof it: all, really", None, "some-code")

    assert as_github(problem, "error") == (
        "::error file=a%3Ab%2Cc%25.toml,title=some-code::100 %25%0D%0Aof it: all, really"
    )


def test_check_as_json_by_either_name(folder: Path) -> None:
    named = run("check", "--catalogs", str(folder), "--format", "json")

    assert json.loads(named.out) == document("check", "--catalogs", str(folder))


def test_check_proves_again_when_told(folder: Path) -> None:
    arguments = ("check", "--catalogs", str(folder))

    assert len({run(*arguments).out, run(*arguments).out, run(*arguments, "--no-cache").out}) == 1


def test_check_refuses_a_change_to_what_was_published(tmp_path: Path) -> None:
    root = repository(tmp_path, {"catalog.toml": SHARED, "passport.toml": PRODUCT}).parent
    place = root / "toy" / "passport.toml"
    text = PRODUCT.replace("price = 0.60", "price = 0.55")
    place.write_text(text, "utf-8")

    assert run("check", "--catalogs", str(root)).code == 0
    ran = run("check", "--catalogs", str(root), "--published", "v1", "--json")

    (problem,) = json.loads(ran.out)["problems"]
    assert ran.code == 1
    assert (problem["file"], problem["line"], problem["code"]) == (str(place), 7, "published-version-changed")
    assert (problem["key"], problem["message"]) == (
        "tiered-postpaid.tiers[1].price",
        "is 0.55, but was 0.60 when 'v1' published the first version of 'passport'",
    )
    (root / "toy" / "new.toml").write_text(text.replace("[tiered", "effective_from = 2027-01-01\n[tiered"), "utf-8")
    place.write_text(PRODUCT, "utf-8")
    assert run("check", "--catalogs", str(root), "--published", "v1").code == 0
    assert run("check", "--catalogs", str(root), "--published", "v1", "--published-on", "2027-01-01").code == 1


def test_check_refuses_a_day_of_publication_without_a_revision() -> None:
    assert refused("check", "--published-on", "2027-01-01") == (
        "ratecard: --published-on '2027-01-01': there is no --published that it could be about\n"
    )


def test_strict_says_what_a_disabled_plugin_leaves_out_and_nothing_of_what_it_would_accept() -> None:
    """The shared file accepts the cliffs of products that nobody has looked at."""
    plain = run("check", "--disable", "prepaid-packs", "--no-cache")
    strict = run("check", "--disable", "prepaid-packs", "--no-cache", "--strict", "--json")

    assert (plain.code, plain.err.count("[product-left-out]")) == (1, 2)
    assert plain.out.splitlines()[-1].endswith("0 warnings")
    assert [each["code"] for each in json.loads(strict.out)["problems"]] == ["product-left-out"] * 2


def test_what_is_left_out_is_said_beside_warnings_that_count(folder: Path) -> None:
    spare = folder / "toy" / "spare.toml"
    spare.write_text(PRODUCT.replace('"passport"', '"spare"'), "utf-8")
    passport = folder / "toy" / "passport.toml"
    chain = 'chain = ["free-allowance", "tiered-postpaid", "freeze-estimate"]\n'
    passport.write_text(chain + passport.read_text("utf-8"), "utf-8")
    ran = run("check", "--catalogs", str(folder), "--disable", "freeze-estimate", "--strict", "--json")

    assert [each["code"] for each in json.loads(ran.out)["problems"]] == ["product-left-out", "dearer-tier"]
