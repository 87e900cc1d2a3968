"""The hours of the day in which notices are sent."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache

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
        return _opening(self.opens, self.closes, calendar, _full_hour(calendar, instant))


def _full_hour(calendar: Calendar, instant: datetime) -> datetime:
    """The instant itself on a full hour, else the next one, unless the clock is set in between."""
    local = calendar.local(instant)
    past = local.minute * 60 + local.second
    return instant + timedelta(0, 3600 - past, -local.microsecond) if past or local.microsecond else instant


@lru_cache(maxsize=4096)
def _opening(opens: time, closes: time, calendar: Calendar, instant: datetime) -> datetime:
    """The first full hour in a window; instants of one hour have it in common, so that it is kept."""
    while True:
        local = calendar.local(instant)
        if local.minute or local.second or local.microsecond:
            # A shift of the clock by half an hour in between left another part of an hour to go.
            instant = _full_hour(calendar, instant)
        elif opens.hour <= local.hour <= closes.hour:
            return instant
        else:
            day = local.date() + (DAY if local.hour > closes.hour else timedelta())
            instant = max(instant + HOUR, calendar.instant(day, opens))
