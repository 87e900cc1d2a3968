"""Usage records: calls as a log has them, before anything says what they count as."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from ratecard.domain.errors import (
    MOST_UNITS,
    Refusal,
    listed,
    nearest,
)

Quantity = int | Decimal
"""A number of pages, characters or seconds; only some rules take one that is not whole."""

MOST_PLACES = 12
"""Decimal places of a quantity."""
RESERVED = ("at", "from", "to", "period", "calls")
"""What a record has beside its quantities and labels: no rule can name them."""


def quantity(number: Decimal) -> Quantity:
    """The number, as an int where it is whole."""
    return int(number) if number == number.to_integral_value() else number


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


def check_calls(calls: int) -> None:
    """Refuse calls that are not a whole number, below zero or too many: `WrongQuantity`."""
    if type(calls) is not int:
        raise WrongQuantity("calls", calls, "is not a whole number")
    if not 0 <= calls <= MOST_UNITS:
        raise WrongQuantity("calls", calls, "is below zero" if calls < 0 else f"is more than {MOST_UNITS}")


def check_quantities(call: Call) -> None:
    """Refuse quantities below zero, too large or too long: `WrongQuantity`."""
    for name, number in call.quantities:
        if type(number) is int and 0 <= number <= MOST_UNITS:
            continue
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


class RepeatedLabel(Refusal):
    """A label that a record has twice, so that nobody knows which one holds."""

    code = "repeated-label"

    def __init__(self, name: str, value: str) -> None:
        super().__init__(f"label {name!r} is given a second time, as {value!r}")


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
        self.name = name


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


class DoublyDated(Refusal):
    """A record that says in two ways when it was."""

    code = "doubly-dated"

    def __init__(self) -> None:
        super().__init__("the record says in two ways when it was", "give it an instant, an interval or a period")


class TooManyRecords(Refusal):
    """More records than one question may hold."""

    code = "too-many-records"

    def __init__(self, records: int, most: int) -> None:
        super().__init__(
            f"{records} records are more than {most}", "add alike calls up as `calls`, or use the command line"
        )
