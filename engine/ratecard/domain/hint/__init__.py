"""Hints: what would have cost less, and what becomes of bought packs; made from an answer when asked for.

Every saving is the difference of two answers of the kernel, so a third party's strategy gets hints by declaring
`breakpoints` and `offers`. What can't be priced gives no hint: once an answer is there, its hints raise nothing.
"""

from ratecard.domain.forecast import Forecast
from ratecard.domain.hint.kind import HINT_KINDS, Hint, HintKind
from ratecard.domain.hint.lot import expiring, run_out
from ratecard.domain.hint.saving import cheaper_neighbours, dominated_orders, pack_that_pays
from ratecard.domain.hint.variant import Tick, Variants
from ratecard.domain.money import ZERO
from ratecard.domain.period import utc

__all__ = ["HINT_KINDS", "Hint", "HintKind", "hints"]


def hints(answer: Forecast, tick: Tick | None = None) -> tuple[Hint, ...]:
    """What is worth knowing about an answer, the greatest saving first, then in order of time.

    Prices the question once more, and for each of three kinds at most `MOST_FORECASTS` times; mostly far less, as a
    variant is priced from its period on and no further than it differs. Beyond that, later periods and orders get no
    hint of the kind. `tick` is called before each period that is priced, and may raise to end long work.
    """
    variants = Variants(answer.question, tick)
    found: list[Hint] = []
    for finder in (cheaper_neighbours, pack_that_pays, dominated_orders):
        variants.renew()
        found += finder(variants)
    found += expiring(answer)
    found += run_out(answer, tick)
    starts = {period.id: period.start for period in answer.question.periods}

    def rank(hint: Hint) -> tuple[object, ...]:
        when = utc(hint.at) if hint.at else starts[hint.period]
        return hint.saving is None, -(hint.saving or ZERO), when, HINT_KINDS.index(hint.kind), hint.sku, hint.units

    return tuple(sorted(found, key=rank))
