"""The schema as it is printed, and the table of codes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_schema,
    specified_scalar_types,
)

import ratecard.catalog
import ratecard.domain
import ratecard.service
from ratecard.api import sdl
from ratecard.api.examples import EXAMPLES, Example
from ratecard.domain.errors import Refusal, Refused
from ratecard.domain.hint import HINT_KINDS
from ratecard.service.codebook import ERRORS, HINTS, NOTICES, PROBLEMS, REFUSALS
from tests.api.client import Client

ROOT = Path(__file__).parents[2]


def test_the_committed_schema_is_what_the_code_prints() -> None:
    assert (ROOT / "schema.graphql").read_text(encoding="utf-8") == sdl(), "run: make schema"


def undescribed() -> Iterator[str]:
    for name, kind in build_schema(sdl()).type_map.items():
        if name.startswith("__") or name in specified_scalar_types:
            continue
        if not kind.description:
            yield name
        if isinstance(kind, GraphQLEnumType):
            yield from (f"{name}.{value}" for value, its in kind.values.items() if not its.description)
        if isinstance(kind, GraphQLInputObjectType):
            yield from (f"{name}.{field}" for field, its in kind.fields.items() if not its.description)
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field, its in kind.fields.items():
                if not its.description:
                    yield f"{name}.{field}"
                yield from (f"{name}.{field}({arg})" for arg, its in its.args.items() if not its.description)


def test_everything_is_described() -> None:
    assert list(undescribed()) == []


def refusals(base: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for each in base.__subclasses__():
        if not each.__name__.startswith("_") and each is not Refused and each.__module__.startswith("ratecard."):
            yield each
        yield from refusals(each)


def plugins_own() -> set[str]:
    """The codes with which the built-in plugins refuse."""
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "plugins").glob("ratecard_*/*.py"))
    return set(re.findall(r'Refused\(\s*"([a-z-]+)"', source))


def test_every_refusal_has_an_entry_in_the_table() -> None:
    known = REFUSALS.keys() | ERRORS.keys()
    raised = {each.code for each in refusals()} | plugins_own()

    assert "cap-exceeded" in raised
    assert raised - known == set()
    assert REFUSALS.keys() - raised == set()


def test_every_problem_of_the_catalogs_has_an_entry_in_the_table() -> None:
    folder = Path(ratecard.catalog.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    codes = {piece.split('"')[0] for piece in source.split('code="')[1:]}

    assert codes - PROBLEMS.keys() == set()


def test_every_kind_of_hint_has_an_entry_in_the_table() -> None:
    assert set(HINTS) == set(HINT_KINDS)


def test_the_table_is_answered_in_both_languages(client: Client) -> None:
    rows = client.data('{ codes { code family zh: description(locale: "zh") en: description(locale: "en") } }')["codes"]

    assert len(rows) == sum(map(len, (REFUSALS, NOTICES, HINTS, ERRORS, PROBLEMS)))
    assert {
        "code": "low",
        "family": "NOTICE",
        "zh": "资源包余量不足",
        "en": "A pack is low: the last usable one, or any",
    } in rows
    assert all(row["zh"] and row["en"] for row in rows)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_graphiql_work(client: Client, example: Example) -> None:
    answer = client.data(example.query, **example.variables)

    assert "Refusal" not in str(answer)
    assert "'code'" not in str(answer)


def test_inputs_of_one_key_say_so() -> None:
    marked = {line.split()[1] for line in sdl().splitlines() if line.endswith("@oneOf {")}

    assert marked == {"ChangeInput", "UseCatalogInput"}
