"""What plugins say in words and shapes: guarded, so that their bug costs a sentence and never an answer."""

from collections.abc import Callable

from ratecard.api.context import Context
from ratecard.domain.errors import PluginFault, UnknownLocale
from ratecard.domain.step import Step
from ratecard.domain.strategy import Strategy
from ratecard.domain.text import LOCALES


def spoken(context: Context, step: Step | None, locale: str, say: Callable[[Strategy], str]) -> str:
    """What the step's strategy says; its title where it can't say it, with the fault logged. `UnknownLocale`."""
    if locale not in LOCALES:
        raise UnknownLocale(locale, LOCALES)
    if step is None:
        return ""
    try:
        text = step.ask("its words", lambda: say(step.strategy))
    except PluginFault as fault:
        context.log(fault)
    else:
        if isinstance(text, str):
            return text
        context.log(step.fault(f"returned {type(text).__name__} when asked for words"))
    return step.strategy.title.in_locale(locale)


def choices_of(context: Context, step: Step) -> list[str]:
    """What an account may choose of the step; nothing where its strategy can't say, with the fault logged."""
    try:
        return step.choices()
    except PluginFault as fault:
        context.log(fault)
        return []
