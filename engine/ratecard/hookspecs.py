"""The hooks that a plugin may implement."""

from collections.abc import Iterable

import pluggy

from ratecard.spi import Strategy

hookspec = pluggy.HookspecMarker("ratecard")


@hookspec
def ratecard_strategies() -> Iterable[type[Strategy]]:
    """Return the strategy classes that this plugin ships."""
    raise NotImplementedError  # only its signature counts
