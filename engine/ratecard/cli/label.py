"""What lines, holds and packs are called; a strategy that fails to say so is at fault, not the command."""

from datetime import datetime
from decimal import Decimal

from babel.numbers import get_currency_precision

from ratecard.cli import word
from ratecard.domain.money import trimmed
from ratecard.domain.period import Calendar
from ratecard.domain.product import Version
from ratecard.domain.settlement import Hold, Line, Notice


def line_label(version: Version, line: Line, locale: str) -> str:
    """What the line's step calls it; `PluginFault` when it can't."""
    step = version.chain.step(line.step)
    return line.step if step is None else step.ask("label", lambda: str(step.strategy.label(line, locale)))


def step_title(version: Version, id: str, locale: str) -> str:
    """The step's name; its id where the version has no such step."""
    step = version.chain.step(id)
    return step.strategy.title.in_locale(locale) if step else id


def hold_label(hold: Hold, locale: str) -> str:
    """A freeze or a release, and the step that made it."""
    return f"{word.HOLDS[hold.kind].in_locale(locale)} · {hold.step}"


def notice_message(version: Version, notice: Notice, locale: str) -> str:
    """What the notice says, in its step's words; `PluginFault` when it has none."""
    step = version.chain.step(notice.step)
    return notice.kind if step is None else step.ask("message", lambda: str(step.strategy.message(notice, locale)))


def lot_label(version: Version, step: str, sku: str, locale: str) -> str:
    """The name of a pack on offer; for other lots the sku, or the step's name."""
    found = version.chain.step(step)
    for offer in found.offers() if found and sku else ():
        if offer.sku == sku:
            return offer.name.in_locale(locale)
    return sku or step_title(version, step, locale)


def clock(calendar: Calendar, at: datetime) -> str:
    """An instant on the catalog's wall clock, where it is said whose clock that is: 2021-12-22 10:00."""
    return calendar.local(at).isoformat(sep=" ", timespec="minutes")[:16]


def moment(calendar: Calendar, at: datetime) -> str:
    """An instant on the catalog's wall clock, as people write it: 2021-12-22 10:00 +08:00."""
    text = calendar.local(at).isoformat(sep=" ", timespec="minutes")
    return f"{text[:16]} {text[16:]}"


def amount(money: Decimal, currency: str) -> str:
    """An amount as people write it: without zeros behind the places that its currency has."""
    return f"{trimmed(money, get_currency_precision(currency)):f}"
