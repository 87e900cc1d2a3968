"""The strategy contract: a `Bill` goes in, an `Outcome` comes out."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Literal, NamedTuple, Protocol, TypeVar

from ratecard.domain.bill import Bill
from ratecard.domain.display import Display, NoteDisplay
from ratecard.domain.errors import Plugin
from ratecard.domain.money import ONE, ZERO
from ratecard.domain.order import Offer
from ratecard.domain.settlement import (
    Fact,
    Hold,
    Line,
    Notice,
)
from ratecard.domain.text import Text
from ratecard.domain.usage import Slice

T = TypeVar("T")


class Outcome(NamedTuple):
    """What a step answers."""

    remaining: tuple[Slice, ...]
    """What it was given, in order, less what its lines cover."""
    lines: tuple[Line, ...] = ()
    holds: tuple[Hold, ...] = ()
    notices: tuple[Notice, ...] = ()
    facts: tuple[Fact, ...] = ()
    state: Any = None
    """Of the strategy's `state_type`; it is given back in the next period."""


class Warned(NamedTuple):
    """Something in a step's settings that is allowed, and probably not meant."""

    path: tuple[str | int, ...]
    """Within the settings: ("packs", 4)."""
    code: str
    message: str
    hint: str | None = None


class WrongSettings(ValueError):
    """Settings that mean nothing, with a code and a hint of the strategy's own; raised in `__post_init__`.

    A plain `ValueError` has neither. The sentence begins with the key that it is about, where it is about one.
    """

    def __init__(self, message: str, hint: str | None = None, code: str = "wrong-value") -> None:
        super().__init__(message)
        self.hint = hint
        self.code = code


class Reference(NamedTuple):
    """A name in a step's settings that must exist in the product."""

    path: tuple[str | int, ...]
    kind: Literal["step", "meter", "one-meter"]
    """What it names: an earlier step of the chain, or a meter of the product. `one-meter` names neither: it says that
    the setting at the path may be left out only where the product has one meter, and `name` what it could be."""
    name: str


class Table:
    """What settings, and the tables inside them, derive from: unknown keys are refused, types are strict."""

    __slots__ = ()
    __pydantic_config__: ClassVar[Any] = {"extra": "forbid", "strict": True, "use_attribute_docstrings": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Strategy(Table, ABC):
    """A pricing rule. Subclass it as a frozen, slotted, keyword-only dataclass: its fields are its TOML table.

    @dataclass(frozen=True, slots=True, kw_only=True)
    class FlatFee(Strategy):
        \"\"\"Charge the same fee in every period.\"\"\"

        kind: ClassVar[str] = "flat-fee"
        title: ClassVar[Text] = Text("固定费用", "Flat fee")

        fee: Decimal
        \"\"\"The fee of one period, in the catalog's currency.\"\"\"

        def settle(self, bill: Bill) -> Outcome:
            line = bill.line(0, self.fee, kind="fee", quantity=1, rule=("fee",))
            return Outcome(remaining=bill.remaining, lines=(line,))
    """

    kind: ClassVar[str]
    """The name that catalogs use, in kebab-case."""
    title: ClassVar[Text]
    """The name that people read."""
    state_type: ClassVar[type | None] = None
    """The immutable type of what is kept from period to period; None when nothing is."""
    state_version: ClassVar[int] = 1
    """Raised when `state_type` changes its shape: older states are then refused."""
    examples: ClassVar[Sequence[Mapping[str, Any]]] = ()
    """Settings to try it with, as tables of TOML: what `ratecard plugin test` prices random bills by."""
    waived: ClassVar[Mapping[str, str]] = {}
    """Laws of the conformance kit that do not hold for it, by their ids, each with the reason."""

    @abstractmethod
    def settle(self, bill: Bill) -> Outcome:
        """Cover some of `bill.remaining` and answer what came of it; pure, and `Refused` to say no."""

    def offers(self) -> Sequence[Offer]:
        """What can be ordered of this step."""
        return ()

    def choices(self) -> Sequence[str]:
        """What an account may choose of this step, each by a word in kebab-case; nothing unless it says so."""
        return ()

    def display(self) -> Display:
        """How to show the step in a price list."""
        return NoteDisplay(Text(self.describe("zh"), self.describe("en")))

    def describe(self, locale: str) -> str:
        """What the step does, in a sentence."""
        return self.title.in_locale(locale)

    def label(self, line: Line, locale: str) -> str:
        """What a line of this step is called."""
        return self.title.in_locale(locale)

    def message(self, notice: Notice, locale: str) -> str:
        """What a notice of this step says."""
        return f"{self.title.in_locale(locale)}: {notice.kind}"

    def refers_to(self) -> Iterable[Reference]:
        """The steps and meters that the settings name."""
        return ()

    def check(self) -> Iterable[Warned]:
        """What a product manager should look at again, though it is allowed."""
        return ()

    def breakpoints(self, bill: Bill) -> Iterable[int]:
        """The counts of the period's units after which this step's price bends, given what earlier steps did."""
        return ()

    def noise(self) -> Decimal:
        """How far rounding of the step's own, beside that of lines, may put a period's total off a straight line."""
        return ZERO

    def bound(self, bill: Bill, most: Mapping[str, int]) -> "Bound | None":
        """What the step can't do better than in the bill's period, or None when that is not known.

        The bill is the one that a first step without state would get: nothing is covered yet. Other orders, and other
        steps before this one, may leave it less to cover; the bound must hold all the same. `most` tells of each
        earlier step how many units that this one sees it can cover at the most; empty, it tells nothing of them.
        """
        return None


class Bound(NamedTuple):
    """What a step can't do better than, in one period: the least that its part of the bill can come to.

    With it a step promises too that an order of one of its offers covers the units that the offer holds, and does
    nothing else to any bill.
    """

    free: int
    """Units that it covers at no charge, at most; those of orders and of earlier lots are not counted."""
    rate: Decimal | None = None
    """What each further unit that it covers costs, at least; None when it covers none."""
    slack: Decimal = ZERO
    """By how much rounding may make the period's amount less than that."""
    fixed: Decimal = ZERO
    """What it charges whatever is used, at least; below zero for what it may give back."""
    factor: Decimal = ONE
    """The least share that it leaves of what other steps charge: 0.9 for a discount of 10 %."""


class Guard(Protocol):
    """Who asks strategies, where they are not asked in place: under a deadline, say, or in another process."""

    def settle(self, step: Any, bill: Bill) -> Outcome:
        """What a `Step` answers to its bill, held to the laws; `Refused`, `PluginFault`."""

    def run(self, ask: Callable[[], T]) -> T:
        """The answer to any other question to a strategy, whatever it raises, or `Misbehaved`."""


class Installed(NamedTuple):
    """A strategy class, and the plugin that ships it."""

    strategy: type[Strategy]
    plugin: Plugin
    guard: Guard | None = None
    """Who asks its steps; they are asked in place when None."""
