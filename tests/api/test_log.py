"""What the server writes of each request: one line, readable or JSON, with an id that the caller gets back."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ratecard.api.entry import operation_name
from ratecard.api.log import JsonLines
from ratecard.asgi import application
from ratecard.bootstrap import settings
from ratecard.environment import BadSetting
from ratecard.keys import hashed
from ratecard.service import Service
from tests.api.client import QUOTE, Client, TestClient
from tests.api.conftest import CATALOGS, SETTINGS
from tests.api.served import serving

KEY = "rk_secret"


@pytest.fixture
def keyed(service: Service, tmp_path: Path) -> Iterator[Client]:
    file = tmp_path / "keys.toml"
    file.write_text(f'[[keys]]\nname = "acme"\nsha256 = "{hashed(KEY)}"\n', "utf-8")
    with TestClient(application(service, SETTINGS._replace(keys=file))) as http:
        yield Client(http)


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """The lines of requests, as JSON has them."""
    told = [record for record in caplog.records if record.name == "ratecard.request"]
    return [json.loads(JsonLines().format(record)) for record in told]


@pytest.fixture(autouse=True)
def at_info(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "ratecard.request")


def test_a_request_is_one_line(keyed: Client, caplog: pytest.LogCaptureFixture) -> None:
    asked = {"query": QUOTE, "variables": {"input": {"product": "id-card", "period": "2021-06"}}}

    response = keyed.post(asked, authorization=f"Bearer {KEY}", **{"x-request-id": "order-17"})

    (line,) = lines(caplog)
    cost = response.json()["extensions"]["cost"]["asked"]
    assert line.pop("ms") > 0
    assert line.pop("time").endswith("+00:00")
    message = line.pop("message")
    assert line == {
        "level": "info",
        "logger": "ratecard.request",
        "request": "order-17",
        "method": "POST",
        "status": 200,
        "outcome": "answered",
        "operation": "Quote",
        "kind": "query",
        "codes": [],
        "cost": cost,
        "key": "acme",
        "kept": False,
        "bytes": len(response.content),
    }
    assert message.startswith("POST query Quote: 200 answered in ")
    assert message.endswith(f" ms, cost {cost}, key acme, request order-17")
    assert response.headers["x-request-id"] == "order-17"
    assert KEY not in caplog.text
    assert "id-card" not in caplog.text


def test_refusals_and_errors_are_told_by_code(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.quote("none")
    client.post({"query": "{"})
    client.post(b"1")
    client.post({"query": "query Many { " + "problems " * 500 + "}"})

    told = [(line["operation"], line["outcome"], line["status"], line["codes"]) for line in lines(caplog)]
    assert told == [
        ("Quote", "answered", 200, ["unknown-product"]),
        (None, "rejected", 200, ["bad-request"]),
        (None, "rejected", 400, ["bad-request"]),
        (None, "rejected", 200, ["too-complex"]),
    ]


def test_a_kept_answer_is_told_as_it_was_the_first_time(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    asked = {"query": 'query Kept { quote(input: {product: "gone"}) { ... on Refusal { code } } }'}

    client.post(asked)
    client.post(asked)

    first, second = ({**line, "ms": 0, "time": "", "request": "", "message": ""} for line in lines(caplog))
    assert (first.pop("kept"), second.pop("kept")) == (False, True)
    assert first == second
    assert second["codes"] == ["unknown-product"]


@pytest.mark.parametrize("given", ["", "two words", "a\tb", "x" * 65, "é", "${jndi}"])
def test_an_id_that_could_forge_a_line_is_replaced(client: Client, given: str) -> None:
    response = client.post({"query": "{ problems }"}, **{"x-request-id": given.encode("latin-1")})  # type: ignore[arg-type]

    made = response.headers["x-request-id"]
    assert made != given
    assert len(made) == 12


def test_a_line_of_json_is_one_line_whatever_is_in_it() -> None:
    record = logging.LogRecord("ratecard.api", logging.ERROR, "", 0, "fault %s\n\u2028x", ("17",), None)
    record.request = "order-17"

    line = JsonLines().format(record)

    assert len(line.splitlines()) == 1
    assert json.loads(line)["message"] == "fault 17\n\u2028x"
    assert json.loads(line)["request"] == "order-17"


def test_the_served_log_is_json_where_that_is_set(tmp_path: Path) -> None:
    asked = ("POST", b'{"query": "query Seen { problems }"}')
    with serving(tmp_path / "log", RATECARD_LOG="json") as served:
        reply = served.ask(*asked)
        served.ask("GET", b"", "/healthz")

    told = [json.loads(line) for line in (tmp_path / "log").read_text("utf-8").splitlines() if line.startswith("{")]
    (line,) = [line for line in told if line["logger"] == "ratecard.request"]
    assert (line["operation"], line["request"]) == ("Seen", reply.headers["x-request-id"])
    assert {line["logger"] for line in told} == {"ratecard.request", "uvicorn.error"}


def test_the_served_log_is_readable_else(tmp_path: Path) -> None:
    with serving(tmp_path / "log") as served:
        served.ask("POST", b'{"query": "query Seen { problems }"}')

    (line,) = [line for line in (tmp_path / "log").read_text("utf-8").splitlines() if "Seen" in line]
    assert line.startswith("INFO:     POST query Seen: 200 answered in ")


def test_another_kind_of_log_is_refused() -> None:
    with pytest.raises(BadSetting, match="RATECARD_LOG must be json or text, got 'xml'"):
        settings({"RATECARD_LOG": "xml", "RATECARD_CATALOGS": str(CATALOGS)})


@pytest.mark.parametrize(
    ("given", "told"),
    [("Mine", "Mine"), ("x" * 90_000, "x" * 100), ("a\nERROR: forged", "a"), ("\x1b[31m", None), (None, None)],
)
def test_an_operations_name_is_told_as_far_as_it_is_one(given: str | None, told: str | None) -> None:
    assert operation_name(given) == told


def test_a_long_name_fills_neither_the_log_nor_the_figures(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    client.post({"query": f"query {'x' * 90_000} {{ problems }}"})

    assert f"POST query {'x' * 100}: 200 answered" in caplog.text
    assert "x" * 101 not in caplog.text
    assert "x" * 101 not in client.http.get("/metrics").text


def test_what_other_packages_say_is_json_too() -> None:
    script = (
        "import logging, logging.config\nfrom uvicorn.config import LOGGING_CONFIG\n"
        "from ratecard.api.log import configuration\n"
        "logging.config.dictConfig(configuration(LOGGING_CONFIG, as_json=True))\n"
        "logging.getLogger('opentelemetry.exporter').error('not sent')\nlogging.getLogger('other').info('chatter')"
    )

    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)

    (line,) = ran.stderr.splitlines()
    assert (json.loads(line)["logger"], json.loads(line)["message"]) == ("opentelemetry.exporter", "not sent")
