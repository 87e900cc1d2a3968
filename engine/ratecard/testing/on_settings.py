"""The laws of settings: they are read from TOML as they were written, and every one of them is described."""

import dataclasses
import inspect
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, get_args, get_type_hints

import tomli

from ratecard.catalog import SettingsProblems, build_strategy, settings_schema
from ratecard.domain.strategy import Strategy, Table
from ratecard.domain.text import Text
from ratecard.testing import writing
from ratecard.testing.on_bills import Sentence


def built(strategy: type[Strategy], table: Mapping[str, Any]) -> Strategy:
    """The strategy of an example, by the catalog loader's own builder; `ValueError` for one that it refuses."""
    try:
        return build_strategy(strategy, table)
    except SettingsProblems as error:
        raise ValueError(f"the loader refuses an example: {'; '.join(str(error).splitlines())}") from error
    except Exception as error:
        raise ValueError(f"an example can't be built: {type(error).__name__}: {error}") from error


def settings_toml(strategy: type[Strategy], table: Mapping[str, Any]) -> Sentence:
    """Settings come back from TOML as they were, written as in the example and as the strategy has them."""
    try:
        usual = built(strategy, table)
        for written in (table, writing.table(usual)):
            text = writing.written(written)
            again = built(strategy, tomli.loads(text, parse_float=Decimal))
            if again != usual:
                return f"{text.strip()!r} is read as {again}, and was {usual}"
    except ValueError as error:
        return str(error)
    return None


def schema_described(strategy: type[Strategy], table: Mapping[str, Any]) -> Sentence:
    """There is a JSON Schema, and the strategy, its tables and every setting have a description."""
    try:
        schema = settings_schema(strategy)
    except Exception as error:
        return f"has no JSON Schema: {type(error).__name__}: {error}"
    tables = {"": schema, **schema.get("$defs", {})}
    for cls in sorted(_tables(strategy), key=lambda cls: cls.__name__):
        if not _is_documented(cls):
            return f"{cls.__name__} has no docstring of its own, which lists and editors show"
        found = tables.get(cls.__name__) or tables[""]
        for field in dataclasses.fields(cls):  # type: ignore[arg-type]  # every table is one
            described = found.get("properties", {}).get(field.name, {}).get("description", "")
            if not described.strip():
                return f"{cls.__name__}.{field.name} has no description: write a string under it"
    return _nameless(strategy)


def _nameless(strategy: type[Strategy]) -> Sentence:
    title = getattr(strategy, "title", None)
    if type(title) is not Text or not title.zh.strip() or not title.en.strip():
        return f"{strategy.__name__}.title must be a Text in both locales, got {title!r}"
    return None


def _is_documented(cls: type) -> bool:
    text = inspect.cleandoc(cls.__dict__.get("__doc__") or "")
    return bool(text) and not text.startswith(f"{cls.__name__}(")  # what dataclass writes itself


def _tables(cls: type[Table]) -> set[type[Table]]:
    found = {cls}
    ask = [cls]
    while ask:
        hints = get_type_hints(ask.pop())
        for inner in _leaves([hints[name] for name in hints]):
            if isinstance(inner, type) and issubclass(inner, Table) and inner not in found:
                found.add(inner)
                ask.append(inner)
    return found


def _leaves(hints: Any) -> Iterator[Any]:
    for hint in hints:
        yield hint
        yield from _leaves(get_args(hint))
