"""How long `check` takes to prove 1 000 products, no two alike, and to find that nothing changed since."""

from decimal import Decimal
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from ratecard.bootstrap import Settings, check_shelf

TENCENT = Path(__file__).parents[1] / "catalogs" / "tencent-ocr"
PRODUCTS = 1_000


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Tencent's catalog with its ID card 1 000 times, each with prices and examples of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    folder = tmp_path / "many"
    folder.mkdir()
    copy(TENCENT / "catalog.toml", folder)
    text = (TENCENT / "id-card.toml").read_text()
    for number in range(PRODUCTS):
        price = Decimal("0.06") - Decimal(number).scaleb(-7)
        own = text.replace('id = "id-card"', f'id = "p{number}"').partition("[[examples]]")[0]
        own = own.replace("up_to = 1_000_000, price = 0.06", f"up_to = 1_000_000, price = {price}")
        examples = "\n".join(f'[[examples]]\ntitle = "{calls}"\nusage = {calls}\ntotal = 0\n' for calls in range(10))
        (folder / f"p{number}.toml").write_text(f"{own}\n{examples}")
    return folder


def check(folder: Path) -> int:
    """How many products were proven."""
    begun: list[int] = []
    (catalog,) = check_shelf(Settings(folder), begun.append, lambda: None).catalogs
    assert len(catalog.products) == PRODUCTS
    return begun[0]


@pytest.mark.benchmark(group="check")
def test_1_000_products_are_proven(benchmark: Any, folder: Path) -> None:
    assert benchmark.pedantic(check, (folder,), rounds=1) == PRODUCTS


@pytest.mark.benchmark(group="check")
def test_1_000_products_that_did_not_change(benchmark: Any, folder: Path) -> None:
    check(folder)

    assert benchmark.pedantic(check, (folder,), rounds=3) == 0
