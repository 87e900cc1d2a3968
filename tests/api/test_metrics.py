"""What Prometheus reads: requests by operation, refusals by code, kept answers; and whether to send requests at all."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ratecard.api.metrics import MOST_OPERATIONS
from ratecard.asgi import application
from ratecard.service import Service
from tests.api.client import Client, TestClient
from tests.api.conftest import SETTINGS


@pytest.fixture
def own(service: Service, tmp_path: Path) -> Iterator[Client]:
    documents = tmp_path / "documents.json"
    documents.write_text(json.dumps({"a": "query Registered { problems }"}), "utf-8")
    with TestClient(application(service, SETTINGS._replace(documents=documents))) as http:
        yield Client(http)


def figures(client: Client, name: str) -> dict[str, float]:
    """The samples of a name, by their labels."""
    rows = (line.removeprefix(name).rsplit(" ", 1) for line in client.http.get("/metrics").text.splitlines())
    return {row[0]: float(row[1]) for row in rows if row[0].startswith("{") or row[0] == ""}


def requests(client: Client) -> dict[str, float]:
    found = figures(client, "ratecard_requests_total")
    return {labels.split('operation="')[1].split('"')[0]: count for labels, count in found.items()}


def test_requests_are_counted_by_operation_outcome_and_status(own: Client) -> None:
    for _ in range(3):
        own.post({"query": "query Mine { problems }"})
    own.post({"query": "{ problems }"})
    own.post(b"1")

    assert figures(own, "ratecard_requests_total") == {
        '{operation="Mine",outcome="answered",status="200"}': 3,
        '{operation="-",outcome="answered",status="200"}': 1,
        '{operation="-",outcome="rejected",status="400"}': 1,
    }


def test_strangers_cant_make_names_without_end(own: Client) -> None:
    for number in range(MOST_OPERATIONS + 20):
        own.post({"query": f"query Q{number} {{ problems }}"})
    own.post({"query": "query Registered { problems }"})
    counted = requests(own)

    assert len(counted) == MOST_OPERATIONS + 2
    assert (counted["Q0"], counted["other"], counted["Registered"]) == (1, 20, 1)


def test_the_name_of_what_is_refused_is_not_remembered(own: Client) -> None:
    own.post({"query": "query Bad { problems(a: 1) }", "operationName": "Bad"})
    own.post({"query": 'query Worse { codes { description(locale: "fr") } }'})

    assert set(requests(own)) == {"-", "other"}


def test_refusals_are_counted_by_code(own: Client) -> None:
    own.quote("none")
    own.quote("none", 1)
    own.post({"query": "{"})

    assert figures(own, "ratecard_refusals_total") == {'{code="unknown-product"}': 2, '{code="bad-request"}': 1}


def test_kept_answers_are_counted_and_weighed(own: Client) -> None:
    before = figures(own, "ratecard_kept_answers_bytes")[""]
    for _ in range(3):
        own.post({"query": "query Kept { problems }"})

    assert figures(own, "ratecard_kept_answers_total") == {'{found="no"}': 1, '{found="yes"}': 2}
    assert before == 0
    assert 500 < figures(own, "ratecard_kept_answers_bytes")[""] < 1_000


def test_a_server_is_ready_while_it_runs_and_no_signal_has_come(service: Service) -> None:
    app = application(service, SETTINGS)
    http = TestClient(app)
    before = http.get("/readyz")
    with http:
        while_it_runs = http.get("/readyz")
        app.state.is_stopping = lambda: True
        at_the_end = http.get("/readyz")
        alive = http.get("/healthz")

    assert (before.status_code, before.json()) == (503, {"status": "starting"})
    assert (while_it_runs.status_code, while_it_runs.json()) == (200, {"status": "ready"})
    assert (at_the_end.status_code, at_the_end.json()) == (503, {"status": "stopping"})
    assert alive.status_code == 200
