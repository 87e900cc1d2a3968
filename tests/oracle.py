"""What a question costs, worked out a second time: every unit is an instant, drawn one by one, in fractions.

Nothing here comes from the engine. It reads a question's data - settings, periods, usage, orders - and shares no rule
with the code that it checks. Slow, so for small counts of units only.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
QUARTER = 900 * SECOND
DAY = 86_400 * SECOND
FOREVER = 10**20


class Row(NamedTuple):
    """One line of the bill."""

    step: str
    kind: str
    units: int
    quantity: Fraction
    price: Fraction | None
    amount: Fraction | None
    meter: str
    item: str


class Bill(NamedTuple):
    """What a period costs."""

    rows: list[Row]
    released: dict[str, Fraction]
    frozen: dict[str, Fraction]
    held: Fraction
    total: Fraction | None


class Priced(NamedTuple):
    """A window's calls by what prices them: the tier's place and the meter of a price of its own."""

    paid: list[tuple[tuple[int, str], "Call"]]
    free: list[tuple[tuple[int, str], "Call"]]
    fees: dict[int, Fraction]
    reached: int


class Call:
    """One unit."""

    def __init__(self, at: Fraction, meter: str, code: str) -> None:
        self.at = at
        self.meter = meter
        self.code = code
        self.covered_by: str | None = None


class Grant:
    """One lot."""

    def __init__(
        self, sku: str, left: int, start: int, end: int, meters: tuple[str, ...], rank: tuple[Any, ...]
    ) -> None:
        self.sku = sku
        self.left = left
        self.start = start
        self.end = end
        self.meters = meters
        self.rank = rank

    def covers(self, call: Call) -> bool:
        return self.left > 0 and self.start < call.at <= self.end and (not self.meters or call.meter in self.meters)


def micros(instant: datetime) -> int:
    """Microseconds since 1970."""
    return (instant - EPOCH) // timedelta(microseconds=1)


def local(zone: ZoneInfo, at: int) -> datetime:
    return (EPOCH + timedelta(microseconds=at)).astimezone(zone)


def first_instant(zone: ZoneInfo, day: date) -> int:
    """When the wall clock first shows `day` or a later one: found by halving."""
    middle = (day - date(1970, 1, 1)).days * 86_400
    low, high = middle - 2 * 86_400, middle + 2 * 86_400
    while low < high:
        at = (low + high) // 2
        if local(zone, at * SECOND).date() >= day:
            high = at
        else:
            low = at + 1
    return low * SECOND


def unit_edges(zone: ZoneInfo, unit: str, at: int) -> tuple[int, int]:
    """The calendar's hour, day, month, quarter or year that `at` is in."""
    if unit == "hour":
        start = at - at % QUARTER
        while local(zone, start).minute:
            start -= QUARTER
        end = start + QUARTER
        while local(zone, end).minute:
            end += QUARTER
        return start, end
    day = local(zone, at).date()
    if unit == "day":
        return first_instant(zone, day), first_instant(zone, day + timedelta(1))
    if unit == "month":
        length = monthrange(day.year, day.month)[1]
        return first_instant(zone, day.replace(day=1)), first_instant(zone, day.replace(day=length) + timedelta(1))
    if unit == "quarter":
        opens = [date(day.year + (month > 12), (month - 1) % 12 + 1, 1) for month in (1, 4, 7, 10, 13)]
        place = max(index for index, first in enumerate(opens) if first <= day)
        return first_instant(zone, opens[place]), first_instant(zone, opens[place + 1])
    return first_instant(zone, date(day.year, 1, 1)), first_instant(zone, date(day.year + 1, 1, 1))


def later(zone: ZoneInfo, at: int, years: int, months: int, days: int) -> int:
    """The same time of day on the wall clock, so much later."""
    clock = local(zone, at).replace(tzinfo=None)
    year, month = clock.year + years, clock.month + months
    while month > 12:
        year, month = year + 1, month - 12
    day = min(clock.day, monthrange(year, month)[1])
    moved = clock.replace(year=year, month=month, day=day)
    return micros((moved + timedelta(days)).replace(tzinfo=zone).astimezone(UTC))


def rounded(value: Fraction, unit: Fraction, rule: str) -> Fraction:
    """`value` as money, by the rule's definition in `decimal`."""
    steps = value / unit
    whole = steps.numerator // steps.denominator
    rest = steps - whole
    if not rest:
        return whole * unit
    away = whole + 1 if value > 0 else whole
    toward = whole if value > 0 else whole + 1
    half = Fraction(1, 2)
    nearest = whole if rest < half else whole + 1
    even = whole if whole % 2 == 0 else whole + 1
    return (
        unit
        * {
            "ROUND_UP": away,
            "ROUND_DOWN": toward,
            "ROUND_CEILING": whole + 1,
            "ROUND_FLOOR": whole,
            "ROUND_HALF_UP": away if rest == half else nearest,
            "ROUND_HALF_DOWN": toward if rest == half else nearest,
            "ROUND_HALF_EVEN": even if rest == half else nearest,
        }[rule]
    )


class Books:
    """One question being worked out: what is carried from period to period."""

    def __init__(self, question: Any) -> None:
        self.question = question
        self.chain = question.product.versions[0].chain
        self.zone: ZoneInfo = self.chain.conventions.calendar.zone
        self.grants: dict[str, list[Grant]] = {}
        self.held: dict[str, Fraction] = {}
        self.calls: list[Call] = []
        self.rows: list[Row] = []
        self.windows: dict[str, tuple[tuple[int, int], list[Call], list[Call]]] = {}
        """A tiered step's window, with the calls in it that earlier steps covered, and the others."""
        self.listed: list[tuple[Fraction, Fraction, Fraction]] = []
        """Units settled, units counted, list price."""

    def bills(self) -> list[Bill]:
        return [self.bill(index) for index in range(len(self.question.periods))]

    def bill(self, index: int) -> Bill:
        period = self.question.periods[index]
        self.start, self.end = micros(period.start), micros(period.end)
        self.index = index
        self.calls = self.calls_in(period)
        self.rows, self.listed = [], []
        released: dict[str, Fraction] = {}
        frozen: dict[str, Fraction] = {}
        for step in self.chain.steps:
            seen = self.seen(step)
            if step.strategy.kind == "freeze-estimate":
                frozen[step.id] = self.estimate(step.strategy)
                released[step.id] = self.held.get(step.id, Fraction(0))
            elif seen is not None:
                rule = {
                    "outcome-filter": self.filter_codes,
                    "free-allowance": self.give_free,
                    "prepaid-packs": self.use_packs,
                    "tiered-postpaid": self.charge,
                    "pack-alerts": lambda *_: None,
                }[step.strategy.kind]
                rule(step.id, step.strategy, seen)
        assert all(call.covered_by is not None for call in self.calls)
        if any(row.amount is None for row in self.rows):
            return Bill(self.rows, {}, {}, sum(self.held.values(), Fraction(0)), None)
        self.held = frozen
        total = sum((row.amount for row in self.rows if row.amount is not None), Fraction(0))
        return Bill(
            self.rows,
            {step: amount for step, amount in released.items() if amount},
            {step: amount for step, amount in frozen.items() if amount},
            sum(frozen.values(), Fraction(0)),
            total,
        )

    def calls_in(self, period: Any) -> list[Call]:
        """The period's calls, by the start, end, meter and code of the interval they are known by."""
        counts = {meter.id: meter.counts for meter in self.question.product.versions[0].meters}
        known = []
        for used in self.question.usage:
            if used.start is not None:
                start, end = micros(used.start), micros(used.end)
            elif used.period in (None, period.id):
                start, end = self.start, self.end
            else:
                continue
            only = next(iter(counts.values())) if len(counts) == 1 and not used.meter else 1
            units = used.units * counts.get(used.meter, only)
            known.append((start, end, used.meter, used.code, units))
        calls = []
        for start, end, meter, code, units in sorted(known):
            for number in range(1, units + 1):
                at = start + Fraction((end - start) * number, units)
                if self.start < at <= self.end:
                    calls.append(Call(at, meter, code))
        return calls

    def seen(self, step: Any) -> list[Call] | None:
        """The calls that the step's scope admits, None when it is not there at all."""
        scope, account = step.scope, self.question.account
        if scope is None:
            return self.calls
        if scope.account_classes and account.account_class not in scope.account_classes:
            return None
        start, end = self.start, self.end
        if scope.since:
            start = max(start, first_instant(self.zone, scope.since))
        if scope.until:
            end = min(end, first_instant(self.zone, scope.until))
        if scope.first_months is not None:
            if account.activated is None:
                return None
            activated = micros(account.activated)
            start = max(start, activated)
            end = min(end, later(self.zone, activated, 0, scope.first_months, 0))
        if start >= end:
            return None
        return [c for c in self.calls if start < c.at <= end and (not scope.meters or c.meter in scope.meters)]

    def row(
        self,
        step: str,
        kind: str,
        units: int,
        price: Any,
        *,
        quantity: Fraction | int | None = None,
        meter: str = "",
        item: str = "",
    ) -> None:
        number = Fraction(units if quantity is None else quantity)
        if price is None:
            self.rows.append(Row(step, kind, units, number, None, None, meter, item))
            return
        conventions = self.chain.conventions
        exact = number * Fraction(price)
        amount = rounded(exact, Fraction(conventions.rounding.unit), conventions.rounding.rule)
        self.rows.append(Row(step, kind, units, number, Fraction(price), amount, meter, item))

    def filter_codes(self, step: str, rule: Any, seen: list[Call]) -> None:
        found: dict[str, int] = {}
        for call in seen:
            named = call.code in rule.charged_codes or call.code in rule.uncharged_codes
            charged = call.code in rule.charged_codes if named else rule.default == "charged"
            if call.covered_by is None and call.code != "" and not charged:
                call.covered_by = step
                found[call.code] = found.get(call.code, 0) + 1
        for code in sorted(found):
            self.row(step, "usage", found[code], 0, item=code)

    def give_free(self, step: str, rule: Any, seen: list[Call]) -> None:
        grants = self.grants.setdefault(step, [])
        covered = 0
        for call in seen:
            if call.covered_by is not None:
                continue
            grant = next((grant for grant in grants if grant.start < call.at <= grant.end), None)
            if grant is None:
                # A call at an edge belongs to the unit that ends there.
                edges = (0, FOREVER)
                if rule.every != "once":
                    edges = unit_edges(self.zone, rule.every, -(-call.at.numerator // call.at.denominator) - 1)
                grant = Grant("", rule.units, *edges, (), ())
                grants.append(grant)
            if grant.left:
                grant.left -= 1
                call.covered_by = step
                covered += 1
        if covered:
            self.row(step, "usage", covered, 0)

    def use_packs(self, step: str, rule: Any, seen: list[Call]) -> None:
        grants = self.grants.setdefault(step, [])
        if self.index == 0:
            grants += self.owned(step, rule)
        grants += self.bought(step, rule)
        grants.sort(key=lambda grant: grant.rank)
        covered = dict.fromkeys((grant.sku for grant in grants), 0)
        for call in seen:
            if call.covered_by is None:
                grant = next((grant for grant in grants if grant.covers(call)), None)
                if grant:
                    grant.left -= 1
                    call.covered_by = step
                    covered[grant.sku] += 1
        for sku, units in sorted(covered.items()):
            if units:
                self.row(step, "usage", units, 0, item=sku)

    def owned(self, step: str, rule: Any) -> Iterator[Grant]:
        for owned in self.question.owned:
            of, _, sku = owned.sku.partition("/")
            if of == step:
                start = micros(owned.effective)
                end = micros(owned.expires) if owned.expires else self.expiry(rule, start)
                place = (start, 1, end if owned.expires else FOREVER, sku, owned.left)
                yield self.grant(rule, sku, owned.left, start, end, place)

    def bought(self, step: str, rule: Any) -> Iterator[Grant]:
        for placed, named, quantity in sorted((micros(o.placed), o.sku, o.quantity) for o in self.question.orders):
            of, _, sku = named.partition("/")
            if of == step and self.start <= placed < self.end:
                pack = next(pack for pack in rule.packs if sku in (pack.sku, str(pack.units)))
                self.row(step, "purchase", 0, pack.price, quantity=quantity, item=sku)
                for number in range(quantity):
                    place = (placed, 0, sku, quantity, number)
                    yield self.grant(rule, sku, pack.units, placed, self.expiry(rule, placed), place)

    def grant(self, rule: Any, sku: str, left: int, start: int, end: int, order: tuple[Any, ...]) -> Grant:
        pack = next(pack for pack in rule.packs if sku in (pack.sku, str(pack.units)))
        keys = {"effective": start, "expiry": end, "size": pack.units, "order": order}
        return Grant(sku, left, start, end, pack.meters, (*[keys[key] for key in rule.draw_by], order))

    def expiry(self, rule: Any, start: int) -> int:
        span = rule.valid_for
        end = later(self.zone, start, span.years, span.months, span.days)
        if rule.expires == "same-time":
            return end
        return first_instant(self.zone, local(self.zone, end).date() + timedelta(1))

    def charge(self, step: str, rule: Any, seen: list[Call]) -> None:
        counted = [call for call in seen if call.covered_by not in rule.tier_excludes]
        free = [call for call in counted if call.covered_by is not None]
        left = [call for call in counted if call.covered_by is None]
        for call in left:
            call.covered_by = step
        edges = (self.start, self.end)
        if rule.counted_over:
            edges = unit_edges(self.zone, rule.counted_over, self.start)
        known = self.windows.get(step)
        free_before, left_before = known[1:] if known and known[0] == edges else ([], [])
        self.windows[step] = (edges, free_before + free, left_before + left)
        before = self.tiered(rule, free_before, left_before)
        now = self.tiered(rule, free_before + free, left_before + left)
        charged = Fraction(0)
        found: dict[tuple[int, str], list[bool]] = {}
        for key, call in now.paid:
            found.setdefault(key, []).append(call in left)
        for key, is_new in sorted(found.items()):
            news = sum(is_new)
            begun = self.blocks(rule, len(is_new)) - self.blocks(rule, len(is_new) - news)
            price = self.tier_price(rule, key)
            if news:
                kind = "usage" if price is not None else "contact"
                self.row(step, kind, news, price, quantity=begun if price is not None else news, meter=key[1])
                charged += self.rows[-1].amount or 0
                if price is not None:
                    self.listed.append((begun, begun, price))
        self.list_covered(rule, now, free, left)
        for place in sorted(set(now.fees) - set(before.fees)):
            self.row(step, "fee", 0, now.fees[place], quantity=1, item=str(place + 1))
            charged += self.rows[-1].amount or 0
        stays = rule.mode != "graduated" and rule.tiers[now.reached].contact is not None
        difference = self.window_total(rule, now) - self.window_total(rule, before) - charged
        if left_before and difference and not stays:
            self.row(step, "adjustment", 0, difference, quantity=1)

    def tiered(self, rule: Any, free: list[Call], left: list[Call]) -> "Priced":
        """Each call of a window, the covered ones first, with the tier and the meter that price it."""
        lasts = [tier.up_to if tier.up_to is not None else tier.below and tier.below - 1 for tier in rule.tiers]
        listed = []
        for number, call in enumerate(free + left, 1):
            quantity = number if rule.mode == "graduated" else len(free) + len(left)
            place = next(index for index, last in enumerate(lasts) if last is None or quantity <= last)
            own = any(price.meter == call.meter for price in rule.tiers[place].prices)
            listed.append(((place, call.meter if own else ""), call))
        paid = listed[len(free) :]
        fees = {key[0]: Fraction(rule.tiers[key[0]].fee or 0) for key, _ in paid}
        total = len(free) + len(left)
        reached = next(index for index, last in enumerate(lasts) if last is None or total <= last)
        return Priced(paid, listed[: len(free)], {place: fee for place, fee in fees.items() if fee}, reached)

    def tier_price(self, rule: Any, key: tuple[int, str]) -> Fraction | None:
        tier = rule.tiers[key[0]]
        price = next((own.price for own in tier.prices if own.meter == key[1]), tier.price)
        return None if tier.contact else Fraction(price or 0)

    def blocks(self, rule: Any, units: int) -> Fraction:
        if rule.per is None:
            return Fraction(units)
        part = Fraction(units, rule.per)
        return part if rule.blocks == "pro-rata" else Fraction(ceil(part))

    def window_total(self, rule: Any, priced: "Priced") -> Fraction:
        """What a window would cost if it were one bill."""
        rounding = self.chain.conventions.rounding
        keys = [key for key, _ in priced.paid]
        amounts = [self.blocks(rule, keys.count(key)) * (self.tier_price(rule, key) or 0) for key in set(keys)]
        total = sum((rounded(a, Fraction(rounding.unit), rounding.rule) for a in amounts), Fraction(0))
        return total + sum(
            (rounded(f, Fraction(rounding.unit), rounding.rule) for f in priced.fees.values()), Fraction(0)
        )

    def list_covered(self, rule: Any, now: "Priced", free: list[Call], left: list[Call]) -> None:
        """Covered calls count at their tier's usual price, in the blocks of the calls that are charged there."""
        places: dict[int, int] = {}
        for (place, _), call in now.free:
            places[place] = places.get(place, 0) + (call in free)
        for place, units in places.items():
            price = self.tier_price(rule, (place, ""))
            charged = sum(key == (place, "") and call in left for key, call in now.paid)
            if price is not None:
                more = self.blocks(rule, charged + units) - self.blocks(rule, charged)
                self.listed.append((Fraction(0), more, price))

    def estimate(self, rule: Any) -> Fraction:
        if rule.of == "fixed":
            whole = Fraction(rule.amount)
        elif rule.of == "bill":
            bill = [row.amount or Fraction(0) for row in self.rows if row.kind != "purchase"]
            whole = max(sum(bill, Fraction(0)), Fraction(0))
        else:
            place = 0 if rule.of == "postpaid" else 1
            whole = sum((entry[place] * entry[2] for entry in self.listed), Fraction(0))
        rounding = self.chain.conventions.rounding
        unit = Fraction(rounding.unit)
        if rule.places is not None:
            unit = max(unit, Fraction(1, 10**rule.places))
        return rounded(whole if rule.ratio is None else whole * Fraction(rule.ratio), unit, rounding.rule)


def work_out(question: Any) -> list[Bill]:
    """The bill of each period of an engine's `Question`, of which only the data is read."""
    return Books(question).bills()
