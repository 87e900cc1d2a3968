"""Several questions side by side: baselines × change lists, and who is cheapest from how many calls on."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from ratecard.domain.curve import Cost
from ratecard.domain.envelope import Reign, cheapest, envelope
from ratecard.domain.errors import Refusal
from ratecard.domain.forecast import forecast
from ratecard.service.answer import Priced
from ratecard.service.change import Change, Draft, Workshop
from ratecard.service.what_if import Tick, drafts

MOST_CELLS = 400
MOST_CROSSED = 12


class TooManyCells(Refusal):
    """More combinations than one comparison may hold."""

    code = "too-many-cells"

    def __init__(self, baselines: int, lists: int) -> None:
        super().__init__(f"{baselines} baselines × {lists} change lists are not from 1 to {MOST_CELLS} cells")


class TooManyCrossings(Refusal):
    """More answers than crossings are looked for among."""

    code = "too-many-crossings"

    def __init__(self, cells: int) -> None:
        super().__init__(
            f"crossings of {cells} answers are not looked for; at most {MOST_CROSSED} are", "compare fewer at a time"
        )


class DifferentCurrencies(Refusal):
    """Totals in several currencies have no order."""

    code = "different-currencies"

    def __init__(self, currencies: Sequence[str]) -> None:
        super().__init__(f"totals in {' and '.join(currencies)} can't be compared")


class Cell(NamedTuple):
    """One baseline with one list of changes."""

    baseline: int
    changes: int
    answer: Priced | None
    refusal: Refusal | None
    """Why there is no answer."""

    @property
    def total(self) -> Decimal | None:
        """What it costs; None with contact sales and for a refusal."""
        return self.answer.forecast.total if self.answer else None


class Comparison(NamedTuple):
    """The table of totals, row by row."""

    cells: tuple[Cell, ...]
    cheapest: int | None
    """The place of the cheapest cell, the first of equals; None when none has a total."""


def compare(
    baselines: Sequence[Callable[[], Draft]],
    lists: Sequence[Sequence[Change]],
    workshop: Workshop,
    engine_version: str,
    tick: Tick | None = None,
) -> Comparison:
    """Price every baseline with every list of changes; a cell that is refused says why, and the others stand.

    Raises `TooManyCells` and `DifferentCurrencies`.
    """
    if not 1 <= len(baselines) * len(lists) <= MOST_CELLS:
        raise TooManyCells(len(baselines), len(lists))
    cells = []
    for row, baseline in enumerate(baselines):
        for column, changes in enumerate(lists):
            cells.append(_cell(row, column, baseline, changes, workshop, engine_version, tick))
    currencies = sorted({cell.answer.catalog.currency for cell in cells if cell.answer})
    if len(currencies) > 1:
        raise DifferentCurrencies(currencies)
    return Comparison(tuple(cells), cheapest([cell.total for cell in cells]))


def _cell(
    row: int,
    column: int,
    baseline: Callable[[], Draft],
    changes: Sequence[Change],
    workshop: Workshop,
    engine_version: str,
    tick: Tick | None,
) -> Cell:
    made: list[Draft] = []
    try:
        made = drafts(baseline(), changes, workshop)
        draft = made[-1]
        answer = forecast(draft.question, tick=tick)
    except Refusal as refusal:
        return Cell(row, column, None, _placed(refusal, made))
    return Cell(row, column, Priced(draft.catalog, draft.question.product, answer, engine_version), None)


def _placed(refusal: Refusal, made: Sequence[Draft]) -> Refusal:
    """What a change made impossible is refused at the first such change, as in a what-if."""
    for place, draft in enumerate(made[:-1]):
        try:
            forecast(draft.question)
        except Refusal as earlier:
            return earlier.under("changes", place - 1) if place else earlier
    return refusal.under("changes", len(made) - 2) if len(made) > 1 else refusal


def crossings(comparison: Comparison, most_units: int, tick: Tick | None = None) -> list[Reign]:
    """Who is cheapest in which range of units, the same in every period, up to `most_units`; by the place of the cell.

    All else, orders and carried state too, is as it was asked. Raises `TooManyCrossings`.
    """
    places = [place for place, cell in enumerate(comparison.cells) if cell.answer]
    if len(places) > MOST_CROSSED:
        raise TooManyCrossings(len(places))
    answers = [cell.answer for cell in comparison.cells if cell.answer]
    costs = [Cost(answer.forecast.question, tick) for answer in answers]
    bends = sorted({bend for cost in costs for bend in cost.bends(most_units)})
    return [
        reign._replace(cheapest=None if reign.cheapest is None else places[reign.cheapest])
        for reign in envelope(costs, bends, most_units)
    ]
