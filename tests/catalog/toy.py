"""A small catalog that loads, to spoil in one place at a time."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from ratecard.catalog import CatalogProblems, Problem, Proving, load
from ratecard.domain.product import Catalog
from ratecard.domain.strategy import Installed
from ratecard.host import discover

INSTALLED = discover()

SHARED = """\
id = "toy"
name = { zh = "玩具", en = "Toy" }
currency = "CNY"
time_zone = "Asia/Shanghai"
chain = ["free-allowance", "prepaid-packs", "tiered-postpaid"]

[free-allowance]
units = 10
every = "month"

[prepaid-packs]
valid_for = { years = 1 }
expires = "same-time"
draw_by = ["expiry"]

[tiered-postpaid]
mode = "volume"
tier_excludes = []
"""

PASSPORT = """\
id = "passport"
name = { zh = "护照识别", en = "Passport OCR" }

[prepaid-packs]
packs = [{ units = 100, price = 8 }]

[tiered-postpaid]
tiers = [
  { up_to = 1_000, price = 0.15 },
  { price = 0.10 },
]

[[examples]]
title = "ten are free"
usage = 110
total = 15
"""

TOY: Mapping[str, str | bytes] = {"catalog.toml": SHARED, "passport.toml": PASSPORT}

SOUND: Mapping[str, str | bytes] = {**TOY, "catalog.toml": SHARED.replace('"volume"', '"graduated"')}
"""The same without a cliff: nothing in it is to be looked at again."""


def changed(text: str, old: str, new: str) -> str:
    """The text with one place changed, which must be there."""
    assert old in text

    return text.replace(old, new, 1)


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """The folder, with the files in it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def loaded(folder: Path, files: Mapping[str, str | bytes]) -> Catalog:
    """The one catalog of these files."""
    (catalog,) = load(write(folder, files), INSTALLED)
    return catalog


def problems(
    folder: Path, files: Mapping[str, str | bytes], installed: Mapping[str, Installed] = INSTALLED
) -> list[str]:
    """What is wrong with these files: `code | file:line: key: sentence | hint`, the folder's own path left out."""
    try:
        load(write(folder, files), installed)
    except CatalogProblems as error:
        return said(folder, error.problems)
    return []


def warnings(folder: Path, files: Mapping[str, str | bytes]) -> list[str]:
    """What `check` warns of in these files, which load, written as problems are."""
    (catalog,) = load(write(folder, files), INSTALLED, proving=Proving(thorough=True))
    return said(folder, catalog.warnings)


def said(folder: Path, found: Iterable[Problem]) -> list[str]:
    """Problems or warnings, as the error catalogue writes them."""
    parts = [(each.code, str(each).replace(f"{folder}/", ""), each.hint) for each in found]
    return [" | ".join(filter(None, each)).replace(str(folder), "FOLDER") for each in parts]
