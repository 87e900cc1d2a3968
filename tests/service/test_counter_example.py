"""Counter-examples: a bill comes back as it was, and is settled as it was."""

import json
from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from ratecard.bootstrap import Settings, build, open_service, read_shelf
from ratecard.domain.bill import Bill
from ratecard.domain.chain import settle_again
from ratecard.domain.errors import PluginFault
from ratecard.domain.forecast import forecast
from ratecard.domain.question import Question, Used
from ratecard.domain.settlement import Hold
from ratecard.domain.step import Case, Step
from ratecard.domain.strategy import Installed, Outcome, Strategy
from ratecard.service import Asked, OrderAsked, Service, Shelf, UsageAsked
from ratecard.service.counter_example import (
    MARK,
    MOST_BYTES,
    DamagedCounterExample,
    LeftOut,
    bill_document,
    bill_of,
    counter_example,
    counter_examples,
    logged,
    outcome_document,
    outcome_of,
    replay,
    written,
)
from ratecard.service.trace import Trace
from tests.chains import D, china, flat, product, question, steps, version
from tests.cli.run import CATALOGS
from tests.domain.random_chains import questions
from tests.domain.test_faults import PLUGIN, Memory, Odd, raises
from tests.domain.test_money_laws import priced


def traced(asked: Question) -> Iterator[tuple[Step, Bill, Outcome]]:
    """Every step of every period with what it was given and answered."""
    bills: list[Bill] = []
    outcomes: list[Outcome] = []
    forecast(asked, bills, outcomes=outcomes)
    chain = asked.product.versions[0].chain
    for bill, outcome in zip(bills, outcomes, strict=True):
        step = chain.step(bill.step)
        assert step is not None
        yield step, bill, outcome


def through_json(value: object) -> Any:
    return json.loads(json.dumps(value), parse_float=Decimal)


@given(questions() | priced())
def test_any_bill_settled_again_has_the_identical_outcome(asked: Question) -> None:
    for step, bill, outcome in traced(asked):
        state_type = step.strategy.state_type

        back = bill_of(through_json(bill_document(bill)), state_type)

        assert back._replace(sources=bill.sources, made=bill.made) == bill
        again = settle_again(Case(step, back))
        assert repr_of(again) == repr_of(outcome)
        assert outcome_of(through_json(outcome_document(outcome)), state_type) == outcome


def test_sources_of_a_catalogs_rules_come_back(service: Service) -> None:
    trace = Trace([], [])
    asked = Asked("id-card", "2021-06", 3, (UsageAsked(25_000),), (OrderAsked("10000"),))

    service.forecast(asked, trace=trace)

    chain = service.shelf.product("id-card")[1].versions[0].chain
    assert len(trace.bills) == 3 * len(chain.steps)
    for bill, outcome in zip(*trace, strict=True):
        step = chain.step(bill.step)
        assert step is not None
        back = bill_of(through_json(bill_document(bill)), step.strategy.state_type)
        assert back.sources == dict(bill.sources)
        assert settle_again(Case(step, back)) == outcome


@pytest.fixture(scope="module")
def service() -> Service:
    return open_service(Settings(CATALOGS))


def repr_of(outcome: Outcome) -> object:
    """Equal only where the digits of every decimal are."""
    return outcome_document(outcome)


def fault_of(strategy: Odd, units: int = 5, sizes: int = 1) -> PluginFault:
    odd = Step("odd-step", strategy, plugin=PLUGIN)
    day = [Used(units, china("2021-06-01"), china("2021-06-02"), code=f"E{number}") for number in range(sizes)]
    with pytest.raises(PluginFault) as raised:
        forecast(question(product(version((odd, *steps(flat=flat("1"))))), "2021-06", 1, day))
    return raised.value


def test_a_fault_is_one_line_with_its_counter_example() -> None:
    line = logged(fault_of(Odd(does=raises(KeyError("a\nb")))), "0.1.0")

    sentence, _, text = line.partition(f"; {MARK}")
    assert "\n" not in line
    assert sentence == "step 'odd-step' (odd, plugin odd, odd-rules 1.2) raised KeyError: 'a\\nb'"
    document = json.loads(text)
    assert [document[key] for key in ("engine", "kind", "step", "stateVersion", "settings")] == [
        "0.1.0",
        "odd",
        "odd-step",
        1,
        {},
    ]
    assert document["plugin"] == {"name": "odd", "distribution": "odd-rules", "version": "1.2"}
    assert document["bill"]["remaining"] == [
        {
            "start": "2021-05-31T16:00:00+00:00",
            "end": "2021-06-01T16:00:00+00:00",
            "meter": "",
            "code": "E0",
            "spread": 5,
            "first": 0,
            "last": 5,
        }
    ]
    assert document["bill"]["held"] == "0"


def test_a_counter_example_that_is_too_large_is_left_out() -> None:
    fault = fault_of(Odd(does=raises(KeyError(1))), sizes=300)

    with pytest.raises(LeftOut, match=rf"^it has \d+ bytes, more than {MOST_BYTES}$"):
        counter_example(fault, "0.1.0")
    assert "; its counter-example is left out: it has " in logged(fault, "0.1.0")
    assert counter_examples_of(logged(fault, "0.1.0")) == "it has no counter-example"


def test_a_state_that_is_no_json_costs_the_counter_example_alone() -> None:
    fault = fault_of(Odd(does=raises(KeyError(1))))
    assert fault.case is not None
    state = Memory(object())  # type: ignore[arg-type]  # what a plugin could have kept
    fault.case = fault.case._replace(bill=fault.case.bill._replace(state=state))

    assert "; its counter-example is left out: it can't be written as JSON: " in logged(fault, "0.1.0")


def test_a_fault_outside_of_settle_has_none() -> None:
    fault = Step("odd", Odd(does=raises(KeyError(1)))).fault("raised KeyError from offers")

    assert logged(fault, "0.1.0").endswith("; its counter-example is left out: the fault was not in settle")


def counter_examples_of(text: str) -> str:
    with pytest.raises(DamagedCounterExample) as raised:
        counter_examples(text)
    return str(raised.value)


def test_settings_are_written_with_all_their_digits() -> None:
    settings = {
        "price": D("0.10"),
        "big": D("1E+5"),
        "on": date(2021, 6, 1),
        "at": [time(9)],
        "sums": {"a": 1, "b": True},
    }

    text = written(settings)

    assert text == '{"price": 0.10, "big": 1E+5, "on": "2021-06-01", "at": ["09:00:00"], "sums": {"a": 1, "b": true}}'


def test_every_step_of_the_shipped_catalogs_is_built_again_from_its_settings() -> None:
    shelf = read_shelf(Settings(CATALOGS))

    for each in steps_of(shelf):
        again = build(each.id, type(each.strategy), json.loads(written(each.settings), parse_float=Decimal))
        assert again == each.strategy


def steps_of(shelf: Shelf) -> Iterator[Step]:
    for catalog in shelf.catalogs:
        for about in catalog.products:
            for each in about.versions:
                yield from each.chain.steps


def test_terms_of_a_hold_come_back_as_they_were() -> None:
    hold = Hold("a", "freeze", D("1.00"), ((D("0.150"), 3, Fraction(1, 3)), (D(2),)), D(1), "x:1")

    back = outcome_of(through_json(outcome_document(Outcome((), holds=(hold,)))), None)

    assert back.holds == (hold,)
    assert str(back.holds[0].terms) == str(hold.terms)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("nothing", "it has no counter-example"),
        ("[1]", "it has no bill, kind, plugin, settings, stateVersion, step, what"),
        ('{"kind": "odd"}', "it has no bill, plugin, settings, stateVersion, step, what"),
        (MARK + "{", "it is not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
    ],
)
def test_what_is_no_counter_example_is_refused(text: str, why: str) -> None:
    assert counter_examples_of(text) == why


def document_of(fault: PluginFault) -> dict[str, Any]:
    return counter_examples(logged(fault, "0.1.0"))[0]


def installed(strategy: type[Odd]) -> Any:
    return lambda kind: Installed(strategy, PLUGIN)


def test_replaying_shows_the_fault_again_or_that_it_is_gone() -> None:
    document = document_of(fault_of(Odd(does=raises(KeyError(1)))))

    still = replay(document, installed(Odd), lambda *_: Odd(does=raises(KeyError(1))))
    fixed = replay(document, installed(Odd), lambda *_: Odd(does=lambda bill: Outcome(bill.remaining)))

    assert still.fault is not None
    assert (still.fault.what, still.what, still.outcome) == ("raised KeyError: 1", "raised KeyError: 1", None)
    assert (fixed.fault, fixed.outcome) == (None, Outcome(fixed.bill.remaining))


def test_settings_that_break_the_plugin_are_a_fault() -> None:
    document = document_of(fault_of(Odd(does=raises(KeyError(1)))))

    def build_badly(*_: object) -> Strategy:
        raise ZeroDivisionError("by zero")

    with pytest.raises(PluginFault, match=r"raised ZeroDivisionError from its settings: by zero$"):
        replay(document, installed(Odd), build_badly)


def test_a_state_of_another_version_is_refused() -> None:
    document = document_of(fault_of(Odd(does=raises(KeyError(1)))))
    document["bill"]["state"] = [1]
    document["stateVersion"] = 2

    with pytest.raises(DamagedCounterExample, match="its state is of version 2, and 'odd' keeps version 1"):
        replay(document, installed(Odd), lambda *_: Odd(does=raises(KeyError(1))))


def test_a_bill_that_was_changed_by_hand_is_refused() -> None:
    document = document_of(fault_of(Odd(does=raises(KeyError(1)))))
    document["bill"]["held"] = "five"

    with pytest.raises(DamagedCounterExample, match="Input should be a valid decimal"):
        replay(document, installed(Odd), lambda *_: Odd(does=raises(KeyError(1))))
