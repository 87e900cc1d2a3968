"""What becomes of calls that no earlier step covered: they go on to be charged, or are refused."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Literal

from ratecard.spi import Bill, Bound, Line, Outcome, Slice, Strategy, Text, within

FREE = Decimal(0)
REFUSED = "refused"
WORDS = {
    "postpaid": Text("转入后付费", "charged postpaid"),
    "refused": Text("停止服务，不计费", "refused and not charged"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Overflow(Strategy):
    """Refuse what no earlier step covered, at no charge, or leave it to the steps after this one.

    Its place is after packs and before what charges postpaid. Units that it refuses count toward a tier unless
    `tier_excludes` of the later step names this one.
    """

    kind: ClassVar[str] = "overflow"
    title: ClassVar[Text] = Text("超出资源包的调用", "Calls over the packs")
    examples: ClassVar[Sequence[Mapping[str, object]]] = (
        {"default": "postpaid", "switchable": True},
        {"default": "refused", "switchable": False},
    )

    default: Literal["postpaid", "refused"]
    """What holds where the account chose nothing."""
    switchable: bool
    """Whether the account may choose the other, from any instant on."""

    def choices(self) -> Sequence[str]:
        """Both words, where the account may choose."""
        return list(WORDS) if self.switchable else []

    def settle(self, bill: Bill) -> Outcome:
        """A line at 0 for each time in which calls are refused, and each meter."""
        times = bill.chosen(self.default)
        if not bill.remaining or all(value != REFUSED for _, _, value in times):
            return Outcome(bill.remaining)
        lines = [line for since, until, value in times if value == REFUSED for line in self._lines(bill, since, until)]
        return Outcome(tuple(_served(bill.remaining, times)), tuple(lines))

    def _lines(self, bill: Bill, since: datetime, until: datetime) -> Iterator[Line]:
        units: dict[str, int] = {}
        for piece in within(bill.remaining, since, until):
            units[piece.meter] = units.get(piece.meter, 0) + piece.units
        chosen = _chosen_at(bill, since)
        item = bill.conventions.calendar.written(chosen) if chosen else ""
        rule = ("default",) if self.default == REFUSED else ("switchable",)
        for meter, number in sorted(units.items()):
            yield bill.line(number, FREE, kind="refused", meter=meter, item=item, rule=rule)

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound:
        """Nothing is free: a plan is only a plan while no call of it is refused."""
        return Bound(0)

    def label(self, line: Line, locale: str) -> str:
        """What happened, and since when where the account chose an instant: the line's item."""
        since = Text(f"（自 {line.item}）", f" since {line.item}") if line.item else Text("", "")
        return Text(f"停止服务，未计费{since.zh}", f"Refused{since.en}, not charged").in_locale(locale)

    def describe(self, locale: str) -> str:
        """What happens to calls over the packs, and whether the account may choose."""
        word = WORDS[self.default]
        may = Text("，账号可自行切换", "; the account may choose otherwise") if self.switchable else Text("", "")
        return Text(
            f"资源包用尽后的调用{word.zh}{may.zh}", f"Calls that no pack covers are {word.en}{may.en}"
        ).in_locale(locale)


def _served(slices: Sequence[Slice], times: Sequence[tuple[datetime, datetime, str]]) -> Iterator[Slice]:
    """What of the slices lies in times in which calls are not refused, in the order of the slices."""
    for piece in slices:
        for since, until, value in times:
            if value != REFUSED:
                yield from within((piece,), since, until)


def _chosen_at(bill: Bill, at: datetime) -> datetime | None:
    """Since when what holds at an instant was chosen; None for what was never chosen, or from before all."""
    made = [choice.since for choice in bill.account.choices if choice.step == bill.step and choice.since]
    return max((since for since in made if since <= at), default=None)
