"""Who asks, as far as strategies may know."""

from datetime import datetime
from typing import NamedTuple


class Choice(NamedTuple):
    """What an account chose of a step that leaves something to it."""

    step: str
    value: str
    """One of what the step's strategy says may be chosen."""
    since: datetime | None = None
    """From when on, UTC; None: from before anything asked about."""


class Account(NamedTuple):
    """What is known of who asks; scopes and strategies may depend on it."""

    account_class: str = ""
    activated: datetime | None = None
    """When the product was switched on, UTC; None: before anything asked about."""
    choices: tuple[Choice, ...] = ()
    """What it chose of the steps that leave something to it."""
