"""Every way in which a strategy can break the contract, and the sentence that says so."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar, NamedTuple, cast

import pytest

from ratecard.domain.bill import Bill
from ratecard.domain.errors import Plugin, PluginFault, Refused, UnknownSku
from ratecard.domain.order import Order
from ratecard.domain.question import Used
from ratecard.domain.settlement import Balance, Hold, Line, Notice
from ratecard.domain.step import Step
from ratecard.domain.strategy import Outcome, Strategy
from ratecard.domain.text import Text
from ratecard.domain.usage import Slice, take
from tests.chains import D, ask, china, flat, packs, product, steps, version

Settle = Callable[[Bill], Any]
PLUGIN = Plugin("odd", "odd-rules", "1.2")
ZERO = Decimal(0)


class Memory(NamedTuple):
    """What the odd strategy keeps."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd(Strategy):
    """Does whatever a test wants."""

    kind: ClassVar[str] = "odd"
    title: ClassVar[Text] = Text("怪", "Odd")
    state_type: ClassVar[type | None] = Memory

    does: Settle

    def settle(self, bill: Bill) -> Outcome:
        return cast("Outcome", self.does(bill))


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgetful(Odd):
    """Declares no state."""

    state_type: ClassVar[type | None] = None


def run(strategy: Strategy, count: int = 1) -> None:
    """Five calls before noon and five after on each day, the odd step first."""
    odd = Step("odd-step", strategy, plugin=PLUGIN)
    day = [Used(5, china("2021-06-01"), china("2021-06-01T12:00")), Used(5, china("2021-06-02"), china("2021-06-03"))]
    ask(product(version((odd, *steps(flat=flat("1"))))), "2021-06", count, day)


def covering(bill: Bill, units: int, **changes: Any) -> Outcome:
    """Takes the earliest units at 0, but for the changes."""
    outcome = Outcome(take(bill.remaining, units)[1], (bill.line(units, ZERO),))
    return outcome._replace(**changes)


def raises(error: BaseException) -> Settle:
    def settle(bill: Bill) -> Outcome:
        raise error

    return settle


def piece(bill: Bill, index: int) -> Slice:
    return bill.remaining[index]


def mutates(target: Callable[[Bill], Any], name: str) -> Settle:
    def settle(bill: Bill) -> Outcome:
        setattr(target(bill), name, None)
        return Outcome(bill.remaining)

    return settle


def balance(bill: Bill) -> Balance:
    now = datetime(2021, 6, 1, tzinfo=UTC)
    return Balance(bill.step, "lot", "", 1, 1, 1, now, now, ())


def forged_line(bill: Bill) -> Line:
    return bill.line(3, ZERO)._replace(units=10)


def forged_hold(bill: Bill) -> Hold:
    return Hold(bill.step, "freeze", D(1), ((D(1),),), D(1), "")


def recurses(bill: Bill) -> Outcome:
    return recurses(bill)


class Mute(Exception):
    """An error that breaks when it is asked what it says."""

    def __str__(self) -> str:
        raise SystemExit(3)


def fields(**changes: Any) -> Settle:
    """Leaves all, and tells a fact with these fields."""
    return lambda bill: Outcome(bill.remaining, facts=(balance(bill)._replace(**changes),))


def a_gigabyte_of(bill: Bill) -> Any:
    return (bill.line(0, ZERO, kind="fee", quantity=1),) * 200_001


FAULTS: dict[str, tuple[Settle, str]] = {
    "runs out of memory": (raises(MemoryError("1 GB")), "raised MemoryError: 1 GB"),
    "ends its coroutine": (raises(GeneratorExit("over")), "raised GeneratorExit: over"),
    "raises what is no exception": (raises(BaseException("odd")), "raised BaseException: odd"),
    "raises what has no words": (raises(Mute()), "raised Mute: (its text raised SystemExit)"),
    "raises a book": (raises(ValueError("x" * 10_000)), f"raised ValueError: {'x' * 500}…"),
    "blames another": (
        raises(PluginFault("other", "flat-fee", PLUGIN, "did it")),
        "raised PluginFault: step 'other' (flat-fee, plugin odd, odd-rules 1.2) did it",
    ),
    "recurses": (recurses, "raised RecursionError: maximum recursion depth exceeded"),
    "returns a gigabyte of lines": (
        lambda bill: Outcome(bill.remaining, a_gigabyte_of(bill)),
        "returned 200001 lines, more than 200000",
    ),
    "returns a gigabyte of facts": (
        lambda bill: Outcome(bill.remaining, facts=(balance(bill),) * 200_001),
        "returned 200001 facts, more than 200000",
    ),
    "covers more than can be written": (
        lambda bill: Outcome((), (bill.line(10**5000, ZERO),)),
        (
            "raised ValueError: Exceeds the limit (4300 digits) for integer string conversion; "
            "use sys.set_int_max_str_digits() to increase the limit"
        ),
    ),
    "charges what is no number": (
        lambda bill: Outcome((), (bill.line(10, D(1), quantity=D("NaN")),)),
        "raised InvalidOperation: [<class 'decimal.InvalidOperation'>]",
    ),
    "names its line with a number": (
        lambda bill: Outcome((), (bill.line(10, D(1), item=cast("str", 5)),)),
        "raised TypeError: a line's meter and item must be text, got '' and 5",
    ),
    "is paid at no instant": (
        lambda bill: Outcome((), (bill.line(10, D(1), at=datetime(2021, 6, 1)),)),  # noqa: DTZ001  # the fault
        "raised TypeError: at must be an instant with an offset, got datetime.datetime(2021, 6, 1, 0, 0)",
    ),
    "tells of a lot for another step": (fields(step="flat"), "returned a Balance in the name of step 'flat'"),
    "keeps what can change": (
        lambda bill: Outcome(bill.remaining, state=Memory(cast("int", []))),
        "left state that can change: Memory holds a list, dict or set",
    ),
    "raises": (raises(KeyError("tier")), "raised KeyError: 'tier'"),
    "leaves the program": (raises(SystemExit("bye")), "raised SystemExit: bye"),
    "refuses in the kernel's name": (
        raises(UnknownSku("x", ["y"])),
        "raised UnknownSku: sku 'x' is not known; known: y",
    ),
    "answers nothing": (lambda bill: None, "returned NoneType instead of an Outcome"),
    "answers a mere tuple": (lambda bill: tuple(Outcome(bill.remaining)), "returned tuple instead of an Outcome"),
    "loses units": (
        lambda bill: covering(bill, 3, remaining=bill.remaining[1:]),
        "was given 10 units, covered 3 and left 5",
    ),
    "loses units without a line": (lambda bill: Outcome(()), "was given 10 units, covered 0 and left 0"),
    "invents units": (lambda bill: covering(bill, 13, remaining=()), "was given 10 units, covered 13 and left 0"),
    "covers what it leaves": (
        lambda bill: covering(bill, 3, remaining=bill.remaining),
        "was given 10 units, covered 3 and left 10",
    ),
    "covers negative units": (
        lambda bill: Outcome(bill.remaining, (bill.line(-2, ZERO), bill.line(2, ZERO))),
        "covered -2 units",
    ),
    "covers half a unit": (
        lambda bill: Outcome(bill.remaining, (bill.line(cast("int", D("0.5")), ZERO),)),
        "raised TypeError: units must be a whole number, got Decimal('0.5')",
    ),
    "covers a float": (
        lambda bill: covering(bill, 3, lines=(bill.line(cast("int", 3.0), ZERO, quantity=3),)),
        "raised TypeError: units must be a whole number, got 3.0",
    ),
    "contacts for a float": (
        lambda bill: Outcome((), (bill.contact(cast("int", 10.0), "https://example.com"),)),
        "raised TypeError: units must be a whole number, got 10.0",
    ),
    "prices with a float": (
        lambda bill: Outcome((), (bill.line(10, cast("Decimal", 0.1)),)),
        "raised TypeError: a price must be a finite Decimal, got 0.1",
    ),
    "prices with nan": (
        lambda bill: Outcome((), (bill.line(10, D("NaN")),)),
        "raised TypeError: a price must be a finite Decimal, got Decimal('NaN')",
    ),
    "multiplies with a float": (
        lambda bill: Outcome((), (bill.line(10, D(1), quantity=cast("int", 0.5)),)),
        "raised TypeError: conversion from float to Decimal is not supported",
    ),
    "makes a line of no kind": (
        lambda bill: Outcome((), (bill.line(10, D(1), kind=cast("Any", "gift")),)),
        "raised ValueError: a line of kind 'gift' can't be made here",
    ),
    "covers with a fee": (
        lambda bill: Outcome(bill.remaining, (bill.line(4, D(1), kind="fee"),)),
        "covered 4 units with a line of kind 'fee'",
    ),
    "leaves a list": (
        lambda bill: Outcome(cast("Any", list(bill.remaining))),
        "left something else than a tuple of slices",
    ),
    "leaves something else": (
        lambda bill: Outcome(cast("Any", (*bill.remaining, "x"))),
        "left something else than a tuple of slices",
    ),
    "leaves half a slice": (
        lambda bill: Outcome((piece(bill, 0).numbers(0, cast("int", 5.0)), piece(bill, 1))),
        "left something else than a tuple of slices",
    ),
    "leaves a slice it was not given": (
        lambda bill: Outcome((piece(bill, 0)._replace(code="x"), piece(bill, 1))),
        "left a slice that it was not given: 5 x over 2021-06-01T00:00+08:00 to 2021-06-01T12:00+08:00",
    ),
    "leaves a piece twice": (
        lambda bill: Outcome((piece(bill, 0), piece(bill, 0))),
        "left a slice that it was not given: 5 over 2021-06-01T00:00+08:00 to 2021-06-01T12:00+08:00",
    ),
    "leaves more of a slice than there is": (
        lambda bill: Outcome((piece(bill, 0).numbers(0, 6), piece(bill, 1).numbers(1, 5))),
        "left a slice that it was not given: 6 over 2021-06-01T00:00+08:00 to 2021-06-01T12:00+08:00",
    ),
    "reorders": (
        lambda bill: Outcome((piece(bill, 1), piece(bill, 0))),
        "left a slice that it was not given: 5 over 2021-06-01T00:00+08:00 to 2021-06-01T12:00+08:00",
    ),
    "reorders the parts of a slice": (
        lambda bill: Outcome((piece(bill, 0).numbers(3, 5), piece(bill, 0).numbers(0, 3), piece(bill, 1))),
        "left a slice that it was not given: 3 over 2021-06-01T00:00+08:00 to 2021-06-01T12:00+08:00",
    ),
    "changes a line": (
        lambda bill: Outcome((), (forged_line(bill),)),
        "returned a line that its bill did not make",
    ),
    "uses a line twice": (
        lambda bill: Outcome((), (bill.line(5, ZERO),) * 2),
        "returned a line that its bill did not make",
    ),
    "hides a line": (
        lambda bill: Outcome(bill.remaining, (bill.line(0, D(1), kind="fee"),)[:0]),
        "made a line or a hold that it did not return",
    ),
    "forges a hold": (
        lambda bill: Outcome(bill.remaining, holds=(forged_hold(bill),)),
        "returned a hold that its bill did not make",
    ),
    "gives money back": (
        lambda bill: Outcome(bill.remaining, (bill.line(0, D(-5), kind="fee", quantity=1),)),
        "charged -5.00 with a line of kind 'fee'",
    ),
    "freezes twice": (
        lambda bill: Outcome(bill.remaining, holds=bill.freeze(((D(1),),)) + bill.freeze(((D(2),),))),
        "returned holds other than one release before one freeze",
    ),
    "freezes less than nothing": (
        lambda bill: Outcome(bill.remaining, holds=bill.freeze(((D(-1),),))),
        "froze an amount below zero",
    ),
    "keeps a state of another type": (
        lambda bill: Outcome(bill.remaining, state={"number": 1}),
        "left state of type dict instead of Memory",
    ),
    "returns a list of lines": (
        lambda bill: Outcome((), cast("Any", [bill.line(10, ZERO)])),
        "returned its lines as a list instead of a tuple",
    ),
    "returns no lines": (
        lambda bill: Outcome(bill.remaining, cast("Any", None)),
        "returned its lines as a NoneType instead of a tuple",
    ),
    "returns something among its lines": (
        lambda bill: Outcome(bill.remaining, cast("Any", ("free",))),
        "returned str among its lines",
    ),
    "returns a list of holds": (
        lambda bill: Outcome(bill.remaining, holds=cast("Any", [])),
        "returned its holds as a list instead of a tuple",
    ),
    "returns a list of notices": (
        lambda bill: Outcome(bill.remaining, notices=cast("Any", [])),
        "returned its notices as a list instead of a tuple",
    ),
    "returns something among its notices": (
        lambda bill: Outcome(bill.remaining, notices=cast("Any", ("low",))),
        "returned str among its notices",
    ),
    "returns a generator of facts": (
        lambda bill: Outcome(bill.remaining, facts=cast("Any", (balance(bill) for _ in "x"))),
        "returned its facts as a generator instead of a tuple",
    ),
    "returns something among its facts": (
        lambda bill: Outcome(bill.remaining, facts=cast("Any", (Notice,))),
        "returned type among its facts",
    ),
    "changes its bill": (mutates(lambda bill: bill, "state"), "raised AttributeError: can't set attribute"),
    "changes a slice": (mutates(lambda bill: bill.usage[0], "last"), "raised AttributeError: can't set attribute"),
    "changes the period": (mutates(lambda bill: bill.period, "end"), "raised AttributeError: can't set attribute"),
    "changes the rules": (
        mutates(lambda bill: bill.conventions, "currency"),
        "raised AttributeError: can't set attribute",
    ),
    "changes its usage": (
        lambda bill: bill.usage.append(1),  # type: ignore[attr-defined]
        "raised AttributeError: 'tuple' object has no attribute 'append'",
    ),
    "changes where its settings are": (
        lambda bill: bill.sources.update({}),  # type: ignore[attr-defined]
        "raised AttributeError: 'mappingproxy' object has no attribute 'update'",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_broken_contract_is_a_fault_of_the_plugin(name: str) -> None:
    does, sentence = FAULTS[name]

    with pytest.raises(PluginFault) as raised:
        run(Odd(does=does))

    fault = raised.value
    assert str(fault) == f"step 'odd-step' (odd, plugin odd, odd-rules 1.2) {sentence}"
    assert (fault.code, fault.step, fault.kind, fault.plugin, fault.what) == (
        "plugin-fault",
        "odd-step",
        "odd",
        PLUGIN,
        sentence,
    )


def test_a_lot_that_ends_at_no_instant_is_a_fault() -> None:
    with pytest.raises(PluginFault, match=r"returned a Balance whose expires is of type str, not datetime$"):
        run(Odd(does=fields(expires="2021-07-01")))


def test_state_of_a_strategy_that_declares_none_is_a_fault() -> None:
    with pytest.raises(PluginFault, match=r"left state of type Memory instead of no state$"):
        run(Forgetful(does=lambda bill: Outcome(bill.remaining, state=Memory(1))))


def test_freezing_without_releasing_is_a_fault() -> None:
    with pytest.raises(PluginFault, match=r"froze anew without releasing what it held$"):
        run(Odd(does=lambda bill: Outcome(bill.remaining, holds=bill.freeze(((D(1),),)))), 2)


def test_releasing_after_freezing_is_a_fault() -> None:
    def does(bill: Bill) -> Outcome:
        return Outcome(bill.remaining, holds=bill.freeze(((D(1),),)) + bill.release())

    with pytest.raises(PluginFault, match=r"returned holds other than one release before one freeze$"):
        run(Odd(does=does), 2)


def test_fault_names_what_was_raised_as_its_cause() -> None:
    error = ZeroDivisionError("by zero")

    with pytest.raises(PluginFault) as raised:
        run(Odd(does=raises(error)))

    assert raised.value.__cause__ is error


def test_interrupt_is_not_a_fault() -> None:
    with pytest.raises(KeyboardInterrupt):
        run(Odd(does=raises(KeyboardInterrupt())))


def test_interrupt_that_a_plugin_raises_in_a_server_is_a_fault() -> None:
    with ThreadPoolExecutor(1) as server:
        answer = server.submit(run, Odd(does=raises(KeyboardInterrupt("mine"))))

        with pytest.raises(PluginFault, match=r"raised KeyboardInterrupt: mine$"):
            answer.result()


def test_refusal_of_a_step_keeps_its_words_and_names_the_step() -> None:
    with pytest.raises(Refused) as raised:
        run(Odd(does=raises(Refused("too-many-faces", "9 faces are more than 5", "crop the image"))))

    refused = raised.value
    assert (refused.code, refused.message, refused.hint, refused.path) == (
        "too-many-faces",
        "9 faces are more than 5",
        "crop the image",
        ("odd-step",),
    )


def test_what_the_contract_allows_is_no_fault() -> None:
    def does(bill: Bill) -> Outcome:
        taken, left = take(bill.remaining, 7)
        lines = (
            bill.line(7, D("0.1"), kind="refused", quantity=D("0.5")),
            bill.line(0, D("-3.999"), kind="adjustment", quantity=1),
            bill.line(0, D(2), kind="fee", quantity=1),
        )
        number = bill.state.number if bill.state else 0
        assert sum(piece.units for piece in taken) == 7 or not bill.units
        return Outcome(left, lines, facts=(balance(bill),), state=Memory(number + 1))

    odd = Step("odd-step", Odd(does=does))
    answer = ask(product(version((odd, *steps(flat=flat("1"))))), "2021-06", 1, [Used(10)])

    settled = answer.statements[0].settlement
    assert [line.amount for line in settled.lines] == [D("0.05"), D("-4.00"), D("2.00"), D("3.00")]
    assert settled.total == D("1.05")
    assert answer.carried.states["odd-step"] == Memory(1)


def test_nothing_is_left_of_a_settlement_that_failed() -> None:
    chain = (*steps(packs=packs({10: 1})), Step("odd-step", Odd(does=raises(KeyError(1)))))
    about = product(version((*chain, *steps(flat=flat("1")))))
    orders = [Order("10", 1, china("2021-06-01"))]

    for _ in range(2):
        with pytest.raises(PluginFault, match="raised KeyError: 1"):
            ask(about, "2021-06", 1, [Used(3)], orders)
