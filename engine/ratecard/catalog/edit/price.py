"""Which of a step's settings are prices, as its strategy's own types say: `ratecard.spi.Price`."""

import types
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from ratecard.catalog.problem import Path
from ratecard.domain.money import Price
from ratecard.domain.strategy import Strategy

MARK = get_args(Price)[1]


class Priced(NamedTuple):
    """A price, at a path within its step's settings."""

    path: Path
    amount: Decimal


def prices(strategy: type[Strategy], table: Mapping[str, object]) -> list[Priced]:
    """The prices that stand in a table of settings."""
    return list(dict.fromkeys(_found(strategy, table, ())))


def _found(hint: Any, value: object, path: Path) -> Iterator[Priced]:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated and MARK in inner[1:]:
        if isinstance(value, int | Decimal):
            yield Priced(path, Decimal(value))
    elif origin is Annotated:
        yield from _found(inner[0], value, path)
    elif origin in (Union, types.UnionType):
        for each in inner:
            yield from _found(each, value, path)
    else:
        for part, each, item in _inside(hint, value):
            yield from _found(each, item, (*path, part))


def _inside(hint: Any, value: object) -> Iterator[tuple[str | int, Any, object]]:
    """What a table or an array of a type has in it: its key or index, its type, itself."""
    inner = get_args(hint)
    if isinstance(value, Mapping):
        hints: Mapping[Any, Any] = dict.fromkeys(value, inner[-1]) if inner else _fields(hint)
        yield from ((key, each, value[key]) for key, each in hints.items() if key in value)
    elif isinstance(value, list) and inner:
        hint_of = inner if ... not in inner and len(inner) == len(value) else inner[:1] * len(value)
        yield from ((index, each, item) for index, (each, item) in enumerate(zip(hint_of, value, strict=True)))


@lru_cache(maxsize=1024)
def _fields(table: Any) -> Mapping[str, Any]:
    """The types of a dataclass's or a named tuple's fields, marks among them; nothing for other classes."""
    names = [each.name for each in fields(table)] if is_dataclass(table) else getattr(table, "_fields", ())
    hints = get_type_hints(table, include_extras=True) if names else {}
    return {name: hints[name] for name in names}
