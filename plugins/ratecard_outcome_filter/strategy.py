"""Which result codes are charged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import ClassVar, NamedTuple

from ratecard.spi import Bill, Bound, Line, Outcome, Slice, Strategy, Table, Text, count, within
from ratecard_outcome_filter.codes import Codes, Rule, Verdict

FREE = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Table):
    """Lists that take the place of those before."""

    since: date
    """From the first instant of this local day on."""
    charged_codes: tuple[str, ...] | None = None
    """Result codes of calls that are charged from then on: all of them. May be left out where there were none."""
    uncharged_codes: tuple[str, ...] | None = None
    """Result codes of calls that are not charged from then on: all of them. May be left out where there were none."""
    default: Verdict
    """What holds from then on for a code that neither list names."""

    def codes(self, *path: str | int) -> Codes:
        """The lists."""
        return Codes(self.charged_codes or (), self.uncharged_codes or (), self.default, path)

    def __post_init__(self) -> None:
        self.codes().check()


class InForce(NamedTuple):
    """Lists, and when they hold."""

    start: datetime
    end: datetime
    codes: Codes


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeFilter(Strategy):
    """Cover calls whose result code is not charged, at no price.

    A call without a code succeeded and is charged (page: 错误码说明).
    """

    kind: ClassVar[str] = "outcome-filter"
    title: ClassVar[Text] = Text("不计费的返回码", "Result codes that are not charged")
    examples: ClassVar[Sequence[Mapping[str, object]]] = (
        {"uncharged_codes": ["E1", "FailedOperation.*"], "default": "charged"},
        {
            "default": "uncharged",
            "changes": [{"since": date(2021, 6, 11), "charged_codes": ["E1"], "default": "uncharged"}],
        },
    )

    charged_codes: tuple[str, ...] = ()
    """Result codes of calls that are charged. A `*` stands for any letters: `FailedOperation.*`."""
    uncharged_codes: tuple[str, ...] = ()
    """Result codes of calls that are not charged. A code wins over a pattern, a longer pattern over a shorter one."""
    default: Verdict
    """What holds for a code that neither list names."""
    changes: tuple[Change, ...] = ()
    """Lists that take the place of those above from a day on, in order of time."""

    def __post_init__(self) -> None:
        self._codes().check()
        before: tuple[tuple[str, ...], tuple[str, ...]] = self.charged_codes, self.uncharged_codes
        for index, change in enumerate(self.changes):
            if index and change.since <= self.changes[index - 1].since:
                raise ValueError(f"changes[{index}] is not after changes[{index - 1}]: {change.since}")
            after = change.charged_codes, change.uncharged_codes
            for key, old, new in zip(("charged_codes", "uncharged_codes"), before, after, strict=True):
                if old and new is None:
                    raise ValueError(f"changes[{index}] leaves out {key}: write the list again, or [] for none")
            before = change.charged_codes or (), change.uncharged_codes or ()

    def _codes(self) -> Codes:
        return Codes(self.charged_codes, self.uncharged_codes, self.default)

    def settle(self, bill: Bill) -> Outcome:
        """A line at 0 for each uncharged code, and for each rule that says so."""
        codes = {piece.code for piece in bill.remaining if piece.code}
        if not codes:
            return Outcome(bill.remaining)
        if not self.changes:
            return _filtered(bill, codes, self._codes())
        in_force = self._in_force(bill)
        return _filtered(bill, codes, in_force[0].codes) if len(in_force) == 1 else _cut(bill, in_force)

    def _in_force(self, bill: Bill) -> list[InForce]:
        """The lists that hold in the period, in order of time."""
        start, end = bill.period.start, bill.period.end
        found = [(start, self._codes())]
        for index, change in enumerate(self.changes):
            since = bill.conventions.calendar.instant(change.since)
            if since <= start:
                found = [(start, change.codes("changes", index))]
            elif since < end:
                found.append((since, change.codes("changes", index)))
        edges = pairwise([*[since for since, _ in found], end])
        return [InForce(*edge, codes) for edge, (_, codes) in zip(edges, found, strict=True)]

    def bound(self, bill: Bill, most: Mapping[str, int]) -> Bound:
        """The uncharged calls are free."""
        in_force = self._in_force(bill)
        return Bound(count(part for piece in bill.usage for part, _, _ in _uncharged(piece, in_force)))

    def label(self, line: Line, locale: str) -> str:
        """The code that is not charged."""
        return Text(f"返回码 {line.item}，不计费", f"Result code {line.item}, not charged").in_locale(locale)

    def describe(self, locale: str) -> str:
        """Which codes are charged, as a sentence."""
        first = _described(self._codes())
        later = [(change.since, _described(change.codes())) for change in self.changes]
        return Text(
            "。".join([f"调用成功即计费；{first.zh}", *[f"自 {since} 起：{text.zh}" for since, text in later]]),
            ". ".join(
                [f"Successful calls are charged; {first.en}", *[f"From {day}: {text.en}" for day, text in later]]
            ),
        ).in_locale(locale)


def _filtered(bill: Bill, codes: set[str], lists: Codes) -> Outcome:
    """What the same lists make of all units."""
    decisions = {code: lists.decision(code) for code in sorted(codes)}
    uncharged = {code: decision.rule for code, decision in decisions.items() if not decision.charged}
    if not uncharged:
        return Outcome(bill.remaining)
    units = dict.fromkeys(uncharged, 0)
    for piece in bill.remaining:
        if piece.code in units:
            units[piece.code] += piece.units
    lines = tuple([bill.line(units[code], FREE, item=code, rule=rule) for code, rule in uncharged.items()])
    return Outcome(tuple([piece for piece in bill.remaining if piece.code not in uncharged]), lines)


def _cut(bill: Bill, in_force: Sequence[InForce]) -> Outcome:
    """What lists that change within the period make of the units."""
    remaining: list[Slice] = []
    covered: dict[tuple[str, datetime, Rule], int] = {}
    for piece in bill.remaining:
        done = piece.first
        for part, start, rule in _uncharged(piece, in_force):
            if part.first > done:
                remaining.append(piece.numbers(done, part.first))
            done = part.last
            covered[piece.code, start, rule] = covered.get((piece.code, start, rule), 0) + part.units
        if piece.last > done:
            remaining.append(piece if done == piece.first else piece.numbers(done, piece.last))
    lines = [bill.line(units, FREE, item=code, rule=rule) for (code, _, rule), units in sorted(covered.items())]
    return Outcome(tuple(remaining) if lines else bill.remaining, tuple(lines))


def _uncharged(piece: Slice, in_force: Sequence[InForce]) -> Iterator[tuple[Slice, datetime, Rule]]:
    """The parts of a slice that are not charged, since when, and by which rule."""
    for start, end, codes in in_force if piece.code else ():
        charged, rule = codes.decision(piece.code)
        if not charged:
            for part in within((piece,), start, end):
                yield part, start, rule


def _described(codes: Codes) -> Text:
    others = Text("计费", "charged") if codes.default == "charged" else Text("不计费", "not charged")
    charged, uncharged = ", ".join(codes.charged), ", ".join(codes.uncharged)
    zh = [f"计费的返回码：{charged}"] * bool(charged) + [f"不计费的返回码：{uncharged}"] * bool(uncharged)
    en = [f"charged codes: {charged}"] * bool(charged) + [f"codes not charged: {uncharged}"] * bool(uncharged)
    return Text("；".join([*zh, f"其他返回码：{others.zh}"]), "; ".join([*en, f"other codes: {others.en}"]))
