"""Requests that are not what they say."""

import gzip
import json
from collections.abc import Callable

from tests.api.attacks.attack import ANSWERED, JSON, Attack, asked, get, raw

ATTACKS: dict[str, Callable[[], Attack]] = {
    "a batch": lambda: raw("bad-request", json.dumps([{"query": "{ problems }"}] * 10_000).encode()),
    "a hash that is not the text's": lambda: asked(
        "wrong-hash", "{ problems }", extensions={"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}
    ),
    "a hash that nobody knows": lambda: raw(
        "persisted-query-not-found",
        b'{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "' + b"0" * 64 + b'"}}}',
    ),
    "a hash that is an object": lambda: raw(
        "bad-request", b'{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": {"a": []}}}}'
    ),
    "a mutation by GET": lambda: get(
        "bad-request",
        "/graphql?query=mutation%20%7B%20whatIf(input:%20%7Bbaseline:%20%7Bproduct:%20%22x%22%7D,%20changes:%20%5B%5D%7D)%20%7B%20__typename%20%7D%20%7D",
    ),
    "a form": lambda: raw(
        "bad-request", b"query=%7B%20problems%20%7D", ("content-type", "application/x-www-form-urlencoded")
    ),
    "a file": lambda: raw(
        "bad-request",
        b'--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{}\r\n--x--',
        ("content-type", "multipart/form-data; boundary=x"),
    ),
    "another encoding": lambda: raw(
        "bad-request", "{}".encode("utf-16"), ("content-type", "application/json; charset=utf-16")
    ),
    "a packed body": lambda: raw(
        "bad-request", gzip.compress(b" " * 10_000_000), ("content-type", JSON), ("content-encoding", "gzip")
    ),
    "an Accept of 5 000 media types": lambda: raw(
        "bad-request",
        b'{"query": "{ problems }"}',
        ("content-type", JSON),
        ("accept", ",".join(f"a/{i};q=0.{i}" for i in range(4_000))),
    ),
    "many tags": lambda: get(
        ANSWERED, "/graphql?query=%7B%20problems%20%7D", ("if-none-match", ",".join(f'"{i}"' for i in range(6_000)))
    ),
    "a media type of 60 000 characters": lambda: raw(
        "bad-request", b"{}", ("content-type", "application/" + "x" * 50_000)
    ),
    "a body above the limit": lambda: raw("too-large", b" " * 8_000_001),
    "variables in an address": lambda: get(
        "bad-request", "/graphql?query=%7B%20problems%20%7D&variables=" + "%5B" * 15_000
    ),
    "one parameter again and again": lambda: get(ANSWERED, "/graphql?query=%7B%20problems%20%7D" + "&a" * 25_000),
    "a wish for 6 000 ranges": lambda: raw(
        ANSWERED,
        b'{"query": "{ problems }"}',
        ("content-type", JSON),
        ("range", "bytes=" + ",".join("0-0" for _ in range(6_000))),
    ),
}
