"""New products: like each one that there is, and from each template in each catalog."""

from pathlib import Path

import pytest
import tomli

from ratecard.catalog import load
from ratecard.catalog.edit.plan import write
from ratecard.catalog.edit.product import Called, NewProduct, Target, from_template, like
from ratecard.catalog.edit.refusal import CantEdit, WouldNotCheck
from ratecard.catalog.edit.template import FOLDER
from ratecard.catalog.edit.trial import Opened
from ratecard.domain.text import Text
from tests.catalog.edit.shelf import CATALOGS, INSTALLED, copied, written
from tests.catalog.edit.test_reprice import ONE, SHARED

NEW = Called("plate", Text("车牌识别", 'The "plate"'))
TEMPLATES = sorted(path.stem for path in (FOLDER / "en").glob("*.toml") if path.stem != "catalog")


def target(opened: Opened) -> Target:
    return Target(opened.folder, opened.installed, opened.shared(None).table)


def copy_of(opened: Opened, product: str, called: Called = NEW) -> NewProduct:
    found = next(each for each in opened.catalog.products if each.id == product)
    return like(target(opened), called, opened.file(found.versions[-1].source), found.versions[-1], "en")


def of(name: str) -> Path:
    return next(folder for folder in CATALOGS if folder.name == name)


@pytest.mark.parametrize("folder", CATALOGS, ids=lambda folder: folder.name)
def test_a_copy_of_each_product_of_each_catalog_checks(tmp_path: Path, folder: Path) -> None:
    opened = copied(folder, tmp_path)
    for number, product in enumerate(opened.catalog.products):
        made = copy_of(opened, product.id, Called(f"copy-{number}", NEW.name))
        assert made.repriced == 0
        assert made.file.like
        old, new = (text.splitlines() for text in (made.file.like.read_text("utf-8"), made.file.text))
        keeps = [line for line in old if line.startswith("keeps")]
        assert len(new) == len(old) - len(keeps)
        assert all(
            line == before or "zh = " in line or line in (f'id = "copy-{number}"', "# 车牌识别", "# 车牌")
            for line, before in zip(new, [line for line in old if line not in keeps], strict=True)
        )
        write([made.file])

    (catalog,) = load(opened.path, INSTALLED)

    assert len(catalog.products) == 2 * len(opened.catalog.products)
    for number, product in enumerate(opened.catalog.products):
        twin = next(each for each in catalog.products if each.id == f"copy-{number}")
        rules, same = ([step.strategy for step in each.versions[-1].chain.steps] for each in (product, twin))
        # Packs have another name.
        assert [each for each in same if each.kind != "prepaid-packs"] == [
            each for each in rules if each.kind != "prepaid-packs"
        ]
        assert twin.versions[-1].name == NEW.name


@pytest.mark.parametrize("kind", TEMPLATES)
@pytest.mark.parametrize("folder", CATALOGS, ids=lambda folder: folder.name)
def test_each_template_checks_in_each_catalog(tmp_path: Path, folder: Path, kind: str) -> None:
    opened = copied(folder, tmp_path)

    made = from_template(target(opened), NEW, kind, "zh")
    write([made.file])

    (catalog,) = load(opened.path, INSTALLED)
    assert "plate" in [product.id for product in catalog.products]


@pytest.mark.parametrize("kind", [*TEMPLATES, "catalog"])
def test_both_languages_of_a_template_say_the_same(kind: str) -> None:
    zh, en = (tomli.loads((FOLDER / locale / f"{kind}.toml").read_text("utf-8")) for locale in ("zh", "en"))

    for table in (zh, en):
        for example in table.get("examples", ()):
            del example["title"]
    assert zh == en


def test_what_the_id_card_is_called_is_called_otherwise_in_the_copy(tmp_path: Path) -> None:
    made = copy_of(copied(of("tencent-ocr"), tmp_path), "id-card")

    text = made.file.text
    assert text.startswith('# 车牌识别\n\nid = "plate"\nname = { zh = "车牌识别", en = "The \\"plate\\"" }\n')
    assert 'price = 84, name = { zh = "车牌识别 1000次", en = "The \\"plate\\", 1 000 calls" } },' in text
    assert "身份证识别" not in text
    assert made.mentions == ()


def test_lines_that_name_the_model_are_told(tmp_path: Path) -> None:
    opened = written(tmp_path, catalog=SHARED, one=ONE.replace("1 000 ×", "one, or One:"))

    assert copy_of(opened, "one").mentions == (6,)


def test_a_product_of_the_catalogs_own_chain_says_only_what_the_catalog_does_not(tmp_path: Path) -> None:
    made = from_template(target(copied(of("tencent-ocr-2022"), tmp_path)), NEW, "packs-and-tiers", "en")

    table = tomli.loads(made.file.text)
    assert list(table) == ["id", "name", "free-allowance", "prepaid-packs", "tiered-postpaid", "examples"]
    assert [list(table[step]) for step in ("prepaid-packs", "tiered-postpaid")] == [["packs"], ["tiers"]]


def test_the_sums_of_templates_by_hand(tmp_path: Path) -> None:
    opened = written(tmp_path, catalog=SHARED, one=ONE)

    sums = {
        kind: [
            example["total"]
            for example in tomli.loads(from_template(target(opened), NEW, kind, "en").file.text)["examples"]
        ]
        for kind in TEMPLATES
    }

    assert sums == {
        "packs-and-tiers": [2425, 580],  # (10 000 - 500) × 0.15 + 10 000 × 0.10; 55 + (5 000 - 500 - 1 000) × 0.15
        "subscription": [339],  # 99 + (3 000 - 1 000) × 0.12
        "tiers": [2500],  # 10 000 × 0.15 + 10 000 × 0.10
    }


@pytest.mark.parametrize(
    ("id", "sentence"),
    [
        ("one", "there is a product 'one' already, in {}/one.toml"),
        ("catalog", "{}/catalog.toml exists already"),
        ("a/b", "an id is made of letters, digits, '-', '_' and '.', got 'a/b'"),
        ("", "an id is made of letters, digits, '-', '_' and '.', got ''"),
        ("..", "an id that begins with '.' would be a hidden file: '..'"),
    ],
)
def test_an_id_that_can_not_be_is_refused(tmp_path: Path, id: str, sentence: str) -> None:
    opened = written(tmp_path, catalog=SHARED, one=ONE)

    with pytest.raises(CantEdit) as copy:
        copy_of(opened, "one", Called(id, NEW.name))
    with pytest.raises(CantEdit) as made:
        from_template(target(opened), Called(id, NEW.name), "tiers", "en")

    assert {copy.value.sentence, made.value.sentence} == {sentence.format(opened.path)}


def test_a_product_of_a_catalog_that_begins_begins_with_it(tmp_path: Path) -> None:
    begun = SHARED.replace("[tiered", "effective_from = 2028-01-01\n[tiered", 1)
    opened = written(tmp_path, catalog=begun, one=ONE.replace("[[ex", "effective_from = 2028-01-01\n[[ex"))

    text = from_template(target(opened), NEW, "tiers", "en").file.text

    assert "\neffective_from = 2028-01-01\n" in text


def test_a_template_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        CantEdit, match="there is no template 'catalogs'; templates: packs-and-tiers, subscription, tiers"
    ):
        from_template(target(written(tmp_path, catalog=SHARED, one=ONE)), NEW, "catalogs", "en")


def test_a_copy_that_does_not_check_in_another_catalog_is_refused(tmp_path: Path) -> None:
    model = copied(of("tencent-ocr"), tmp_path)
    opened = written(tmp_path, catalog=SHARED, one=ONE)
    product = model.catalog.products[0]

    with pytest.raises(
        WouldNotCheck, match=r"plate\.toml:\d+: outcome-filter: step 'outcome-filter' is not in the chain"
    ):
        like(target(opened), NEW, model.file(product.versions[0].source), product.versions[0], "en")


def test_a_copy_for_another_catalog_has_the_sums_of_its_terms(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    model = written(tmp_path, catalog=SHARED, one=ONE)
    dearer = written(
        tmp_path / "other",
        catalog=SHARED.replace("0.10", "0.25"),
        two=ONE.replace('"one"', '"two"').replace("100\n", "250\n"),
    )
    product = model.catalog.products[0]

    made = like(target(dearer), NEW, model.file(product.versions[0].source), product.versions[0], "en")

    assert made.repriced == 1
    assert made.file.text.endswith(
        "usage = 1_000\n# was 100; the new sum is ratecard's own answer: work it out by hand, then delete this line\n"
        "total = 250\n"
    )
