"""Tries laws on a strategy: on cases drawn at random, of which the smallest that breaks a law is told."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Flaky, Unsatisfiable

from ratecard.domain.errors import PluginFault
from ratecard.domain.strategy import Strategy
from ratecard.testing.case import Case
from ratecard.testing.draw import Subject, cases
from ratecard.testing.law import IDS, LAWS, OF_SETTINGS, Finding, check_waived
from ratecard.testing.on_settings import built

Examples = Sequence[Mapping[str, Any]]


def tried(
    law: str, strategy: type[Strategy], examples: Examples, waived: Mapping[str, str], number: int | None = None
) -> Finding:
    """Try a law on a strategy, set up by each of the examples; `number` cases, or as many as hypothesis is told to."""
    check_waived(waived)
    if law in waived:
        return Finding(law, "waived", waived[law])
    if not examples:
        return Finding(law, "broken", "there are no examples of settings to try it with")
    if law in OF_SETTINGS:
        sentences = (OF_SETTINGS[law](strategy, table) for table in examples)
        sentence = next((found for found in sentences if found), None)
        return Finding(law, "broken", sentence) if sentence else Finding(law, "held")
    subjects = list(_subjects(strategy, examples))
    return _on_cases(law, subjects, frozenset(waived), number) if subjects else Finding(law, "held")


def tried_all(
    strategy: type[Strategy],
    examples: Examples,
    waived: Mapping[str, str],
    number: int | None = None,
    *,
    smallest: bool = True,
) -> list[Finding]:
    """Try every law: all of them on the same cases first, and then each that is broken for its `smallest` case."""
    check_waived(waived)
    subjects = list(_subjects(strategy, examples))
    suspects: dict[str, Finding] = {}
    for plain in (False, True) if subjects else ():
        laws = [law for law in LAWS if LAWS[law].plain == plain and law not in waived]
        suspects |= _suspects(laws, subjects, plain, frozenset(waived), number)
    done = {} if smallest else suspects
    return [done.get(law) or _judged(law, suspects, strategy, examples, waived, number) for law in IDS]


def _judged(
    law: str,
    suspects: Mapping[str, Finding],
    strategy: type[Strategy],
    examples: Examples,
    waived: Mapping[str, str],
    number: int | None,
) -> Finding:
    if law in LAWS and law not in suspects and law not in waived and examples:
        return Finding(law, "held")
    finding = tried(law, strategy, examples, waived, number)
    return suspects.get(law, finding) if finding.status == "held" else finding


def _subjects(strategy: type[Strategy], examples: Examples) -> Iterator[Subject]:
    """What can be built: `settings-toml` tells of the rest."""
    for table in examples:
        try:
            yield Subject(built(strategy, table), table)
        except ValueError:
            continue


class _Broken(AssertionError):
    """What hypothesis makes smaller."""


class _Answers:
    """Counts whether a strategy answers at all: one that refuses every bill breaks no law of answers."""

    def __init__(self) -> None:
        self.refused = self.answered = 0
        self.reason = ""

    def count(self, case: Case) -> None:
        self.answered += any(one.outcome is not None for one in case.tried)
        if case.run.refused is not None:
            self.refused, self.reason = self.refused + 1, case.run.refused.message

    @property
    def finding(self) -> Finding:
        if self.refused and not self.answered:
            return Finding("answers", "broken", f"refused every one of {self.refused} bills: {self.reason}")
        return Finding("answers", "held")


def _sentence(law: str, case: Case) -> str | None:
    try:
        return LAWS[law].check(case)
    except PluginFault as fault:
        return fault.what if " from " in fault.what else None  # what settle breaks, the laws of bills tell of


def _on_cases(law: str, subjects: Sequence[Subject], waived: frozenset[str], number: int | None) -> Finding:
    last: list[tuple[str, Case]] = []
    answers = _Answers()

    def holds(case: Case) -> None:
        sentence = _sentence(law, case)
        if sentence:
            last[:] = [(sentence, case)]
            raise _Broken(sentence)
        answers.count(case)

    try:
        _search(holds, subjects, LAWS[law].plain, waived, number)
    except (_Broken, Flaky):
        sentence, case = last[-1]
        return Finding(law, "broken", sentence, case.words())
    except Unsatisfiable:
        return Finding(law, "broken", "no case could be drawn")
    return answers.finding if law == "answers" else Finding(law, "held")


def _suspects(
    laws: Iterable[str], subjects: Sequence[Subject], plain: bool, waived: frozenset[str], number: int | None
) -> dict[str, Finding]:
    """The laws that any of the cases breaks, with the first such case: it may not be the smallest."""
    found: dict[str, Finding] = {}
    open_laws = list(laws)
    answers = _Answers()

    def looks(case: Case) -> None:
        answers.count(case)
        for law in open_laws:
            sentence = _sentence(law, case) if law not in found else None
            if sentence:
                found[law] = Finding(law, "broken", sentence, case.words())

    _search(looks, subjects, plain, waived, number)
    if "answers" in open_laws and answers.finding.status == "broken":
        found.setdefault("answers", answers.finding)
    return found


def _search(
    test: Callable[[Case], None], subjects: Sequence[Subject], plain: bool, waived: frozenset[str], number: int | None
) -> None:
    profile = settings.default or settings()

    @settings(
        profile,
        max_examples=number or profile.max_examples,
        deadline=None,
        derandomize=True,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(cases(subjects, plain, waived))
    def on_a_case(case: Case) -> None:
        test(case)

    on_a_case()
