"""Strategies that do harm, where a worker can import them."""

import ctypes
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, NamedTuple

from ratecard.spi import Bill, Outcome, Refused, Strategy, Text


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


WAYS: dict[str, Callable[[Bill], None]] = {
    way.__name__.replace("_", "-"): way
    for way in (spin, swallow, hold_the_interpreter, fill, crash, leave, sleep, stop, interrupt, refuse, flood, recurse)
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm(Strategy):
    """Does harm where anything is used; else it only counts the periods."""

    kind: ClassVar[str] = "harm"
    title: ClassVar[Text] = Text("害", "Harm")
    state_type: ClassVar[type | None] = Memory

    way: str = ""

    def settle(self, bill: Bill) -> Outcome:
        number = bill.state.number if bill.state else 0
        if self.way and bill.units:
            WAYS[self.way](bill)
        return Outcome(bill.remaining, state=Memory(number + 1))
