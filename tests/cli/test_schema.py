"""`ratecard schema`: which schema, and where it goes."""

import json
from pathlib import Path

from ratecard.catalog import EDITOR_CONFIG, editor_files
from ratecard.host import discover
from tests.cli.run import answered, run

FILES = editor_files(discover())


def test_schema_prints_the_graphql_schema() -> None:
    assert "type Query {" in answered("schema")


def test_schema_of_catalogs_is_one_document() -> None:
    printed = json.loads(answered("schema", "--catalog"))

    assert printed == {
        "catalog": json.loads(FILES[".schema/catalog.json"]),
        "product": json.loads(FILES[".schema/product.json"]),
    }


def test_schema_of_catalogs_is_written_into_a_folder_that_may_be_new(tmp_path: Path) -> None:
    folder = tmp_path / "catalogs"

    printed = answered("schema", "--catalog", "--out", str(folder))

    assert printed.splitlines() == [str(folder / name) for name in FILES]
    assert {name: (folder / name).read_text("utf-8") for name in FILES} == FILES
    again = json.loads(answered("schema", "--catalog", "--out", str(folder), "--json"))
    assert again == {"files": printed.splitlines()}


def test_schema_of_catalogs_knows_what_is_installed() -> None:
    printed = json.loads(answered("schema", "--catalog", "--disable", "discount", RATECARD_DISABLED="period-fee"))

    assert "overflow" in printed["product"]["properties"]
    assert not {"discount", "period-fee"} & {*printed["product"]["properties"]}
    assert {"$ref": "#/$defs/discount"} not in printed["catalog"]["additionalProperties"]["anyOf"]


def test_schema_leaves_the_editors_settings_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / EDITOR_CONFIG).write_text("# mine\n")

    ran = run("schema", "--catalog", "--out", str(tmp_path))

    assert (ran.code, ran.out) == (1, "")
    assert ran.err == (
        f"ratecard: {tmp_path / EDITOR_CONFIG} is there already, and is not what ratecard writes\n"
        "Hint: the schemas beside it are written; move it away, or name them in it: "
        ".schema/catalog.json, .schema/product.json\n"
    )
    assert (tmp_path / EDITOR_CONFIG).read_text() == "# mine\n"
    assert (tmp_path / ".schema" / "product.json").exists()


def test_schema_refuses_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "catalogs").write_text("")

    ran = run("schema", "--catalog", "--out", str(tmp_path / "catalogs"))

    assert ran.code == 1
    assert ran.err == f"ratecard: {tmp_path}/catalogs/.schema/catalog.json can't be written: Not a directory\n"


def test_schema_writes_only_what_is_for_catalogs() -> None:
    ran = run("schema", "--out", "here")

    assert ran.code == 1
    assert ran.err == (
        "ratecard: --out 'here': it is for --catalog\n"
        "Hint: the GraphQL schema is printed: ratecard schema > schema.graphql\n"
    )
