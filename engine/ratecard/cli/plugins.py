"""`ratecard plugins`: which strategies are installed, and by whom."""

import inspect
from collections.abc import Iterable
from typing import Annotated, Any

import typer

from ratecard.bootstrap import settings
from ratecard.catalog import settings_schema
from ratecard.cli import document, option, word
from ratecard.cli.paper import Column, Paper, Row
from ratecard.cli.setting import Setting, put_settings, settings_in
from ratecard.domain.strategy import Installed, Strategy
from ratecard.host import discover
from ratecard.service import Shelf

SETTINGS = (Column(word.SETTING), Column(word.TYPE), Column(word.DEFAULT))
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
    told: Annotated[
        str | None,
        typer.Option(
            "--settings",
            metavar="KIND",
            show_default=False,
            help="Print this kind's settings, what each is for and how it is written.",
        ),
    ] = None,
    verbose: Annotated[
        bool,
        typer.Option("--verbose", "-v", help="Print also, by distribution, each kind's settings and its file."),
    ] = False,
    catalogs: option.Catalogs = None,
    disable: option.Disable,
    locale: option.Locale,
    as_json: option.AsJson = False,
) -> None:
    """List the installed strategies.

    Each with its kind, plugin, distribution and version, and with -v its file and its settings. It needs no catalog:
    --catalogs is taken and not read. Plugins that are disabled are not even imported.
    """
    chosen = settings(catalogs=catalogs, disable=disable)
    installed = discover(chosen.disabled)
    if kind is not None:
        strategy = Shelf(catalogs=(), strategies=installed).strategy(kind).strategy
        document.write(settings_schema(strategy))
        return
    if told is not None:
        _tell(told, Shelf(catalogs=(), strategies=installed).strategy(told).strategy, locale, as_json)
        return
    if as_json:
        document.write(
            {
                "plugins": [_document(each, locale, verbose=verbose) for each in installed.values()],
                "disabled": list(chosen.disabled),
            }
        )
        return
    paper = Paper(locale)
    rows = [
        Row((name, each.strategy.title.in_locale(locale), *each.plugin), (_description(each),))
        for name, each in installed.items()
    ]
    paper.table(COLUMNS, rows, [Column(word.DESCRIPTION)], narrow="after")
    if verbose:
        _put_distributions(paper, installed.values())
    if chosen.disabled:
        paper.say()
        paper.pairs([(word.DISABLED, ", ".join(chosen.disabled))])


def _tell(kind: str, strategy: type[Strategy], locale: str, as_json: bool) -> None:
    """Print the settings of a kind."""
    schema = settings_schema(strategy)
    if as_json:
        document.write(schema)
        return
    paper = Paper(locale)
    paper.say(f"{kind} · {paper.word(strategy.title)}", "bold")
    paper.say(" ".join((inspect.getdoc(strategy) or "").split()))
    put_settings(paper, schema)


def _description(installed: Installed) -> str:
    """The first sentence of the class's docstring."""
    return (inspect.getdoc(installed.strategy) or "").partition("\n\n")[0].replace("\n", " ")


def _put_distributions(paper: Paper, installed: Iterable[Installed]) -> None:
    """Print what each distribution ships: its kinds, with their files and settings."""
    by_distribution: dict[tuple[str, str], list[Installed]] = {}
    for each in installed:
        by_distribution.setdefault((each.plugin.distribution, each.plugin.version), []).append(each)
    for (distribution, version), shipped in sorted(by_distribution.items()):
        paper.title(f"{distribution} {version}")
        kinds = ", ".join(each.strategy.kind for each in shipped)
        paper.pairs([(word.KIND, kinds)])
        for each in shipped:
            _put_kind(paper, each)


def _put_kind(paper: Paper, installed: Installed) -> None:
    strategy, plugin = installed.strategy, installed.plugin
    paper.title(f"{strategy.kind} · {paper.word(strategy.title)}")
    paper.pairs([(word.PLUGIN, plugin.name), (word.FILE, source_file(strategy) or paper.word(word.UNKNOWN))])
    found = _settings(strategy)
    if not found:
        paper.pairs([(word.SETTING, paper.word(word.UNKNOWN if found is None else word.NONE))])
        return
    rows = [Row((each.name, paper.word(each.type), paper.word(each.value)), (each.description,)) for each in found]
    paper.table(SETTINGS, rows, [Column(word.DESCRIPTION)], narrow="after")


def _settings(strategy: type[Strategy]) -> list[Setting] | None:
    """What its table may hold; None of a class that no JSON Schema can be made of."""
    try:
        return settings_in(settings_schema(strategy))
    except Exception:  # a plugin's own types: they cost its settings, not the list of all plugins
        return None


def source_file(strategy: type[Strategy]) -> str | None:
    """The file that the class is in; None where it is in none."""
    try:
        return inspect.getsourcefile(strategy)
    except (TypeError, OSError):
        return None


def _document(installed: Installed, locale: str, *, verbose: bool) -> dict[str, Any]:
    strategy, plugin = installed.strategy, installed.plugin
    more: dict[str, Any] = {}
    if verbose:
        found = _settings(strategy)
        told = [{**each._asdict(), "type": each.type.in_locale(locale)} for each in found or ()]
        more = {"file": source_file(strategy), "settings": None if found is None else told}
    return {
        "kind": strategy.kind,
        "title": strategy.title.in_locale(locale),
        "plugin": plugin.name,
        "distribution": plugin.distribution,
        "version": plugin.version,
        "description": _description(installed),
        **more,
    }
