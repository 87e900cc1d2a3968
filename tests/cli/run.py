"""Runs the command line, in this process or in one of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from typer.testing import CliRunner

from ratecard.cli.app import app

CATALOGS = Path(__file__).parents[2] / "catalogs"
ENVIRONMENT = {
    "RATECARD_CATALOGS": str(CATALOGS),
    "RATECARD_DISABLED": "",
    "LANG": "en_US.UTF-8",
    "COLUMNS": "",
    "FORCE_COLOR": "",
    "TTY_COMPATIBLE": "",
}


class Ran(NamedTuple):
    """What a run left."""

    code: int
    out: str
    err: str


def run(*arguments: str, **environment: str) -> Ran:
    """Run `ratecard`; without a terminal, in English, on the shipped catalogs, unless said otherwise."""
    result = CliRunner().invoke(app, arguments, env={**ENVIRONMENT, **environment})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)


def answered(*arguments: str, **environment: str) -> str:
    """What a run prints that answers."""
    ran = run(*arguments, **environment)
    assert (ran.code, ran.err) == (0, "")
    return ran.out


def lines(*arguments: str, **environment: str) -> list[str]:
    """The lines that a run prints that answers, each without the spacing of its columns."""
    return [" ".join(line.split()) for line in answered(*arguments, **environment).splitlines()]


def document(*arguments: str) -> Any:
    """What a run prints with --json."""
    return json.loads(answered(*arguments, "--json"))


def refused(*arguments: str) -> str:
    """What a run says that can't answer; it prints nothing else."""
    ran = run(*arguments)
    assert (ran.code, ran.out) == (1, "")
    return ran.err


def process(*arguments: str, **environment: str) -> Ran:
    """Run `ratecard` in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-m", "ratecard", *arguments],
        env={**os.environ, **ENVIRONMENT, **environment},
        capture_output=True,
        check=False,
    )
    return Ran(ran.returncode, ran.stdout.decode(), ran.stderr.decode())
