"""When a pack falls low, runs out or is about to expire, told from the balances of one period."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate, pairwise
from typing import NamedTuple

from ratecard.spi import Balance, Calendar, Period, Slice, Span

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)
FEW_LOTS = 8
"""Up to so many are each compared with all others: finding out which of them are near takes longer."""


class Crossing(NamedTuple):
    """A pack became low, exhausted or soon to expire."""

    kind: str
    lot: str
    """The step and the lot."""
    size: int
    expires: datetime
    crossed: datetime
    """When it became so; when it is about to expire, the expiry."""
    due: datetime
    """When the notice is sent."""
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


def lot_id(balance: Balance) -> str:
    """What tells a lot apart among those of all steps."""
    return f"{balance.step}:{balance.lot}"


def crossings(
    balances: Iterable[Balance],
    period: Period,
    floor: Callable[[int], int],
    due: Callable[[datetime], datetime],
    told: set[str],
    *,
    each: bool = False,
) -> Iterator[Crossing]:
    """The crossings of the period.

    `floor` says, for a pack's size, how many units are the most that are low; `due` when a notice is sent. With `each`
    a pack is told of though others are usable.
    """
    tracks = [_track(balance, period) for balance in balances if balance.before]
    ends = None if each else _latest_ends(tracks)
    near = _near(tracks) if ends and len(tracks) > FEW_LOTS else None
    for track in tracks:
        balance, since, until = track
        # A lot that another one outlasts, which is there all the time, is never the last. One given back is no news.
        if (ends and ends[since] > until.at) or balance.returned:
            continue
        most = floor(balance.size)
        if balance.after > most:
            continue
        others = [other for other in (near(track) if near else tracks) if other is not track] if ends else ()
        lot = lot_id(balance)
        if lot not in told:
            at, approximate = _alone(_low(balance, since, most), others)
            if at < until.at and at < period.end:
                yield Crossing("low", lot, balance.size, balance.expires, at, due(at), approximate)
        if not balance.after and not _usable(others, until.at):
            yield Crossing("exhausted", lot, balance.size, balance.expires, until.at, due(until.at), until.approximate)


def expiring(
    balances: Iterable[Balance],
    period: Period,
    ahead: Sequence[int],
    calendar: Calendar,
    due: Callable[[datetime], datetime],
) -> Iterator[Crossing]:
    """The packs that are due to be told of, so many days ahead of their expiry, in the period.

    A notice is due in one period only, as far as one can say before the expiry, so that nothing is to be remembered.
    """
    latest = period.end + (max(ahead) + 2) * DAY
    for balance in balances:
        if not balance.before or balance.returned or balance.expires > latest:
            continue
        since, until = _track(balance, period)[1:]
        for days in ahead:
            early = calendar.later(balance.expires, Span(days=-days))
            at = due(early)
            if balance.effective < early and since <= at < min(until.at, period.end):
                yield Crossing(
                    "expiring", lot_id(balance), balance.size, balance.expires, balance.expires, at, until.approximate
                )


def _track(balance: Balance, period: Period) -> Track:
    since = balance.effective if balance.effective > period.start else period.start
    return Track(
        balance, since, _taken(balance, balance.before) if not balance.after else Moment(balance.expires, False)
    )


def _latest_ends(tracks: Sequence[Track]) -> dict[datetime, datetime]:
    """For each instant at which a lot becomes usable: until when one that is usable by then lasts, at the most."""
    ends: dict[datetime, datetime] = {}
    latest = None
    for _, since, (until, _) in sorted(tracks, key=_since):
        if latest is None or until > latest:
            latest = until
        ends[since] = latest
    return ends


def _near(tracks: Sequence[Track]) -> Callable[[Track], Sequence[Track]]:
    """All that are usable while a lot is or just when it no longer is, among few that are not."""
    ordered = sorted(tracks, key=_since)
    begins = [track.since for track in ordered]
    latest = list(accumulate([track.until.at for track in ordered], max))
    return lambda track: ordered[bisect_right(latest, track.since) : bisect_right(begins, track.until.at)]


def _since(track: Track) -> datetime:
    return track.since


def _low(balance: Balance, since: datetime, most: int) -> Moment:
    """When the lot falls low, which it does."""
    return Moment(since, False) if balance.before <= most else _taken(balance, balance.before - most)


def _taken(balance: Balance, units: int) -> Moment:
    """When so many units of the lot, or points, have been taken; there are so many."""
    pieces = balance.taken
    if balance.costs:
        return _taken_of_all(pieces, units, dict(balance.costs))
    if len(pieces) > 1 and any([later.start < one.end and later[:5] != one[:5] for one, later in pairwise(pieces)]):
        return _taken_of_all(pieces, units, {})
    for piece in pieces:
        if units <= piece.units:
            break
        units -= piece.units
    return Moment(piece.instant(piece.first + units - 1), piece.end - piece.start > HOUR)


def _taken_of_all(pieces: Sequence[Slice], units: int, costs: Mapping[str, int]) -> Moment:
    """The same where calls of several meters or codes go on at the same time, or take points: found by halving."""
    early, at = min(piece.start for piece in pieces), max(piece.end for piece in pieces)
    while at - early > TICK:
        middle = early + (at - early) // 2
        if sum((piece.before(middle) - piece.first) * costs.get(piece.meter, 1) for piece in pieces) < units:
            early = middle
        else:
            at = middle
    return Moment(at, any(piece.end - piece.start > HOUR for piece in pieces if piece.start < at <= piece.end))


def _usable(tracks: Iterable[Track], at: datetime) -> bool:
    return any(track.since <= at < track.until.at for track in tracks)


def _alone(moment: Moment, others: Sequence[Track]) -> Moment:
    """The first moment, from the given one on, at which none of the others is usable."""
    while True:
        until = [other.until for other in others if other.since <= moment.at < other.until.at]
        if not until:
            return moment
        moment = max(until)
