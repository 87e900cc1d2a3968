"""What the host and its worker say to each other: pickles of the kernel's tuples, between two of the same version."""

import copyreg
import io
import pickle
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from ratecard.domain.bill import Bill
from ratecard.domain.errors import Misbehaved
from ratecard.domain.settlement import Hold, Line
from ratecard.domain.strategy import Outcome

MOST_BYTES = 64_000_000
"""Of an answer; the host does not read a longer one."""

Rule = tuple[str | int, ...]


def dumps(thing: object) -> bytes:
    """The thing as bytes; `Misbehaved` for what can't be sent."""
    written = io.BytesIO()
    pickler = pickle.Pickler(written, 5)
    pickler.dispatch_table = _TABLE
    try:
        pickler.dump(thing)
    except (pickle.PicklingError, TypeError, AttributeError, RecursionError) as error:
        raise Misbehaved(f"can't be sent to or from its worker: {error}") from error
    return written.getvalue()


loads = pickle.loads


def _proxied(proxy: Mapping[Any, Any]) -> tuple[Any, ...]:
    return MappingProxyType, (dict(proxy),)


_TABLE = {**copyreg.dispatch_table, MappingProxyType: _proxied}


class Rules(Mapping[Rule, Any]):
    """A bill's sources in the worker: each rule is its own source, which the host then looks up."""

    def __bool__(self) -> bool:
        return True

    def __getitem__(self, rule: Rule) -> Rule:
        return rule

    def __iter__(self) -> Iterator[Rule]:
        return iter(())

    def __len__(self) -> int:
        return 1


def sent(bill: Bill) -> Bill:
    """The bill as it is sent: without what is the host's own."""
    return bill._replace(sources={(): ""} if bill.sources else {}, made=[])


def received(bill: Bill) -> Bill:
    """The bill as the worker gives it to the strategy."""
    return bill._replace(sources=Rules(), made=[]) if bill.sources else bill


def remade(bill: Bill, outcome: Outcome) -> Outcome:
    """The outcome with lines and holds that the host's own bill makes; `Misbehaved` where they come out otherwise."""
    lines = tuple([_line(bill, line) for line in outcome.lines])
    holds = tuple([_hold(bill, hold) for hold in outcome.holds])
    for made, told in zip(lines, outcome.lines, strict=True):
        if made.amount != told.amount:
            raise Misbehaved(f"told of a line of {told.amount} that comes to {made.amount}")
    return outcome._replace(lines=lines, holds=holds)


def _line(bill: Bill, line: Line) -> Line:
    _, kind, units, quantity, price, _, meter, item, rule, url, at, per = line
    if price is None:
        return bill.contact(units, url, meter=meter, item=item, rule=_rule(rule))
    return bill.line(
        units, price, kind=kind, quantity=quantity, meter=meter, item=item, at=at, per=per, rule=_rule(rule)
    )


def _hold(bill: Bill, hold: Hold) -> Hold:
    """A hold does not say to how many places it was rounded: the first that gives its amount is as good."""
    if hold.kind == "release":
        return bill.release()[0]
    for places in (None, *range(bill.conventions.rounding.places)):
        made = bill.freeze(hold.terms, hold.ratio, places=places, rule=_rule(hold.source))
        if made and made[0].amount == hold.amount:
            return made[0]
        if made:
            bill.made.pop()
    raise Misbehaved(f"told of a hold of {hold.amount} that its terms do not come to")


def _rule(source: Any) -> Rule:
    return source if isinstance(source, tuple) else ()
