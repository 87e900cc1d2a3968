"""What the editor says of a key where it is typed: the docstring of the field that it fills."""

import ast
import inspect
import sys
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

import pytest

from ratecard.catalog.example_form import RecordTable
from ratecard.catalog.form import ProductTable, SharedTable
from ratecard.catalog.sheet import OF_RECORDS
from ratecard.catalog.written import WrittenExample, WrittenProduct, WrittenShared
from ratecard.domain.strategy import Table
from tests.editor.editor import INSTALLED, set_up
from tests.editor.server import Server

NAMES = {"start": "from", "end": "to"}
"""Keys that are words of Python, by their fields."""
STEPS = {kind: inspect.getdoc(each.strategy) for kind, each in INSTALLED.items()}


class Asked(NamedTuple):
    """A table, and how to begin it."""

    file: str
    header: str
    cls: type[Table]
    said: dict[str, str | None]


def docstrings(cls: type) -> dict[str, str]:
    """The string under each field, from the source."""
    source = ast.parse(inspect.getsource(sys.modules[cls.__module__]))
    (body,) = [node.body for node in source.body if isinstance(node, ast.ClassDef) and node.name == cls.__name__]
    found = {}
    for field, after in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(after, ast.Expr):
            assert isinstance(after.value, ast.Constant)
            name = field.target.id
            found[NAMES.get(name, name) if "Field(alias" in ast.unparse(field) else name] = str(after.value.value)
    return found


def inner(hint: Any) -> Iterator[tuple[type[Table], bool]]:
    """The tables that a field may hold, and whether they stand in an array."""
    if isinstance(hint, type) and issubclass(hint, Table):
        yield hint, False
    for each in get_args(hint):
        yield from ((cls, many or get_origin(hint) is tuple) for cls, many in inner(each))


def asked(file: str, cls: type[Table], path: str, header: str) -> Iterator[Asked]:
    """A table of the file, and each table inside of it."""
    said: dict[str, str | None] = dict(docstrings(cls))
    if cls is RecordTable:
        said = {name: said[name] for name in OF_RECORDS}
    if cls.__name__ == "ExampleTable":
        said |= docstrings(WrittenExample)
    yield Asked(file, header, cls, said)
    for name, hint in get_type_hints(cls).items():
        key = f"{path}.{name}" if path else name
        for each, many in inner(hint):
            if name in said:
                yield from asked(file, each, key, f"{header}[[{key}]]\n" if many else f"{header}[{key}]\n")


def files() -> Iterator[Asked]:
    for file, form, written in (
        ("catalog.toml", SharedTable, WrittenShared),
        ("product.toml", ProductTable, WrittenProduct),
    ):
        (root, *more) = asked(file, form, "", "\n")
        (beside, *others) = asked(file, written, "", "\n")
        yield root._replace(said={**root.said, **beside.said, **STEPS})
        yield from (*more, *others)


TABLES = [
    *files(),
    *(table for kind, each in INSTALLED.items() for table in asked("product.toml", each.strategy, kind, f"[{kind}]\n")),
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(set_up(tmp_path_factory.mktemp("catalogs"))) as running:
        yield running


def words(documentation: str) -> str:
    """What the editor was told, without what it adds: the type of the value, its bounds, the schema's name."""
    return documentation.partition("\n\nValue: ")[0]


@pytest.mark.parametrize("table", TABLES, ids=[f"{each.file} {each.header.split()[-1:]}" for each in TABLES])
def test_completion_says_the_docstrings(server: Server, table: Asked) -> None:
    offered = server.completions(table.file, table.header)

    offered.pop("$key", None)
    assert {key: words(said) for key, said in offered.items()} == {
        key: inspect.cleandoc(said or "") for key, said in table.said.items()
    }


def test_hover_says_the_docstring_of_a_kind_and_both_its_names(server: Server) -> None:
    said = server.hover("product.toml", "[tiered-postpaid]\nper = 1_000\n", 0)

    assert said.startswith("#### 后付费 · Postpaid\n\nCharge what is left by tiers of the quantity that is used.")


def test_completion_offers_the_kinds_in_a_chain(server: Server) -> None:
    offered = server.completions("catalog.toml", "chain = [", "]")

    assert [each.strip('"') for each in offered if each.startswith('"')] == sorted(INSTALLED)


def test_a_step_with_an_id_of_its_own_is_told_of_the_settings_of_any_kind(server: Server) -> None:
    said = server.hover("product.toml", '[gifts]\ndraw_by = ["expiry"]\n', 1)

    assert "Which of several valid packs is used first" in said
