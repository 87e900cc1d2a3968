"""`ratecard plugin test`: an installed plugin, held to the laws of the contract."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ratecard.bootstrap import settings
from ratecard.cli import document, option
from ratecard.cli.complaint import PROBLEM
from ratecard.cli.paper import Paper
from ratecard.cli.refusal import CommandRefusal

if TYPE_CHECKING:
    from ratecard.testing.report import Report

MARKS = {"held": "held   ", "broken": "BROKEN ", "waived": "waived "}


class NoTesting(CommandRefusal):
    """The kit's own dependency is not installed."""

    code = "no-testing"

    def __init__(self) -> None:
        super().__init__("the conformance kit needs hypothesis", "pip install 'ratecard[testing]'")


def conform(
    distribution: Annotated[
        str, typer.Argument(metavar="DIST", help="An installed distribution, as ratecard-flat-fee.")
    ],
    *,
    cases: Annotated[int, typer.Option("--cases", min=1, help="How many random bills each law is tried on.")] = 100,
    catalogs: option.Catalogs = None,
    as_json: option.AsJson = False,
) -> None:
    """Hold the strategies of an installed plugin to the laws of the contract.

    Each is tried with the examples of settings that its class has, on random bills. Exit code 1 when a law is broken.
    It needs no catalog: --catalogs is taken and not read.
    """
    try:
        from ratecard.testing.report import report, shipped  # hypothesis is there for those who test
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "hypothesis":
            raise
        raise NoTesting from error
    found = [report(each, cases) for each in shipped(distribution, settings(catalogs=catalogs).disabled)]
    if as_json:
        document.write(
            {
                "distribution": found[0].plugin.distribution if found else distribution,
                "version": found[0].plugin.version if found else None,
                "conforms": all(each.conforms for each in found),
                "strategies": [_document(each) for each in found],
            }
        )
    else:
        _print(found)
    if not all(each.conforms for each in found):
        raise typer.Exit(PROBLEM)


def _print(found: list["Report"]) -> None:
    paper = Paper("en")
    for each in found:
        paper.title(f"{each.kind} ({each.plugin.distribution} {each.plugin.version})")
        for finding in each.findings:
            reason = f": {finding.reason}" if finding.reason else ""
            paper.say(f"  {MARKS[finding.status]} {finding.law}{reason}", "bold" if finding.status == "broken" else "")
            if finding.counter_example:
                paper.say("\n".join(f"        {line}" for line in finding.counter_example.splitlines()))
    paper.say()
    broken = sum(finding.status == "broken" for each in found for finding in each.findings)
    paper.say(f"Laws broken: {broken}" if broken else "All laws hold")


def _document(each: "Report") -> dict[str, Any]:
    return {
        "kind": each.kind,
        "plugin": each.plugin.name,
        "conforms": each.conforms,
        "laws": [
            {
                "law": finding.law,
                "status": finding.status,
                "reason": finding.reason or None,
                "counterExample": finding.counter_example or None,
            }
            for finding in each.findings
        ],
    }
