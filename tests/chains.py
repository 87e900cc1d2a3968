"""Steps, chains, products and questions that tests are about."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from ratecard.domain.account import Account
from ratecard.domain.chain import ANYONE, NOTHING, Carried, Chain
from ratecard.domain.conventions import Conventions
from ratecard.domain.forecast import Forecast, forecast
from ratecard.domain.money import Mode, rounding
from ratecard.domain.order import Order, Owned
from ratecard.domain.period import Calendar, Span, Unit
from ratecard.domain.product import Meter, Product, Version
from ratecard.domain.question import Question, Used
from ratecard.domain.settlement import Settlement
from ratecard.domain.step import Scope, Step
from ratecard.domain.strategy import Strategy
from ratecard.domain.text import Text
from ratecard_free_allowance.strategy import FreeAllowance
from ratecard_freeze_estimate.strategy import FreezeEstimate
from ratecard_outcome_filter.strategy import OutcomeFilter
from ratecard_pack_alerts.strategy import PackAlerts
from ratecard_pack_alerts.window import Window
from ratecard_prepaid_packs.strategy import Pack, PrepaidPacks
from ratecard_tiered_postpaid.strategy import Tier, TieredPostpaid

D = Decimal
SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
CONTACT = "https://cloud.tencent.com/act/event/connect-service"
NAMELESS = Text("", "")
YEAR = Span(years=1)

ID_CARD_PACKS = {1_000: 84, 10_000: 560, 100_000: 3_500, 1_000_000: 21_000, 10_000_000: 140_000}
BANK_CARD_PACKS = {**ID_CARD_PACKS, 10_000_000: 60_000}


def conventions(
    zone: ZoneInfo = SHANGHAI, unit: Unit = "month", places: int = 2, mode: Mode = "half-up"
) -> Conventions:
    """Tencent's, but for what is said otherwise."""
    return Conventions("CNY", rounding(places, mode), Calendar(zone, unit), (1, 3))


def free(units: int = 1_000, every: str = "month") -> FreeAllowance:
    return FreeAllowance(units=units, every=every)  # type: ignore[arg-type]  # a text that tests vary


def packs(prices: Mapping[int, int], valid_for: Span = YEAR, expires: str = "same-time") -> PrepaidPacks:
    return PrepaidPacks(
        packs=tuple(Pack(units=units, price=D(price)) for units, price in prices.items()),
        valid_for=valid_for,
        expires=expires,  # type: ignore[arg-type]
        draw_by=("effective", "expiry", "size", "order"),
    )


def flat(price: str, excludes: tuple[str, ...] = ()) -> TieredPostpaid:
    """One open tier."""
    return TieredPostpaid(mode="volume", tier_excludes=excludes, tiers=(Tier(price=D(price)),))


def tiers(mode: str = "volume", excludes: tuple[str, ...] = ("outcome-filter",)) -> TieredPostpaid:
    """The page's: 0.15 to 10 000, 0.10 to 100 000, 0.06 to 1 000 000, then contact sales."""
    return TieredPostpaid(
        mode=mode,  # type: ignore[arg-type]
        tier_excludes=excludes,
        tiers=(
            Tier(up_to=10_000, price=D("0.15")),
            Tier(up_to=100_000, price=D("0.10")),
            Tier(up_to=1_000_000, price=D("0.06")),
            Tier(contact=CONTACT),
        ),
    )


def alerts(
    steps: tuple[str, ...] = ("free-allowance", "prepaid-packs"), below: str = "0.20", opens: int = 10, closes: int = 22
) -> PackAlerts:
    window = Window(opens=time(opens), closes=time(closes))
    return PackAlerts(
        below=D(below),
        watch="last",
        same_hour="exhausted",
        window=window,
        channels=("wechat", "sms", "email", "site"),
        packs=steps,
    )


def tencent(prices: Mapping[int, int] = ID_CARD_PACKS) -> tuple[Step, ...]:
    """The six steps of the page."""
    return (
        Step("outcome-filter", OutcomeFilter(default="uncharged")),
        Step("free-allowance", free()),
        Step("prepaid-packs", packs(prices)),
        Step("tiered-postpaid", tiers()),
        Step("freeze-estimate", FreezeEstimate(ratio=D(1), of="postpaid")),
        Step("pack-alerts", alerts()),
    )


def steps(**strategies: Strategy) -> tuple[Step, ...]:
    """Steps in the order of the arguments: `free_allowance=` is the step `free-allowance`."""
    return tuple(Step(name.replace("_", "-"), strategy) for name, strategy in strategies.items())


def version(
    chain: Iterable[Step],
    *,
    product: str = "id-card",
    rules: Conventions | None = None,
    since: date | None = None,
    meters: tuple[Meter, ...] = (),
    keeps: Mapping[str, str] | None = None,
) -> Version:
    rules = rules or conventions()
    return Version(
        effective_from=since,
        since=rules.calendar.instant(since) if since else None,
        chain=Chain(product, tuple(chain), rules),
        name=NAMELESS,
        category=NAMELESS,
        description=NAMELESS,
        meters=meters,
        keeps=keeps or {},
    )


def product(*versions: Version) -> Product:
    return Product(id=versions[0].chain.product, catalog="tests", versions=versions)


ID_CARD = product(version(tencent()))
BANK_CARD = product(version(tencent(BANK_CARD_PACKS), product="bank-card"))


def meter(id: str, counts: int = 1) -> Meter:
    return Meter(id=id, name=NAMELESS, counts=counts)


def scoped(step: Step, scope: Scope) -> Step:
    return step._replace(scope=scope)


def china(text: str) -> datetime:
    """`2021-06-01` or `2021-06-01T10:00` on the clock of Asia/Shanghai, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def question(
    product: Product,
    first: str,
    count: int = 1,
    usage: Sequence[Used] = (),
    orders: Sequence[Order] = (),
    owned: Sequence[Owned] = (),
    account: Account = ANYONE,
    carried: Carried = NOTHING,
) -> Question:
    calendar = product.calendar
    periods = tuple(calendar.periods(calendar.named(first), count))
    return Question(product, periods, tuple(usage), tuple(orders), tuple(owned), account, carried)


def ask(
    product: Product,
    first: str,
    count: int = 1,
    usage: Sequence[Used] = (),
    orders: Sequence[Order] = (),
    owned: Sequence[Owned] = (),
    account: Account = ANYONE,
    carried: Carried = NOTHING,
) -> Forecast:
    return forecast(question(product, first, count, usage, orders, owned, account, carried))


def settlement(answer: Forecast, index: int = 0) -> Settlement:
    return answer.statements[index].settlement


def amounts(settlement: Settlement) -> list[tuple[str, str, int, Decimal | None]]:
    """Step, kind, units and amount of each line."""
    return [(line.step, line.kind, line.units, line.amount) for line in settlement.lines]
