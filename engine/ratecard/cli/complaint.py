"""How a command that can't answer says so: sentences on stderr, exit code 1."""

import importlib.metadata
import json
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec

from typer import Exit

from ratecard.cli.refusal import CommandRefusal
from ratecard.domain.errors import Fault, PluginFault, Refusal
from ratecard.service.counter_example import MARK, LeftOut, counter_example
from ratecard.service.records import WrongRows

if TYPE_CHECKING:
    from ratecard.catalog import Problem

PROBLEM = 1
"""The exit code of problems and refusals."""


class Complaint(NamedTuple):
    """One reason why there is no answer."""

    code: str
    message: str
    hint: str | None = None
    path: tuple[str | int, ...] = ()
    """Where in the input, as keys and indexes."""
    place: str = ""
    """The file and line, for a catalog's problem."""
    counter_example: str = ""
    """What `ratecard replay` settles again, for a plugin's fault."""


Given = ParamSpec("Given")


def complaining(command: Callable[Given, None]) -> Callable[Given, None]:
    """The command, with its refusals and faults as sentences on stderr, or as JSON where JSON was asked for."""

    @wraps(command)
    def complaining_command(*args: Given.args, **options: Given.kwargs) -> None:
        try:
            command(*args, **options)
        except Exception as error:
            found = list(complaints(error))
            if not found:
                raise
            complain(found, as_json=bool(options.get("as_json")))
            raise Exit(PROBLEM) from error

    return complaining_command


def complaints(error: Exception) -> Iterator[Complaint]:
    """What an exception means to the caller; nothing for one that is a mistake of our own."""
    from ratecard.catalog import CatalogProblems  # only now: most runs end well, and some need no catalogs
    from ratecard.catalog.edit.refusal import WouldNotCheck
    from ratecard.environment import BadSetting
    from ratecard.host import HostProblem

    if isinstance(error, Refusal):
        yield Complaint(error.code, error.message, error.hint, error.path)
    elif isinstance(error, CommandRefusal | BadSetting):
        yield Complaint(error.code, error.message, error.hint)
    elif isinstance(error, WrongRows):
        for row in error.rows:
            yield Complaint(row.code, row.message, row.hint, place=row.place)
        if error.more:
            yield Complaint("wrong-rows", f"{error.more} more rows can't be counted")
    elif isinstance(error, Fault):
        yield Complaint(error.code, str(error), counter_example=_counter_example(error))
    elif isinstance(error, HostProblem):
        sentence, _, hint = str(error).partition("\nHint: ")
        yield Complaint("host-problem", sentence, hint or None)
    elif isinstance(error, CatalogProblems):
        if isinstance(error, WouldNotCheck):
            yield Complaint("would-not-check", error.sentence)
        yield from map(_located, error.problems)


def _located(problem: "Problem") -> Complaint:
    place = f"{problem.file}:{problem.line}" if problem.line else problem.file
    message = f"{problem.key}: {problem.message}" if problem.key else problem.message
    return Complaint(problem.code, message, problem.hint, place=place)


def complain(found: list[Complaint], *, as_json: bool) -> None:
    """Print the complaints on stderr."""
    if as_json:
        document = {"errors": [_document(complaint) for complaint in found]}
        print(json.dumps(document, ensure_ascii=False, indent=2), file=sys.stderr)
        return
    for _, message, hint, _, place, example in found:
        # A catalog's problem begins with its place, so that editors and terminals make a link of it.
        print(f"{place}: {message}" if place else f"ratecard: {message}", file=sys.stderr)
        if hint:
            print(f"  Hint: {hint}" if place else f"Hint: {hint}", file=sys.stderr)
        if example:
            print(f"{MARK}{example}", file=sys.stderr)


def _counter_example(fault: Fault) -> str:
    """The fault's counter-example; "" where there is none."""
    if not isinstance(fault, PluginFault):
        return ""
    try:
        return counter_example(fault, importlib.metadata.version("ratecard"))
    except LeftOut:
        return ""


def _document(complaint: Complaint) -> dict[str, Any]:
    return {
        "code": complaint.code,
        "message": complaint.message,
        "hint": complaint.hint,
        "path": list(complaint.path),
        "place": complaint.place or None,
        **({"counterExample": complaint.counter_example} if complaint.counter_example else {}),
    }
