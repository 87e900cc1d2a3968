"""The laws by their ids, and what comes of trying one."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple

from ratecard.domain.errors import listed, nearest
from ratecard.domain.strategy import Strategy
from ratecard.testing import on_bills, on_prices, on_purity, on_runs, on_settings
from ratecard.testing.case import Case

Status = Literal["held", "broken", "waived"]


class Law(NamedTuple):
    """What every strategy is held to."""

    check: Callable[[Case], str | None]
    """A sentence where a case breaks it, None where the case does not."""
    plain: bool = False
    """Whether it is tried on plain cases: one period, one number of units."""


LAWS: dict[str, Law] = {
    "answers": Law(on_bills.answers),
    "units-conserved": Law(on_bills.units_conserved),
    "nothing-negative": Law(on_bills.nothing_negative),
    "money-rounded": Law(on_bills.money_rounded),
    "deterministic": Law(on_purity.deterministic),
    "pure": Law(on_purity.pure),
    "no-io": Law(on_purity.no_io),
    "no-clock": Law(on_purity.no_clock),
    "any-product": Law(on_purity.any_product),
    "zero-usage": Law(on_runs.zero_usage),
    "order-of-input": Law(on_runs.order_of_input),
    "split-periods": Law(on_runs.split_periods),
    "state-json": Law(on_runs.state_json),
    "display-consistent": Law(on_prices.display_consistent),
    "offers-consistent": Law(on_prices.offers_consistent),
    "breakpoints-consistent": Law(on_prices.breakpoints_consistent, plain=True),
    "bound-below": Law(on_prices.bound_below),
    "time-per-settle": Law(on_bills.time_per_settle),
}
"""Laws that are tried on cases drawn at random."""
OF_SETTINGS: dict[str, Callable[[type[Strategy], Mapping[str, Any]], str | None]] = {
    "settings-toml": on_settings.settings_toml,
    "schema-described": on_settings.schema_described,
}
"""Laws that need no case: they look at each example of settings."""
IDS = (*LAWS, *OF_SETTINGS)


class Finding(NamedTuple):
    """What came of trying one law."""

    law: str
    status: Status
    reason: str = ""
    """Why it is waived, or the sentence that says how it is broken."""
    counter_example: str = ""
    """The smallest case that breaks it, in words."""

    def __str__(self) -> str:
        sentence = f"{self.law}: {self.reason or self.status}"
        return f"{sentence}\n{self.counter_example}" if self.counter_example else sentence


class UnknownLaw(ValueError):
    """A law is waived that there is not, or without a reason."""


def check_waived(waived: Mapping[str, str]) -> None:
    """Every waived law is one that there is, with a reason; `UnknownLaw`."""
    for law, reason in waived.items():
        if law not in IDS:
            raise UnknownLaw(
                f"law {law!r} is waived, and is none; laws: {listed(IDS)}; {nearest(law, IDS) or ''}".rstrip("; ")
            )
        if not isinstance(reason, str) or not reason.strip():
            raise UnknownLaw(f"law {law!r} is waived without a reason")
