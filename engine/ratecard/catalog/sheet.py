"""One file, taken apart: its form, its chain, its steps' tables, its examples."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, Generic, NamedTuple, TypeVar

from ratecard.catalog.example_form import ExampleTable
from ratecard.catalog.form import EntryTable, ProductTable, SharedTable
from ratecard.catalog.problem import Path, SettingsProblems
from ratecard.catalog.read import File
from ratecard.catalog.report import Report
from ratecard.catalog.sentence import shown
from ratecard.catalog.settings import build
from ratecard.domain.errors import listed, nearest

Form = TypeVar("Form", SharedTable, ProductTable)
T = TypeVar("T")

PLACEHOLDERS: Mapping[str, Any] = {
    "id": "-",
    "name": {"zh": "", "en": ""},
    "currency": "CNY",
    "time_zone": "UTC",
}
"""What stands for a key that is wrong while the rest of the file is checked; such a catalog does not load."""


OF_RECORDS = ("calls", "api", "code", "at", "from", "to", "period")
"""The keys of an example's record that are not quantities and labels."""


class Entry(NamedTuple):
    """A step of a chain, and where it is written."""

    file: File
    path: Path
    form: EntryTable

    @property
    def kind(self) -> str:
        """The kind of its strategy."""
        return self.form.use or self.form.step


class Sheet(NamedTuple, Generic[Form]):
    """What a file says."""

    file: File
    form: Form
    chain: tuple[Entry, ...] | None
    """None where the file has none of its own."""
    steps: Mapping[str, Mapping[str, object]]
    """The settings of each step that has a table here."""
    examples: tuple[tuple[int, ExampleTable], ...]
    sound: bool
    """Whether this is what the file says; else wrong keys have placeholders, and wrong steps are left out."""

    @property
    def meters(self) -> list[str] | None:
        """The ids of a product's meters; None where the file's are wrong, so that nothing is known of them."""
        found = [meter.id for meter in getattr(self.form, "meters", ())]
        return found if found or not self.file.table.get("meters") else None


def sheet(file: File, form: type[Form], report: Report) -> Sheet[Form]:
    """The file's sheet; what is wrong with it is noted."""
    names: list[str] = [field.name for field in fields(form)]
    known: list[str] = [*names, "chain", *(["examples"] if form is ProductTable else [])]
    own = {key: value for key, value in file.table.items() if key in names}
    steps = {key: value for key, value in file.table.items() if key not in known and isinstance(value, dict)}
    for key in file.table.keys() - steps.keys() - {*known}:
        message = f"key {key!r} is not known; known: {listed(known)}, and a table for each step"
        report.note(file, (key,), message, nearest(key, known), code="unknown-key")
    made, sound = _form(file, form, own, report)
    examples = _examples(file, report) if "examples" in known else ()
    if "chain" not in file.table:
        return Sheet(file, made, None, steps, examples, sound)
    chain = _chain(file, report, {*known})
    whole = bool(chain) and len(chain) == len(file.table["chain"])
    return Sheet(file, made, chain, steps, examples, sound and whole)


def _form(file: File, form: type[Form], own: dict[str, Any], report: Report) -> tuple[Form, bool]:
    try:
        return build(form, own), True
    except SettingsProblems as error:
        report.take(file, (), error)
        wrong = {problem.path[0] for problem in error.problems if problem.path}
    placed = {key: value for key, value in PLACEHOLDERS.items() if key in {field.name for field in fields(form)}}
    return build(form, {**placed, **{key: value for key, value in own.items() if key not in wrong}}), False


def _chain(file: File, report: Report, reserved: set[str]) -> tuple[Entry, ...]:
    tables = [{"step": entry} if isinstance(entry, str) else entry for entry in _array(file, "chain", report)]
    found: dict[str, Entry] = {}
    for index, form in _tables(file, ("chain",), tables, EntryTable, report):
        path: Path = ("chain", index)
        if form.step in reserved:
            message = f"{form.step!r} can't be a step's id: it is a key of its own"
            report.note(file, path, message, code="reserved-id")
        elif form.step in found:
            hint = f'give it an id of its own: {{ step = "{form.step}-2", use = "{form.use or form.step}" }}'
            report.note(file, path, f"step {form.step!r} is in the chain twice", hint, code="duplicate-step")
        else:
            found[form.step] = Entry(file, path, form)
    if file.table["chain"] == []:
        report.note(file, ("chain",), "the chain has no steps", code="empty-chain")
    return tuple(found.values())


def _examples(file: File, report: Report) -> tuple[tuple[int, ExampleTable], ...]:
    tables = [_example(table) for table in _array(file, "examples", report)]
    return tuple(_tables(file, ("examples",), tables, ExampleTable, report))


def _example(table: object) -> object:
    """The table with what may be written short written out: one number of calls in each period, records' own keys."""
    if not isinstance(table, dict):
        return table
    usage, records = table.get("usage", []), table.get("records")
    if not isinstance(usage, list):
        table = {**table, "usage": [usage if isinstance(usage, dict) else {"units": usage}]}
    return {**table, "records": [_record(each) for each in records]} if isinstance(records, list) else table


def _record(table: object) -> object:
    """The table with its quantities and labels, which may have any name, in tables of their own."""
    if not isinstance(table, dict):
        return table
    more = {key: value for key, value in table.items() if key not in OF_RECORDS}
    labels = {key: value for key, value in more.items() if isinstance(value, str)}
    quantities = {key: value for key, value in more.items() if key not in labels}
    return {**{key: table[key] for key in table.keys() - more}, "quantities": quantities, "labels": labels}


def _array(file: File, key: str, report: Report) -> list[object]:
    value = file.table.get(key, [])
    if isinstance(value, list):
        return value
    is_header = key == "examples" and isinstance(value, dict)
    hint = f"write its header with two brackets on each side: [[{key}]]" if is_header else None
    report.note(file, (key,), f"expected an array, got {shown(value)}", hint, code="wrong-type")
    return []


def _tables(file: File, path: Path, tables: Iterable[object], form: type[T], report: Report) -> Iterable[tuple[int, T]]:
    for index, table in enumerate(tables):
        if not isinstance(table, dict):
            expected = "a step or a table" if form is EntryTable else "a table"
            report.note(file, (*path, index), f"expected {expected}, got {shown(table)}", code="wrong-type")
            continue
        try:
            yield index, build(form, table)
        except SettingsProblems as error:
            report.take(file, (*path, index), error)
