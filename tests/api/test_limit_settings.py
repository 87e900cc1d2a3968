"""Each limit is a setting: it refuses what the default takes."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from graphql import get_introspection_query
from starlette.applications import Starlette
from starlette.routing import Route

from ratecard.api.http import Endpoint
from ratecard.bootstrap import settings
from ratecard.environment import BadSetting
from ratecard.limits import Limits, read_limits, variable
from ratecard.service import Service
from tests.api.client import Client, TestClient
from tests.cli.run import run

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
QUERY = "{ a: problems @skip(if: false) b: problems # one\n # two\n }"
REFUSED: dict[str, tuple[int, str, str]] = {
    "body_bytes": (20, "too-large", "the body is larger than 20 bytes"),
    "values": (1, "too-large", "the body has more than 1 values"),
    "characters": (20, "too-complex", "the query has 58 characters, more than 20"),
    "tokens": (5, "bad-request", "Syntax Error: Document contains more than 5 tokens. Parsing aborted."),
    "comments": (1, "bad-request", "Syntax Error: Document contains more than 1 comments. Parsing aborted."),
    "depth": (1, "too-complex", "the query is more than 1 levels deep"),
    "alike": (1, "too-complex", "one name is selected more than 1 times in one place"),
    "aliases": (1, "too-complex", "the query has 2 aliases, more than 1"),
    "root_fields": (1, "too-complex", "the query has 2 fields at its root, more than 1"),
    "directives": (1, "too-complex", "the query has 2 directives, more than 1"),
    "cost": (1, "too-complex", "the query costs 2, more than 1"),
}
QUERIES = {
    "depth": "{ catalogs { id } }",
    "alike": "{ problems problems }",
    "directives": "{ problems @skip(if: false) ...A @skip(if: false) } fragment A on Query { __typename }",
}


def ask(service: Service, limits: Limits, query: str) -> dict[str, object]:
    endpoint = Endpoint(service, limits=limits)
    with TestClient(Starlette(routes=[Route("/graphql", endpoint.answer, methods=["POST"])])) as http:
        answer: dict[str, object] = Client(http).post({"query": query}).json()
        return answer


@pytest.mark.parametrize("name", REFUSED)
def test_a_limit_refuses_what_the_default_takes(service: Service, name: str) -> None:
    value, code, message = REFUSED[name]
    query = QUERIES.get(name, QUERY)

    taken = ask(service, Limits(), query)
    refused = ask(service, read_limits({variable(name): str(value)}), query)

    assert "errors" not in taken
    errors = refused["errors"]
    assert isinstance(errors, list)
    assert (errors[0]["extensions"]["code"], errors[0]["message"]) == (code, message)


def test_those_that_are_about_connections_time_and_threads_have_tests_of_their_own() -> None:
    assert {field.name for field in fields(Limits)} - REFUSED.keys() == {
        "head_bytes",
        "bodies_bytes",
        "seconds",
        "at_once",
        "long_at_once",
        "waiting",
    }


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "many", "9" * 30])
def test_a_limit_that_is_none(text: str) -> None:
    with pytest.raises(BadSetting, match=f"RATECARD_MAX_COST must be a whole number of at least 1, got '{text}'"):
        read_limits({"RATECARD_MAX_COST": text})


def test_the_command_line_says_which_limit_is_wrong() -> None:
    ran = run("check", RATECARD_MAX_DEPTH="deep")

    assert (ran.code, ran.err) == (1, "ratecard: RATECARD_MAX_DEPTH must be a whole number of at least 1, got 'deep'\n")


def test_the_guide_has_every_limit_with_its_default() -> None:
    rows = re.findall(r"^\| `(RATECARD_MAX_\w+)` \| ([\d ]+) \|", README, re.MULTILINE)

    assert [(name, int(default.replace(" ", ""))) for name, default in rows] == [
        (variable(field.name), field.default) for field in fields(Limits)
    ]


def test_an_answer_says_what_it_cost(client: Client) -> None:
    answered = client.post({"query": "{ problems }"}).json()

    assert answered["extensions"] == {"cost": {"asked": 1, "most": 600_000}}


def test_what_costs_too_much_says_so_too(service: Service) -> None:
    errors = ask(service, Limits(cost=1), QUERY)["errors"]

    assert isinstance(errors, list)
    assert errors[0]["extensions"]["cost"] == {"asked": 2, "most": 1}


@pytest.mark.parametrize(
    "query", ["{ __schema { types { name } } }", get_introspection_query(), '{ __type(name: "Query") { name } }']
)
def test_introspection_can_be_switched_off(service: Service, query: str) -> None:
    endpoint = Endpoint(service, introspection=settings({"RATECARD_INTROSPECTION": "0"}).introspection)
    with TestClient(Starlette(routes=[Route("/graphql", endpoint.answer, methods=["POST"])])) as http:
        refused = Client(http).post({"query": query}).json()
        answered = Client(http).post({"query": "{ __typename problems }"}).json()

    assert "introspection has been disabled" in refused["errors"][0]["message"]
    assert "data" not in refused
    assert answered["data"] == {"__typename": "Query", "problems": []}


def test_graphiql_can_be_switched_off(service: Service) -> None:
    endpoint = Endpoint(service, graphiql=settings({"RATECARD_GRAPHIQL": "0"}).graphiql)
    with TestClient(Starlette(routes=[Route("/graphql", endpoint.answer, methods=["GET"])])) as http:
        response = http.get("/graphql", headers={"accept": "text/html"})

    assert response.status_code == 406
    assert "html" not in response.headers["content-type"]
