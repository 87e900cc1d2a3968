"""A server of one's own, asked over its socket, and what ordinary questions take of it."""

import http.client
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from tests.api.attacks.attack import QUOTES, Attack, asked, many, quote
from tests.api.client import QUOTE
from tests.cli.run import ENVIRONMENT


class Reply(NamedTuple):
    """What came of a request, and when."""

    status: int
    body: bytes
    seconds: float
    headers: http.client.HTTPMessage

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)

    @property
    def cost(self) -> int | None:
        """What it cost; None for what was not begun."""
        told = self.json.get("extensions", {}).get("cost")
        return told["asked"] if told else None


class Served:
    """A served app."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process = process
        self.port = port
        self.log = log

    def send(self, attack: Attack) -> Reply:
        """What comes of a request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        started = time.perf_counter()
        try:
            connection.request(attack.method, attack.path, attack.body or None, dict(attack.headers))
            response = connection.getresponse()
            body = response.read()
            return Reply(response.status, body, time.perf_counter() - started, response.headers)
        finally:
            connection.close()

    def ask(self, method: str, body: bytes, path: str = "/graphql") -> Reply:
        """What comes of a request as clients send it."""
        return self.send(Attack(body, "", path=path, method=method))

    def least(self, attacks: list[Attack]) -> float:
        """The seconds of the quickest of them, each of which is answered."""
        replies = [self.send(attack) for attack in attacks]
        assert all("errors" not in reply.json for reply in replies)
        return min(reply.seconds for reply in replies)


@contextmanager
def serving(log: Path, **environment: str) -> Iterator[Served]:
    """A server in a process of its own."""
    with log.open("wb") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "ratecard", "serve", "--port", "0"],
            env={**os.environ, **ENVIRONMENT, **environment},
            stdout=told,
            stderr=told,
        )
    try:
        yield Served(process, _port(process, log), log)
    finally:
        process.terminate()
        process.wait(30)


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    ends = time.monotonic() + 60
    while time.monotonic() < ends and process.poll() is None:
        if found := re.search(r"http://127\.0\.0\.1:(\d+)/", log.read_text("utf-8")):
            return int(found[1])
        time.sleep(0.05)
    raise AssertionError(log.read_text("utf-8"))


class Ordinary:
    """What ordinary questions take of a server, by their cost and their size."""

    def __init__(self, served: Served) -> None:
        numbers = count()
        plain = [quote("", usage=[{"units": next(numbers)}]) for _ in range(5)]
        batch = [{"product": "id-card", "period": "2021-06"}] * 1_000
        batches = [asked("", f"{QUOTES} #{next(numbers)}", {"inputs": batch}) for _ in range(3)]
        texts = [_long_text(next(numbers)) for _ in range(3)]
        long = {"a": ["x", 1, 0.5] * 90_000}
        bodies = [asked("", f"{{ problems }} #{next(numbers)}", long) for _ in range(3)]
        self.plain = served.least(plain)
        self.unit = (served.least(batches) - self.plain) / (served.send(batches[0]).cost or 1)
        self.text = served.least(texts)
        self.byte = served.least(bodies) / len(bodies[0].body)

    def seconds(self, attack: Attack, cost: int | None) -> float:
        """What an ordinary question of the same cost takes, with a text or a body of the same size."""
        size = len(attack.body) + len(attack.path) + sum(len(value) for _, value in attack.headers)
        reading = self.byte * size + (self.text if size > SHORT else 0)
        return self.plain + self.unit * (cost or 0) + reading


SHORT = 2_000
"""Bytes of an ordinary body: a longer one is compared with the longest text that may be asked."""


def _long_text(number: int) -> Attack:
    """A text that nobody asked before, with nearly all the tokens that it may have; what it asks takes no time."""
    selected = QUOTE.split("quote(input: $input)", 1)[1].rsplit("}", 1)[0]
    text = f"query L{number}($input: QuoteInput!) {{ {many(30, f'q#: quote(input: $input) {selected}')} }}"
    return asked("", text, {"input": {"product": "none"}})


class Others:
    """Somebody who asks all the while, each time something else."""

    _numbers = count(10_000)

    def __init__(self, served: Served) -> None:
        self._served = served
        self._begun, self._ends = threading.Event(), threading.Event()
        self.slowest = 0.0
        self.answered = 0
        self.failed: list[bytes] = []

    @contextmanager
    def asking(self) -> Iterator["Others"]:
        """Ask from before the block until it ends."""
        thread = threading.Thread(target=self._ask)
        thread.start()
        try:
            self._begun.wait(60)
            yield self
        finally:
            self._ends.set()
            thread.join()

    def _ask(self) -> None:
        while not self._ends.wait(0.002):
            reply = self._served.send(quote("", usage=[{"units": next(self._numbers)}]))
            if reply.status != 200 or b'"total"' not in reply.body:
                self.failed.append(reply.body)
            self.slowest = max(self.slowest, reply.seconds)
            self.answered += 1
            self._begun.set()
