"""Errors as data: what the kernel refuses becomes a member of each field's union, and a plugin's fault another."""

from collections.abc import Callable, Iterator
from typing import TypeVar

import strawberry

from ratecard.api.context import Context
from ratecard.domain.errors import PluginFault as Fault
from ratecard.domain.errors import Refusal as Refused
from ratecard.domain.errors import Refused as RefusedByStep

T = TypeVar("T")


@strawberry.interface
class Refusal:
    """The question can't be answered as it was asked; nothing else changed."""

    code: str
    """What is wrong, in kebab-case: `unknown-product`. `codes` lists them all."""
    message: str
    """What is wrong, with the values that are, in English."""
    hint: str | None
    """What to do about it, where that is known."""
    path: list[str]
    """Where in the arguments: `["input", "usage", "0", "units"]`; empty where it is about no one place. What shows only
    while a period is priced is at `["input", "periods", "3"]`, the period's place. Settings keep their own keys:
    `["input", "changes", "0", "setStep", "settings", "tiers", "1", "up_to"]`."""


@strawberry.type
class PlainRefusal(Refusal):
    """A refusal that has nothing to add to what all refusals have."""


@strawberry.type
class PluginFault:
    """A plugin broke the contract; its answer was not used. Not the caller's doing."""

    step: str
    """The step of the chain."""
    kind: str
    """The kind of its strategy."""
    plugin: str
    """The plugin that ships the strategy."""
    distribution: str
    """The installed package that the plugin is from."""
    version: str
    """The package's version."""
    number: str
    """The fault's number in the server's log."""
    message: str
    """What the strategy did."""


def refused(refusal: Refused, *root: str | int) -> PlainRefusal:
    """A refusal as data; `root` is the argument that its path begins in."""
    # A step's own words end with its id, which is no argument.
    within = refusal.path[:-1] if isinstance(refusal, RefusedByStep) else refusal.path
    path = list(_spelled(*root, *within))
    return PlainRefusal(code=refusal.code, message=refusal.message, hint=refusal.hint, path=path)


def fault_numbered(fault: Fault, number: str) -> PluginFault:
    """A plugin's fault as data."""
    return PluginFault(
        step=fault.step,
        kind=fault.kind,
        plugin=fault.plugin.name,
        distribution=fault.plugin.distribution,
        version=fault.plugin.version,
        number=number,
        message=str(fault),
    )


def answered(context: Context, answer: Callable[[], T], *root: str | int) -> T | PlainRefusal | PluginFault:
    """The answer, or why there is none."""
    try:
        return answer()
    except Refused as refusal:
        context.refusals.append(refusal.code)
        return refused(refusal, *root)
    except Fault as fault:
        return fault_numbered(fault, context.log(fault))


def _spelled(*path: str | int) -> Iterator[str]:
    """A path as GraphQL spells it; inside of settings as catalogs do."""
    raw = False
    for part in path:
        yield str(part) if raw else _camel(str(part))
        raw = raw or part == "settings"


def _camel(part: str) -> str:
    first, *rest = part.split("_")
    return first + "".join(map(str.title, rest))
