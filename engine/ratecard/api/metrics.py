"""What an operator watches: operations by outcome and duration, the catalogs that are loaded, reloads that failed."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from ratecard.api.answers import Answers
from ratecard.api.codes import CODES
from ratecard.api.entry import Entry, Outcome
from ratecard.domain.errors import PluginFault
from ratecard.service import Service

BUCKETS = ("0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "20")
"""The upper ends of the durations that are told apart, in seconds."""


MOST_OPERATIONS = 100
"""Names of operations that are told apart beside the registered ones; the others are counted together."""
OTHER, NAMELESS = "other", "-"


class Metrics:
    """The figures of one application, in a registry of their own."""

    def __init__(
        self,
        service: Service,
        operations: Iterable[str] = (),
        answers: Answers | None = None,
        shared: Path | None = None,
    ) -> None:
        """`shared` is a folder in which several workers have their figures; each then tells those of all."""
        self._registry = CollectorRegistry()
        self._told = CollectorRegistry() if shared else self._registry
        self._answers = answers
        self._operations = {*operations}
        self._most = len(self._operations) + MOST_OPERATIONS
        self._requests = Counter(
            "ratecard_requests",
            "GraphQL requests by the operation's name, outcome and HTTP status",
            ["operation", "outcome", "status"],
            registry=self._registry,
        )
        self._refusals = Counter(
            "ratecard_refusals", "Errors and refusals in answers, by code", ["code"], registry=self._registry
        )
        self._kept = Counter(
            "ratecard_kept_answers",
            "Questions whose answer was looked for among those kept, by whether it was found",
            ["found"],
            registry=self._registry,
        )
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
        self._memory = Gauge(
            "ratecard_kept_answers_bytes",
            "Memory that kept answers take",
            multiprocess_mode="livesum",
            registry=None if answers is None else self._registry,
        )
        self._told.register(_Loaded(service))
        if shared:
            MultiProcessCollector(self._told, str(shared))  # type: ignore[no-untyped-call]

    def observe(self, entry: Entry) -> None:
        """Count one request."""
        told = entry.told
        self._by_outcome[told.outcome].observe(entry.seconds)
        self._requests.labels(self._operation(entry), told.outcome.value, str(entry.status)).inc()
        for code in told.codes:
            self._refusals.labels(code if code in CODES else OTHER).inc()
        if entry.is_kept is not None:
            self._kept.labels("yes" if entry.is_kept else "no").inc()
        if self._answers is not None:
            self._memory.set(self._answers.size)

    def _operation(self, entry: Entry) -> str:
        """The name to count under: one that was answered before, unless there are too many; strangers make them up."""
        name = entry.told.operation
        if name is None:
            return NAMELESS
        if entry.told.outcome is Outcome.ANSWERED and len(self._operations) < self._most:
            self._operations.add(name)
        return name if name in self._operations else OTHER

    def faulted(self, fault: PluginFault) -> None:
        """Count one fault of a plugin."""
        distribution, version = fault.plugin.distribution, fault.plugin.version
        self._faults.labels(fault.step, fault.kind, distribution, version).inc()

    def text(self) -> bytes:
        """The figures as Prometheus reads them."""
        return generate_latest(self._told)


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
