"""`ratecard advise`: which packs to buy, how many and when."""

import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Annotated, Any, NamedTuple

import typer

from ratecard.bootstrap import open_service, settings
from ratecard.cli import document, option, word
from ratecard.cli.label import moment, step_title
from ratecard.cli.paper import Column, Paper, Row
from ratecard.cli.progress import Tick, working
from ratecard.domain.advice import Plan, Purchase, break_even, purchases
from ratecard.domain.difference import less
from ratecard.domain.money import trimmed
from ratecard.domain.product import Version
from ratecard.domain.question import Question
from ratecard.domain.text import Text
from ratecard.service import Advised
from ratecard.service.what_if import contact

ORDERS = (
    Column(word.LOT),
    Column(word.SKU),
    Column(word.QUANTITY, "right"),
    Column(word.DATE),
    Column(word.PRICE, "right"),
    Column(word.AMOUNT, "right"),
)
BREAK_EVEN_SECONDS = 30
"""How long the break-even usage is looked for, after the search for orders."""


class BreakEven(NamedTuple):
    """From how many calls in every period on the orders pay."""

    units: int | None
    """None when they never do, or nothing is bought."""
    known: bool
    """Whether it was found in time."""


class TimeIsUpError(Exception):
    """The break-even usage was not found in time."""


def advise(
    product: option.Product,
    *,
    usage: option.UsageTexts,
    records: option.RecordFiles,
    order: option.OrderTexts,
    owned: option.OwnedTexts,
    any_day: Annotated[
        bool, typer.Option("--any-day", help="Packs may be bought on any day, not only on a period's first.")
    ] = False,
    seconds: Annotated[
        float, typer.Option("--seconds", min=0, help="How long to search; the best found by then is the answer.")
    ] = 2,
    first: option.First = None,
    periods: option.Periods = None,
    account_class: option.AccountClass = "",
    activated: option.Activated = None,
    choose: option.Choices,
    state: option.State = None,
    state_file: option.StateFile = None,
    catalogs: option.Catalogs = None,
    disable: option.Disable,
    by: option.By = "hour",
    locale: option.Locale,
    as_json: option.AsJson = False,
) -> None:
    """Say which packs to buy, how many and when.

    The answer is the plan with the least total cost of usage that is known ahead, 1 to 36 periods of it, on top of what
    --order and --owned say; every plan is priced as a forecast is. Of plans that cost the same, it has the fewest
    orders, then the latest dates. What expires or is left of a pack at the end is worth nothing.
    """
    service = open_service(settings(catalogs=catalogs, disable=disable))
    files = (state, state_file, None)
    given = option.Given(product, usage, order, owned, account_class, activated, *files, records, by, choose)
    asked, used = option.ask(service.shelf, given, first, periods)
    with working("advise") as tick, option.placing(used):
        advised = service.advise(asked, any_day, _spent(seconds, tick))
    with working("break-even") as tick:
        even = _break_even(advised, tick)
    if as_json:
        document.write(_document(advised, even, locale))
    else:
        _put(Paper(locale), advised, even)


def _spent(seconds: float, tick: Tick) -> Callable[[], bool]:
    end = time.monotonic() + seconds

    def spent() -> bool:
        tick()
        return time.monotonic() >= end

    return spent


def _break_even(advised: Advised, tick: Tick) -> BreakEven:
    plan = advised.advice.plan
    if plan is None or not plan.orders:
        return BreakEven(None, known=True)
    end = time.monotonic() + BREAK_EVEN_SECONDS

    def ticking() -> None:
        tick()
        if time.monotonic() >= end:
            raise TimeIsUpError

    try:
        return BreakEven(break_even(advised.question, plan.orders, ticking), known=True)
    except TimeIsUpError:
        return BreakEven(None, known=False)


def saving(advised: Advised) -> Decimal | None:
    """What the plan costs less than no orders; None when one of the two has no total."""
    plan, without = advised.advice.plan, advised.advice.without
    return less(without.total, plan.total) if plan and without else None


def _put(paper: Paper, advised: Advised, even: BreakEven) -> None:
    question, advice = advised.question, advised.advice
    version, calendar = _version(question), question.product.calendar
    ids = f"{question.periods[0]} – {question.periods[-1]}" if len(question.periods) > 1 else question.periods[0].id
    paper.say(f"{paper.word(version.name)} · {question.product.full_id}", "bold")
    edges = f"{moment(calendar, question.periods[0].start)} – {moment(calendar, question.periods[-1].end)}"
    paper.pairs([(word.PERIOD, f"{ids}\n{edges}")])
    orders = purchases(question, advice.plan) if advice.plan else []
    paper.title(paper.word(word.BUY))
    if orders:
        paper.table(ORDERS, [_order(paper, advised, bought) for bought in orders])
    elif advice.plan:
        paper.say(paper.word(Text("不买资源包", "no packs")))
    elif _is_refusing(advised):
        paper.say(
            paper.word(
                Text("没有找到能覆盖全部调用的方案", "no plan that covers all calls was found: the rest is refused")
            )
        )
    else:
        paper.say(paper.word(Text("没有找到有合计的方案", "no plan with a total was found")))
    paper.say()
    paper.pairs(_facts(paper, advised, even))
    paper.say()
    paper.pairs([(word.PRICED_BY, f"{advised.catalog.id} · ratecard {advised.engine_version}")])
    paper.say(advised.catalog.digest, "dim")


def _is_refusing(advised: Advised) -> bool:
    """Whether calls are refused without orders: advice has no plan that leaves any refused."""
    without = advised.advice.without
    return bool(without and any(statement.settlement.refused for statement in without.statements))


def _version(question: Question) -> Version:
    return question.product.version(question.periods[0].start)


def _order(paper: Paper, advised: Advised, bought: Purchase) -> Row:
    step, offer, order, amount = bought
    day = advised.question.product.calendar.local(order.placed).date().isoformat()
    name = paper.word(offer.name) or step_title(_version(advised.question), step, paper.locale)
    return Row((name, offer.sku, str(order.quantity), day, f"{offer.price:f}", f"{trimmed(amount):f}"))


def _facts(paper: Paper, advised: Advised, even: BreakEven) -> Iterator[tuple[Text, str]]:
    advice, currency, say = advised.advice, advised.catalog.currency, paper.word

    def amount(found: Decimal | None) -> str:
        return say(word.CONTACT) if found is None else f"{trimmed(found):f} {currency}"

    refusing = advice.plan is None and _is_refusing(advised)
    yield word.WITH_ORDERS, say(word.NONE) if refusing else amount(advice.plan.total if advice.plan else None)
    if advice.without:
        refused = sum(statement.settlement.refused for statement in advice.without.statements)
        told = Text(f"，{refused} 次被拒绝", f", {refused} units refused") if refused else Text("", "")
        yield word.WITHOUT_ORDERS, amount(advice.without.total) + say(told)
    else:
        yield word.WITHOUT_ORDERS, say(Text("没有步骤覆盖全部调用", "no step covers all calls"))
    saved = saving(advised)
    yield word.SAVING, say(word.UNKNOWN) if saved is None else f"{trimmed(saved):f} {currency}"
    yield word.SINGLE, _single(paper, advised)
    yield word.BREAK_EVEN, say(_even(even))
    yield (
        word.UNUSED,
        say(
            Text(
                f"{advice.unused} 次到期或期末剩余，不计价值",
                f"{advice.unused} units expire or are left at the end: worth nothing",
            )
        ),
    )
    yield word.PROOF, _proof(paper, advised)


def _single(paper: Paper, advised: Advised) -> str:
    plan = advised.advice.single
    if plan is None:
        return paper.word(word.NONE)
    (bought,) = purchases(advised.question, plan)
    return f"{paper.word(bought.offer.name)}: {trimmed(plan.total):f} {advised.catalog.currency}"


def _even(even: BreakEven) -> Text:
    if not even.known:
        return Text("未能及时求出", "not found in time")
    if even.units is None:
        return word.NONE
    return Text(
        f"每期调用量达到 {even.units} 次起，不比不购买贵",
        f"from {even.units} calls in every period on they cost no more than none",
    )


def _proof(paper: Paper, advised: Advised) -> str:
    advice, currency = advised.advice, advised.catalog.currency
    if advice.proven:
        told = Text("已证明没有更便宜的方案", "proven: no plan is cheaper")
        other = Text("；同价方案未及全部比较", "; plans that cost the same were not all compared in time")
        return paper.word(told) + ("" if advice.settled else paper.word(other))
    if advice.plan is None:
        return paper.word(word.UNKNOWN)
    if advice.at_least is None:
        return paper.word(Text("目前找到的最佳方案，未证明", "best found, not proven"))
    least = f"{trimmed(advice.at_least):f} {currency}"
    return paper.word(
        Text(
            f"目前找到的最佳方案，未证明；任何方案至少 {least}",
            f"best found, not proven; every plan costs at least {least}",
        )
    )


def _document(advised: Advised, even: BreakEven, locale: str) -> dict[str, Any]:
    question, advice, catalog = advised.question, advised.advice, advised.catalog
    version = _version(question)
    without = advice.without
    return {
        **document.about(catalog, question.product, version, advised.engine_version, locale),
        "from": question.periods[0].id,
        "until": question.periods[-1].id,
        "periods": len(question.periods),
        "total": document.money(advice.plan.total) if advice.plan else None,
        "orders": _orders(question, advice.plan, locale),
        "without": document.money(without.total) if without else None,
        "saving": document.money(saving(advised)),
        "contact": document.contact(contact(without), locale) if without else None,
        "single": {"total": document.money(advice.single.total), "orders": _orders(question, advice.single, locale)}
        if advice.single
        else None,
        "breakEven": even.units,
        "breakEvenKnown": even.known,
        "unused": advice.unused,
        "proven": advice.proven,
        "settled": advice.settled,
        "atLeast": document.money(advice.at_least),
    }


def _orders(question: Question, plan: Plan | None, locale: str) -> list[dict[str, Any]]:
    return [
        {
            "step": step,
            "sku": offer.sku,
            "name": offer.name.in_locale(locale),
            "quantity": order.quantity,
            "on": document.instant(question.product.calendar, order.placed),
            "price": document.money(offer.price),
            "amount": document.money(amount),
        }
        for step, offer, order, amount in (purchases(question, plan) if plan else ())
    ]
