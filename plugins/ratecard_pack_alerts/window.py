"""The hours of the day in which notices are sent."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from ratecard.spi import Calendar, Table

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window(Table):
    """From the first to the last full hour of a day, both included, in the catalog's zone."""

    opens: time
    """The first full hour: 10:00:00."""
    closes: time
    """The last full hour: 22:00:00."""

    def __post_init__(self) -> None:
        for edge in (self.opens, self.closes):
            if edge != time(edge.hour) or edge.tzinfo is not None:
                raise ValueError(f"a window opens and closes on the hour, got {edge}")
        if self.closes < self.opens:
            raise ValueError(f"a window closes after it opens, got {self.opens} to {self.closes}")

    def next(self, calendar: Calendar, instant: datetime) -> datetime:
        """The first full hour in the window at or after `instant`, UTC."""
        while True:
            local = calendar.local(instant)
            past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
            if past:
                # A shift of the clock by half an hour in between leaves another part of an hour to go.
                instant += HOUR - past
            elif self.opens.hour <= local.hour <= self.closes.hour:
                return instant
            else:
                day = local.date() + (DAY if local.hour > self.closes.hour else timedelta())
                instant = max(instant + HOUR, calendar.instant(day, self.opens))
