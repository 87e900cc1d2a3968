"""How long a catalog of 10 000 products takes to load, its examples checked, and how much of that the proofs are."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from ratecard.catalog import load, work
from ratecard.host import discover

TENCENT = Path(__file__).parents[1] / "catalogs" / "tencent-ocr"
PRODUCTS = 10_000
SOME = 500
ROUNDS = 5
LAST_PACK = "units = 10_000_000, price = 140_000"


def write(folder: Path, products: int, *, alike: bool) -> Path:
    """Tencent's catalog with its ID card so many times, each with its examples; or each with a price of its own too."""
    shutil.copy(TENCENT / "catalog.toml", folder)
    text = (TENCENT / "id-card.toml").read_text()
    assert LAST_PACK in text
    for number in range(products):
        own = text.replace('id = "id-card"', f'id = "p{number}"')
        own = own if alike else own.replace(LAST_PACK, f"units = 10_000_000, price = {140_000 + number}")
        (folder / f"p{number}.toml").write_text(own)
    return folder


@pytest.mark.parametrize("alike", [True, False], ids=["alike", "no two alike"])
@pytest.mark.benchmark(group="catalog")
def test_a_catalog_of_10_000_products_loads(benchmark: Any, tmp_path: Path, alike: bool) -> None:
    folder = write(tmp_path, PRODUCTS, alike=alike)

    (catalog,) = benchmark.pedantic(lambda: load(folder, discover()), rounds=1)

    assert len(catalog.products) == PRODUCTS


def unproven(tasks: Sequence[work.Task], *, thorough: bool) -> Iterator[work.Proof]:
    """In place of proofs: nothing is looked at, and nothing is known."""
    return iter([work.Proof((), {}, set()) for _ in tasks])


@pytest.mark.parametrize("alike", [True, False], ids=["alike", "no two alike"])
@pytest.mark.benchmark(group="catalog")
def test_loading_with_proofs_and_without(
    benchmark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], alike: bool
) -> None:
    """Both in turn within one run, so that the machine's mood falls out; processor time, the least of each."""
    folder, installed = write(tmp_path, SOME, alike=alike), discover()

    def span() -> float:
        start = process_time()
        load(folder, installed)
        return process_time() - start

    proven, alone = [], []
    for _ in range(ROUNDS):
        proven.append(span())
        with monkeypatch.context() as patched:
            patched.setattr(work, "proofs_of", unproven)
            alone.append(span())
    benchmark.pedantic(span, rounds=1)

    ratio = min(proven) / min(alone)
    with capsys.disabled():
        print(f"\nloading with proofs takes {ratio:.2f} times what it takes without, {'' if alike else 'not '}alike")
    benchmark.extra_info["ratio"] = round(ratio, 2)
