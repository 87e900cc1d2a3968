"""A batch of 1 000 quotes in process, beside building its dicts by hand and writing them.

The quotes are priced before on either side, so that what is compared is the making of the answer: reading the
questions, the objects of the API, the compiled selection, the bytes.
"""

import time
from collections.abc import Callable

import orjson
from benchmarks.http.question import body
from benchmarks.http.servers import SETTINGS, asked, quoted

from ratecard.api.context import Context
from ratecard.api.operation import run
from ratecard.bootstrap import open_service
from ratecard.limits import Limits
from ratecard.service import Asked, Priced

ROUNDS = 15


def main() -> None:
    """Measure both in turn, and print the best of each and their ratio."""
    service = open_service(SETTINGS)
    question = body("batch")
    questions = question["variables"]["inputs"]
    priced = {each["usage"][0]["units"]: service.quote(asked(each)) for each in questions}

    def known(asked: Asked, tick: object = None) -> Priced:
        return priced[asked.usage[0].units]

    service.quote = known  # type: ignore[method-assign]

    def by_hand() -> bytes:
        data = {"quotes": [quoted(priced[one["usage"][0]["units"]]) for one in questions]}
        return orjson.dumps({"data": data})

    def by_hand_and_read() -> bytes:
        data = {"quotes": [quoted(service.quote(asked(one))) for one in questions]}
        return orjson.dumps({"data": data})

    def ours(compiled: bool) -> bytes:
        context = Context(
            service=service,
            limits=Limits(seconds=60),
            introspection=True,
            ends=time.monotonic() + 60,
            clock=time.monotonic,
            numbered=str,
            compiled=compiled,
        )
        return orjson.dumps({"data": run(context, question["query"], question["variables"]).data})

    ways: dict[str, Callable[[], bytes]] = {
        "by hand": by_hand,
        "by hand, the questions read too": by_hand_and_read,
        "ours": lambda: ours(True),
        "ours, not compiled": lambda: ours(False),
    }
    ours(True)
    assert by_hand() == by_hand_and_read() == ours(True) == ours(False)
    best = dict.fromkeys(ways, 1e9)
    for _ in range(ROUNDS):
        for name, way in ways.items():
            started = time.thread_time()
            way()
            best[name] = min(best[name], time.thread_time() - started)
    print("\n1 000 quotes in process, priced before\n")
    print("| way | ms | ÷ by hand |\n|---|---|---|")
    for name, seconds in best.items():
        print(f"| {name} | {seconds * 1000:.1f} | {seconds / best['by hand']:.2f} |")


if __name__ == "__main__":
    main()
