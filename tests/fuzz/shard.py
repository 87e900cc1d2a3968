"""Judges every so-manieth case, and says on stdout what it begins and what it finds; see `__main__`."""

import gc
import resource
import sys
import tempfile
from pathlib import Path
from shutil import rmtree

from tests.fuzz.case import case
from tests.fuzz.judge import judge, warm

MEMORY = 2 << 30
"""Bytes of address space: a catalog that needs more is a finding."""


def main(first: int, last: int, step: int) -> None:
    """Judge the cases `first`, `first + step`, … below `last`."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    with tempfile.TemporaryDirectory() as folder:
        warm(Path(folder) / "warm")
        for number in range(first, last, step):
            print("begins", number, flush=True)
            made = case(number)
            for finding in judge(made, Path(folder) / str(number)):
                print("finding", number, f"{made}: {finding}".encode("unicode_escape").decode(), flush=True)
            rmtree(Path(folder) / str(number))
            if number % 50 == 0:
                gc.collect()
    print("ends", last, flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
