"""The error catalogue: problems.toml, and the files of each of its cases."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli

from tests.catalog.toy import SOUND, TOY, changed

_TABLE = tomli.loads((Path(__file__).parent / "problems.toml").read_text("utf-8"))
CASES: list[dict[str, Any]] = _TABLE["case"]
WARNED: list[dict[str, Any]] = tomli.loads((Path(__file__).parent / "warnings.toml").read_text("utf-8"))["case"]
"""Of a catalog that gives no warning otherwise, which its tiers are graduated for."""
PUBLISHED: list[dict[str, Any]] = tomli.loads((Path(__file__).parent / "publications.toml").read_text("utf-8"))["case"]
"""Of a catalog that was published, as `check --published` says them."""
MEANS: Mapping[str, str] = _TABLE["means"]
"""What each code means; codes without a word here are in the guide with their cases alone."""


def changes(case: Mapping[str, Any]) -> list[Mapping[str, str]]:
    """The places of files that the case changes."""
    return [*([case] if "replace" in case else []), *case.get("also", ())]


def unspoilt(case: Mapping[str, Any]) -> Mapping[str, str | bytes]:
    """The catalog that the case spoils."""
    return SOUND if case in WARNED else TOY


def files(case: Mapping[str, Any]) -> dict[str, str | bytes]:
    """The catalog as the case spoils it."""
    whole = unspoilt(case)
    found: dict[str, str | bytes] = {name: text for name, text in whole.items() if name not in case.get("without", ())}
    for change in changes(case):
        found[change["file"]] = changed(str(found[change["file"]]), change["replace"], change["by"])
    if "encoding" in case:
        found[case["file"]] = str(found[case["file"]]).encode(case["encoding"])
    return {**found, **case.get("files", {})}


def codes(case: Mapping[str, Any]) -> list[str]:
    """The codes of the problems that the case brings."""
    return list(dict.fromkeys(each.partition(" | ")[0] for each in case["says"]))
