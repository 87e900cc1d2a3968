"""Each key that a catalog's files may have stands in a TOML block of the guide."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import tomli

from ratecard.catalog import catalog_schema, product_schema
from tests.docs.test_catalog_guide import BLOCKS, INSTALLED

Key = tuple[str, str]
"""The table that it is in, by the name of its schema, and the key."""
Schema = Mapping[str, Any]


def keys(schema: Schema) -> Iterator[Key]:
    """Every key that a schema knows."""
    for place, table in {"": schema, **schema["$defs"]}.items():
        yield from ((_table(place), name) for name in table.get("properties", {}))


def _table(place: str) -> str:
    """The place, those of texts and of lengths of time as one, whatever they are of."""
    *_, name = place.rpartition(".")
    return name if name in ("Text", "Span") else place


def used(schema: Schema, kinds: Mapping[str, str], node: Schema, value: Any, place: str) -> Iterator[Key]:
    """The keys of a value that the schema knows; a step with an id of its own has its kind's."""
    if "$ref" in node:
        place = node["$ref"].removeprefix("#/$defs/")
        node = schema["$defs"][place]
    for either in node.get("anyOf", ()):
        yield from used(schema, kinds, either, value, place)
    if isinstance(value, list):
        for each in value:
            yield from used(schema, kinds, node.get("items", {}), each, place)
    elif isinstance(value, Mapping):
        for name, each in value.items():
            known = node.get("properties", {})
            if name in known:
                yield _table(place), name
                yield from used(schema, kinds, known[name], each, place)
            elif not place and name in kinds:
                yield from used(schema, kinds, {"$ref": f"#/$defs/{kinds[name]}"}, each, place)


def own_steps(folder: str) -> dict[str, str]:
    """The kind of each step that a chain of the catalog gives an id of its own."""
    tables = [tomli.loads(block.content) for block in BLOCKS if block.name.startswith(folder) and not block.problems]
    entries = [entry for table in tables for entry in table.get("chain", ()) if isinstance(entry, dict)]
    return {entry["step"]: entry["use"] for entry in entries if "use" in entry}


def shown(schema: Schema, *, shared: bool) -> set[Key]:
    found: set[Key] = set()
    for block in BLOCKS:
        if not block.problems and ("/catalog" in block.name) == shared:
            steps = own_steps(block.name.rpartition("/")[0])
            found |= {*used(schema, steps, schema, tomli.loads(block.content), "")}
    return found


CATALOG, PRODUCT = catalog_schema(INSTALLED), product_schema(INSTALLED)
SHOWN = {*shown(CATALOG, shared=True), *shown(PRODUCT, shared=False)}
BOTH = {*keys(CATALOG), *keys(PRODUCT)}


@pytest.mark.parametrize("place", sorted({place for place, _ in BOTH} - {""}))
def test_every_key_of_a_table_is_in_an_example_of_the_guide(place: str) -> None:
    assert {name for where, name in BOTH - SHOWN if where == place} == set()


@pytest.mark.parametrize(("schema", "shared"), [(CATALOG, True), (PRODUCT, False)], ids=["catalog", "product"])
def test_every_key_of_a_file_is_in_an_example_of_the_guide(schema: Schema, shared: bool) -> None:
    found = {name for place, name in shown(schema, shared=shared) if not place}

    assert {name for name in schema["properties"] if name not in {*INSTALLED}} - found == set()
