"""A case: one strategy with one set of settings, in a chain of the kit's, and what is asked of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from ratecard.domain.bill import Bill
from ratecard.domain.chain import ANYONE
from ratecard.domain.errors import PluginFault, Refusal
from ratecard.domain.forecast import Forecast, forecast
from ratecard.domain.order import Offer
from ratecard.domain.period import Calendar
from ratecard.domain.question import Question
from ratecard.domain.settlement import Hold, Line
from ratecard.domain.strategy import Outcome, Strategy
from ratecard.testing import writing
from ratecard.testing.watch import watching

BASIC = frozenset({"deterministic", "pure", "no-io", "no-clock"})
"""Laws without which laws about whole answers would only say the same again."""


class Run(NamedTuple):
    """What the kernel made of a question."""

    bills: tuple[Bill, ...]
    """What the strategy was given in each period, up to the one that failed."""
    answer: Forecast | None
    """None where the question was refused, or a law of the kernel broken."""
    refused: Refusal | None = None


class Tried(NamedTuple):
    """What a strategy did with a bill."""

    bill: Bill
    outcome: Outcome | None
    """None where it raised, or answered something else."""
    raised: BaseException | None
    answered: object


@dataclass(frozen=True, kw_only=True)
class Case:
    """A question about a product whose chain has the strategy in it."""

    strategy: Strategy
    table: Mapping[str, Any]
    """The settings that the strategy was built from."""
    question: Question
    step: str
    """The strategy's step."""
    waived: frozenset[str] = frozenset()
    """Laws that the strategy is not held to."""

    @cached_property
    def run(self) -> Run:
        """What the kernel makes of the question."""
        return self.asked(self.question)

    def asked(self, question: Question) -> Run:
        """What the kernel makes of another question about the same product."""
        trace: list[Bill] = []
        answer, refused = None, None
        try:
            answer = forecast(question, trace)
        except Refusal as refusal:
            refused = refusal
        except PluginFault:
            pass  # the laws say in their own words what is wrong with the last bill's answer
        return Run(tuple([fresh(bill) for bill in trace if bill.step == self.step]), answer, refused)

    @cached_property
    def tried(self) -> tuple[Tried, ...]:
        """What the strategy does with each bill, asked directly."""
        return tuple([tried(self.strategy, bill) for bill in self.run.bills])

    @property
    def answers(self) -> Iterator[tuple[Bill, Outcome]]:
        """The bills that it answers with an outcome of the right shape."""
        for bill, outcome, _, _ in self.tried:
            if outcome is not None and is_shaped(outcome):
                yield bill, outcome

    @cached_property
    def is_pure(self) -> bool:
        """Whether nothing but the bill decides about the answer, as far as the more basic laws tell."""
        for bill in self.run.bills:
            given = repr((bill.state, self.strategy))
            with watching() as seen:
                first = tried(self.strategy, fresh(bill))
            if seen.outside or seen.chance or repr((bill.state, self.strategy)) != given:
                return False
            if tried(self.strategy, fresh(bill)).outcome != first.outcome:
                return False
        return True

    @cached_property
    def is_sound(self) -> bool:
        """Whether there is an answer, and the same one each time: laws about answers are tried on no other."""
        if self.run.answer is None:
            return False
        if self.waived & BASIC:
            return True
        return self.is_pure and self.asked(self.question).answer == self.run.answer

    @property
    def calendar(self) -> Calendar:
        """The product's calendar."""
        return self.question.product.calendar

    def __repr__(self) -> str:
        return self.words()

    def words(self) -> str:
        """The case as people read it."""
        question = self.question
        chain = question.product.versions[0].chain
        rules, write = chain.conventions, self.calendar.written
        used = [
            f"{u.units} {u.meter or 'units'} {u.code}".rstrip() + _over(u.start, u.end, write)
            for u in question.usage
            if u.units
        ]
        orders = [
            f"{o.quantity} × {o.sku} on {write(o.placed)}"
            + (f" from {write(o.effective)}" if o.effective else "")
            + (f" for {o.lasts}" if o.lasts != 1 else "")
            + (f", returned {write(o.returned)}" if o.returned else "")
            for o in question.orders
        ]
        owned = [f"{o.left} of {o.sku} since {write(o.effective)}" for o in question.owned]
        rows = {
            "settings": _settings(self.table),
            "periods": f"{', '.join(p.id for p in question.periods)} in {self.calendar.zone.key},"
            f" {rules.currency} to {rules.rounding.places} places",
            "usage": "; ".join(used) or "none",
            "orders": "; ".join(orders),
            "owned": "; ".join(owned),
            "account": "" if question.account == ANYONE else str(question.account),
            "chain": ", ".join(
                step.id if step.id == self.step else f"{step.id} ({_settings(writing.table(step.strategy))})"
                for step in chain.steps
            ),
        }
        return "\n".join(f"  {name:<9} {row}" for name, row in rows.items() if row)


def _over(start: Any, end: Any, write: Any) -> str:
    return "" if start is None else f" over {write(start)} to {write(end)}"


def _settings(table: Mapping[str, Any]) -> str:
    try:
        return writing.written(table).strip().replace("\n", "; ")
    except ValueError:
        return str(table)


def fresh(bill: Bill) -> Bill:
    """The bill, with nothing made of it yet."""
    return bill._replace(made=[])


def tried(strategy: Strategy, bill: Bill) -> Tried:
    """What a strategy does with a bill."""
    try:
        answered: object = strategy.settle(bill)
    except (Exception, SystemExit) as error:
        return Tried(bill, None, error, None)
    return Tried(bill, answered if type(answered) is Outcome else None, None, answered)


def is_shaped(outcome: Outcome) -> bool:
    """Whether an outcome is tuples of what it should be of, so that it can be counted."""
    remaining, lines, holds, notices, facts, _ = outcome
    parts: Sequence[object] = (remaining, lines, holds, notices, facts)
    return (
        all(type(part) is tuple for part in parts)
        and all(type(line) is Line for line in lines)
        and all(type(hold) is Hold for hold in holds)
        and all(hasattr(piece, "spread") for piece in remaining)
    )


def offers_of(strategy: Strategy) -> list[Offer]:
    """What a strategy sells; nothing where it can't say, which is for the law of offers to tell."""
    try:
        offers = list(strategy.offers())
    except Exception:
        return []
    return offers if all(type(offer) is Offer for offer in offers) else []
