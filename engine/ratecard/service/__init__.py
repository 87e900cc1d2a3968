"""The use cases: the one thing that the edges call."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from typing import Any

from ratecard.domain.advice import advise
from ratecard.domain.curve import cost_curves
from ratecard.domain.envelope import Reign
from ratecard.domain.errors import ForeignState, NotInForce
from ratecard.domain.forecast import forecast
from ratecard.domain.period import Unit
from ratecard.domain.product import Catalog, Product
from ratecard.domain.question import parts
from ratecard.domain.strategy import Installed, Strategy
from ratecard.service.answer import Advised, Counted, Drawn, Priced, Shown
from ratecard.service.asked import (
    AccountAsked,
    Asked,
    ChoiceAsked,
    OrderAsked,
    OwnedAsked,
    RecordAsked,
    UsageAsked,
    instant,
    metered,
    periods_of,
    placed,
    placing_records,
    question,
)
from ratecard.service.catalog_change import USAGE, CatalogChanges, catalog_changes
from ratecard.service.change import Build, Change, Draft, Workshop
from ratecard.service.compare import Comparison, compare, crossings
from ratecard.service.moment import Moment, moment
from ratecard.service.records import meter_files
from ratecard.service.shelf import Shelf
from ratecard.service.state import unpacked
from ratecard.service.trace import Trace
from ratecard.service.what_if import Tick, WhatIf, drafts, what_if

__all__ = [
    "AccountAsked",
    "Advised",
    "Asked",
    "ChoiceAsked",
    "Comparison",
    "Counted",
    "Drawn",
    "OrderAsked",
    "OwnedAsked",
    "Priced",
    "RecordAsked",
    "Service",
    "Shelf",
    "Shown",
    "UsageAsked",
    "placed",
]

_MINUTE = timedelta(minutes=1)


class Service:
    """Answers questions about what is on the shelf.

    `clock` is asked only where a question names no day; `schema` gives the JSON Schema of a strategy's settings, and
    `build` makes the strategy of raw ones.
    """

    def __init__(
        self,
        shelf: Shelf,
        *,
        clock: Callable[[], datetime],
        engine_version: str,
        schema: Callable[[type[Strategy]], Mapping[str, Any]],
        build: Build,
    ) -> None:
        self.shelf = shelf
        """Replaced as a whole when catalogs are read anew; an answer uses the one that it began with."""
        self.problems: tuple[str, ...] = ()
        """Why the last reload was not taken over, as `file:line: key: sentence`; empty when it was."""
        self.engine_version = engine_version
        self._clock = clock
        self._schema = lru_cache(maxsize=1024)(schema)  # making one takes tens of milliseconds
        self._build = build
        self._moment: tuple[Shelf, tuple[str, ...], datetime, Moment] | None = None

    def pinned(self) -> "Service":
        """The same service over what is on the shelf now: what one operation asks, whatever is read anew meanwhile."""
        pinned = object.__new__(type(self))
        vars(pinned).update(vars(self))
        return pinned

    def catalogs(self) -> tuple[Catalog, ...]:
        """What is loaded."""
        return self.shelf.catalogs

    def moment(self) -> Moment:
        """All that an answer depends on beside its question: equal moments give equal answers.

        Days and periods begin on a whole minute everywhere, so that it is made anew once a minute.
        """
        shelf, problems, now = self.shelf, self.problems, self._clock()
        known = self._moment
        if known is None or known[0] is not shelf or known[1] != problems or not known[2] <= now < known[2] + _MINUTE:
            minute = now.replace(second=0, microsecond=0)
            known = self._moment = (shelf, problems, minute, moment(shelf, problems, now, self.engine_version))
        return (known[3], *shelf.quarantine())

    def strategies(self) -> Mapping[str, Installed]:
        """What is installed, by kind."""
        return self.shelf.strategies

    def schema(self, kind: str) -> Mapping[str, Any]:
        """The JSON Schema of a strategy's settings; `UnknownKind`."""
        return self._schema(self.shelf.strategy(kind).strategy)

    def products(self, catalog: str | None = None, on: date | None = None) -> list[Shown]:
        """The products that are on sale on a day, of one catalog or of all, in order of catalog and id."""
        shelf, now = self.shelf, self._clock()
        chosen = shelf.catalogs if catalog is None else (shelf.catalog(catalog),)
        shown = []
        for each in chosen:
            for product in each.products:
                try:
                    shown.append(self._shown(each, product, on, now))
                except NotInForce:
                    continue
        return shown

    def product(self, name: str, on: date | None = None) -> Shown:
        """One product as it is on a day, today unless given; `UnknownProduct`, `NotInForce`."""
        return self._shown(*self.shelf.product(name), on, self._clock())

    def _shown(self, catalog: Catalog, product: Product, on: date | None, now: datetime) -> Shown:
        day = on or product.calendar.local(now).date()
        version = product.version(instant(day, product.calendar))
        return Shown(catalog, product, version, day, self.engine_version)

    def forecast(self, asked: Asked, tick: Tick | None = None, trace: Trace | None = None) -> Priced:
        """Price the periods asked about; any `Refusal`, placed by its path, or a `PluginFault`.

        `tick` is called now and then, and may raise to end long work. What each step is given and answers is added to
        `trace` when there is one.
        """
        catalog, asking = self._draft(asked, self.shelf)
        bills, outcomes = trace or (None, None)
        with placing_records(asked):
            answer = forecast(asking, bills, tick, outcomes)
        return Priced(catalog, asking.product, answer, self.engine_version)

    def quote(self, asked: Asked, tick: Tick | None = None) -> Priced:
        """Price one period."""
        return self.forecast(asked if asked.periods == 1 else asked._replace(periods=1), tick)

    def meter(self, asked: Asked) -> Counted:
        """What the records asked about count as, and why; those without a time are in each period asked about."""
        with placed("product"):
            catalog, product = self.shelf.product(asked.product)
        periods = periods_of(asked, product, self._clock())
        return Counted(catalog, product, metered(asked, product, periods), self.engine_version)

    def meter_files(self, name: str, files: Sequence[str], by: Unit = "hour") -> Counted:
        """What the records of CSV files count as, and why; `WrongRows`, or a `Refusal`."""
        with placed("product"):
            catalog, product = self.shelf.product(name)
        return Counted(catalog, product, meter_files(files, product, by), self.engine_version)

    def cost_curve(self, asked: Asked, most_units: int, points: int, tick: Tick | None = None) -> Drawn:
        """Draw what one period costs by its units, all else as asked."""
        return self.cost_curves(asked, [()], most_units, points, tick)[0]

    def cost_curves(
        self, asked: Asked, lists: Sequence[Sequence[Change]], most_units: int, points: int, tick: Tick | None = None
    ) -> list[Drawn]:
        """Draw what one period costs by its units after each list of changes, on one axis."""
        shelf = self.shelf
        baseline = self._draft(asked._replace(periods=1, usage=()), shelf)
        made = []
        for index, changes in enumerate(lists):
            with placed("changeLists", index):
                draft = drafts(baseline, changes, Workshop(shelf, self._build))[-1]
                parts(draft.question)  # refuses here, where the place is known
                made.append(draft)
        curves = cost_curves([draft.question for draft in made], most_units, points, tick)
        return [
            Drawn(draft.catalog, draft.question.product, draft.question.periods[0], curve, self.engine_version)
            for draft, curve in zip(made, curves, strict=True)
        ]

    def what_if(self, asked: Asked, changes: Sequence[Change], tick: Tick | None = None) -> WhatIf:
        """Price a question as it is and with changes made. Nothing is stored and nothing changes."""
        shelf = self.shelf
        draft = self._draft(asked, shelf)
        with placing_records(asked):
            return what_if(draft, changes, Workshop(shelf, self._build), self.engine_version, tick)

    def compare(
        self, baselines: Sequence[Asked], lists: Sequence[Sequence[Change]], tick: Tick | None = None
    ) -> Comparison:
        """Price every baseline with every list of changes."""
        shelf = self.shelf
        asks = [partial(self._draft, asked, shelf) for asked in baselines]
        return compare(asks, lists, Workshop(shelf, self._build), self.engine_version, tick)

    def crossings(self, comparison: Comparison, most_units: int, tick: Tick | None = None) -> list[Reign]:
        """Who of a comparison is cheapest in which range of units, the same in every period."""
        return crossings(comparison, most_units, tick)

    def changes_since(
        self,
        before: Shelf,
        on: date | None = None,
        usage: Sequence[int] = USAGE,
        up_to: int | None = None,
        tick: Tick | None = None,
    ) -> CatalogChanges:
        """What changed in meaning since the catalogs were as on another shelf, and what it does to totals."""
        return catalog_changes(before, self.shelf, self._clock(), on, usage, up_to, tick)

    def advise(self, asked: Asked, any_day: bool = False, spent: Callable[[], bool] = lambda: False) -> Advised:
        """The orders with the least total cost; the best found when `spent` says that time is up."""
        draft = self._draft(asked, self.shelf)
        with placing_records(asked):
            advice = advise(draft.question, any_day=any_day, spent=spent)
        return Advised(draft.catalog, draft.question, advice, self.engine_version)

    def _draft(self, asked: Asked, shelf: Shelf) -> Draft:
        """The kernel's question, beginning with the state that was passed in, if any."""
        with placed("product"):
            catalog, product = shelf.product(asked.product)
        if asked.state is None:
            return Draft(catalog, question(asked, product, self._clock()))
        with placed("state"):
            kept = unpacked(product, asked.state)
        asking = question(asked, product, self._clock(), kept.carried, kept.after)
        if asking.periods[0].start != kept.after.end:
            with placed("state"):
                raise ForeignState(f"it is of the end of {kept.after}, and {asking.periods[0]} does not follow")
        return Draft(catalog, asking)
