"""Connections that ask one question after another, as fast as they are answered, and keep what came back."""

import asyncio
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator

from tests.load.judge import Exchange
from tests.load.question import Request, request

PATIENCE = 60
"""For how many seconds an answer is waited for: far longer than the server's own deadline."""


class Client:
    """All connections to one server, and what they have seen."""

    def __init__(self, port: int) -> None:
        self.exchanges: list[Exchange] = []
        self.lost: list[str] = []
        """Requests without an answer, each with the reason."""
        self._port = port
        self._kept: dict[str, tuple[str, bytes]] = {}
        """By target: the tag and the body of an answer that need not be sent again."""

    async def ask(self, numbers: Iterator[int], ends: float) -> None:
        """Ask over one connection until it is `ends` on the monotonic clock."""
        streams = None
        for number in numbers:
            if time.monotonic() >= ends:
                break
            asked = request(number)
            content = self._content(asked)
            started = time.monotonic()
            try:
                async with asyncio.timeout(PATIENCE):
                    streams = streams or await asyncio.open_connection("127.0.0.1", self._port)
                    status, fields, body = await _sent(*streams, content)
            except (OSError, EOFError, TimeoutError) as error:
                after = time.monotonic() - started
                self.lost.append(f"request {number}, {asked.kind}: {error!r} after {after:.1f} s")
                streams = None
                continue
            answered = time.monotonic()
            self.exchanges.append(Exchange(number, started, answered, status, self._read(asked, status, fields, body)))
            if fields.get("connection") == "close":
                streams[1].close()
                streams = None
        if streams:
            streams[1].close()

    def _content(self, asked: Request) -> bytes:
        lines = [f"{asked.method} {asked.target} HTTP/1.1", "Host: here", "Accept: application/json"]
        if asked.content:
            lines += [f"Content-Type: {asked.content}", f"Content-Length: {len(asked.body)}"]
        if asked.target in self._kept:
            lines.append(f"If-None-Match: {self._kept[asked.target][0]}")
        return "\r\n".join([*lines, "", ""]).encode() + asked.body

    def _read(self, asked: Request, status: int, fields: dict[str, str], body: bytes) -> bytes:
        """The body, or the one that was kept where it is said to be the same."""
        if status == 304:
            tag, kept = self._kept[asked.target]
            return kept if fields.get("etag") == tag else b"another tag than was asked about"
        if "etag" in fields:
            self._kept[asked.target] = fields["etag"], body
        return body


async def _sent(reader: StreamReader, writer: StreamWriter, content: bytes) -> tuple[int, dict[str, str], bytes]:
    """The status, the headers by their names in lower case, and the body."""
    writer.write(content)
    head = (await reader.readuntil(b"\r\n\r\n")).decode("ascii")
    first, *rest = head.strip().split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in rest)}
    status = int(first.split()[1])
    body = b"" if status == 304 else await reader.readexactly(int(fields["content-length"]))
    return status, fields, body
