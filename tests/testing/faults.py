"""Wrong strategies, each with the one law that it breaks."""

import os
import random
import socket
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar, NamedTuple, TypeVar

from ratecard.spi import (
    AllowanceDisplay,
    Bill,
    Bound,
    Display,
    Line,
    Lot,
    Notice,
    Offer,
    Outcome,
    Refused,
    Slice,
    Span,
    Strategy,
    Text,
    Tier,
    TierDisplay,
    count,
    take,
)

S = TypeVar("S", bound=type[Strategy])
FAULTS: dict[str, tuple[str, type[Strategy]]] = {}


def breaks(law: str) -> Callable[[S], S]:
    def planted(strategy: S) -> S:
        FAULTS[strategy.__name__] = law, strategy
        return strategy

    return planted


class Seen(NamedTuple):
    """How many units there were."""

    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound(Strategy):
    """Cover so many units of each period at a price, and sell a badge: nothing is wrong with it."""

    kind: ClassVar[str] = "sound"
    title: ClassVar[Text] = Text("正确", "Sound")
    state_type: ClassVar[type | None] = Seen
    examples: ClassVar[Sequence[Mapping[str, Any]]] = ({},)
    units: ClassVar[int] = 10
    price: ClassVar[Decimal] = Decimal("0.15")

    def settle(self, bill: Bill) -> Outcome:
        """What is bought, and what is covered."""
        bought = tuple(
            [
                bill.line(0, Decimal(9), kind="purchase", quantity=o.quantity, item=o.sku, at=o.placed)
                for o in bill.orders
            ]
        )
        taken, left = take(bill.remaining, min(self.units, bill.units))
        units = count(taken)
        lines = (bill.line(units, self.price),) if units else ()
        before = bill.state.units if bill.state else 0
        return Outcome(left, bought + lines, state=Seen(before + units) if before + units else None)

    def offers(self) -> Sequence[Offer]:
        """A badge, which holds no units."""
        return [Offer("badge", Text("徽章", "Badge"), 0, Decimal(9), Span(years=1))]

    def breakpoints(self, bill: Bill) -> Iterable[int]:
        """Where it covers no more."""
        return (count(bill.usage) - count(bill.remaining) + self.units,)

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound | None:
        """Each unit that it covers has a price."""
        return Bound(0, rate=self.price, slack=bill.conventions.rounding.unit)


def sound(strategy: Strategy, bill: Bill) -> Outcome:
    """What it would answer if nothing were wrong."""
    return Sound().settle(bill)


# answers


@breaks("answers")
@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsUsage(Sound):
    """It takes for granted that something was used."""

    def settle(self, bill: Bill) -> Outcome:
        first = bill.usage[0]
        return sound(self, bill) if first else Outcome(())


@breaks("answers")
@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetsReturn(Sound):
    """It answers nothing where nothing is left to cover."""

    def settle(self, bill: Bill) -> Outcome:
        return sound(self, bill) if bill.remaining else None  # type: ignore[return-value]


@breaks("answers")
@dataclass(frozen=True, slots=True, kw_only=True)
class ListsNotices(Sound):
    """Its notices are a list."""

    def settle(self, bill: Bill) -> Outcome:
        return sound(self, bill)._replace(notices=[])  # type: ignore[arg-type]


@breaks("answers")
@dataclass(frozen=True, slots=True, kw_only=True)
class WritesNotices(Sound):
    """Its notices are words."""

    def settle(self, bill: Bill) -> Outcome:
        return sound(self, bill)._replace(notices=("low",))  # type: ignore[arg-type]


@breaks("answers")
@dataclass(frozen=True, slots=True, kw_only=True)
class AlwaysNo(Sound):
    """It refuses whatever it is asked."""

    def settle(self, bill: Bill) -> Outcome:
        raise Refused("closed", "we are closed")

    def offers(self) -> Sequence[Offer]:
        return ()


# units-conserved


@breaks("units-conserved")
@dataclass(frozen=True, slots=True, kw_only=True)
class LosesUnits(Sound):
    """The last unit that it takes is on no line."""

    def settle(self, bill: Bill) -> Outcome:
        taken, left = take(bill.remaining, min(3, bill.units))
        return Outcome(left, (bill.line(count(taken) - 1, self.price),) if taken else ())

    def offers(self) -> Sequence[Offer]:
        return ()


@breaks("units-conserved")
@dataclass(frozen=True, slots=True, kw_only=True)
class CoversTwice(Sound):
    """It leaves what it covers."""

    def settle(self, bill: Bill) -> Outcome:
        return sound(self, bill)._replace(remaining=bill.remaining)

    def offers(self) -> Sequence[Offer]:
        return ()


@breaks("units-conserved")
@dataclass(frozen=True, slots=True, kw_only=True)
class TurnsAround(Sound):
    """It leaves the pieces in another order."""

    def settle(self, bill: Bill) -> Outcome:
        return Outcome(bill.remaining[::-1])

    def offers(self) -> Sequence[Offer]:
        return ()


@breaks("units-conserved")
@dataclass(frozen=True, slots=True, kw_only=True)
class MovesUsage(Sound):
    """It leaves units of another time."""

    def settle(self, bill: Bill) -> Outcome:
        whole = [
            Slice(bill.period.start, bill.period.end, p.meter, p.code, p.units, 0, p.units) for p in bill.remaining
        ]
        return Outcome(tuple(whole))

    def offers(self) -> Sequence[Offer]:
        return ()


@breaks("units-conserved")
@dataclass(frozen=True, slots=True, kw_only=True)
class FeeForUnits(Sound):
    """A fee can't cover units."""

    def settle(self, bill: Bill) -> Outcome:
        return Outcome((), (bill.line(bill.units, self.price, kind="fee"),)) if bill.units else Outcome(())

    def offers(self) -> Sequence[Offer]:
        return ()


# nothing-negative


@breaks("nothing-negative")
@dataclass(frozen=True, slots=True, kw_only=True)
class PaysForCalls(Sound):
    """A price below zero, on a line of usage."""

    def settle(self, bill: Bill) -> Outcome:
        return Outcome((), (bill.line(bill.units, Decimal(-1)),)) if bill.units else Outcome(())

    def offers(self) -> Sequence[Offer]:
        return ()


@breaks("nothing-negative")
@dataclass(frozen=True, slots=True, kw_only=True)
class UncoversUnits(Sound):
    """A line of fewer than no units."""

    def settle(self, bill: Bill) -> Outcome:
        return Outcome(bill.remaining, (bill.line(-1, Decimal(0)),)) if bill.units else Outcome(())

    def offers(self) -> Sequence[Offer]:
        return ()


@breaks("nothing-negative")
@dataclass(frozen=True, slots=True, kw_only=True)
class Overdraws(Sound):
    """A lot with fewer than no units left."""

    def settle(self, bill: Bill) -> Outcome:
        start, end, name = bill.period
        lot = Lot(name, "", 5, 5, start, end)
        return sound(self, bill)._replace(facts=(bill.balance(lot, 5 - bill.units, ()),))


# money-rounded


@breaks("money-rounded")
@dataclass(frozen=True, slots=True, kw_only=True)
class ForgesLines(Sound):
    """It makes its lines itself."""

    def settle(self, bill: Bill) -> Outcome:
        if not bill.units:
            return Outcome(())
        amount = bill.units * Decimal("0.3333")
        return Outcome((), (Line(bill.step, "usage", bill.units, 1, amount, amount, "", "", "", "", None),))

    def offers(self) -> Sequence[Offer]:
        return ()


@breaks("money-rounded")
@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesLines(Sound):
    """It gives a line that its bill made another amount."""

    def settle(self, bill: Bill) -> Outcome:
        answer = sound(self, bill)
        return answer._replace(lines=tuple(line._replace(amount=Decimal("0.125")) for line in answer.lines))


@breaks("money-rounded")
@dataclass(frozen=True, slots=True, kw_only=True)
class FloatPrice(Sound):
    """Its price is a float."""

    def settle(self, bill: Bill) -> Outcome:
        return Outcome((), (bill.line(bill.units, 0.15),)) if bill.units else Outcome(())  # type: ignore[arg-type]

    def offers(self) -> Sequence[Offer]:
        return ()


@breaks("money-rounded")
@dataclass(frozen=True, slots=True, kw_only=True)
class HidesLines(Sound):
    """It makes a line that it does not return."""

    def settle(self, bill: Bill) -> Outcome:
        bill.line(0, self.price, kind="fee")
        return sound(self, bill)


@breaks("money-rounded")
@dataclass(frozen=True, slots=True, kw_only=True)
class ConvertsMoney(Sound):
    """It takes its settings for yuan, and converts them."""

    def settle(self, bill: Bill) -> Outcome:
        rate = Decimal(2) if bill.conventions.currency != "CNY" else Decimal(1)
        return Outcome((), (bill.line(bill.units, self.price * rate),)) if bill.units else Outcome(())

    def offers(self) -> Sequence[Offer]:
        return ()


@breaks("money-rounded")
@dataclass(frozen=True, slots=True, kw_only=True)
class AmbientSums(Sound):
    """It reckons in whatever decimal context there is."""

    def settle(self, bill: Bill) -> Outcome:
        price = self.price * Decimal("101.2345")
        return Outcome((), (bill.line(bill.units, price),)) if bill.units else Outcome(())

    def offers(self) -> Sequence[Offer]:
        return ()


# deterministic, pure

CALLS: list[int] = []


@breaks("deterministic")
@dataclass(frozen=True, slots=True, kw_only=True)
class CountsCalls(Sound):
    """Each settle is dearer than the one before."""

    def settle(self, bill: Bill) -> Outcome:
        CALLS.append(1)
        return Outcome((), (bill.line(bill.units, Decimal(len(CALLS))),)) if bill.units else Outcome(())

    def offers(self) -> Sequence[Offer]:
        return ()


@breaks("deterministic")
@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDice(Sound):
    """Its price is drawn from a random source of its own."""

    def settle(self, bill: Bill) -> Outcome:
        price = Decimal(random.Random().randrange(1, 10**9))
        return Outcome((), (bill.line(bill.units, price),)) if bill.units else Outcome(())

    def offers(self) -> Sequence[Offer]:
        return ()


@breaks("pure")
@dataclass(frozen=True, slots=True, kw_only=True)
class RaisesItself(Sound):
    """It changes its own settings."""

    examples: ClassVar[Sequence[Mapping[str, Any]]] = ({"fee": 1},)

    fee: Decimal
    """A fee."""

    def settle(self, bill: Bill) -> Outcome:
        object.__setattr__(self, "fee", self.fee + 1)
        return sound(self, bill)


@dataclass(frozen=True)
class Log:
    """What there was, in a list that can change."""

    units: list[int]


@breaks("pure")
@dataclass(frozen=True, slots=True, kw_only=True)
class AppendsToState(Sound):
    """It changes the state that it was given."""

    state_type: ClassVar[type | None] = Log

    def settle(self, bill: Bill) -> Outcome:
        log = bill.state or Log([])
        log.units.append(bill.units)
        return sound(self, bill._replace(state=None))._replace(state=log)


# no-io, no-clock


@breaks("no-io")
@dataclass(frozen=True, slots=True, kw_only=True)
class ReadsFile(Sound):
    """Its price is in a file."""

    def settle(self, bill: Bill) -> Outcome:
        with open(__file__, encoding="utf-8") as file:
            file.read(1)
        return sound(self, bill)


@breaks("no-io")
@dataclass(frozen=True, slots=True, kw_only=True)
class AsksNetwork(Sound):
    """It opens a socket."""

    def settle(self, bill: Bill) -> Outcome:
        socket.socket().close()
        return sound(self, bill)


@breaks("no-io")
@dataclass(frozen=True, slots=True, kw_only=True)
class ListsFolder(Sound):
    """It looks around on the disk."""

    def settle(self, bill: Bill) -> Outcome:
        os.listdir("/")
        return sound(self, bill)


@breaks("no-clock")
@dataclass(frozen=True, slots=True, kw_only=True)
class PricesByToday(Sound):
    """Its price depends on the day on which it is asked."""

    def settle(self, bill: Bill) -> Outcome:
        price = Decimal(datetime.now(UTC).microsecond)
        return Outcome((), (bill.line(bill.units, price),)) if bill.units else Outcome(())

    def offers(self) -> Sequence[Offer]:
        return ()


@breaks("no-clock")
@dataclass(frozen=True, slots=True, kw_only=True)
class LooksAtClock(Sound):
    """It asks what time it is, though nothing comes of it."""

    def settle(self, bill: Bill) -> Outcome:
        time.time()
        return sound(self, bill)


@breaks("no-clock")
@dataclass(frozen=True, slots=True, kw_only=True)
class RollsDice(Sound):
    """Its price is drawn by lot."""

    def settle(self, bill: Bill) -> Outcome:
        price = Decimal(random.randrange(1, 10**9))
        return Outcome((), (bill.line(bill.units, price),)) if bill.units else Outcome(())

    def offers(self) -> Sequence[Offer]:
        return ()


# any-product


@breaks("any-product")
@dataclass(frozen=True, slots=True, kw_only=True)
class ChargesForLetters(Sound):
    """A long name is dear."""

    def settle(self, bill: Bill) -> Outcome:
        price = self.price + len(bill.product)
        return Outcome((), (bill.line(bill.units, price),)) if bill.units else Outcome(())

    def offers(self) -> Sequence[Offer]:
        return ()


@breaks("any-product")
@dataclass(frozen=True, slots=True, kw_only=True)
class GivesAway(Sound):
    """What its settings name is free."""

    examples: ClassVar[Sequence[Mapping[str, Any]]] = ({"free": ["search"]},)

    free: tuple[str, ...]
    """Products that cost nothing."""

    def settle(self, bill: Bill) -> Outcome:
        price = Decimal(0) if bill.product in self.free else self.price
        return Outcome((), (bill.line(bill.units, price),)) if bill.units else Outcome(())

    def offers(self) -> Sequence[Offer]:
        return ()


class Named(NamedTuple):
    """What there was, by a name."""

    name: str


@breaks("any-product")
@dataclass(frozen=True, slots=True, kw_only=True)
class RemembersProduct(Sound):
    """It keeps whose bill it was."""

    state_type: ClassVar[type | None] = Named

    def settle(self, bill: Bill) -> Outcome:
        return sound(self, bill._replace(state=None))._replace(state=Named(bill.product))


@breaks("any-product")
@dataclass(frozen=True, slots=True, kw_only=True)
class RemembersPlace(Sound):
    """It keeps where its price is written."""

    state_type: ClassVar[type | None] = Named

    def settle(self, bill: Bill) -> Outcome:
        outcome = sound(self, bill._replace(state=None))
        return outcome._replace(state=Named(outcome.lines[0].source) if outcome.lines else None)


@breaks("any-product")
@dataclass(frozen=True, slots=True, kw_only=True)
class RemembersEarlierPlace(Sound):
    """It keeps where the prices of earlier steps are written."""

    state_type: ClassVar[type | None] = Named

    def settle(self, bill: Bill) -> Outcome:
        outcome = sound(self, bill._replace(state=None))
        return outcome._replace(state=Named(bill.lines[0].source) if bill.lines else None)


@breaks("any-product")
@dataclass(frozen=True, slots=True, kw_only=True)
class RefusesByName(Sound):
    """It is not for products with long names."""

    def settle(self, bill: Bill) -> Outcome:
        if len(bill.product) > 6:
            raise Refused("long-name", f"{bill.product} is too long")
        return sound(self, bill)


@breaks("any-product")
@dataclass(frozen=True, slots=True, kw_only=True)
class CodesByName(Sound):
    """What it says no with is another code for each product."""

    def settle(self, bill: Bill) -> Outcome:
        if bill.units > self.units:
            raise Refused(f"{bill.product}-has-no-more", "there are no more")
        return sound(self, bill)


# whole answers


@breaks("zero-usage")
@dataclass(frozen=True, slots=True, kw_only=True)
class FeeForNothing(Sound):
    """A fee, though nothing is used."""

    def settle(self, bill: Bill) -> Outcome:
        return Outcome(bill.remaining, (bill.line(0, self.price, kind="fee", quantity=1),))

    def offers(self) -> Sequence[Offer]:
        return ()


@breaks("order-of-input")
@dataclass(frozen=True, slots=True, kw_only=True)
class LastChoiceTold(Sound):
    """The choice that is told last holds, not the one that is made last."""

    def choices(self) -> Sequence[str]:
        return ("dear", "cheap")

    def settle(self, bill: Bill) -> Outcome:
        choices = bill.account.choices
        price = Decimal(2) if choices and choices[-1].value == "dear" else Decimal(1)
        return Outcome((), (bill.line(bill.units, price),)) if bill.units else Outcome(())

    def offers(self) -> Sequence[Offer]:
        return ()


MEMORY: dict[datetime, int] = {}


@breaks("split-periods")
@dataclass(frozen=True, slots=True, kw_only=True)
class RemembersElsewhere(Sound):
    """It keeps what was used in a period in a global, not in its state."""

    def settle(self, bill: Bill) -> Outcome:
        MEMORY[bill.period.end] = bill.units
        price = Decimal(1 + MEMORY.get(bill.period.start, 0)) if bill.state else Decimal(1)
        lines = (bill.line(bill.units, price),) if bill.units else ()
        return Outcome((), lines, state=Seen(1))

    def offers(self) -> Sequence[Offer]:
        return ()


class Anything(NamedTuple):
    """State of no type in particular."""

    paid: Any


@breaks("state-json")
@dataclass(frozen=True, slots=True, kw_only=True)
class KeepsAnything(Sound):
    """A decimal in a field of no type comes back as text."""

    state_type: ClassVar[type | None] = Anything

    def settle(self, bill: Bill) -> Outcome:
        return sound(self, bill._replace(state=None))._replace(state=Anything(Decimal("1.5")))


@breaks("state-json")
@dataclass(frozen=True, slots=True, kw_only=True)
class KeepsThings(Sound):
    """What it keeps can't be written."""

    state_type: ClassVar[type | None] = Anything

    def settle(self, bill: Bill) -> Outcome:
        return sound(self, bill._replace(state=None))._replace(state=Anything(sound))


@breaks("state-json")
@dataclass(frozen=True, slots=True, kw_only=True)
class KeepsUndeclared(Sound):
    """It declares no state, and leaves some."""

    state_type: ClassVar[type | None] = None


@breaks("settings-toml")
@dataclass(frozen=True, slots=True, kw_only=True)
class AddsTax(Sound):
    """Its fee is another one than was written."""

    examples: ClassVar[Sequence[Mapping[str, Any]]] = ({"fee": 1},)

    fee: Decimal
    """A fee."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "fee", self.fee * 2)


@breaks("settings-toml")
@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleOfNothing(Sound):
    """TOML has no null."""

    examples: ClassVar[Sequence[Mapping[str, Any]]] = ({"limit": None},)

    limit: int | None = None
    """Not needed."""


@breaks("settings-toml")
@dataclass(frozen=True, slots=True, kw_only=True)
class RefusesExample(Sound):
    """Its own example is wrong."""

    def __post_init__(self) -> None:
        raise ValueError("price must be whole")


@breaks("schema-described")
@dataclass(frozen=True, slots=True, kw_only=True)
class SaysNothing(Sound):
    """A setting that nobody explains."""

    secret: int = 0


@breaks("schema-described")
@dataclass(frozen=True, slots=True, kw_only=True)
class Speechless(Sound):
    limit: int = 0
    """The class has no docstring."""


# display-consistent


@breaks("display-consistent")
@dataclass(frozen=True, slots=True, kw_only=True)
class ShowsOtherPrice(Sound):
    """The price list shows half of the price."""

    def display(self) -> Display:
        return TierDisplay("flat", (Tier(0, None, self.price / 2, ""),))


@breaks("display-consistent")
@dataclass(frozen=True, slots=True, kw_only=True)
class LeavesGap(Sound):
    """Its tiers leave out a unit."""

    def display(self) -> Display:
        return TierDisplay("volume", (Tier(0, 4, self.price, ""), Tier(5, None, self.price, "")))


@breaks("display-consistent")
@dataclass(frozen=True, slots=True, kw_only=True)
class ShowsMoreFree(Sound):
    """It shows ten free units, and covers five."""

    def settle(self, bill: Bill) -> Outcome:
        taken, left = take(bill.remaining, min(5, bill.units))
        return Outcome(left, (bill.line(count(taken), Decimal(0)),) if taken else ())

    def display(self) -> Display:
        return AllowanceDisplay(10, "month")

    def offers(self) -> Sequence[Offer]:
        return ()

    def breakpoints(self, bill: Bill) -> Iterable[int]:
        return (count(bill.usage) - count(bill.remaining) + 5,)

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound | None:
        return Bound(5)


@breaks("display-consistent")
@dataclass(frozen=True, slots=True, kw_only=True)
class NamelessLines(Sound):
    """Its lines have no words."""

    def label(self, line: Line, locale: str) -> str:
        return line.item if line.kind == "usage" else "Badge"


@breaks("display-consistent")
@dataclass(frozen=True, slots=True, kw_only=True)
class TripsOverNotice(Sound):
    """It can't tell its own notice."""

    def settle(self, bill: Bill) -> Outcome:
        at = bill.period.start
        return sound(self, bill)._replace(notices=(Notice(bill.step, "low", at, at, False, "", 0, ("sms",)),))

    def message(self, notice: Notice, locale: str) -> str:
        return {"exhausted": "Used up"}[notice.kind]


# offers-consistent


@breaks("offers-consistent")
@dataclass(frozen=True, slots=True, kw_only=True)
class DearerThanOffered(Sound):
    """It offers a badge for 8, and charges 9."""

    def offers(self) -> Sequence[Offer]:
        return [Offer("badge", Text("徽章", "Badge"), 0, Decimal(8), Span(years=1))]


@breaks("offers-consistent")
@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetsOrders(Sound):
    """Orders make no line."""

    def settle(self, bill: Bill) -> Outcome:
        return sound(self, bill._replace(orders=()))


@breaks("offers-consistent")
@dataclass(frozen=True, slots=True, kw_only=True)
class SameSkuTwice(Sound):
    """Two offers of one sku."""

    def offers(self) -> Sequence[Offer]:
        return [*Sound.offers(self), *Sound.offers(self)]


@breaks("offers-consistent")
@dataclass(frozen=True, slots=True, kw_only=True)
class RefusesOrders(Sound):
    """What it offers can't be bought."""

    def settle(self, bill: Bill) -> Outcome:
        if bill.orders:
            raise Refused("sold-out", "badges are sold out")
        return sound(self, bill)


@breaks("offers-consistent")
@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyPacks(Sound):
    """It sells a pack of 20 units that covers none."""

    def offers(self) -> Sequence[Offer]:
        return [Offer("badge", Text("包", "Pack"), 20, Decimal(9), Span(years=1))]


@breaks("breakpoints-consistent")
@dataclass(frozen=True, slots=True, kw_only=True)
class HidesBend(Sound):
    """It says that its price bends nowhere."""

    def breakpoints(self, bill: Bill) -> Iterable[int]:
        return ()


@breaks("breakpoints-consistent")
@dataclass(frozen=True, slots=True, kw_only=True)
class BendsElsewhere(Sound):
    """It says that its price bends later than it does."""

    def breakpoints(self, bill: Bill) -> Iterable[int]:
        return (self.units + 15,)


@breaks("breakpoints-consistent")
@dataclass(frozen=True, slots=True, kw_only=True)
class BendsBetweenUnits(Sound):
    """Half a unit is none."""

    def breakpoints(self, bill: Bill) -> Iterable[int]:
        return (Decimal("10.5"),)  # type: ignore[return-value]


@breaks("bound-below")
@dataclass(frozen=True, slots=True, kw_only=True)
class PromisesTooMuch(Sound):
    """Its bound is twice its price."""

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound | None:
        return Bound(0, rate=self.price * 2)


@breaks("bound-below")
@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsToCoverNothing(Sound):
    """Its bound says that it covers nothing."""

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound | None:
        return Bound(0)


@breaks("bound-below")
@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsFee(Sound):
    """Its bound has a fee that it does not charge."""

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound | None:
        return Bound(0, rate=self.price, fixed=Decimal(5))


@breaks("time-per-settle")
@dataclass(frozen=True, slots=True, kw_only=True)
class Dawdles(Sound):
    """It takes its time over a large bill."""

    def settle(self, bill: Bill) -> Outcome:
        if bill.units > 1_200:
            sum(range(800_000))
        return sound(self, bill)
