"""A request that a stranger sends to make a server fail, crawl or tell too much, and what is to come of it."""

import base64
import json
import zlib
from typing import NamedTuple

from tests.api.client import QUOTE, WHAT_IF

JSON = "application/json"
ANSWERED = "answered"


class Attack(NamedTuple):
    """A request."""

    body: bytes
    expected: str
    """The code of its refusal, among errors or as data; `ANSWERED` where it is answered, in no more than its time."""
    headers: tuple[tuple[str, str], ...] = (("content-type", JSON),)
    path: str = "/graphql"
    method: str = "POST"


def asked(expected: str, query: str, variables: object = None, **more: object) -> Attack:
    """A body as clients write it."""
    body = {"query": query, "variables": variables} | more
    return Attack(json.dumps(body).encode(), expected)


def raw(expected: str, body: bytes, *headers: tuple[str, str]) -> Attack:
    """A body of its own kind."""
    return Attack(body, expected, headers or (("content-type", JSON),))


def get(expected: str, path: str, *headers: tuple[str, str]) -> Attack:
    """An address."""
    return Attack(b"", expected, headers, path, "GET")


def quote(expected: str, **input: object) -> Attack:
    """A question about one period."""
    return asked(expected, QUOTE, {"input": {"product": "id-card", "period": "2021-06"} | input})


def many(times: int, each: str) -> str:
    """The same with a number of its own, so often; `#` is where the number goes."""
    return " ".join(each.replace("#", str(number)) for number in range(times))


def spread(levels: int, body: str, on: str, end: str, each: str = "...F#") -> str:
    """Fragments of which each spreads the next where `NEXT` stands in its body."""
    fragments = [
        f"fragment F{level} on {on} {{ {body.replace('NEXT', each.replace('#', str(level + 1)))} }}"
        for level in range(levels)
    ]
    return " ".join([*fragments, f"fragment F{levels} on {on} {{ {end} }}"])


def nested(times: int, opening: str, inner: str, closing: str) -> str:
    """Something inside itself, so often."""
    return opening * times + inner + closing * times


TYPE = '__type(name: "Query")'
ASK = '{ quote(input: {product: "id-card", usage: [{units: INNER}]}) { __typename ... on PlainRefusal { code } } }'
QUOTES = "query($inputs: [QuoteInput!]!) { quotes(inputs: $inputs) { __typename ... on Quote { total { amount } } } }"


def quotes(times: int) -> Attack:
    """So many questions at once."""
    return asked("too-many-quotes", QUOTES, {"inputs": [{"product": "id-card"}] * times})


def packed() -> str:
    """A hundred megabytes that look like little."""
    return base64.urlsafe_b64encode(zlib.compress(b" " * 100_000_000, 9)).decode()


def set_step(settings: object, expected: str, step: str = "tiered-postpaid") -> Attack:
    """A what-if with a step's settings."""
    changes = [{"setStep": {"step": step, "settings": settings}}]
    return asked(expected, WHAT_IF, {"input": {"baseline": {"product": "id-card"}, "changes": changes}})
