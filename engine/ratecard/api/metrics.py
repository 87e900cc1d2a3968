"""What an operator watches: operations by outcome and duration, the catalogs that are loaded, reloads that failed."""

from collections.abc import Iterator
from enum import Enum

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from ratecard.domain.errors import PluginFault
from ratecard.service import Service

BUCKETS = ("0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "20")
"""The upper ends of the durations that are told apart, in seconds."""


class Outcome(Enum):
    """What came of an operation."""

    ANSWERED = "answered"
    """It was answered, refusals and plugins' faults as data among it."""
    ERRORS = "errors"
    """It was answered with errors."""
    REJECTED = "rejected"
    """It was not executed: no GraphQL, or too much at once."""
    LATE = "late"
    """It was given up at its deadline."""


class Metrics:
    """The figures of one application, in a registry of their own."""

    def __init__(self, service: Service) -> None:
        self._registry = CollectorRegistry()
        seconds = Histogram(
            "ratecard_operation_seconds",
            "GraphQL operations by outcome, and how long they took",
            ["outcome"],
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._faults = Counter(
            "ratecard_plugin_faults",
            "Faults of plugins, by step, kind of strategy and the distribution that ships it",
            ["step", "kind", "distribution", "version"],
            registry=self._registry,
        )
        self._by_outcome = {outcome: seconds.labels(outcome.value) for outcome in Outcome}
        self._registry.register(_Loaded(service))

    def observe(self, outcome: Outcome, seconds: float) -> None:
        """Count one operation."""
        self._by_outcome[outcome].observe(seconds)

    def faulted(self, fault: PluginFault) -> None:
        """Count one fault of a plugin."""
        distribution, version = fault.plugin.distribution, fault.plugin.version
        self._faults.labels(fault.step, fault.kind, distribution, version).inc()

    def text(self) -> bytes:
        """The figures as Prometheus reads them."""
        return generate_latest(self._registry)


class _Loaded(Collector):
    """What is loaded when somebody looks."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The digest of each catalog, how many problems the last reload had, and what is not served."""
        catalogs = GaugeMetricFamily(
            "ratecard_catalog_products",
            "Products of each loaded catalog, with its digest",
            labels=["catalog", "digest", "engine_version"],
        )
        for catalog in self._service.catalogs():
            catalogs.add_metric([catalog.id, catalog.digest, self._service.engine_version], len(catalog.products))
        yield catalogs
        yield GaugeMetricFamily(
            "ratecard_reload_problems",
            "Problems for which the last reload of the catalogs was not taken over",
            value=len(self._service.problems),
        )
        yield GaugeMetricFamily(
            "ratecard_products_left_out",
            "Products that are not served because a plugin is disabled",
            value=sum(len(catalog.left_out) for catalog in self._service.catalogs()),
        )
        shelf = self._service.shelf
        quarantine = GaugeMetricFamily(
            "ratecard_quarantine",
            "Kinds that failed too often to be asked",
            labels=["kind", "distribution"],
        )
        for kind in shelf.quarantine():
            quarantine.add_metric([kind, shelf.strategy(kind).plugin.distribution], 1)
        yield quarantine
