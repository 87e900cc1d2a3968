"""Usage records: calls as a log has them, before anything says what they count as."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from ratecard.domain.errors import (
    MOST_UNITS,
    FractionalUnits,
    NegativeUnits,
    Refusal,
    TooManyUnits,
    listed,
    nearest,
)

Quantity = int | Decimal
"""A number of pages, characters or seconds; only some rules take one that is not whole."""

MOST_PLACES = 12
"""Decimal places of a quantity."""
RESERVED = ("at", "from", "to", "period", "calls")
"""What a record has beside its quantities and labels: no rule can name them."""


class Call(NamedTuple):
    """One call, whenever it was."""

    api: str = ""
    """What was called; the product's meter, where no rule says otherwise."""
    code: str = ""
    """Its result code, "" for success."""
    quantities: tuple[tuple[str, Quantity], ...] = ()
    """How many pages, characters, seconds, …, by name."""
    labels: tuple[tuple[str, str], ...] = ()
    """Whatever else rules may ask about, by name."""

    def quantity(self, name: str) -> Quantity | None:
        """How many of `name` the call has; None when the record does not say."""
        return dict(self.quantities).get(name)

    def label(self, name: str) -> str:
        """The api, the code or another label; "" when the record does not say."""
        if name == "api":
            return self.api
        return self.code if name == "code" else dict(self.labels).get(name, "")

    def __str__(self) -> str:
        code = f" with code {self.code!r}" if self.code else ""
        return f"{self.api!r}{code}" if self.api else f"no api{code}"


class Record(NamedTuple):
    """Calls that are alike: at an instant, over an interval, in one period, or (without any of these) in every one."""

    call: Call = Call()
    """Its quantities are those of each call."""
    calls: int = 1
    """How many calls there were."""
    start: datetime | None = None
    """UTC."""
    end: datetime | None = None
    """UTC; None: the calls were all at `start`."""
    period: str | None = None
    """The id of one period."""

    def checked(self) -> "Record":
        """This record, unless it has numbers that can't be: a `Refusal`."""
        if isinstance(self.calls, bool) or not isinstance(self.calls, int):
            raise FractionalUnits(self.calls).under("calls")
        if self.calls < 0:
            raise NegativeUnits(self.calls).under("calls")
        if self.calls > MOST_UNITS:
            raise TooManyUnits(self.calls).under("calls")
        for name, number in self.call.quantities:
            _check(name, number)
        return self


def _check(name: str, number: Quantity) -> None:
    if number < 0:
        raise WrongQuantity(name, number, "is below zero")
    if number > MOST_UNITS:
        raise WrongQuantity(name, number, f"is more than {MOST_UNITS}")
    if isinstance(number, Decimal) and _places(number) > MOST_PLACES:
        raise WrongQuantity(name, number, f"has more than {MOST_PLACES} decimal places")


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else MOST_PLACES + 1


class WrongQuantity(Refusal):
    """A record's quantity that can't be."""

    code = "wrong-quantity"

    def __init__(self, name: str, number: Quantity, why: str) -> None:
        super().__init__(f"{name} {number:f} {why}" if isinstance(number, Decimal) else f"{name} {number} {why}")


class FractionalQuantity(Refusal):
    """A quantity that is not whole, where nothing says how it becomes units."""

    code = "fractional-quantity"

    def __init__(self, names: str, number: Decimal, rule: str) -> None:
        where = f", which {rule} counts one by one" if rule else ""
        super().__init__(
            f"{names} {number:f} is not a whole number{where}", "give the rule a block: block = 1 rounds each call up"
        )


class MissingQuantity(Refusal):
    """A record without the quantity that its rule counts."""

    code = "missing-quantity"

    def __init__(self, call: Call, name: str, rule: str) -> None:
        known = [known for known, _ in call.quantities]
        super().__init__(
            f"record of {call} has no {name!r}, which {rule or 'its rule'} counts; it has: {listed(known)}",
            nearest(name, known) or f"give {name}, or an earlier rule for records without it",
        )


class UnmeteredRecord(Refusal):
    """A record that no rule counts: never dropped in silence."""

    code = "unmetered-record"

    def __init__(self, call: Call) -> None:
        super().__init__(
            f"record of {call} is counted by no metering rule",
            "add a rule that counts it, or one that says ignore = true",
        )


class UndatedRecord(Refusal):
    """A record that does not say when, where no periods are asked about."""

    code = "undated-record"

    def __init__(self) -> None:
        super().__init__("the record does not say when", "give it an instant, an interval or a period")


class TooManyRecords(Refusal):
    """More records than one question may hold."""

    code = "too-many-records"

    def __init__(self, records: int, most: int) -> None:
        super().__init__(
            f"{records} records are more than {most}", "add alike calls up as `calls`, or use the command line"
        )
