"""A step's strategy asked for what it offers, where it bends and what it can't do better than."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import ClassVar

import pytest

from ratecard.domain.advice import advise
from ratecard.domain.curve import Point, TooFewPoints, cost_curves
from ratecard.domain.errors import Plugin, PluginFault
from ratecard.domain.forecast import forecast
from ratecard.domain.order import Order
from ratecard.domain.question import Used
from ratecard.domain.step import Step
from ratecard.spi import Bill, Offer, Outcome, Strategy, Text
from tests.chains import ID_CARD, D, china, flat, product, question, version

PLUGIN = Plugin("broken", "ratecard-broken", "3.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken(Strategy):
    """Cover nothing, and fail at every other question."""

    kind: ClassVar[str] = "broken"
    title: ClassVar[Text] = Text("坏", "Broken")

    at: str

    def settle(self, bill: Bill) -> Outcome:
        return Outcome(bill.remaining)

    def offers(self) -> Sequence[Offer]:
        if self.at == "offers":
            raise ZeroDivisionError("no price")
        return ()

    def breakpoints(self, bill: Bill) -> Iterable[int]:
        if self.at == "breakpoints":
            raise ZeroDivisionError("no price")
        return count(1)

    def bound(self, bill: Bill, most: object) -> None:
        raise ZeroDivisionError("no price")


def asked(at: str) -> object:
    return question(
        product(version((Step("odd", Broken(at=at), plugin=PLUGIN), Step("flat", flat("1"))))),
        "2021-06",
        1,
        [Used(10)],
        [Order("10", 1, china("2021-06-01"))] if at == "offers" else [],
    )


FAULTS: dict[str, Callable[[object], object]] = {
    "offers": lambda q: forecast(q),  # type: ignore[arg-type]
    "breakpoints": lambda q: cost_curves([q], 100, 10),  # type: ignore[list-item]
    "bound": lambda q: advise(q),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("at", FAULTS)
def test_a_strategy_that_fails_to_answer_is_named(at: str) -> None:
    with pytest.raises(PluginFault) as fault:
        FAULTS[at](asked(at))

    assert str(fault.value) == (
        f"step 'odd' (broken, plugin broken, ratecard-broken 3.1) raised ZeroDivisionError from {at}: no price"
    )


def test_a_strategy_that_never_ends_its_breakpoints_is_not_waited_for() -> None:
    (curve,) = cost_curves([asked("settle")], 50, 60)  # type: ignore[list-item]

    assert curve.bends == ()
    assert curve.points[-1] == Point(50, D(50))


def test_a_curve_that_would_lose_a_bend_is_refused() -> None:
    with pytest.raises(TooFewPoints) as refused:
        cost_curves([question(ID_CARD, "2021-06")], 1_200_000, 5)

    assert (refused.value.message, refused.value.hint) == ("5 points can't show every bend", "ask for at least 10")
