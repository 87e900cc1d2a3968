"""The hooks that a plugin may implement.

Beside them, in the module that its entry point names, a plugin says which versions of the contract it is written for:
`ratecard_requires = ">=1.0,<2"`, a literal, as it is read before the module is imported.
"""

from collections.abc import Iterable

import pluggy

from ratecard.spi import Strategy

hookspec = pluggy.HookspecMarker("ratecard")


@hookspec
def ratecard_strategies() -> Iterable[type[Strategy]]:
    """Return the strategy classes that this plugin ships."""
    raise NotImplementedError  # only its signature counts
