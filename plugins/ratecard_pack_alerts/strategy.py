"""Notices when the last usable pack runs low or out."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import ClassVar

from ratecard.spi import Balance, Bill, Notice, Outcome, Reference, Strategy, Text
from ratecard_pack_alerts.crossing import Crossing, Mark, Watch, crossings, lot_id
from ratecard_pack_alerts.window import Window


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
        watch: Watch = bill.state or Watch()
        if not balances and not watch.pending:
            return Outcome(bill.remaining, state=bill.state)
        told = {mark.lot for mark in watch.told}
        found = [*watch.pending, *self._due(bill, crossings(balances, bill.period, self._floor, told))]
        exhausted = {(crossing.lot, crossing.due) for crossing in found if crossing.kind == "exhausted"}
        sent, pending = [], []
        for crossing in sorted(found, key=lambda crossing: (crossing.due, crossing.crossed, crossing.lot)):
            same_hour = crossing.kind == "low" and (crossing.lot, crossing.due) in exhausted
            if same_hour or crossing.due >= crossing.expires:
                continue
            if crossing.due < bill.period.end:
                sent.append(self._notice(bill, crossing))
            else:
                pending.append(crossing)
        told |= {crossing.lot for crossing in found if crossing.kind == "low"}
        marks = tuple(mark for mark in self._marks(balances, told) if mark.expires > bill.period.end)
        kept = tuple(mark for mark in watch.told if mark.expires > bill.period.end and mark.lot not in _ids(balances))
        state = Watch(tuple(pending), (*kept, *marks)) if pending or kept or marks else None
        return Outcome(bill.remaining, notices=tuple(sent), state=state)

    def _floor(self, size: int) -> int:
        """The most units that are still below the share: 19 999 of 100 000 at 20 %."""
        return int((self.below * size).to_integral_value(ROUND_CEILING)) - 1

    def _due(self, bill: Bill, found: Iterable[Crossing]) -> Iterable[Crossing]:
        for crossing in found:
            yield crossing._replace(due=self.window.next(bill.conventions.calendar, crossing.crossed))

    def _marks(self, balances: Iterable[Balance], told: set[str]) -> Iterable[Mark]:
        """Which lots need no second word on being low."""
        for balance in balances:
            if balance.after and lot_id(balance) in told:
                yield Mark(lot_id(balance), balance.expires)

    def _notice(self, bill: Bill, crossing: Crossing) -> Notice:
        percent = f"{(self.below * 100).normalize():f}"
        message = (
            Text(
                f"最后一个可用资源包（共 {crossing.size} 次）余量已低于 {percent}%",
                f"The last usable pack (of {crossing.size} calls) is below {percent} %",
            )
            if crossing.kind == "low"
            else Text(
                f"最后一个可用资源包（共 {crossing.size} 次）已用尽",
                f"The last usable pack (of {crossing.size} calls) is used up",
            )
        )
        return Notice(
            bill.step,
            crossing.kind,
            crossing.due,
            crossing.crossed,
            crossing.approximate,
            crossing.lot,
            message,
            self.channels,
        )

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


def _ids(balances: Iterable[Balance]) -> set[str]:
    return set(map(lot_id, balances))
