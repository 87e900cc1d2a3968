"""Settings written as TOML, and a strategy's settings as the table that they came from."""

import dataclasses
import json
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any


class NotToml(ValueError):
    """A value that TOML has no way to write."""


def written(table: Mapping[str, object]) -> str:
    """The table as a TOML document, one key a line."""
    return "".join(f"{_key(key)} = {value(each)}\n" for key, each in table.items())


def value(thing: object) -> str:
    """A value as TOML, tables inline; `NotToml` for what has no place there."""
    if isinstance(thing, bool):
        return "true" if thing else "false"
    if isinstance(thing, str):
        return json.dumps(thing, ensure_ascii=False).replace("\x7f", "\\u007F")
    if isinstance(thing, int):
        return str(thing)
    if isinstance(thing, Decimal) and thing.is_finite():
        text = f"{thing:f}"
        return text if "." in text else f"{text}.0"
    if isinstance(thing, datetime | date | time):
        return thing.isoformat()
    if isinstance(thing, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {value(each)}" for key, each in thing.items()) + " }"
    if isinstance(thing, list | tuple):
        return "[" + ", ".join(map(value, thing)) + "]"
    raise NotToml(f"{thing!r} ({type(thing).__name__}) can't be written as TOML")


def _key(key: str) -> str:
    return key if key.replace("-", "").replace("_", "").isalnum() and key.isascii() else json.dumps(key)


def table(thing: Any) -> Any:
    """Settings as the table that sets them up: what is None is left out."""
    if dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        return _present({field.name: getattr(thing, field.name) for field in dataclasses.fields(thing)})
    if isinstance(thing, tuple) and hasattr(thing, "_asdict"):
        return _present(thing._asdict())
    if isinstance(thing, Mapping):
        return _present(thing)
    if isinstance(thing, tuple | list | set | frozenset):
        return [table(each) for each in thing]
    return thing


def _present(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: table(each) for name, each in fields.items() if each is not None}
