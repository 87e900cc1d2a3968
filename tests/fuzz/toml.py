"""A table as TOML again, right or wrong: what the fuzzer has made of a file's table."""

import json
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any


class Raw(str):
    """TOML as it stands, where a value is expected."""

    __slots__ = ()


def written(table: dict[str, Any]) -> bytes:
    """The table's text; what no TOML can hold is written all the same."""
    return ("\n".join(_lines(table)) + "\n").encode("utf-8", "surrogatepass")


def _lines(table: dict[str, Any]) -> Iterator[str]:
    under = {key: value for key, value in table.items() if _is_header(value)}
    for key, value in table.items():
        if key not in under:
            yield f"{_key(key)} = {_value(value, outer=True)}"
    for key, value in under.items():
        for each in value if isinstance(value, list) else [value]:
            yield f"[[{_key(key)}]]" if isinstance(value, list) else f"[{_key(key)}]"
            yield from (f"{_key(name)} = {_value(inner, outer=True)}" for name, inner in each.items())


def _is_header(value: object) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)
    )


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("-", "").replace("_", "").isalnum() else json.dumps(key)


def _value(value: object, *, outer: bool = False) -> str:
    if isinstance(value, Raw):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_value(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        between = ",\n  " if outer else ", "
        return "[" + between.join(map(_value, value)) + "]"
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value).lower().removesuffix("inity")
    return str(value)
