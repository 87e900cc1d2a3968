"""One period's settlement on paper: every line with its sum and its source, and what follows from them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from ratecard.cli import word
from ratecard.cli.label import amount, clock, line_label, lot_label, moment, notice_message
from ratecard.cli.paper import Cell, Column, Paper, Row
from ratecard.domain.forecast import Statement
from ratecard.domain.formula import hold_formula, line_formula, plain, total_formula
from ratecard.domain.settlement import COVERING, Entitlement, Hold, Line, Notice
from ratecard.domain.text import Text

LINES = (
    Column(word.LINE),
    Column(word.UNITS, "right"),
    Column(word.PRICE, "right"),
    Column(word.AMOUNT, "right"),
)
NOTES = (Column(word.SUM), Column(word.SOURCE))
ENTITLEMENTS = (
    Column(word.ENTITLEMENTS),
    Column(word.QUANTITY, "right"),
    Column(word.EFFECTIVE),
    Column(word.EXPIRES),
)
LOTS = (
    Column(word.LOT),
    Column(word.BEFORE, "right"),
    Column(word.USED, "right"),
    Column(word.AFTER, "right"),
    Column(word.EFFECTIVE),
    Column(word.EXPIRES),
)


class Sheet:
    """Puts one statement on paper."""

    def __init__(self, paper: Paper, statement: Statement) -> None:
        self._paper = paper
        self._statement = statement
        self._settlement = statement.settlement
        self._conventions = statement.version.chain.conventions

    def put(self) -> None:
        """All of it: lines and holds, the total, the dates, the notices, the packs, what is in force."""
        paper = self._paper
        rows = [*map(self._line, self._settlement.lines)]
        if rows:
            paper.table(LINES, rows, NOTES)
            paper.say()
        paper.pairs(self._facts())
        lots(paper, self._statement, paper.word(word.LOTS))
        entitlements(paper, [self._statement])

    def _line(self, line: Line) -> Row:
        label = line_label(self._statement.version, line, self._paper.locale)
        if line.at:
            label += f" · {self._conventions.calendar.local(line.at):%Y-%m-%d}"
        units = str(line.units) if line.kind in COVERING else f"× {_quantity(line)}"
        price = "" if line.price is None else f"{line.price:f}" if line.kind in COVERING else self._money(line.price)
        cost = self._paper.word(word.CONTACT) if line.amount is None else self._money(line.amount)
        return Row((label, units, price, cost), (line_formula(self._settlement, line), line.source or line.url))

    def _facts(self) -> Iterator[tuple[Text, Cell]]:
        settlement, statement, say = self._settlement, self._statement, self._paper.word
        currency = self._conventions.currency
        contact = settlement.contact
        if contact:
            yield word.TOTAL, say(Text("无合计：", "none: ")) + say(contact.reason)
            yield word.CONTACT_AT, contact.url
        if settlement.total is not None:
            yield word.TOTAL, f"{self._money(settlement.total)} {currency}"
            yield word.SUM, total_formula(settlement) or ""
        if settlement.refused:
            yield (
                word.NOT_SERVED,
                say(Text(f"{settlement.refused} 次，不计费", f"{settlement.refused} units, not charged")),
            )
        if settlement.purchases:
            yield word.PURCHASES, f"{self._money(settlement.purchases)} {currency}"
        yield word.BILL, self._bill()
        for hold in settlement.holds:
            yield word.HOLDS[hold.kind], self._hold(hold)
        if settlement.holds or settlement.held:
            yield word.HELD, f"{self._money(settlement.held)} {currency}" + (say(word.KEPT_HOLD) if contact else "")
        yield from ((word.NOTICE, text) for text in notices(self._paper, statement))
        yield from ((word.LOST, text) for text in losses(self._paper, statement))

    def _money(self, money: Decimal) -> str:
        return amount(money, self._conventions.currency)

    def _hold(self, hold: Hold) -> str:
        on = self._statement.billed_until.isoformat()
        text = f"{on}  {self._money(hold.amount)} {self._conventions.currency}"
        return f"{text} · {hold_formula(hold)} · {hold.source}" if hold.kind == "freeze" else text

    def _bill(self) -> str:
        statement, say = self._statement, self._paper.word
        first, last = statement.billed_from.isoformat(), statement.billed_until.isoformat()
        dates = first if first == last else say(Text(f"{first} 至 {last}", f"{first} to {last}"))
        charge = self._settlement.charge
        if charge is None:
            return say(Text(f"{dates}，扣费金额未知", f"{dates}, the charge is unknown"))
        cost = f"{self._money(charge)} {self._conventions.currency}"
        return say(Text(f"{dates}，扣费 {cost}", f"{dates}, charge {cost}"))


def lots(paper: Paper, statement: Statement, title: str = "") -> None:
    """Print the balance of every lot that was valid in the period; lots that are alike in one row."""
    version, calendar = statement.version, statement.version.chain.conventions.calendar
    alike = Counter(
        (lot.step, lot.sku, lot.before, lot.after, lot.effective, lot.expires, lot.returned, lot.costs)
        for lot in statement.settlement.balances
    )
    if not alike:
        return
    rows = []
    for (step, sku, before, after, effective, expires, returned, costs), number in alike.items():
        label = lot_label(version, step, sku, paper.locale)
        label = f"{number} × {label}" if number > 1 else label
        label += "".join(" · " + paper.word(_cost(meter, points)) for meter, points in costs)
        ended = clock(calendar, expires) + (f" {paper.word(word.RETURNED)}" if returned else "")
        dates = (clock(calendar, effective), ended)
        rows.append(Row((label, str(before), str(before - after), str(after), *dates)))
    paper.title(f"{title} · {calendar.zone.key}")
    paper.table(LOTS, rows)


def _cost(meter: str, points: int) -> Text:
    return Text(f"{meter} 每次 {points}", f"{points} for a unit of {meter}")


def entitlements(paper: Paper, statements: Sequence[Statement]) -> None:
    """Print what is in force, or was bought, in any of the periods and is not used up; what is alike in one row."""
    alike: Counter[Entitlement] = Counter()
    for statement in statements:
        alike |= Counter(statement.settlement.entitlements)
    if not alike:
        return
    version, calendar = statements[-1].version, statements[-1].version.chain.conventions.calendar
    rows = []
    for (step, item, quantity, effective, expires), number in alike.items():
        label = lot_label(version, step, item, paper.locale)
        label = f"{number} × {label}" if number > 1 else label
        rows.append(Row((label, str(quantity), clock(calendar, effective), clock(calendar, expires))))
    paper.title(f"{paper.word(word.ENTITLEMENTS)} · {calendar.zone.key}")
    paper.table(ENTITLEMENTS, rows)


def _quantity(line: Line) -> str:
    """What the line's price is for, where that is not units."""
    return str(line.quantity) if line.per == 1 else f"{plain(line.quantity)} / {line.per}"


def notices(paper: Paper, statement: Statement) -> Iterable[str]:
    """Each notice in a sentence: when, what, by which channels."""
    return [_notice(paper, statement, notice) for notice in statement.settlement.notices]


def _notice(paper: Paper, statement: Statement, notice: Notice) -> str:
    at = moment(statement.version.chain.conventions.calendar, notice.at)
    told = [", ".join(notice.channels) or paper.word(word.NO_CHANNEL)]
    if notice.approximate:
        told.append(paper.word(word.APPROXIMATE))
    return f"{at}  {notice.kind}: {notice_message(statement.version, notice, paper.locale)} ({'; '.join(told)})"


def losses(paper: Paper, statement: Statement, *, bought: bool = False) -> Iterable[str]:
    """Units that expired, by pack, in a sentence each; with `bought`, of packs on offer only."""
    calendar = statement.version.chain.conventions.calendar
    alike: Counter[tuple[str, str, str]] = Counter()
    for expiry in statement.settlement.expiries:
        if expiry.sku or not bought:
            alike[expiry.step, expiry.sku, moment(calendar, expiry.at)] += expiry.units
    for (step, sku, at), units in alike.items():
        label = lot_label(statement.version, step, sku, paper.locale)
        yield paper.word(Text(f"{at}  {label}：{units} 次", f"{at}  {label}: {units} units"))
