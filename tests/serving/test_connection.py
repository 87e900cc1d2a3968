"""What strangers may do with a connection, asked byte by byte."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving.site import Site, serving

BODY = b'{"query": "{ problems }"}'
HEAD = b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
LENGTH = b"Content-Length: %d\r\n" % len(BODY)
ANSWER = b'{"data":{"problems":[]}'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("site"), RATECARD_MAX_SECONDS="2", RATECARD_MAX_HEAD_BYTES="50000") as made:
        yield made


def said(site: Site, *parts: bytes, until: bytes = b"") -> bytes:
    """What comes back, up to a word or until the server hangs up."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=30) as line:
        came = b""
        try:
            for part in parts:
                line.sendall(part)
            while (not until or until not in came) and (more := line.recv(65_536)):
                came += more
        except (BrokenPipeError, ConnectionResetError):
            pass
        return came


@pytest.mark.parametrize("upgrade", [b"h2c", b"websocket", b"TLS/1.0"])
@pytest.mark.parametrize("length", [LENGTH, b"Transfer-Encoding: chunked\r\n"], ids=["length", "chunked"])
def test_a_request_that_offers_another_protocol_is_answered_in_this_one(
    site: Site, upgrade: bytes, length: bytes
) -> None:
    body = BODY if length == LENGTH else b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
    offer = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: %s\r\nHTTP2-Settings: AA\r\n" % upgrade
    request = HEAD + offer + length + b"\r\n"

    whole = said(site, request + body, until=b"}}")
    in_parts = said(site, request[:60], request[60:], body[:9], body[9:], until=b"}}")
    twice = said(site, request + body + HEAD + LENGTH + b"Connection: close\r\n\r\n" + BODY)

    assert ANSWER in whole
    assert ANSWER in in_parts
    assert twice.count(ANSWER) == 2


@pytest.mark.parametrize(
    "flood",
    [
        [b"GET /", *[b"a" * 10_000] * 100],
        [HEAD, *[b"X: " + b"a" * 10_000 + b"\r\n"] * 100],
        [HEAD, b"X: ", b"a" * 10**6],
    ],
    ids=["address", "headers", "one header"],
)
def test_a_head_without_end_is_not_read_to_its_end(site: Site, flood: list[bytes]) -> None:
    came = said(site, *flood)

    assert not came or came.startswith(b"HTTP/1.1 431 ")


def test_a_head_that_is_too_long_by_a_little_is_told_so(site: Site) -> None:
    came = said(site, HEAD + b"X: " + b"a" * 50_000 + b"\r\n" + LENGTH + b"\r\n" + BODY)

    status, _, rest = came.partition(b"\r\n")
    error = json.loads(rest.partition(b"\r\n\r\n")[2])["errors"][0]
    assert status == b"HTTP/1.1 431 Request Header Fields Too Large"
    assert error["extensions"]["code"] == "too-large"
    assert error["message"] == "the request's line and headers are larger than 50000 bytes"


def test_a_head_just_below_that_is_answered(site: Site) -> None:
    assert ANSWER in said(site, HEAD + b"X: " + b"a" * 49_000 + b"\r\n" + LENGTH + b"\r\n" + BODY, until=b"}}")


def test_many_long_bodies_on_one_connection_are_no_long_head(site: Site) -> None:
    body = BODY + b" " * 60_000
    one = HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body

    assert said(site, one * 5 + HEAD + LENGTH + b"Connection: close\r\n\r\n" + BODY).count(ANSWER) == 6


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ([HEAD], b"HTTP/1.1 408 "),
        ([HEAD + LENGTH + b"\r\n" + BODY[:5]], b"HTTP/1.1 408 "),
        ([HEAD.replace(b"application/json", b"text/plain") + LENGTH + b"\r\n" + BODY[:5]], b"HTTP/1.1 415 "),
    ],
    ids=["half a head", "half a body", "half a body after its answer"],
)
def test_a_request_that_does_not_come_is_given_up(site: Site, parts: list[bytes], status: bytes) -> None:
    started = time.monotonic()

    came = said(site, *parts)

    assert came.startswith(status)
    assert 1 < time.monotonic() - started < 20


def test_what_is_not_http_is_told_so_in_json(site: Site) -> None:
    came = said(site, b"nonsense\r\n\r\n")

    assert came.startswith(b"HTTP/1.1 400 ")
    assert json.loads(came.partition(b"\r\n\r\n")[2])["errors"][0]["extensions"]["code"] == "bad-request"


@pytest.mark.parametrize("workers", ["1", "2"])
def test_what_was_sent_before_sigterm_is_answered(tmp_path: Path, workers: str) -> None:
    ends: list[float] = []
    lost: list[float] = []
    answered = threading.Semaphore(0)

    def ask(site: Site) -> None:
        request = HEAD + LENGTH + b"\r\n" + BODY
        while not ends:
            with socket.create_connection(("127.0.0.1", site.port), timeout=30) as line:
                while not ends:
                    sent, came = time.monotonic(), b""
                    try:
                        line.sendall(request)
                        while ANSWER not in came and (more := line.recv(65_536)):
                            came += more
                    except OSError:
                        pass
                    if ANSWER not in came:
                        lost.append(sent)
                        return
                    answered.release()

    with serving(tmp_path, "--workers", workers) as site:
        threads = [threading.Thread(target=ask, args=(site,)) for _ in range(20)]
        for each in threads:
            each.start()
        for _ in range(500):
            answered.acquire(timeout=30)
        signalled = time.monotonic()
        code = site.end()
        ends.append(signalled)
        for each in threads:
            each.join()

    assert code == 0
    assert [sent for sent in lost if sent <= signalled] == []
