"""What the use cases answer: the kernel's result, with what it was priced by."""

from datetime import date
from typing import NamedTuple

from ratecard.domain.advice import Advice
from ratecard.domain.curve import Curve
from ratecard.domain.forecast import Forecast, Statement
from ratecard.domain.metering import Metered
from ratecard.domain.period import Period
from ratecard.domain.product import Catalog, Product, Version
from ratecard.domain.question import Question
from ratecard.service.state import packed


class Priced(NamedTuple):
    """A forecast, and what must be named with it so that the same question has the same answer, for ever."""

    catalog: Catalog
    product: Product
    forecast: Forecast
    engine_version: str

    @property
    def first(self) -> Statement:
        """The first period's statement: the whole answer of a quote."""
        return self.forecast.statements[0]

    @property
    def state(self) -> str:
        """What the next question about the same account may begin with."""
        return packed(self.product, self.forecast.statements[-1].period, self.forecast.carried)


class Drawn(NamedTuple):
    """A cost curve, and what it was priced by."""

    catalog: Catalog
    product: Product
    period: Period
    curve: Curve
    engine_version: str


class Advised(NamedTuple):
    """Advice on packs, and what it was priced by."""

    catalog: Catalog
    question: Question
    advice: Advice
    engine_version: str


class Counted(NamedTuple):
    """Usage made of records, with its explanation, and what it was made by."""

    catalog: Catalog
    product: Product
    metered: Metered
    engine_version: str


class Shown(NamedTuple):
    """A product as it is on a day."""

    catalog: Catalog
    product: Product
    version: Version
    on: date
    """A local day in the catalog's zone."""
    engine_version: str
