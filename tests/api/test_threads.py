import asyncio
import threading
from collections.abc import Callable
from time import monotonic, sleep

import pytest

from ratecard.api import threads
from ratecard.api.threads import Threads
from tests.api.client import Client


def test_work_is_done_elsewhere_and_its_result_comes_back() -> None:
    assert asyncio.run(Threads(1).run(threading.current_thread, 5)) is not threading.current_thread()


def test_failures_come_back_too() -> None:
    with pytest.raises(ZeroDivisionError):
        asyncio.run(Threads(1).run(lambda: 1 // 0, 5))


@pytest.mark.parametrize("most", [1, 3])
def test_no_more_work_is_done_at_a_time_than_allowed(most: int) -> None:
    at_work, seen = [], []

    def act() -> None:
        at_work.append(1)
        seen.append(len(at_work))
        sleep(0.01)
        at_work.pop()

    async def all_of_it() -> None:
        pool = Threads(most)
        await asyncio.gather(*(pool.run(act, 5) for _ in range(9)))

    asyncio.run(all_of_it())

    assert max(seen) == most
    assert len(seen) == 9


def test_one_that_hangs_is_given_up_and_replaced() -> None:
    go_on = threading.Event()

    async def hang_and_go_on() -> tuple[list[str], float]:
        pool = Threads(1)
        told: list[str] = []
        started = monotonic()
        for act in (go_on.wait, lambda: "done", go_on.wait, lambda: "done again"):
            try:
                told.append(str(await pool.run(act, 0.05)))
            except TimeoutError:
                told.append("given up")
        return told, monotonic() - started

    told, seconds = asyncio.run(hang_and_go_on())
    go_on.set()

    assert told == ["given up", "done", "given up", "done again"]
    assert seconds < 2


def test_what_waits_goes_on_when_the_one_before_is_given_up() -> None:
    go_on = threading.Event()

    async def both() -> tuple[object, object]:
        pool = Threads(1)
        hanging = asyncio.create_task(pool.run(go_on.wait, 0.05))
        waiting = asyncio.create_task(pool.run(lambda: "done", 5))
        return await asyncio.gather(hanging, waiting, return_exceptions=True)

    given_up, done = asyncio.run(both())
    go_on.set()

    assert isinstance(given_up, TimeoutError)
    assert done == "done"


def test_what_is_given_up_before_its_turn_is_not_done() -> None:
    go_on, did = threading.Event(), []

    async def both() -> None:
        pool = Threads(1)
        acts: list[tuple[Callable[[], object], float]] = [(go_on.wait, 0.3), (lambda: did.append(1), 0.05)]
        await asyncio.gather(*(pool.run(act, seconds) for act, seconds in acts), return_exceptions=True)
        go_on.set()
        await pool.run(lambda: None, 5)

    asyncio.run(both())

    assert did == []


def test_threads_end_when_nothing_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "IDLE", 0.05)

    async def once() -> None:
        pool = Threads(2)
        thread = await pool.run(threading.current_thread, 5)
        await asyncio.sleep(0.3)
        assert not thread.is_alive()
        assert await pool.run(lambda: "again", 5) == "again"

    asyncio.run(once())


def test_a_short_query_that_came_before_needs_no_thread(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[float] = []
    run = Threads.run

    async def noted(self: Threads, act: Callable[[], object], seconds: float) -> object:
        handed.append(seconds)
        return await run(self, act, seconds)

    monkeypatch.setattr(Threads, "run", noted)
    short = 'query ShortOne($period: String) { quote(input: {product: "id-card", period: $period}) { __typename } }'
    long = 'query LongOne { forecast(input: {product: "id-card", periods: 600}) { __typename } }'

    for _ in range(3):
        client.data(short, period="2021-06")
    assert len(handed) == 1
    for _ in range(3):
        client.data(long)
    assert len(handed) == 4
    client.data(short, period="2021-06", unused=["x" * 9_000])
    assert len(handed) == 5
