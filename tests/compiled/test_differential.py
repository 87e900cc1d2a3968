"""Compiled operations answer, byte for byte, what graphql-core answers: hypothesis-graphql over the whole schema."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ratecard.api.context import Context
from ratecard.api.http import _encoded
from ratecard.api.operation import Answered, run
from ratecard.bootstrap import Settings, read_shelf, service_over
from ratecard.compiled import CompiledExecutor
from ratecard.limits import Limits
from ratecard.service import Service
from tests.compiled.operations import Operation, operations
from tests.compiled.questions import question
from tests.compiled.test_variables import broken

CASES = int(os.environ.get("RATECARD_DIFFERENTIAL", "80"))
VARIATIONS = 10
"""Of each operation that is drawn, as drawing takes longer than answering."""


@pytest.fixture(scope="module")
def service() -> Service:
    shelf = read_shelf(Settings(Path(__file__).parents[2] / "catalogs"))
    return service_over(shelf, lambda: datetime(2021, 6, 15, tzinfo=UTC))


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Compile what comes for the first time, too."""
    with monkeypatch.context() as patched:
        patched.setattr(CompiledExecutor, "waits", 0)
        yield


def answer(service: Service, asked: Operation, *, compiled: bool) -> Answered:
    ticks, numbers = count(), count(1)
    context = Context(
        service=service,
        limits=Limits(seconds=20),
        introspection=True,
        ends=20_000,
        clock=lambda: next(ticks),  # as late in either run, whatever the machine does beside
        numbered=lambda: str(next(numbers)),
        compiled=compiled,
    )
    return run(context, asked.text, asked.variables)


def compare(service: Service, asked: Operation) -> Answered:
    plain = answer(service, asked, compiled=False)
    compiled = answer(service, asked, compiled=True)

    assert _encoded(compiled.body) == _encoded(plain.body), asked.text
    return plain


QUIETLY = settings(deadline=None, suppress_health_check=list(HealthCheck))


@settings(QUIETLY, max_examples=CASES // 2 // VARIATIONS)
@given(variations=operations(VARIATIONS))
def test_operations_are_answered_as_by_graphql_core(service: Service, variations: list[Operation]) -> None:
    for asked in variations:
        compare(service, asked)


@settings(QUIETLY, max_examples=CASES // 2)
@given(seed=st.integers(0, 2**32))
def test_questions_with_answers_are_answered_as_by_graphql_core(service: Service, seed: int) -> None:
    plain = compare(service, question(Random(seed)))

    assert plain.requested or plain.errors[0]["extensions"]["code"] == "too-complex"


@settings(QUIETLY, max_examples=CASES // 2)
@given(seed=st.integers(0, 2**32))
def test_variables_with_something_wrong_are_refused_as_by_graphql_core(service: Service, seed: int) -> None:
    random = Random(seed)
    asked = question(random)
    variables = broken(asked.variables, random)

    compare(service, asked._replace(variables=variables if isinstance(variables, dict) else {}))


TEXT = st.text(st.characters(exclude_categories=()))  # half characters too, which are no UTF-8
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner)
)


@settings(QUIETLY)
@given(JSON)
def test_answers_are_written_as_json_writes_them(value: object) -> None:
    written = json.dumps({"data": value}, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")

    assert _encoded({"data": value}) == written
