"""Lots of packs: when each begins and ends, and what a call takes of it."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Literal, NamedTuple

from ratecard.spi import Calendar, Lot, Order, Owned, Period, Refused, Span
from ratecard_prepaid_packs.pack import Instalments, Pack
from ratecard_prepaid_packs.returns import stamp

DAY = timedelta(days=1)


class Terms(NamedTuple):
    """What a step says of all its packs, in its catalog's calendar."""

    calendar: Calendar
    starts: Literal["at-once", "next-day", "chosen"]
    starts_after: Span | None
    valid_for: Span | None
    expires: Literal["same-time", "end-of-day"]
    points: Mapping[str, int]

    def start(self, order: Order) -> datetime:
        """When what is ordered becomes effective."""
        start = order.placed
        if self.starts_after:
            start = self.calendar.later(start, self.starts_after)
        if self.starts == "next-day":
            return self._midnight(start)
        return max(start, order.effective) if order.effective else start

    def bought(self, pack: Pack, order: Order, number: int) -> Iterator[Lot]:
        """The lots of one pack: the order's, which is the `number`th of its instant."""
        start = self.start(order)
        return self._lots(f"{stamp(order.placed)}/{number:05}/{order.sku}", pack, start, self._end(pack, start))

    def owned(self, pack: Pack, owned: Owned, number: int, period: Period) -> list[Lot]:
        """The lots of a pack from before the period; what is left of it is in the last of them."""
        end = owned.expires or self._end(pack, owned.effective)
        if end <= period.start:
            raise Refused(
                "bad-owned",
                f"owned pack {owned.sku!r} expired at {self.calendar.written(end)}, before {period}",
                "leave it out",
            )
        lots = [*self._lots(f"{stamp(owned.effective)}/owned-{number:05}/{owned.sku}", pack, owned.effective, end)]
        there = [lot for lot in lots if lot.expires > period.start]
        left = owned.left
        for place, lot in reversed([*enumerate(there)]):
            there[place] = lot._replace(left=min(left, lot.size))
            left -= there[place].left
        if left:
            held = owned.left - left
            raise Refused(
                "bad-owned",
                f"owned pack {owned.sku!r}: {owned.left} units left, more than the {held} of its instalments to come",
            )
        return there

    def _lots(self, name: str, pack: Pack, start: datetime, end: datetime) -> Iterator[Lot]:
        costs = tuple([(m, cost) for m, cost in self.points.items() if cost > 1 and m in (pack.meters or (m,))])
        if pack.instalments is None:
            yield Lot(name, pack.known_as, pack.units, pack.units, start, end, pack.meters, costs)
            return
        for number, (since, until) in enumerate(self._parts(pack.instalments, start, end), 1):
            own = f"{name}/{number:03}"
            yield Lot(own, pack.known_as, pack.units, pack.units, since, until, pack.meters, costs)

    def _parts(self, parts: Instalments, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """When each instalment begins and ends."""
        for number in range(parts.count):
            since = self.calendar.later(start, parts.span(number))
            until = self.calendar.later(start, parts.span(number + 1))
            if parts.unused == "kept":
                until = end
            elif number + 1 == parts.count:
                until = self._last(until)
            if since < end:
                yield since, min(until, end)

    def _end(self, pack: Pack, start: datetime) -> datetime:
        return self._last(self.calendar.later(start, pack.valid_for or self.valid_for or Span()))

    def _last(self, end: datetime) -> datetime:
        return self._midnight(end) if self.expires == "end-of-day" else end

    def _midnight(self, instant: datetime) -> datetime:
        """The end of the instant's local day."""
        return self.calendar.instant(self.calendar.local(instant).date() + DAY, time.min)
