"""Answers are packed for clients that unpack them, and for nobody else."""

import gzip

import pytest

from ratecard.api.accept import weight
from ratecard.api.packing import LEAST_BYTES
from tests.api.client import Client

CODES = "{ codes { code description } }"


def raw(client: Client, encoding: str | None, query: str = CODES, **headers: str) -> tuple[bytes, dict[str, str]]:
    """What is sent, before any client unpacks it."""
    sent = {"accept-encoding": encoding, **headers} if encoding is not None else {"accept-encoding": "", **headers}
    with client.http.stream("GET", "/graphql", params={"query": query}, headers=sent) as response:
        return b"".join(response.iter_raw()), dict(response.headers)


def test_a_large_answer_is_packed(client: Client) -> None:
    plain, told = raw(client, None)
    packed, told_packed = raw(client, "br, gzip")

    assert "content-encoding" not in told
    assert told_packed["content-encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    assert (int(told["content-length"]), int(told_packed["content-length"])) == (len(plain), len(packed))
    assert len(packed) < len(plain) / 2


def test_a_small_answer_is_not(client: Client) -> None:
    content, told = raw(client, "gzip", "{ problems }")

    assert len(content) < LEAST_BYTES
    assert "content-encoding" not in told


def test_caches_know_that_it_depends(client: Client) -> None:
    for encoding in ("gzip", None):
        for query in (CODES, "{ problems }", "{"):
            assert "Accept-Encoding" in raw(client, encoding, query)[1]["vary"]


def test_packed_or_not_the_tag_is_the_same_and_a_weak_one(client: Client) -> None:
    told, told_packed = raw(client, None)[1], raw(client, "gzip")[1]
    again, told_again = raw(client, "gzip", **{"if-none-match": told["etag"]})

    assert told["etag"] == told_packed["etag"] == told_again["etag"]
    assert told["etag"].startswith('W/"')
    assert (again, "content-encoding" in told_again) == (b"", False)


@pytest.mark.parametrize(
    ("header", "thousandths"),
    [
        (None, 0),
        ("", 0),
        ("identity", 0),
        ("gzip", 1000),
        ("GZIP;q=0.5, br", 500),
        ("*", 1000),
        ("*;q=0.2, gzip;q=0", 0),
        ("gzip;q=x", 0),
    ],
)
def test_how_much_packing_is_wanted(header: str | None, thousandths: int) -> None:
    assert weight(header, "gzip") == thousandths


def test_a_head_has_the_headers_of_a_get(client: Client) -> None:
    got = client.http.get("/graphql", params={"query": CODES})
    headed = client.http.head("/graphql", params={"query": CODES})

    for name in ("content-type", "etag", "cache-control", "content-length", "vary"):
        assert headed.headers[name] == got.headers[name]
    assert headed.status_code == 200


def test_options_says_which_methods_there_are(client: Client) -> None:
    response = client.http.options("/graphql")

    assert (response.status_code, response.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")


def test_an_address_with_a_slash_at_its_end_is_the_same(client: Client) -> None:
    response = client.http.post("/graphql/", json={"query": "{ problems }"}, follow_redirects=False)

    assert (response.status_code, response.json()["data"]) == (200, {"problems": []})


@pytest.mark.parametrize(
    ("method", "path", "status", "code", "message"),
    [
        ("GET", "/nothing", 404, "not-found", "there is nothing at '/nothing'; the API is at '/graphql'"),
        ("PUT", "/graphql", 405, "method-not-allowed", "method 'PUT' is not one of this address"),
        ("POST", "/healthz", 405, "method-not-allowed", "method 'POST' is not one of this address"),
    ],
)
def test_what_is_not_there_is_said_in_json(
    client: Client, method: str, path: str, status: int, code: str, message: str
) -> None:
    response = client.http.request(method, path)

    assert response.status_code == status
    assert response.json() == {"errors": [{"message": message, "extensions": {"code": code}}]}
    assert ("allow" in response.headers) == (status == 405)


def test_the_page_for_people_is_packed_too(client: Client) -> None:
    response = client.http.get("/graphql", headers={"accept": "text/html", "accept-encoding": "gzip"})

    assert response.headers["content-encoding"] == "gzip"
    assert "GraphiQL" in response.text
