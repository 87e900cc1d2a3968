"""A load generator for where wrk is not installed; it says what wrk says: `load.py ADDRESS CONNECTIONS SECONDS`.

Slower than wrk: it takes a processor of its own at some 15 000 requests a second.
"""

import asyncio
import os
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit


async def connection(host: str, port: int, path: str, template: bytes, distinct: bool, ends: float) -> list[float]:
    """The times of one connection's requests, one after another."""
    reader, writer = await asyncio.open_connection(host, port)
    times, units = [], 2_500
    while time.perf_counter() < ends:
        units = units + 1 if distinct and units < 90_000 else 2_500
        body = template.replace(b'"units": 2500', b'"units": %d' % units)
        head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        head += f"Content-Length: {len(body)}\r\n\r\n"
        started = time.perf_counter()
        writer.write(head.encode() + body)
        answer = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(answer.split(b"content-length:")[1].split(b"\r\n")[0])
        content = await reader.readexactly(length)
        times.append(time.perf_counter() - started)
        if b" 200 " not in answer.split(b"\r\n")[0] or b'"errors"' in content:
            print("wrong answer", answer[:20], content[:300])
            break
    writer.close()
    return times


async def main(address: str, connections: int, seconds: float) -> None:
    """Load the server and print what came of it."""
    url = urlsplit(address)
    template = Path(os.environ["RATECARD_BODY"]).read_bytes()
    distinct = os.environ.get("RATECARD_DISTINCT") == "1"
    ends = time.perf_counter() + seconds
    each = (
        connection(url.hostname or "", url.port or 80, url.path, template, distinct, ends) for _ in range(connections)
    )
    times = sorted(time for found in await asyncio.gather(*each) for time in found)
    print(f"50% {times[len(times) // 2] * 1000:.3f}ms\n99% {times[len(times) * 99 // 100] * 1000:.3f}ms")
    print(f"Requests/sec: {len(times) / seconds:.2f}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
