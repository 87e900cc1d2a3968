"""Products as the engine knows them: what is for sale, and which chain prices it from when on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from ratecard.domain.chain import Chain
from ratecard.domain.errors import AmbiguousSku, NotInForce, UnknownMeter, UnknownSku
from ratecard.domain.order import Offer
from ratecard.domain.period import Calendar
from ratecard.domain.problem import Problem
from ratecard.domain.record import Call, UnmeteredRecord
from ratecard.domain.rule import Rule
from ratecard.domain.text import Text

if TYPE_CHECKING:
    from ratecard.domain.example import Example

SHOWN = "shown"
"""In `keeps`: the lots of a step that is gone are shown, and not drawn on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meter:
    """One API of a product that has several; they share its allowance, packs and tier quantity."""

    id: str
    name: Text
    counts: int = 1
    """How many units one call is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A product's prices and rules, from a day on. A published version never changes."""

    effective_from: date | None
    """The local day from whose first instant it is in force; None for the first version."""
    since: datetime | None
    """That instant, UTC."""
    chain: Chain
    name: Text
    category: Text
    description: Text
    meters: tuple[Meter, ...] = ()
    keeps: Mapping[str, str] = field(default_factory=dict)
    """For each step with lots that the version before had and this one has not: the step that takes
    its lots over, or `SHOWN`."""
    source: str = ""
    """The file that says so."""
    metering: tuple[Rule, ...] = ()
    """What calls count as; without rules, each counts one on the meter that it names."""
    examples: tuple["Example", ...] = ()
    """Sums that came out when it was loaded."""
    _named: dict[str, list[tuple[str, Offer]]] = field(init=False, repr=False, compare=False, default_factory=dict)
    """What each name orders, once it was asked for, where all steps are asked in place."""

    def offers(self) -> list[tuple[str, Offer]]:
        """Everything that can be ordered, with its step."""
        return [(step.id, offer) for step in self.chain.steps for offer in step.offers()]

    def offer(self, sku: str) -> tuple[str, Offer]:
        """The step and offer that `sku` or `step/sku` names; `UnknownSku`, `AmbiguousSku`."""
        found = (self._named or self._by_name()).get(sku, ())
        if not found:
            raise UnknownSku(sku, [offer.sku for _, offer in self.offers()])
        if len(found) > 1:
            raise AmbiguousSku(sku, [f"{step}/{offer.sku}" for step, offer in found])
        return found[0]

    def _by_name(self) -> Mapping[str, Sequence[tuple[str, Offer]]]:
        named: dict[str, list[tuple[str, Offer]]] = {}
        for step, offer in self.offers():
            for name in {offer.sku, f"{step}/{offer.sku}"}:
                named.setdefault(name, []).append((step, offer))
        # A guard may have another answer the next time, or none.
        if all(step.guard is None for step in self.chain.steps):
            self._named.update(named)
        return named

    def counts(self, meter: str) -> int:
        """How many units one call on `meter` is; `UnknownMeter`. Without meters, "" is the only one."""
        if not meter and len(self.meters) <= 1:
            return self.meters[0].counts if self.meters else 1
        for known in self.meters:
            if known.id == meter:
                return known.counts
        raise UnknownMeter(meter, [known.id for known in self.meters])

    def takers(self, call: Call) -> Iterator[tuple[int, str]]:
        """The number of each metering rule that counts a call, and the meter that it feeds; `UnmeteredRecord`.

        A rule that ignores it comes with no meter, where none before it counts the call.
        """
        if not self.metering:
            self.counts(call.api)  # refuses a meter that the product has not
            yield 0, call.api
            return
        fed: set[str] = set()
        for number, rule in enumerate(self.metering):
            if not rule.takes(call):
                continue
            if rule.ignore:
                if not fed:
                    yield number, ""
                return
            meter = self._fed(rule, call)
            if meter not in fed:
                fed.add(meter)
                yield number, meter
        if not fed:
            raise UnmeteredRecord(call)

    def _fed(self, rule: Rule, call: Call) -> str:
        if rule.meter or not self.meters:
            return rule.meter
        self.counts(call.api)  # refuses a meter that the product has not
        return call.api


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One billable API."""

    id: str
    catalog: str
    """The id of the catalog that it is in."""
    versions: tuple[Version, ...]
    """In order of `effective_from`; at least one."""

    @property
    def full_id(self) -> str:
        """The id that is unique among all loaded catalogs: `catalog/product`."""
        return f"{self.catalog}/{self.id}"

    @property
    def calendar(self) -> Calendar:
        """The zone and kind of period, the same in all versions."""
        return self.versions[0].chain.conventions.calendar

    def version(self, at: datetime) -> Version:
        """The version in force at an instant; `NotInForce` before the first."""
        return self.versions[self.place(at)]

    def place(self, at: datetime) -> int:
        """The place of the version in force at an instant; `NotInForce` before the first."""
        found = None
        for place, version in enumerate(self.versions):
            if version.since is None or version.since <= at:
                found = place
        if found is None:
            raise NotInForce(self.full_id, self.calendar.written(at), self.versions[0].effective_from)
        return found


class LeftOut(NamedTuple):
    """A product that is not served because a plugin that prices it is disabled; and where it uses it."""

    product: str
    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.key}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """A folder of products that share currency, zone and defaults."""

    id: str
    name: Text
    currency: str
    calendar: Calendar
    products: tuple[Product, ...]
    digest: str
    """Of the folder's contents and of the plugins that price it."""
    folder: str
    """Where it was read from, as it was given."""
    warnings: tuple[Problem, ...] = ()
    """What a product manager should look at again."""
    examples: int = 0
    """How many examples were priced when it was loaded; all of them held."""
    left_out: tuple[LeftOut, ...] = ()
    """The products that are not among the others because a plugin is disabled."""
