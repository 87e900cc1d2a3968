"""A setting's value as a catalog writes it."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from ratecard.catalog import dotted

LONGEST = 160
NOT_THERE = "–"
"""What stands where there is no value."""


def written(value: object, longest: int | None = LONGEST) -> str:
    """A value in one line of TOML, a word or sentence without its quotes; shortened where it is long."""
    text = NOT_THERE if value is None else " ".join(value.split()) if isinstance(value, str) else _toml(value)
    if isinstance(value, str) and not text:
        text = '""'
    return text if longest is None or len(text) <= longest else f"{text[: longest - 1]}…"


def plain(value: object) -> Any:
    """A value as JSON, decimals as text."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, date | time):
        return value.isoformat()
    table = _table(value)
    if table is not None:
        return {name: plain(each) for name, each in table.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    return str(value)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, date | time):
        return value.isoformat()
    table = _table(value)
    if table is not None:
        pairs = ", ".join(f"{dotted((name,))} = {_toml(each)}" for name, each in table.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, list | tuple | set | frozenset):
        return f"[{', '.join(map(_toml, value))}]"
    return str(value)


def _table(value: object) -> Mapping[str, object] | None:
    """The keys of a table that say something: those that are left out are not written."""
    if isinstance(value, Mapping):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        found = {each.name: (getattr(value, each.name), each.default) for each in fields(value) if each.init}
        return {name: own for name, (own, default) in found.items() if own is not None and own != default}
    names = getattr(value, "_fields", None)
    if not names or not isinstance(value, tuple):
        return None
    defaults = getattr(value, "_field_defaults", {})
    own = {name: getattr(value, name) for name in names}
    return {name: each for name, each in own.items() if name not in defaults or each != defaults[name]}
