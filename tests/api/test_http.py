"""GraphQL over HTTP: negotiation, statuses, and bodies that are no requests."""

import json
from collections.abc import Iterator
from typing import Any

import anyio
import pytest
from starlette.requests import Request

from ratecard.api.accept import chosen
from ratecard.api.http import Endpoint
from ratecard.asgi import application
from ratecard.limits import Limits
from ratecard.service import Service
from tests.api.client import Client, TestClient
from tests.api.conftest import SETTINGS

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"

NO_REQUESTS: dict[str, tuple[bytes, str]] = {
    "a number": (b"123", "the body must be a JSON object"),
    "a text": (b'"x"', "the body must be a JSON object"),
    "null": (b"null", "the body must be a JSON object"),
    "a list": (b"[]", "the body must be a JSON object"),
    "nothing": (b"", "the body is not JSON: Expecting value: line 1 column 1 (char 0)"),
    "no UTF-8": (
        b"\xff",
        "the body is not JSON: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte",
    ),
    "a giant number": (
        b'{"query": ' + b"9" * 5000 + b"}",
        "the body is not JSON: Exceeds the limit (4300 digits) for integer string conversion: value has 5000 digits",
    ),
    "deep nesting": (b"[" * 200_000, "the body is nested too deep"),
    "NaN": (b'{"query": NaN}', "the body is not JSON: NaN is no JSON"),
    "no query": (b"{}", "parameter 'query' must be a text"),
    "a blank query": (b'{"query": " "}', "parameter 'query' must be a text"),
    "a list of variables": (b'{"query": "{a}", "variables": []}', "parameter 'variables' must be a JSON object"),
    "a text of extensions": (b'{"query": "{a}", "extensions": ""}', "parameter 'extensions' must be a JSON object"),
    "a number for a name": (b'{"query": "{a}", "operationName": 1}', "parameter 'operationName' must be a text"),
}


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
@pytest.mark.parametrize("case", NO_REQUESTS)
def test_a_body_that_is_no_request(client: Client, case: str, accept: str) -> None:
    body, message = NO_REQUESTS[case]

    response = client.post(body, accept=accept)

    assert response.status_code == 400
    assert response.headers["content-type"] == accept
    assert response.json() == {"errors": [{"message": message, "extensions": {"code": "bad-request"}}]}


BAD_QUERIES = {
    "syntax": ("{", "Syntax Error: Expected Name, found <EOF>."),
    "validation": ("{ nope }", "Cannot query field 'nope' on type 'Query'."),
    "two operations": (
        "query A { __typename } query B { __typename }",
        "the document has 2 operations: say which by operationName",
    ),
    "no operation": ("fragment A on Query { __typename }", "Fragment 'A' is never used."),
    "a variable that is missing": (
        "query($id: ID!) { product(id: $id) { __typename } }",
        "Variable '$id' has invalid value: Expected a value of non-null type 'ID!' to be provided.",
    ),
    "a lone surrogate": ("\ud800", "Syntax Error: Invalid character: U+D800."),
}


@pytest.mark.parametrize(("accept", "status"), [(JSON, 200), (GRAPHQL, 400)])
@pytest.mark.parametrize("case", BAD_QUERIES)
def test_a_query_that_cant_be_executed(client: Client, case: str, accept: str, status: int) -> None:
    query, message = BAD_QUERIES[case]

    response = client.post({"query": query}, accept=accept)

    assert (response.status_code, response.headers["content-type"]) == (status, accept)
    body = response.json()
    assert "data" not in body
    assert body["errors"][0]["message"] == message
    assert body["errors"][0]["extensions"] == {"code": "bad-request"}


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
def test_an_answer_with_data_is_200(client: Client, accept: str) -> None:
    response = client.post({"query": "{ problems }"}, accept=accept)

    assert (response.status_code, response.json()["data"]) == (200, {"problems": []})
    assert response.headers["content-type"] == accept


def test_the_named_operation_runs(client: Client) -> None:
    query = "query A { a: problems } query B { b: problems }"

    assert client.post({"query": query, "operationName": "B"}).json()["data"] == {"b": []}
    error = client.post({"query": query, "operationName": "C"}).json()["errors"][0]
    assert error["message"] == "the document has no operation 'C'"


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (None, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}; charset=utf-8, {JSON};q=0.9", GRAPHQL),
        (f"{JSON};q=0.9, {GRAPHQL};q=0.95", GRAPHQL),
        (f"{GRAPHQL};q=0.1, */*", JSON),
        (f"{JSON};q=0, */*", GRAPHQL),
        (f"text/event-stream, {GRAPHQL}, {JSON}", JSON),
        ("image/png", None),
        (f"{JSON};q=x", None),
    ],
)
def test_the_media_type_that_is_wanted_most(accept: str | None, wanted: str | None) -> None:
    assert chosen(accept, (JSON, GRAPHQL)) == wanted


def test_no_acceptable_media_type(client: Client) -> None:
    assert client.post({"query": "{ problems }"}, accept="image/png").status_code == 406


@pytest.mark.parametrize(
    "media", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16"]
)
def test_a_body_of_another_media_type(client: Client, media: str) -> None:
    response = client.post({"query": "{ problems }"}, **{"content-type": media})

    assert response.status_code == 415
    assert response.json()["errors"][0]["extensions"] == {"code": "bad-request"}


def test_a_body_that_is_too_large(client: Client) -> None:
    response = client.post(b" " * (Limits().body_bytes + 1))

    assert response.status_code == 413
    assert response.json()["errors"][0]["extensions"] == {"code": "too-large"}


def test_queries_may_come_by_get(client: Client) -> None:
    query = "query($id: ID!) { product(id: $id) { ... on Product { slug } } }"

    response = client.http.get("/graphql", params={"query": query, "variables": '{"id": "id-card"}'})

    assert response.json()["data"] == {"product": {"slug": "id-card"}}
    wrong = client.http.get("/graphql", params={"query": query, "variables": "{"})
    assert wrong.status_code == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_not_allowed(client: Client, method: str) -> None:
    assert client.http.request(method, "/graphql").status_code == 405


def test_there_is_no_redirect_at_the_end_of_the_address(client: Client) -> None:
    response = client.http.post("/graphql", json={"query": "{ problems }"}, follow_redirects=False)

    assert response.status_code == 200


def test_browsers_get_graphiql_with_example_queries(client: Client) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

    response = client.http.get("/graphql", headers={"accept": accept})

    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "GraphiQL.createFetcher" in response.text
    assert "variables: tabs[0].variables" in response.text  # else the first tab opens without its own
    for operation in (
        "query Quote(",
        "query Forecast(",
        "mutation WhatIf(",
        "query Advice(",
        "query Curve(",
        "query Products",
    ):
        assert operation in response.text


def test_health(client: Client, service: Service) -> None:
    assert client.http.get("/healthz").json() == {
        "status": "ok",
        "engineVersion": "0.1.0",
        "catalogs": [{"id": "tencent-ocr", "digest": service.catalogs()[0].digest, "products": 2}],
        "problems": [],
        "quarantine": {},
        "worker": 0,
    }


def test_metrics(service: Service) -> None:
    digest = service.catalogs()[0].digest
    with TestClient(application(service, SETTINGS)) as http:
        own = Client(http)
        own.post({"query": "{ problems }"})
        own.quote("x")
        own.post({"query": "{"})
        own.post(b"1")
        own.post({"query": '{ codes { description(locale: "fr") } }'})
        response = http.get("/metrics")

    assert response.headers["content-type"].startswith("text/plain; version=")
    lines = response.text.splitlines()
    for outcome, count in (("answered", 2), ("errors", 1), ("rejected", 2), ("late", 0)):
        assert f'ratecard_operation_seconds_count{{outcome="{outcome}"}} {count}.0' in lines
    labels = f'catalog="tencent-ocr",digest="{digest}",engine_version="0.1.0"'
    assert f"ratecard_catalog_products{{{labels}}} 2.0" in lines
    assert "ratecard_reload_problems 0.0" in lines


@pytest.fixture
def shared(service: Service) -> Iterator[Client]:
    settings = SETTINGS._replace(cors_origins=("https://shop.example",))
    with TestClient(application(service, settings)) as http:
        yield Client(http)


def test_pages_on_chosen_origins_may_ask(shared: Client, client: Client) -> None:
    body = {"query": "{ problems }"}

    allowed = shared.post(body, origin="https://shop.example")
    other = shared.post(body, origin="https://evil.example")
    unset = client.post(body, origin="https://shop.example")

    header = "access-control-allow-origin"
    assert allowed.headers[header] == "https://shop.example"
    assert header not in other.headers
    assert header not in unset.headers


def test_a_browser_may_ask_first(shared: Client) -> None:
    response = shared.http.options(
        "/graphql",
        headers={
            "origin": "https://shop.example",
            "access-control-request-method": "POST",
            "access-control-request-headers": "content-type",
        },
    )

    assert response.status_code == 200
    assert "POST" in response.headers["access-control-allow-methods"]


def test_headers_that_come_in_several_lines_are_one(client: Client) -> None:
    answers = [
        client.http.post(
            "/graphql",
            content=b'{"query": "{ codes { code } }"}',
            headers=[("content-type", "application/json"), *more],
        )
        for more in (
            [("accept", "text/plain"), ("accept", "application/graphql-response+json")],
            [("accept-encoding", "br"), ("accept-encoding", "gzip")],
        )
    ]

    assert answers[0].headers["content-type"] == "application/graphql-response+json"
    assert answers[1].headers["content-encoding"] == "gzip"


def test_a_packed_body_is_refused_by_name(client: Client) -> None:
    response = client.post({"query": "{ problems }"}, **{"content-encoding": "gzip"})

    assert (response.status_code, response.headers["accept-encoding"]) == (415, "identity")
    assert response.json()["errors"][0]["message"] == "the body must come as it is, not packed by 'gzip'"


@pytest.mark.parametrize(
    ("media", "status"),
    [
        ("application/json; charset=utf-8", 200),
        ('application/json;charset="UTF-8"; profile=x', 200),
        ("application/json; charset=utf8", 200),
        ("application/json; odd", 200),
        ("application/json; profile=x; charset=utf-16", 415),
        ("application/json; charset=iso-8859-1", 415),
    ],
)
def test_a_body_is_utf_8_whatever_else_its_type_says(client: Client, media: str, status: int) -> None:
    assert client.post({"query": "{ problems }"}, **{"content-type": media}).status_code == status


BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.mark.parametrize("parameter", ["query={problems}", "documentId=a", "extensions={}"])
def test_a_browser_is_answered_whatever_the_address_asks_by(client: Client, parameter: str) -> None:
    response = client.http.get(f"/graphql?{parameter}", headers=BROWSER)

    assert response.headers["content-type"] == "application/json"
    assert "Accept" in response.headers["vary"].split(", ")


def test_what_an_address_answers_depends_on_what_is_accepted(client: Client) -> None:
    answers = [client.http.get("/graphql", headers=headers) for headers in (BROWSER, {"accept": "application/json"})]

    assert [each.headers["content-type"].split(";")[0] for each in answers] == ["text/html", "application/json"]
    assert all("Accept" in each.headers["vary"].split(", ") for each in answers)


def test_pages_may_send_their_trace_and_read_when_to_come_again(shared: Client) -> None:
    asked = {"origin": "https://shop.example", "access-control-request-method": "POST"}
    preflight = shared.http.options("/graphql", headers=asked | {"access-control-request-headers": "traceparent"})
    answer = shared.post({"query": "{ problems }"}, origin="https://shop.example")

    assert preflight.status_code == 200
    assert "retry-after" in answer.headers["access-control-expose-headers"].lower()


def test_bodies_are_bounded_all_together(service: Service) -> None:
    endpoint = Endpoint(service, limits=Limits(bodies_bytes=1_000))
    statuses: list[int] = []

    async def ask(size: int) -> None:
        body = json.dumps({"query": "{ problems }", "variables": {"a": "x" * size}}).encode()
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            if not sent:
                sent.append({"type": "http.request", "body": body, "more_body": True})
                return sent[0]
            await anyio.sleep(0.2)
            return {"type": "http.request", "body": b"", "more_body": False}

        scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"",
                 "headers": [(b"content-type", b"application/json")]}  # fmt: skip
        statuses.append((await endpoint.answer(Request(scope, receive))).status_code)

    async def together() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(ask, 400)
        await ask(5_000)

    anyio.run(together)

    assert sorted(statuses[:3]) == [200, 200, 503]
    assert statuses[3] == 200  # nobody else is there
