"""Notices when the last usable pack runs low or out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import ClassVar

from ratecard.spi import Balance, Bill, Bound, Notice, Outcome, Reference, Strategy, Text
from ratecard_pack_alerts.crossing import Crossing, Mark, Watch, crossings, lot_id
from ratecard_pack_alerts.window import Window

NOTHING = Watch()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackAlerts(Strategy):
    """Tell the account's holder when the last usable pack falls below a share of its size, and when it is empty.

    The crossing is the instant the units are taken, or the instant at which another pack's end leaves one that is
    low already; the notice is sent at the first full hour at or after it in the window, once per crossing, and not
    after the pack's own expiry. Of two notices of one pack that fall due at the same hour only "exhausted" is sent
    (page: the note above 产品价格).
    """

    kind: ClassVar[str] = "pack-alerts"
    title: ClassVar[Text] = Text("余量提醒", "Pack alerts")
    state_type: ClassVar[type | None] = Watch

    below: Decimal
    """The share of a pack's size under which it is low: 0.20 for less than 20 %."""
    window: Window
    """From which to which full hour, both included, notices are sent, in the catalog's zone."""
    channels: tuple[str, ...]
    """How notices are sent, unless the account chose otherwise."""
    packs: tuple[str, ...]
    """The earlier steps whose lots are packs to this rule."""

    def __post_init__(self) -> None:
        if not self.below.is_finite() or not 0 < self.below < 1:
            raise ValueError(f"below must be between 0 and 1, got {self.below}")
        if not self.packs:
            raise ValueError("packs must name at least one step")

    def settle(self, bill: Bill) -> Outcome:
        """The notices that fall due in the period; those due later wait in the state."""
        balances = [fact for fact in bill.facts if type(fact) is Balance and fact.step in self.packs]
        watch: Watch = bill.state or NOTHING
        if not balances and not watch.pending:
            return Outcome(bill.remaining, state=bill.state)
        told = {mark.lot for mark in watch.told}
        due = partial(self.window.next, bill.conventions.calendar)
        found = [*watch.pending, *crossings(balances, bill.period, self._floor, due, told)]
        if not found and not told:
            return Outcome(bill.remaining)
        end = bill.period.end
        to_send = _to_send(found)
        sent = tuple([self._notice(bill.step, crossing) for crossing in to_send if crossing.due < end])
        pending = tuple([crossing for crossing in to_send if crossing.due >= end])
        marks = _marks(balances, watch.told, found, end)
        return Outcome(bill.remaining, notices=sent, state=Watch(pending, marks) if pending or marks else None)

    def _floor(self, size: int) -> int:
        """The most units that are still below the share: 19 999 of 100 000 at 20 %."""
        share, of = self.below.as_integer_ratio()
        return -(-share * size // of) - 1

    def _notice(self, step: str, crossing: Crossing) -> Notice:
        kind, lot, size, _, crossed, due, approximate = crossing
        return Notice(step, kind, due, crossed, approximate, lot, size, self.channels)

    def message(self, notice: Notice, locale: str) -> str:
        """That the last usable pack is low, or used up."""
        if notice.kind == "exhausted":
            return Text(
                f"最后一个可用资源包（共 {notice.size} 次）已用尽",
                f"The last usable pack (of {notice.size} calls) is used up",
            ).in_locale(locale)
        percent = f"{(self.below * 100).normalize():f}"
        return Text(
            f"最后一个可用资源包（共 {notice.size} 次）余量已低于 {percent}%",
            f"The last usable pack (of {notice.size} calls) is below {percent} %",
        ).in_locale(locale)

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound:
        """It covers and charges nothing."""
        return Bound(0)

    def refers_to(self) -> Iterable[Reference]:
        """The steps whose lots are watched."""
        for index, step in enumerate(self.packs):
            yield Reference(("packs", index), "step", step)

    def describe(self, locale: str) -> str:
        """When notices are sent."""
        percent = f"{(self.below * 100).normalize():f}"
        opens, closes = f"{self.window.opens:%H:%M}", f"{self.window.closes:%H:%M}"
        return Text(
            f"仅剩一个可用资源包且余量低于 {percent}% 或为 0 时，于每日 {opens}-{closes} 的整点提醒",
            f"A notice when the last usable pack is below {percent} % or empty, on the hour from {opens} to {closes}",
        ).in_locale(locale)


def _to_send(found: list[Crossing]) -> list[Crossing]:
    """The crossings that are told, in order of time: of one pack's two in one hour the second, none once expired."""
    if len(found) > 1:
        found.sort(key=_order)
    ends = {(crossing.lot, crossing.due) for crossing in found if crossing.kind == "exhausted"}
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
