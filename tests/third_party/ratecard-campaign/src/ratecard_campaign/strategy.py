"""The strategy `campaign`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Literal, NamedTuple

from ratecard.spi import (
    Bill,
    Bound,
    Fact,
    Line,
    Notice,
    Offer,
    Order,
    Outcome,
    Reference,
    Refused,
    Span,
    Strategy,
    Table,
    Text,
    Warned,
    count,
    rounding,
    within,
)

_DAY = timedelta(days=1)
_MOMENT = timedelta(microseconds=1)
Share = tuple[int, int]
"""So many of so many calls."""


class Given(NamedTuple):
    """What one account has of the campaign."""

    off: Decimal
    """The money taken off so far."""
    member_since: datetime | None
    """When it bought its membership; None where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Table):
    """What can be bought to get more of a campaign."""

    sku: str
    """What it is ordered by."""
    name: Text
    """What people call it."""
    price: Decimal
    """What it costs, paid at once, in the catalog's currency."""
    percent: Decimal
    """How many percent a member gets off, in place of the campaign's."""

    def __post_init__(self) -> None:
        """Refuse what no shop could sell."""
        if self.price < 0:
            raise ValueError(f"price must not be below zero, got {self.price}")
        if not 0 < self.percent <= 100:
            raise ValueError(f"percent must be above 0 and at most 100, got {self.percent}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign(Strategy):
    """Take a share off what named steps charge while the campaign runs, up to a budget for each account."""

    kind: ClassVar[str] = "campaign"
    title: ClassVar[Text] = Text("活动优惠", "Campaign")
    state_type: ClassVar[type | None] = Given

    of: tuple[str, ...]
    """The steps whose charge it is taken off: ["tiered-postpaid"]."""
    percent: Decimal
    """How many percent are taken off: 10."""
    first_day: date
    """The first day of the campaign, from midnight in the catalog's zone."""
    last_day: date
    """The last day of it, to midnight."""
    partly: Literal["by-calls", "left-out"]
    """A period that the campaign, or a membership, is only part of: the share of its calls, or nothing."""
    budget: Decimal | None = None
    """The most that one account gets off in the whole campaign, in the catalog's currency; absent: any amount."""
    membership: Membership | None = None
    """What can be bought, once, to get more off from then on; absent: there is none."""
    channels: tuple[str, ...] = ()
    """How the account is told that the budget is used up; absent: it is not told."""

    def __post_init__(self) -> None:
        """Refuse a campaign of nothing, off nothing, or at no time."""
        if not self.of:
            raise ValueError("of must name a step")
        if not 0 < self.percent <= 100:
            raise ValueError(f"percent must be above 0 and at most 100, got {self.percent}")
        if self.last_day < self.first_day:
            raise ValueError(f"last_day {self.last_day} is before first_day {self.first_day}")
        if self.budget is not None and self.budget <= 0:
            raise ValueError(f"budget must be above zero, got {self.budget}")
        if self.channels and self.budget is None:
            raise ValueError("channels tell that a budget is used up; give one")

    def settle(self, bill: Bill) -> Outcome:
        """Take off what is due; all calls are left as they are."""
        before: Given = bill.state or Given(Decimal(0), None)
        since = self._joined(bill)
        lines = tuple([self._purchase(bill, order) for order in bill.orders])
        off = Decimal(0)
        for percent, share in self._shares(bill, since):
            line = self._line(bill, percent, share, before.off + off)
            if line is not None and line.amount is not None:
                lines = (*lines, line)
                off -= line.amount
        after = Given(before.off + off, since)
        return Outcome(bill.remaining, lines, (), self._notices(bill, before, after), self._facts(bill, since), after)

    def _joined(self, bill: Bill) -> datetime | None:
        """Since when the account is a member; `Refused` where it buys that twice, or at no time of the campaign."""
        since: datetime | None = bill.state.member_since if bill.state else None
        for owned in bill.owned:
            since = owned.effective
        for order in bill.orders:
            if since is not None or order.quantity > 1:
                raise Refused("already-member", f"{order.sku!r} can be bought once")
            if not self._runs_at(bill, order.placed):
                raise Refused("campaign-not-running", f"{order.sku!r} is sold while the campaign runs")
            since = order.placed
        return since

    def _purchase(self, bill: Bill, order: Order) -> Line:
        assert self.membership is not None  # whose offer it is
        price, rule = self.membership.price, ("membership", "price")
        return bill.line(0, price, kind="purchase", quantity=1, item=order.sku, at=order.placed, rule=rule)

    def _facts(self, bill: Bill, since: datetime | None) -> tuple[Fact, ...]:
        """The membership, in periods in which it is in force."""
        end = bill.conventions.calendar.instant(self.last_day + _DAY)
        if since is None or self.membership is None or end <= bill.period.start:
            return ()
        return (bill.entitlement(self.membership.sku, 1, since, end),)

    def _runs_at(self, bill: Bill, instant: datetime) -> bool:
        return self.first_day <= bill.conventions.calendar.local(instant).date() <= self.last_day

    def _shares(self, bill: Bill, since: datetime | None) -> Sequence[tuple[Decimal, Share]]:
        """What percentage holds for which share of the period's calls."""
        calendar, period = bill.conventions.calendar, bill.period
        start = max(calendar.instant(self.first_day), period.start)
        end = min(calendar.instant(self.last_day + _DAY), period.end)
        if start >= end:
            return ()
        joined = end if self.membership is None or since is None else min(max(since, start), end)
        more = self.membership.percent if self.membership else self.percent
        if self.partly == "left-out":
            whole = (start, end) == (period.start, period.end)
            return [(more if joined == start else self.percent, (1, 1))] if whole else ()
        of = count(bill.usage)
        spans = ((self.percent, start, joined), (more, joined, end))
        return [(percent, (count(within(bill.usage, a, b)), of)) for percent, a, b in spans if a < b and of]

    def _line(self, bill: Bill, percent: Decimal, share: Share, given: Decimal) -> Line | None:
        """The adjustment: a percentage of a share of the charge, or what is left of the budget."""
        spent = bill.spent(self.of)
        if spent is None or spent <= 0 or not share[0]:
            return None
        due = Fraction(spent) * Fraction(percent) / 100 * Fraction(*share)
        rule = ("percent",) if percent == self.percent or self.membership is None else ("membership", "percent")
        left = self._left(bill, given)
        if left == 0:
            return None
        if left is not None and due >= left:
            return bill.line(0, -left, kind="adjustment", quantity=1, item="budget", rule=("budget",))
        quantity = -percent / 100
        if share[0] == share[1]:
            return bill.line(0, spent, kind="adjustment", quantity=quantity, rule=rule)
        return bill.line(0, spent, kind="adjustment", quantity=quantity * share[0], per=share[1], rule=rule)

    def _left(self, bill: Bill, given: Decimal) -> Decimal | None:
        """What is left of the budget, in whole units of the currency's rounding; None without one."""
        if self.budget is None:
            return None
        return rounding(bill.conventions.rounding.places, "floor").apply(self.budget - given)

    def _notices(self, bill: Bill, before: Given, after: Given) -> tuple[Notice, ...]:
        """That the budget is used up, once: when the period's bill is made."""
        if not self.channels or self._left(bill, before.off) == 0 or self._left(bill, after.off) != 0:
            return ()
        at = bill.period.end - _MOMENT
        return (Notice(bill.step, "budget-used-up", at, at, True, "", 0, self.channels),)

    def offers(self) -> Sequence[Offer]:
        """The membership."""
        if self.membership is None:
            return ()
        days = Span(days=(self.last_day - self.first_day).days + 1)
        return (Offer(self.membership.sku, self.membership.name, 0, self.membership.price, valid_for=days, limit=1),)

    def refers_to(self) -> Iterable[Reference]:
        """The steps whose charge it is a share of."""
        return [Reference(("of", index), "step", step) for index, step in enumerate(self.of)]

    def check(self) -> Iterable[Warned]:
        """A membership that gives no more than the campaign does."""
        if self.membership and self.membership.percent <= self.percent:
            message = f"a member gets {self.membership.percent} % off, everybody gets {self.percent} %"
            yield Warned(("membership", "percent"), "membership-for-nothing", message)

    def breakpoints(self, bill: Bill) -> Iterable[int]:
        """Where the budget is used up."""
        left = self._left(bill, (bill.state or Given(Decimal(0), None)).off)
        shares = self._shares(bill, self._joined(bill))
        rate = sum([Fraction(percent) / 100 * Fraction(*share) for percent, share in shares], Fraction(0))
        if left is None or not rate:
            return ()
        edge = Fraction(left) / rate
        return bill.reaching(self.of, Decimal(edge.numerator) / edge.denominator)

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound | None:
        """No more than the percentage is taken off; a membership changes other bills, so nothing is promised then."""
        if self.membership is not None:
            return None
        return Bound(free=0, factor=1 - self.percent / 100, slack=bill.conventions.rounding.unit)

    def describe(self, locale: str) -> str:
        """The percentage, the steps, the days and the budget."""
        steps = ", ".join(self.of)
        zh = f"{self.first_day} 至 {self.last_day}：{steps} 减 {self.percent:f}%"
        en = f"{self.percent:f} % off {steps} from {self.first_day} to {self.last_day}"
        if self.membership:
            zh += f"，会员减 {self.membership.percent:f}%"
            en += f", {self.membership.percent:f} % for members"
        if self.budget is not None:
            zh += f"，最多 {self.budget}"
            en += f", at most {self.budget}"
        return Text(zh, en).in_locale(locale)

    def label(self, line: Line, locale: str) -> str:
        """The membership by its name; what the budget cut short says so."""
        if self.membership and line.kind == "purchase":
            return self.membership.name.in_locale(locale)
        if line.item == "budget":
            return Text("活动优惠（预算余额）", "Campaign, the rest of its budget").in_locale(locale)
        return self.title.in_locale(locale)

    def message(self, notice: Notice, locale: str) -> str:
        """That the budget is used up."""
        return Text(
            f"活动优惠预算 {self.budget} 已用完", f"The campaign's budget of {self.budget} is used up"
        ).in_locale(locale)
