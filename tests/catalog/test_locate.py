"""The line of each key: what a writer wrote down, a reader of another making finds again."""

from random import Random

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from ratecard.catalog.locate import locate
from ratecard.catalog.problem import Path

KEYS = st.sampled_from(
    ["a", "b-1", "c_2", "3", "身份证", "with space", "do.t", 'q"uote', "#", "[x]", "\\", "\x1b", "="]
)
TEXTS = ['"# = ["', "'\\'", '"""\n ] """', "'''\n\n# a = 1'''", '"\\e\\""', '""', '"""a"\n""b"""""', "'''''x'''''"]
LEAVES = ["1", "1.5e-3", "true", "10:00", "1979-05-27 07:32:00.5Z", "-inf", *TEXTS]


class Leaf(str):
    """A value as it is written."""

    __slots__ = ()


TREES = st.recursive(
    st.sampled_from([Leaf(leaf) for leaf in LEAVES]),
    lambda inner: st.dictionaries(KEYS, inner, max_size=4) | st.lists(inner, max_size=3),
    max_leaves=12,
)


class Writer:
    """Writes a document in a random style, and where everything in it stands."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.text = ""
        self.lines: dict[Path, int] = {(): 1}

    def mark(self, path: Path) -> None:
        self.lines.setdefault(path, self.text.count("\n") + 1)

    def chance(self) -> bool:
        return self.random.random() < 0.5

    def key(self, key: str) -> str:
        if all(c.isascii() and (c.isalnum() or c in "-_") for c in key) and self.chance():
            return key
        if "'" not in key and "\x1b" not in key and self.chance():
            return f"'{key}'"
        return '"' + key.replace("\\", "\\\\").replace('"', '\\"').replace("\x1b", "\\u001b") + '"'

    def gap(self) -> None:
        self.text += self.random.choice(["", " ", "\n", " # , ] } = 'x\n", "\t\n\n"])

    def end(self) -> None:
        self.text += self.random.choice(["\n", ' # a = [ "\n', "\r\n", "\n\n", "\n# [a]\n"])

    def table(self, path: Path, header: str, tree: dict[str, object]) -> None:
        later = []
        for key, value in tree.items():
            tables = isinstance(value, dict) or (
                isinstance(value, list) and value and all(isinstance(v, dict) for v in value)
            )
            if tables and self.chance():
                later.append((key, value))
            else:
                self.pair(path, "", key, value)
                self.end()
        for key, value in later:
            name = f"{header} . {self.key(key)}" if header else self.key(key)
            elements = value if isinstance(value, list) else [value]
            for index, element in enumerate(elements):
                inner = (*path, key, index) if isinstance(value, list) else (*path, key)
                self.mark((*path, key))
                self.mark(inner)
                self.text += f"[[{name}]]" if isinstance(value, list) else f"[ {name} ]"
                self.end()
                self.table(inner, name, element)

    def pair(self, path: Path, dotted: str, key: str, value: object) -> None:
        path = (*path, key)
        name = dotted + self.key(key)
        if isinstance(value, dict) and value and self.chance():
            for index, (inner, each) in enumerate(value.items()):
                if index:
                    self.end()
                self.mark(path)
                self.pair(path, f"{name} .", inner, each)
            return
        for length in range(1, len(path) + 1):
            if path[:length] not in self.lines:
                self.mark(path[:length])
        self.text += f"{name} = "
        self.value(path, value)

    def value(self, path: Path, value: object) -> None:
        if isinstance(value, dict):
            self.text += "{"
            for index, (key, each) in enumerate(value.items()):
                self.text += "," if index else ""
                self.gap()
                # A dotted key inside an inline table may not be spread over several pairs with newlines of our own.
                self.mark((*path, key))
                self.text += f"{self.key(key)} = "
                self.value((*path, key), each)
            self.gap()
            self.text += "}"
        elif isinstance(value, list):
            self.text += "["
            for index, each in enumerate(value):
                self.text += "," if index else ""
                self.gap()
                self.mark((*path, index))
                self.value((*path, index), each)
            self.gap()
            self.text += "]"
        else:
            self.text += str(value)


@given(tree=st.dictionaries(KEYS, TREES, max_size=5), random=st.randoms(use_true_random=False))
def test_locate_finds_every_path_on_the_line_where_it_was_written(tree: dict[str, object], random: Random) -> None:
    writer = Writer(random)
    writer.table((), "", tree)
    tomli.loads(writer.text)

    assert locate(writer.text) == writer.lines


def paths(value: object, path: Path = ()) -> set[Path]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path}.union(*(paths(each, (*path, key)) for key, each in inner))


@given(tree=st.dictionaries(KEYS, TREES, max_size=5), random=st.randoms(use_true_random=False))
def test_locate_knows_the_paths_that_the_parser_knows(tree: dict[str, object], random: Random) -> None:
    writer = Writer(random)
    writer.table((), "", tree)

    assert locate(writer.text).keys() == paths(tomli.loads(writer.text))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("", {(): 1}, id="empty"),
        pytest.param("# only a comment", {(): 1}, id="comment"),
        pytest.param("\n\n[a.b]\n[a]\nc = 1", {(): 1, ("a",): 4, ("a", "b"): 3, ("a", "c"): 5}, id="parent later"),
        pytest.param("[a.b]\nc = 1", {(): 1, ("a",): 1, ("a", "b"): 1, ("a", "b", "c"): 2}, id="parent never"),
        pytest.param(
            "[[a]]\n[[a.b]]\n[[a]]\n[[a.b]]\n[a.b.c]",
            {
                (): 1,
                ("a",): 1,
                ("a", 0): 1,
                ("a", 0, "b"): 2,
                ("a", 0, "b", 0): 2,
                ("a", 1): 3,
                ("a", 1, "b"): 4,
                ("a", 1, "b", 0): 4,
                ("a", 1, "b", 0, "c"): 5,
            },
            id="arrays of tables in each other",
        ),
        pytest.param("a.b = 1\r\na.c = 2\r\n", {(): 1, ("a",): 1, ("a", "b"): 1, ("a", "c"): 2}, id="dotted, crlf"),
        pytest.param("'a.b' = 1\nc = 10:00\nd = 1", {(): 1, ("a.b",): 1, ("c",): 2, ("d",): 3}, id="TOML 1.1 time"),
    ],
)
def test_locate_of_a_document(text: str, lines: dict[Path, int]) -> None:
    tomli.loads(text)

    assert locate(text) == lines
