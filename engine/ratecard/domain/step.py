"""A step: a strategy at its place in one product's chain, with its settings and its scope."""

import threading
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from ratecard.domain.account import Account
from ratecard.domain.bill import Bill
from ratecard.domain.conventions import Conventions
from ratecard.domain.errors import Misbehaved, Plugin, PluginFault
from ratecard.domain.order import Offer
from ratecard.domain.period import Period, Span
from ratecard.domain.strategy import Bound, Guard, Strategy
from ratecard.domain.text import Text

T = TypeVar("T")
NO_PLUGIN = Plugin("-", "-", "-")


MOST_WORDS = 500
"""How many characters of what a plugin's error says are passed on."""
MOST_BREAKPOINTS = 500
"""How many breakpoints of one step are looked at: a strategy that never ends is not waited for."""


class Scope(NamedTuple):
    """For which usage, when and for whom a step is there; what does not match, it never sees."""

    meters: tuple[str, ...] = ()
    """Only these meters' usage; all of it when empty."""
    since: date | None = None
    """From the first instant of this local day on."""
    until: date | None = None
    """Up to, not including, the first instant of this local day."""
    account_classes: tuple[str, ...] = ()
    """Only for accounts of these classes; for all when empty."""
    first_months: int | None = None
    """Only for so many months, on the wall clock, after the account switched the product on."""

    def interval(self, conventions: Conventions, account: Account) -> tuple[datetime | None, datetime | None]:
        """From when until when, UTC, the step is there for this account; None for an open end."""
        calendar = conventions.calendar
        starts = [calendar.instant(self.since)] if self.since else []
        ends = [calendar.instant(self.until)] if self.until else []
        if self.first_months is not None and account.activated:
            starts.append(account.activated)
            ends.append(calendar.later(account.activated, Span(months=self.first_months)))
        return max(starts, default=None), min(ends, default=None)

    def admits(self, account: Account) -> bool:
        """Whether the step is there for this account at all."""
        if self.first_months is not None and account.activated is None:
            return False
        return not self.account_classes or account.account_class in self.account_classes

    def absence(self, conventions: Conventions, period: Period, account: Account) -> Text:
        """Why the step is not there for this account in this period."""
        if self.first_months is not None and account.activated is None:
            return Text("账户的开通时间未知", "it is not known when the account switched the product on")
        if not self.admits(account):
            classes, own = ", ".join(self.account_classes), account.account_class
            return Text(
                f"仅限账户类别 {classes}，此账户为 {own!r}", f"for accounts of {classes}; this one is of {own!r}"
            )
        since, until = self.interval(conventions, account)
        written = conventions.calendar.written
        if until is not None and until <= period.start:
            return Text(f"已于 {written(until)} 结束", f"it ended at {written(until)}")
        if since is not None and since >= period.end:
            return Text(f"自 {written(since)} 起", f"it begins at {written(since)}")
        return Text("从不适用", "it is never there")


class Step(NamedTuple):
    """A strategy at its place in one product's chain."""

    id: str
    strategy: Strategy
    scope: Scope | None = None
    sources: Mapping[tuple[str | int, ...], str] = MappingProxyType({})
    """`file:line` of each setting, by its path; of the step itself at ()."""
    plugin: Plugin = NO_PLUGIN
    settings: Mapping[str, Any] = MappingProxyType({})
    """The raw table that the strategy was built from: what a what-if merges its settings over."""
    guard: Guard | None = None
    """Who asks the strategy; it is asked in place when None."""

    def offers(self) -> list[Offer]:
        """What can be ordered of the step; `PluginFault` when its strategy can't say."""
        return self.ask("offers", lambda: list(self.strategy.offers()))

    def breakpoints(self, bill: Bill) -> list[int]:
        """Where the step's price bends, `MOST_BREAKPOINTS` at most; `PluginFault` when its strategy can't say."""
        return self.ask("breakpoints", lambda: list(islice(self.strategy.breakpoints(bill), MOST_BREAKPOINTS)))

    def noise(self) -> Decimal:
        """How far the step's own rounding may put a total off a straight line; `PluginFault` when it can't say."""
        return self.ask("noise", self.strategy.noise)

    def choices(self) -> list[str]:
        """What an account may choose of the step; `PluginFault` when its strategy can't say."""
        return self.ask("choices", lambda: list(self.strategy.choices()))

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound | None:
        """What the step can't do better than in the bill's period; `PluginFault` when its strategy can't say."""
        return self.ask("bound", lambda: self.strategy.bound(bill, most))

    def ask(self, name: str, ask: Callable[[], T]) -> T:
        """The answer of one of the strategy's methods, by that name; `PluginFault` when there is none."""
        try:
            return ask() if self.guard is None else self.guard.run(ask)
        except BaseException as error:
            raise self.raised(error, f" from {name}") from error

    def fault(self, what: str) -> PluginFault:
        """The fault that this step's strategy `what`."""
        return PluginFault(self.id, self.strategy.kind, self.plugin, what)

    def raised(self, error: BaseException, where: str = "") -> BaseException:
        """The fault that this step's strategy raised `error`; the error itself when it is the user's interrupt."""
        return raised(self.id, self.strategy.kind, self.plugin, error, where)


class Case(NamedTuple):
    """A step and the bill that it was given: all that its outcome depends on."""

    step: Step
    bill: Bill


def raised(step: str, kind: str, plugin: Plugin, error: BaseException, where: str = "") -> BaseException:
    """The fault that a strategy of this kind raised `error`; the error itself when it is the user's interrupt."""
    if is_interrupt(error):
        return error
    if isinstance(error, Misbehaved):
        return PluginFault(step, kind, plugin, f"{error}{where}")
    return PluginFault(step, kind, plugin, told(error, where))


def told(error: BaseException, where: str = "") -> str:
    """That it was raised, and its own words where it has any."""
    words = said(error)
    return f"raised {type(error).__name__}{where}{': ' if words else ''}{words}"


def is_interrupt(error: BaseException) -> bool:
    """Whether it is Ctrl-C, which Python raises in the main thread only; anywhere else a plugin raised it."""
    return isinstance(error, KeyboardInterrupt) and threading.current_thread() is threading.main_thread()


def said(error: BaseException) -> str:
    """The error's own words, shortened; a plugin's error may have none, or raise another when it is asked."""
    try:
        words = str(error)
    except BaseException as worse:
        return f"(its text raised {type(worse).__name__})"
    return words if len(words) <= MOST_WORDS else f"{words[:MOST_WORDS]}…"
