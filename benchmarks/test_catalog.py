"""How long a catalog of 10 000 products takes to load, its examples checked, and how much of that the proofs are."""

import re
import shutil
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from ratecard.catalog import load, prove, work
from ratecard.domain.chain import Chain
from ratecard.domain.proof import Recall
from ratecard.host import discover

TENCENT = Path(__file__).parents[1] / "catalogs" / "tencent-ocr"
PRODUCTS = 10_000
SOME = 500
ROUNDS = 5
NUMBER = re.compile(r"\d[\d_.]*")
LIKE = pytest.mark.parametrize("like", ["alike", "one price apart", "all apart"])
"""How much two products have in common: all; all but the price of their largest pack; no codes, packs and tiers."""
OWN = {
    "alike": (),
    "one price apart": (("price = 140_000", 0),),
    "all apart": (
        ('"300101"', 0),
        ("price = 84", 0),
        ("price = 21_000", 0),
        ("price = 140_000", 0),
        ("price = 0.15", 15),
        ("price = 0.10", 15),
        ("price = 0.06", 15),
    ),
}
"""What is each product's own: it is raised by the product's number, at so many decimal places, so that sums stay."""


def write(folder: Path, products: int, *, like: str) -> Path:
    """Tencent's catalog with its ID card so many times, each with its examples."""
    shutil.copy(TENCENT / "catalog.toml", folder)
    text = (TENCENT / "id-card.toml").read_text()
    for number in range(products):
        own = text.replace('id = "id-card"', f'id = "p{number}"')
        for written, places in OWN[like]:
            assert written in own
            own = own.replace(written, raised(written, number, places), 1)
        (folder / f"p{number}.toml").write_text(own)
    return folder


def raised(written: str, by: int, places: int) -> str:
    """The text with its number raised."""
    return NUMBER.sub(lambda found: str(Decimal(found[0]) + Decimal(by).scaleb(-places)), written)


@LIKE
@pytest.mark.benchmark(group="catalog")
def test_a_catalog_of_10_000_products_loads(benchmark: Any, tmp_path: Path, like: str) -> None:
    folder = write(tmp_path, PRODUCTS, like=like)

    (catalog,) = benchmark.pedantic(lambda: load(folder, discover()), rounds=1)

    assert len(catalog.products) == PRODUCTS


def unproven(tasks: Sequence[work.Task], *, thorough: bool) -> Iterator[work.Proof]:
    """In place of proofs: nothing is looked at, and nothing is known."""
    return iter([work.Proof((), {}, set()) for _ in tasks])


class Forgetful(Recall):
    """In place of what proofs recall: every step of every product is asked."""

    def chain(self, chain: Chain) -> Chain:
        return chain


@LIKE
@pytest.mark.benchmark(group="catalog")
def test_loading_with_proofs_and_without(
    benchmark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], like: str
) -> None:
    """All in turn within one run, so that the machine's mood falls out; processor time, the least of each.

    Examples come out faster for what proofs settled and recall, so there are two to compare with: loading with neither,
    and without the proofs alone.
    """
    folder, installed = write(tmp_path, SOME, like=like), discover()

    def span() -> float:
        start = process_time()
        load(folder, installed)
        return process_time() - start

    proven, alone, plain = [], [], []
    for _ in range(ROUNDS):
        proven.append(span())
        with monkeypatch.context() as patched:
            patched.setattr(work, "proofs_of", unproven)
            alone.append(span())
            patched.setattr(prove, "Recall", Forgetful)
            plain.append(span())
    benchmark.pedantic(span, rounds=1)

    ratios = [min(proven) / min(plain), min(proven) / min(alone)]
    with capsys.disabled():
        print(
            f"\nproducts {like}: loading with proofs takes {ratios[0]:.2f} times what it takes with neither proofs nor"
        )
        print(f"what they recall, {ratios[1]:.2f} times what it takes without proofs")
    benchmark.extra_info["ratio"] = round(ratios[0], 2)
