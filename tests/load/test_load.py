"""A run of a few seconds, and that the judge of its answers finds what is wrong; `make load` runs for minutes."""

import json
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from ratecard.asgi import application
from ratecard.bootstrap import Settings, open_service
from tests.cli.run import CATALOGS
from tests.load.__main__ import MOST_GROWTH, Memory, findings, run
from tests.load.judge import Exchange, Judge, Reign, unlike
from tests.load.question import WEIGHTS, request

NEVER = float("inf")
SERVICE = open_service(Settings(CATALOGS))
DIGEST = SERVICE.catalogs()[0].digest
JUDGE = Judge({DIGEST: SERVICE, "other": SERVICE}, [Reign(DIGEST, 0, 10), Reign("other", 10, NEVER)])


def exchange(kind: str, spoil: Callable[[Any], object] = lambda answer: None, at: float = 5) -> Exchange:
    """What the application answers to the first request of a kind that is priced, spoilt."""
    client = TestClient(application(SERVICE, Settings(CATALOGS)))
    for number in count():
        asked = request(number)
        if asked.kind == kind:
            fields = {"content-type": asked.content} if asked.content else {}
            came = client.request(asked.method, asked.target, content=asked.body, headers=fields)
            if kind == "malformed" or "catalogDigest" in came.text:
                answer = came.json()
                spoil(answer)
                return Exchange(number, at, at, came.status_code, json.dumps(answer).encode())
    raise AssertionError(kind)


@pytest.mark.parametrize("kind", WEIGHTS)
def test_a_right_answer_has_no_finding(kind: str) -> None:
    assert JUDGE.finding(exchange(kind)) is None


def dearer(answer: Any) -> None:
    """The first amount that is found is a fen more."""
    if isinstance(answer, dict) and "amount" in answer and isinstance(answer["amount"], str):
        answer["amount"] += "1"
        raise StopIteration
    for each in answer.values() if isinstance(answer, dict) else answer if isinstance(answer, list) else ():
        dearer(each)


def spoilt(answer: Any) -> None:
    """With one amount that is wrong."""
    with pytest.raises(StopIteration):
        dearer(answer)


@pytest.mark.parametrize("kind", ["quote", "forecast", "what-if", "comparison", "advice"])
def test_a_wrong_amount_is_found(kind: str) -> None:
    found = JUDGE.finding(exchange(kind, spoilt))

    assert found is not None
    assert ".amount is '" in found
    assert "the kernel's Decimal(" in found


def test_a_line_too_few_is_found() -> None:
    found = JUDGE.finding(exchange("quote", lambda answer: answer["data"]["quote"]["lines"].pop()))

    assert found is not None
    assert "answer.lines is" in found


def test_an_answer_of_catalogs_that_were_replaced_is_found() -> None:
    found = JUDGE.finding(exchange("quote", at=11))

    assert found is not None
    assert found.endswith("while other was in force")


def test_an_answer_of_catalogs_that_were_never_loaded_is_found() -> None:
    found = JUDGE.finding(exchange("quote", lambda answer: answer["data"]["quote"].update(catalogDigest="sha256:0")))

    assert found is not None
    assert found.endswith("of digest sha256:0, which was never loaded")


def test_a_fault_of_the_server_is_found() -> None:
    right = exchange("malformed")

    assert "status 500, not" in str(JUDGE.finding(right._replace(status=500)))
    assert "errors" in str(JUDGE.finding(right._replace(number=exchange("quote").number, status=200)))


@pytest.mark.parametrize(
    ("kernel", "said"), [(1, True), (0, None), (1, 1.0), ("1", 1), (None, 0), (True, 1), ([1], [1, 1]), ({"a": 1}, {})]
)
def test_what_is_not_the_same_is_unlike(kernel: object, said: object) -> None:
    assert unlike(kernel, said) is not None


def test_memory_that_grows_after_the_first_quarter_is_told_from_memory_that_does_not() -> None:
    seconds = [float(each) for each in range(120)]

    assert Memory(seconds, [min(50_000 + 2_000 * each, 100_000) for each in range(120)]).growth() < 0.01
    assert Memory(seconds, [100_000 + 200 * each for each in range(120)]).growth() > MOST_GROWTH


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_a_few_seconds_of_load_are_answered_as_the_kernel_does() -> None:
    came = run(seconds=5, every=1)

    assert findings(came) == []
    assert came.reloads.taken
    assert {request(each.number).kind for each in came.client.exchanges} >= {"quote", "forecast", "read", "malformed"}
