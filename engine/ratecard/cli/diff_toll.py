"""Who pays more and who less, in words and tables."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from ratecard.cli import word
from ratecard.cli.diff_block import Block, Grid, Sentence
from ratecard.cli.diff_value import NOT_THERE
from ratecard.cli.paper import Column
from ratecard.domain.crossing import Compared, Course, Extreme, Sign, Stretch
from ratecard.domain.money import ZERO, trimmed
from ratecard.domain.text import Text
from ratecard.service.catalog_change_total import Toll

PER_CENT = Text("百分比", "Per cent")
POINTS = (
    Column(word.CALLS, "right"),
    Column(word.BEFORE_CHANGES, "right"),
    Column(word.AFTER_CHANGES, "right"),
    Column(word.DIFFERENCE, "right"),
    Column(PER_CENT, "right"),
)
RANGES = (
    Column(word.CALLS_FROM, "right"),
    Column(word.CALLS_TO, "right"),
    Column(Text("合计的变化", "What becomes of the total")),
)
BECOMES: dict[Sign, Text] = {
    "less": Text("减少", "less"),
    "same": Text("不变", "the same"),
    "more": Text("增加", "more"),
    "gained": Text("原为联系商务，现有刊例价", "gets a list price, where there was contact sales"),
    "lost": Text("原有刊例价，现为联系商务", "loses its list price: contact sales"),
    "contact": Text("联系商务（前后相同）", "contact sales, as before"),
}


def toll_blocks(tolls: Sequence[Toll], locale: str, asked: Sequence[int]) -> Iterator[Block]:
    """What becomes of the totals of curves that are alike, at the counts asked for and beside bends that changed."""
    whose = _whose(tolls).in_locale(locale)
    if whose:
        yield Sentence(whose)
    toll = tolls[0]
    if toll.course is None:
        if toll.refusal:
            yield Sentence(toll.refusal.in_locale(locale))
        return
    course = toll.course
    if is_unchanged(course):
        yield Sentence(_unchanged(course).in_locale(locale))
        return
    points = [point for point in course.points if point.units in asked or point.sign not in ("same", "contact")]
    yield Grid(POINTS, [_point(point, locale) for point in points])
    hidden = len(course.points) - len(points)
    if hidden:
        yield Sentence(_hidden(hidden).in_locale(locale))
    yield Grid(RANGES, [(f"{each.first}", f"{each.last}", becomes(each, locale)) for each in course.stretches])


def is_unchanged(course: Course) -> bool:
    """Whether no total changes."""
    return all(sign in ("same", "contact") for stretch in course.stretches for sign in stretch.signs)


def _whose(tolls: Sequence[Toll]) -> Text:
    """Whose the curves are; nothing where there is but one."""
    if len(tolls) == 1 and not (tolls[0].meter or tolls[0].account_class):
        return Text("", "")
    each = [payer(toll) for toll in tolls]
    en = "; ".join(who.en for who in each)
    return Text("；".join(who.zh for who in each), en[:1].upper() + en[1:])


def payer(toll: Toll) -> Text:
    """Whose calls on what are paid."""
    zh = [f"接口 {toll.meter}"] if toll.meter else []
    en = [f"calls of {toll.meter}"] if toll.meter else []
    if toll.account_class:
        zh.append(f"账户类别 {toll.account_class}")
        en.append(f"accounts of class {toll.account_class}")
    return Text("，".join(zh) or "一般账户", ", ".join(en) or "accounts of no class")


def _unchanged(course: Course) -> Text:
    return Text(
        f"每期 0 至 {course.up_to} 次调用的合计均不变",
        f"No total changes, from 0 to {course.up_to} calls in a period",
    )


def _hidden(points: int) -> Text:
    return Text(
        f"另有 {points} 个转折点处的合计不变",
        f"At {points} more counts beside bends the total is the same"
        if points > 1
        else "At 1 more count beside a bend the total is the same",
    )


def _point(point: Compared, locale: str) -> tuple[str, ...]:
    totals = (_money(point.before, locale), _money(point.after, locale))
    return (str(point.units), *totals, signed(point.difference), share(point, locale))


def _money(amount: Decimal | None, locale: str) -> str:
    return word.CONTACT.in_locale(locale) if amount is None else money(amount)


def money(amount: Decimal) -> str:
    """An amount, without an exponent."""
    return f"{trimmed(amount):f}"


def signed(amount: Decimal | None) -> str:
    """A difference with its sign."""
    return NOT_THERE if amount is None else f"{trimmed(amount):+f}" if amount else money(amount)


def share(point: Compared, locale: str) -> str:
    """The difference in per cent, or why there is none."""
    if point.per_cent is not None:
        return f"{trimmed(point.per_cent, 0):+f} %" if point.per_cent else "0 %"
    if point.difference:
        return (
            Text("原为 0", "was 0").in_locale(locale)
            if not point.before
            else Text("原为负", "was below 0").in_locale(locale)
        )
    return NOT_THERE


def becomes(stretch: Stretch, locale: str) -> str:
    """What becomes of the totals of a range."""
    if stretch.within is not None:
        most = money(stretch.within)
        text = Text(
            f"大致相同（取整所致，未逐一比较，相差不超过 {most}）",
            f"about the same (as amounts or blocks are rounded; not told apart, but by no more than {most})",
        ).in_locale(locale)
    else:
        text = Text("或", " or ").in_locale(locale).join([BECOMES[sign].in_locale(locale) for sign in stretch.signs])
        if len(stretch.signs) > 1:
            text += Text("（取整所致，交替出现）", ", in turn, as amounts or blocks are rounded").in_locale(locale)
    several = len(stretch.signs) > 1
    for way, extreme in ((BECOMES["more"], stretch.more), (BECOMES["less"], stretch.less)):
        if extreme is not None:
            text += _extreme(extreme, way if several else None).in_locale(locale)
    if stretch.signs == ("gained",) and stretch.start.after is not None:
        now = money(stretch.start.after)
        text += Text(f"（{stretch.first} 次为 {now}）", f" ({now} at {stretch.first})").in_locale(locale)
    if stretch.signs == ("lost",) and stretch.start.before is not None:
        was = money(stretch.start.before)
        text += Text(f"（{stretch.first} 次原为 {was}）", f" (it was {was} at {stretch.first})").in_locale(locale)
    return text


def _extreme(extreme: Extreme, way: Text | None) -> Text:
    """The most in money, and where the most in per cent is elsewhere, that too."""
    amount, most = extreme.amount, extreme.share
    by = money((amount.difference or ZERO).copy_abs())
    zh = f"{'；' + way.zh if way else '，'}最多 {by}（{share(amount, 'zh')}，{amount.units} 次）"
    en = f"{'; ' + way.en if way else ','} by up to {by} ({share(amount, 'en')}) at {amount.units}"
    if most.per_cent == amount.per_cent:
        return Text(zh, en)
    if most.per_cent is None:
        return Text(f"{zh}；{most.units} 次{share(most, 'zh')}", f"{en}; at {most.units} it {share(most, 'en')}")
    return Text(f"{zh}；{most.units} 次为 {share(most, 'zh')}", f"{en}; {share(most, 'en')} at {most.units}")
