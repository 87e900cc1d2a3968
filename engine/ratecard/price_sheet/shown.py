"""What a step's strategy says of it; one that can't is at fault, not the sheet."""

from collections.abc import Sequence

from ratecard.domain.display import Display, PackDisplay
from ratecard.domain.order import Offer
from ratecard.domain.step import Step
from ratecard.domain.text import Text


def displayed(step: Step) -> Display:
    """How the step is shown; `PluginFault` when it can't say."""
    try:
        return step.strategy.display()
    except BaseException as error:
        raise step.raised(error, " from display") from error


def described(step: Step, locale: str) -> str:
    """What the step does, in a sentence; `PluginFault` when it can't say."""
    try:
        return step.strategy.describe(locale)
    except BaseException as error:
        raise step.raised(error, " from describe") from error


def offered(step: Step, shown: Display) -> Sequence[Offer]:
    """What can be ordered of the step, in the order in which it is shown; `PluginFault` when it can't say."""
    return shown.offers if isinstance(shown, PackDisplay) else step.offers()


def choices_told(step: Step) -> Text | None:
    """What the step leaves to the account; None for nothing. `PluginFault` when it can't say."""
    typed = ", ".join(f"{step.id}={choice}" for choice in step.choices())
    return Text(f"账号可选：{typed}", f"An account may choose: {typed}") if typed else None
