"""Which entry of the lists decides about a result code: the code itself, or the pattern that says most of it."""

from typing import Literal, NamedTuple

Verdict = Literal["charged", "uncharged"]
Rule = tuple[str | int, ...]
"""A place within the settings."""
ANY = "*"
MOST_PAIRS = 10_000
"""Pairs of patterns, one charged and the other not, of which no code may match both."""


class Decision(NamedTuple):
    """Whether a code is charged, and the setting that says so."""

    charged: bool
    rule: Rule


class Codes(NamedTuple):
    """The lists in force for some time."""

    charged: tuple[str, ...]
    uncharged: tuple[str, ...]
    default: Verdict
    path: Rule = ()
    """Where they stand within the settings."""

    def decision(self, code: str) -> Decision:
        """A code as it is written wins over a pattern, a pattern with more letters over one with fewer."""
        if not code:
            return Decision(charged=True, rule=self.path)
        if code in self.charged:
            return self._listed("charged_codes", self.charged.index(code))
        if code in self.uncharged:
            return self._listed("uncharged_codes", self.uncharged.index(code))
        best, found = -1, None
        for key, names in (("charged_codes", self.charged), ("uncharged_codes", self.uncharged)):
            for index, name in enumerate(names):
                if ANY in name and letters(name) > best and matches(name, code):
                    best, found = letters(name), (key, index)
        return self._listed(*found) if found else Decision(self.default == "charged", (*self.path, "default"))

    def _listed(self, key: str, index: int) -> Decision:
        return Decision(key == "charged_codes", (*self.path, key, index))

    def check(self) -> None:
        """Refuse lists that do not say whether a code is charged."""
        both = sorted({*self.charged} & {*self.uncharged})
        if both:
            raise ValueError(f"code {both[0]!r} is both in charged_codes and in uncharged_codes")
        if "" in (*self.charged, *self.uncharged):
            raise ValueError("an empty code means success, which is charged")
        patterns, others = ([name for name in names if ANY in name] for names in (self.charged, self.uncharged))
        if len(patterns) * len(others) > MOST_PAIRS:
            raise ValueError(
                f"{len(patterns)} patterns in charged_codes and {len(others)} in uncharged_codes make more than "
                f"{MOST_PAIRS} pairs"
            )
        for one in patterns:
            for other in others:
                if letters(one) == letters(other) and meet(one, other):
                    raise ValueError(
                        f"charged_codes has {one!r} and uncharged_codes {other!r}, of as many letters: "
                        "a code that both match would be neither"
                    )


def letters(pattern: str) -> int:
    """How much of a code the pattern says."""
    return len(pattern) - pattern.count(ANY)


def matches(pattern: str, code: str) -> bool:
    """Whether the whole code is the pattern, each `*` standing for any letters or none."""
    first, *rest = pattern.split(ANY)
    if not rest or not code.startswith(first):
        return pattern == code
    at = len(first)
    for part in rest[:-1]:
        found = code.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return len(code) - at >= len(rest[-1]) and code.endswith(rest[-1])


def meet(one: str, other: str) -> bool:
    """Whether some code matches both patterns, each of which has a `*`.

    What stands between the stars of one may follow what stands between those of the other: only the beginnings and
    the ends, before the first star and behind the last, have to agree.
    """
    (begins, *_, ends), (starts, *_, stops) = one.split(ANY), other.split(ANY)
    agree = begins.startswith(starts) or starts.startswith(begins)
    return agree and (ends.endswith(stops) or stops.endswith(ends))
