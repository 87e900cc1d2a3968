"""Changes as they are typed: `--change 'add-order 100000x3@2021-01-01'`, or `@changes.toml`."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import tomli

from ratecard.catalog import CatalogProblems, Problem, SettingsProblems, dotted
from ratecard.catalog.read import read
from ratecard.catalog.settings import build
from ratecard.cli import argument
from ratecard.cli.form import ChangesTable
from ratecard.cli.option import too_few
from ratecard.cli.phrase import phrase
from ratecard.cli.refusal import BadOption, CommandRefusal
from ratecard.cli.usage import usage as read_usage
from ratecard.domain.errors import Refusal, listed, nearest
from ratecard.service.change import (
    AddOrder,
    AddStep,
    Change,
    Choose,
    DropOrder,
    MoveStep,
    RemoveStep,
    ScaleUsage,
    SetStep,
    SetUsage,
    UseCatalog,
    UseProduct,
)

FORMS = {
    "set-usage N|N,N,...|@FILE": "other usage, written as --usage; several with spaces between",
    "scale-usage FACTOR [from PERIOD]": "usage × a factor: scale-usage 1.5 from 2021-03",
    f"add-order {argument.ORDER}": "an order more, as --order: add-order 100000x3@2021-01-01",
    f"drop-order {argument.ORDER}": "an order less, or N packs of it: the first that has all that is said: drop-order "
    "1000",
    f"choose {argument.CHOICE}": "a choice of the account more, as --choose: choose overflow=refused@2021-06-16",
    "set-step STEP: TOML": "other settings of a step: set-step free-allowance: units = 0",
    "add-step STEP use KIND [before|after STEP][: TOML]": "a step more: add-step gift use free-allowance after "
    'prepaid-packs: units = 500, every = "month"',
    "remove-step STEP": "a step less, and what the account chose of it: remove-step free-allowance",
    "move-step STEP [before|after STEP]": "a step elsewhere, else at the end: move-step prepaid-packs before "
    "free-allowance",
    "use-catalog [DIGEST] [on DATE]": "the prices of a loaded catalog, or of a day: use-catalog on 2022-01-01",
    "use-product PRODUCT": "another product: use-product bank-card",
    "@FILE.toml": 'a file of changes: [[changes]] add_order = { sku = "100000", quantity = 3 }',
}
"""Every form of a change, with an example."""
HELP = "\b\nChanges:\n" + "\n".join(f"  {form}\n      {meaning}" for form, meaning in FORMS.items())

_KINDS = {form.split()[0]: form for form in FORMS if not form.startswith("@")}
_STEP = r"(?P<step>[^\s:]+)"
_PLACE = r"(?:\s+(?P<where>before|after)\s+(?P<next>[^\s:]+))?"
_BODIES = {
    "set-usage": r"(?P<usage>\S.*)",
    "scale-usage": r"(?P<factor>\S+)(?:\s+from\s+(?P<since>\S+))?",
    "add-order": r"(?P<order>\S+)",
    "drop-order": r"(?P<order>\S+)",
    "choose": r"(?P<choice>\S+)",
    "set-step": _STEP + r"\s*:(?P<settings>.+)",
    "add-step": _STEP + r"\s+use\s+(?P<use>[^\s:]+)" + _PLACE + r"\s*(?::(?P<settings>.*))?",
    "remove-step": _STEP,
    "move-step": _STEP + _PLACE,
    "use-catalog": r"(?:(?P<digest>(?!on\b)\S+))?(?:(?:^|\s+)on\s+(?P<on>\S+))?",
    "use-product": r"(?P<product>\S+)",
}
_FACTOR = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?", re.ASCII)
_LISTED = re.compile(r"""(?:"(?:\\.|[^"\\\n])*"|'[^'\n]*'|[^;])+""", re.DOTALL)


class Told(NamedTuple):
    """A change, and where it is from."""

    change: Change
    place: str
    """`--change '…'`, or `file:line`."""
    slices: tuple[str, ...] = ()
    """`file:line` of each slice of its usage, "" for one that was typed."""

    @property
    def text(self) -> str:
        """The change in words."""
        return phrase(self.change)


class Tellings(NamedTuple):
    """What changes are read with."""

    skus: Collection[str]
    """What is on offer, as a sku may itself end in `x2`."""
    periods: int
    """How many are asked about."""


class ChangeList(NamedTuple):
    """Changes with a name."""

    name: str
    changes: tuple[Told, ...]

    @property
    def asked(self) -> tuple[Change, ...]:
        """The changes alone."""
        return tuple(told.change for told in self.changes)


def changes(texts: Iterable[str], given: Tellings, option: str = "--change") -> tuple[Told, ...]:
    """The changes that are typed, in order; a `BadOption`, a `Refusal`, or the `CatalogProblems` of a file."""
    found: list[Told] = []
    for text in texts:
        text = text.strip()
        found += _file(text[1:]) if text.startswith("@") else [_typed(text, given, option)]
    return tuple(found)


def change_list(text: str, given: Tellings) -> ChangeList:
    """The list typed as `NAME: CHANGE; CHANGE`; without a name, the changes are it."""
    name, colon, rest = text.partition(":")
    unnamed = not colon or name.split(maxsplit=1)[:1] in [[kind] for kind in _KINDS] or name.lstrip().startswith("@")
    texts = list(filter(None, map(str.strip, _LISTED.findall(text if unnamed else rest))))
    told = changes(texts, given, "--with")
    return ChangeList("; ".join(each.text for each in told) if unnamed else name.strip(), told)


@contextmanager
def blaming(lists: Sequence[ChangeList]) -> Iterator[None]:
    """Say of a refusal which change it is of."""
    try:
        yield
    except Refusal as refusal:
        blame(refusal, lists)
        raise


def blame(refusal: Refusal, lists: Sequence[ChangeList]) -> None:
    """Put the place of the change before what is refused of it; of one list, or of the one that the path names."""
    match refusal.path:
        case ("changes", int(at), *rest):
            told = lists[0].changes[at]
        case ("changeLists", int(which), "changes", int(at), *rest):
            told = lists[which].changes[at]
        case _:
            return
    place = told.place
    match rest:
        case ["usage", int(slice_), *_] if told.slices and told.slices[slice_]:
            place = told.slices[slice_]
    refusal.message = f"{place}: {refusal.message}"


def _typed(text: str, given: Tellings, option: str) -> Told:
    kind, _, body = text.partition(" ")
    if kind not in _KINDS:
        why = f"change {kind!r} is not known; known: {listed(_KINDS)}"
        raise BadOption(option, text, why, nearest(kind, _KINDS))
    found = re.fullmatch(_BODIES[kind], body.strip(), re.DOTALL)
    if not found or not any(found.groupdict().values()):
        raise BadOption(option, text, "not a change", f"write it as {_KINDS[kind]}")
    place = f"{option} {text!r}"
    try:
        if kind == "set-usage":
            return _usage(found["usage"], text, given, option)
        return Told(_READ[kind](found.groupdict(), given), place)
    except Refusal as refusal:
        refusal.message = f"{place}: {refusal.message}"
        raise
    except CommandRefusal as error:
        raise BadOption(option, text, error.message, error.hint) from error


def _usage(text: str, whole: str, given: Tellings, option: str) -> Told:
    used = read_usage([text] if text.startswith("@") else re.split(r"(?<!,)\s+", text))
    if used.listed not in (None, given.periods):
        raise _Unread(*too_few(used.listed or 0, given.periods))
    return Told(SetUsage(used.slices), f"{option} {whole!r}", used.places)


Body = dict[str, str | Any]


def _scaled(body: Body, _: Tellings) -> Change:
    factor: str = body["factor"]
    if not _FACTOR.fullmatch(factor):
        raise _Unread(f"factor {factor!r} is not a number", "write it as 1.5")
    return ScaleUsage(Decimal(factor), body["since"])


def _added(body: Body, given: Tellings) -> Change:
    return AddOrder(argument.order("order", body["order"], given.skus).asked)


def _dropped(body: Body, given: Tellings) -> Change:
    return DropOrder(*argument.order("order", body["order"], given.skus))


def _set(body: Body, _: Tellings) -> Change:
    return SetStep(body["step"], _settings(body["settings"]))


def _step_added(body: Body, _: Tellings) -> Change:
    settings = _settings(body["settings"]) if body["settings"] else {}
    return AddStep(body["step"], body["use"], settings, *_place(body))


def _moved(body: Body, _: Tellings) -> Change:
    return MoveStep(body["step"], *_place(body))


def _place(body: Body) -> tuple[str | None, str | None]:
    return (body["next"], None) if body["where"] == "before" else (None, body["next"])


def _catalog(body: Body, _: Tellings) -> Change:
    return UseCatalog(body["digest"], argument.day(body["on"]) if body["on"] else None)


_READ: dict[str, Callable[[Body, Tellings], Change]] = {
    "scale-usage": _scaled,
    "add-order": _added,
    "drop-order": _dropped,
    "choose": lambda body, _: Choose(argument.choice("choice", body["choice"])),
    "set-step": _set,
    "add-step": _step_added,
    "remove-step": lambda body, _: RemoveStep(body["step"]),
    "move-step": _moved,
    "use-catalog": _catalog,
    "use-product": lambda body, _: UseProduct(body["product"]),
}


class _Unread(CommandRefusal):
    """A part of a change that can't be read."""

    code = "bad-option"


def _settings(text: str) -> dict[str, Any]:
    """The table typed as `key = value, key = value`, in braces or without, or with a key a line."""
    text = text.strip()
    inside = text if text.startswith("{") else f"{{\n{text}\n}}"
    for document in (f"settings = {inside}", f"[settings]\n{text}"):
        try:
            table = tomli.loads(document, parse_float=Decimal)
        except (ValueError, ArithmeticError, RecursionError):
            continue
        if list(table) == ["settings"]:
            settings: dict[str, Any] = table["settings"]
            return settings
    raise _Unread("the settings are not TOML", 'write them as key = value, key = "text", key = [1, 2]')


def _file(name: str) -> list[Told]:
    file = read(Path(name), name)
    if isinstance(file, Problem):
        raise CatalogProblems([file])
    try:
        table = build(ChangesTable, file.table)
    except SettingsProblems as error:
        raise CatalogProblems(
            Problem(name, file.line(wrong.path), dotted(wrong.path), wrong.message, wrong.hint, wrong.code)
            for wrong in error.problems
        ) from None
    return [Told(each.change(), f"{name}:{file.line(('changes', index))}") for index, each in enumerate(table.changes)]
