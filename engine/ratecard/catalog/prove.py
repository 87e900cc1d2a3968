"""The proofs of a catalog's products, as located problems and warnings; warnings that are accepted are left out."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from ratecard.catalog import work
from ratecard.catalog.example import check_examples
from ratecard.catalog.form import ProductTable, SharedTable
from ratecard.catalog.problem import Path, Problem, Wrong
from ratecard.catalog.proven import Found, Proven
from ratecard.catalog.read import File
from ratecard.catalog.report import Report
from ratecard.catalog.sheet import Sheet
from ratecard.catalog.structure import warned
from ratecard.catalog.version import Draft
from ratecard.catalog.work import Proof, Task
from ratecard.domain.errors import OutOfTime, PluginFault, nearest
from ratecard.domain.proof import Flaw, Recall
from ratecard.domain.text import Text

__all__ = ["AT_LOADING", "Drafted", "Found", "Proving", "proofs_of", "warnings_of"]


class Proving(NamedTuple):
    """How far products are proven when they are loaded."""

    thorough: bool = False
    """Whether every small quantity is looked at, and what is probably not meant: `ratecard check` does."""
    proven: Proven | None = None
    """What is known from an earlier time."""
    begin: Callable[[int], None] = lambda products: None
    """Told of how many products there are to prove."""
    tick: Callable[[], None] = lambda: None
    """Called for each that is proven."""


AT_LOADING = Proving()


class Drafted(NamedTuple):
    """One product's versions, in order of time; at least one."""

    id: str
    catalog: str
    drafts: list[Draft]

    def tasks(self) -> list[Task]:
        """What has to be proven."""
        following = [*(draft.version.since for draft in self.drafts[1:]), None]
        return [Task(draft.version, until) for draft, until in zip(self.drafts, following, strict=True)]


class Doubt(NamedTuple):
    """A warning, before it is known whether it is accepted."""

    code: str
    locate: Callable[[Report], None]
    """Note it where it is written: that takes a look through the file, and is left out for what is accepted."""


def proofs_of(products: Sequence[Drafted], proving: Proving, report: Report) -> list[Found]:
    """What each product's proof found; problems are noted."""
    keys = [proving.proven.key(_files(each)) if proving.proven else "" for each in products]
    known = [proving.proven.get(key) if proving.proven else None for key in keys]
    missing = [each for each, found in zip(products, known, strict=True) if found is None]
    faulty = {problem.file for problem in report.problems if problem.code == PluginFault.code}
    proving.begin(len(missing))
    made = work.proofs_of([task for each in missing for task in each.tasks()], thorough=proving.thorough)
    found, recall = [], Recall()
    for each, key, earlier in zip(products, keys, known, strict=True):
        own = Report()
        if earlier is None:
            proofs = [_unsaid(draft, next(made), faulty) for draft in each.drafts]
            earlier = _found(each, proofs, recall, own, thorough=proving.thorough)
            proving.tick()
        report.add(*own.problems)
        found.append(earlier)
        if proving.proven and not own.problems:
            proving.proven.put(key, earlier)
    if proving.proven:
        proving.proven.save()
    return found


def warnings_of(
    shared: Sequence[Sheet[SharedTable]], proofs: Iterable[Found], proving: Proving, *, is_whole: bool
) -> tuple[Problem, ...]:
    """All warnings of a catalog that are not accepted; thoroughly, what is accepted in vain among them.

    Of a catalog that is not whole, nobody knows what the products would give that are left out.
    """
    report = Report()
    accepted: set[tuple[str, str]] = set()
    for found in proofs:
        report.add(*found.warnings)
        accepted.update(found.accepted)
    for sheet in shared:
        for language in _blank(sheet.form.name):
            _note_blank(sheet, ("name",), language, report)
        if proving.thorough and is_whole:
            _note_unused(sheet, accepted, report)
    return tuple(report.problems)


def _files(product: Drafted) -> list[tuple[str, str, bytes]]:
    files = {}
    for draft in product.drafts:
        for file in (draft.sheet.file, draft.shared.file):
            files[file.name] = (file.name, file.source, file.content)
    return list(files.values())


def _unsaid(draft: Draft, proof: Proof, faulty: set[str]) -> Proof:
    """Without the faults of plugins where some were noted as the files were read: they are the same again."""
    if faulty.isdisjoint([draft.sheet.file.name, draft.shared.file.name]):
        return proof
    return proof._replace(flaws=tuple([flaw for flaw in proof.flaws if flaw.code != PluginFault.code]))


def _found(product: Drafted, proofs: Sequence[Proof], recall: Recall, report: Report, *, thorough: bool) -> Found:
    """What was found; the versions are given the examples that came out."""
    warnings, accepted = Report(), []
    for index, (draft, proof) in enumerate(zip(product.drafts, proofs, strict=True)):
        own = proof.flaws
        if all(flaw.code != OutOfTime.code for flaw in own):
            examples = check_examples(draft, product.catalog, report, proof, recall)
            product.drafts[index] = draft._replace(version=replace(draft.version, examples=examples))
        for flaw in own:
            if not flaw.is_warning:
                _note(draft, flaw, report)
        for doubt in (*_doubts(draft, own, report), *_without_examples(product, index)):
            accepting = [sheet.file.name for sheet in (draft.sheet, draft.shared) if doubt.code in sheet.form.accepts]
            accepted += [(name, doubt.code) for name in accepting]
            if not accepting:
                doubt.locate(warnings)
    if thorough:
        for draft in product.drafts:
            _note_unused(draft.sheet, accepted, warnings)
    return Found(tuple(warnings.problems), tuple(dict.fromkeys(accepted)))


def _doubts(draft: Draft, flaws: Sequence[Flaw], report: Report) -> Iterator[Doubt]:
    """What the strategies, the proof and the names have a product manager look at again."""
    said = set()
    for place, wrong in warned(draft.places, report):
        said.add((place.step.id, wrong.path, wrong.code))
        found = Wrong(wrong.path, wrong.message, wrong.hint, wrong.code)
        yield Doubt(wrong.code, partial(place.note, wrong=found))
    for flaw in flaws:
        if flaw.is_warning and (flaw.step, flaw.path, flaw.code) not in said:
            yield Doubt(flaw.code, partial(_note, draft, flaw))
    for path, text in _names(draft.sheet.form):
        for language in _blank(text):
            yield Doubt("untranslated-name", partial(_note_blank, draft.sheet, path, language))


def _without_examples(product: Drafted, index: int) -> Iterator[Doubt]:
    is_last = index == len(product.drafts) - 1
    if is_last and not any(each.sheet.examples for each in product.drafts):
        yield Doubt("no-examples", partial(_note_no_examples, product.drafts[-1].sheet.file))


def _note_no_examples(file: File, report: Report) -> None:
    message = "the product has no examples: nothing says that its prices come out as the price page has them"
    hint = "write one down for each sum of the page: [[examples]] with a title, usage and total"
    report.note(file, (), message, hint, code="no-examples", key=("examples",))


def _note(draft: Draft, flaw: Flaw, report: Report) -> None:
    """Note a flaw where the step's settings are written; of the chain as a whole, where its steps are listed."""
    place = next((place for place in draft.places if place.step.id == flaw.step), None)
    file = (draft.sheet if draft.sheet.chain is not None else draft.shared).file
    if place is not None:
        file, _ = place.settings.place(flaw.path)
    message = flaw.message if file is draft.sheet.file else f"{flaw.message}, in product {draft.sheet.form.id!r}"
    if place is not None:
        place.note(report, Wrong(flaw.path, message, flaw.hint, flaw.code))
    else:
        report.note(file, ("chain",), message, flaw.hint, code=flaw.code)


def _names(form: ProductTable) -> Iterator[tuple[Path, Text]]:
    yield ("name",), form.name
    for index, meter in enumerate(form.meters):
        yield ("meters", index, "name"), meter.name


def _blank(text: Text) -> Iterator[str]:
    return (language for language, words in zip(("zh", "en"), text, strict=True) if not words.strip())


def _note_blank(sheet: Sheet[ProductTable] | Sheet[SharedTable], path: Path, language: str, report: Report) -> None:
    message = f"the name has no text in {language!r}"
    report.note(sheet.file, (*path, language), message, "write it in both languages", code="untranslated-name")


def _note_unused(
    sheet: Sheet[ProductTable] | Sheet[SharedTable], accepted: Iterable[tuple[str, str]], report: Report
) -> None:
    used = [code for name, code in accepted if name == sheet.file.name]
    for code in sheet.form.accepts:
        if code not in used:
            hint = nearest(code, CODES) if code not in CODES else "take it out"
            message = f"accepts names {code!r}, and there is no such warning"
            report.note(sheet.file, ("accepts", code), message, hint or "take it out", code="unused-acceptance")


CODES = (
    "dear-pack",
    "dearer-tier",
    "dominated-pack",
    "idle-step",
    "lower-fee",
    "limited-discount",
    "no-examples",
    "not-proven",
    "price-cliff",
    "small-percent",
    "unreached-tier",
    "untranslated-name",
)
"""Warnings of the engine and of the strategies that come with it, to tell a slip of the finger by."""
