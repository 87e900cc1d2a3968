"""`ratecard sheet`: the command, its formats and its files."""

import re
import shlex
from pathlib import Path

import pytest

from tests.cli.run import CATALOGS, answered, process, refused, run
from tests.price_sheet.form import Read, rendered

TESTED = str(CATALOGS.parent / "tests" / "catalogs")
ON = ("--on", "2026-11-23")


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_a_file_has_what_would_be_printed(tmp_path: Path, form: str, locale: str) -> None:
    file = tmp_path / "sheet"
    asked = ("sheet", "id-card", *ON, "--format", form, "--locale", locale)

    assert answered(*asked, "--out", str(file)) == ""
    assert file.read_text("utf-8") == answered(*asked)


def test_text_has_the_tables_and_a_drawing() -> None:
    printed = answered("sheet", "id-card", *ON).splitlines()

    assert printed[0] == "ID card OCR · tencent-ocr/id-card"
    headings = [line for before, line in zip(["", *printed], printed, strict=False) if not before and line in HEADINGS]
    assert headings == HEADINGS
    assert any(line.startswith("1.5K +") for line in printed)
    assert max(map(len, (line for line in printed if " +" in line[:8] or " |" in line[:8]))) <= 100


HEADINGS = [
    "Free allowance", "Prepaid packs", "Postpaid", "Settlement order", "Examples", "Cost by usage", "Versions",
]  # fmt: skip


def test_a_narrow_terminal_loses_nothing() -> None:
    narrow = answered("sheet", "id-card", *ON, COLUMNS="60")

    numbers = ["CN¥140,000.00", "100,001 – 1,000,000", "CN¥10,500.00", "CN¥4,529.00", "CN¥0.090001", "1.2M"]
    assert [number for number in numbers if number not in narrow] == []
    assert "https://cloud.tencent.com/act/event/connect-service" in "".join(narrow.split())


def test_all_products_are_one_page_after_a_list_of_them() -> None:
    read = Read(answered("sheet", *ON, "--format", "html", "--locale", "zh"))
    marked = rendered(answered("sheet", *ON, "--format", "markdown", "--locale", "zh"))

    links = [link["href"] for link in read.all("a") if link["href"].startswith("#")]
    assert links == ["#tencent-ocr/bank-card", "#tencent-ocr/id-card"]
    assert [article["id"] for article in read.all("article")] == [link[1:] for link in links]
    ids = [attributes["id"] for _, attributes in read.tags if "id" in attributes]
    assert len(ids) == len({*ids})
    assert [len(page.all(f"h{level}")) for page in (read, marked) for level in (1, 2)] == [1, 2, 1, 2]
    text = answered("sheet", *ON).splitlines()
    assert [line for line in text if " · tencent-ocr/" in line] == [
        "Bank card OCR · tencent-ocr/bank-card",
        "ID card OCR · tencent-ocr/id-card",
    ]


def test_one_catalog_alone() -> None:
    read = Read(answered("sheet", "--catalog", "deepl", *ON, "--format", "html", "--catalogs", TESTED))

    assert [article["id"] for article in read.all("article")] == ["deepl/translation"]
    assert refused("sheet", "--catalog", "depl").startswith("ratecard: catalog 'depl' is not known")


def test_the_prices_of_a_day_and_the_versions() -> None:
    def read(on: str, locale: str) -> str:
        asked = ("sheet", "images", "--catalogs", TESTED, "--on", on, "--locale", locale)
        return " ".join(answered(*asked).split())

    old, new = read("2023-06-01", "en"), read("2024-06-01", "zh")
    assert "Versions In force from State" in old
    assert old.partition("Versions In force from State ")[2].startswith("─")
    assert "the first in force Jan 1, 2024 to come" in old
    assert "最初 已被取代 2024年1月1日 当前" in new
    assert "价格日期 2024年6月1日 (自 2024年1月1日)" in new


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("no-such",), "product 'no-such' is not known"),
        (("id-card", "--on", "yesterday"), "'yesterday' is not"),
        (("id-card", "--out", "none/sheet.html"), "--out 'none/sheet.html': can't be written: No such file or"),
    ],
    ids=lambda value: value[-1] if isinstance(value, tuple) else "",
)
def test_what_can_t_be_written_is_refused(arguments: tuple[str, ...], said: str) -> None:
    assert said in refused("sheet", *arguments)


def test_a_product_and_a_catalog_are_too_much() -> None:
    ran = run("sheet", "id-card", "--catalog", "tencent-ocr")

    assert ran.code == 2
    assert "give PRODUCT or --catalog, not both" in ran.err


def commands() -> list[str]:
    text = (CATALOGS / "guide" / "price-sheets.md").read_text("utf-8")
    return re.findall(r"^\$ ratecard (.*)$", text, re.MULTILINE)


@pytest.mark.parametrize("command", commands())
def test_the_guide_s_commands_answer(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = shlex.split(command, comments=True)

    printed = answered(*words)
    written = [file.read_text("utf-8") for file in tmp_path.iterdir()]
    assert len(written) == ("--out" in words)
    assert "身份证识别" in (printed or written[0]) or "ID card OCR" in written[0]


def test_the_same_question_gives_the_same_file() -> None:
    asked = ("sheet", "bank-card", *ON, "--format", "html", "--locale", "zh")

    assert process(*asked).out == process(*asked, PYTHONHASHSEED="7").out


@pytest.mark.parametrize(("locale", "title"), [("en", "Products left out"), ("zh", "因插件停用而未提供的产品")])
def test_sheets_of_all_products_say_which_are_left_out(locale: str, title: str) -> None:
    ran = run("sheet", *ON, "--disable", "prepaid-packs", "--format", "markdown", "--locale", locale)

    assert ran.code == 0
    assert ran.err.startswith(title)
    assert ran.err.count("is left out: kind 'prepaid-packs'") == 2
