"""Long work ends at its deadline, and keeps nobody else waiting."""

import time
from collections.abc import Callable, Iterator
from itertools import count
from threading import Event, Thread

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from ratecard.api.http import Endpoint
from ratecard.limits import Limits
from ratecard.service import Advised, Asked, Service
from tests.api.client import Client, TestClient


@pytest.fixture
def hurried(service: Service) -> Iterator[Client]:
    """A server whose clock goes on by a second whenever it is read; an operation may take ten."""
    seconds = count()
    endpoint = Endpoint(service, limits=Limits(seconds=10), clock=lambda: next(seconds))
    with TestClient(Starlette(routes=[Route("/graphql", endpoint.answer, methods=["POST"])])) as http:
        yield Client(http)


def test_a_forecast_past_its_deadline_is_refused(hurried: Client) -> None:
    answer = hurried.forecast(**{"from": "2021-01"}, periods=100)

    assert answer == {
        "__typename": "PlainRefusal",
        "code": "deadline-exceeded",
        "message": "the answer was not ready within 10 seconds",
        "hint": "ask for fewer periods, slices, points or questions at once",
        "path": ["input"],
    }


def test_a_short_one_is_answered(hurried: Client) -> None:
    assert hurried.forecast(**{"from": "2021-01"}, periods=3)["__typename"] == "Forecast"


LATE = {"code": "deadline-exceeded", "path": ["input"]}
MANY = {"product": "id-card", "from": "2021-01", "periods": 100, "usage": [{"units": 25_000}]}


@pytest.mark.parametrize(
    ("query", "input"),
    [
        ("mutation($input: WhatIfInput!) { a: whatIf(input: $input) { REFUSAL } }", {"baseline": MANY, "changes": []}),
        (
            "query($input: CompareInput!) { a: compare(input: $input) { REFUSAL } }",
            {"baselines": [{"name": "a", "forecast": MANY}]},
        ),
        (
            "query($input: CurveInput!) { a: costCurve(input: $input) { REFUSAL } }",
            {"product": "id-card", "maxUnits": 1_000_000},
        ),
    ],
)
def test_long_work_past_its_deadline_is_refused(hurried: Client, query: str, input: dict[str, object]) -> None:
    query = query.replace("REFUSAL", "... on Refusal { code path }")

    assert hurried.data(query, input=input)["a"] == LATE


def test_advice_gives_the_best_it_has_at_the_deadline(hurried: Client) -> None:
    query = (
        "query($input: AdviceInput!) { packAdvice(input: $input) { ... on PackAdvice { proven total { amount } } } }"
    )

    answer = hurried.data(query, input=MANY | {"periods": 13, "seconds": 1_000})["packAdvice"]

    assert answer["proven"] is False
    assert answer["total"] is not None


def test_hints_past_the_deadline_are_null_and_cost_no_answer(hurried: Client) -> None:
    query = "query($input: ForecastInput!) { forecast(input: $input) { ... on Forecast { TWO } } }"

    query = query.replace("TWO", "total { amount } hints { kind }")
    body = hurried.post({"query": query, "variables": {"input": MANY | {"periods": 5}}}).json()

    assert body["data"] == {"forecast": {"total": {"amount": "12000.00"}, "hints": None}}
    assert [error["extensions"]["code"] for error in body["errors"]] == ["deadline-exceeded"]
    assert body["errors"][0]["path"] == ["forecast", "hints"]


def test_work_that_heeds_no_deadline_is_given_up(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    awake = Event()

    def slow() -> tuple[object, ...]:
        awake.wait(60)
        return ()

    endpoint = Endpoint(_Slow(service, slow), limits=Limits(seconds=0))
    with TestClient(Starlette(routes=[Route("/graphql", endpoint.answer, methods=["POST"])])) as http:
        started = time.perf_counter()
        response = Client(http).post({"query": "{ catalogs { id } }"})
        awake.set()

    assert time.perf_counter() - started < 10
    assert response.json()["errors"][0]["extensions"]["code"] == "deadline-exceeded"
    assert response.json()["data"] is None
    assert "given up" in caplog.text


def test_short_work_does_not_wait_for_long_work(service: Service) -> None:
    go_on = Event()
    endpoint = Endpoint(_Waiting(service, go_on))
    advice = '{ packAdvice(input: {product: "id-card"}) { ... on PackAdvice { proven } } }'
    with TestClient(Starlette(routes=[Route("/graphql", endpoint.answer, methods=["POST"])])) as http:
        client = Client(http)
        busy = [Thread(target=client.post, args=({"query": advice},)) for _ in range(Limits().at_once + 1)]
        for each in busy:
            each.start()
        answer = client.quote("id-card", 9_000)
        waited = go_on.is_set()
        go_on.set()
        for each in busy:
            each.join()

    assert answer["total"]["amount"] == "1200.00"
    assert not waited


class _Waiting(Service):
    """A service whose advice waits for a sign."""

    def __init__(self, service: Service, sign: Event) -> None:
        self.__dict__ |= service.__dict__
        self.sign = sign

    def advise(self, asked: Asked, any_day: bool = False, spent: Callable[[], bool] = lambda: False) -> Advised:
        self.sign.wait(10)
        return super().advise(asked, any_day, spent)


class _Slow(Service):
    """A service whose catalogs take their time."""

    def __init__(self, service: Service, slow: object) -> None:
        self.__dict__ |= service.__dict__
        self.catalogs = slow  # type: ignore[method-assign,assignment]
