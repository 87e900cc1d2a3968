"""JSON Schemas of a catalog's files, for editors: the forms' own fields and docstrings, and the installed strategies'.

A file alone is checked, so they ask for no setting that the other file may have; `ratecard check` sees all that they
can't: what names what, which values belong together, which sums come out.
"""

import inspect
import json
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from pydantic import TypeAdapter
from pydantic.errors import PydanticSchemaGenerationError, PydanticUserError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import core_schema

from ratecard.catalog.folder import LATER_SHARED, SHARED
from ratecard.catalog.form import ProductTable, SharedTable
from ratecard.catalog.settings import TomlSchema
from ratecard.catalog.sheet import OF_RECORDS
from ratecard.catalog.written import WrittenExample, WrittenProduct, WrittenShared
from ratecard.domain.errors import MOST_UNITS
from ratecard.domain.strategy import Installed, Strategy

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TOML = "v1.1.0"
"""The version of TOML that the loader reads: an inline table may go over several lines."""
OWN_STEP = "The settings of a step with an id of its own: those of the kind that the chain gives it."
_REF = "#/$defs/"
CATALOG_SCHEMA = ".schema/catalog.json"
PRODUCT_SCHEMA = ".schema/product.json"
EDITOR_CONFIG = ".tombi.toml"
_CONFIG = f"""\
# Written by `ratecard schema --catalog`: which schema is for which file of these catalogs.
toml-version = "{TOML}"

[files]
exclude = ["{EDITOR_CONFIG}"]

[[schemas]]
path = "{CATALOG_SCHEMA}"
include = ["**/{SHARED}", "**/{LATER_SHARED}*.toml"]

[[schemas]]
path = "{PRODUCT_SCHEMA}"
include = ["**/*.toml"]
"""


def catalog_schema(installed: Mapping[str, Installed]) -> Schema:
    """The JSON Schema of `catalog.toml`, for the strategies that are installed, by kind."""
    return _file_schema(_both(SharedTable, WrittenShared), installed)


def product_schema(installed: Mapping[str, Installed]) -> Schema:
    """The JSON Schema of a product's file, for the strategies that are installed, by kind."""
    schema = _both(ProductTable, WrittenProduct)
    known = schema["$defs"]
    known["ExampleTable"]["properties"] |= _schema(WrittenExample)["properties"]
    _open_record(known["RecordTable"])
    return _file_schema(schema, installed)


def editor_files(installed: Mapping[str, Installed]) -> dict[str, str]:
    """What an editor needs in a folder of catalogs, by path: both schemas, and which of them is for which file.

    The names are hidden ones: in a catalog's own folder, any other TOML file is a product.
    """
    schemas = {CATALOG_SCHEMA: catalog_schema(installed), PRODUCT_SCHEMA: product_schema(installed)}
    written = {path: json.dumps(schema, ensure_ascii=False, indent=1) + "\n" for path, schema in schemas.items()}
    return {**written, EDITOR_CONFIG: _CONFIG}


def _both(form: type[SharedTable | ProductTable], written: type[WrittenShared | WrittenProduct]) -> Schema:
    """The schema of a form, with what stands beside it in the file; editors offer the keys in this order."""
    schema, beside = _schema(form), _schema(written)
    found = {**schema["properties"], **beside["properties"]}
    properties = {field.name: found[field.name] for field in (*fields(form), *fields(written))}
    return {**schema, "properties": properties, "$defs": {**schema["$defs"], **beside["$defs"]}}


def _file_schema(schema: Schema, installed: Mapping[str, Installed]) -> Schema:
    """The file's schema, with a table for each step."""
    known: Schema = schema.pop("$defs")
    kinds = sorted(installed)
    _name_kinds(schema["properties"]["chain"], known["EntryTable"], kinds)
    for kind in kinds:
        settings = _settings(installed[kind].strategy)
        known |= {**settings.pop("$defs", {}), kind: settings}
    steps = {kind: {"$ref": _REF + kind} for kind in kinds}
    named = {kind: step for kind, step in steps.items() if kind not in schema["properties"]}
    return {
        "$schema": DIALECT,
        "x-tombi-toml-version": TOML,
        **schema,
        "properties": {**schema["properties"], **named},
        "additionalProperties": {"description": OWN_STEP, "anyOf": list(steps.values())},
        "$defs": known,
    }


def _schema(cls: type, prefix: str = "") -> Schema:
    """The class's schema, the tables inside of it under names that begin with the prefix."""
    made = TypeAdapter(cls).json_schema(schema_generator=_EditorSchema, ref_template=f"{_REF}{prefix}{{model}}")
    known = {prefix + name: _titled(table) for name, table in made.pop("$defs", {}).items()}
    return {**_titled(made), **({"$defs": known} if known else {})}


def _titled(table: Schema) -> Schema:
    """The table, each of its keys with a title: pydantic leaves those out that are tables."""
    for name, node in table.get("properties", {}).items():
        node.setdefault("title", name.replace("_", " ").title())
    return table


def _settings(strategy: type[Strategy]) -> Schema:
    """What a step's table may hold in either file: every setting may be left out, as the other file may have it."""
    title = f"{strategy.title.zh} · {strategy.title.en}"
    try:
        schema = _schema(strategy, f"{strategy.kind}.")
    except (PydanticUserError, PydanticSchemaGenerationError):  # a plugin's own types: only its keys go unchecked
        schema = {"type": "object", "description": inspect.getdoc(strategy) or "", "additionalProperties": True}
    schema.pop("required", None)
    return {**schema, "title": title}


def _name_kinds(chain: Schema, entry: Schema, kinds: list[str]) -> None:
    """A step is named by its kind, unless a table says of which kind it is."""
    del chain["default"]
    chain["minItems"] = 1
    for each in chain["items"]["anyOf"]:
        if each.get("type") == "string":
            each["enum"] = kinds
    entry["properties"]["use"]["enum"] = kinds


def _open_record(record: Schema) -> None:
    """Every other key of a record is a quantity or a label."""
    properties = record["properties"]
    for name in properties.keys() - {*OF_RECORDS}:
        del properties[name]
    described = "A quantity of each call, or a label that a rule asks about."
    record["additionalProperties"] = {"description": described, "anyOf": [{"type": "number"}, {"type": "string"}]}


class _EditorSchema(TomlSchema):
    """The same for editors, which know TOML's own times and are told how large a whole number may be."""

    def int_schema(self, schema: core_schema.IntSchema) -> JsonSchemaValue:
        return {"minimum": -MOST_UNITS, "maximum": MOST_UNITS, **super().int_schema(schema)}

    def time_schema(self, schema: core_schema.TimeSchema) -> JsonSchemaValue:
        return {"type": "string", "format": "partial-time"}
