"""`ratecard check`: whether the catalogs load, whether every quantity has one answer, and what they hold."""

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer import Exit

from ratecard.bootstrap import Settings, check_shelf, settings
from ratecard.catalog import CatalogProblems, Problem, published_changes
from ratecard.cli import argument, document, finding, option, progress, word
from ratecard.cli.complaint import PROBLEM
from ratecard.cli.finding import Format
from ratecard.cli.paper import Column, Paper, Row
from ratecard.cli.refusal import BadOption
from ratecard.domain.product import Catalog
from ratecard.domain.text import Text
from ratecard.service import Shelf

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

CheckFormat = Annotated[
    Format,
    typer.Option(
        "--format",
        help="text; json, one document, as --json; or github, annotations that a pull request shows beside its lines.",
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="Warnings are problems, but for those that a file accepts.")]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Prove all products again, those too that are as in an earlier check.")
]


def check(
    *,
    catalogs: option.Catalogs = None,
    disable: option.Disable,
    strict: Strict = False,
    format: CheckFormat = "text",
    no_cache: NoCache = False,
    published: Published = None,
    published_on: PublishedOn = None,
    locale: option.Locale,
    as_json: option.AsJson = False,
) -> None:
    """Load the catalogs, price their examples, prove their prices.

    Proven is that every number of calls has one answer, a price or contact sales, on each meter by itself. What would
    take too long is left out, and a warning, not-proven, says what it was.
    All that is wrong is said at once, as `file:line: key: sentence [code]`, with hints. Problems go to stderr and the
    exit code is 1; with --format json or github they are on stdout. Warnings stop nothing, unless --strict; a file
    accepts one with its reason: accepts = { price-cliff = "the page's prices" }. Products that are left out because a
    plugin is disabled are problems too.
    """
    form: Format = "json" if as_json else format
    try:
        chosen = settings(catalogs=catalogs, disable=disable)
        shelf = _checked(chosen, locale, remember=not no_cache)
        _refuse(chosen, shelf, strict=strict, published=published, published_on=published_on)
        loaded = shelf.catalogs
    except CatalogProblems as error:
        _say_problems(error, form, locale)
        raise Exit(PROBLEM) from error
    left_out = finding.left_out(loaded)
    warnings = [warning for catalog in loaded for warning in catalog.warnings]
    if form == "json":
        document.write(
            {
                "ok": not left_out,
                "problems": [finding.as_json(each) for each in left_out],
                "warnings": [finding.as_json(each) for each in warnings],
                "catalogs": [_catalog(each, locale) for each in loaded],
            }
        )
    elif form == "github":
        _annotate(left_out, warnings)
    else:
        _say(loaded, warnings, locale)
        for problem in left_out:
            print(finding.as_text(problem, locale), file=sys.stderr)
    if left_out:
        raise Exit(PROBLEM)


def _checked(chosen: Settings, locale: str, *, remember: bool) -> Shelf:
    with progress.counting(word.PROVING.in_locale(locale)) as (begin, tick):
        return check_shelf(chosen, begin, tick, remember=remember)


def _refuse(chosen: Settings, shelf: Shelf, *, strict: bool, published: str | None, published_on: str | None) -> None:
    """`CatalogProblems` for what was published and changed, and for warnings where they count."""
    on = argument.day(published_on) if published_on else None
    if on and not published:
        raise BadOption("--published-on", on, "there is no --published that it could be about")
    warnings = [warning for catalog in shelf.catalogs for warning in catalog.warnings]
    found = published_changes(chosen.catalogs, shelf.strategies, published, on) if published else []
    if found or (strict and warnings):
        left_out = finding.left_out(shelf.catalogs)
        raise CatalogProblems([*left_out, *found, *(warnings if strict else [])], [] if strict else warnings)


def _annotate(problems: Sequence[Problem], warnings: Sequence[Problem]) -> None:
    for problem in problems:
        print(finding.as_github(problem, "error"))
    for warning in warnings:
        print(finding.as_github(warning, "warning"))


def _say(loaded: tuple[Catalog, ...], warnings: Sequence[Problem], locale: str) -> None:
    paper = Paper(locale)
    paper.table(COLUMNS, [_row(paper, catalog) for catalog in loaded], NOTES, narrow="after")
    if warnings:
        paper.title(paper.word(word.WARNINGS))
        for warning in warnings:
            paper.say(finding.as_text(warning, locale))
    paper.say()
    paper.say(_summary(paper, loaded, len(warnings)))


def _say_problems(error: CatalogProblems, form: Format, locale: str) -> None:
    if form == "json":
        problems, warnings = ([finding.as_json(each) for each in some] for some in (error.problems, error.warnings))
        document.write({"ok": False, "problems": problems, "warnings": warnings, "catalogs": []})
        return
    if form == "github":
        _annotate(error.problems, error.warnings)
        return
    found, files = len(error.problems), len({problem.file for problem in error.problems})
    sentence = Text(
        f"{files} 个文件中有 {found} 个问题，没有加载任何目录",
        f"{_count(found, 'problem')} in {_count(files, 'file')}: nothing was loaded",
    )
    for problem in error.problems:
        print(finding.as_text(problem, locale), file=sys.stderr)
    if error.warnings:
        print(f"\n{word.WARNINGS.in_locale(locale)}", file=sys.stderr)
        for warning in error.warnings:
            print(finding.as_text(warning, locale), file=sys.stderr)
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
        "warnings": [f"{each}; {each.hint}" if each.hint else str(each) for each in catalog.warnings],
    }
