"""Random questions: chains of the built-in strategies in any mix and setting, with usage, orders and owned packs."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from ratecard.domain.account import Account
from ratecard.domain.conventions import Conventions
from ratecard.domain.money import MODES, rounding
from ratecard.domain.order import Order, Owned
from ratecard.domain.period import Calendar, Period, Span, Unit
from ratecard.domain.product import Meter
from ratecard.domain.question import Question, Used
from ratecard.domain.step import Scope, Step
from ratecard_free_allowance.strategy import FreeAllowance
from ratecard_freeze_estimate.strategy import FreezeEstimate
from ratecard_outcome_filter.strategy import OutcomeFilter
from ratecard_pack_alerts.strategy import PackAlerts
from ratecard_pack_alerts.window import Window
from ratecard_prepaid_packs.strategy import Pack, PrepaidPacks
from ratecard_tiered_postpaid.strategy import MeterPrice, Tier, TieredPostpaid
from tests.chains import CONTACT, meter, product, version

Draw = Any
HOUR = timedelta(hours=1)
CODES = ("", "E1", "E2")
STARTS = {
    # Days around a change of the clock, and an ordinary one.
    "Asia/Shanghai": (date(2021, 1, 31), date(2024, 2, 29)),
    "America/New_York": (date(2021, 3, 13), date(2021, 11, 6)),
    "Australia/Lord_Howe": (date(2021, 4, 3), date(2021, 10, 2)),
    "Africa/Cairo": (date(2024, 4, 25), date(2024, 10, 31)),
}
METERS: tuple[tuple[Meter, ...], ...] = ((), (meter("a"), meter("b", 3)), (meter("only", 2),))


windows: st.SearchStrategy[str | None] = st.sampled_from((None, None, "day", "month", "quarter", "year"))


def prices() -> st.SearchStrategy[Decimal]:
    return st.builds(lambda number, places: Decimal(number).scaleb(-places), st.integers(0, 3_000), st.integers(0, 4))


@st.composite
def rules(draw: Draw) -> Conventions:
    zone = draw(st.sampled_from(sorted(STARTS)))
    unit: Unit = draw(st.sampled_from(("month", "day", "hour")))
    round_to = rounding(draw(st.integers(0, 3)), draw(st.sampled_from(sorted(MODES))))
    return Conventions("CNY", round_to, Calendar(ZoneInfo(zone), unit), (1, 3))


@st.composite
def tier_tables(draw: Draw, meters: tuple[str, ...], block: int = 1) -> tuple[Tier, ...]:
    """Tiers that end at multiples of a block."""
    rows = []
    for last in sorted(draw(st.sets(st.integers(1, 60 // block), max_size=3))):
        own = draw(st.sets(st.sampled_from(meters), max_size=1)) if meters else ()
        special = tuple(MeterPrice(meter=name, price=draw(prices())) for name in own)
        fee = draw(st.none() | st.none() | prices())
        price = draw(prices() if fee is None else st.none() | prices())
        end = {"up_to": last * block} if draw(st.booleans()) else {"below": last * block + 1}
        rows.append(Tier(**end, price=price, fee=fee, prices=special))
    if draw(st.integers(0, 9)) == 0:
        return (*rows, Tier(contact=CONTACT))
    return (*rows, Tier(price=draw(prices()), fee=draw(st.none() | st.none() | prices())))


@st.composite
def postpaid(
    draw: Draw,
    meters: tuple[str, ...],
    excludes: tuple[str, ...] = (),
    over: st.SearchStrategy[str | None] = windows,
) -> TieredPostpaid:
    mode = draw(modes)
    per, blocks = draw(
        st.sampled_from(((None, None), (None, None), (4, "pro-rata"), (7, "pro-rata"), (7, "whole"), (1, "whole")))
    )
    table = draw(tier_tables(meters, per if blocks == "whole" and mode == "graduated" else 1))
    return TieredPostpaid(
        mode=mode,
        tiers=table[-1:] if mode == "flat" else table,
        tier_excludes=excludes,
        per=per,
        blocks=blocks,
        counted_over=draw(over),
    )


@st.composite
def packs_steps(draw: Draw, meters: tuple[str, ...]) -> PrepaidPacks:
    on_offer = tuple(
        Pack(
            units=units,
            price=draw(prices()),
            meters=tuple(draw(st.sets(st.sampled_from(meters), max_size=1))) if meters else (),
        )
        for units in sorted(draw(st.sets(st.integers(1, 30), min_size=1, max_size=3)))
    )
    keys = draw(st.permutations(("effective", "expiry", "size", "order")))
    return PrepaidPacks(
        packs=on_offer,
        valid_for=draw(st.sampled_from((Span(days=1), Span(days=3), Span(months=1), Span(years=1)))),
        expires=draw(st.sampled_from(("same-time", "end-of-day"))),
        draw_by=tuple(keys[: draw(st.integers(1, 4))]),
    )


@st.composite
def scopes(draw: Draw, day: date, meters: tuple[str, ...], dates: bool) -> Scope | None:
    if draw(st.integers(0, 2)):
        return None
    wanted = tuple(draw(st.sets(st.sampled_from(meters), max_size=1))) if meters else ()
    if not dates:
        return Scope(meters=wanted)
    return Scope(
        meters=wanted,
        since=draw(st.none() | st.just(day + timedelta(1))),
        until=draw(st.none() | st.just(day + timedelta(2))),
        account_classes=draw(st.sampled_from(((), ("gold",)))),
        first_months=draw(st.none() | st.integers(1, 2)),
    )


@st.composite
def chains(draw: Draw, day: date, meters: tuple[str, ...], unit: Unit) -> tuple[Step, ...]:
    steps: list[Step] = []
    if draw(st.booleans()):
        default: Literal["charged", "uncharged"] = draw(st.sampled_from(("charged", "uncharged")))
        steps.append(Step("filter", OutcomeFilter(charged_codes=("E1",), default=default)))
    for number in range(draw(st.integers(0, 3))):
        if draw(st.booleans()):
            # 744 grants a month are right, and slow.
            every = draw(st.sampled_from(("day" if unit == "month" else "hour", "day", "month", "year", "once")))
            strategy = FreeAllowance(units=draw(st.integers(0, 15)), every=every)
            steps.append(Step(f"free-{number}", strategy, draw(scopes(day, meters, dates=True))))
        else:
            steps.append(Step(f"packs-{number}", draw(packs_steps(meters)), draw(scopes(day, meters, dates=False))))
    if meters and draw(st.integers(0, 3)) == 0:
        steps.append(Step("tiers-of-one", draw(postpaid(())), Scope(meters=(meters[0],))))
    excludes = tuple(step.id for step in steps if draw(st.booleans()))
    metered = draw(postpaid(meters, excludes))
    steps.append(Step("tiers", metered))
    if draw(st.booleans()):
        special = any(tier.prices for tier in metered.tiers)
        of = draw(
            st.sampled_from(("postpaid", "bill", "fixed") if special else ("postpaid", "bill", "fixed", "all-units"))
        )
        ratio = None if of == "fixed" else draw(st.sampled_from((Decimal(1), Decimal("0.333"))))
        amount = draw(prices()) + 1 if of == "fixed" else None
        places = draw(st.none() | st.integers(0, 4))
        steps.append(Step("freeze", FreezeEstimate(of=of, ratio=ratio, amount=amount, places=places)))
    watched = tuple(step.id for step in steps if step.id.startswith(("free", "packs")))
    if watched and draw(st.booleans()):
        steps.append(Step("alerts", draw(alerts(watched))))
    return tuple(steps)


@st.composite
def alerts(draw: Draw, watched: tuple[str, ...]) -> PackAlerts:
    windows = st.builds(lambda *hours: Window(opens=time(hours[0]), closes=time(hours[1])), *HALVES)
    threshold = draw(st.sampled_from(({"below": Decimal("0.5")}, {"below_units": 4}, {})))
    ahead = draw(st.sampled_from(((), (1,), (7, 2)) if threshold else ((1,), (7, 2))))
    choices = {"watch": ("last", "each"), "same_hour": ("exhausted", "both")} if threshold else {}
    return PackAlerts(
        **threshold,
        **{name: draw(st.sampled_from(values)) for name, values in choices.items()},
        expiry_ahead=ahead,
        window=draw(st.none() | windows),
        channels=("sms",),
        packs=watched,
    )


HALVES = st.integers(0, 12), st.integers(12, 23)
modes: st.SearchStrategy[Any] = st.sampled_from(("volume", "graduated", "flat"))


def instants(periods: tuple[Period, ...]) -> st.SearchStrategy[datetime]:
    """Within the periods: edges of periods, full hours and anything else."""
    start, end = periods[0].start, periods[-1].end
    length = (end - start) // timedelta(microseconds=1)
    anything = st.integers(0, length - 1).map(lambda at: start + timedelta(microseconds=at))
    hours = st.integers(0, (end - start) // HOUR).map(lambda hours: min(start + hours * HOUR, end))
    return st.sampled_from([period.start for period in periods]) | hours | anything


@st.composite
def usages(draw: Draw, periods: tuple[Period, ...], meter: str, code: str) -> list[Used]:
    """No two overlap."""
    shape = draw(st.sampled_from(("every", "one", "dated", "dated")))
    units = st.integers(0, 40)
    if shape == "every":
        return [Used(draw(units), meter=meter, code=code)]
    if shape == "one":
        return [Used(draw(units), meter=meter, code=code, period=draw(st.sampled_from([p.id for p in periods])))]
    edges = sorted(draw(st.sets(instants(periods), min_size=2, max_size=5)))
    return [Used(draw(units), *pair, meter, code) for pair in pairwise(edges) if draw(st.booleans())]


@st.composite
def questions(draw: Draw, one_label: bool = False) -> Question:
    """Any question that has an answer; with `one_label`, all usage is of one meter and code."""
    conventions = draw(rules())
    calendar = conventions.calendar
    day = draw(st.sampled_from(STARTS[calendar.zone.key or ""]))
    meters: tuple[Meter, ...] = () if one_label else draw(st.sampled_from(METERS))
    names = tuple(known.id for known in meters)
    steps = draw(chains(day, names, calendar.unit))
    about = product(version(steps, rules=conventions, meters=meters))
    start = calendar.instant(day, time(23 if calendar.unit == "hour" else 0))
    periods = tuple(calendar.periods(calendar.containing(start), draw(st.integers(1, 4))))
    labels = st.tuples(st.sampled_from(names or ("",)), st.sampled_from(CODES))
    wanted = [("", "")] if one_label else sorted(draw(st.sets(labels, max_size=3)))
    usage = [used for label in wanted for used in draw(usages(periods, *label))]
    skus = [
        f"{step.id}/{pack.units}"
        for step in steps
        if isinstance(step.strategy, PrepaidPacks)
        for pack in step.strategy.packs
    ]
    orders: list[Order] = []
    owned: list[Owned] = []
    if skus:
        sku = st.sampled_from(skus)
        placed = instants(periods).filter(lambda at: at < periods[-1].end)
        orders = draw(
            st.lists(st.builds(Order, sku, st.integers(1, 3), placed, st.none(), st.just(1), st.none()), max_size=4)
        )
        owned = [
            Owned(
                name,
                draw(st.integers(0, int(name.partition("/")[2]))),
                start,
                draw(st.none() | st.just(start + 40 * HOUR)),
            )
            for name in draw(st.lists(sku, max_size=2))
        ]
    account = Account(draw(st.sampled_from(("", "gold"))), draw(st.none() | st.just(start - 27 * 24 * HOUR)))
    return Question(about, periods, tuple(usage), tuple(orders), tuple(owned), account)
