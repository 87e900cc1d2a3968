"""The schemas of a catalog's files, as JSON."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from ratecard.catalog import catalog_schema, product_schema
from tests.catalog.toy import INSTALLED

SCHEMAS = {"catalog": catalog_schema(INSTALLED), "product": product_schema(INSTALLED)}
EACH = pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS.keys())
Schema = Mapping[str, Any]


def keys(schema: Schema) -> Iterator[tuple[str, str, Schema]]:
    """Each key of each table, with its schema and what that refers to."""
    for place, table in {"": schema, **schema["$defs"]}.items():
        for name, node in table.get("properties", {}).items():
            meant = schema["$defs"][node["$ref"].removeprefix("#/$defs/")] if "$ref" in node else {}
            yield place, name, {**meant, **node}


@EACH
def test_every_key_has_a_title_and_a_description(schema: Schema) -> None:
    found = {(place, name): {"title", "description"} - node.keys() for place, name, node in keys(schema)}

    assert len(found) > 100
    assert {key: missing for key, missing in found.items() if missing} == {}


@EACH
def test_no_file_alone_must_have_a_setting(schema: Schema) -> None:
    assert [kind for kind in INSTALLED if "required" in schema["$defs"][kind]] == []
    assert schema["$defs"]["prepaid-packs.Pack"]["required"] == ["units"]


@EACH
def test_a_step_is_a_kind_or_names_one(schema: Schema) -> None:
    name, table = schema["properties"]["chain"]["items"]["anyOf"]

    assert name["enum"] == schema["$defs"]["EntryTable"]["properties"]["use"]["enum"] == sorted(INSTALLED)
    assert table == {"$ref": "#/$defs/EntryTable"}


def test_a_file_must_have_what_the_loader_needs() -> None:
    assert SCHEMAS["catalog"]["required"] == ["id", "name", "currency", "time_zone"]
    assert SCHEMAS["product"]["required"] == ["id", "name"]


def test_a_kind_with_the_name_of_a_key_hides_no_key() -> None:
    schema = product_schema({**INSTALLED, "meters": INSTALLED["discount"]})

    assert schema["properties"]["meters"] == SCHEMAS["product"]["properties"]["meters"]
    assert {"$ref": "#/$defs/meters"} in schema["additionalProperties"]["anyOf"]
