"""What is installed."""

import inspect

import strawberry

from ratecard.api.context import Asking, Context
from ratecard.api.locales import DEFAULT, Locale
from ratecard.api.scalars import Json
from ratecard.domain.strategy import Installed


@strawberry.type
class Strategy:
    """A pricing rule that a plugin ships."""

    installed: strawberry.Private[Installed]
    kind: str
    """The name that catalogs use: "free-allowance"."""
    description: str
    """What it does, in the words of its author."""
    plugin: str
    """The plugin that ships it."""
    distribution: str
    """The installed package that the plugin is from."""
    version: str
    """The package's version."""

    @strawberry.field
    def title(self, locale: Locale = DEFAULT) -> str:
        """The name that people read."""
        return self.installed.strategy.title.in_locale(locale)

    @strawberry.field
    def settings(self, info: Asking) -> Json:
        """The JSON Schema of its settings in a catalog."""
        return Json(info.context.service.schema(self.kind))


def list_strategies(context: Context) -> list[Strategy]:
    """The installed strategies, in order of kind."""
    return [
        Strategy(
            installed=installed,
            kind=kind,
            description=inspect.cleandoc(installed.strategy.__doc__ or ""),
            plugin=installed.plugin.name,
            distribution=installed.plugin.distribution,
            version=installed.plugin.version,
        )
        for kind, installed in context.service.strategies().items()
    ]
