"""Everything that a plugin may import; `__all__` is the contract."""

import pluggy

from ratecard.domain.account import Account, Choice
from ratecard.domain.bill import Bill
from ratecard.domain.conventions import Conventions, LowBalance
from ratecard.domain.display import AllowanceDisplay, Display, NoteDisplay, PackDisplay, Tier, TierDisplay
from ratecard.domain.errors import Refused
from ratecard.domain.money import Mode, Price, Rounding, rounding, trimmed
from ratecard.domain.order import Drawn, Lot, Offer, Order, Owned, QuantityPrice, draw
from ratecard.domain.period import Calendar, Period, Span, Unit, Window
from ratecard.domain.settlement import Balance, Entitlement, Fact, Hold, Line, LineKind, Notice, Rate, Terms
from ratecard.domain.strategy import (
    Bound,
    Outcome,
    Reference,
    Strategy,
    Table,
    Warned,
    WrongSettings,
)
from ratecard.domain.text import Text
from ratecard.domain.usage import Slice, count, take, within

CONTRACT = "1.2"
"""The version of this contract: the first number rises when something is taken away or changed, the second when
something is added. A plugin says for which it is written: `ratecard_requires = ">=1.0,<2"` beside its hook."""

hookimpl = pluggy.HookimplMarker("ratecard")
"""Marks a plugin's `ratecard_strategies`."""

__all__ = [
    "CONTRACT",
    "Account",
    "AllowanceDisplay",
    "Balance",
    "Bill",
    "Bound",
    "Calendar",
    "Choice",
    "Conventions",
    "Display",
    "Drawn",
    "Entitlement",
    "Fact",
    "Hold",
    "Line",
    "LineKind",
    "Lot",
    "LowBalance",
    "Mode",
    "NoteDisplay",
    "Notice",
    "Offer",
    "Order",
    "Outcome",
    "Owned",
    "PackDisplay",
    "Period",
    "Price",
    "QuantityPrice",
    "Rate",
    "Reference",
    "Refused",
    "Rounding",
    "Slice",
    "Span",
    "Strategy",
    "Table",
    "Terms",
    "Text",
    "Tier",
    "TierDisplay",
    "Unit",
    "Warned",
    "Window",
    "WrongSettings",
    "count",
    "draw",
    "hookimpl",
    "rounding",
    "take",
    "trimmed",
    "within",
]
