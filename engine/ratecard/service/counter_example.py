"""What a strategy was given when it broke the contract, as one line of JSON that can be settled again.

Money and other decimals are strings, instants have offsets; only the raw settings have numbers, as in the API.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic.errors import PydanticUserError
from pydantic_core import PydanticSerializationError

from ratecard import spi
from ratecard.domain.bill import Bill
from ratecard.domain.chain import settle_again
from ratecard.domain.errors import Plugin, PluginFault, Refused
from ratecard.domain.step import Case, Step
from ratecard.domain.strategy import Installed, Outcome, Strategy
from ratecard.service.change import Build, built
from ratecard.service.state import dumped

MOST_BYTES = 64_000
"""What a line of the log may hold; a larger counter-example is left out."""
MARK = "counter-example: "
"""What stands before it in the log."""

Document = dict[str, Any]


class DamagedCounterExample(Exception):
    """The text is not what a log or an error has."""


class LeftOut(Exception):
    """Why there is no counter-example."""


class Replayed(NamedTuple):
    """What comes of settling a counter-example again."""

    step: Step
    bill: Bill
    logged: Plugin
    """The plugin that broke the contract."""
    what: str
    """How it did."""
    outcome: Outcome | None
    """What the step answers now; None when it refuses, or breaks the contract."""
    refused: Refused | None = None
    fault: PluginFault | None = None


def counter_example(fault: PluginFault, engine_version: str) -> str:
    """The fault's counter-example, as one line of JSON; `LeftOut`."""
    if fault.case is None:
        raise LeftOut("the fault was not in settle")
    try:
        text = written(_document(fault, fault.case, engine_version))
    except (PydanticSerializationError, PydanticUserError, TypeError, ValueError, RecursionError) as error:
        raise LeftOut(f"it can't be written as JSON: {type(error).__name__}: {error}") from error
    size = len(text)  # which is all ASCII
    if size > MOST_BYTES:
        raise LeftOut(f"it has {size} bytes, more than {MOST_BYTES}")
    return text


def logged(fault: PluginFault, engine_version: str) -> str:
    """The fault as one line of a log: its sentence, and its counter-example or why there is none."""
    sentence = " ".join(str(fault).split())
    try:
        return f"{sentence}; {MARK}{counter_example(fault, engine_version)}"
    except LeftOut as reason:
        return f"{sentence}; its counter-example is left out: {' '.join(str(reason).split())}"


def _document(fault: PluginFault, case: Case, engine_version: str) -> Document:
    step, bill = case
    return {
        "engine": engine_version,
        "contract": getattr(spi, "CONTRACT", None),
        "plugin": plain(fault.plugin),
        "kind": fault.kind,
        "what": fault.what,
        "step": step.id,
        "settings": step.settings,
        "stateVersion": step.strategy.state_version,
        "bill": bill_document(bill),
    }


def bill_document(bill: Bill) -> Document:
    """The bill as JSON has it, but for what the step made of it."""
    plainly = {name: plain(getattr(bill, name)) for name in _forms()}
    sources = [[list(path), place] for path, place in bill.sources.items()]
    return {**plainly, "state": dumped(bill.state), "sources": sources}


def outcome_document(outcome: Outcome) -> Document:
    """The outcome as JSON has it."""
    return {**{name: plain(getattr(outcome, name)) for name in _OUTCOME}, "state": dumped(outcome.state)}


_OUTCOME = ("remaining", "lines", "holds", "notices", "facts")


def plain(value: Any) -> Any:
    """A value of the kernel as JSON has it: tables of named fields, decimals and fractions as strings."""
    match value:
        case Decimal() | Fraction():
            return str(value)
        case date() | time():
            return value.isoformat()
        case tuple() if hasattr(value, "_fields"):
            return {name: plain(getattr(value, name)) for name in value._fields}
        case tuple() | list():
            return [plain(each) for each in value]
        case None | bool() | int() | str():
            return value
    return str(value)  # a zone


def bill_of(document: Mapping[str, Any], state_type: type | None) -> Bill:
    """The bill that `bill_document` wrote; `DamagedCounterExample`."""
    with_state = {**_forms(), **({"state": TypeAdapter(state_type)} if state_type else {})}
    try:
        fields = {name: _read(form, document[name]) for name, form in with_state.items() if name in document}
        sources = dict(_read(TypeAdapter(tuple[tuple[tuple[str | int, ...], str], ...]), document["sources"]))
        return Bill(**{"state": None, **fields, "sources": sources, "made": []})
    except (ValidationError, TypeError, KeyError) as error:
        raise DamagedCounterExample(" ".join(str(error).split())) from error


def outcome_of(document: Mapping[str, Any], state_type: type | None) -> Outcome:
    """The outcome that `outcome_document` wrote."""
    hints = get_type_hints(Outcome)
    fields = {name: _read(TypeAdapter(hints[name]), document[name]) for name in _OUTCOME}
    return Outcome(**fields, state=_read(TypeAdapter(state_type), document["state"]) if state_type else None)


@cache
def _forms() -> Mapping[str, TypeAdapter[Any]]:
    """How each field of a bill is read, but for those that need more."""
    hints = get_type_hints(Bill)
    return {name: TypeAdapter(hints[name]) for name in Bill._fields if name not in ("state", "sources", "made")}


def _read(form: TypeAdapter[Any], value: Any) -> Any:
    """A value that JSON has; strict, so that 5 is an int and "5" a decimal."""
    return None if value is None else form.validate_json(json.dumps(value), strict=True)


def written(value: Any) -> str:
    """A value as one line of ASCII, in which decimals are numbers with all their digits."""
    match value:
        case Mapping():
            return "{" + ", ".join(f"{json.dumps(str(key))}: {written(each)}" for key, each in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(written, value)) + "]"
        case Decimal():
            return str(value)
        case date() | time():
            return json.dumps(value.isoformat())
    return json.dumps(value)


def counter_examples(text: str) -> list[Document]:
    """The counter-examples in a log, or in what a command says with --json; `DamagedCounterExample` for none."""
    found = list(_found(text))
    if not found:
        raise DamagedCounterExample("it has no counter-example")
    return found


def _found(text: str) -> Iterator[Document]:
    try:
        whole = _parsed(text)
    except ValueError:
        for line in text.splitlines():
            _, mark, rest = line.partition(MARK + "{")
            if mark:
                yield _checked("{" + rest)
        return
    if isinstance(whole, dict) and "errors" in whole:
        yield from (_checked(each["counterExample"]) for each in whole["errors"] if each.get("counterExample"))
    else:
        yield _checked(text)


def _checked(text: str) -> Document:
    try:
        document = _parsed(text)
    except ValueError as error:
        raise DamagedCounterExample(f"it is not JSON: {error}") from error
    missing = {"plugin", "kind", "what", "step", "settings", "stateVersion", "bill"} - set(document or ())
    if missing or not isinstance(document, dict):
        raise DamagedCounterExample(f"it has no {', '.join(sorted(missing))}")
    return document


def _parsed(text: str) -> Any:
    return _DECODER.decode(text)


_DECODER = json.JSONDecoder(parse_float=Decimal)


def replay(document: Document, strategy: Callable[[str], Installed], build: Build) -> Replayed:
    """Settle a counter-example with the strategy that is installed now.

    `strategy` finds it by kind. A `Refusal` where it is not there, or takes the settings or the state no more.
    """
    installed = strategy(document["kind"])
    cls, plugin = installed.strategy, installed.plugin
    name = document["step"]
    _check_state(document, cls)
    bill = bill_of(document["bill"], cls.state_type)
    settings = document["settings"]
    step = Step(name, built(build, name, installed, settings), None, bill.sources, plugin, settings, installed.guard)
    replayed = Replayed(step, bill, Plugin(**document["plugin"]), document["what"], None)
    try:
        return replayed._replace(outcome=settle_again(Case(step, bill)))
    except Refused as refused:
        return replayed._replace(refused=refused)
    except PluginFault as fault:
        return replayed._replace(fault=fault)


def _check_state(document: Document, cls: type[Strategy]) -> None:
    was, now = document["stateVersion"], cls.state_version
    if document["bill"].get("state") is not None and was != now:
        raise DamagedCounterExample(f"its state is of version {was}, and {cls.kind!r} keeps version {now}")
