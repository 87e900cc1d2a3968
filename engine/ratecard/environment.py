"""Reads settings from the environment; a variable that is empty counts as not given."""

import re
from collections.abc import Mapping
from pathlib import Path


class BadSetting(Exception):
    """An environment variable that can't be taken as the setting it is."""

    code = "bad-setting"

    def __init__(self, name: str, text: str, expected: str, hint: str | None = None) -> None:
        self.message = f"{name} must be {expected}, got {text!r}"
        self.hint = hint
        super().__init__(self.message)


def read_number(environment: Mapping[str, str], name: str, unless_given: int, least: int = 1) -> int:
    """The whole number of a variable, of 12 digits at most; `BadSetting`."""
    text = environment.get(name, "").strip()
    if not text:
        return unless_given
    if not re.fullmatch(r"[0-9]{1,12}", text) or int(text) < least:
        raise BadSetting(name, text, f"a whole number of at least {least}")
    return int(text)


def read_seconds(environment: Mapping[str, str], name: str) -> float | None:
    """The seconds of a variable, perhaps with a fraction; None where nothing is said; `BadSetting`."""
    text = environment.get(name, "").strip()
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", text):
        raise BadSetting(name, text, "a number of at least 0", "write it as 2 or 0.5")
    return float(text)


def is_on(environment: Mapping[str, str], name: str, *, unless_given: bool) -> bool:
    """Whether a variable switches something on: 0 does not, anything else does."""
    return environment.get(name) != "0" if environment.get(name) else unless_given


def is_json(environment: Mapping[str, str], name: str) -> bool:
    """Whether a variable says json rather than text, which it says too when nothing is said; `BadSetting`."""
    text = environment.get(name) or "text"
    if text not in ("json", "text"):
        raise BadSetting(name, text, "json or text")
    return text == "json"


def read_path(environment: Mapping[str, str], name: str) -> Path | None:
    """The path of a variable; None where nothing is said."""
    return Path(environment[name]) if environment.get(name) else None


def read_names(environment: Mapping[str, str], name: str) -> tuple[str, ...]:
    """The names of a variable, separated by commas."""
    return tuple(filter(None, map(str.strip, environment.get(name, "").split(","))))
