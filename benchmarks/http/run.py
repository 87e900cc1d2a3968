"""Servers side by side, one worker each, the same question: requests a second, p50 and p99. `make bench-http`.

The servers are asked in turn, round after round, so that what else the machine does falls on all of them; of each the
best round counts. The load comes from wrk where it is installed, else from `load.py`. The processor time of a request
is the server's own, of all its threads, and is what to compare on a machine that has other work.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.request import Request, urlopen

from benchmarks.http.question import body

HERE = Path(__file__).parent
NODE = ("apollo", "yoga", "mercurius", "mercurius-jit")
PYTHON = ("strawberry", "strawberry-caches", "ratecard-plain", "ratecard", "ratecard-unpriced", "bare")
SECONDS = int(os.environ.get("SECONDS", "4"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
FIRST, APART = 2_500, 100_000
"""Units of the first question of a round, so that no two rounds ask the same: that would find answers that are kept."""


class Loaded(NamedTuple):
    """What a server did under load."""

    rate: float
    """Requests a second."""
    p50: float
    """Milliseconds."""
    p99: float
    cpu: float
    """Milliseconds of processor time that the server took for one."""


class Server(NamedTuple):
    """A server that runs."""

    port: int
    pid: int

    @property
    def address(self) -> str:
        """Where it takes questions."""
        return f"http://127.0.0.1:{self.port}/graphql"

    @property
    def seconds(self) -> float:
        """The processor time that it has taken."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Case(NamedTuple):
    """What is asked, how."""

    name: str
    question: str
    distinct: bool
    connections: int
    seconds: int


CASES = (
    Case("distinct quotes", "quote", True, 8, SECONDS),
    Case("one quote again and again", "quote", False, 8, SECONDS),
    Case("1 000 lines", "lines", True, 1, SECONDS),
    Case("1 000 quotes", "batch", True, 1, SECONDS * 3),
)


def main(wanted: list[str]) -> None:
    """Measure the servers that are named, else all, and print a table."""
    names = wanted or [*PYTHON, *NODE]
    if set(names) & set(NODE) and not _has_node():
        names = [name for name in names if name not in NODE]
    with served(names) as servers:
        for case in CASES:
            best: dict[str, Loaded] = {}
            for server in servers.values():
                _warm(server, case)
            for number in range(ROUNDS):
                for name, server in servers.items():
                    best[name] = _better(_loaded(server, case, FIRST + number * APART), best.get(name))
            _print(case, best)
    subprocess.run([sys.executable, "-m", "benchmarks.http.batch"], check=True)


def _better(one: Loaded, other: Loaded | None) -> Loaded:
    if other is None:
        return one
    return max(one, other)._replace(cpu=min(one.cpu, other.cpu))


def _warm(server: Server, case: Case) -> None:
    """Ask three times: documents are parsed, validated and compiled when they come for the first times."""
    content = json.dumps(body(case.question)).encode()
    for _ in range(3):
        asked = Request(server.address, content, {"content-type": "application/json"})
        with urlopen(asked) as answer:
            if b'"errors"' in answer.read():
                raise SystemExit(f"{case.name}: a wrong answer from {server.address}")


def _print(case: Case, best: dict[str, Loaded]) -> None:
    bare = best.get("bare")
    print(f"\n{case.name}, {case.connections} connections\n")
    print("| server | requests a second | ÷ bare | p50 ms | p99 ms | processor ms | bare ÷ it |")
    print("|---|---|---|---|---|---|---|")
    for name, (rate, p50, p99, cpu) in best.items():
        by_rate, by_cpu = (f"{rate / bare.rate:.2f}", f"{bare.cpu / cpu:.2f}") if bare else ("", "")
        print(f"| {name} | {rate:,.1f} | {by_rate} | {p50:.2f} | {p99:.2f} | {cpu:.3f} | {by_cpu} |", flush=True)


@contextmanager
def served(names: list[str]) -> Iterator[dict[str, Server]]:
    """The servers, each in a process of its own."""
    started, servers = [], {}
    try:
        for name in names:
            port = _free_port()
            if name in NODE:
                command = ["node", str(HERE / "node" / "server.js"), name, str(port)]
            else:
                command = [sys.executable, "-m", "benchmarks.http.servers", name, str(port)]
            process = subprocess.Popen(command)
            started.append(process)
            servers[name] = Server(port, process.pid)
        for server in servers.values():
            _wait(server.port)
        yield servers
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait()


def _loaded(server: Server, case: Case, first: int) -> Loaded:
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        file.write(json.dumps(body(case.question)))
        file.flush()
        environment = {"RATECARD_BODY": file.name} | ({"RATECARD_FIRST": str(first)} if case.distinct else {})
        before = server.seconds
        if shutil.which("wrk"):
            command = ["wrk", "-t1", f"-c{case.connections}", f"-d{case.seconds}s", "--latency", "-s"]
            command += [str(HERE / "ask.lua"), server.address]
        else:
            command = [sys.executable, str(HERE / "load.py"), server.address, str(case.connections), str(case.seconds)]
        told = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=True).stdout
        taken = server.seconds - before
    if "wrong answer" in told or "Non-2xx" in told:
        raise SystemExit(told)
    rate = float(_found(r"Requests/sec:\s+([\d.]+)", told))
    return Loaded(
        rate,
        _milliseconds(_found(r"50%\s+([\d.]+\w+)", told)),
        _milliseconds(_found(r"99%\s+([\d.]+\w+)", told)),
        taken / max(rate * case.seconds, 1) * 1000,
    )


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    if not found:
        raise SystemExit(text)
    return found[1]


def _milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(\w+)", text).groups()  # type: ignore[union-attr]
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[unit]


def _has_node() -> bool:
    if not shutil.which("node") or not shutil.which("npm"):
        print("Node is not here: its servers are left out", file=sys.stderr)
        return False
    if not (HERE / "node" / "node_modules").exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=HERE / "node", check=True, stdout=sys.stderr)
    return True


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"nothing listens at port {port}")


if __name__ == "__main__":
    main(sys.argv[1:])
