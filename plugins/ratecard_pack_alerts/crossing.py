"""When the last usable pack falls low or runs out, told from the balances of one period."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from ratecard.spi import Balance, Period

HOUR = timedelta(hours=1)


class Crossing(NamedTuple):
    """A pack became low or exhausted while it was the last usable one."""

    kind: str
    lot: str
    """The step and the lot."""
    size: int
    expires: datetime
    crossed: datetime
    due: datetime
    """When the notice is sent; the crossing itself until the window is known."""
    approximate: bool
    """Whether the usage was given over more than an hour."""


class Mark(NamedTuple):
    """A lot of which it is known already that it is low."""

    lot: str
    expires: datetime


class Watch(NamedTuple):
    """What is carried: notices that wait for their hour, and lots of which was told."""

    pending: tuple[Crossing, ...] = ()
    told: tuple[Mark, ...] = ()


class Moment(NamedTuple):
    """An instant, and whether the usage was too coarse to tell its hour."""

    at: datetime
    approximate: bool


class Track(NamedTuple):
    """One lot's time in the period."""

    balance: Balance
    since: datetime
    """When it is usable."""
    until: Moment
    """When it stops being usable: used up or expired."""
    low: Moment | None
    """When it falls low, None if it does not."""


def lot_id(balance: Balance) -> str:
    """What tells a lot apart among those of all steps."""
    return f"{balance.step}:{balance.lot}"


def crossings(
    balances: Iterable[Balance], period: Period, floor: Callable[[int], int], told: set[str]
) -> Iterable[Crossing]:
    """The crossings of the period; `floor` says, for a pack's size, how many units are the most that are low."""
    tracks = [_track(balance, period, floor(balance.size)) for balance in balances if balance.before]
    for track in tracks:
        balance = track.balance
        others = [other for other in tracks if other is not track]
        if track.low and lot_id(balance) not in told:
            moment = _alone(track.low, others)
            if moment.at < track.until.at and moment.at < period.end:
                yield _crossing("low", balance, moment)
        if not balance.after and not _usable(others, track.until.at):
            yield _crossing("exhausted", balance, track.until)


def _crossing(kind: str, balance: Balance, moment: Moment) -> Crossing:
    return Crossing(kind, lot_id(balance), balance.size, balance.expires, moment.at, moment.at, moment.approximate)


def _track(balance: Balance, period: Period, floor: int) -> Track:
    since = max(balance.effective, period.start)
    until = Moment(balance.expires, False) if balance.after else _taken(balance, balance.before)
    if balance.before <= floor:
        low: Moment | None = Moment(since, False)
    elif balance.after <= floor:
        low = _taken(balance, balance.before - floor)
    else:
        low = None
    return Track(balance, since, until, low)


def _taken(balance: Balance, units: int) -> Moment:
    """When so many units of the lot have been taken; there are so many."""
    for piece in balance.taken:
        if units <= piece.units:
            break
        units -= piece.units
    return Moment(piece.instant(piece.first + units - 1), piece.end - piece.start > HOUR)


def _usable(tracks: Iterable[Track], at: datetime) -> bool:
    return any(track.since <= at < track.until.at for track in tracks)


def _alone(moment: Moment, others: Sequence[Track]) -> Moment:
    """The first moment, from the given one on, at which none of the others is usable."""
    while True:
        until = [other.until for other in others if other.since <= moment.at < other.until.at]
        if not until:
            return moment
        moment = max(until)
