"""Edits by place: what is asked for changes, and not a byte beside it."""

from decimal import Decimal
from itertools import takewhile
from pathlib import Path as FilePath
from random import Random
from typing import Any

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from ratecard.catalog.edit.page import Page, literal, value_at
from ratecard.catalog.problem import Path
from tests.catalog.edit.shelf import FILES
from tests.catalog.test_locate import TREES, Writer

LITERALS = st.sampled_from(['"x # ] }"', "0.10", "2027-01-01", "[1, 2]", "{ a = 1 }"])


def changed(table: Any, path: Path, value: object) -> Any:
    """The parsed document with another value at a path."""
    if not path:
        return value
    copy: Any = dict(table) if isinstance(table, dict) else list(table)
    copy[path[0]] = changed(table[path[0]], path[1:], value)
    return copy


def common(one: str, other: str) -> int:
    """How many characters two texts begin with both."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def check_one_change(text: str, path: Path, new: str) -> None:
    page = Page(text)

    edited = page.edited([page.replace(path, new)]).text

    assert tomli.loads(edited) == changed(tomli.loads(text), path, tomli.loads(f"x = {new}")["x"])
    assert common(text, edited) + common(text[::-1], edited[::-1]) >= len(text) - len(page.written(path))


@given(
    tree=st.dictionaries(st.sampled_from(["a", "身份证", "with space", "#", "="]), TREES, min_size=1, max_size=4),
    random=st.randoms(use_true_random=False),
    chosen=st.integers(0, 10**6),
    new=LITERALS,
)
def test_a_value_is_replaced_and_nothing_else_in_any_style(
    tree: dict[str, object], random: Random, chosen: int, new: str
) -> None:
    writer = Writer(random)
    writer.table((), "", tree)
    paths = list(Page(writer.text).paths())
    if paths:
        check_one_change(writer.text, paths[chosen % len(paths)], new)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_each_value_of_each_catalog_is_where_it_is_said_to_be(file: FilePath) -> None:
    page = Page.of(file.read_bytes())
    table = tomli.loads(page.text, parse_float=Decimal)

    wrong = [
        path
        for path in page.paths()
        if tomli.loads(f"x = {page.written(path)}", parse_float=Decimal)["x"] != value_at(table, path)
    ]

    assert wrong == []
    leaves = [path for path in page.paths() if not isinstance(value_at(table, path), dict | list)]
    assert len(leaves) == len(list(_leaves(table)))


def _leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in _leaves(each)]
    if isinstance(value, list):
        return [leaf for each in value for leaf in _leaves(each)]
    return [value]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_no_edit_leaves_every_byte(file: FilePath) -> None:
    page = Page.of(file.read_bytes())

    again = page.edited([page.replace(path, page.written(path)) for path in page.paths() if len(path) == 1])

    assert again.text.encode() == file.read_bytes()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('id = "a" # why\n[b]\n', 'id = "a" # why\nx = 1\n[b]\n', id="behind a comment"),
        pytest.param('id = "a"', 'id = "a"\nx = 1\n', id="at the end of a file without a last newline"),
        pytest.param('id = "a"\r\nb = 1\r\n', 'id = "a"\r\nx = 1\r\nb = 1\r\n', id="with the file's own newlines"),
        pytest.param('id = """a\nb"""\nb = 1\n', 'id = """a\nb"""\nx = 1\nb = 1\n', id="below text of two lines"),
    ],
)
def test_a_line_is_added_below(text: str, expected: str) -> None:
    page = Page(text)

    assert page.edited([page.add_below(("id",), "x = 1")]).text == expected


def test_a_line_is_added_above_as_far_from_the_margin() -> None:
    page = Page("[[a]]\n  b = 1\n  c = { d = 2,\n    e = 3 }\n")

    edited = page.edited([page.add_above(("a", 0, "c", "e"), "# x")])

    assert edited.text == "[[a]]\n  b = 1\n  # x\n  c = { d = 2,\n    e = 3 }\n"


def test_a_statement_is_removed_with_its_lines() -> None:
    page = Page("# above\nkeeps = { a = [\n  1,\n] } # behind\n# below\n[keeps2]\n")

    assert page.edited([page.remove(page.statements("keeps")[0])]).text == "# above\n# below\n[keeps2]\n"


def test_a_statement_becomes_a_comment_line_by_line() -> None:
    page = Page('[[examples]]\ntitle = """\na"""\n# said\n[[examples]]\ntitle = "b"\n')

    edits = [edit for each in page.statements("examples", 0) for edit in page.comment_out(each)]

    assert page.edited(edits).text == '# [[examples]]\n# title = """\n# a"""\n# said\n[[examples]]\ntitle = "b"\n'


def test_what_begins_with_a_byte_order_mark_is_read() -> None:
    assert Page.of('\ufeffid = "a"\n'.encode()).written(("id",)) == '"a"'


@given(st.text(st.characters(codec="utf-8")))
def test_text_is_written_so_that_it_is_read_again(text: str) -> None:
    assert tomli.loads(f"x = {literal(text)}")["x"] == text
