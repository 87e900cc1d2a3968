"""For every refusal of the kernel a minimal bad input, and exactly what it gets."""

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ratecard.domain import errors
from ratecard.domain.account import Account, Choice
from ratecard.domain.errors import MOST_UNITS, Refusal, nearest
from ratecard.domain.order import Order, Owned
from ratecard.domain.period import Calendar, Span, Unit, utc
from ratecard.domain.question import Used
from ratecard.domain.step import Scope
from ratecard.domain.text import Text
from ratecard.domain.usage import usage
from tests.chains import (
    ID_CARD,
    SHANGHAI,
    ask,
    china,
    flat,
    free,
    meter,
    packs,
    product,
    question,
    scoped,
    steps,
    version,
)

JUNE = china("2021-06-01")
DAY = timedelta(days=1)
BOUGHT = steps(packs=packs({10: 1}), flat=flat("1"))
TWO = product(version(steps(gifts=packs({10: 0}), packs=packs({10: 1}), flat=flat("1"))))
FREE = product(version(steps(free=free(5))))
YOUNG = product(version(steps(flat=flat("1")), since=date(2021, 1, 1)))
GOLD = product(version((scoped(BOUGHT[0], Scope(account_classes=("gold",))), BOUGHT[1])))


class Case(NamedTuple):
    """A bad input, and what it gets."""

    act: Callable[[], object]
    code: str
    message: str
    hint: str | None = None
    path: tuple[str | int, ...] = ()


def used(*pieces: Used, count: int = 1) -> Callable[[], object]:
    return lambda: ask(ID_CARD, "2021-06", count, pieces)


def ordered(*orders: Order) -> Callable[[], object]:
    return lambda: ask(ID_CARD, "2021-06", 1, orders=orders)


def owned(*packs: Owned) -> Callable[[], object]:
    return lambda: ask(ID_CARD, "2021-06", 1, owned=packs)


def chosen(*choices: Choice) -> Callable[[], object]:
    return lambda: ask(product(version(BOUGHT)), "2021-06", account=Account(choices=choices))


def named(unit: Unit, text: str) -> Callable[[], object]:
    return lambda: Calendar(SHANGHAI, unit).named(text)


def metered() -> object:
    return ask(product(version(steps(flat=flat("1")), meters=(meter("page"), meter("book")))), "2021-06", 1, [Used(1)])


def counted(units: int, each: int) -> Callable[[], object]:
    about = product(version(steps(flat=flat("1")), meters=(meter("page", each),)))
    return lambda: ask(about, "2021-06", 1, [Used(units)])


def periods(count: int) -> Callable[[], object]:
    asked = question(ID_CARD, "2021-06")
    calendar = ID_CARD.calendar
    return lambda: kernel_forecast(asked, tuple(calendar.periods(asked.periods[0], count)))


def kernel_forecast(asked: Any, periods: Sequence[Any]) -> object:
    from ratecard.domain.forecast import forecast

    return forecast(asked._replace(periods=periods))


CASES: dict[str, Case] = {
    "sku": Case(
        ordered(Order("100", 1, JUNE)),
        "unknown-sku",
        "sku '100' is not known; known: 1000, 10000, 100000, 1000000, 10000000",
        "did you mean '1000'?",
        ("orders", 0),
    ),
    "owned sku": Case(
        owned(Owned("x", 1, JUNE)),
        "unknown-sku",
        "sku 'x' is not known; known: 1000, 10000, 100000, 1000000, 10000000",
        None,
        ("owned", 0),
    ),
    "sku of a product without any": Case(
        lambda: ask(FREE, "2021-06", 1, orders=[Order("10", 1, JUNE)]),
        "unknown-sku",
        "sku '10' is not known; known: none",
        None,
        ("orders", 0),
    ),
    "sku of two steps": Case(
        lambda: ask(TWO, "2021-06", 1, orders=[Order("gifts/10", 1, JUNE), Order("10", 1, JUNE)]),
        "ambiguous-sku",
        "sku '10' is offered by several steps",
        "ask for one of gifts/10, packs/10",
        ("orders", 1),
    ),
    "order from a step that is not there": Case(
        lambda: ask(GOLD, "2021-06", 1, orders=[Order("10", 1, JUNE)]),
        "not-on-offer",
        "sku '10' of step 'packs' is not on offer: the step is not there for this account then",
        None,
        ("periods", 0),
    ),
    "meter": Case(
        used(Used(1, meter="page")), "unknown-meter", "meter 'page' is not known; known: none", None, ("usage", 0)
    ),
    "no meter of several": Case(
        metered,
        "unknown-meter",
        "the product has several meters and none is named; known: page, book",
        "say which, such as 'page'",
        ("usage", 0),
    ),
    "locale": Case(
        lambda: Text("是", "yes").in_locale("enn"),
        "unknown-locale",
        "locale 'enn' is not known; known: zh, en",
        "did you mean 'en'?",
    ),
    "month": Case(
        named("month", "2021-13"), "unknown-period", "period '2021-13' is not a month", "write it as '2021-06'"
    ),
    "day for a month": Case(
        named("month", "2021-06-01"), "unknown-period", "period '2021-06-01' is not a month", "write it as '2021-06'"
    ),
    "month of a year to come": Case(
        named("month", "3000-01"), "unknown-period", "period '3000-01' is not a month", "write it as '2021-06'"
    ),
    "day": Case(
        named("day", "2021-02-29"), "unknown-period", "period '2021-02-29' is not a day", "write it as '2021-06-01'"
    ),
    "hour with another offset": Case(
        named("hour", "2021-06-01T05+09:00"),
        "unknown-period",
        "period '2021-06-01T05+09:00' is not an hour",
        "write it as '2021-06-01T05+08:00'",
    ),
    "negative units": Case(
        used(Used(5), Used(-1, code="E")), "negative-units", "units -1 are below zero", None, ("usage", 1)
    ),
    "fractional units": Case(
        used(Used(0.5)),  # type: ignore[arg-type]
        "fractional-units",
        "units 0.5 are not a whole number",
        None,
        ("usage", 0),
    ),
    "truth for units": Case(
        used(Used(True)), "fractional-units", "units True are not a whole number", None, ("usage", 0)
    ),
    "too many units": Case(
        used(Used(2**53)), "too-many-units", "units 9007199254740992 are more than 9007199254740991", None, ("usage", 0)
    ),
    "too many units of a meter": Case(
        counted(MOST_UNITS, 2),
        "too-many-units",
        "units 18014398509481982 are more than 9007199254740991",
        None,
        ("periods", 0),
    ),
    "too many units in all": Case(
        used(Used(MOST_UNITS), Used(1, code="E")),
        "too-many-units",
        "units 9007199254740992 are more than 9007199254740991",
        None,
        ("periods", 0),
    ),
    "no periods": Case(periods(0), "too-many-periods", "0 periods are not from 1 to 600", None),
    "too many periods": Case(
        periods(601), "too-many-periods", "601 periods are not from 1 to 600", "ask in parts and carry the state over"
    ),
    "a length of time that leads out of the calendar": Case(
        lambda: Calendar(SHANGHAI).later(china("2021-06-01"), Span(years=8_000, days=1)),
        "out-of-time",
        "8000 years and 1 day after 2021-06-01T00:00+08:00 is not within the years 1 to 9999",
    ),
    "too many slices": Case(
        used(*[Used(0)] * 10_001),
        "too-many-slices",
        "10001 slices are more than 10000",
        "add up usage by hour or by day",
        ("usage",),
    ),
    "too many packs": Case(
        ordered(Order("1000", 5_000, JUNE), Order("10000", 5_001, JUNE)),
        "too-many-lots",
        "10001 packs are more than 10000",
        "order larger packs",
        ("orders",),
    ),
    "too many owned packs": Case(
        owned(*[Owned("1000", 1, JUNE)] * 10_001),
        "too-many-lots",
        "10001 packs are more than 10000",
        "order larger packs",
        ("owned",),
    ),
    "order of none": Case(
        ordered(Order("1000", 0, JUNE)), "bad-quantity", "quantity 0 is below 1", None, ("orders", 0)
    ),
    "naive order": Case(
        ordered(Order("1000", 1, datetime(2021, 6, 1))),  # noqa: DTZ001  # that is the fault
        "naive-instant",
        "instant '2021-06-01 00:00:00' has no offset",
        "write it with an offset, as 2021-06-01T00:00:00+08:00",
        ("orders", 0),
    ),
    "instant before all time": Case(
        lambda: utc(datetime(1, 1, 1, tzinfo=timezone(8 * timedelta(hours=1)))),
        "bad-instant",
        "'0001-01-01T00:00:00+08:00' is not a date or an instant",
        "write 2021-06-01, or 2021-06-01T00:00:00+08:00",
    ),
    "reversed interval": Case(
        used(Used(1, JUNE + DAY, JUNE)),
        "reversed-interval",
        "interval from 2021-06-02T00:00+08:00 does not end after it starts: 2021-06-01T00:00+08:00",
        None,
        ("usage", 0),
    ),
    "empty interval": Case(
        lambda: usage(JUNE, JUNE, 0),
        "reversed-interval",
        "interval from 2021-05-31 16:00:00+00:00 does not end after it starts: 2021-05-31 16:00:00+00:00",
    ),
    "overlapping slices": Case(
        used(Used(1, JUNE, JUNE + 2 * DAY), Used(2, JUNE + DAY, JUNE + 3 * DAY)),
        "overlapping-slices",
        "slices 1 over 2021-06-01T00:00+08:00 to 2021-06-03T00:00+08:00 and "
        "2 over 2021-06-02T00:00+08:00 to 2021-06-04T00:00+08:00 overlap",
        "add their units up, or give them different codes or meters",
        ("periods", 0),
    ),
    "slice outside the periods": Case(
        used(Used(1, JUNE - DAY, JUNE + DAY)),
        "slice-outside-periods",
        "slice 1 over 2021-05-31T00:00+08:00 to 2021-06-02T00:00+08:00 is not within the periods asked about, "
        "2021-06-01T00:00+08:00 to 2021-07-01T00:00+08:00",
        None,
        ("usage", 0),
    ),
    "slice of a period that is not asked about": Case(
        used(Used(5, period="2021-05"), count=2),
        "slice-outside-periods",
        "slice of 5 in 2021-05 is not within the periods asked about, 2021-06 to 2021-07",
        None,
        ("usage", 0),
    ),
    "order outside the periods": Case(
        ordered(Order("1000", 1, china("2021-07-01"))),
        "order-outside-periods",
        "order of '1000' at 2021-07-01T00:00+08:00 is not within the periods asked about, "
        "2021-06-01T00:00+08:00 to 2021-07-01T00:00+08:00",
        "give a pack that was bought before as owned",
        ("orders", 0),
    ),
    "owned pack with too much in it": Case(
        owned(Owned("1000", 1_001, JUNE)), "bad-owned", "owned pack '1000': 1001 units left of 1000", None, ("owned", 0)
    ),
    "owned pack that ends before it begins": Case(
        owned(Owned("1000", 1, JUNE, JUNE)),
        "bad-owned",
        "owned pack '1000': it expires at 2021-06-01T00:00+08:00, not after it becomes effective",
        None,
        ("owned", 0),
    ),
    "owned pack of the future": Case(
        owned(Owned("1000", 1, china("2021-07-01"))),
        "bad-owned",
        "owned pack '1000': it becomes effective after the first period: order it instead",
        None,
        ("owned", 0),
    ),
    "owned pack of a step that is not there": Case(
        lambda: ask(GOLD, "2021-06", 1, owned=[Owned("10", 1, JUNE)]),
        "bad-owned",
        "owned pack '10': step 'packs' is not there for this account then",
        None,
        ("periods", 0),
    ),
    "price before the first": Case(
        lambda: ask(YOUNG, "2020-12"),
        "not-in-force",
        "product 'tests/id-card' has no price at 2020-12-01T00:00+08:00; its first version is in force from 2021-01-01",
    ),
    "order with a start that its offer does not leave open": Case(
        ordered(Order("1000", 1, JUNE, effective=JUNE + DAY)),
        "bad-order",
        "order of '1000': its offer does not leave open when it becomes effective",
        "leave effective out",
        ("orders", 0),
    ),
    "order with a length that its offer has": Case(
        ordered(Order("1000", 1, JUNE, lasts=3)),
        "bad-order",
        "order of '1000': its offer has a validity of its own",
        "leave lasts out, or raise the quantity",
        ("orders", 0),
    ),
    "order that lasts for nothing": Case(
        ordered(Order("1000", 1, JUNE, lasts=0)),
        "bad-order",
        "order of '1000': it lasts 0, which is below 1",
        None,
        ("orders", 0),
    ),
    "return of what is not taken back": Case(
        ordered(Order("1000", 1, JUNE, returned=JUNE + DAY)),
        "not-returnable",
        "sku '1000' can't be returned: its offer does not take it back",
        None,
        ("orders", 0),
    ),
    "choice of a step that leaves none": Case(
        chosen(Choice("packs", "refused")),
        "bad-choice",
        "choice 'refused' of step 'packs': the step leaves nothing to choose",
        "leave it out",
        ("account", "choices", 0),
    ),
    "choice of no step": Case(
        chosen(Choice("pakcs", "refused")),
        "unknown-step",
        "step 'pakcs' is not known; known: packs, flat",
        "did you mean 'packs'?",
        ("account", "choices", 0),
    ),
    "units that nobody covers": Case(
        lambda: ask(FREE, "2021-06", 2, [Used(5, period="2021-06"), Used(7, period="2021-07")]),
        "chain-leaves-units",
        "2 units of 'id-card' in 2021-07 are covered by no step",
        "end the chain with a step that covers everything, such as tiered-postpaid",
        ("periods", 1),
    ),
}
ELSEWHERE = {"UnknownProduct", "UnknownCatalog", "UnknownKind", "AmbiguousProduct", "DamagedState", "ForeignState"}
"""Raised by the service and the catalogs, and tested there."""


@pytest.mark.parametrize("name", CASES)
def test_bad_input_gets_its_sentence(name: str) -> None:
    case = CASES[name]

    with pytest.raises(Refusal) as raised:
        case.act()

    refusal = raised.value
    assert (refusal.code, refusal.message, refusal.hint, refusal.path) == case[1:]
    assert str(refusal) == case.message


def test_every_refusal_that_the_kernel_raises_is_in_the_catalogue() -> None:
    folder = Path(errors.__file__).parent
    subjects = [
        "chain",
        "step",
        "law",
        "question",
        "forecast",
        "period",
        "product",
        "text",
        "usage",
        "strategy",
        "bill",
        "ordering",
        "order",
        "settlement",
    ]
    trees = [ast.parse((folder / f"{name}.py").read_text()) for name in subjects]
    calls = [
        node.func.id
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    raised = {name for name in calls if name[0].isupper() and issubclass(getattr(errors, name, object), Refusal)}

    codes = {getattr(errors, name).code for name in raised}

    assert codes - {case.code for case in CASES.values()} == set()
    assert raised.isdisjoint(ELSEWHERE)


def test_every_refusal_has_a_code_of_its_own() -> None:
    refusals = [thing for thing in vars(errors).values() if isinstance(thing, type) and issubclass(thing, Refusal)]

    codes = [
        refusal.code for refusal in refusals if not refusal.__name__.startswith("_") and refusal.__name__ != "Refused"
    ]

    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize(
    ("name", "known", "hint"),
    [
        ("id-cart", ["bank-card", "id-card"], "did you mean 'id-card'?"),
        ("REFUSED", ["Refused", "postpaid"], "did you mean 'Refused'?"),
        ("B", ["a", "b"], "did you mean 'b'?"),
        ("zebra", ["id-card"], None),
        ("x", [], None),
    ],
)
def test_nearest_name_is_a_hint(name: str, known: list[str], hint: str | None) -> None:
    assert nearest(name, known) == hint


def test_settlement_of_a_refused_question_changes_nothing() -> None:
    asked = question(ID_CARD, "2021-06", 1, [Used(5)])
    version = asked.product.versions[0]

    with pytest.raises(Refusal):
        kernel_forecast(asked, ())

    assert replace(version) == version
    assert ask(ID_CARD, "2021-06", 1, [Used(5)]).question == asked
    assert utc(datetime(2021, 6, 1, tzinfo=UTC)) == datetime(2021, 6, 1, tzinfo=UTC)
