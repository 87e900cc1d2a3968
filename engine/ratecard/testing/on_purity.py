"""The laws of purity: an answer depends on the settings and the bill alone, and nothing else comes of it."""

import dataclasses
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TypeVar

from ratecard.domain.bill import Bill
from ratecard.domain.errors import Refused
from ratecard.domain.settlement import COVERING, Hold, Line
from ratecard.domain.strategy import Strategy
from ratecard.testing.case import BASIC, Case, Tried, fresh, is_shaped, tried
from ratecard.testing.on_bills import Sentence, at, charged
from ratecard.testing.watch import watching

Cited = TypeVar("Cited", Line, Hold)
MOST_NAMES = 8
"""Names of products under which one bill is settled."""


def deterministic(case: Case) -> Sentence:
    """Two equal bills have equal answers, from this strategy and from another one of the same settings."""
    if not _is_about_the_bill(case):
        return None
    twin = dataclasses.replace(case.strategy)
    for bill in case.run.bills:
        first, second, other = (tried(by, fresh(bill)) for by in (case.strategy, case.strategy, twin))
        for again in (second, other):
            if _answer(first) != _answer(again):
                return f"answered the same bill twice, and differently: {_told(first)}, then {_told(again)}{at(bill)}"
    return None


def _is_about_the_bill(case: Case) -> bool:
    """Whether what the bill says, and nothing else, is looked at and is left as it was."""
    return not any(law(case) for law in (no_io, no_clock, pure))


def _answer(one: Tried) -> object:
    return one.outcome if one.outcome is not None else type(one.raised)


def _told(one: Tried) -> str:
    if one.outcome is None:
        return f"{type(one.raised).__name__}" if one.raised else "nothing"
    covered = sum(line.units for line in one.outcome.lines if line.kind in COVERING)
    return f"{charged(one.outcome)} for {covered} units in {len(one.outcome.lines)} lines"


def any_product(case: Case) -> Sentence:
    """Under another product's name, and cited from other places, the same bill has the same outcome."""
    if not case.is_pure and not case.waived & BASIC:
        return None
    names = list(islice(dict.fromkeys(("another", *_texts(case.strategy))), MOST_NAMES))
    for one in case.tried:
        here = _kept(one)
        for name in names:
            there = _kept(tried(case.strategy, _elsewhere(one.bill, name)))
            if there != here:
                what, its, own = _apart("outcome", there, here)
                return (
                    f"{what} is {_short(repr(its))} for product {name!r},"
                    f" and {_short(repr(own))} for {one.bill.product!r}{at(one.bill)}"
                )
    return None


def _texts(thing: object) -> Iterator[str]:
    """The words in settings: a product whose price is another one may be named there."""
    if isinstance(thing, str):
        yield thing
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from _texts(getattr(thing, field.name))
    elif isinstance(thing, Mapping):
        yield from _texts((*thing, *thing.values()))
    elif isinstance(thing, tuple | list | set | frozenset):
        for each in thing:
            yield from _texts(each)


def _elsewhere(bill: Bill, product: str) -> Bill:
    """The bill of another product, whose prices are written in a file of its own."""
    place = f"{product}.toml:1"
    return fresh(bill)._replace(product=product, lines=_cited(bill.lines, place), sources={(): place})


def _cited(things: tuple[Cited, ...], place: str) -> tuple[Cited, ...]:
    return tuple([thing._replace(source=place) for thing in things])


def _kept(one: Tried) -> object:
    """What must be the same of an answer: all but a refusal's words, and the places that lines and holds cite."""
    if isinstance(one.raised, Refused):
        return one.raised.code
    outcome = one.outcome
    if outcome is None or not is_shaped(outcome):
        return type(one.raised)
    return outcome._replace(lines=_cited(outcome.lines, ""), holds=_cited(outcome.holds, ""))


def _apart(what: str, one: object, other: object) -> tuple[str, object, object]:
    """The first part that is not the same of two things, and where it is."""
    if isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        for name, own, its in zip(getattr(one, "_fields", range(len(one))), one, other, strict=True):
            if own != its:
                return _apart(f"{what}.{name}", own, its)
    return what, one, other


def pure(case: Case) -> Sentence:
    """Nothing that a strategy is given, and none of its settings, is another thing afterwards."""
    for bill in case.run.bills:
        given = fresh(bill)
        before = _written(given, case.strategy)
        tried(case.strategy, given)
        for name, text in _written(given, case.strategy).items():
            if text != before[name]:
                return f"changed {name} from {_short(before[name])} to {_short(text)}{at(bill)}"
    return None


def _written(bill: Bill, strategy: Strategy) -> dict[str, str]:
    """Everything that could be changed, as text."""
    given = {f"bill.{name}": repr(value) for name, value in bill._asdict().items() if name != "made"}
    settings = {
        f"its setting {field.name!r}": repr(getattr(strategy, field.name)) for field in dataclasses.fields(strategy)
    }
    return {**given, **settings}


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:117]}…"


def no_io(case: Case) -> Sentence:
    """A settle opens no file and no socket, and starts no process."""
    for bill in case.run.bills:
        with watching() as seen:
            tried(case.strategy, fresh(bill))
        if seen.outside:
            return f"went outside while it settled: {seen.outside[0]}{at(bill)}"
    return None


def no_clock(case: Case) -> Sentence:
    """A settle asks no clock and no random source: the bill says what time it is about."""
    for bill in case.run.bills:
        with watching() as seen:
            tried(case.strategy, fresh(bill))
        if seen.chance:
            return f"asked {seen.chance[0]} while it settled{at(bill)}"
    return None
