"""What the tiers say of themselves."""

from ratecard.spi import Line, Text
from ratecard_tiered_postpaid.tariff import Tariff

MODES = {
    "volume": Text(
        "后付费，阶梯到达：所有调用量按达到的阶梯单价计费",
        "Postpaid: all calls at the price of the tier reached",
    ),
    "graduated": Text(
        "后付费，阶梯累进：每次调用按其所在阶梯的单价计费", "Postpaid: each call at the price of its own tier"
    ),
    "flat": Text("后付费：不论用量，单价相同", "Postpaid: one price, whatever the quantity"),
}
OVER = {
    "day": Text("；用量按日累计", "; calls are counted over the day"),
    "month": Text("；用量按月累计", "; calls are counted over the month"),
    "quarter": Text("；用量按季度累计", "; calls are counted over the quarter"),
    "year": Text("；用量按年累计", "; calls are counted over the year"),
}
ADJUSTED = {
    "day": Text("后付费，当日累计调整", "Postpaid, adjustment to the day so far"),
    "month": Text("后付费，本月累计调整", "Postpaid, adjustment to the month so far"),
    "quarter": Text("后付费，本季度累计调整", "Postpaid, adjustment to the quarter so far"),
    "year": Text("后付费，本年累计调整", "Postpaid, adjustment to the year so far"),
}


def described(tariff: Tariff, over: str | None) -> Text:
    """How the price is chosen, of how many calls it is, and over what time they count."""
    parts = [MODES[tariff.mode]]
    if tariff.blocks == "whole":
        parts.append(
            Text(
                f"；单价按每 {tariff.per} 次计，不足 {tariff.per} 次按 {tariff.per} 次计",
                f"; prices are per {tariff.per} calls, a block once begun is charged",
            )
        )
    elif tariff.per:
        parts.append(
            Text(f"；单价按每 {tariff.per} 次计，按比例折算", f"; prices are per {tariff.per} calls, pro rata")
        )
    if over:
        parts.append(OVER[over])
    return Text("".join(part.zh for part in parts), "".join(part.en for part in parts))


def labelled(line: Line, over: str | None) -> Text:
    """What a line is called."""
    if line.kind == "contact":
        return Text("后付费，联系商务", "Postpaid, contact sales")
    if line.kind == "fee":
        return Text(f"后付费，第 {line.item} 阶梯固定费用", f"Postpaid, fee of tier {line.item}")
    if line.kind == "adjustment":
        return ADJUSTED[over or "month"]
    meter = f" {line.meter}" if line.meter else ""
    return Text(f"后付费{meter}", f"Postpaid{meter}")
