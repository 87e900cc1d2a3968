"""Python code that is being written: functions of lines, constants that they name, the module that comes of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

Function = Callable[[Any, Any, Any], Any]
"""Completes a value for an executor, at a path."""

MOST_LINES = 4_000
"""Of one module; some 40 ms to compile."""


class TooLong(Exception):
    """More code than is worth its compilation."""


class Code:
    """A module of functions."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._open: list[tuple[list[str], int]] = []
        self._tables: list[str] = []
        self._constants: dict[str, Any] = {}
        self._named: dict[int, str] = {}
        self._names = 0
        self._lines = 0

    def made(self) -> dict[str, Any]:
        """The functions, by name, made of all that was written."""
        exec(compile("\n".join([*self._done, *self._tables]), "<compiled selection>", "exec"), self._constants)
        return self._constants

    def name(self, letter: str) -> str:
        """A name that is not taken."""
        self._names += 1
        return f"{letter}{self._names}"

    def constant(self, value: object) -> str:
        """The name of a Python object."""
        if id(value) not in self._named:
            name = self._named[id(value)] = self.name("c")
            self._constants[name] = value  # kept by it, so that no other object gets its id
        return self._named[id(value)]

    def table(self, entries: dict[str, str]) -> str:
        """The name of a mapping from names to names."""
        name = self.name("t")
        self._tables.append(f"{name} = {{{', '.join(f'{key}: {value}' for key, value in entries.items())}}}")
        return name

    def line(self, text: str) -> None:
        """A line of the function that is open."""
        self._lines += 1
        if self._lines > MOST_LINES:
            raise TooLong
        lines, depth = self._open[-1]
        lines.append("    " * depth + text)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Lines that are taken back when they come to nothing."""
        lines, _ = self._open[-1]
        before = len(lines)
        try:
            yield
        except Exception:
            del lines[before:]
            raise

    @contextmanager
    def block(self, opening: str) -> Iterator[None]:
        """What stands under a line that ends with a colon."""
        self.line(opening)
        lines, depth = self._open[-1]
        self._open[-1] = (lines, depth + 1)
        try:
            yield
        finally:
            self._open[-1] = (lines, depth)

    @contextmanager
    def function(self, name: str, value: str) -> Iterator[None]:
        """A function of an executor `e`, a value and its path `p`."""
        lines: list[str] = []
        self._open.append((lines, 0))
        try:
            with self.block(f"def {name}(e, {value}, p):"):
                yield
        finally:
            self._open.pop()
        self._done += lines
