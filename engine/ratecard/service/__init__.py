"""The use cases: the one thing that the edges call."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from ratecard.domain.curve import cost_curve
from ratecard.domain.errors import ForeignState, Refusal
from ratecard.domain.forecast import forecast
from ratecard.domain.product import Catalog
from ratecard.domain.strategy import Installed, Strategy
from ratecard.service.answer import Drawn, Priced, Shown
from ratecard.service.asked import (
    AccountAsked,
    Asked,
    OrderAsked,
    OwnedAsked,
    UsageAsked,
    question,
)
from ratecard.service.shelf import Shelf
from ratecard.service.state import unpacked

__all__ = [
    "AccountAsked",
    "Asked",
    "Drawn",
    "OrderAsked",
    "OwnedAsked",
    "Priced",
    "Service",
    "Shelf",
    "Shown",
    "UsageAsked",
]


class Service:
    """Answers questions about what is on the shelf.

    `clock` is asked only where a question names no day; `schema` gives the JSON Schema of a strategy's settings.
    """

    def __init__(
        self,
        shelf: Shelf,
        *,
        clock: Callable[[], datetime],
        engine_version: str,
        schema: Callable[[type[Strategy]], Mapping[str, Any]],
    ) -> None:
        self.shelf = shelf
        """Replaced as a whole when catalogs are read anew; an answer uses the one that it began with."""
        self.problems: tuple[str, ...] = ()
        """Why the last reload was not taken over, as `file:line: key: sentence`; empty when it was."""
        self.engine_version = engine_version
        self._clock = clock
        self._schema = schema

    def catalogs(self) -> tuple[Catalog, ...]:
        """What is loaded."""
        return self.shelf.catalogs

    def strategies(self) -> Mapping[str, Installed]:
        """What is installed, by kind."""
        return self.shelf.strategies

    def schema(self, kind: str) -> Mapping[str, Any]:
        """The JSON Schema of a strategy's settings; `UnknownKind`."""
        return self._schema(self.shelf.strategy(kind).strategy)

    def products(self, catalog: str | None = None, on: date | None = None) -> list[Shown]:
        """The products that are on sale on a day, of one catalog or of all, in order of catalog and id."""
        chosen = self.catalogs() if catalog is None else (self.shelf.catalog(catalog),)
        names = [product.full_id for each in chosen for product in each.products]
        shown = []
        for name in names:
            found = self._shown(name, on)
            if found:
                shown.append(found)
        return shown

    def product(self, name: str, on: date | None = None) -> Shown:
        """One product as it is on a day, today unless given; `UnknownProduct`, `NotInForce`."""
        catalog, product = self.shelf.product(name)
        day = on or product.calendar.local(self._clock()).date()
        version = product.version(product.calendar.instant(day))
        return Shown(catalog, product, version, day, self.engine_version)

    def _shown(self, name: str, on: date | None) -> Shown | None:
        try:
            return self.product(name, on)
        except Refusal:
            return None

    def forecast(self, asked: Asked) -> Priced:
        """Price the periods asked about; any `Refusal`, placed by its path, or a `PluginFault`."""
        catalog, product = self.shelf.product(asked.product)
        kept = unpacked(product, asked.state) if asked.state is not None else None
        if kept is None:
            return Priced(catalog, product, forecast(question(asked, product, self._clock())), self.engine_version)
        asking = question(asked, product, self._clock(), kept.carried, kept.after)
        if asking.periods[0].start != kept.after.end:
            raise ForeignState(f"it is of the end of {kept.after}, and {asking.periods[0]} does not follow").under(
                "state"
            )
        return Priced(catalog, product, forecast(asking), self.engine_version)

    def quote(self, asked: Asked) -> Priced:
        """Price one period."""
        return self.forecast(asked._replace(periods=1))

    def cost_curve(self, asked: Asked, most_units: int, points: int) -> Drawn:
        """Draw what one period costs by its units, all else as asked."""
        catalog, product = self.shelf.product(asked.product)
        kept = unpacked(product, asked.state) if asked.state is not None else None
        carried = (kept.carried, kept.after) if kept else ()
        asking = question(asked._replace(periods=1, usage=()), product, self._clock(), *carried)
        curve = cost_curve(asking, most_units, points)
        return Drawn(catalog, product, asking.periods[0], curve, self.engine_version)
