"""`ratecard check`: whether the catalogs load, and what they hold."""

import sys
from typing import Annotated, Any

import typer
from typer import Exit

from ratecard.bootstrap import Settings, read_shelf, settings
from ratecard.catalog import CatalogProblems, Problem, published_changes
from ratecard.cli import argument, document, option, word
from ratecard.cli.complaint import PROBLEM, complain, complaints
from ratecard.cli.paper import Column, Paper, Row
from ratecard.cli.refusal import BadOption
from ratecard.domain.product import Catalog
from ratecard.domain.text import Text

COLUMNS = (
    Column(word.CATALOG),
    Column(word.NAME),
    Column(word.PRODUCTS, "right"),
    Column(word.VERSIONS, "right"),
    Column(word.EXAMPLES, "right"),
    Column(word.CURRENCY),
    Column(word.ZONE),
)
NOTES = (Column(word.FOLDER), Column(word.DIGEST))

Published = Annotated[
    str | None,
    typer.Option(
        "--published",
        metavar="REV",
        help="Refuse any change to a version that this git revision has published, such as origin/main.",
    ),
]
PublishedOn = Annotated[
    str | None,
    typer.Option(
        "--published-on",
        metavar="DAY",
        help="Of REV, only what begins by this day is published; what is new begins later. Unless given, all of REV is "
        "published, and what is new begins after the day of REV.",
    ),
]


def check(
    *,
    catalogs: option.Catalogs = None,
    published: Published = None,
    published_on: PublishedOn = None,
    locale: option.Locale,
    as_json: option.AsJson = False,
) -> None:
    """Load the catalogs and price their examples.

    All that is wrong is said at once, as `file:line: key: sentence`, with hints. Problems go to stderr and the exit
    code is 1; with --json they are part of the document on stdout.
    """
    try:
        loaded = _loaded(settings(catalogs=catalogs), published, published_on)
    except CatalogProblems as error:
        if as_json:
            document.write({"ok": False, "problems": [_problem(each) for each in error.problems], "catalogs": []})
        else:
            complain(list(complaints(error)), as_json=False)
            _say_problems(error, locale)
        raise Exit(PROBLEM) from error
    if as_json:
        document.write({"ok": True, "problems": [], "catalogs": [_catalog(each, locale) for each in loaded]})
        return
    paper = Paper(locale)
    paper.table(COLUMNS, [_row(paper, catalog) for catalog in loaded], NOTES, narrow="after")
    warnings = [warning for catalog in loaded for warning in catalog.warnings]
    if warnings:
        paper.title(paper.word(word.WARNINGS))
        for warning in warnings:
            paper.say(warning)
    paper.say()
    paper.say(_summary(paper, loaded, len(warnings)))


def _loaded(chosen: Settings, published: str | None, published_on: str | None) -> tuple[Catalog, ...]:
    """The catalogs; `CatalogProblems` for what was published and changed, too."""
    on = argument.day(published_on) if published_on else None
    if on and not published:
        raise BadOption("--published-on", on, "there is no --published that it could be about")
    shelf = read_shelf(chosen)
    found = published_changes(chosen.catalogs, shelf.strategies, published, on) if published else []
    if found:
        raise CatalogProblems(found)
    return shelf.catalogs


def _say_problems(error: CatalogProblems, locale: str) -> None:
    found, files = len(error.problems), len({problem.file for problem in error.problems})
    sentence = Text(
        f"{files} 个文件中有 {found} 个问题，没有加载任何目录",
        f"{_count(found, 'problem')} in {_count(files, 'file')}: nothing was loaded",
    )
    print(f"\n{sentence.in_locale(locale)}", file=sys.stderr)


def _summary(paper: Paper, loaded: tuple[Catalog, ...], warnings: int) -> str:
    products = sum(len(catalog.products) for catalog in loaded)
    examples = sum(catalog.examples for catalog in loaded)
    return paper.word(
        Text(
            f"{len(loaded)} 个目录、{products} 个产品已加载，{examples} 个示例全部成立，{warnings} 个警告",
            f"{_count(len(loaded), 'catalog')} with {_count(products, 'product')} loaded, "
            f"{_count(examples, 'example')} held, {_count(warnings, 'warning')}",
        )
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _versions(catalog: Catalog) -> int:
    return sum(len(product.versions) for product in catalog.products)


def _row(paper: Paper, catalog: Catalog) -> Row:
    cells = (
        catalog.id,
        paper.word(catalog.name),
        str(len(catalog.products)),
        str(_versions(catalog)),
        str(catalog.examples),
        catalog.currency,
        catalog.calendar.zone.key,
    )
    return Row(cells, (catalog.folder, catalog.digest))


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "file": problem.file,
        "line": problem.line or None,
        "key": problem.key or None,
        "message": problem.message,
        "hint": problem.hint,
        "code": problem.code,
    }


def _catalog(catalog: Catalog, locale: str) -> dict[str, Any]:
    return {
        "id": catalog.id,
        "name": catalog.name.in_locale(locale),
        "folder": catalog.folder,
        "digest": catalog.digest,
        "currency": catalog.currency,
        "timeZone": catalog.calendar.zone.key,
        "period": catalog.calendar.unit,
        "products": [{"id": product.id, "versions": len(product.versions)} for product in catalog.products],
        "examples": catalog.examples,
        "warnings": list(catalog.warnings),
    }
