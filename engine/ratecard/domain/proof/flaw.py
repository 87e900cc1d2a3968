"""What a proof finds: something in a version's settings that can't be priced, or that is probably not meant."""

from decimal import Decimal
from typing import NamedTuple

Path = tuple[str | int, ...]


class Flaw(NamedTuple):
    """One thing that is wrong with a step's settings, or with the chain as a whole."""

    step: str
    """The step whose settings it is about, "" for the chain."""
    path: Path
    """Within the settings: ("tiers", 1)."""
    code: str
    message: str
    hint: str | None = None
    is_warning: bool = False
    """Whether it is allowed all the same."""


class Rule(str):
    """The path of the rule that made a line, in the place where answers cite its file and line."""

    __slots__ = ("path",)
    path: Path

    @classmethod
    def at(cls, path: Path) -> "Rule":
        """The rule at a path of a step's settings."""
        made = cls(path)
        made.path = path
        return made


def rule_of(source: str) -> Path:
    """The path of the rule that made a line; () for the step itself."""
    return source.path if isinstance(source, Rule) else ()


def element_of(source: str) -> Path:
    """The element of the table that a rule is in: ("tiers", 1) for ("tiers", 1, "fee")."""
    return rule_of(source)[:2]


def plain(amount: Decimal) -> str:
    """A number as people write it."""
    return f"{amount:f}"
