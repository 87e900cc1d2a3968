"""A load generator for where wrk is not installed; it says what wrk says: `load.py ADDRESS CONNECTIONS SECONDS`.

Slower than wrk: it takes a processor of its own at some 10 000 requests a second.
"""

import asyncio
import json
import os
import sys
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import Iterator
from itertools import count, repeat
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


async def ask(reader: StreamReader, writer: StreamWriter, path: str, question: dict[str, Any]) -> bytes:
    """The answer to one request; anything but an answer ends the program."""
    body = json.dumps(question).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    writer.write(head.encode() + body)
    answer = (await reader.readuntil(b"\r\n\r\n")).lower()
    content = await reader.readexactly(int(answer.split(b"content-length:")[1].split(b"\r\n")[0]))
    if b" 200 " not in answer.split(b"\r\n")[0] or b'"errors"' in content:
        raise SystemExit(f"wrong answer {content[:300]!r}")
    return content


async def connection(address: str, question: str, units: Iterator[int], ends: float) -> list[float]:
    """The times of one connection's requests, one after another, each with the next count of units."""
    url = urlsplit(address)
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    times = []
    while time.perf_counter() < ends:
        asked = json.loads(question.replace('"units": 2500', f'"units": {next(units)}'))
        started = time.perf_counter()
        await ask(reader, writer, url.path, asked)
        times.append(time.perf_counter() - started)
    writer.close()
    return times


async def main(address: str, connections: int, seconds: float) -> None:
    """Load the server and print what came of it."""
    question = Path(os.environ["RATECARD_BODY"]).read_text()
    first = os.environ.get("RATECARD_FIRST")
    units = count(int(first) + 1) if first else repeat(2_500)
    ends = time.perf_counter() + seconds
    each = (connection(address, question, units, ends) for _ in range(connections))
    times = sorted(time for found in await asyncio.gather(*each) for time in found)
    print(f"50% {times[len(times) // 2] * 1000:.3f}ms\n99% {times[len(times) * 99 // 100] * 1000:.3f}ms")
    print(f"Requests/sec: {len(times) / seconds:.2f}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
