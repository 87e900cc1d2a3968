"""`ratecard schema`: the GraphQL schema, and the JSON Schemas of catalogs for editors."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from ratecard.bootstrap import settings
from ratecard.catalog import CATALOG_SCHEMA, EDITOR_CONFIG, PRODUCT_SCHEMA, catalog_schema, editor_files, product_schema
from ratecard.cli import document, option
from ratecard.cli.refusal import BadOption, CommandRefusal
from ratecard.host import discover


class CantWriteSchema(CommandRefusal):
    """A folder that the schemas can't be written to."""

    code = "cant-write"


def schema(
    *,
    catalog: Annotated[
        bool,
        typer.Option(
            "--catalog",
            help="Print the JSON Schemas of catalog.toml and of product files instead, for the installed strategies.",
        ),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FOLDER",
            show_default=False,
            help="With --catalog: write them into this folder of catalogs, with the settings of the editor's extension "
            "Tombi, and print the files' names.",
        ),
    ] = None,
    catalogs: option.Catalogs = None,
    disable: option.DisableUnused,
    as_json: option.AsJson = False,
) -> None:
    """Print the GraphQL schema as SDL, or editors' schemas of catalogs.

    It depends on no catalog: --catalogs is taken and not read. --disable is about editors' schemas.
    """
    if catalog:
        _catalog(out, disable, as_json=as_json)
        return
    if out is not None:
        raise BadOption(
            "--out", out, "it is for --catalog", "the GraphQL schema is printed: ratecard schema > schema.graphql"
        )
    del catalogs
    from ratecard.api import sdl  # only now: strawberry takes its time

    text = sdl()
    if as_json:
        document.write({"sdl": text})
    else:
        print(text.rstrip())


def _catalog(out: Path | None, disable: Sequence[str], *, as_json: bool) -> None:
    """Print the schemas as one document, or write them."""
    installed = discover(settings(disable=disable).disabled)
    if out is None:
        document.write({"catalog": catalog_schema(installed), "product": product_schema(installed)})
        return
    written = [str(_write(out / path, content)) for path, content in editor_files(installed).items()]
    if as_json:
        document.write({"files": written})
    else:
        print("\n".join(written))


def _write(path: Path, content: str) -> Path:
    """Write a file; settings of the editor that somebody else wrote stay as they are."""
    try:
        if path.name == EDITOR_CONFIG and path.exists() and path.read_bytes() != content.encode():
            message = f"{path} is there already, and is not what ratecard writes"
            names = f"{CATALOG_SCHEMA}, {PRODUCT_SCHEMA}"
            hint = f"the schemas beside it are written; move it away, or name them in it: {names}"
            raise CantWriteSchema(message, hint)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    except OSError as error:
        raise CantWriteSchema(f"{path} can't be written: {error.strerror}") from error
    return path
