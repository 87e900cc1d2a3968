"""Which prices change, and to what."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ratecard.catalog.edit.number import Nearest
from ratecard.catalog.edit.price import prices
from ratecard.catalog.edit.refusal import CantEdit
from ratecard.catalog.edit.trial import Opened
from ratecard.catalog.problem import Path, dotted
from ratecard.catalog.read import File
from ratecard.domain.errors import listed, nearest
from ratecard.domain.money import EXACT
from ratecard.domain.product import Version
from ratecard.domain.step import Step


class Asked(NamedTuple):
    """Which prices are to change, from when on, and how."""

    factor: Decimal
    since: date
    rounding: Nearest | None
    """How new prices are rounded; None where each step has its own."""
    of_steps: Mapping[str, Nearest]
    """The rounding of single steps, which goes before the other."""
    products: Sequence[str] = ()
    """All of them, unless given."""
    steps: Sequence[str] = ()
    """All of them, unless given."""


class NewPrice(NamedTuple):
    """A price of a new version."""

    file: File
    """The file that has the price before."""
    path: Path
    before: Decimal
    after: Decimal

    @property
    def place(self) -> str:
        """Where the price before stands."""
        return f"{self.file.name}:{self.file.line(self.path)}"

    @property
    def key(self) -> str:
        """Its key, as people write it."""
        return dotted(self.path)


def new_prices(opened: Opened, version: Version, asked: Asked) -> list[NewPrice]:
    """The prices of a version's chosen steps, changed or not; `CantEdit`."""
    own, shared, later = opened.file(version.source), opened.shared(version.effective_from), opened.shared(asked.since)
    found = []
    for step in version.chain.steps:
        if asked.steps and step.id not in asked.steps:
            continue
        table = _table(own, step)
        others = {key: value for key, value in _table(shared, step).items() if key not in table}
        found += _of_step(own, step, table, asked)
        of_shared = _of_step(shared, step, others, asked)
        if of_shared and shared is not later:
            raise CantEdit(
                f"product {version.chain.product!r} has the prices of {shared.name}, which {later.name} replaces",
                "write its new version by hand: it takes over all that the later file says",
            )
        found += of_shared
    return found


def check_names(versions: Sequence[Version], asked: Asked) -> None:
    """Refuse steps that no chosen product has."""
    known = list(dict.fromkeys(step.id for version in versions for step in version.chain.steps))
    for step in (*asked.steps, *asked.of_steps):
        if step not in known:
            raise CantEdit(f"no chosen product has a step {step!r}; steps: {listed(known)}", nearest(step, known))


def _table(file: File, step: Step) -> Mapping[str, object]:
    found = file.table.get(step.id)
    return found if isinstance(found, dict) else {}


def _of_step(file: File, step: Step, table: Mapping[str, object], asked: Asked) -> list[NewPrice]:
    return [_new_price(file, (step.id, *path), amount, asked) for path, amount in prices(type(step.strategy), table)]


def _new_price(file: File, path: Path, before: Decimal, asked: Asked) -> NewPrice:
    step = str(path[0])
    rounding = asked.of_steps.get(step, asked.rounding)
    if rounding is None:
        raise CantEdit(f"it isn't said how new prices of step {step!r} are rounded", f"say it: --round {step}=0.01")
    price = NewPrice(file, path, before, rounding.apply(EXACT.multiply(before, asked.factor)))
    if before and not price.after:
        sum_ = f"{before:f} × {asked.factor:f}"
        raise CantEdit(
            f"{price.place}: {price.key}: {sum_} is 0 when rounded to {rounding.unit:f}",
            f"round this step's prices otherwise: --round {step}={Decimal(1).scaleb(before.adjusted() - 2):f}",
        )
    return price
