"""Descriptions for the schema, taken from where Python keeps them: docstrings, and strings under attributes."""

import ast
import inspect
import sys
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from textwrap import dedent
from typing import Any


def describe(types: Iterable[type]) -> None:
    """Give every type, field and enum value of `types` the description that its source has."""
    for each in types:
        definition = vars(each)["__strawberry_definition__"]
        definition.description = definition.description or _sentence(each.__doc__)
        documented = _attributes(each)
        for value in getattr(definition, "values", ()):
            value.description = value.description or documented.get(value.name)
        for field in getattr(definition, "fields", ()):
            if field.description is None:
                resolver = field.base_resolver
                field.description = (
                    _sentence(resolver.wrapped_func.__doc__) if resolver else documented.get(field.python_name)
                )


def _sentence(text: str | None) -> str | None:
    return inspect.cleandoc(text) if text else None


def _attributes(cls: type) -> dict[str, str]:
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        if base.__module__.startswith("ratecard."):
            found |= _strings(base.__module__).get(base.__qualname__, {})
    return found


@cache
def _strings(module: str) -> dict[str, dict[str, str]]:
    """The string under each attribute of each class of a module."""
    tree = ast.parse(dedent(inspect.getsource(sys.modules[module])))
    return {node.name: dict(_pairs(node.body)) for node in tree.body if isinstance(node, ast.ClassDef)}


def _pairs(body: list[ast.stmt]) -> Iterable[tuple[str, str]]:
    for statement, following in pairwise(body):
        target: Any = None
        if isinstance(statement, ast.AnnAssign):
            target = statement.target
        elif isinstance(statement, ast.Assign):
            target = statement.targets[0]
        if isinstance(target, ast.Name) and isinstance(following, ast.Expr):
            value = following.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield target.id, inspect.cleandoc(value.value)
