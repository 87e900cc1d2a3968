"""What comes over a socket and is no ordinary request: slow bodies, long headers, requests that end early."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress

import pytest

from tests.api.attacks.attack import quote
from tests.api.served import Served, serving

HEAD = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
BODY = b'{"query": "{ problems }"}'


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served") / "log", RATECARD_MAX_SECONDS="2") as made:
        yield made


def connected(served: Served) -> socket.socket:
    return socket.create_connection(("127.0.0.1", served.port), 30)


def received(connection: socket.socket) -> bytes:
    """What comes, until there is a whole answer or the end."""
    answer = b""
    while piece := connection.recv(65_536):
        answer += piece
        if answer.endswith(b"}"):
            break
    return answer


def reply(served: Served, request: bytes) -> bytes:
    """What comes back, nothing where the connection is closed."""
    with closing(connected(served)) as connection:
        connection.sendall(request)
        return received(connection)


def is_served(served: Served) -> bool:
    return b'"total"' in served.send(quote("", usage=[{"units": time.monotonic_ns() % 100_000}])).body


def test_bodies_that_never_end_are_given_up_and_keep_nobody_waiting(served: Served) -> None:
    with ExitStack() as open_ones:
        slow = [open_ones.enter_context(closing(connected(served))) for _ in range(50)]
        for connection in slow:
            connection.sendall(HEAD + b"transfer-encoding: chunked\r\n\r\n1\r\n{\r\n")
        served_meanwhile = is_served(served)
        answers = [received(connection) for connection in slow]

    assert served_meanwhile
    for answer in answers:
        assert answer.startswith(b"HTTP/1.1 408 ")
        assert b'"code":"too-slow"' in answer
        assert b"the body did not come within 2 seconds" in answer


def test_a_body_that_comes_in_pieces_is_read(served: Served) -> None:
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in BODY)

    answer = reply(served, HEAD + b"transfer-encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n")

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b'"data":{"problems":[]}' in answer


def test_a_body_of_more_than_its_limit_in_pieces_is_refused(served: Served) -> None:
    chunk = b"%x\r\n%s\r\n" % (100_000, b" " * 100_000)

    with closing(connected(served)) as connection:
        connection.sendall(HEAD + b"transfer-encoding: chunked\r\n\r\n" + chunk * 81)
        answer = received(connection)

    assert answer.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /graphql?query=" + b"%7B" * 100_000 + b" HTTP/1.1\r\nhost: x\r\n\r\n",
        HEAD + b"x: " + b"y" * 1_000_000 + b"\r\ncontent-length: 25\r\n\r\n" + BODY,
        HEAD + b"".join(b"x%d: y\r\n" % number for number in range(50_000)) + b"content-length: 25\r\n\r\n" + BODY,
        b"\x00" * 100_000 + b"\r\n\r\n",
        b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n",
        HEAD + b"content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        HEAD + b"content-length: 1000000\r\n\r\n",
    ],
    ids=["a long address", "a long header", "many headers", "zeros", "a length below 0", "two lengths", "no body"],
)
def test_a_request_that_is_odd_is_no_fault(served: Served, request_: bytes) -> None:
    answer = b""
    with suppress(ConnectionError):  # it may be cut off in the middle of what it sends
        answer = reply(served, request_)

    assert not answer.startswith(b"HTTP/1.1 5")
    assert is_served(served)


def test_several_requests_at_once_are_answered_in_order(served: Served) -> None:
    one = HEAD + b"content-length: 25\r\n\r\n" + BODY
    last = json.dumps({"query": "{ last: problems }"}).encode()

    with closing(connected(served)) as connection:
        connection.sendall(one * 20 + HEAD + b"connection: close\r\ncontent-length: %d\r\n\r\n" % len(last) + last)
        answers = b"".join(iter(lambda: connection.recv(65_536), b""))

    assert answers.count(b"HTTP/1.1 200 ") == 21
    assert answers.count(b'{"data":{"problems":[]}') == 20
    assert b'{"data":{"last":[]}' in answers.rsplit(b"HTTP/1.1 200 ")[-1]


def test_nothing_of_it_is_a_fault(served: Served) -> None:
    assert served.process.poll() is None
    assert "Traceback" not in served.log.read_text("utf-8")
