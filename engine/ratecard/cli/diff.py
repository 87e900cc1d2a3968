"""`ratecard diff`: what changed in meaning between two folders of catalogs, and who pays more and who less."""

import re
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer import Exit

from ratecard.bootstrap import Settings, read_shelf, service_over, settings
from ratecard.catalog import CatalogProblems, Problem
from ratecard.cli import argument, document, option
from ratecard.cli.complaint import PROBLEM, complain, complaints
from ratecard.cli.diff_block import Block, Grid, Heading, Sentence
from ratecard.cli.diff_document import document as whole_document
from ratecard.cli.diff_markdown import markdown
from ratecard.cli.diff_said import blocks, rise_blocks
from ratecard.cli.finding import left_out
from ratecard.cli.paper import Paper, Row
from ratecard.cli.progress import working
from ratecard.cli.refusal import BadOption
from ratecard.domain.errors import Refusal
from ratecard.domain.text import Text
from ratecard.domain.usage import checked_units
from ratecard.service import Service, Shelf
from ratecard.service.catalog_change import USAGE

RISES = 3
"""The exit code of a price that rises by more than is allowed."""
_PER_CENT = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*%?", re.ASCII)
_SIDES = {"before": Text("变更前", "Before"), "after": Text("变更后", "After")}


def diff(
    before: Annotated[
        Path, typer.Argument(metavar="BEFORE", show_default=False, help="The folder of catalogs, or of one, as it was.")
    ],
    after: Annotated[
        Path | None,
        typer.Argument(
            metavar="AFTER", show_default=False, help="The folder as it is; that of --catalogs, unless given."
        ),
    ] = None,
    *,
    usage: Annotated[
        list[str],
        typer.Option(
            "--usage",
            default_factory=list,
            show_default=",".join(map(str, USAGE)),
            metavar="N,N,...",
            help="Calls in a period whose totals are compared; those beside each bend of either curve are in any case. "
            "Repeatable.",
        ),
    ],
    on: Annotated[
        str | None,
        typer.Option(
            "--on",
            metavar="DATE",
            show_default=False,
            help="Compare only the versions that price the period of this day; without it all, with totals of those "
            "in force now and of those to come.",
        ),
    ] = None,
    up_to: Annotated[
        int | None,
        typer.Option(
            "--up-to",
            metavar="N",
            show_default=False,
            min=1,
            max=10**9,
            help="How many calls in a period are looked at; as many as there is anything to tell of, unless given.",
        ),
    ] = None,
    max_increase: Annotated[
        str | None,
        typer.Option(
            "--max-increase",
            metavar="PERCENT",
            show_default=False,
            help="End with exit code 3 where any total or pack rises by more, as 5%. A rise from 0 is more than any "
            "limit, as is a list price that gives way to contact sales, or what can't be compared; a list price in "
            "place of contact sales is no rise, nor is what rounding may have done.",
        ),
    ] = None,
    format: Annotated[
        Literal["text", "markdown"],
        typer.Option("--format", help="text, or markdown for a pull request."),
    ] = "text",
    catalogs: option.Catalogs = None,
    disable: option.DisableUnused,
    locale: option.Locale,
    as_json: option.AsJson = False,
) -> None:
    """Say what changed in meaning between two folders of catalogs.

    Product by product and step by step: settings, packs, versions, and what becomes of totals: at chosen counts, and
    who pays more and who less along the curve, for an account that brings nothing along and orders nothing. A reordered
    key, a comment, or a shared setting that moved and comes to the same is no change.
    """
    if after is not None and catalogs is not None:
        raise typer.BadParameter("give AFTER or --catalogs, not both")
    most = None if max_increase is None else _per_cent(max_increase)
    asked = _counts(usage)
    day = None if on is None else argument.day(on)
    old, new = _opened(
        settings(catalogs=before, disable=disable),
        settings(catalogs=after or catalogs, disable=disable),
        locale,
        as_json=as_json,
    )
    with working("diff") as tick:
        changes = new.changes_since(old, day, asked, up_to, tick)
    rises = None if most is None else list(changes.rises_beyond(most))
    if as_json:
        document.write(whole_document(changes, rises, most, locale))
    else:
        said = list(blocks(changes, locale, asked))
        if rises is not None and most is not None:
            said += rise_blocks(rises, most, locale)
        _put(Paper(locale), said, format)
    if rises:
        raise Exit(RISES)


def _per_cent(text: str) -> Decimal:
    found = _PER_CENT.fullmatch(text.strip())
    if not found:
        raise BadOption("--max-increase", text, "not a per cent", "write it as 5% or 2.5")
    return Decimal(found[1])


def _counts(texts: Sequence[str]) -> tuple[int, ...]:
    found = []
    for text in ",".join(texts).split(",") if texts else ():
        try:
            found.append(checked_units(argument.whole(text.strip())))
        except Refusal as refusal:
            raise BadOption("--usage", text, refusal.message, "write it as 1000,25000") from refusal
    return tuple(sorted({*found})) or USAGE


def _opened(before: Settings, after: Settings, locale: str, *, as_json: bool) -> tuple[Shelf, Service]:
    """Both sides; where one does not load, or not whole, all that is wrong with both is said, and it ends."""
    shelves: dict[str, Shelf] = {}
    wrong: dict[str, CatalogProblems] = {}
    sides = {"before": before, "after": after}
    for side, chosen in sides.items():
        try:
            shelves[side] = _whole(read_shelf(chosen))
        except CatalogProblems as error:
            wrong[side] = error
    if not wrong:
        return shelves["before"], service_over(shelves["after"])
    if as_json:
        problems = [_problem(side, each) for side, found in wrong.items() for each in found.problems]
        document.write({"ok": False, "problems": problems, "catalogs": []})
    else:
        for side, found in wrong.items():
            complain(list(complaints(found)), as_json=False)
            sentence = _unloaded(side, sides[side].catalogs, len(found.problems))
            print(f"\n{sentence.in_locale(locale)}", file=sys.stderr)
    raise Exit(PROBLEM)


def _whole(shelf: Shelf) -> Shelf:
    """The shelf, with nothing left out: that would pass for unchanged, or for gone."""
    if problems := left_out(shelf.catalogs):
        raise CatalogProblems(problems)
    return shelf


def _problem(side: str, problem: Problem) -> dict[str, Any]:
    return {"side": side, **problem._asdict(), "line": problem.line or None, "key": problem.key or None}


def _unloaded(side: str, folder: Path, found: int) -> Text:
    name, problems = _SIDES[side], "1 problem" if found == 1 else f"{found} problems"
    return Text(
        f"{name.zh}（{folder}）：{found} 个问题，没有比较任何内容",
        f"{name.en} ({folder}): {problems}, nothing was compared",
    )


def _put(paper: Paper, said: Iterable[Block], form: Literal["text", "markdown"]) -> None:
    if form == "markdown":
        print(markdown(said, paper), end="")
        return
    before: Block | None = None
    for block in said:
        match block:
            case Heading(_, text):
                paper.say() if before else None
                paper.say(text, "bold")
            case Sentence(text):
                paper.say() if isinstance(before, Grid) else None
                paper.say(text)
            case Grid(columns, rows):
                paper.say() if before and not isinstance(before, Heading) else None
                paper.table(columns, [Row(row) for row in rows])
        before = block
