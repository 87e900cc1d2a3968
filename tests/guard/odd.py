"""Strategies that do harm, where a worker can import them."""

import ctypes
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, NamedTuple, cast

from ratecard.spi import Balance, Bill, Outcome, Refused, Strategy, Text

HARMED = 10


class Memory(NamedTuple):
    """What the odd strategy keeps."""

    number: int


def spin(bill: Bill) -> None:
    while True:
        pass


def swallow(bill: Bill) -> None:
    """Hangs on, whatever is raised in it, for a while."""
    for _ in range(3):
        try:
            spin(bill)
        except BaseException:
            continue


def hold_the_interpreter(bill: Bill) -> None:
    """A call into C that neither returns nor lets anybody else run Python."""
    ctypes.PyDLL(None).sleep(3600)


def fill(bill: Bill) -> None:
    kept = []
    while True:
        kept.append(bytearray(64 << 20))


def crash(bill: Bill) -> None:
    ctypes.string_at(0)


def leave(bill: Bill) -> None:
    os._exit(7)


def sleep(bill: Bill) -> None:
    time.sleep(3600)


def stop(bill: Bill) -> None:
    raise SystemExit("bye")


def interrupt(bill: Bill) -> None:
    raise KeyboardInterrupt("mine")


def refuse(bill: Bill) -> None:
    raise Refused("too-many", "no more", "ask for less")


def flood(bill: Bill) -> None:
    """Makes more lines than there is memory for."""
    while True:
        bill.line(0, Decimal(0), kind="fee", quantity=1)


def recurse(bill: Bill) -> None:
    recurse(bill)


def raise_error(bill: Bill) -> None:
    bill.units / 0


def return_text(bill: Bill) -> str:
    return "settled"


def lose_units(bill: Bill) -> Outcome:
    return Outcome((), (bill.line(3, Decimal(1)),))


def charge_less_than_nothing(bill: Bill) -> Outcome:
    return Outcome(bill.remaining, (bill.line(0, Decimal(-5), kind="fee", quantity=1),))


def charge_dollars(bill: Bill) -> None:
    bill.line(0, Decimal(5), kind="fee", quantity=1, currency="USD")  # type: ignore[call-arg]


def forge_dollars(bill: Bill) -> Outcome:
    """A line as another catalog's bill would make it."""
    conventions = bill.conventions._replace(currency="USD")
    elsewhere = bill._replace(conventions=conventions, made=[])
    return Outcome(bill.remaining, (elsewhere.line(0, Decimal(5), kind="fee", quantity=1),))


def change_its_bill(bill: Bill) -> None:
    bill.remaining = ()  # type: ignore[misc]


def change_its_usage(bill: Bill) -> None:
    bill.usage[0] = bill.usage[0].numbers(0, 1)  # type: ignore[index]


def tell_half_a_unit(bill: Bill) -> Outcome:
    start, end = bill.period.start, bill.period.end
    return Outcome(bill.remaining, facts=(Balance(bill.step, "lot", "", 1, 1, 0.5, start, end, ()),))  # type: ignore[arg-type]


def return_a_gigabyte(bill: Bill) -> Outcome:
    """One line again and again, which is as much to whoever looks through them."""
    return Outcome(bill.remaining, (bill.line(0, Decimal(1), kind="fee", quantity=1),) * 200_001)


def keep_a_list(bill: Bill) -> Outcome:
    return Outcome(bill.remaining, state=Memory([]))  # type: ignore[arg-type]


_WAYS = (
    spin, swallow, hold_the_interpreter, fill, crash, leave, sleep, stop, interrupt, refuse, flood, recurse,
    raise_error, return_text, lose_units, charge_less_than_nothing, charge_dollars, forge_dollars, change_its_bill,
    change_its_usage, tell_half_a_unit, return_a_gigabyte, keep_a_list,
)  # fmt: skip
WAYS: dict[str, Callable[[Bill], object]] = {way.__name__.replace("_", "-"): way for way in _WAYS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm(Strategy):
    """Does harm to one usage, at which no proof of a catalog looks; else it only counts the periods."""

    kind: ClassVar[str] = "harm"
    title: ClassVar[Text] = Text("害", "Harm")
    state_type: ClassVar[type | None] = Memory

    way: str = ""

    def settle(self, bill: Bill) -> Outcome:
        number = bill.state.number if bill.state else 0
        if self.way and bill.units == HARMED:
            answer = WAYS[self.way](bill)
            if answer is not None:
                return cast("Outcome", answer)
        return Outcome(bill.remaining, state=Memory(number + 1))
