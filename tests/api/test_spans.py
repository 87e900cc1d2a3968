"""One span an operation, in the trace of its caller; nothing of OpenTelemetry without its settings."""

import os
import subprocess
import sys

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from starlette.applications import Starlette
from starlette.routing import Route

from ratecard.api.http import Endpoint
from ratecard.api.spans import exporting, spans
from ratecard.host import HostProblem
from ratecard.service import Service
from tests.api.client import Client, TestClient
from tests.cli.run import ENVIRONMENT, run

TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


def told(service: Service, query: str, **headers: str) -> ReadableSpan:
    """The only span of a request."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    endpoint = Endpoint(service, observe=spans(provider))
    with TestClient(Starlette(routes=[Route("/graphql", endpoint.answer, methods=["POST"])])) as http:
        Client(http).post({"query": query}, **headers)
    (span,) = exporter.get_finished_spans()
    return span


def test_an_operation_is_one_span(service: Service) -> None:
    span = told(service, "query Prices { codes { code } catalogs { id } }", **{"x-request-id": "order-17"})

    assert (span.name, span.kind, span.status.status_code) == ("query Prices", SpanKind.SERVER, StatusCode.UNSET)
    assert span.attributes is not None
    assert dict(span.attributes) == {
        "graphql.operation.name": "Prices",
        "graphql.operation.type": "query",
        "http.request.method": "POST",
        "http.response.status_code": 200,
        "ratecard.request": "order-17",
        "ratecard.outcome": "answered",
        "ratecard.cost": span.attributes["ratecard.cost"],
    }
    assert span.start_time is not None
    assert span.end_time is not None
    assert span.start_time < span.end_time
    assert span.parent is None


def test_it_goes_on_with_its_callers_trace(service: Service) -> None:
    span = told(service, "{ problems }", traceparent=f"00-{TRACE}-{CALLER}-01")

    assert span.parent is not None
    assert (f"{span.parent.trace_id:032x}", f"{span.parent.span_id:016x}") == (TRACE, CALLER)
    assert span.name == "query"


def test_an_answer_with_errors_is_an_error(service: Service) -> None:
    span = told(service, 'query Wrong { codes { description(locale: "fr") } }')

    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, "unknown-locale")


def test_without_its_settings_nothing_of_it_is_imported() -> None:
    script = (
        "import sys\nfrom ratecard.asgi import application\nfrom ratecard.bootstrap import open_service, settings\n"
        "chosen = settings()\napplication(open_service(chosen), chosen)\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OTEL_")}

    ran = subprocess.run([sys.executable, "-c", script], env=environment | ENVIRONMENT, capture_output=True, check=True)

    assert ran.stdout == b"[]\n"


def test_with_its_settings_and_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)

    with pytest.raises(HostProblem) as problem:
        exporting({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"})

    assert str(problem.value) == (
        "OTEL_EXPORTER_OTLP_ENDPOINT is set, and OpenTelemetry is not installed"
        "\nHint: pip install 'ratecard[opentelemetry]'"
    )


def test_with_both_spans_are_sent() -> None:
    provider = exporting({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9", "OTEL_SERVICE_NAME": "prices"})

    assert provider is not None
    assert provider.resource.attributes["service.name"] == "prices"
    provider.shutdown()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_serve_refuses_an_address_of_spans_that_is_none_whatever_the_workers(workers: str) -> None:
    ran = run("serve", "--port", "0", "--workers", workers, OTEL_EXPORTER_OTLP_ENDPOINT="collector:4318")

    assert ran.code == 1
    assert ran.err.endswith(
        "OTEL_EXPORTER_OTLP_ENDPOINT must be an address, got 'collector:4318'\nHint: write it as http://host:4318\n"
    )
