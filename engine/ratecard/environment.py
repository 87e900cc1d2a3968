"""Reads settings from the environment; a variable that is empty counts as not given."""

import re
from collections.abc import Mapping
from pathlib import Path

_ORIGIN = re.compile(r"\*|[a-z][a-z0-9+.-]*://[^/?#@\s]+")


class BadSetting(Exception):
    """An environment variable that can't be taken as the setting it is."""

    code = "bad-setting"

    def __init__(self, message: str, hint: str | None = None) -> None:
        self.message = message
        self.hint = hint
        super().__init__(message)


def read_number(environment: Mapping[str, str], name: str, unless_given: int, least: int = 1) -> int:
    """The whole number of a variable, of 12 digits at most; `BadSetting`."""
    text = environment.get(name, "").strip()
    if not text:
        return unless_given
    if not re.fullmatch(r"[0-9]{1,12}", text) or int(text) < least:
        raise BadSetting(f"{name} must be a whole number of at least {least}, got {text!r}")
    return int(text)


def read_seconds(environment: Mapping[str, str], name: str) -> float | None:
    """The seconds of a variable, perhaps with a fraction; None where nothing is said; `BadSetting`."""
    text = environment.get(name, "").strip()
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text):
        raise BadSetting(f"{name} must be a number of at least 0, got {text!r}", "write it as 2 or 0.5")
    return float(text)


def is_on(environment: Mapping[str, str], name: str, *, unless_given: bool) -> bool:
    """Whether a variable switches something on, with 1, or off, with 0; `BadSetting`."""
    text = environment.get(name, "").strip()
    if text not in ("", "0", "1"):
        raise BadSetting(f"{name} must be 1 or 0, got {text!r}")
    return text == "1" if text else unless_given


def is_json(environment: Mapping[str, str], name: str) -> bool:
    """Whether a variable says json rather than text, which it says too when nothing is said; `BadSetting`."""
    text = environment.get(name) or "text"
    if text not in ("json", "text"):
        raise BadSetting(f"{name} must be json or text, got {text!r}")
    return text == "json"


def read_path(environment: Mapping[str, str], name: str) -> Path | None:
    """The path of a variable; None where nothing is said."""
    return Path(environment[name]) if environment.get(name) else None


def read_names(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    """The names of a variable, separated by commas."""
    return tuple(filter(None, map(str.strip, environment.get(name, "").split(","))))


def read_origins(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    """What browsers send as `Origin`, separated by commas: anything else would never be the same; `BadSetting`."""
    origins = read_names(environment, name)
    for each in origins:
        if not _ORIGIN.fullmatch(each):
            raise BadSetting(
                f"{name} has {each!r}, which is no origin", "write it as https://shop.example, or * for all"
            )
    return origins
