"""What must hold of the loader, whatever the files are."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from ratecard.catalog import CatalogProblems, Problem, load
from ratecard.domain.errors import Refusal
from ratecard.domain.forecast import forecast
from ratecard.domain.formula import total_formula
from ratecard.domain.product import Catalog, Product
from ratecard.domain.question import Question, Used
from ratecard.host import discover
from ratecard.service.codebook import PROBLEMS, REFUSALS
from tests.fuzz.case import Case
from tests.fuzz.seed import seeds

MOST_SECONDS = 2.0
"""Of the processor, for loading one folder."""
COUNTS = (0, 1, 1_000, 12_345_678)
PROVEN = ("chain-leaves-units", "debit-not-coarser")
"""Refusals of every question of some kind: catalogs that load and have them are the prover's to find."""
CODES = (PROBLEMS.keys() | REFUSALS.keys()) - {"plugin-fault"}
ABOUT_NO_LINE = ("no-catalog", "nested-folder", "unreadable", "file-too-large")
INSTALLED = discover()
_LEAK = re.compile(r"Traceback|object at 0x|<class |\.py\b(?!')")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

T = TypeVar("T")


def warm(folder: Path) -> None:
    """Load every seed as it is: what is built once, such as the checks of settings, is not any case's time."""
    for number, (name, files) in enumerate(seeds().items()):
        assert load(Case(number, name, (), files).lay_out(folder / name), INSTALLED)


def judge(case: Case, folder: Path) -> list[str]:
    """What is wrong with how the case loads: nothing, mostly."""
    root = case.lay_out(folder / "toy")
    start = time.process_time()
    try:
        catalogs = load(root, INSTALLED)
    except CatalogProblems as error:
        took = time.process_time() - start
        found = [finding for problem in error.problems for finding in about_problem(problem)]
        if not error.problems:
            found.append("CatalogProblems without a problem")
    except BaseException as error:
        took = time.process_time() - start
        found = [_raised("load", error)]
    else:
        took = time.process_time() - start
        found = [*_about_catalogs(root, catalogs)]
    if took > MOST_SECONDS:
        found.append(f"took {took:.1f} s of the processor to load")
    return list(dict.fromkeys(found))


def about_problem(problem: Problem) -> Iterator[str]:
    """What is wrong with a problem."""
    file = Path(problem.file)
    if not file.exists():
        yield f"no such file: {problem!r}"
    elif problem.line > 0 and problem.line > _lines(file):
        yield f"no such line: {problem!r}"
    if problem.line < 0 or (problem.line == 0 and problem.code not in ABOUT_NO_LINE):
        yield f"no line: {problem!r}"
    if problem.code not in CODES:
        yield f"unknown code {problem.code!r}: {problem!r}"
    if problem.hint == "":
        yield f"an empty hint: {problem!r}"
    if not problem.message or len(str(problem)) > 3_000:
        yield f"too short or too long, {len(str(problem))}: {str(problem)[:200]!r}"
    for text in filter(None, (str(problem), problem.key, problem.message, problem.hint)):
        if _LEAK.search(text.replace(str(file), "")):
            yield f"leaks: {problem!r}"
        if _UNPRINTABLE.search(text):
            yield f"holds what a terminal obeys: {problem!r}"


def _lines(file: Path) -> int:
    return file.read_bytes().count(b"\n") + 1 if file.is_file() else 0


def _about_catalogs(root: Path, catalogs: tuple[Catalog, ...]) -> Iterator[str]:
    if len(catalogs) != 1 or not catalogs[0].products:
        yield f"half loaded: {catalogs!r}"
    for catalog in catalogs:
        for product in catalog.products:
            for version in product.versions:
                since = version.since or datetime(2021, 6, 1, tzinfo=UTC)
                for meter in [each.id for each in version.meters] or [""]:
                    for units in COUNTS:
                        yield from _quoted(product, since, meter, units)
    if [catalog.digest for catalog in load(root, INSTALLED)] != [catalog.digest for catalog in catalogs]:
        yield "another digest when loaded again"


def _quoted(product: Product, since: datetime, meter: str, units: int) -> Iterator[str]:
    """What is wrong with a quote of the first period that a version prices wholly."""
    try:
        calendar = product.calendar
        period = calendar.containing(since)
        if period.start < since:
            period = calendar.containing(period.end)
        answer = forecast(Question(product, (period,), (Used(units, meter=meter),)))
        for statement in answer.statements:
            total_formula(statement.settlement)
    except Refusal as refusal:
        if refusal.code not in PROVEN:
            yield _raised(f"{product.full_id} at {units} {meter} since {since}", refusal)
    except BaseException as error:
        yield _raised(f"{product.full_id} at {units} {meter} since {since}", error)


def _raised(what: str, error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return f"{what} raised {type(error).__name__} at {where}: {str(error)[:200]}"
