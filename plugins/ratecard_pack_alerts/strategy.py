"""Notices when a pack runs low or out, or is about to expire."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from functools import partial
from typing import ClassVar, Literal

from ratecard.spi import Balance, Bill, Bound, Notice, Outcome, Reference, Strategy, Text
from ratecard_pack_alerts.crossing import DAY, HOUR, Crossing, Mark, Watch, crossings, expiring, lot_id
from ratecard_pack_alerts.window import Window

NOTHING = Watch()
MOST_DAYS = 36_500
"""More than anybody is told ahead, far fewer than lead out of the calendar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackAlerts(Strategy):
    """Tell the account's holder when a pack falls low, when it is empty, and some days before it expires.

    The crossing is the instant the units are taken, or the instant at which another pack's end leaves one that is
    low already; the notice is sent at the first full hour at or after it in the window, once per crossing, and not
    after the pack's own expiry (page: the note above 产品价格).
    """

    kind: ClassVar[str] = "pack-alerts"
    title: ClassVar[Text] = Text("余量提醒", "Pack alerts")
    state_type: ClassVar[type | None] = Watch
    examples: ClassVar[Sequence[Mapping[str, object]]] = (
        {"below": Decimal("0.2"), "watch": "each", "same_hour": "both", "channels": ["sms"], "packs": ["bought"]},
        {
            "expiry_ahead": [7, 1],
            "channels": ["email"],
            "packs": ["bought"],
            "window": {"opens": time(9), "closes": time(21)},
        },
    )

    below: Decimal | None = field(default=None, metadata={"exclusiveMinimum": 0, "exclusiveMaximum": 1})
    """The share of a pack's size under which it is low: 0.20 for less than 20 %. Either this or `below_units`."""
    below_units: int | None = field(default=None, metadata={"minimum": 1})
    """The number of units under which a pack that had more is low: 1 to tell of empty packs only."""
    watch: Literal["last", "each"] | None = None
    """Which packs are told to be low or empty: the last usable one only, or each. Needed with `below…`."""
    same_hour: Literal["exhausted", "both"] | None = None
    """What is sent when low and exhausted of one pack fall due at the same time. Needed with `below…`."""
    expiry_ahead: tuple[int, ...] = field(
        default=(), metadata={"uniqueItems": True, "items": {"type": "integer", "minimum": 1, "maximum": MOST_DAYS}}
    )
    """So many whole days before its expiry it is told of a pack that has units left: [7, 1]."""
    window: Window | None = None
    """From which to which full hour, both included, notices are sent, in the catalog's zone; at once, unless given."""
    channels: tuple[str, ...]
    """How notices are sent, unless the account chose otherwise."""
    packs: tuple[str, ...] = field(metadata={"minItems": 1})
    """The earlier steps whose lots are packs to this rule."""

    def __post_init__(self) -> None:
        self._check_threshold()
        ahead = self.expiry_ahead
        if not all(1 <= days <= MOST_DAYS for days in ahead) or len({*ahead}) < len(ahead):
            raise ValueError(f"expiry_ahead must be different numbers of days from 1 to {MOST_DAYS}, got {[*ahead]}")
        if not self.packs:
            raise ValueError("packs must name at least one step")

    def _check_threshold(self) -> None:
        if self.below is None and self.below_units is None:
            if not self.expiry_ahead:
                raise ValueError("one of below, below_units and expiry_ahead must say what is told of")
            if self.watch or self.same_hour:
                raise ValueError("watch and same_hour are about low packs: they need below or below_units")
            return
        if self.below is not None and self.below_units is not None:
            raise ValueError("below and below_units can't both say when a pack is low")
        if self.below is not None and (not self.below.is_finite() or not 0 < self.below < 1):
            raise ValueError(f"below is a share between 0 and 1, 0.20 for 20 %, got {self.below}")
        if self.below_units is not None and self.below_units < 1:
            raise ValueError(f"below_units must be at least 1, got {self.below_units}")
        if self.watch is None:
            raise ValueError('key \'watch\' is missing: "last" for the last usable pack only, or "each"')
        if self.same_hour is None:
            raise ValueError('key \'same_hour\' is missing: "exhausted" to leave out low in the same hour, or "both"')

    def settle(self, bill: Bill) -> Outcome:
        """The notices that fall due in the period; those due later wait in the state."""
        balances = [fact for fact in bill.facts if type(fact) is Balance and fact.step in self.packs]
        watch: Watch = bill.state or NOTHING
        if not balances and not watch.pending:
            return Outcome(bill.remaining, state=bill.state)
        told = {mark.lot for mark in watch.told}
        found = self._found(bill, balances, told, watch.pending)
        if not found and not told:
            return Outcome(bill.remaining)
        end = bill.period.end
        to_send = _to_send(found, both=self.same_hour == "both")
        sent = tuple([self._notice(bill.step, crossing) for crossing in to_send if crossing.due < end])
        pending = tuple([crossing for crossing in to_send if crossing.due >= end])
        marks = _marks(balances, watch.told, found, end)
        return Outcome(bill.remaining, notices=sent, state=Watch(pending, marks) if pending or marks else None)

    def _found(
        self, bill: Bill, balances: Sequence[Balance], told: set[str], pending: Iterable[Crossing]
    ) -> list[Crossing]:
        """What waits, and what comes about in the period."""
        calendar = bill.conventions.calendar
        due = partial(self.window.next, calendar) if self.window else _at_once
        found = [*pending]
        if self.watch:
            found += crossings(balances, bill.period, self._floor, due, told, each=self.watch == "each")
        if self.expiry_ahead:
            found += expiring(balances, bill.period, self.expiry_ahead, calendar, due)
        return found

    def _floor(self, size: int) -> int:
        """The most units that are still low: 19 999 of 100 000 at 20 %; 0 where a pack never had more."""
        if self.below is None:
            return self.below_units - 1 if self.below_units and self.below_units <= size else 0
        share, of = self.below.as_integer_ratio()
        return -(-share * size // of) - 1

    def _notice(self, step: str, crossing: Crossing) -> Notice:
        kind, lot, size, _, crossed, due, approximate = crossing
        return Notice(step, kind, due, crossed, approximate, lot, size, self.channels)

    def message(self, notice: Notice, locale: str) -> str:
        """That a pack is low, used up, or soon to expire."""
        if notice.kind == "expiring":
            days = self._days_ahead(notice)
            within = "a day" if days == 1 else f"{days} days"
            return Text(
                f"资源包（共 {notice.size} 次）将于 {days} 天内到期，仍有余量",
                f"A pack (of {notice.size} calls) expires within {within}, with calls left",
            ).in_locale(locale)
        pack = Text("资源包", "A pack") if self.watch == "each" else Text("最后一个可用资源包", "The last usable pack")
        what = Text("已用尽", "is used up") if notice.kind == "exhausted" else self._low
        return Text(
            f"{pack.zh}（共 {notice.size} 次）{what.zh}", f"{pack.en} (of {notice.size} calls) {what.en}"
        ).in_locale(locale)

    def _days_ahead(self, notice: Notice) -> int:
        """Which of the numbers of days the notice is for: it may have waited for less than a day."""
        ahead = sorted(self.expiry_ahead)
        # A day on which the clock changes is longer than others.
        left = notice.crossing - notice.at - 2 * HOUR
        return next((days for days in ahead if days * DAY >= left), ahead[-1])

    @property
    def _low(self) -> Text:
        if self.below is None:
            return Text(f"余量已少于 {self.below_units} 次", f"has fewer than {self.below_units} calls left")
        percent = f"{(self.below * 100).normalize():f}"
        return Text(f"余量已低于 {percent}%", f"is below {percent} %")

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound:
        """It covers and charges nothing."""
        return Bound(0)

    def refers_to(self) -> Iterable[Reference]:
        """The steps whose lots are watched."""
        for index, step in enumerate(self.packs):
            yield Reference(("packs", index), "step", step)

    def describe(self, locale: str) -> str:
        """When notices are sent."""
        told = [*self._low_described(), *self._expiry_described()]
        zh, en = "；".join(text.zh for text in told), "; ".join(text.en for text in told)
        if self.window is None:
            return Text(f"{zh}，即时提醒", f"A notice {en}, at once").in_locale(locale)
        opens, closes = f"{self.window.opens:%H:%M}", f"{self.window.closes:%H:%M}"
        return Text(
            f"{zh}，于每日 {opens}-{closes} 的整点提醒", f"A notice {en}, on the hour from {opens} to {closes}"
        ).in_locale(locale)

    def _low_described(self) -> Iterator[Text]:
        if self.watch is None:
            return
        last = self.watch == "last"
        pack = Text("仅剩一个可用资源包且", "the last usable pack") if last else Text("任一资源包", "a pack")
        if self.below_units == 1:
            low = Text("余量为 0", "is empty")
        elif self.below is None:
            low = Text(f"余量少于 {self.below_units} 次或为 0", f"has under {self.below_units} calls left, or none")
        else:
            percent = f"{(self.below * 100).normalize():f}"
            low = Text(f"余量低于 {percent}% 或为 0", f"is below {percent} % or empty")
        yield Text(f"{pack.zh}{low.zh} 时", f"when {pack.en} {low.en}")

    def _expiry_described(self) -> Iterator[Text]:
        if self.expiry_ahead:
            days = sorted(self.expiry_ahead, reverse=True)
            *most, last = map(str, days)
            en = f"{', '.join(most)} and {last}" if most else last
            yield Text(
                f"有余量的资源包到期前 {'、'.join([*most, last])} 天",
                f"{en} day{'s' * (days != [1])} before a pack with calls left expires",
            )


def _at_once(instant: datetime) -> datetime:
    return instant


def _to_send(found: list[Crossing], *, both: bool) -> list[Crossing]:
    """The crossings that are told, in order of time: none once expired, of one pack's two in one hour both or one."""
    if len(found) > 1:
        found.sort(key=_order)
    ends = () if both else {(crossing.lot, crossing.due) for crossing in found if crossing.kind == "exhausted"}
    return [
        crossing
        for crossing in found
        if crossing.due < crossing.expires and (crossing.kind != "low" or (crossing.lot, crossing.due) not in ends)
    ]


def _order(crossing: Crossing) -> tuple[datetime, datetime, str]:
    return crossing.due, crossing.crossed, crossing.lot


def _marks(
    balances: Iterable[Balance], told: tuple[Mark, ...], found: Iterable[Crossing], end: datetime
) -> tuple[Mark, ...]:
    """Which lots need no second word on being low: those that are, and live on with units left."""
    low = [Mark(crossing.lot, crossing.expires) for crossing in found if crossing.kind == "low"]
    marks = [mark for mark in (*told, *low) if mark.expires > end]
    gone = {lot_id(balance) for balance in balances if not balance.after} if marks else ()
    return tuple([mark for mark in marks if mark.lot not in gone])
