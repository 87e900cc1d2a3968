"""A server in processes of its own, for tests: its folder of catalogs, its log, and clients of each of its workers."""

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.cli.run import CATALOGS, ENVIRONMENT

PATIENCE = 60
"""For how many seconds a test waits for what takes one or two on an idle machine."""
QUOTE = """{ quote(input: {product: "id-card", period: "2021-06", usage: [{units: 9000}]}) {
  __typename ... on Quote { catalogDigest total { amount } } } }"""


def until(says: Callable[[], Any], what: str) -> Any:
    """What `says` says as soon as it is true."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        if found := says():
            return found
        time.sleep(0.05)
    raise AssertionError(f"not within {PATIENCE} seconds: {what}")


def held(pid: int) -> int:
    """How many kB of memory a process holds."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(status.split("VmRSS:")[1].split()[0])


class Client:
    """A connection that stays open, to one worker."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.worker: int = self.health()["worker"]

    def health(self) -> Any:
        """What /healthz says."""
        self._connection.request("GET", "/healthz")
        return json.load(self._connection.getresponse())

    def ask(self, query: str) -> Any:
        """The answer of a query without errors."""
        self._connection.request("POST", "/graphql", json.dumps({"query": query}), {"content-type": "application/json"})
        response = self._connection.getresponse()
        answer = json.load(response)
        assert response.status == 200
        assert "errors" not in answer, answer
        return answer["data"]

    def quote(self) -> tuple[str, str]:
        """The digest and the total of 9 000 calls, of which 8 000 are paid."""
        quote = self.ask(QUOTE)["quote"]
        return quote["catalogDigest"], quote["total"]["amount"]

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


class Site:
    """A running server."""

    def __init__(self, process: "subprocess.Popen[bytes]", folder: Path, log: Path, port: int) -> None:
        self.process = process
        self.folder = folder
        self.port = port
        self._log = log

    def log(self) -> str:
        """What the server wrote so far."""
        return self._log.read_text("utf-8")

    def workers(self) -> dict[int, int]:
        """The process of each worker by its number, the newest where one was replaced."""
        return {int(number): int(pid) for number, pid in re.findall(r"worker (\d+) is process (\d+)", self.log())}

    @contextmanager
    def clients(self, count: int) -> Iterator[list[Client]]:
        """A client of each of so many workers, in their order."""
        found: dict[int, Client] = {}
        with ExitStack() as stack:

            def one_more() -> bool:
                client = Client(self.port)
                if client.worker in found:
                    client.close()
                else:
                    found[client.worker] = client
                    stack.callback(client.close)
                return len(found) == count

            until(one_more, f"answers from {count} workers")
            yield [found[number] for number in sorted(found)]

    def write(self, text: Callable[[str], str], file: str = "id-card.toml") -> None:
        """Change a file of the catalog, all at once."""
        path = self.folder / "tencent-ocr" / file
        old = path.read_text("utf-8")
        new = text(old)
        assert new != old
        draft = path.with_suffix(".draft")
        draft.write_text(new, "utf-8")
        draft.replace(path)

    def priced(self, old: str, new: str) -> None:
        """Change the price of the first tier."""
        self.write(lambda text: text.replace(f"up_to = 10_000, price = {old} ", f"up_to = 10_000, price = {new} "))

    def hang_up(self) -> None:
        """Have the catalogs read anew."""
        self.process.send_signal(signal.SIGHUP)

    def end(self) -> int:
        """Ask the server to end; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@contextmanager
def serving(place: Path, *arguments: str, shown: bool = True, **environment: str) -> Iterator[Site]:
    """A server on a copy of the shipped catalogs, whose prices may be changed, at any port; its log is shown after."""
    folder = shutil.copytree(CATALOGS, place / "catalogs", ignore=shutil.ignore_patterns("*.md"))
    card = folder / "tencent-ocr" / "id-card.toml"
    card.write_text(card.read_text("utf-8").partition("[[examples]]")[0], "utf-8")
    log = place / "log"
    with log.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", "ratecard", "serve", "--port", "0", "--catalogs", "catalogs", *arguments],
            cwd=place,
            env={**os.environ, **ENVIRONMENT, **environment},
            stdout=subprocess.DEVNULL,
            stderr=written,
        )
    try:
        port = until(lambda: re.search(r"http://127\.0\.0\.1:(\d+)/", log.read_text("utf-8")), "the server's greeting")
        yield Site(process, folder, log, int(port[1]))
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(PATIENCE)
        process.kill()
        process.wait()
        if shown:
            print(log.read_text("utf-8"))
