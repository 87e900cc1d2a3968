"""New catalogs: from nothing, and like each one that there is."""

from pathlib import Path

import pytest
import tomli

from ratecard.catalog import load
from ratecard.catalog.edit.new_catalog import Terms, first, like
from ratecard.catalog.edit.plan import write
from ratecard.catalog.edit.product import Called
from ratecard.catalog.edit.refusal import CantEdit, WouldNotCheck
from ratecard.catalog.edit.trial import Opened
from ratecard.domain.text import Text
from tests.catalog.edit.shelf import CATALOGS, INSTALLED, written
from tests.catalog.edit.test_reprice import ONE, SHARED

NAME = Text("车牌", "Plates")
TERMS = Terms("plates", NAME, "CNY", "Asia/Shanghai")
PRODUCT = Called("plate", NAME)


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize(("currency", "zone"), [("CNY", "Asia/Shanghai"), ("KWD", "UTC"), ("JPY", "America/Bogota")])
def test_a_new_catalog_checks(tmp_path: Path, currency: str, zone: str, locale: str) -> None:
    made = first(tmp_path / "new", INSTALLED, TERMS._replace(currency=currency, time_zone=zone), PRODUCT, locale)
    write(made.files)

    (catalog,) = load(tmp_path / "new", INSTALLED)
    assert (catalog.id, catalog.name, catalog.currency, catalog.calendar.zone.key) == ("plates", NAME, currency, zone)
    assert [(product.id, product.versions[0].name) for product in catalog.products] == [("plate", NAME)]
    assert catalog.examples == 2


@pytest.mark.parametrize("folder", CATALOGS, ids=lambda folder: folder.name)
def test_a_catalog_like_each_one_differs_by_what_was_said_alone(tmp_path: Path, folder: Path) -> None:
    other = Opened(folder, INSTALLED)

    made = like(tmp_path, other, Terms("plates", None, None, None), (), "en")
    write(made.files)

    assert made.repriced == 0
    for file in folder.glob("*.toml"):
        text = (tmp_path / "plates" / file.name).read_text("utf-8")
        changes = [
            line
            for line, old in zip(text.splitlines(), file.read_text("utf-8").splitlines(), strict=True)
            if line != old
        ]
        assert changes == (['id = "plates"'] if file.name.startswith("catalog") else [])
    (catalog,) = load(tmp_path, INSTALLED)
    assert [(product.id, len(product.versions)) for product in catalog.products] == [
        (product.id, len(product.versions)) for product in other.catalog.products
    ]


def test_some_products_in_another_currency_by_hand(tmp_path: Path) -> None:
    shared = SHARED.replace("0.10", "0.107")
    example = ONE.replace("total = 100", "total = 0.11").replace("usage = 1_000", "usage = 1")
    other = written(tmp_path, catalog=shared, one=example, two=example.replace('"one"', '"two"'))

    made = like(tmp_path, other, Terms("plates", NAME, "KWD", None), ["two"], "en")

    shared_file, two = made.files
    assert [file.path.name for file in made.files] == ["catalog.toml", "two.toml"]
    assert tomli.loads(shared_file.text)["currency"] == "KWD"
    assert two.text.endswith("total = 0.107\n")


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        (TERMS._replace(id="taken"), "{}/taken exists already"),
        (TERMS._replace(id="made-here"), "catalog 'made-here' is in {}/made already"),
        (TERMS._replace(id="a b"), "an id is made of letters, digits, '-', '_' and '.', got 'a b'"),
        (TERMS._replace(id=".a"), "an id that begins with '.' would be a hidden file: '.a'"),
    ],
)
def test_a_catalog_that_can_not_be_is_refused(tmp_path: Path, terms: Terms, sentence: str) -> None:
    written(tmp_path, catalog=SHARED.replace('"made"', '"made-here"'), one=ONE)
    (tmp_path / "taken").mkdir()

    with pytest.raises(CantEdit) as refused:
        first(tmp_path, INSTALLED, terms, PRODUCT, "en")

    assert refused.value.sentence == sentence.format(tmp_path)


def test_a_catalog_in_a_catalog_is_refused(tmp_path: Path) -> None:
    opened = written(tmp_path, catalog=SHARED, one=ONE)

    with pytest.raises(CantEdit, match="is a catalog, and none stands in another"):
        first(opened.path, INSTALLED, TERMS, PRODUCT, "en")


def test_a_product_that_the_model_has_not_is_refused(tmp_path: Path) -> None:
    opened = written(tmp_path, catalog=SHARED, one=ONE)

    with pytest.raises(CantEdit) as refused:
        like(tmp_path, opened, TERMS, ["on"], "en")

    assert (refused.value.sentence, refused.value.hint) == (
        "catalog 'made' has no product 'on'; products: one", "did you mean 'one'?"
    )  # fmt: skip


def test_terms_that_are_wrong_are_told_with_their_lines(tmp_path: Path) -> None:
    with pytest.raises(WouldNotCheck) as refused:
        first(tmp_path, INSTALLED, TERMS._replace(currency="RMB", time_zone="Asia/Peking"), PRODUCT, "en")

    currency, zone = refused.value.problems
    assert (currency.key, currency.hint, zone.key) == ("currency", "did you mean 'CNY'?", "time_zone")
    assert list(tmp_path.iterdir()) == []
