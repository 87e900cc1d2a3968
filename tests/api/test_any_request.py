"""Whatever a well-formed HTTP request says, there is an answer: never a 500, never a connection that is closed."""

import json
import string
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis_graphql import from_schema, nodes

from ratecard.api.schema import sdl
from tests.api.client import FORECAST, QUOTE, WHAT_IF, Client

JSON = "application/json"
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(["query", "variables", "operationName", "extensions", "documentId", "persistedQuery"])
TEXTS = st.sampled_from([QUOTE, FORECAST, WHAT_IF, "{ problems }", "{", ""]) | st.text(max_size=40)
BODIES = (
    st.binary(max_size=60)
    | st.builds(lambda value: json.dumps(value).encode(), VALUES)
    | st.builds(
        lambda text, rest: json.dumps({"query": text} | rest).encode(),
        TEXTS,
        st.dictionaries(NAMES, VALUES | st.fixed_dictionaries({"input": VALUES}), max_size=3),
    )
)
TOKENS = st.text(string.ascii_letters + string.digits + "/*;=,. \"'-+_q", max_size=40)
MEDIA = st.sampled_from([JSON, "text/html", "application/graphql-response+json", "*/*;q=0", "multipart/form-data"])
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "content-type": st.just(JSON) | MEDIA | TOKENS,
        "accept": MEDIA | TOKENS,
        "accept-encoding": st.sampled_from(["gzip", "br", "*", "gzip;q=0"]) | TOKENS,
        "if-none-match": TOKENS,
        "authorization": TOKENS,
        "x-request-id": TOKENS,
        "origin": TOKENS,
        "range": TOKENS,
    },
)
METHODS = st.sampled_from(["POST", "POST", "POST", "GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "BREW"])
STATUSES = {200, 204, 304, 400, 403, 405, 406, 413, 415}


@given(BODIES, HEADERS, METHODS)
def test_any_request_has_an_answer(client: Client, body: bytes, headers: dict[str, str], method: str) -> None:
    sent = {"content-type": JSON, **headers}

    response = client.http.request(method, "/graphql", content=body, headers=sent, follow_redirects=False)

    assert response.status_code in STATUSES
    assert "internal-error" not in response.text
    if method == "POST":
        assert response.headers["content-type"].startswith("application/")
        assert {"data", "errors"} & response.json().keys()


@given(st.dictionaries(NAMES, TEXTS | st.builds(json.dumps, VALUES), max_size=4), HEADERS)
def test_any_address_has_an_answer(client: Client, parameters: dict[str, str], headers: dict[str, str]) -> None:
    response = client.http.get("/graphql", params=_encodable(parameters), headers=headers)

    assert response.status_code in STATUSES
    assert "internal-error" not in response.text


def _encodable(parameters: dict[str, str]) -> dict[str, str]:
    return {name: value.encode("utf-8", "replace").decode() for name, value in parameters.items()}


DAYS = st.dates(date(2021, 1, 1), date(2022, 12, 31)).map(str) | st.text(max_size=8)
OPERATIONS = from_schema(
    sdl(),
    custom_scalars={
        "Units": st.integers(-1, 2**53).map(nodes.Int),
        "Decimal": st.sampled_from(["0.15", "1", "-2", "1e9", "NaN"]).map(nodes.String),
        "Date": DAYS.map(nodes.String),
        "DateTime": DAYS.map(nodes.String),
        "When": DAYS.map(nodes.String),
        "State": st.text(max_size=8).map(nodes.String),
        "JSON": st.integers().map(nodes.Int),
        "Settings": st.just(nodes.Object([])),
    },
    allow_x00=False,
)


@settings(max_examples=settings().max_examples // 2)  # drawing takes longer than answering
@given(OPERATIONS)
def test_any_operation_of_the_schema_is_answered_or_refused(client: Client, operation: str) -> None:
    response = client.post({"query": operation})

    assert response.status_code == 200
    codes = {error["extensions"]["code"] for error in response.json().get("errors", ())}
    assert "internal-error" not in codes, response.text
