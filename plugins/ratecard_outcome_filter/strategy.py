"""Which result codes are charged."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

from ratecard.spi import Bill, Bound, Line, Outcome, Strategy, Text, count

FREE = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeFilter(Strategy):
    """Cover calls whose result code is not charged, at no price.

    A call without a code succeeded and is charged (page: 错误码说明).
    """

    kind: ClassVar[str] = "outcome-filter"
    title: ClassVar[Text] = Text("不计费的返回码", "Result codes that are not charged")

    charged_codes: tuple[str, ...] = ()
    """Result codes of calls that are charged."""
    uncharged_codes: tuple[str, ...] = ()
    """Result codes of calls that are not charged."""
    default: Literal["charged", "uncharged"]
    """What holds for a code that neither list names."""

    def __post_init__(self) -> None:
        both = sorted({*self.charged_codes} & {*self.uncharged_codes})
        if both:
            raise ValueError(f"code {both[0]!r} is both in charged_codes and in uncharged_codes")
        if "" in (*self.charged_codes, *self.uncharged_codes):
            raise ValueError("an empty code means success, which is charged")

    def is_charged(self, code: str) -> bool:
        """Whether a call that ended with `code` is charged."""
        if not code or code in self.charged_codes:
            return True
        return code not in self.uncharged_codes and self.default == "charged"

    def settle(self, bill: Bill) -> Outcome:
        """A line at 0 for each uncharged code."""
        codes = {piece.code for piece in bill.remaining if piece.code}
        uncharged = sorted([code for code in codes if not self.is_charged(code)]) if codes else []
        if not uncharged:
            return Outcome(bill.remaining)
        lines = tuple(
            bill.line(count(p for p in bill.remaining if p.code == code), FREE, item=code, rule=self._rule(code))
            for code in uncharged
        )
        return Outcome(tuple(piece for piece in bill.remaining if piece.code not in uncharged), lines)

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound:
        """The uncharged calls are free."""
        return Bound(count(piece for piece in bill.usage if not self.is_charged(piece.code)))

    def _rule(self, code: str) -> tuple[str | int, ...]:
        if code in self.uncharged_codes:
            return ("uncharged_codes", self.uncharged_codes.index(code))
        return ("default",)

    def label(self, line: Line, locale: str) -> str:
        """The code that is not charged."""
        return Text(f"返回码 {line.item}，不计费", f"Result code {line.item}, not charged").in_locale(locale)

    def describe(self, locale: str) -> str:
        """Which codes are charged, as a sentence."""
        others = Text("计费", "charged") if self.default == "charged" else Text("不计费", "not charged")
        charged = ", ".join(self.charged_codes)
        uncharged = ", ".join(self.uncharged_codes)
        zh = [f"计费的返回码：{charged}"] * bool(charged) + [f"不计费的返回码：{uncharged}"] * bool(uncharged)
        en = [f"charged codes: {charged}"] * bool(charged) + [f"codes not charged: {uncharged}"] * bool(uncharged)
        return Text(
            "；".join(["调用成功即计费", *zh, f"其他返回码：{others.zh}"]),
            "; ".join(["Successful calls are charged", *en, f"other codes: {others.en}"]),
        ).in_locale(locale)
