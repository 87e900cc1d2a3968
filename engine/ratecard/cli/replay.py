"""`ratecard replay`: settles the counter-examples of a log again, with the plugins that are installed now."""

import sys
import traceback
from pathlib import Path
from typing import Annotated, Any

import typer

from ratecard.bootstrap import build, settings
from ratecard.cli import document, option, word
from ratecard.cli.complaint import PROBLEM
from ratecard.cli.paper import Cell, Paper
from ratecard.cli.refusal import CommandRefusal
from ratecard.cli.trace import answered, given
from ratecard.domain.chain import Chain
from ratecard.domain.errors import PluginFault
from ratecard.domain.forecast import Statement
from ratecard.domain.product import Version
from ratecard.domain.settlement import Settlement
from ratecard.domain.text import Text
from ratecard.host import discover
from ratecard.service import Shelf
from ratecard.service.counter_example import (
    MARK,
    DamagedCounterExample,
    Replayed,
    counter_examples,
    outcome_document,
    plain,
)
from ratecard.service.counter_example import replay as settle_again


class BadCounterExample(CommandRefusal):
    """A counter-example that is not as a log has it."""

    code = "bad-counter-example"


class UnreadableFile(CommandRefusal):
    """A file that can't be read."""

    code = "unreadable-file"


def replay(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help="A log with counter-examples, one of them alone, or what a command said with --json; - reads stdin.",
        ),
    ],
    *,
    catalogs: option.Catalogs = None,
    disable: option.Disable,
    locale: option.Locale,
    as_json: option.AsJson = False,
) -> None:
    """Settle a log's counter-examples again.

    Each is one step's bill: the strategy that is installed now is built from the settings, settles it, and is held to
    the kernel's laws. The exit code is 1 while one of them breaks the contract. It needs no catalog: --catalogs is
    taken and not read.
    """
    shelf = Shelf(catalogs=(), strategies=discover(settings(catalogs=catalogs, disable=disable).disabled))
    replayed = _replayed(file, shelf)
    if as_json:
        document.write({"replays": [_document(each) for each in replayed]})
    else:
        paper = Paper(locale)
        for each in replayed:
            _put(paper, each)
    if any(each.fault for each in replayed):
        raise typer.Exit(PROBLEM)


def _replayed(file: str, shelf: Shelf) -> list[Replayed]:
    try:
        return [settle_again(each, shelf.strategy, build) for each in counter_examples(_text(file))]
    except DamagedCounterExample as error:
        raise BadCounterExample(
            f"{file}: {error}", f"give a log, or the JSON that stands after {MARK.strip()!r} in one"
        ) from error


def _text(file: str) -> str:
    if file == "-":
        return sys.stdin.read()
    try:
        return Path(file).read_text("utf-8", errors="replace")
    except OSError as error:
        raise UnreadableFile(f"{file} can't be read: {error.strerror}") from error


def _document(replayed: Replayed) -> dict[str, Any]:
    step, _, logged, what, outcome, refused, fault = replayed
    return {
        "step": step.id,
        "kind": step.strategy.kind,
        "plugin": plain(step.plugin),
        "logged": {"plugin": plain(logged), "what": what},
        "fault": fault.what if fault else None,
        "raisedAt": raised_at(fault) if fault else None,
        "refused": {"code": refused.code, "message": refused.message, "hint": refused.hint} if refused else None,
        "outcome": outcome_document(outcome) if outcome else None,
    }


def raised_at(fault: PluginFault) -> str | None:
    """The innermost line that an exception came through, None where nothing was raised."""
    frames = traceback.extract_tb(fault.__cause__.__traceback__) if fault.__cause__ else []
    return f"{frames[-1].filename}:{frames[-1].lineno} in {frames[-1].name}" if frames else None


def _put(paper: Paper, replayed: Replayed) -> None:
    step, bill, logged, what, outcome, refused, fault = replayed
    paper.say(f"{step.id} ({step.strategy.kind}) · {bill.product} · {bill.period}", "bold")
    pairs: list[tuple[Text, Cell]] = [
        (word.LOGGED, f"{logged.distribution} {logged.version}: {_line(what)}"),
        (word.NOW, f"{step.plugin.distribution} {step.plugin.version}: {_now(paper, replayed)}"),
    ]
    at = raised_at(fault) if fault else None
    if at:
        pairs.append((word.RAISED_AT, at))
    if refused and refused.hint:
        pairs.append((word.HINT, refused.hint))
    paper.pairs([*pairs, *given(paper, bill), *(answered(paper, _statement(replayed), outcome) if outcome else ())])
    paper.say()


def _now(paper: Paper, replayed: Replayed) -> str:
    if replayed.fault:
        return _line(replayed.fault.what)
    refused = replayed.refused
    if refused:
        return paper.word(Text(f"已修复，拒绝：{refused.message}", f"fixed, it refuses: {refused.message}"))
    return paper.word(Text("已修复", "fixed"))


def _line(text: str) -> str:
    return " ".join(text.split())


def _statement(replayed: Replayed) -> Statement:
    """What the step's outcome is printed as a part of: a chain of the step alone, after what earlier steps made."""
    step, bill, outcome = replayed.step, replayed.bill, replayed.outcome
    nothing, day = Text("", ""), bill.conventions.calendar.local(bill.period.end).date()
    chain = Chain(bill.product, (step,), bill.conventions)
    version = Version(effective_from=None, since=None, chain=chain, name=nothing, category=nothing, description=nothing)
    lines = (*bill.lines, *(outcome.lines if outcome else ()))
    return Statement(Settlement(bill.period, bill.usage, lines, (), (), (), (), bill.held, None), version, day, day)
