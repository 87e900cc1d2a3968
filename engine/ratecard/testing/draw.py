"""Cases drawn at random: periods, zones, meters, codes, usage, orders, owned packs and accounts."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from ratecard.domain.account import Account, Choice
from ratecard.domain.chain import ANYONE, Chain
from ratecard.domain.conventions import Conventions
from ratecard.domain.money import rounding
from ratecard.domain.order import Offer, Order, Owned
from ratecard.domain.period import Calendar, Period
from ratecard.domain.product import Meter, Product, Version
from ratecard.domain.question import Question, Used
from ratecard.domain.step import Step
from ratecard.domain.strategy import Reference, Strategy
from ratecard.domain.text import Text
from ratecard.testing.case import Case, offers_of
from ratecard.testing.cover import Cover

NAME = Text("试验", "Trial")
STARTS = (
    ("Asia/Shanghai", date(2021, 6, 1)),
    ("Asia/Shanghai", date(2021, 12, 1)),
    ("America/New_York", date(2021, 3, 1)),
    ("America/New_York", date(2021, 3, 13)),
    ("Australia/Lord_Howe", date(2021, 4, 3)),
)
"""Zones, and days on which a first period begins: plain ones, and ones about a change of the clock."""
PARTS = 24
"""Instants within a period are so many, evenly spread."""
MANY = 1_000_000


class Subject(NamedTuple):
    """A strategy with settings that it was built from."""

    strategy: Strategy
    table: Mapping[str, Any]

    def __repr__(self) -> str:
        return self.strategy.kind

    @property
    def step(self) -> str:
        """The id of its step in the kit's chains."""
        return self.strategy.kind

    @property
    def references(self) -> list[Reference]:
        """What its settings name."""
        try:
            return list(self.strategy.refers_to())
        except Exception:
            return []

    @property
    def named_steps(self) -> list[str]:
        """The earlier steps that its settings name."""
        return list(dict.fromkeys(each.name for each in self.references if each.kind == "step"))

    @property
    def meters(self) -> tuple[tuple[str, ...], ...]:
        """The sets of meters that a product of it may have."""
        named = [each.name for each in self.references if each.kind == "meter"]
        named += [meter for offer in offers_of(self.strategy) for meter in offer.meters]
        if named:
            return (tuple(dict.fromkeys((*named, "other"))),)
        single = any(each.kind == "one-meter" for each in self.references)
        return ((),) if single else ((), ("a", "b"))

    @property
    def units(self) -> list[int]:
        """Counts of units about which its price may bend: the whole numbers in its settings."""
        found = {number for number in leaves(self.table) if type(number) is int and 0 < number <= MANY}
        return sorted({near for number in found for near in (number - 1, number, number + 1, number * 2)})

    @property
    def codes(self) -> list[str]:
        """Result codes that its settings may be about."""
        return [text.replace("*", "X") for text in leaves(self.table) if isinstance(text, str) and text.isascii()][:8]


def leaves(thing: object) -> Iterator[object]:
    """The values inside a table."""
    if isinstance(thing, Mapping):
        for each in thing.values():
            yield from leaves(each)
    elif isinstance(thing, list | tuple):
        for each in thing:
            yield from leaves(each)
    else:
        yield thing


def product_of(
    subject: Subject, rules: Conventions, earlier: Sequence[Step], meters: Sequence[str], price: Decimal
) -> Product:
    """A product whose chain is these steps, the strategy, and a plain price for all that is left."""
    steps = (*earlier, Step(subject.step, subject.strategy), Step("kit-postpaid", Cover(price=price)))
    version = Version(
        effective_from=None,
        since=None,
        chain=Chain("trial", steps, rules),
        name=NAME,
        category=NAME,
        description=NAME,
        meters=tuple(Meter(id=name, name=NAME) for name in meters),
    )
    return Product(id="trial", catalog="kit", versions=(version,))


@lru_cache(maxsize=64)
def _conventions(currency: str, places: int, zone: str, unit: Any) -> Conventions:
    return Conventions(currency, rounding(places), Calendar(ZoneInfo(zone), unit))


@st.composite
def cases(draw: Any, subjects: Sequence[Subject], plain: bool = False, waived: frozenset[str] = frozenset()) -> Case:
    """A case of one of the subjects; a plain one is a single period whose usage has no dates, codes and orders."""
    subject = subjects[draw(st.integers(0, len(subjects) - 1))]
    zone, day = draw(st.sampled_from(STARTS[:2] if plain else STARTS))
    unit = draw(st.sampled_from(("month", "month", "month", "day", "hour")))
    rules = _conventions(draw(st.sampled_from(("CNY", "EUR"))), draw(st.sampled_from((2, 2, 4, 0, 3))), zone, unit)
    calendar = rules.calendar
    meters = () if plain and () in subject.meters else draw(st.sampled_from(subject.meters))
    price = draw(st.sampled_from((Decimal("0.5"), Decimal("0.015"), Decimal(3))))
    product = product_of(subject, rules, draw(_earlier(subject)), meters, price)
    first = calendar.containing(calendar.instant(day, time(12 if unit == "hour" else 0)))
    periods = tuple(calendar.periods(first, 1 if plain else draw(st.integers(1, 3))))
    usage = tuple(draw(_usage(subject, periods, meters))) if not plain else (Used(draw(_units(subject))),)
    orders, owned = ((), ()) if plain else draw(_bought(offers_of(subject.strategy), periods))
    account = ANYONE if plain else draw(_account(subject, periods))
    question = Question(product, periods, usage, tuple(orders), tuple(owned), account)
    return Case(strategy=subject.strategy, table=subject.table, question=question, step=subject.step, waived=waived)


@st.composite
def _earlier(draw: Any, subject: Subject) -> list[Step]:
    """The steps that the settings name, each an allowance or a price; or none, or an allowance."""
    names = subject.named_steps or (["kit-allowance"] if draw(st.booleans()) else [])
    free = st.builds(Cover, units=st.sampled_from((2, 0, 7, 1_000)), price=st.just(Decimal(0)))
    paid = st.builds(
        Cover, units=st.sampled_from((None, None, 5)), price=st.sampled_from((Decimal("0.25"), Decimal(2)))
    )
    each = free if not subject.named_steps else free | paid
    return [Step(name, draw(each)) for name in names]


def _units(subject: Subject) -> st.SearchStrategy[int]:
    about = subject.units
    return st.integers(0, 40) | st.sampled_from(about) if about else st.integers(0, 2_000)


@st.composite
def _usage(draw: Any, subject: Subject, periods: Sequence[Period], meters: Sequence[str]) -> Iterator[Used]:
    labels = draw(
        st.lists(
            st.tuples(st.sampled_from(meters or ("",)), st.sampled_from(["", "", "E1", *subject.codes])),
            min_size=draw(st.sampled_from((0, 1, 1, 1))),
            max_size=2,
            unique=True,
        )
    )
    return iter(
        [
            Used(draw(_units(subject)), start, end, meter, code)
            for meter, code in labels
            for period in periods
            for start, end in draw(_intervals(period))
        ]
    )


@st.composite
def _intervals(draw: Any, period: Period) -> list[tuple[datetime, datetime]]:
    """None, the whole period, or one or two parts of it."""
    edges = sorted(draw(st.sampled_from(((0, PARTS), (), (3, 20), (0, 9, PARTS), (5, 6, 23)))))
    instants = [_instant(period, edge) for edge in edges]
    return list(pairwise(instants))


def _instant(period: Period, part: int) -> datetime:
    return period.start + (period.end - period.start) * part // PARTS


@st.composite
def _bought(draw: Any, offers: Sequence[Offer], periods: Sequence[Period]) -> tuple[list[Order], list[Owned]]:
    if not offers:
        return [], []
    orders = [draw(_order(offers, periods)) for _ in range(draw(st.integers(0, 2)))]
    lots = [offer for offer in offers if offer.units]
    owned = []
    if lots and draw(st.integers(0, 3)) == 3:
        offer = draw(st.sampled_from(lots))
        owned.append(Owned(offer.sku, draw(st.integers(0, offer.units)), periods[0].start - timedelta(days=3)))
    return orders, owned


@st.composite
def _order(draw: Any, offers: Sequence[Offer], periods: Sequence[Period]) -> Order:
    offer = draw(st.sampled_from(offers))
    placed = _instant(draw(st.sampled_from(periods)), draw(st.integers(0, PARTS - 1)))
    later = st.integers(0, 3).map(lambda parts: placed + (periods[0].end - periods[0].start) * parts // PARTS)
    returned = draw(st.none() | later) if offer.returnable else None
    if returned is not None and returned >= periods[-1].end:
        returned = None
    return Order(
        offer.sku,
        draw(st.integers(1, 3)),
        placed,
        draw(st.none() | later) if offer.chosen_start else None,
        draw(st.integers(1, 3)) if offer.sold_by else 1,
        returned,
    )


@st.composite
def _account(draw: Any, subject: Subject, periods: Sequence[Period]) -> Account:
    instants = st.sampled_from(
        (None, periods[0].start, _instant(periods[0], 10), periods[0].start - timedelta(days=40))
    )
    try:
        words = list(subject.strategy.choices())
    except Exception:
        words = []
    since = draw(st.lists(instants, min_size=draw(st.integers(0, 2)), max_size=2, unique=True)) if words else []
    choices = tuple(Choice(subject.step, draw(st.sampled_from(words)), at) for at in since)
    if not choices and draw(st.integers(0, 2)) < 2:
        return ANYONE
    return Account(draw(st.sampled_from(("", "gold"))), draw(instants), choices)
