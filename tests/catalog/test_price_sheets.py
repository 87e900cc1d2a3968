"""Catalogs written from published price sheets: each loads with its sums, and together they use every setting."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
import tomli

from ratecard.catalog import load
from ratecard.catalog.example_form import ExampleTable
from ratecard.catalog.form import ProductTable, SharedTable
from ratecard.domain.money import Mode
from ratecard.host import discover

ROOT = Path(__file__).parents[2]
SHEETS = sorted(path for path in (ROOT / "tests" / "catalogs").iterdir() if path.is_dir())
CATALOGS = [*SHEETS, ROOT / "catalogs" / "tencent-ocr"]
INSTALLED = discover()

FORM = "ratecard.catalog"
UNUSED: Mapping[str, str] = {
    **{
        f"{owner}.mode = {mode}": "no sheet rounds so; a mode of decimal, tested in tests/domain"
        for owner, used in (
            (f"{FORM}.form:RoundingTable", ("half-up", "half-even")),
            ("debit-rounding", ("half-up", "down")),
        )
        for mode in get_args(Mode)
        if mode not in used
    },
    f"{FORM}.example_form:RecordTable.quantities": "what a record's other keys are collected in",
    f"{FORM}.example_form:RecordTable.labels": "what a record's other keys are collected in",
}
"""Words and settings that no catalog uses, with the reason."""

KEYS = {"start": "from", "end": "to"}
"""Keys that are no names in Python."""


@pytest.mark.parametrize("folder", SHEETS, ids=[path.name for path in SHEETS])
def test_a_price_sheet_loads_with_its_sums(folder: Path) -> None:
    (catalog,) = load(folder, INSTALLED)

    assert catalog.id == folder.name


@pytest.mark.parametrize(
    "file", [file for path in SHEETS for file in path.glob("*.toml") if not file.name.startswith("catalog")]
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
    for form in (SharedTable, ProductTable, ExampleTable):
        yield from _settings(form.__name__, form)


def _of_strategies() -> Iterator[str]:
    for kind, installed in INSTALLED.items():
        yield from _settings(kind, installed.strategy)


def _settings(owner: str, table: type[Any]) -> Iterator[str]:
    """What can be written: each key, and each word of a choice."""
    hints = get_type_hints(table)
    for field in fields(table):
        key = f"{owner}.{KEYS.get(field.name, field.name)}"
        yield key
        for part in _parts(hints[field.name]):
            if _is_table(part):
                yield from _settings(_name(part), part)
            elif isinstance(part, str):
                yield f"{key} = {part}"


def _parts(hint: Any) -> Iterator[Any]:
    """The tables that a value may be made of, and the words that it may be."""
    if get_origin(hint) is Literal:
        yield from (word for word in get_args(hint) if isinstance(word, str))
    elif _is_table(hint):
        yield hint
    else:
        for inner in get_args(hint):
            yield from _parts(inner)


def _name(table: type[Any]) -> str:
    return f"{table.__module__}:{table.__name__}"


def _is_table(hint: Any) -> bool:
    return isinstance(hint, type) and is_dataclass(hint)


def _used(folder: Path) -> Iterator[str]:
    """What a catalog's files write."""
    files = {file.name: tomli.loads(file.read_text()) for file in folder.glob("*.toml")}
    shared = files["catalog.toml"]
    for name, table in files.items():
        if name.startswith("catalog"):
            yield from _written("SharedTable", SharedTable, table)
            continue
        yield from _written("ProductTable", ProductTable, table)
        for example in table["examples"]:
            yield from _written("ExampleTable", ExampleTable, example)
        for entry in table.get("chain", shared["chain"]):
            step, kind = (entry, entry) if isinstance(entry, str) else (entry["step"], entry.get("use", entry["step"]))
            if kind in INSTALLED:
                for source in (shared, table):
                    yield from _written(kind, INSTALLED[kind].strategy, source.get(step, {}))


def _written(owner: str, table: type[Any], value: Mapping[str, Any]) -> Iterator[str]:
    hints = get_type_hints(table)
    for field in fields(table):
        name = KEYS.get(field.name, field.name)
        if name not in value:
            continue
        yield f"{owner}.{name}"
        for each in _flat(value[name]):
            if isinstance(each, str):
                yield f"{owner}.{name} = {each}"
            if isinstance(each, Mapping):
                for part in _parts(hints[field.name]):
                    if _is_table(part):
                        yield from _written(_name(part), part, each)


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        for inner in value:
            yield from _flat(inner)
    else:
        yield value
