"""What packs and their lines are called."""

from collections.abc import Iterable, Mapping

from ratecard.spi import Line, Span, Text
from ratecard_prepaid_packs.returns import Returns


def pack_terms(
    valid_for: Span | None,
    starts: str,
    starts_after: Span | None,
    returns: Returns | None,
    points: Mapping[str, int],
) -> Text:
    """How long packs are valid, from when on, what calls take of them, and whether they can be given back."""
    length = valid_for.spoken() if valid_for else None
    validity = Text(f"有效期 {length.zh}", f"valid for {length.en}") if length else Text("有效期各不相同", "")
    lost = Text("到期作废", "lost on expiry")
    parts = [validity, *_start(starts, starts_after), lost, _returned(returns), *_points(points)]
    return Text("预付费资源包，" + "，".join(p.zh for p in parts), ", ".join(["Prepaid packs", *_words(parts)]))


def _words(parts: Iterable[Text]) -> list[str]:
    return [part.en for part in parts if part.en]


def _start(starts: str, starts_after: Span | None) -> list[Text]:
    found = []
    if starts_after:
        length = starts_after.spoken()
        found.append(Text(f"购买 {length.zh}后生效", f"effective {length.en} after the purchase"))
    if starts == "next-day":
        found.append(Text("次日零点生效", "from 0:00 of the next day"))
    if starts == "chosen":
        found.append(Text("生效时间可选", "from when the order says"))
    return found


def _points(points: Mapping[str, int]) -> list[Text]:
    if not points:
        return []
    each = [f"{meter} {cost}" for meter, cost in points.items()]
    return [Text(f"每次调用扣点：{'、'.join(each)}", f"points that a call takes: {', '.join(each)}")]


def _returned(returns: Returns | None) -> Text:
    if returns is None:
        return Text("不支持退款", "not refunded")
    days, price = returns.within_days, returns.used_price
    if price is None:
        return Text(f"{days} 天内未使用可退", f"returnable within {days} days if unused")
    return Text(f"{days} 天内可退，已用每次扣 {price:f}", f"returnable within {days} days less {price:f} per used unit")


def labelled(line: Line, name: Text) -> Text:
    """What a line is about: a pack's purchase, its return, what was used of it before, or its units."""
    if line.kind == "purchase":
        return Text(f"购买{name.zh}", f"Purchase: {name.en}")
    if line.kind == "contact":
        return Text(f"购买{name.zh}，联系商务", f"Purchase: {name.en}, contact sales")
    if line.kind == "adjustment":
        used = line.amount is not None and line.amount > 0
        return Text(f"退还{name.zh}前已用", f"Used before the return: {name.en}") if used else _given_back(name)
    if line.meter:
        return Text(
            f"{name.zh}，{line.meter}（{line.quantity} 点）", f"{name.en}: {line.meter}, {line.quantity} points"
        )
    return name


def _given_back(name: Text) -> Text:
    return Text(f"退还{name.zh}", f"Return: {name.en}")
