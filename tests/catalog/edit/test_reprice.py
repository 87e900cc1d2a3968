"""New prices as new versions: every catalog that there is, and what is refused."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import tomli

from ratecard.catalog import load
from ratecard.catalog.edit.number import nearest_of
from ratecard.catalog.edit.page import Edit, Page
from ratecard.catalog.edit.plan import NewFile, write
from ratecard.catalog.edit.refusal import CantEdit
from ratecard.catalog.edit.reprice import Repriced, reprice
from ratecard.catalog.edit.trial import Opened
from tests.catalog.edit.shelf import CATALOGS, INSTALLED, asked, copied, written

SHARED = """
id = "made"
name = { zh = "制", en = "Made" }
currency = "CNY"
time_zone = "Asia/Shanghai"
chain = ["tiered-postpaid"]

[tiered-postpaid]
mode = "flat"
tier_excludes = []
tiers = [{ price = 0.10 }] # each
"""
ONE = """
id = "one"
name = { zh = "一", en = "One" }

[[examples]]
title = "1 000 × 0.10"
usage = 1_000
total = 100
"""
OWN = """
id = "own"
name = { zh = "自", en = "Own" }

[tiered-postpaid]
tiers = [{ price = 2 }]
"""


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def changed_lines(file: NewFile) -> list[str]:
    """The lines of the file before that are not in the new one, and the new ones."""
    return [line for line in file.diff().splitlines()[2:] if line[0] in "+-"]


def amounts(files: Iterable[NewFile]) -> dict[str, str]:
    return {file.path.name: file.text for file in files}


@pytest.mark.parametrize("folder", CATALOGS, ids=lambda folder: folder.name)
def test_each_catalog_checks_with_its_new_prices(tmp_path: Path, folder: Path) -> None:
    opened = copied(folder, tmp_path)
    before = {file.name: file.read_bytes() for file in opened.path.iterdir()}

    made = reprice(opened, asked("3"), "en")
    write(made.files)

    assert {name: (opened.path / name).read_bytes() for name in before} == before
    (catalog,) = load(opened.path, INSTALLED)
    assert len(made.files) == len(list(opened.path.iterdir())) - len(before)
    assert all(f"effective_from = 2027-01-01{chr(10)}" in file.text.replace("\r", "") for file in made.files)
    assert {product.id for product in catalog.products} == {product.id for product in opened.catalog.products}
    assert all(Fraction(price.after) == Fraction(price.before) * 3 for price in made.prices)
    assert made.prices


@pytest.mark.parametrize("folder", CATALOGS, ids=lambda folder: folder.name)
def test_all_that_is_no_price_no_example_and_no_beginning_stays(tmp_path: Path, folder: Path) -> None:
    opened = copied(folder, tmp_path)

    for file in reprice(opened, asked("3"), "en").files:
        assert file.like
        old, new = file.like.read_text("utf-8"), file.text
        # Every line that has no number of its own stands there as it did, in its order.
        kept = [line for line in lines(old) if line.lstrip().startswith("#") or not any(c.isdigit() for c in line)]
        assert is_subsequence(kept, [line.removeprefix("# ") for line in lines(new)], new)
        table, again = tomli.loads(old), tomli.loads(new)
        assert list(again) == list(with_beginning(table))
        assert {key: again[key] for key in ("id", "name")} == {key: table[key] for key in ("id", "name")}


def is_subsequence(kept: list[str], bare: list[str], new: str) -> bool:
    """Whether the lines stand in the text in this order, be it as comments."""
    found = iter(zip(lines(new), bare, strict=True))
    return all(
        any(line in (as_is, uncommented) for as_is, uncommented in found) for line in kept if "keeps" not in line
    )


def with_beginning(table: dict[str, object]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in table.items():
        if key != "keeps":
            found[key] = value
        if key == "name" and "effective_from" not in table:
            found["effective_from"] = None
    return found


@pytest.mark.parametrize("folder", CATALOGS, ids=lambda folder: folder.name)
def test_a_factor_of_1_changes_nothing(tmp_path: Path, folder: Path) -> None:
    made = reprice(copied(folder, tmp_path), asked("1", "0.0000001"), "en")

    assert (made.files, made.prices, made.repriced) == ((), (), 0)


def test_the_id_card_from_2027_on_by_hand(tmp_path: Path) -> None:
    opened = copied(next(folder for folder in CATALOGS if folder.name == "tencent-ocr"), tmp_path)

    (file,) = reprice(opened, asked("1.05", "0.01", products=["id-card"], steps=["tiered-postpaid"]), "en").files

    # 0.1575, 0.105 and 0.063, half up. 8 000 × 0.16; 9 001 × 0.11; 9 000 × 0.16; 8 950 × 0.16; 1 000 × 0.11 + 560;
    # 999 000 × 0.06 and 10 290 × 0.11 + 3 500: the last tier is as before.
    assert [line for line in changed_lines(file) if line.startswith("+") and not line.startswith("+#")] == [
        "+effective_from = 2027-01-01",
        "+  { up_to = 10_000, price = 0.16 },                              # 0 < 调用量 ≤ 1万",
        "+  { up_to = 100_000, price = 0.11 },                             # 1万 < 调用量 ≤ 10万",
        "+total = 1_280",
        "+total = 1_440",
        "+total = 990.11",
        "+total = 670",
        "+total = 1_432.00",
        '+period = "2027-01"',
        '+orders = [{ sku = "100000", on = 2027-01-15 }]',
        "+total = 4_631.90",
    ]


def test_prices_that_products_share_get_a_version_too(tmp_path: Path) -> None:
    made = reprice(written(tmp_path, catalog=SHARED, one=ONE, own=OWN), asked("1.5", "0.01"), "en")

    assert amounts(made.files) == {
        "catalog@2027-01-01.toml": SHARED.replace(
            'en = "Made" }\n', 'en = "Made" }\neffective_from = 2027-01-01\n'
        ).replace("0.10", "0.15"),
        "one@2027-01-01.toml": ONE.replace('en = "One" }\n', 'en = "One" }\neffective_from = 2027-01-01\n').replace(
            "total = 100",
            "# was 100; the new sum is ratecard's own answer: work it out by hand, then delete this line\ntotal = 150",
        ),
        "own@2027-01-01.toml": OWN.replace('en = "Own" }\n', 'en = "Own" }\neffective_from = 2027-01-01\n').replace(
            "price = 2", "price = 3"
        ),
    }


def test_other_products_stay_where_one_is_chosen(tmp_path: Path) -> None:
    opened = written(tmp_path, catalog=SHARED, one=ONE, two=ONE.replace('"one"', '"two"'))

    made = reprice(opened, asked("1.5", products=["one"]), "en")
    write(made.files)

    (catalog,) = load(opened.path, INSTALLED)
    assert [(product.id, len(product.versions)) for product in catalog.products] == [("one", 2), ("two", 1)]


def test_a_version_that_begins_later_would_change_with_what_is_shared(tmp_path: Path) -> None:
    later = ONE.replace("[[examples]]", "effective_from = 2028-01-01\n[[examples]]")
    opened = written(tmp_path, catalog=SHARED, one=ONE, later=later)

    with pytest.raises(CantEdit) as refused:
        reprice(opened, asked(), "en")

    assert refused.value.sentence == (
        "made/later.toml begins after the new prices that products share, and would have them too"
    )


def test_shared_prices_that_a_later_file_replaces_are_refused(tmp_path: Path) -> None:
    newer = SHARED.replace("[tiered", "effective_from = 2026-06-01\n[tiered", 1)
    opened = written(tmp_path, catalog=SHARED, **{"catalog@2026": newer}, one=ONE)

    with pytest.raises(CantEdit) as refused:
        reprice(opened, asked(), "en")

    assert refused.value.sentence == (
        f"product 'one' has the prices of {opened.path}/catalog.toml, which {opened.path}/catalog@2026.toml replaces"
    )


def test_what_bears_on_a_version_is_told(tmp_path: Path) -> None:
    later = OWN.replace("[tiered", "effective_from = 2028-01-01\n[tiered")
    begins = OWN.replace('"own"', '"new"').replace("[tiered", "effective_from = 2029-01-01\n[tiered")
    newer = SHARED.replace("[tiered", "effective_from = 2026-06-01\n[tiered", 1)
    opened = written(tmp_path, catalog=SHARED, own=OWN, later=later, begins=begins, **{"catalog@2026": newer})

    newest = opened.path / "catalog@2026.toml"
    assert [note.en for note in reprice(opened, asked(), "en").notes] == [
        "new begins later and stays as it is",
        f"from 2028-01-01 on own is priced by {opened.path}/later.toml, whose prices stay as they are",
        f"the new version of own has the shared settings of {newest}, no longer those of {opened.path}/catalog.toml",
    ]


def repriced_again(opened_path: Path, made: Repriced) -> Repriced:
    write(made.files)
    return reprice(Opened(opened_path, INSTALLED), asked(since=date(2028, 1, 1)), "en")


def test_a_version_is_repriced_in_its_turn(tmp_path: Path) -> None:
    opened = written(tmp_path, catalog=SHARED, own=OWN)

    (file,) = repriced_again(opened.path, reprice(opened, asked("1.5", "0.01"), "en")).files

    assert file.path.name == "own@2028-01-01.toml"
    assert "effective_from = 2028-01-01\n" in file.text
    assert "price = 3.3 }" in file.text


def test_packs_that_a_version_took_over_are_not_taken_over_again(tmp_path: Path) -> None:
    opened = copied(next(folder for folder in CATALOGS if folder.name == "made-up"), tmp_path)

    files = amounts(reprice(opened, asked(), "en").files)

    assert "keeps" not in files["passports@2027-01-01.toml"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"products": ["ow"]}, "catalog 'made' has no product 'ow'; products: one, own"),
        ({"steps": ["tiers"]}, "no chosen product has a step 'tiers'; steps: tiered-postpaid"),
        (
            {"rounding": "1", "products": ["one"]},
            "{}/catalog.toml:11: tiered-postpaid.tiers[0].price: 0.10 × 1.1 is 0 when rounded to 1",
        ),
    ],
)  # fmt: skip
def test_what_can_not_be_repriced_is_refused(tmp_path: Path, options: dict[str, str], sentence: str) -> None:
    opened = written(tmp_path, catalog=SHARED, one=ONE, own=OWN)

    with pytest.raises(CantEdit) as refused:
        reprice(opened, asked(**options), "en")  # type: ignore[arg-type]  # by name

    assert refused.value.sentence == sentence.format(opened.path)


def test_a_day_that_has_a_version_already_is_refused(tmp_path: Path) -> None:
    opened = written(
        tmp_path, catalog=SHARED, own=OWN, new=OWN.replace("[tiered", "effective_from = 2027-01-01\n[tiered")
    )

    with pytest.raises(CantEdit) as refused:
        reprice(opened, asked(), "en")

    assert refused.value.sentence == f"product 'own' has a version from 2027-01-01 already, in {opened.path}/new.toml"


def test_a_day_on_which_nothing_is_in_force_is_refused(tmp_path: Path) -> None:
    begun = SHARED.replace("[tiered", "effective_from = 2028-01-01\n[tiered", 1)
    opened = written(tmp_path, catalog=begun, own=OWN.replace("[tiered", "effective_from = 2028-01-01\n[tiered"))

    with pytest.raises(CantEdit, match="no chosen product is in force on 2027-01-01"):
        reprice(opened, asked(), "en")


def test_a_place_that_is_not_where_it_is_thought_to_be_damages_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = written(tmp_path, catalog=SHARED, own=OWN)
    monkeypatch.setattr(
        Page, "replace", lambda page, path, new: Edit(page.text.index("zh"), page.text.index("zh"), "a")
    )

    with pytest.raises(CantEdit, match=r"own\.toml is written in a style that can't be edited safely"):
        reprice(opened, asked(), "en")


def test_a_step_without_a_rounding_is_refused(tmp_path: Path) -> None:
    opened = written(tmp_path, catalog=SHARED, own=OWN)

    with pytest.raises(CantEdit, match="it isn't said how new prices of step 'tiered-postpaid' are rounded"):
        reprice(opened, asked()._replace(rounding=None), "en")


def test_a_step_may_have_a_rounding_of_its_own(tmp_path: Path) -> None:
    opened = written(tmp_path, catalog=SHARED, own=OWN)

    made = reprice(opened, asked("1.03", "1")._replace(of_steps={"tiered-postpaid": nearest_of("0.05/up")}), "en")

    assert [(price.before, price.after) for price in made.prices] == [(Decimal(2), Decimal("2.10"))]


def test_an_example_of_a_time_that_is_over_becomes_a_comment(tmp_path: Path) -> None:
    opened = copied(next(folder for folder in CATALOGS if folder.name == "made-up"), tmp_path)

    made = reprice(opened, asked(products=["letters"]), "en")

    # The allowance of beginners ends with 2025; time-outs are charged from July 2025 to the end of the year.
    title = "by hand: time-outs are charged from July on: June nothing, July 1 + 100 × 0.040"
    (file,) = made.files
    remark = "# Left out: in the time of this version its sum is another one at the old prices too:"
    assert f'{remark}\n# [[examples]]\n# title = "{title}"\n# period = ' in file.text
    assert made.notes[-1].en == (
        f"{file.path}: in its time the example {title!r} comes out otherwise at the old prices too: a comment now"
    )
    assert file.text.count(remark) == 2


@pytest.mark.parametrize("example", ["examples = [{ title = 'x', usage = 1_000, total = 100 }]"])
def test_examples_in_brackets_are_repriced_below_a_comment(tmp_path: Path, example: str) -> None:
    product = f'id = "one"\nname = {{ zh = "一", en = "One" }}\n{example}\n'
    opened = written(tmp_path, catalog=SHARED, one=product)

    text = amounts(reprice(opened, asked("1.5"), "zh").files)["one@2027-01-01.toml"]

    assert text.splitlines()[-2:] == [
        "# 原为 100；新值由 ratecard 算出，请手工验算后删去此行",
        "examples = [{ title = 'x', usage = 1_000, total = 150 }]",
    ]
