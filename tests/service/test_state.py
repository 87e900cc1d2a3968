"""The state that an answer carries: it comes back as it was, or is refused with a sentence."""

import base64
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, ClassVar, NamedTuple

import pytest

from ratecard.domain.errors import PluginFault, Refusal
from ratecard.domain.forecast import forecast
from ratecard.domain.order import Order
from ratecard.domain.product import Product
from ratecard.domain.question import Used
from ratecard.service.state import packed, unpacked
from ratecard.spi import Bill, Outcome, Strategy, Text
from tests.chains import BANK_CARD, ID_CARD, china, conventions, flat, packs, product, question, steps, version


def answered(of: Product = ID_CARD) -> str:
    """The state after a month that leaves a pack, a hold and a notice that waits."""
    usage = [
        Used(1_000, china("2021-06-01"), china("2021-06-02")),
        Used(9_500, china("2021-06-30"), china("2021-07-01")),
    ]
    answer = forecast(question(of, "2021-06", 1, usage, [Order("10000", 1, china("2021-06-01"))]))
    return packed(of, answer.statements[-1].period, answer.carried)


def resealed(state: str, change: Callable[[dict[str, Any]], object]) -> str:
    """The state, changed by somebody who knows how it is sealed."""
    envelope = json.loads(zlib.decompress(base64.urlsafe_b64decode(state)[16:]))
    change(envelope)
    content = zlib.compress(json.dumps(envelope).encode())
    return base64.urlsafe_b64encode(sha256(content).digest()[:16] + content).decode()


def sealed(content: bytes) -> str:
    return base64.urlsafe_b64encode(sha256(content).digest()[:16] + content).decode()


def test_state_comes_back_as_it_was() -> None:
    usage = [
        Used(1_000, china("2021-06-01"), china("2021-06-02")),
        Used(9_500, china("2021-06-30"), china("2021-07-01")),
    ]
    answer = forecast(question(ID_CARD, "2021-06", 1, usage, [Order("10000", 1, china("2021-06-01"))]))
    state = packed(ID_CARD, answer.statements[-1].period, answer.carried)

    back = unpacked(ID_CARD, state)

    assert back.after == ID_CARD.calendar.named("2021-06")
    assert back.carried.states == answer.carried.states
    assert sorted(back.carried.states) == ["pack-alerts", "prepaid-packs"]
    assert back.carried.holds == answer.carried.holds
    assert back.carried.kept == tuple(lot.unused() for lot in answer.carried.kept)
    assert packed(ID_CARD, back.after, back.carried) == state


def before_returns(envelope: dict[str, Any]) -> None:
    """Packs and their balances as they were written before there were points and returns."""
    kept = envelope["states"]["prepaid-packs"][2]
    for lot in kept[0]:
        del lot[7:]
    del kept[1:]
    for balance in envelope["kept"]:
        del balance[9:]


def test_a_state_from_before_points_and_returns_comes_back_the_same() -> None:
    state = answered()

    back = unpacked(ID_CARD, resealed(state, before_returns))

    assert back == unpacked(ID_CARD, state)
    assert [(kept.costs, kept.returned) for kept in back.carried.kept] == [((), False)]


DAMAGED = {
    "no base64": ("näin", "state can't be read: it is not what an answer gave"),
    "cut off": (answered()[:-8], "state can't be read: its checksum does not match"),
    "empty": ("", "state can't be read: its checksum does not match"),
    "no zlib": (sealed(b"nothing"), "state can't be read: its content can't be unpacked"),
    "no JSON": (sealed(zlib.compress(b"{")), "state can't be read: its content can't be unpacked"),
    "a bomb": (sealed(zlib.compress(b"0" * 10_000_000)), "state can't be read: its content can't be unpacked"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_state_is_refused(name: str) -> None:
    state, message = DAMAGED[name]

    with pytest.raises(Refusal) as refused:
        unpacked(ID_CARD, state)

    assert (refused.value.code, refused.value.message) == ("damaged-state", message)


FOREIGN: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "schema": (lambda e: e.update(schema=0), "state does not fit: it is of schema 0, not 1"),
    "step": (
        lambda e: e["states"].update(gift=["prepaid-packs", 1, []]),
        "state does not fit: step 'gift' kept it as 'prepaid-packs' version 1, which the product no longer has",
    ),
    "version": (
        lambda e: e["states"]["prepaid-packs"].__setitem__(1, 2),
        (
            "state does not fit: step 'prepaid-packs' kept it as 'prepaid-packs' version 2,"
            " which the product no longer has"
        ),
    ),
    "shape": (
        lambda e: e["states"]["prepaid-packs"].__setitem__(2, [["one"]]),
        "state does not fit: what step 'prepaid-packs' kept does not fit 'prepaid-packs' any more",
    ),
    "period": (
        lambda e: e.update(after="2021-06-01"),
        "state does not fit: it is of 2021-06-01, and the product's periods are others now",
    ),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_state_of_other_times_is_refused(name: str) -> None:
    change, message = FOREIGN[name]
    state = resealed(answered(), change)

    with pytest.raises(Refusal) as refused:
        unpacked(ID_CARD, state)

    assert (refused.value.code, refused.value.message) == ("foreign-state", message)


def test_state_of_another_product_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        unpacked(BANK_CARD, answered())

    assert refused.value.message == "state does not fit: it is of 'tests/id-card', not of 'tests/bank-card'"


class Tally(NamedTuple):
    """How many units there were so far."""

    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter(Strategy):
    """Count units, and cover none."""

    kind: ClassVar[str] = "counter"
    title: ClassVar[Text] = Text("计数", "Counter")
    state_type: ClassVar[type | None] = Tally

    def settle(self, bill: Bill) -> Outcome:
        before = bill.state.units if bill.state else 0
        return Outcome(bill.remaining, state=Tally(before + bill.units))


def test_state_of_a_step_that_the_product_dropped_is_carried_on() -> None:
    old = version((*steps(counter=Counter(), packs=packs({10: 1}), flat=flat("1")),))
    new = version(steps(packs=packs({10: 1}), flat=flat("1")), rules=conventions(), since=date(2021, 7, 1))
    changed = product(old, new)
    answer = forecast(question(changed, "2021-06", 2, [Used(5)]))

    back = unpacked(changed, packed(changed, answer.statements[-1].period, answer.carried))

    assert back.carried.states["counter"] == Jotting(5)


class Jotting(NamedTuple):
    """What a careless strategy keeps."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Careless(Strategy):
    """Keeps something else than it says."""

    kind: ClassVar[str] = "careless"
    title: ClassVar[Text] = Text("粗心", "Careless")
    state_type: ClassVar[type | None] = Jotting

    def settle(self, bill: Bill) -> Outcome:
        return Outcome(bill.remaining, state=Jotting(object()))  # type: ignore[arg-type]  # the fault to be caught


def test_state_that_can_not_be_written_is_a_fault_of_its_step() -> None:
    about = product(version(steps(careless=Careless(), flat=flat("1"))))
    answer = forecast(question(about, "2021-06", 1, [Used(1)]))

    with pytest.raises(PluginFault, match=r"^step 'careless' .* left state that is not of its own types: "):
        packed(about, answer.statements[-1].period, answer.carried)
