"""A change in the words in which it is typed: `set-step free-allowance: units = 0`."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from ratecard.service import OrderAsked, UsageAsked
from ratecard.service.asked import When
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

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def phrase(change: Change) -> str:
    """The change as one may type it; usage over an interval has no such form, and is told by its dates."""
    match change:
        case SetUsage(usage):
            return f"set-usage {_usage(usage)}"
        case ScaleUsage(factor, since):
            return f"scale-usage {factor:f}" + (f" from {since}" if since else "")
        case AddOrder(order):
            quantity, lasts = (number if number != 1 else None for number in (order.quantity, order.lasts))
            return f"add-order {_order(order, quantity, lasts)}"
        case DropOrder():
            return f"drop-order {_order(change, change.quantity, change.lasts)}"
        case Choose((step, value, since)):
            return f"choose {step}={value}" + (f"@{_when(since)}" if since else "")
        case UseCatalog(digest, on):
            return "use-catalog" + (f" {digest}" if digest else "") + (f" on {on}" if on else "")
        case UseProduct(product):
            return f"use-product {product}"
        case _:
            return _step(change)


def _step(change: SetStep | AddStep | RemoveStep | MoveStep) -> str:
    match change:
        case SetStep(step, settings):
            return f"set-step {step}: {_settings(settings)}"
        case AddStep(step, use, settings, before, after):
            told = f": {_settings(settings)}" if settings else ""
            return f"add-step {step} use {use}{_place(before, after)}{told}"
        case RemoveStep(step):
            return f"remove-step {step}"
        case MoveStep(step, before, after):
            return f"move-step {step}{_place(before, after)}"


def _usage(usage: tuple[UsageAsked, ...]) -> str:
    return " ".join(map(_slice, _joined(usage)))


def _joined(usage: tuple[UsageAsked, ...]) -> list[list[UsageAsked]]:
    """The slices of one list with a number for each period together."""
    found: list[list[UsageAsked]] = []
    for each in usage:
        last = found[-1][-1] if found else None
        if last and last.place is not None and last._replace(units=each.units, place=last.place + 1) == each:
            found[-1].append(each)
        else:
            found.append([each])
    return found


def _slice(slices: list[UsageAsked]) -> str:
    first = slices[0]
    numbers = ",".join(str(each.units) for each in slices)
    text = (f"{first.meter}=" if first.meter else "") + numbers + (f":{first.code}" if first.code else "")
    if first.start and first.end:
        text += f"@{_when(first.start)}..{_when(first.end)}"
    return text + (f"@{first.period}" if first.period else "")


def _order(order: OrderAsked | DropOrder, quantity: int | None, lasts: int | None) -> str:
    text = order.sku + (f"x{quantity}" if quantity is not None else "")
    text += f"@{_when(order.on)}" if order.on else ""
    text += f",lasts={lasts}" if lasts is not None else ""
    dates = (("effective", order.effective), ("returned", order.returned))
    return text + "".join(f",{name}={_when(when)}" for name, when in dates if when)


def _place(before: str | None, after: str | None) -> str:
    return f" before {before}" if before else f" after {after}" if after else ""


def _when(when: When) -> str:
    return when.isoformat()


def _settings(settings: Mapping[str, Any]) -> str:
    return ", ".join(f"{_key(key)} = {_value(value)}" for key, value in settings.items())


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _value(value: object) -> str:
    """A value in TOML."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case date() | datetime() | time():
            return value.isoformat()
        case Mapping():
            return f"{{ {_settings(value)} }}" if value else "{}"
        case list() | tuple():
            return f"[{', '.join(map(_value, value))}]"
        case _:
            return str(value)
