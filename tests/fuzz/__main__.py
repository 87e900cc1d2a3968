"""Loads thousands of spoilt catalogs: `python -m tests.fuzz --cases 20000`, or `--only 1234` for one of them.

Each shard is a process of its own, with a limit on its memory; one that hangs is ended, its case named, and the shard
goes on behind it. The exit code is 1 where anything was found.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from threading import Thread, Timer

from tests.fuzz.case import case
from tests.fuzz.judge import judge, warm

MOST_SECONDS = 60
"""On the clock, for one case: far more than any takes, so that a busy machine ends none."""


def run(cases: int, shards: int) -> list[str]:
    """What was found in the cases below `cases`."""
    found: list[str] = []
    threads = [Thread(target=_watch, args=(first, cases, shards, found)) for first in range(shards)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _watch(first: int, cases: int, shards: int, found: list[str]) -> None:
    """Run a shard to its end, again and again where it dies."""
    while first < cases:
        last, why = _shard(first, cases, shards, found)
        if last is None:
            return
        found.append(f"case {last}: {why}")
        print(found[-1], flush=True)
        first = last + shards


def _shard(first: int, cases: int, shards: int, found: list[str]) -> tuple[int | None, str]:
    """The case at which the shard died, and why; None where it came to its end."""
    command = [sys.executable, "-m", "tests.fuzz.shard", *map(str, (first, cases, shards))]
    number: int | None = None
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        timer = Timer(MOST_SECONDS, process.kill)
        timer.start()
        for line in process.stdout:
            word, at, *text = line.rstrip("\n").split(" ", 2)
            if word == "finding":
                found.append(text[0])
                print(text[0], flush=True)
                continue
            timer.cancel()
            number = int(at) if word == "begins" else None
            if int(at) % 2_000 == 0:
                print(f"… {at}", flush=True)
            timer = Timer(MOST_SECONDS, process.kill)
            timer.start()
        timer.cancel()
    if number is None and process.returncode:
        raise SystemExit("the shard did not begin")
    return number, f"the process ended with {process.returncode}, after {MOST_SECONDS} s where that is -9"


def one(number: int) -> list[str]:
    """What is found in one case, whose files are printed."""
    made = case(number)
    print(made)
    for name, content in made.files.items():
        print(f"--- {name}, {len(content)} bytes")
        print(
            content[:3_000].decode("utf-8", "backslashreplace").encode("unicode_escape").decode().replace("\\n", "\n")
        )
    with tempfile.TemporaryDirectory() as folder:
        warm(Path(folder) / "warm")
        return judge(made, Path(folder) / str(number))


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="fuzz", description="Load spoilt catalogs.")
    parser.add_argument("--cases", type=int, default=20_000)
    parser.add_argument("--shards", type=int, default=2)
    parser.add_argument("--only", type=int)
    asked = parser.parse_args()
    start = time.monotonic()
    found = run(asked.cases, asked.shards) if asked.only is None else one(asked.only)
    if asked.only is not None:
        print(*found, sep="\n")
    else:
        print(f"{asked.cases} cases, {len(found)} findings, {time.monotonic() - start:.0f} s")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
