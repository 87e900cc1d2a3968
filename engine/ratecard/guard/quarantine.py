"""Strategies that failed so often in a row that they are not asked any more."""

from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Lock

from ratecard.domain.step import Step


class Quarantine:
    """Counts the faults in a row of each kind of strategy; one that has too many is not asked until a restart."""

    def __init__(self, after: int, clock: Callable[[], datetime]) -> None:
        self._after = after
        self._clock = clock
        self._faults: dict[str, int] = {}
        self._since: dict[str, datetime] = {}
        self._lock = Lock()

    def kinds(self) -> Mapping[str, datetime]:
        """The kinds that are in quarantine, and since when."""
        return dict(self._since)

    def check(self, step: Step) -> None:
        """Go on, unless the step's kind is in quarantine: `PluginFault`."""
        since = self._since.get(step.strategy.kind)
        if since is not None:
            raise step.fault(f"is in quarantine since {since:%Y-%m-%dT%H:%M:%SZ}, after {self._after} faults in a row")

    def failed(self, step: Step) -> None:
        """Count a fault."""
        kind = step.strategy.kind
        with self._lock:
            self._faults[kind] = self._faults.get(kind, 0) + 1
            if self._faults[kind] >= self._after:
                self._since.setdefault(kind, self._clock())

    def succeeded(self, step: Step) -> None:
        """Begin to count anew."""
        if self._faults:
            with self._lock:
                self._faults.pop(step.strategy.kind, None)
