"""The kit on an installed distribution: every strategy that it ships, held to every law."""

import importlib.metadata
from collections.abc import Iterable
from typing import NamedTuple

from ratecard.domain.errors import Plugin, listed, nearest
from ratecard.domain.strategy import Installed
from ratecard.host import GROUP, HostProblem, discover
from ratecard.testing.law import Finding
from ratecard.testing.trial import tried_all


class Report(NamedTuple):
    """What came of trying one strategy."""

    kind: str
    plugin: Plugin
    findings: tuple[Finding, ...]

    @property
    def conforms(self) -> bool:
        """Whether no law is broken."""
        return all(finding.status != "broken" for finding in self.findings)


def shipped(distribution: str, disabled: Iterable[str] = ()) -> list[Installed]:
    """The strategies of an installed distribution; `HostProblem` for one that is not there, or breaks the contract."""
    found = importlib.metadata.entry_points(group=GROUP)
    names = sorted({entry.dist.name for entry in found if entry.dist})
    own = [entry for entry in found if entry.dist and _same(entry.dist.name, distribution)]
    if not own:
        hint = nearest(distribution, names)
        raise HostProblem(f"distribution {distribution!r} ships no plugin; those that do: {listed(names)}", hint)
    there = {entry.name for entry in own}
    return list(discover([name for name in disabled if name in there], own).values())


def report(installed: Installed, number: int | None = None) -> Report:
    """Hold one strategy to every law, by its own examples."""
    strategy, plugin = installed.strategy, installed.plugin
    return Report(strategy.kind, plugin, tuple(tried_all(strategy, strategy.examples, strategy.waived, number)))


def _same(one: str, other: str) -> bool:
    return one.lower().replace("_", "-") == other.lower().replace("_", "-")
