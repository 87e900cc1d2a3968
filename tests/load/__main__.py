"""Mixed traffic, as fast as one worker takes it, while its catalogs change: `python -m tests.load --seconds 120`.

Every answer is compared with the kernel's, when the run is over. The exit code is 1 where anything was found.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import NamedTuple

from tests.load.client import Client
from tests.load.judge import Judge
from tests.load.question import request
from tests.load.reload import Reloads
from tests.serving.site import Site, held, serving

CONNECTIONS = 8
MOST_GROWTH = 0.15
"""By how much of itself memory may grow after the first quarter, by a straight line through what was measured."""
SETTLED = 100
"""Seconds of a run from which on its memory is judged: before, it still fills what answers are kept in."""
KEPT = "8000000"
"""Bytes of answers that the server keeps: few enough to be full in the first quarter, as it is steady only then."""
SHOWN = 20


class Memory(NamedTuple):
    """What the server's process holds, once a second."""

    seconds: list[float]
    kilobytes: list[int]

    def growth(self) -> float:
        """After the first quarter, as a part of what it begins with there."""
        first = len(self.seconds) // 4
        slope, start = statistics.linear_regression(self.seconds[first:], self.kilobytes[first:])
        begins, ends = (start + slope * self.seconds[at] for at in (first, -1))
        return (ends - begins) / begins

    def quarters(self) -> list[str]:
        """Megabytes at the start and at the end of each quarter."""
        last = len(self.kilobytes) - 1
        return [f"{self.kilobytes[last * part // 4] / 1024:.0f}" for part in range(5)]


class Run(NamedTuple):
    """What came of a run."""

    client: Client
    reloads: Reloads
    memory: Memory
    seconds: float
    processor: float
    """Seconds of the server's process."""


async def load(site: Site, seconds: float, every: float, first: int) -> Run:
    """Load a site for so long; its catalogs change every so many seconds."""
    client, reloads, memory = Client(site.port), Reloads(site), Memory([], [])
    begins = time.monotonic()
    ends = begins + seconds
    before = processor(site.process.pid)
    numbers = count(first)

    async def watch() -> None:
        while time.monotonic() < ends:
            memory.seconds.append(time.monotonic() - begins)
            memory.kilobytes.append(held(site.process.pid))
            await asyncio.sleep(1)

    asking = (client.ask(numbers, ends) for _ in range(CONNECTIONS))
    await asyncio.gather(watch(), reloads.go_on(every, ends), *asking)
    return Run(client, reloads, memory, time.monotonic() - begins, processor(site.process.pid) - before)


def processor(pid: int) -> float:
    """Seconds of processor time of a process, all its threads."""
    user, system = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def findings(run: Run) -> list[str]:
    """All that is wrong."""
    found = [*run.client.lost, *run.reloads.findings]
    judge = Judge(run.reloads.services, run.reloads.reigns)
    found += filter(None, map(judge.finding, run.client.exchanges))
    if run.seconds >= SETTLED and run.memory.growth() > MOST_GROWTH:
        found.append(f"memory grows by {run.memory.growth():.0%} after the first quarter, more than {MOST_GROWTH:.0%}")
    return found


def told(run: Run) -> str:
    """What was asked, and how long it took."""
    times: dict[str, list[float]] = defaultdict(list)
    for each in run.client.exchanges:
        times[request(each.number).kind].append(each.answered - each.asked)
    total = len(run.client.exchanges)
    asked = f"{total} requests in {run.seconds:.0f} s, {total / run.seconds:.0f} a second"
    rows = [f"{asked}; the server's processor time {run.processor:.0f} s", _row("", "requests", "p50", "p99", "max")]
    for kind, taken in sorted(times.items(), key=lambda item: -len(item[1])):
        rows.append(_row(kind, len(taken), *(f"{at * 1000:.1f} ms" for at in _figures(taken))))
    unchanged = sum(each.status == 304 for each in run.client.exchanges)
    rows.append(f"{unchanged} of those read were answered with 304")
    rows.append(f"reloads: {run.reloads.taken} taken over, {run.reloads.refused} refused")
    growth = f"; {run.memory.growth():+.1%} after the first" if len(run.memory.seconds) > 8 else ""
    rows.append(f"memory at the quarters: {' · '.join(run.memory.quarters())} MB{growth}")
    return "\n".join(rows)


def _row(kind: str, *cells: object) -> str:
    return f"{kind:12}" + "".join(f"{cell:>12}" for cell in cells)


def _figures(times: Sequence[float]) -> tuple[float, float, float]:
    ordered = sorted(times)
    return ordered[len(times) // 2], ordered[len(times) * 99 // 100], ordered[-1]


def run(seconds: float, every: float, first: int = 0) -> Run:
    """Serve the shipped catalogs from a folder of their own, and load them."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder), "--reload", shown=False, RATECARD_KEPT_BYTES=KEPT) as site,
    ):
        return asyncio.run(load(site, seconds, every, first))


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="load", description="Load a server, and compare its answers.")
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--every", type=float, default=5, help="seconds between two reloads")
    parser.add_argument("--first", type=int, default=0, help="the number of the first request; others are other ones")
    asked = parser.parse_args()
    came = run(asked.seconds, asked.every, asked.first)
    print(told(came), flush=True)
    begins = time.monotonic()
    found = findings(came)
    print(*found[:SHOWN], sep="\n", end="\n" if found else "")
    print(f"{len(found)} findings; all answers compared in {time.monotonic() - begins:.0f} s")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
