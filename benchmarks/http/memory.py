"""Whether memory stays where it is over 200 000 requests: `python -m benchmarks.http.memory`.

Quotes of distinct units; one request in 50 is a document that was never seen. Prints the server's resident memory
every 20 000 requests.
"""

import asyncio
import os
from itertools import count
from pathlib import Path

from benchmarks.http import run
from benchmarks.http.load import ask
from benchmarks.http.question import body

REQUESTS = int(os.environ.get("REQUESTS", "200000"))
EVERY = 20_000


def resident(pid: int) -> float:
    """Megabytes."""
    (line,) = [line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


async def main() -> None:
    """Ask, and print."""
    asked = count(1)

    async def connection(port: int, until: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (number := next(asked)) <= until:
            question = body("quote", 2_500 + number % 90_000)
            if number % 50 == 0:
                question["query"] += f" # {number}"
            await ask(reader, writer, "/graphql", question)
        writer.close()

    with run.served(["ratecard"]) as servers:
        server = servers["ratecard"]
        for until in range(EVERY, REQUESTS + 1, EVERY):
            await asyncio.gather(*(connection(server.port, until) for _ in range(8)))
            print(f"{until} requests: {resident(server.pid):.1f} MB", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
