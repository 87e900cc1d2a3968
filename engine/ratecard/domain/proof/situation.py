"""For whom, when and on which meter a version's chain is different: a proof looks at each of these once."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import product
from typing import NamedTuple

from ratecard.domain.account import Account
from ratecard.domain.chain import ANYONE
from ratecard.domain.conventions import Conventions
from ratecard.domain.errors import Refusal
from ratecard.domain.period import MICROSECOND, Calendar, Period
from ratecard.domain.product import Version
from ratecard.domain.step import Scope, Step

FIRST_DAY = datetime(2021, 6, 1, 12, tzinfo=UTC)
"""In the period that is looked at where no version and no scope begins or ends."""


class Situation(NamedTuple):
    """Who asks, when, and on which meter."""

    period: Period
    account: Account
    meter: str
    """"" for the only one."""
    each: int
    """How many units one call is."""
    words: str
    """What tells it from others, to stand behind a sentence; "" where there are no others."""


def situations(version: Version, until: datetime | None = None) -> list[Situation]:
    """One for each meter and each way in which scopes make the chain different, while the version is in force.

    `until` is when the next version begins.
    """
    conventions = version.chain.conventions
    first = _first(version, conventions.calendar, until)
    meters = [(meter.id, meter.counts) for meter in version.meters] or [("", 1)]
    found: dict[tuple[object, ...], tuple[Period, Account]] = {(): (first, ANYONE)}
    scoped = [step for step in version.chain.steps if step.scope is not None]
    if scoped:
        scopes = [step.scope for step in scoped if step.scope is not None]
        found = {}
        for period, account in product(_periods(version, until, first, scopes), _accounts(scopes)):
            since = period.start if account.activated else None
            known = account._replace(activated=since)
            found.setdefault(_signature(scoped, conventions, period, known), (period, known))
    return [
        Situation(period, account, meter, each, _words(period, account, meter if len(meters) > 1 else "", first))
        for period, account in found.values()
        for meter, each in meters
    ]


def _first(version: Version, calendar: Calendar, until: datetime | None) -> Period:
    """The first period that the version prices; an ordinary one of a version that was always in force."""
    if version.since is None:
        first = calendar.containing(FIRST_DAY)
        return first if until is None or first.start < until else calendar.containing(until - MICROSECOND)
    first = calendar.containing(version.since)
    return first if first.start >= version.since else calendar.containing(first.end)


def _periods(version: Version, until: datetime | None, first: Period, scopes: Iterable[Scope]) -> Iterator[Period]:
    """The first period, and those in which a scope begins or ends, with the ones before and after."""
    yield first
    calendar = version.chain.conventions.calendar
    days = sorted({day for scope in scopes for day in (scope.since, scope.until) if day})
    for period in dict.fromkeys([period for day in days for period in _around(calendar, day)]):
        late = until is not None and period.start >= until
        if not late and (version.since is None or period.start >= version.since):
            yield period


def _around(calendar: Calendar, day: date) -> Sequence[Period]:
    try:
        at = calendar.containing(calendar.instant(day))
        return calendar.containing(at.start - MICROSECOND), at, calendar.containing(at.end)
    except (OverflowError, ValueError):  # the first and the last days that there are
        return ()


def _accounts(scopes: Iterable[Scope]) -> Sequence[Account]:
    """One of no class and one of each; each new too, where a step is there for new ones."""
    scopes = list(scopes)
    classes = ["", *sorted({name for scope in scopes for name in scope.account_classes})]
    ages = [None, FIRST_DAY] if any(scope.first_months is not None for scope in scopes) else [None]
    return [Account(name, age) for age in ages for name in classes]


def _signature(steps: Iterable[Step], conventions: Conventions, period: Period, account: Account) -> tuple[object, ...]:
    """How each scoped step is there: not at all, all the time, or for a part of it."""
    return tuple([_presence(step.scope, conventions, period, account) for step in steps if step.scope is not None])


def _presence(scope: Scope, conventions: Conventions, period: Period, account: Account) -> str:
    if not scope.admits(account):
        return "absent"
    try:
        since, until = scope.interval(conventions, account)
    except (Refusal, OverflowError, ValueError):
        return "never"
    start, end = max(since or period.start, period.start), min(until or period.end, period.end)
    if start >= end:
        return "absent"
    return "whole" if (start, end) == period[:2] else "part"


def _words(period: Period, account: Account, meter: str, first: Period) -> str:
    parts = [
        f" on meter {meter!r}" if meter else "",
        f" for account class {account.account_class!r}" if account.account_class else "",
        " for an account in its first month" if account.activated else "",
        f" in {period.id}" if period != first else "",
    ]
    return "".join(parts)
