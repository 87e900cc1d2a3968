"""What a hint is, and what each kind of it says."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from ratecard.domain.text import Text

HintKind = Literal["cheaper-neighbour", "pack-would-pay", "dominated-order", "expiring", "run-out"]
HINT_KINDS: tuple[str, ...] = HintKind.__args__  # type: ignore[attr-defined]
UNNAMED = Text("", "")


class Hint(NamedTuple):
    """Something worth knowing about an answer. Fields that a kind does not name are empty."""

    kind: HintKind
    period: str = ""
    """The id of the period it is about; "" for all of them. Where `projected`, one after the last."""
    saving: Decimal | None = None
    """By how much less all periods would cost, above zero; None where nothing is saved, or the answer has no total."""
    at: datetime | None = None
    """On the wall clock of the catalog's zone: when to buy (`pack-would-pay`), when the order is placed
    (`dominated-order`), when units are lost (`expiring`), when the last pack is used up (`run-out`)."""
    units: int = 0
    """The period's units that cost less (`cheaper-neighbour`), what all packs to buy hold (`pack-would-pay`,
    `dominated-order`), or what is lost (`expiring`)."""
    more: int = 0
    """How many calls more the period must have (`cheaper-neighbour`)."""
    meter: str = ""
    """The meter of these calls; "" where the product has none."""
    sku: str = ""
    """The pack to buy (`pack-would-pay`, `dominated-order`) or that it is about (`expiring`, `run-out`),
    as `step/sku`."""
    quantity: int = 0
    """How many to buy (`pack-would-pay`, `dominated-order`)."""
    ordered: str = ""
    """The order to drop instead, as `step/sku` (`dominated-order`)."""
    ordered_quantity: int = 0
    """How many packs that order is for (`dominated-order`)."""
    projected: bool = False
    """Whether it is after the last period: lost unless used by then (`expiring`), used up by then if the
    last period's usage recurs, spread evenly (`run-out`)."""
    name: Text = UNNAMED
    """What people call `sku`, or the `meter`."""
    ordered_name: Text = UNNAMED
    """What people call `ordered`."""

    def message(self, locale: str) -> str:
        """The sentence for people; `UnknownLocale`."""
        return SENTENCES[self.kind](self).in_locale(locale)


def _grouped(units: int) -> str:
    return f"{units:,}".replace(",", " ")


def _minute(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d}" if at else ""


def _neighbour_sentence(hint: Hint) -> Text:
    if hint.meter:
        calls = "call" if hint.more == 1 else "calls"
        zh, en = f"“{hint.name.zh}”再多调用 {hint.more} 次", f"{_grouped(hint.more)} more {calls} of {hint.name.en}"
    else:
        zh, en = f"调用 {hint.units} 次", f"{_grouped(hint.units)} calls"
    return Text(f"{hint.period}：{zh}可少付 {hint.saving}", f"{hint.period}: {en} would cost {hint.saving} less")


def _pack_sentence(hint: Hint) -> Text:
    day = _day(hint.at)
    if hint.saving is None:
        return Text(
            f"{day} 购买“{hint.name.zh}”，则所有调用都有刊例价",
            f"{hint.name.en}: bought on {day}, it would leave no calls without a list price",
        )
    return Text(
        f"{day} 购买“{hint.name.zh}”可节省 {hint.saving}",
        f"{hint.name.en}: bought on {day}, it would save {hint.saving}",
    )


def _order_sentence(hint: Hint) -> Text:
    day = _day(hint.at)
    return Text(
        f"{day} 的订单：改买 {hint.quantity} 个“{hint.name.zh}”，"
        f"代替 {hint.ordered_quantity} 个“{hint.ordered_name.zh}”，可节省 {hint.saving}",
        f"Order of {day}: {hint.quantity} × {hint.name.en} instead of {hint.ordered_quantity} × {hint.ordered_name.en}"
        f" would save {hint.saving}",
    )


def _expiry_sentence(hint: Hint) -> Text:
    zh, en, at = hint.name.zh, hint.name.en, _minute(hint.at)
    units = f"{_grouped(hint.units)} {'unit' if hint.units == 1 else 'units'}"
    if hint.projected:
        return Text(
            f"“{zh}”剩余的 {hint.units} 次将于 {at} 到期，届时未使用的作废",
            f"{en}: {units} will be lost at {at} unless used",
        )
    return Text(f"“{zh}”有 {hint.units} 次未使用，于 {at} 到期作废", f"{en}: {units} not used, lost at {at}")


def _run_out_sentence(hint: Hint) -> Text:
    at = _minute(hint.at)
    if hint.projected:
        return Text(
            f"若以后每期用量与最后一期相同，资源包将于 {at} 用完",
            f"If the last period's usage recurs, all packs are used up at {at}",
        )
    return Text(f"资源包于 {at} 用完", f"All packs are used up at {at}")


SENTENCES: dict[HintKind, Callable[[Hint], Text]] = {
    "cheaper-neighbour": _neighbour_sentence,
    "pack-would-pay": _pack_sentence,
    "dominated-order": _order_sentence,
    "expiring": _expiry_sentence,
    "run-out": _run_out_sentence,
}
