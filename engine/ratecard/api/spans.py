"""OpenTelemetry: one span an operation, where an exporter is set; `ratecard[opentelemetry]` is what it needs."""

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ratecard.api.entry import Entry, Outcome
from ratecard.host import HostProblem

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

INSTALL = "pip install 'ratecard[opentelemetry]'"
ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
"""OpenTelemetry's own variables: where spans go; without one of them none are made."""


def exporting(environment: Mapping[str, str]) -> "TracerProvider | None":
    """What sends spans where the environment says; None where it says nothing; `HostProblem`."""
    named = [name for name in ENDPOINTS if environment.get(name)]
    if not named:
        return None
    if not environment[named[0]].startswith(("http://", "https://")):
        raise HostProblem(
            f"{named[0]} must be an address, got {environment[named[0]]!r}", "write it as http://host:4318"
        )
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise HostProblem(f"{named[0]} is set, and OpenTelemetry is not installed", INSTALL) from error
    name = environment.get("OTEL_SERVICE_NAME", "ratecard")
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: name}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


def spans(provider: "TracerProvider") -> Callable[[Entry], None]:
    """Makes a span of each request, in the trace that its caller goes on with."""
    from opentelemetry.trace import SpanKind, Status, StatusCode
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    tracer = provider.get_tracer("ratecard")
    propagator = TraceContextTextMapPropagator()

    def observe(entry: Entry) -> None:
        told, ended = entry.told, time.time_ns()
        span = tracer.start_span(
            " ".join(filter(None, [told.kind, told.operation])) or "GraphQL operation",
            context=propagator.extract(entry.parent),
            kind=SpanKind.SERVER,
            attributes={name: value for name, value in _attributes(entry).items() if value is not None},
            start_time=ended - int(entry.seconds * 1_000_000_000),
        )
        if told.outcome in (Outcome.ERRORS, Outcome.LATE):
            span.set_status(Status(StatusCode.ERROR, ", ".join(dict.fromkeys(told.codes))))
        span.end(ended)

    return observe


def _attributes(entry: Entry) -> dict[str, str | int | None]:
    told = entry.told
    return {
        "graphql.operation.name": told.operation,
        "graphql.operation.type": told.kind,
        "http.request.method": entry.method,
        "http.response.status_code": entry.status,
        "ratecard.request": entry.id,
        "ratecard.outcome": told.outcome.value,
        "ratecard.cost": told.cost,
        "ratecard.key": entry.key,
    }
