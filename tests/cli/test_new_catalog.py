"""`ratecard new catalog` and `ratecard new product`: what they write and say."""

import json
import shlex
import shutil
from pathlib import Path

import pytest
from typer.main import get_command

from ratecard.catalog.edit.template import FOLDER
from ratecard.cli.app import NEW, app
from tests.cli.run import CATALOGS, answered, document, refused, run

NAMES = ("--name-zh", "车牌识别", "--name-en", "Licence plates")
MONEY = ("--currency", "CNY", "--time-zone", "Asia/Shanghai")


def told(said: str, hint: str) -> str:
    return f"ratecard: {said}\n" + (f"Hint: {hint}\n" if hint else "")


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder of catalogs of one's own."""
    shutil.copytree(CATALOGS / "tencent-ocr", tmp_path / "shelf" / "tencent-ocr")
    return tmp_path / "shelf"


def test_a_new_catalog_checks_and_its_first_product_is_quoted(tmp_path: Path) -> None:
    printed = answered("new", "catalog", "plates", *NAMES, *MONEY, "--product", "plate", "--into", str(tmp_path))

    assert printed == (
        f"{tmp_path}/plates/catalog.toml\n{tmp_path}/plates/plate.toml\n\n"
        "What is next: write your own prices and examples, then check them:\n"
        f"  ratecard check --catalogs {tmp_path}/plates\n"
    )
    assert "1 catalog with 1 product loaded, 2 examples held" in answered("check", "--catalogs", str(tmp_path))
    # 5 000 - 500 = 4 500; 4 500 × 0.15
    answer = document("quote", "plate", "--usage", "5000", "--period", "2026-11", "--catalogs", str(tmp_path))
    assert answer["total"] == "675.00"


def test_a_new_catalog_speaks_chinese(tmp_path: Path) -> None:
    printed = answered("new", "catalog", "plates", *NAMES, *MONEY, "--into", str(tmp_path), "--locale", "zh")

    assert "接下来：写上自己的价格与示例，再检查：" in printed
    assert "# 本目录各产品共用的内容" in (tmp_path / "plates" / "catalog.toml").read_text("utf-8")
    assert 'id = "sample"' in (tmp_path / "plates" / "sample.toml").read_text("utf-8")


def test_a_catalog_like_another_one(shelf: Path) -> None:
    printed = answered(
        "new", "catalog", "plates", *NAMES, "--like", "tencent-ocr", "--product", "id-card", "--catalogs", str(shelf)
    )

    assert printed.splitlines()[:2] == [f"{shelf}/plates/catalog.toml", f"{shelf}/plates/id-card.toml"]
    assert "2 catalogs with 3 products loaded" in answered("check", "--catalogs", str(shelf))


def test_a_product_like_another_one(shelf: Path) -> None:
    printed = answered("new", "product", "plate", *NAMES, "--like", "id-card", "--catalogs", str(shelf))

    assert printed == f"{shelf}/tencent-ocr/plate.toml\n"
    # The page's own sum for ID cards: 后付费 示例二.
    answer = document("quote", "plate", "--usage", "9000", "--period", "2026-11", "--catalogs", str(shelf))
    assert answer["total"] == "1200.00"


def test_a_dry_run_prints_a_patch_and_writes_nothing(shelf: Path) -> None:
    before = sorted(shelf.rglob("*"))

    printed = answered("new", "product", "plate", *NAMES, "--like", "id-card", "--dry-run", "--catalogs", str(shelf))

    assert sorted(shelf.rglob("*")) == before
    head = printed.splitlines()[:9]
    assert head == [
        f"--- {shelf}/tencent-ocr/id-card.toml",
        f"+++ {shelf}/tencent-ocr/plate.toml",
        "@@ -1,7 +1,7 @@",
        "-# 身份证识别",
        "+# 车牌识别",
        " ",
        '-id = "id-card"',
        '-name = { zh = "身份证识别", en = "ID card OCR" }',
        '+id = "plate"',
    ]


def test_a_new_product_as_json(shelf: Path) -> None:
    answer = document(
        "new", "product", "plate", *NAMES, "--template", "subscription", "--dry-run", "--catalogs", str(shelf)
    )

    assert answer["dryRun"] is True
    assert [(file["file"], file["like"]) for file in answer["files"]] == [(f"{shelf}/tencent-ocr/plate.toml", None)]
    assert answer["files"][0]["diff"].startswith(f"--- /dev/null\n+++ {shelf}/tencent-ocr/plate.toml\n")
    assert answer["notes"] == [
        "1 example has a sum that is ratecard's own, with a comment above it: work it out by hand"
    ]


@pytest.mark.parametrize(
    ("arguments", "said", "hint"),
    [
        (["--like", "id-crd"], "there is no product 'id-crd'; products: bank-card, id-card", "did you mean 'id-card'?"),
        (["--like", "tencent/id-card"], "there is no product 'tencent/id-card'; products: none", ""),
        (
            ["--catalog", "tencent"],
            "there is no catalog 'tencent'; catalogs: tencent-ocr",
            "did you mean 'tencent-ocr'?",
        ),
        (
            ["--like", "id-card", "--template", "tiers"],
            "a product is like another one or from a template, not both",
            "leave out --template",
        ),
        (
            ["--template", "tier"],
            "there is no template 'tier'; templates: packs-and-tiers, subscription, tiers",
            "did you mean 'tiers'?",
        ),
        (["--name-en", " "], "--name-en ' ': a name is not empty", ""),
        (["--name-en", "a\nb"], "--name-en 'a\\nb': a name is text of one line", ""),
    ],
)
def test_a_product_that_can_not_be_is_refused(shelf: Path, arguments: list[str], said: str, hint: str) -> None:
    before = sorted(shelf.rglob("*"))

    assert refused("new", "product", "plate", *NAMES, *arguments, "--catalogs", str(shelf)) == told(said, hint)
    assert sorted(shelf.rglob("*")) == before


def test_a_product_of_two_catalogs_is_named_with_its_catalog(shelf: Path) -> None:
    answered("new", "catalog", "plates", *NAMES, "--like", "tencent-ocr", "--catalogs", str(shelf))

    assert refused("new", "product", "plate", *NAMES, "--like", "id-card", "--catalogs", str(shelf)) == (
        "ratecard: there are several products 'id-card': plates/id-card, tencent-ocr/id-card\n"
        "Hint: say which one: --like plates/id-card\n"
    )
    assert refused("new", "product", "plate", *NAMES, "--catalogs", str(shelf)) == (
        "ratecard: there are 2 catalogs: plates, tencent-ocr\nHint: say which one: --catalog ID\n"
    )
    answered("new", "product", "plate", *NAMES, "--like", "plates/id-card", "--catalogs", str(shelf))
    assert (shelf / "plates" / "plate.toml").exists()


def test_catalogs_that_do_not_check_are_not_added_to(shelf: Path) -> None:
    (shelf / "tencent-ocr" / "broken.toml").write_text("id = ")

    said = refused("new", "product", "plate", *NAMES, "--like", "id-card", "--catalogs", str(shelf))

    assert said.startswith(f"{shelf}/tencent-ocr/broken.toml:1: ")


@pytest.mark.parametrize(
    "asked",
    [
        ("product", "plates", "--like", "id-card"),
        ("catalog", "plates", "--like", "tencent-ocr"),
        ("catalog", "plates", "--currency", "CNY", "--time-zone", "Asia/Shanghai"),
    ],
    ids=["product", "catalog like another one", "catalog"],
)
def test_what_is_new_needs_the_plugins_that_price_it(tmp_path: Path, asked: tuple[str, ...]) -> None:
    shutil.copytree(CATALOGS, tmp_path / "catalogs")
    before = sorted(tmp_path.rglob("*"))
    named = ("--name-zh", "车牌", "--name-en", "Plates", "--catalogs", str(tmp_path / "catalogs"))
    ran = run("new", *asked, *named, "--disable", "prepaid-packs")

    assert (ran.code, ran.out) == (1, "")
    assert "kind 'prepaid-packs' is not installed" in ran.err
    assert sorted(tmp_path.rglob("*")) == before


def test_what_would_not_check_says_so_first(tmp_path: Path) -> None:
    arguments = (
        "new",
        "catalog",
        "plates",
        *NAMES,
        "--currency",
        "RMB",
        "--time-zone",
        "Asia/Shanghai",
        "--into",
        str(tmp_path),
    )

    assert refused(*arguments) == (
        "ratecard: nothing is written: the new files would not check; the lines below are those that they would have\n"
        f"{tmp_path}/plates/catalog.toml:6: currency: currency 'RMB' is not a code of ISO 4217 that is in use\n"
        "  Hint: did you mean 'CNY'?\n"
    )
    assert [each["code"] for each in json.loads(refused(*arguments, "--json"))["errors"]] == [
        "would-not-check",
        "wrong-value",
    ]


def test_a_new_catalog_says_what_it_needs() -> None:
    assert refused("new", "catalog", "plates", *NAMES) == (
        "ratecard: a new catalog needs a currency and a time zone, unless it is like another one\n"
        "Hint: say for instance: --currency CNY --time-zone Asia/Shanghai\n"
    )
    assert refused("new", "catalog", "plates", *NAMES, *MONEY, "--product", "a", "--product", "b") == (
        "ratecard: --product 'b': a new catalog begins with one product\nHint: add others with new product\n"
    )


def test_the_help_names_every_template() -> None:
    templates = {path.stem for path in (FOLDER / "en").glob("*.toml")} - {"catalog"}

    assert all(name in answered("new", "product", "-h") for name in templates)


@pytest.mark.parametrize("thing", NEW)
def test_new_explains_every_option(thing: str) -> None:
    command = getattr(get_command(app), "commands")["new"].commands[thing]  # noqa: B009  # typer does not type it
    printed = " ".join(answered("new", thing, "-h").split())

    assert [parameter.name for parameter in command.params if not parameter.help] == []
    assert [
        option for each in command.params for option in each.opts if option.lstrip("-") not in printed.lower()
    ] == []


@pytest.mark.parametrize("thing", ["catalog", "product"])
def test_the_examples_of_the_help_work(shelf: Path, thing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words = shlex.split(NEW[thing][1])[1:]

    assert run(*words, RATECARD_CATALOGS=str(shelf)).code == 0
