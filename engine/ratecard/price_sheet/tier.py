"""A step's tiers, and its allowance, as tables."""

from collections.abc import Iterator

from ratecard.domain.display import AllowanceDisplay, Tier, TierDisplay
from ratecard.domain.text import Text
from ratecard.price_sheet import word
from ratecard.price_sheet.offer import between
from ratecard.price_sheet.pen import Pen
from ratecard.price_sheet.table import Cell, Column, Table, texts


def tier_table(pen: Pen, shown: TierDisplay) -> Table:
    """The table, with columns for fees and for meters' own prices where a tier has any."""
    columns = (
        Column(pen.word(_calls(shown.counted_over)), numeric=True),
        Column(_per(pen, shown.per), numeric=True),
        Column(pen.word(word.FEE), numeric=True),
        Column(pen.word(word.OTHER_PRICES)),
    )
    return Table(_caption(pen, shown), columns, tuple(tuple(_tier(pen, tier)) for tier in shown.tiers)).without(2)


def _calls(counted_over: str) -> Text:
    """What reaches a tier, by the time over which it counts."""
    if not counted_over:
        return word.CALLS
    unit = word.UNIT[counted_over]
    return Text(f"每{unit.zh}调用量", f"Calls in a {unit.en}")


def _caption(pen: Pen, shown: TierDisplay) -> str:
    currency, per = pen.conventions.currency, pen.number(shown.per)
    told = Text(f"价格币种 {currency}", f"Prices in {currency}")
    if shown.blocks == "pro-rata":
        told = Text(f"{told.zh}，不足 {per} 次按比例计费", f"{told.en}; fewer than {per} calls pay their share")
    elif shown.blocks:
        told = Text(f"{told.zh}，不足 {per} 次按 {per} 次计费", f"{told.en}; fewer than {per} calls pay for {per}")
    return pen.word(told)


def _per(pen: Pen, units: int) -> str:
    """What prices are called that are for so many units."""
    if units == 1:
        return pen.word(word.PRICE)
    return pen.word(Text(f"每 {pen.number(units)} 次单价", f"Price per {pen.number(units)}"))


def _tier(pen: Pen, tier: Tier) -> Iterator[Cell]:
    yield Cell(between(pen, tier.above, tier.up_to))
    yield Cell(pen.word(word.CONTACT) if tier.price is None else pen.price(tier.price), tier.url)
    yield Cell("" if tier.fee is None else pen.price(tier.fee))
    yield Cell(", ".join(f"{meter} {pen.price(price)}" for meter, price in tier.prices))


def allowance_table(pen: Pen, shown: AllowanceDisplay) -> Table:
    """The allowance in one row."""
    every = word.ONCE if shown.every == "once" else word.UNIT[shown.every]
    granted = every if shown.every == "once" else Text(f"每{every.zh}", f"every {every.en}")
    columns = (
        Column(pen.word(word.ALLOWANCE), numeric=True),
        Column(pen.word(word.GRANTED)),
        Column(pen.word(word.VALID_FOR)),
        Column(pen.word(word.SHARED)),
    )
    share = pen.word(word.SHARES[shown.share]) if shown.share else ""
    row = texts(pen.number(shown.units), pen.word(granted), pen.span(shown.valid_for), share)
    return Table(pen.word(word.ALLOWANCES), columns, (row,)).without(2)
