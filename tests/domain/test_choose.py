"""What if the account chose otherwise, and what becomes of its choices where the question is changed around them."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratecard.domain import change
from ratecard.domain.account import Account, Choice
from ratecard.domain.change import Place
from ratecard.domain.errors import Refusal
from ratecard.domain.forecast import forecast
from ratecard.domain.product import Product
from ratecard.domain.question import Question, Used
from ratecard.domain.step import Step
from ratecard_overflow.strategy import Overflow
from tests.chains import D, china, flat, product, question, steps, version

JUNE = china("2021-06-01")
REFUSING, LATER = Choice("overflow", "refused"), Choice("overflow", "refused", china("2021-06-16"))


def overflow(default: str = "postpaid", switchable: bool = True) -> Overflow:
    return Overflow(default=default, switchable=switchable)  # type: ignore[arg-type]  # a text that tests vary


STOPS = product(version(steps(overflow=overflow(), flat=flat("1"))))
FIXED = product(version(steps(overflow=overflow(switchable=False), flat=flat("1")), product="fixed"))
PLAIN = product(version(steps(flat=flat("1")), product="plain"))


def asked(*choices: Choice, about: Product = STOPS) -> Question:
    """30 days of 10 calls, each at 1."""
    return question(about, "2021-06", 1, [Used(300)])._replace(account=Account("", None, choices))


def test_the_account_refuses_calls_from_a_day_on() -> None:
    refusing = change.chosen(asked(), LATER)
    not_at_all = change.chosen(refusing, Choice("overflow", "postpaid", china("2021-06-21")))

    assert [forecast(each).total for each in (asked(), refusing, not_at_all)] == [D(300), D(150), D(250)]


def test_a_choice_takes_the_place_of_one_from_the_same_instant_on() -> None:
    before = asked(REFUSING, LATER)

    since = change.chosen(before, LATER._replace(value="postpaid"))
    always = change.chosen(before, REFUSING._replace(value="postpaid"))

    assert since.account.choices == (REFUSING, LATER._replace(value="postpaid"))
    assert always.account.choices == (LATER, REFUSING._replace(value="postpaid"))
    assert [forecast(each).total for each in (since, always)] == [D(150), D(150)]


DAYS = st.one_of(st.none(), st.integers(-5, 35).map(lambda day: JUNE + timedelta(days=day)))
CHOICES = st.lists(st.builds(Choice, st.just("overflow"), st.sampled_from(["postpaid", "refused"]), DAYS), max_size=6)


@given(CHOICES, CHOICES)
def test_choices_made_one_by_one_cost_what_each_day_says(before: list[Choice], more: list[Choice]) -> None:
    first = {choice.since: choice for choice in before}
    changed = asked(*first.values())
    for choice in more:
        changed = change.chosen(changed, choice)

    known = {since: choice.value for since, choice in first.items()} | {each.since: each.value for each in more}
    days = [JUNE + timedelta(days=day) for day in range(30)]
    made = [max((since for since in known if since and since <= day), default=None) for day in days]
    assert forecast(changed).total == sum(D(10) for since in made if known.get(since, "postpaid") == "postpaid")


REFUSED: dict[str, tuple[Choice, str, str, str | None]] = {
    "a step that is not there": (
        Choice("overflaw", "refused"),
        "unknown-step",
        "step 'overflaw' is not known; known: overflow, flat",
        "did you mean 'overflow'?",
    ),
    "a value that is not offered": (
        Choice("overflow", "refuse"),
        "bad-choice",
        "choice 'refuse' of step 'overflow': it is none of postpaid, refused",
        "did you mean 'refused'?",
    ),
    "a step that offers none": (
        Choice("flat", "refused"),
        "bad-choice",
        "choice 'refused' of step 'flat': the step leaves nothing to choose",
        "leave it out",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_choice_that_the_chain_does_not_leave_to_the_account_is_refused(name: str) -> None:
    choice, code, message, hint = REFUSED[name]

    with pytest.raises(Refusal) as refused:
        change.chosen(asked(), choice)

    said = refused.value
    assert (said.code, said.message, said.hint, said.path) == (code, message, hint, ())


def fixed(question: Question) -> Question:
    return change.with_step_changed(
        question, "overflow", lambda step: step._replace(strategy=overflow(switchable=False))
    )


MOOT: dict[str, Callable[[Question], Question]] = {
    "its step is taken away": lambda q: change.without_step(q, "overflow"),
    "its step leaves it to the account no more": fixed,
    "another product is without its step": lambda q: change.as_product(q, PLAIN),
    "another product's step does not leave it to the account": lambda q: change.as_product(q, FIXED),
}


@pytest.mark.parametrize("name", MOOT)
def test_a_choice_is_moot_where(name: str) -> None:
    changed = MOOT[name](asked(REFUSING, LATER))

    assert changed.account.choices == ()
    assert [forecast(each).total for each in (asked(REFUSING, LATER), changed)] == [D(0), D(300)]


@pytest.mark.parametrize("name", MOOT)
def test_a_choice_of_no_step_stays_and_is_refused(name: str) -> None:
    typo = Choice("overflaw", "refused")

    changed = MOOT[name](asked(REFUSING, typo))

    assert changed.account.choices == (typo,)
    with pytest.raises(Refusal, match="step 'overflaw' is not known"):
        forecast(changed)


def test_a_choice_stays_where_its_step_leaves_it_to_the_account_still() -> None:
    twin = product(version(steps(flat=flat("2"), overflow=overflow()), product="twin"))
    kept: list[Callable[[Question], Question]] = [
        lambda q: change.as_product(q, twin),
        lambda q: change.as_of(q, JUNE),
        lambda q: change.with_step_moved(q, "overflow", Place()),
        lambda q: change.without_step(change.with_step(q, Step("gift", flat("3")), Place()), "gift"),
    ]

    assert [act(asked(REFUSING, LATER)).account.choices for act in kept] == [(REFUSING, LATER)] * 4


def test_a_choice_of_a_step_put_back_is_made_anew() -> None:
    without = change.without_step(asked(REFUSING), "overflow")

    back = change.with_step(without, Step("overflow", overflow()), Place(before="flat"))
    chosen = change.chosen(back, LATER)

    assert [forecast(each).total for each in (back, chosen)] == [D(300), D(150)]


def test_a_choice_outlives_a_product_that_has_no_price_yet() -> None:
    late = date(2022, 1, 1)
    new = product(version(steps(overflow=overflow(), flat=flat("2")), product="new", since=late))

    swapped = change.as_product(asked(LATER), new)
    priced = change.as_of(swapped, china("2022-01-01"))

    assert forecast(priced).total == D(300)  # 150 × 2


def test_a_value_that_is_not_offered_any_more_is_refused_not_dropped() -> None:
    class Stricter(Overflow):
        def choices(self) -> list[str]:
            return ["refused"]

    stricter = Stricter(default="postpaid", switchable=True)
    changed = change.with_step_changed(
        asked(Choice("overflow", "postpaid", JUNE), LATER), "overflow", lambda step: step._replace(strategy=stricter)
    )

    with pytest.raises(Refusal) as refused:
        forecast(changed)

    assert (refused.value.code, refused.value.path) == ("bad-choice", ("account", "choices", 0))
