"""The log: one line a request, readable or JSON, and what else the server has to say in the same way."""

import json
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from ratecard.api.entry import Entry

LOGGER = logging.getLogger("ratecard.request")


def write(entry: Entry) -> None:
    """Write one request's line."""
    if LOGGER.isEnabledFor(logging.INFO):
        LOGGER.info("%s", sentence(entry), extra=told(entry))


def told(entry: Entry) -> dict[str, Any]:
    """What the log has of a request, by name; no question, no answer and no key is in it."""
    known = entry.told
    return {
        "request": entry.id,
        "method": entry.method,
        "status": entry.status,
        "outcome": known.outcome.value,
        "operation": known.operation,
        "kind": known.kind,
        "codes": list(known.codes[:MOST_CODES]),
        "cost": known.cost,
        "key": entry.key,
        "kept": entry.is_kept,
        "bytes": entry.size,
        "ms": round(entry.seconds * 1000, 1),
    }


MOST_CODES = 10
"""Codes of one request that the log names; an answer may have a thousand."""


def sentence(entry: Entry) -> str:
    """A request for people: what was asked, what came of it, and how long it took."""
    known = entry.told
    asked = " ".join(filter(None, [entry.method, known.kind, known.operation]))
    parts = [f"{asked}: {entry.status} {known.outcome.value} in {entry.seconds * 1000:.1f} ms"]
    parts += [", ".join(dict.fromkeys(known.codes[:MOST_CODES]))] if known.codes else []
    parts += [f"cost {known.cost}"] if known.cost is not None else []
    parts += ["kept"] if entry.is_kept else []
    parts += [f"key {entry.key}"] if entry.key else []
    return ", ".join([*parts, f"request {entry.id}"])


class JsonLines(logging.Formatter):
    """Each record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: getattr(record, name) for name in NAMES if hasattr(record, name)}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=True, default=str)


NAMES = tuple(told(Entry(id="", method="")))


def configuration(uvicorn: Mapping[str, Any], *, as_json: bool) -> dict[str, Any]:
    """The configuration of Python's logging: everybody's messages in one form, without uvicorn's own line a request."""
    formatters = {"()": f"{JsonLines.__module__}.{JsonLines.__qualname__}"}
    return {
        **uvicorn,
        "formatters": {**uvicorn["formatters"], **({"default": formatters} if as_json else {})},
        "loggers": {
            **uvicorn["loggers"],
            "uvicorn.access": {"handlers": [], "level": "INFO", "propagate": False},
            "ratecard": {"handlers": ["default"], "level": "INFO", "propagate": False},
        },
        "root": {"handlers": ["default"], "level": "WARNING"},
    }


Observe = Callable[[Entry], None]


def all_of(*observers: Observe) -> Observe:
    """Tells several of each request."""

    def observe(entry: Entry) -> None:
        for each in observers:
            each(entry)

    return observe
