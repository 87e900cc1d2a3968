"""Runs the commands of the guides, as a reader would, and looks for what they are said to print."""

import os
import shlex
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def printed(folder: Path, command: str, columns: int = 100) -> list[str]:
    """The lines that a command prints in a folder: it answers, and complains of nothing."""
    ran = subprocess.run(
        [sys.executable, "-m", *shlex.split(command.removeprefix("$ "))],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "COLUMNS": str(columns), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return [line.rstrip() for line in ran.stdout.splitlines()]


def check_shown(lines: Sequence[str], shown: Sequence[str]) -> None:
    """The lines shown are printed in this order; where there is no `...`, they are all that is printed."""
    if "..." not in shown:
        assert lines == shown
    place = 0
    for line in (line for line in shown if line != "..."):
        assert line in lines[place:], f"{line!r} is not printed after line {place}"
        place = lines.index(line, place) + 1
    assert place, "a block that shows nothing proves nothing"
