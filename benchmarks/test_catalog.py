"""How long a catalog of 10 000 products takes to load, its examples checked."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from ratecard.catalog import load
from ratecard.host import discover

TENCENT = Path(__file__).parents[1] / "catalogs" / "tencent-ocr"
PRODUCTS = 10_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Tencent's catalog with its ID card 10 000 times, each with its examples."""
    shutil.copy(TENCENT / "catalog.toml", tmp_path)
    text = (TENCENT / "id-card.toml").read_text()
    for number in range(PRODUCTS):
        (tmp_path / f"p{number}.toml").write_text(text.replace('id = "id-card"', f'id = "p{number}"'))
    return tmp_path


@pytest.mark.benchmark(group="catalog")
def test_a_catalog_of_10_000_products_loads(benchmark: Any, folder: Path) -> None:
    (catalog,) = benchmark.pedantic(lambda: load(folder, discover()), rounds=1)

    assert len(catalog.products) == PRODUCTS
