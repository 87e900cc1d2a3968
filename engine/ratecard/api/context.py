"""What every resolver may ask for: the service, the operation's deadline, the book of faults."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from strawberry.types import Info

from ratecard.domain.errors import PluginFault, Refusal
from ratecard.limits import Limits
from ratecard.service import Service
from ratecard.service.counter_example import logged

LOGGER = logging.getLogger("ratecard.api")


class DeadlineExceeded(Refusal):
    """The operation took longer than it may."""

    code = "deadline-exceeded"

    def __init__(self, seconds: int) -> None:
        super().__init__(
            f"the answer was not ready within {seconds} seconds",
            "ask for fewer periods, slices, points or questions at once",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What one operation knows of the world."""

    service: Service
    limits: Limits
    introspection: bool
    """Whether the schema may be asked for."""
    ends: float
    """When it must have ended, on `clock`."""
    clock: Callable[[], float]
    numbered: Callable[[], str]
    """A new number for a fault, unique enough to find it in the log."""
    once: list[str] = field(default_factory=list)
    """Why the answer may be another next time: time ran out, or a fault has a number of its own."""
    refusals: list[str] = field(default_factory=list)
    """The codes of what was refused as data."""
    request: str = ""
    """The request's id, for the log."""
    faulted: Callable[[PluginFault], None] = lambda fault: None
    """Told of each fault of a plugin."""
    compiled: bool = True
    """Whether operations that come again are answered by functions made for what they select."""

    def tick(self) -> None:
        """Go on, unless the time is over: `DeadlineExceeded`."""
        if self.clock() > self.ends:
            self.once.append("deadline")
            raise DeadlineExceeded(self.limits.seconds)

    def is_past(self, instant: float) -> bool:
        """Whether it is later than `instant`, or the operation's own time is over."""
        is_past = self.clock() > min(instant, self.ends)
        if is_past:
            self.once.append("deadline")
        return is_past

    def log(self, fault: BaseException) -> str:
        """Write a fault into the log; its number."""
        number = self.numbered()
        self.once.append("fault")
        if isinstance(fault, PluginFault):
            self.faulted(fault)
            told = logged(fault, self.service.engine_version)
            self._write(number, told, fault.__cause__)
        else:
            self._write(number, str(fault), fault)
        return number

    def _write(self, number: str, told: str, cause: BaseException | None) -> None:
        asked = f"request {self.request}, " if self.request else ""
        LOGGER.error("%sfault %s: %s", asked, number, told, exc_info=cause, extra={"request": self.request})


Asking = Info[Context, None]
"""The `info` of our resolvers."""
