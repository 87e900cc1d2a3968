"""What is wrong with a catalog, as data: file, line, key, sentence, hint."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ratecard.domain.problem import Problem

__all__ = ["CatalogProblems", "Path", "Problem", "SettingsProblems", "Wrong", "dotted", "holds"]

Path = tuple[str | int, ...]
"""Keys and indexes from a table's root: ("tiered-postpaid", "tiers", 1, "price")."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def dotted(path: Path) -> str:
    """A path as people write it: `tiered-postpaid.tiers[1].price`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            name = part if _BARE.fullmatch(part) else f'"{part}"'
            text += f".{name}" if text else name
    return text


def holds(value: object, part: str | int) -> bool:
    """Whether a table has the key, or an array the index."""
    if isinstance(value, Mapping):
        return part in value
    return isinstance(value, list | tuple) and isinstance(part, int) and part < len(value)


class CatalogProblems(Exception):
    """A folder of catalogs does not load, for all these reasons."""

    def __init__(self, problems: Iterable[Problem], warnings: Iterable[Problem] = ()) -> None:
        self.problems = tuple(problems)
        self.warnings = tuple(warnings)
        """What else a product manager should look at again."""
        super().__init__("\n".join(map(str, self.problems)))


class Wrong(NamedTuple):
    """One thing to mend in a table, before it is known which file the table is from."""

    path: Path
    message: str
    hint: str | None = None
    code: str = "wrong-value"


class SettingsProblems(Exception):
    """A table does not fit its strategy, for all these reasons."""

    def __init__(self, problems: Iterable[Wrong]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(": ".join(filter(None, (dotted(p.path), p.message))) for p in self.problems))
