"""Operations that ask for too much are refused, quickly."""

import time

import pytest
from graphql import get_introspection_query
from httpx2 import Response

from tests.api.client import FORECAST, Client


def is_too_complex(response: Response) -> bool:
    """Whether it was refused for what it asks for, and not begun."""
    body = response.json()
    return body["errors"][0]["extensions"]["code"] == "too-complex" and "data" not in body


def bomb(levels: int, body: str, on: str, end: str) -> str:
    """Fragments of which each spreads the next twice."""
    fragments = [f"fragment F{i} on {on} {{ {body.replace('NEXT', f'...F{i + 1}')} }}" for i in range(levels)]
    return " ".join([*fragments, f"fragment F{levels} on {on} {{ {end} }}"])


BOMBS = {
    "deep fragments": "{ __schema { types { ...F0 } } } " + bomb(30, "ofType { NEXT }", "__Type", "name"),
    "deep fields": '{ __type(name: "Query") { ' + "ofType { " * 30 + "name" + " }" * 30 + " } }",
    "one name again and again": "{ " + "problems " * 500 + "}",
    "one name again and again, inline": "{ " + "... { problems } " * 500 + "}",
    "a hundred curves": "{ "
    + " ".join(
        f'c{i}: costCurve(input: {{product: "id-card", maxUnits: 9, points: 1000}}) {{ __typename }}'
        for i in range(100)
    )
    + " }",
    "curves in a fragment": "{ ...A } fragment A on Query { ... { "
    + " ".join(
        f'c{i}: costCurve(input: {{product: "id-card", maxUnits: 9, points: 1000}}) {{ __typename }}'
        for i in range(100)
    )
    + " } }",
    "many characters": "{ problems } #" + "x" * 100_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_quickly(client: Client, name: str) -> None:
    started = time.perf_counter()

    response = client.post({"query": BOMBS[name]})

    assert is_too_complex(response)
    assert time.perf_counter() - started < 10  # minutes, without the limit; seconds on a busy machine


NESTED = "fields { type { " * 4 + "name" + " } }" * 4


@pytest.mark.parametrize(
    "query",
    [
        f"{{ __schema {{ types {{ {NESTED} }} }} }}",
        "{ __schema { types { ...F0 } } } "
        + bomb(7, "a: fields { type { NEXT } } b: fields { type { NEXT } }", "__Type", "name"),
    ],
)
def test_introspection_of_introspection_is_refused_by_the_standard_rule(client: Client, query: str) -> None:
    error = client.post({"query": query}).json()["errors"][0]

    assert error["message"] == "Maximum introspection depth exceeded"


@pytest.mark.parametrize("query", ["{ " + "a: problems " * 5_000 + "}", "#\n" * 300 + "{ problems }"])
def test_a_text_of_too_many_tokens_or_comments_is_refused(client: Client, query: str) -> None:
    error = client.post({"query": query}).json()["errors"][0]

    assert error["extensions"]["code"] == "bad-request"
    assert error["message"].startswith("Syntax Error: Document contains more than ")


def test_a_cycle_of_fragments_is_refused(client: Client) -> None:
    query = "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"

    assert "Cannot spread fragment 'A' within itself" in client.post({"query": query}).json()["errors"][0]["message"]


def test_tools_may_read_the_schema(client: Client) -> None:
    names = {kind["name"] for kind in client.data(get_introspection_query())["__schema"]["types"]}

    assert {"Quote", "ContactSales", "PlainRefusal"} <= names


def test_fifty_years_fit(client: Client) -> None:
    answer = client.forecast(**{"from": "2021-01"}, periods=600, usage=[{"units": 9_000}])

    assert answer["total"]["amount"] == "720000.00"
    assert len(answer["statements"]) == 600


def test_the_cost_counts_what_the_question_says(client: Client) -> None:
    query = FORECAST.replace("forecast(input", "a: forecast(input").replace(
        "\n}\n", " b: forecast(input: $input) { ... on Forecast { ledger { kind } } }\n}\n"
    )
    many = "query($input: ForecastInput!) { " + " ".join(
        f"f{i}: forecast(input: $input) {{ ... on Forecast {{ statements {{ lines {{ formula }} }} }} }}"
        for i in range(60)
    )
    variables = {"input": {"product": "id-card", "from": "2021-01", "periods": 600}}

    assert "errors" not in client.post({"query": query, "variables": variables}).json()
    assert is_too_complex(client.post({"query": many + " }", "variables": variables}))


WHAT_IF = """mutation {{
  whatIf(input: {{baseline: {{product: "id-card", periods: {periods}}}, changes: [{changes}]}}) {{ {fields} }}
}}"""
ROWS = "... on WhatIf { after { statements { lines { formula } } } }"
ADVICE = '{name}: packAdvice(input: {{product: "id-card", seconds: {seconds}}}) {{ __typename }}'


@pytest.mark.parametrize(
    "query",
    [
        WHAT_IF.format(periods=600, changes='{scaleUsage: {factor: "1.5"}} ' * 150, fields=ROWS),
        "{ " + " ".join(ADVICE.format(name=f"a{i}", seconds=20) for i in range(3)) + " }",
        "{ compare(input: {baselines: ["
        + '{name: "a", forecast: {product: "id-card", periods: 600}} ' * 20
        + "], changeLists: ["
        + '{name: "b"} ' * 20
        + "]}) { ... on Comparison { cells { answer { ... on Forecast { statements { lines { formula } } } } } } } }",
        "{ "
        + " ".join(
            f'f{i}: forecast(input: {{product: "id-card", periods: 600}}) {{ ... on Forecast {{ hints {{ kind }} }} }}'
            for i in range(6)
        )
        + " }",
    ],
    ids=["a long what-if", "a minute of advice", "a large comparison", "many hints"],
)
def test_long_work_counts(client: Client, query: str) -> None:
    started = time.perf_counter()

    assert is_too_complex(client.post({"query": query}))
    assert time.perf_counter() - started < 10  # minutes, without the limit; seconds on a busy machine


def test_a_year_of_four_hundred_cells_fits(client: Client) -> None:
    query = (
        "query($input: CompareInput!) { compare(input: $input) { ... on Comparison { cells { total { amount } } } } }"
    )
    year = {"product": "id-card", "from": "2021-01", "periods": 12, "usage": [{"units": 25_000}]}
    asked = {"baselines": [{"name": "a", "forecast": year}] * 20, "changeLists": [{"name": "b"}] * 20}

    cells = client.data(query, input=asked)["compare"]["cells"]

    assert [cell["total"]["amount"] for cell in cells] == ["28800.00"] * 400


def test_ten_times_the_packs_cost_more_whatever_is_asked(client: Client) -> None:
    query = "query($i: ForecastInput!) { forecast(input: $i) { __typename } }"

    def cost(packs: int) -> int:
        orders = [{"sku": "1000", "quantity": packs, "on": "2021-01-01"}]
        asked = {"product": "id-card", "from": "2021-01", "periods": 12, "orders": orders}
        answered = client.post({"query": query, "variables": {"i": asked}}).json()
        return int(answered["extensions"]["cost"]["asked"])

    # 25 to buy a pack and use it up, 3 in each of 12 periods.
    assert cost(100) - cost(10) == 90 * (25 + 12 * 3)
