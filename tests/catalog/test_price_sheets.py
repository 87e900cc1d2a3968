"""Catalogs written from published price sheets: each loads with its sums, and together they use every setting."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import pytest
import tomli

from ratecard.catalog import load
from ratecard.catalog.form import ExampleTable, ProductTable, SharedTable
from ratecard.domain.strategy import Strategy, Table
from ratecard.host import discover

ROOT = Path(__file__).parents[2]
SHEETS = sorted(path for path in (ROOT / "tests" / "catalogs").iterdir() if path.is_dir())
CATALOGS = [*SHEETS, ROOT / "catalogs" / "tencent-ocr"]
INSTALLED = discover()

UNUSED: Mapping[str, str] = {
    f"catalog.rounding.mode = {mode}": "no sheet names it; a mode of decimal, tested in tests/domain"
    for mode in ("half-down", "up", "down", "ceiling", "floor")
}
"""Words and settings that no catalog uses, with the reason."""

T = TypeVar("T")


@pytest.mark.parametrize("folder", SHEETS, ids=[path.name for path in SHEETS])
def test_a_price_sheet_loads_with_its_sums(folder: Path) -> None:
    (catalog,) = load(folder, INSTALLED)

    assert catalog.id == folder.name


@pytest.mark.parametrize(
    "file", [file for path in SHEETS for file in path.glob("*.toml") if file.name != "catalog.toml"]
)
def test_every_product_of_a_price_sheet_has_an_example(file: Path) -> None:
    assert tomli.loads(file.read_text())["examples"]


@pytest.mark.parametrize("folder", SHEETS, ids=[path.name for path in SHEETS])
def test_a_price_sheet_says_where_it_is_from(folder: Path) -> None:
    head = (folder / "catalog.toml").read_text().split("\n\n")[0]

    assert any(word in head for word in ("Source:", "Sources:", "SECOND-HAND:", "MADE UP:"))
    assert f"| `{folder.name}` |" in (ROOT / "tests" / "catalogs" / "README.md").read_text()


def test_together_they_use_every_setting() -> None:
    known = {*_of_forms(), *_of_strategies()}
    used = {setting for folder in CATALOGS for setting in _used(folder)}

    assert sorted(known - used - UNUSED.keys()) == []
    assert sorted(UNUSED.keys() - (known - used)) == []


def _of_forms() -> Iterator[str]:
    for name, form in (("catalog", SharedTable), ("product", ProductTable), ("example", ExampleTable)):
        yield from _settings(name, form)


def _of_strategies() -> Iterator[str]:
    for kind, installed in INSTALLED.items():
        yield from _settings(kind, installed.strategy)


def _settings(path: str, kind: Any) -> Iterator[str]:
    """What can be written: each key, and each word of a choice."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        yield from (f"{path} = {word}" for word in inner)
    elif origin in (Union, UnionType):
        for each in inner:
            yield from _settings(path, each)
    elif origin is tuple or (origin is not None and not isinstance(origin, type)):
        yield from _settings(path, inner[0])
    elif isinstance(kind, type) and is_dataclass(kind) and issubclass(kind, (Table, Strategy)):
        hints = get_type_hints(kind)
        for field in fields(kind):
            key = f"{path}.{_key(field)}"
            yield key
            yield from _settings(key, hints[field.name])


def _key(field: Any) -> str:
    alias = getattr(field.default, "alias", None) if field.default is not MISSING else None
    return {"start": "from", "end": "to"}.get(field.name, field.name) if alias is None else str(alias)


def _used(folder: Path) -> Iterator[str]:
    """What a catalog's files write."""
    shared = tomli.loads((folder / "catalog.toml").read_text())
    yield from _written("catalog", shared)
    for file in folder.glob("*.toml"):
        table = tomli.loads(file.read_text())
        yield from _written("product", table)
        for example in table.get("examples", ()):
            yield from _written("example", example)
        for entry in table.get("chain", shared["chain"]):
            step = entry if isinstance(entry, str) else entry["step"]
            kind = step if isinstance(entry, str) else entry.get("use", step)
            for source in (shared, table):
                yield from _written(kind, source.get(step, {}))


def _written(path: str, value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield f"{path}.{key}"
            yield from _written(f"{path}.{key}", inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _written(path, inner)
    elif isinstance(value, str):
        yield f"{path} = {value}"
