"""A fee that is the same in every period."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from ratecard.spi import Bill, Outcome, Strategy, Text, hookimpl

ratecard_requires = ">=1.0,<2"


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatFee(Strategy):
    """Charge the same fee in every period."""

    kind: ClassVar[str] = "flat-fee"
    title: ClassVar[Text] = Text("固定费用", "Flat fee")

    fee: Decimal
    """The fee of one period, in the catalog's currency."""

    def __post_init__(self) -> None:
        if not self.fee.is_finite() or self.fee < 0:
            raise ValueError(f"a fee must not be below zero, got {self.fee}")

    def settle(self, bill: Bill) -> Outcome:
        """One line, whatever was used."""
        line = bill.line(0, self.fee, kind="fee", quantity=1, rule=("fee",))
        return Outcome(remaining=bill.remaining, lines=(line,))

    def describe(self, locale: str) -> str:
        """How much it is."""
        return Text(f"每期固定收取 {self.fee}", f"A fee of {self.fee} in every period").in_locale(locale)


@hookimpl
def ratecard_strategies() -> Iterable[type[Strategy]]:
    """The one strategy of this package."""
    return [FlatFee]
