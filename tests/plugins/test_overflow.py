"""Calls that no pack covers: charged postpaid, or refused, as the account chooses."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import product as all_of

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain.account import Account, Choice
from ratecard.domain.advice import advise
from ratecard.domain.curve import cost_curves
from ratecard.domain.display import NoteDisplay
from ratecard.domain.errors import Refusal
from ratecard.domain.forecast import Forecast, forecast
from ratecard.domain.hint import hints
from ratecard.domain.order import Order
from ratecard.domain.product import Product
from ratecard.domain.question import Used
from ratecard.domain.settlement import Line
from ratecard.domain.strategy import Strategy
from ratecard_overflow.strategy import Overflow
from tests.chains import (
    D,
    amounts,
    ask,
    china,
    flat,
    free,
    meter,
    packs,
    product,
    question,
    settlement,
    steps,
    tiers,
    version,
)

JUNE, JULY = china("2021-06-01"), china("2021-07-01")
DAY = timedelta(days=1)


def overflow(default: str = "refused", switchable: bool = True) -> Overflow:
    return Overflow(default=default, switchable=switchable)  # type: ignore[arg-type]  # a text that tests vary


def shop(step: Overflow, last: Strategy | None = None) -> Product:
    return product(version(steps(free=free(10), packs=packs({100: 30}), overflow=step, flat=last or flat("1"))))


def chose(*choices: tuple[str, datetime | None]) -> Account:
    return Account(choices=tuple(Choice("overflow", value, since) for value, since in choices))


def refused(answer: Forecast, index: int = 0) -> list[Line]:
    return [line for line in settlement(answer, index).lines if line.kind == "refused"]


@pytest.mark.parametrize(
    ("default", "choices", "units"),
    [
        pytest.param("postpaid", [], (0, 290), id="postpaid"),
        pytest.param("refused", [], (290, 0), id="refused"),
        pytest.param("postpaid", [("refused", None)], (290, 0), id="chosen before"),
        pytest.param("refused", [("postpaid", JUNE - DAY)], (0, 290), id="chosen in an earlier period"),
        pytest.param("refused", [("postpaid", JULY)], (290, 0), id="chosen later"),
        # 300 calls in June, ten a day, the first 10 free.
        pytest.param("postpaid", [("refused", JUNE + 20 * DAY)], (100, 190), id="refused from the 21st on"),
        pytest.param("refused", [("postpaid", JUNE + 20 * DAY)], (190, 100), id="postpaid from the 21st on"),
        pytest.param("postpaid", [("refused", JUNE + 10 * DAY), ("postpaid", JUNE + 15 * DAY)], (50, 240), id="a time"),
        pytest.param("postpaid", [("refused", JUNE + DAY / 2)], (290, 0), id="while the free ones last"),
    ],
)
def test_calls_over_the_packs_are_charged_or_refused(
    default: str, choices: Sequence[tuple[str, datetime | None]], units: tuple[int, int]
) -> None:
    answer = ask(shop(overflow(default)), "2021-06", 1, [Used(300)], account=chose(*choices))

    settled = settlement(answer)
    assert (settled.refused, settled.total) == (units[0], D(units[1]))
    assert [line.amount for line in refused(answer)] == [D("0.00")] * len(refused(answer))


def test_packs_come_first_and_a_later_one_ends_the_refusals() -> None:
    orders = [Order("100", 1, JUNE + 20 * DAY)]

    answer = ask(shop(overflow()), "2021-06", 1, [Used(600)], orders=orders)

    assert amounts(settlement(answer)) == [
        ("free", "usage", 10, D("0.00")),
        ("packs", "purchase", 0, D("30.00")),
        ("packs", "usage", 100, D("0.00")),
        ("overflow", "refused", 490, D("0.00")),
    ]


def test_a_line_says_since_when_calls_are_refused_and_cites_its_rule() -> None:
    account = chose(("refused", JUNE + 20 * DAY))
    answer = ask(shop(overflow("postpaid")), "2021-06", 2, [Used(300)], account=account)

    labels = [
        [overflow().label(line, locale) for line in refused(answer, index)]
        for index in (0, 1)
        for locale in ("zh", "en")
    ]

    zh, en = "停止服务，未计费（自 2021-06-21T00:00+08:00）", "Refused since 2021-06-21T00:00+08:00, not charged"
    assert labels == [[zh], [en], [zh], [en]]
    assert [settlement(answer, index).refused for index in (0, 1)] == [100, 290]
    [line] = refused(ask(shop(overflow()), "2021-06", 1, [Used(11)]))
    assert [overflow().label(line, locale) for locale in ("zh", "en")] == ["停止服务，未计费", "Refused, not charged"]


def test_each_meter_has_a_line_of_its_own() -> None:
    about = product(version(steps(overflow=overflow(), flat=flat("1")), meters=(meter("a"), meter("b", 2))))

    answer = ask(about, "2021-06", 1, [Used(3, meter="a"), Used(5, meter="b")])

    assert [(line.meter, line.units) for line in refused(answer)] == [("a", 3), ("b", 10)]


def test_refused_units_count_toward_no_tier_that_excludes_the_step() -> None:
    account = chose(("refused", JUNE + 20 * DAY))
    usage = [Used(15_000)]

    [counted, excluded] = [
        ask(shop(overflow("postpaid"), tiers(excludes=excludes)), "2021-06", 1, usage, account=account)
        for excludes in ((), ("overflow",))
    ]

    assert counted.total == D("999.00")  # 9 990 × 0.10: the tier of 15 000
    assert excluded.total == D("1498.50")  # 9 990 × 0.15: the tier of 10 000


def test_only_a_switchable_step_leaves_a_choice() -> None:
    assert overflow().choices() == ["postpaid", "refused"]
    assert overflow(switchable=False).choices() == []
    with pytest.raises(Refusal, match="the step leaves nothing to choose"):
        ask(shop(overflow(switchable=False)), "2021-06", 1, account=chose(("postpaid", None)))


def test_texts() -> None:
    assert [overflow().describe(locale) for locale in ("zh", "en")] == [
        "资源包用尽后的调用停止服务，不计费，账号可自行切换",
        "Calls that no pack covers are refused and not charged; the account may choose otherwise",
    ]
    step = overflow("postpaid", switchable=False)
    assert [step.describe(locale) for locale in ("zh", "en")] == [
        "资源包用尽后的调用转入后付费",
        "Calls that no pack covers are charged postpaid",
    ]
    assert type(step.display()) is NoteDisplay
    assert (list(step.check()), list(step.refers_to()), list(step.offers())) == ([], [], [])


moments = st.integers(-10 * 24, 40 * 24).map(lambda hours: JUNE + timedelta(hours=hours))
choices = st.lists(
    st.tuples(st.sampled_from(("postpaid", "refused")), st.none() | moments), max_size=4, unique_by=lambda c: c[1]
)


def refused_one_by_one(usage: Sequence[Used], made: Sequence[tuple[str, datetime | None]], default: str) -> int:
    """Each unit at its own instant: refused where the last choice before it says so."""
    found = 0
    for used in usage:
        start, end = used.start or JUNE, used.end or JULY
        for number in range(used.units):
            # The unit lies where the whole of it has passed: at the end of its share of the interval.
            at = Fraction((end - start) // timedelta(microseconds=1) * (number + 1), used.units)
            value, latest = default, None
            for word, since in made:
                passed = Fraction((since - start) // timedelta(microseconds=1)) if since else None
                if passed is None and latest is None:
                    value = word
                elif passed is not None and passed < at and (latest is None or passed >= latest):
                    value, latest = word, passed
            found += value == "refused"
    return found


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 28), st.integers(1, 40)), max_size=4),
    choices,
    st.sampled_from(("postpaid", "refused")),
)
def test_what_is_refused_is_what_was_called_while_refusal_was_chosen(
    spans: list[tuple[int, int, int]], made: list[tuple[str, datetime | None]], default: str
) -> None:
    about = product(version(steps(overflow=overflow(default), flat=flat("1"))))
    usage = [
        Used(units, JUNE + first * DAY, min(JUNE + first * DAY + days * DAY / 2, JULY), code=f"E{number}")
        for number, (units, first, days) in enumerate(spans)
    ]

    settled = settlement(ask(about, "2021-06", 1, usage, account=chose(*made)))

    assert settled.refused == refused_one_by_one(usage, made, default)
    assert settled.total == settled.units - settled.refused


@given(choices, st.integers(0, 90))
def test_settling_days_and_the_month_refuse_the_same(made: list[tuple[str, datetime | None]], units: int) -> None:
    about = product(version(steps(overflow=overflow(), flat=flat("1"))))
    account = chose(*made)
    whole = ask(about, "2021-06", 2, [Used(units)], account=account)

    halves = [ask(about, name, 1, [Used(units)], account=account) for name in ("2021-06", "2021-07")]

    assert whole.total == sum((half.total or D(0) for half in halves), D(0))
    assert [settlement(whole, index) for index in (0, 1)] == [settlement(half) for half in halves]


# Advice: no plan has calls that are refused, so nothing is free to any plan.


@pytest.mark.parametrize(
    ("default", "choices"),
    [
        ("refused", []),
        ("postpaid", []),
        ("postpaid", [("refused", JUNE + 20 * DAY)]),
        ("refused", [("postpaid", JULY + 5 * DAY)]),
        ("postpaid", [("refused", JUNE + 10 * DAY), ("postpaid", JULY + 10 * DAY)]),
    ],
)
@pytest.mark.parametrize(("price", "excludes"), [("0.25", ()), ("2", ("overflow",))])
@pytest.mark.parametrize("units", [(30, 20), (5, 0), (60, 80)])
def test_advice_is_the_cheapest_plan_in_which_no_call_is_refused(
    default: str,
    choices: Sequence[tuple[str, datetime | None]],
    price: str,
    excludes: tuple[str, ...],
    units: tuple[int, int],
) -> None:
    about = product(
        version(
            steps(free=free(5), packs=packs({10: 6, 35: 15}), overflow=overflow(default), flat=flat(price, excludes))
        )
    )
    used = [Used(number, period=name) for number, name in zip(units, ("2021-06", "2021-07"), strict=True)]
    asked = question(about, "2021-06", 2, used, account=chose(*choices))
    best = None
    for counts in all_of(range(9), range(5), range(9), range(5)):
        offers = (("10", JUNE), ("35", JUNE), ("10", JULY), ("35", JULY))
        orders = [Order(sku, number, at) for number, (sku, at) in zip(counts, offers, strict=True) if number]
        if sum(order.quantity * int(order.sku) for order in orders) >= sum(units) + 35:
            continue
        answer = forecast(asked._replace(orders=tuple(orders)))
        if answer.total is not None and not any(s.settlement.refused for s in answer.statements):
            best = answer.total if best is None else min(best, answer.total)

    advice = advise(asked)

    assert advice.plan
    assert advice.proven
    assert (advice.plan.total, advice.at_least) == (best, best)
    assert advice.answer
    assert not any(statement.settlement.refused for statement in advice.answer.statements)


def test_a_curve_is_flat_where_calls_are_refused() -> None:
    [curve] = cost_curves([question(shop(overflow()), "2021-06", 1)], 200, 50)

    assert {point.total for point in curve.points} == {D("0.00")}
    assert (curve.bends, curve.cliffs) == ((), ())


def test_a_curve_has_no_bend_for_every_call_that_falls_before_a_switch() -> None:
    about = product(version(steps(free=free(10), overflow=overflow("postpaid"), flat=flat("1"))))
    asked = question(about, "2021-06", 1, account=chose(("refused", JUNE + 10 * DAY)))

    [curve] = cost_curves([asked], 3_000, 100)

    assert len(curve.bends) == 1
    assert [point.total for point in curve.points] == [max(point.units // 3 - 10, 0) for point in curve.points]


def test_hints_hold_their_word_where_calls_are_refused() -> None:
    asked = question(shop(overflow("postpaid")), "2021-06", 1, [Used(300)], account=chose(("refused", JULY - DAY)))

    kinds = {hint.kind: hint.saving for hint in hints(forecast(asked))}

    # A pack covers 100 of the 280 that are charged.
    assert kinds == {"pack-would-pay": D("70.00")}
