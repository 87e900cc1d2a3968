"""Strategies in a process of their own: the same answers, and none of their harm."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as profile

from ratecard.catalog import load
from ratecard.domain.errors import PluginFault, Refusal, Refused
from ratecard.domain.forecast import forecast
from ratecard.domain.order import Order
from ratecard.domain.product import Product
from ratecard.domain.question import Question, Used
from ratecard.guard import Warden, Worker
from ratecard.host import discover
from tests.chains import BANK_CARD, ID_CARD, D, china, question
from tests.domain.random_chains import questions
from tests.domain.random_wide import wide_questions
from tests.guard.test_deadline import quote

ROOT = Path(__file__).parents[2]
KINDS_OF_CATALOGS = set(discover())
TWO_CPUS = profile(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def isolated() -> Iterator[Warden]:
    worker = Worker(10, 1024)
    yield Warden(worker=worker)
    worker.close()


@pytest.fixture
def worker() -> Iterator[Worker]:
    worker = Worker(1.5, 256)
    yield worker
    worker.close()


def guarded(asked: Question, guard: Warden) -> Question:
    """The same question, every step of which is asked by the guard."""
    return asked._replace(product=_guarded(asked.product, guard))


def _guarded(product: Product, guard: Warden) -> Product:
    versions = []
    for version in product.versions:
        steps = tuple(step._replace(guard=guard) for step in version.chain.steps)
        versions.append(replace(version, chain=version.chain._replace(steps=steps)))
    return replace(product, versions=tuple(versions))


def answer(asked: Question) -> str:
    try:
        found = forecast(asked)
    except Refusal as refusal:
        return f"{refusal.code} {refusal.message} {refusal.hint} {refusal.path}"
    return repr([(statement.settlement, statement.period) for statement in found.statements]) + repr(found.carried)


@TWO_CPUS
@given(asked=questions())
def test_a_worker_answers_what_is_answered_in_place(isolated: Warden, asked: Question) -> None:
    assert answer(guarded(asked, isolated)) == answer(asked)


@TWO_CPUS
@given(asked=wide_questions())
def test_a_worker_answers_what_is_answered_in_place_whatever_the_chain(isolated: Warden, asked: Question) -> None:
    assert answer(guarded(asked, isolated)) == answer(asked)


def test_a_worker_prices_every_product_of_every_catalog_with_every_kind(isolated: Warden) -> None:
    installed = discover()
    products = [
        each
        for root in ("catalogs", "tests/catalogs")
        for catalog in load(ROOT / root, installed)
        for each in catalog.products
    ]
    now = china("2026-03-01")
    kinds = set()
    for each in products:
        calendar = each.calendar
        meters = each.version(now).meters
        for units in (1, 7_000, 900_000):
            used = [Used(units, meter=meter.id) for meter in meters] or [Used(units)]
            asked = question(each, calendar.containing(now, calendar.unit).id, 2, used, _first_order(each, now))
            kinds |= {step.strategy.kind for step in each.version(now).chain.steps}
            assert answer(guarded(asked, isolated)) == answer(asked)

    assert kinds >= KINDS_OF_CATALOGS


def _first_order(product: Product, now: datetime) -> list[Order]:
    """One of the first thing that is sold."""
    offers = [offer for step in product.version(now).chain.steps for offer in step.offers()]
    return [Order(offer.sku, 1, now) for offer in offers[:1]]


@pytest.mark.parametrize("product", [ID_CARD, BANK_CARD], ids=lambda product: product.id)
def test_a_worker_s_lines_cite_the_host_s_sources(isolated: Warden, product: Product) -> None:
    orders = [Order("10000", 1, china("2021-06-01"))]
    asked = question(product, "2021-06", 3, [Used(90_000)], orders)
    told = [{(): "all:1", ("units",): "free:2", ("tiers", 1): "tier:3", ("ratio",): "ratio:4"}, {}]

    for sources in told:
        here = _sourced(asked, sources)
        assert answer(guarded(here, isolated)) == answer(here)
    assert "tier:3" in answer(_sourced(asked, told[0]))


def _sourced(asked: Question, sources: dict[tuple[str | int, ...], str]) -> Question:
    chain = asked.product.versions[0].chain
    chain = chain._replace(steps=tuple(step._replace(sources=sources) for step in chain.steps))
    return asked._replace(product=replace(asked.product, versions=(replace(asked.product.versions[0], chain=chain),)))


@pytest.mark.parametrize(
    ("way", "sentence"),
    [
        ("spin", "did not answer within 1.5 seconds; its worker was ended"),
        ("swallow", "did not answer within 1.5 seconds; its worker was ended"),
        ("sleep", "did not answer within 1.5 seconds; its worker was ended"),
        ("hold-the-interpreter", "did not answer within 1.5 seconds; its worker was ended"),
        ("fill", "raised MemoryError"),
        ("crash", "ended its worker: signal 11"),
        ("leave", "ended its worker: exit code 7"),
        ("stop", "raised SystemExit: bye"),
        ("interrupt", "raised KeyboardInterrupt: mine"),
    ],
)
def test_harm_in_a_worker_is_a_fault(worker: Worker, way: str, sentence: str) -> None:
    guard = Warden(worker=worker)
    started = monotonic()

    with pytest.raises(PluginFault) as raised:
        quote(way, guard)

    assert str(raised.value) == f"step 'harm-step' (harm, plugin harm, harmful 1.0) {sentence}"
    assert monotonic() - started < 10
    assert quote("", guard) == D(10)


def test_lines_without_end_are_a_fault(worker: Worker) -> None:
    guard = Warden(worker=worker)

    with pytest.raises(PluginFault, match=r"raised MemoryError|made more than 200000 lines|did not answer within"):
        quote("flood", guard)

    assert quote("", guard) == D(10)


def test_a_refusal_comes_through_a_worker(worker: Worker) -> None:
    with pytest.raises(Refused) as raised:
        quote("refuse", Warden(worker=worker))

    refused = raised.value
    expected = ("too-many", "no more", "ask for less", ("harm-step",))
    assert (refused.code, refused.message, refused.hint, refused.path) == expected


def test_a_worker_that_was_killed_is_replaced(worker: Worker) -> None:
    guard = Warden(worker=worker)
    quote("", guard)
    first = worker.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)

    assert quote("", guard) == D(10)
    assert worker.pid != first


def test_a_worker_ends_with_its_host(worker: Worker) -> None:
    quote("", Warden(worker=worker))
    pid = worker.pid
    assert pid is not None

    worker.close()

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_log_has_the_worker_s_own_traceback(worker: Worker) -> None:
    with pytest.raises(PluginFault) as raised:
        quote("stop", Warden(worker=worker))

    assert raised.value.__cause__ is not None
    assert 'raise SystemExit("bye")' in raised.value.__cause__.__notes__[0]
