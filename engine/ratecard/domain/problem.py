"""What is wrong with a catalog, or should be looked at again, as data."""

from typing import NamedTuple


class Problem(NamedTuple):
    """One thing to mend, or to look at again, in a catalog's file."""

    file: str
    """As the folder was given, joined with the file's name."""
    line: int
    """From 1; 0 where the problem is not about a line."""
    key: str
    """The key as people write it, "" where the problem is about the file."""
    message: str
    hint: str | None
    code: str
    """In kebab-case; the guide lists them."""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.key, self.message) if part)
