"""Long work ends at its deadline, and keeps nobody else waiting."""

import time
from collections.abc import Iterator
from itertools import count
from threading import Event

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from ratecard.api.http import Endpoint
from ratecard.service import Service
from tests.api.client import Client, TestClient


@pytest.fixture
def hurried(service: Service) -> Iterator[Client]:
    """A server whose clock goes on by a second whenever it is read; an operation may take ten."""
    seconds = count()
    endpoint = Endpoint(service, seconds=10, clock=lambda: next(seconds))
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


def test_work_that_heeds_no_deadline_is_given_up(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    awake = Event()

    def slow() -> tuple[object, ...]:
        awake.wait(5)
        return ()

    endpoint = Endpoint(_Slow(service, slow), seconds=0)
    with TestClient(Starlette(routes=[Route("/graphql", endpoint.answer, methods=["POST"])])) as http:
        started = time.perf_counter()
        response = Client(http).post({"query": "{ catalogs { id } }"})
        awake.set()

    assert time.perf_counter() - started < 4
    assert response.json()["errors"][0]["extensions"]["code"] == "deadline-exceeded"
    assert response.json()["data"] is None
    assert "given up" in caplog.text


class _Slow(Service):
    """A service whose catalogs take their time."""

    def __init__(self, service: Service, slow: object) -> None:
        self.__dict__ |= service.__dict__
        self.catalogs = slow  # type: ignore[method-assign,assignment]
