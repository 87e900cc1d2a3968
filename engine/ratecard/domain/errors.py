"""What the engine says no with: one class and one code a fact.

A `Refusal` is the caller's to mend; a `Fault` is ours or a plugin's. Neither knows of HTTP or GraphQL.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING, ClassVar, NamedTuple

if TYPE_CHECKING:
    from ratecard.domain.step import Case

MOST_UNITS = 2**53 - 1
"""The most units one slice, order or answer may hold: what JSON carries exactly."""
MOST_PERIODS = 600
MOST_SLICES = 10_000
MOST_LOTS = 10_000


def listed(names: Iterable[str]) -> str:
    """The names in one line for a sentence, or "none"."""
    return ", ".join(names) or "none"


LONGEST_NAME = 100
"""Characters of a name for which one that is like it is looked for."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """A hint that names the known name most like a mistyped one, or None."""
    if len(name) > LONGEST_NAME:
        return None  # comparing takes the square of it
    folded = {each.casefold(): each for each in reversed(list(known))}
    close = get_close_matches(name.casefold(), list(folded), n=1)
    return f"did you mean {folded[close[0]]!r}?" if close else None


class Refusal(Exception):
    """The question can't be answered as it was asked."""

    code: ClassVar[str] = "refused"

    def __init__(self, message: str, hint: str | None = None, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.path = path
        """Where in the input, as keys and indexes from its root."""

    def under(self, *path: str | int) -> "Refusal":
        """This refusal, placed: `path` is put before the path it has."""
        self.path = (*path, *self.path)
        return self


class Refused(Refusal):
    """A step says no, in the strategy's own words."""

    def __init__(self, code: str, message: str, hint: str | None = None) -> None:
        super().__init__(message, hint)
        self.code = code  # type: ignore[misc]  # a strategy's codes are its own


class _Unknown(Refusal):
    noun: ClassVar[str]

    def __init__(self, name: str, known: Iterable[str]) -> None:
        known = tuple(known)
        super().__init__(f"{self.noun} {name!r} is not known; known: {listed(known)}", nearest(name, known))


class UnknownProduct(_Unknown):
    """No loaded catalog has a product of that id."""

    code = "unknown-product"
    noun = "product"


class ProductLeftOut(Refusal):
    """The product is there, and a plugin that prices it is disabled."""

    code = "product-left-out"

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"product {name!r} is left out: {why}", "start without disabling the plugin")


class UnknownCatalog(_Unknown):
    """No loaded catalog has that id."""

    code = "unknown-catalog"
    noun = "catalog"


class UnknownSku(_Unknown):
    """No step of the chain offers that sku."""

    code = "unknown-sku"
    noun = "sku"


class UnknownKind(_Unknown):
    """No installed strategy has that kind."""

    code = "unknown-kind"
    noun = "kind"


class UnknownStep(_Unknown):
    """The chain has no step of that id."""

    code = "unknown-step"
    noun = "step"


class UnknownLocale(_Unknown):
    """Texts exist in zh and en only."""

    code = "unknown-locale"
    noun = "locale"


class UnknownMeter(_Unknown):
    """The product has no meter of that id."""

    code = "unknown-meter"
    noun = "meter"

    def __init__(self, name: str, known: Iterable[str]) -> None:
        known = tuple(known)
        super().__init__(name, known)
        if not name:
            self.message = f"the product has several meters and none is named; known: {listed(known)}"
            self.hint = f"say which, such as {known[0]!r}"
            self.args = (self.message,)


class UnknownPeriod(Refusal):
    """The text names no period of the catalog's kind."""

    code = "unknown-period"

    def __init__(self, text: str, unit: str, example: str) -> None:
        article = "an" if unit == "hour" else "a"
        super().__init__(f"period {text!r} is not {article} {unit}", f"write it as {example!r}")


class AmbiguousProduct(Refusal):
    """Two loaded catalogs have a product of that id."""

    code = "ambiguous-product"

    def __init__(self, name: str, full: Iterable[str]) -> None:
        super().__init__(f"product {name!r} is in several catalogs", f"ask for one of {listed(full)}")


class AmbiguousSku(Refusal):
    """Two steps of the chain offer that sku."""

    code = "ambiguous-sku"

    def __init__(self, sku: str, full: Iterable[str]) -> None:
        super().__init__(f"sku {sku!r} is offered by several steps", f"ask for one of {listed(full)}")


class NotOnOffer(Refusal):
    """The step that offers the sku does not sell it to this account at this time."""

    code = "not-on-offer"

    def __init__(self, sku: str, step: str, why: str) -> None:
        super().__init__(f"sku {sku!r} of step {step!r} is not on offer: {why}")


class NotReturnable(Refusal):
    """A pack that can't be given back."""

    code = "not-returnable"

    def __init__(self, sku: str, why: str) -> None:
        super().__init__(f"sku {sku!r} can't be returned: {why}")


class BadOrder(Refusal):
    """An order that says of itself what its offer does not leave to it."""

    code = "bad-order"

    def __init__(self, sku: str, why: str, hint: str | None = None) -> None:
        super().__init__(f"order of {sku!r}: {why}", hint)


class BadChoice(Refusal):
    """A choice that the chain does not leave to the account."""

    code = "bad-choice"

    def __init__(self, step: str, value: str, why: str, hint: str | None = None) -> None:
        super().__init__(f"choice {value!r} of step {step!r}: {why}", hint)


class NegativeUnits(Refusal):
    """Units below zero."""

    code = "negative-units"

    def __init__(self, units: int) -> None:
        super().__init__(f"units {units} are below zero")


class FractionalUnits(Refusal):
    """Units that are not a whole number."""

    code = "fractional-units"

    def __init__(self, units: object) -> None:
        super().__init__(f"units {units!r} are not a whole number")


class TooManyUnits(Refusal):
    """More units than JSON carries exactly."""

    code = "too-many-units"

    def __init__(self, units: int) -> None:
        super().__init__(f"units {units} are more than {MOST_UNITS}")


class TooManyPeriods(Refusal):
    """More periods than one answer may hold."""

    code = "too-many-periods"

    def __init__(self, periods: int) -> None:
        hint = "ask in parts and carry the state over" if periods > MOST_PERIODS else None
        super().__init__(f"{periods} periods are not from 1 to {MOST_PERIODS}", hint)


class TooManySlices(Refusal):
    """More slices than one question may hold."""

    code = "too-many-slices"

    def __init__(self, slices: int) -> None:
        super().__init__(f"{slices} slices are more than {MOST_SLICES}", "add up usage by hour or by day")


class TooManyLots(Refusal):
    """More packs than one account may hold."""

    code = "too-many-lots"

    def __init__(self, lots: int) -> None:
        super().__init__(f"{lots} packs are more than {MOST_LOTS}", "order larger packs")


class BadQuantity(Refusal):
    """An order of less than one."""

    code = "bad-quantity"

    def __init__(self, quantity: int) -> None:
        super().__init__(f"quantity {quantity} is below 1")


class NaiveInstant(Refusal):
    """An instant without an offset could mean any of a day's hours."""

    code = "naive-instant"

    def __init__(self, instant: object) -> None:
        super().__init__(
            f"instant {str(instant)!r} has no offset", "write it with an offset, as 2021-06-01T00:00:00+08:00"
        )


class BadInstant(Refusal):
    """The text is no date and no instant."""

    code = "bad-instant"

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is not a date or an instant", "write 2021-06-01, or 2021-06-01T00:00:00+08:00")


class OutOfTime(Refused):
    """A length of time that leads out of the years that there are."""

    code = "out-of-time"

    def __init__(self, length: str, instant: str) -> None:
        super().__init__(self.code, f"{length} after {instant} is not within the years 1 to 9999")


class ReversedInterval(Refusal):
    """An interval that does not end after it starts."""

    code = "reversed-interval"

    def __init__(self, start: object, end: object) -> None:
        super().__init__(f"interval from {start} does not end after it starts: {end}")


class OverlappingSlices(Refusal):
    """Two slices of one meter and code that cover the same instant."""

    code = "overlapping-slices"

    def __init__(self, first: object, second: object) -> None:
        super().__init__(
            f"slices {first} and {second} overlap",
            "add their units up, or give them different codes or meters",
        )


class SliceOutsidePeriods(Refusal):
    """Usage that no period asked about covers."""

    code = "slice-outside-periods"

    def __init__(self, piece: object, start: object, end: object) -> None:
        super().__init__(f"slice {piece} is not within the periods asked about, {start} to {end}")


class OrderOutsidePeriods(Refusal):
    """A purchase that no period asked about covers."""

    code = "order-outside-periods"

    def __init__(self, sku: str, placed: object, start: object, end: object) -> None:
        super().__init__(
            f"order of {sku!r} at {placed} is not within the periods asked about, {start} to {end}",
            "give a pack that was bought before as owned",
        )


class BadOwned(Refusal):
    """A pack said to be owned that can't be."""

    code = "bad-owned"

    def __init__(self, sku: str, why: str) -> None:
        super().__init__(f"owned pack {sku!r}: {why}")


class DamagedState(Refusal):
    """The state is not one that an answer gave."""

    code = "damaged-state"

    def __init__(self, why: str) -> None:
        super().__init__(f"state can't be read: {why}", "pass the state exactly as an earlier answer gave it")


class ForeignState(Refusal):
    """The state belongs to another chain or another time."""

    code = "foreign-state"

    def __init__(self, why: str) -> None:
        super().__init__(f"state does not fit: {why}", "pass the state of the period before, of the same product")


class NotInForce(Refusal):
    """The product has no version that early."""

    code = "not-in-force"

    def __init__(self, product: str, at: object, since: object) -> None:
        super().__init__(f"product {product!r} has no price at {at}; its first version is in force from {since}")


class ChainLeavesUnits(Refusal):
    """Units that no step of the chain covers: never priced at zero."""

    code = "chain-leaves-units"

    def __init__(self, product: str, units: int, period: str) -> None:
        super().__init__(
            f"{units} units of {product!r} in {period} are covered by no step",
            "end the chain with a step that covers everything, such as tiered-postpaid",
        )


class Fault(Exception):
    """Something that is not the caller's doing."""

    code: ClassVar[str] = "fault"


class Plugin(NamedTuple):
    """Which installed code a strategy is from."""

    name: str
    distribution: str
    version: str


class PluginFault(Fault):
    """A strategy broke the contract; its answer was not used."""

    code = "plugin-fault"

    def __init__(self, step: str, kind: str, plugin: Plugin, what: str) -> None:
        super().__init__(f"step {step!r} ({kind}, plugin {plugin.name}, {plugin.distribution} {plugin.version}) {what}")
        self.step = step
        self.kind = kind
        self.plugin = plugin
        self.what = what
        self.case: Case | None = None
        """What was settled when it showed; None when it showed elsewhere."""


class Misbehaved(Exception):
    """What a strategy did, as the rest of a sentence that begins with its step: "did not answer within 2 seconds"."""
