"""Orders of what a version sells, and what they come to."""

from collections.abc import Iterable, Sequence

from ratecard.domain.account import Choice
from ratecard.domain.errors import PluginFault, Refusal
from ratecard.domain.forecast import Forecast, forecast
from ratecard.domain.order import Offer, Order
from ratecard.domain.period import Period
from ratecard.domain.product import Product, Version
from ratecard.domain.proof.flaw import Path, element_of
from ratecard.domain.proof.situation import Situation
from ratecard.domain.question import Question, Used


def asked(
    version: Version,
    situation: Situation,
    usage: Sequence[Used],
    *,
    periods: int = 1,
    orders: Sequence[Order] = (),
    choices: tuple[Choice, ...] = (),
) -> Question:
    """A question about consecutive periods, the situation's first, that this version alone prices."""
    alone = Product(id=version.chain.product, catalog="", versions=(version,))
    calendar = version.chain.conventions.calendar
    covered = tuple(calendar.periods(situation.period, periods))
    account = situation.account._replace(choices=choices)
    return Question(alone, covered, tuple(usage), tuple(orders), account=account)


def answer(question: Question) -> Forecast | None:
    """The forecast; None where there is none."""
    try:
        return forecast(question)
    except (Refusal, PluginFault):
        return None


def order(step: str, offer: Offer, period: Period) -> Order:
    """One of an offer, bought as the period begins."""
    return Order(f"{step}/{offer.sku}", 1, period.start)


def rule_of_offer(version: Version, step: str, offer: Offer, situations: Iterable[Situation]) -> Path:
    """The path of the settings that sell an offer; () where no purchase tells."""
    for situation in situations:
        bought = answer(asked(version, situation, (), orders=[order(step, offer, situation.period)]))
        for line in bought.statements[0].settlement.lines if bought else ():
            if line.step == step and line.kind in ("purchase", "contact"):
                return element_of(line.source)
    return ()
