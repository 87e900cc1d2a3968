"""`ratecard plugins`: which strategies are installed, and by whom."""

import inspect
from typing import Annotated, Any

import typer

from ratecard.bootstrap import settings
from ratecard.catalog import settings_schema
from ratecard.cli import document, option, word
from ratecard.cli.paper import Column, Paper, Row
from ratecard.domain.strategy import Installed
from ratecard.host import discover
from ratecard.service import Shelf

COLUMNS = (
    Column(word.KIND),
    Column(word.NAME),
    Column(word.PLUGIN),
    Column(word.DISTRIBUTION),
    Column(word.VERSION),
)


def plugins(
    *,
    kind: Annotated[
        str | None,
        typer.Option(
            "--schema",
            metavar="KIND",
            show_default=False,
            help="Print the JSON Schema of this kind's settings, for editors.",
        ),
    ] = None,
    catalogs: option.Catalogs = None,
    disable: option.Disable,
    locale: option.Locale,
    as_json: option.AsJson = False,
) -> None:
    """List the installed strategies.

    Each with its kind, plugin, distribution and version. It needs no catalog: --catalogs is taken and not read.
    Plugins that are disabled are not even imported.
    """
    chosen = settings(catalogs=catalogs, disable=disable)
    installed = discover(chosen.disabled)
    if kind is not None:
        strategy = Shelf(catalogs=(), strategies=installed).strategy(kind).strategy
        document.write(settings_schema(strategy))
        return
    if as_json:
        document.write(
            {"plugins": [_document(each, locale) for each in installed.values()], "disabled": list(chosen.disabled)}
        )
        return
    paper = Paper(locale)
    rows = [
        Row((name, each.strategy.title.in_locale(locale), *each.plugin), (_description(each),))
        for name, each in installed.items()
    ]
    paper.table(COLUMNS, rows, [Column(word.DESCRIPTION)], narrow="after")
    if chosen.disabled:
        paper.say()
        paper.pairs([(word.DISABLED, ", ".join(chosen.disabled))])


def _description(installed: Installed) -> str:
    """The first sentence of the class's docstring."""
    return (inspect.getdoc(installed.strategy) or "").partition("\n\n")[0].replace("\n", " ")


def _document(installed: Installed, locale: str) -> dict[str, Any]:
    strategy, plugin, _ = installed
    return {
        "kind": strategy.kind,
        "title": strategy.title.in_locale(locale),
        "plugin": plugin.name,
        "distribution": plugin.distribution,
        "version": plugin.version,
        "description": _description(installed),
    }
