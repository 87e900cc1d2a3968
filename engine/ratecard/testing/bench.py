"""A chain of strategies, priced by the very kernel, without a catalog."""

from collections.abc import Iterable
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ratecard.domain.account import Account
from ratecard.domain.chain import ANYONE, Chain
from ratecard.domain.conventions import Conventions
from ratecard.domain.forecast import Forecast, forecast
from ratecard.domain.money import rounding
from ratecard.domain.order import Order, Owned
from ratecard.domain.period import Calendar, Unit
from ratecard.domain.product import Product, Version
from ratecard.domain.question import Question, Used
from ratecard.domain.step import Step
from ratecard.domain.strategy import Strategy
from ratecard.domain.text import Text


class Bench(NamedTuple):
    """A product of one chain, each step named by its strategy's kind."""

    steps: tuple[Strategy, ...]
    currency: str = "CNY"
    places: int = 2
    zone: str = "Asia/Shanghai"
    period: Unit = "month"

    @property
    def calendar(self) -> Calendar:
        """The bench's calendar, to write instants with."""
        return Calendar(ZoneInfo(self.zone), self.period)

    def forecast(
        self,
        first: str,
        periods: int = 1,
        *,
        usage: Iterable[Used] = (),
        orders: Iterable[Order] = (),
        owned: Iterable[Owned] = (),
        account: Account = ANYONE,
    ) -> Forecast:
        """Price so many periods from the one of that id; a `Refusal` or a `PluginFault` as in production."""
        conventions = Conventions(self.currency, rounding(self.places), self.calendar)
        chain = Chain("bench", tuple(Step(step.kind, step) for step in self.steps), conventions)
        name = Text("试验", "Bench")
        version = Version(effective_from=None, since=None, chain=chain, name=name, category=name, description=name)
        product = Product(id="bench", catalog="bench", versions=(version,))
        asked = tuple(self.calendar.periods(self.calendar.named(first), periods))
        return forecast(Question(product, asked, tuple(usage), tuple(orders), tuple(owned), account))
