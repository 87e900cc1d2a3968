"""Several questions side by side: baselines × change lists, and who is cheapest from how many calls on."""

from collections.abc import Sequence
from typing import Annotated

import strawberry

from ratecard.api.changes import ChangeListInput, changes_read
from ratecard.api.context import Asking, Context, DeadlineExceeded
from ratecard.api.errors import PlainRefusal, PluginFault, answered, refused
from ratecard.api.forecasts import Forecast, ForecastResult, forecast_of
from ratecard.api.inputs import ForecastInput, asked_forecast, units_read
from ratecard.api.locales import Money, known_money
from ratecard.api.place import relocate
from ratecard.api.scalars import Units, UnitsGiven
from ratecard.domain.envelope import Reign
from ratecard.service import Comparison as Compared
from ratecard.service import placed
from ratecard.service.compare import MOST_CELLS, TooManyCells
from ratecard.service.compare import Cell as ComparedCell


@strawberry.input
class BaselineInput:
    """A question to compare, and what to call it."""

    name: str
    """What the answer names it by."""
    forecast: ForecastInput
    """The question."""


@strawberry.input
class CompareInput:
    """Questions side by side: each baseline with each list of changes, at most 400 cells."""

    baselines: list[BaselineInput]
    """The questions, the rows of the table."""
    change_lists: list[ChangeListInput] = strawberry.field(default_factory=list)
    """What is to be different, the columns of the table; a list without changes is the question as it is. Unless given,
    there is one column, with the questions as they are."""


@strawberry.type
class Cell:
    """One baseline with one list of changes."""

    baseline: str
    """The baseline's name."""
    change_list: str | None
    """The name of the list of changes; null where none was given."""
    row: int
    """The baseline's place in the question, from 0."""
    column: int
    """The list's place in the question, from 0."""
    total: Money | None
    """What it costs; null for contact sales and for a refusal, of which `answer` gives the reason."""
    answer: ForecastResult
    """The forecast, or why there is none; other cells stand all the same."""


@strawberry.type
class CheapestRange:
    """A range of units in which one cell is the cheapest."""

    first: Units
    """Its first count of units, the same in every period."""
    last: Units
    """Its last count of units."""
    cheapest: Cell | None
    """The cheapest cell as it was asked, the first of equals; null where all have contact sales."""


@strawberry.type
class Crossings:
    """Who is cheapest from how many units on, exact to the unit."""

    ranges: list[CheapestRange]
    """In order of units, from 0, without gaps."""


CrossingsResult = Annotated[
    Crossings | PlainRefusal | PluginFault,
    strawberry.union("CrossingsResult", description="Who is cheapest where, or why that can't be said."),
]
UpTo = Annotated[UnitsGiven, strawberry.argument(description="Up to so many units in each period; from 0.")]


@strawberry.type
class Comparison:
    """The table of answers."""

    compared: strawberry.Private[Compared]
    cells: list[Cell]
    """Row by row: every list of changes of the first baseline, then of the next."""
    cheapest: Cell | None
    """The cell with the least total, the first of equals; null when none has a total."""

    @strawberry.field
    def crossings(self, info: Asking, up_to: UpTo) -> CrossingsResult:
        """Who is cheapest in which range of units, were usage the same in every period and all else as asked.

        Of at most 12 answers. Computed only when asked for.
        """
        context = info.context

        def answer() -> Crossings:
            most = units_read(up_to)
            found = context.service.crossings(self.compared, most, context.tick)
            return Crossings(ranges=[self._range(reign) for reign in found])

        return answered(context, answer, "upTo")

    def _range(self, reign: Reign) -> CheapestRange:
        cheapest = None if reign.cheapest is None else self.cells[reign.cheapest]
        return CheapestRange(first=Units(reign.first), last=Units(reign.last), cheapest=cheapest)


ComparisonResult = Annotated[
    Comparison | PlainRefusal | PluginFault,
    strawberry.union("ComparisonResult", description="A comparison, or why there is none."),
]


def compare_all(context: Context, input: CompareInput) -> Comparison | PlainRefusal | PluginFault:
    """Every baseline with every list of changes."""

    def answer() -> Comparison:
        lists = [each.changes for each in input.change_lists] or [[]]
        if not 1 <= len(input.baselines) * len(lists) <= MOST_CELLS:
            raise TooManyCells(len(input.baselines), len(lists))
        asks = []
        for row, baseline in enumerate(input.baselines):
            with placed("baselines", row, "forecast"):
                asks.append(asked_forecast(baseline.forecast))
        read = []
        for column, changes in enumerate(lists):
            with placed("changeLists", column):
                read.append(changes_read(changes))
        compared = context.service.compare(asks, read, context.tick)
        late = [cell.refusal for cell in compared.cells if isinstance(cell.refusal, DeadlineExceeded)]
        if late:
            raise late[0]
        cells = [_cell(cell, input.baselines, input.change_lists) for cell in compared.cells]
        cheapest = None if compared.cheapest is None else cells[compared.cheapest]
        return Comparison(compared=compared, cells=cells, cheapest=cheapest)

    return answered(context, answer, "input")


def _cell(cell: ComparedCell, baselines: Sequence[BaselineInput], lists: Sequence[ChangeListInput]) -> Cell:
    row, column = cell.baseline, cell.changes
    opening = baselines[row].forecast.opening_balance
    total = None
    answer: Forecast | PlainRefusal
    if cell.answer:
        answer = forecast_of(cell.answer, opening)
        total = known_money(cell.total, cell.answer.first.version.chain.conventions)
    elif cell.refusal:
        changes = lists[column].changes if lists else ()
        relocate(cell.refusal, ("baselines", row, "forecast"), changes, ("changeLists", column))
        answer = refused(cell.refusal, "input")
    return Cell(
        baseline=baselines[row].name,
        change_list=lists[column].name if lists else None,
        row=row,
        column=column,
        total=total,
        answer=answer,
    )
