"""Catalogs to write in: copies of those that are there."""

import shutil
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from ratecard.catalog.edit.new_price import Asked
from ratecard.catalog.edit.number import nearest_of
from ratecard.catalog.edit.trial import Opened
from ratecard.host import discover

ROOT = Path(__file__).parents[3]
INSTALLED = discover()
CATALOGS = sorted(
    path.parent for folder in ("catalogs", "tests/catalogs") for path in ROOT.glob(f"{folder}/*/catalog.toml")
)
FILES = [file for folder in CATALOGS for file in sorted(folder.glob("*.toml"))]
JANUARY = date(2027, 1, 1)


def copied(folder: Path, into: Path) -> Opened:
    """A copy of a catalog."""
    shutil.copytree(folder, into / folder.name)
    return Opened(into / folder.name, INSTALLED)


def written(into: Path, **files: str) -> Opened:
    """A catalog of its own, `catalog` being what its products share."""
    folder = into / "made"
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text)
    return Opened(folder, INSTALLED)


def asked(
    factor: str = "1.1",
    rounding: str = "0.000001",
    *,
    since: date = JANUARY,
    products: Sequence[str] = (),
    steps: Sequence[str] = (),
) -> Asked:
    """Prices times a factor."""
    return Asked(Decimal(factor), since, nearest_of(rounding), {}, products, steps)
