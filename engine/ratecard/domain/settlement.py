"""What settling a period answers: lines, holds, notices and balances."""

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from operator import mul
from typing import Literal, NamedTuple

from ratecard.domain.money import EXACT, ONE, ZERO, divided, total
from ratecard.domain.period import Period
from ratecard.domain.text import Text
from ratecard.domain.usage import Slice

LineKind = Literal["usage", "purchase", "fee", "adjustment", "refused", "contact"]
LINE_KINDS: frozenset[str] = frozenset(LineKind.__args__)  # type: ignore[attr-defined]
COVERING: frozenset[str] = frozenset({"usage", "refused", "contact"})
"""The kinds of line that cover units."""


class Line(NamedTuple):
    """One row of a settlement; only the kernel makes it, through `Bill.line` and `Bill.contact`."""

    step: str
    kind: LineKind
    units: int
    """Units of usage that the line covers; 0 for a purchase, a fee or an adjustment."""
    quantity: Decimal | int
    """What the price is for: the units, or packs, blocks, points."""
    price: Decimal | None
    """For one, in the catalog's currency; None for contact sales."""
    amount: Decimal | None
    """Quantity × price, by `per`, rounded; None for contact sales."""
    meter: str
    """The one meter whose units it covers, "" where it is not about one."""
    item: str
    """What of the step it is: a pack's sku, "" where there is nothing to tell apart."""
    source: str
    """`file:line` of the rule that made it, "" where there is no catalog."""
    url: str
    """Where to ask for a price, for contact sales."""
    at: datetime | None
    """When a purchase was paid, or paid back, UTC; None for what is charged with the period's bill."""
    per: int = 1
    """Of how many of the quantity the price is: 3 600 for seconds at a price of an hour."""

    @property
    def is_paid_at_once(self) -> bool:
        """Whether it is a purchase or its return, and no part of what is charged when the bill comes."""
        return self.kind == "purchase" or self.at is not None


Terms = tuple[tuple[Decimal | int | Fraction, ...], ...]
"""A sum of products, as exact as its factors: ((8000, Decimal("0.15")),)."""


def evaluate(terms: Terms, ratio: Decimal = ONE) -> Decimal:
    """The exact value of a share of a sum of products; to 200 digits where a fraction among them has no end."""
    result = ZERO
    try:
        for factors in terms:
            result = EXACT.add(result, reduce(EXACT.multiply, factors, ONE))  # type: ignore[arg-type]  # see below
    except TypeError:  # a fraction among the factors: rare, and not asked for each time
        whole = exact(terms) * Fraction(ratio)
        return divided(Decimal(whole.numerator), whole.denominator)
    return EXACT.multiply(result, ratio)


def exact(terms: Terms) -> Fraction:
    """The exact value of a sum of products, as a fraction."""
    return sum([reduce(mul, [Fraction(factor) for factor in factors], Fraction(1)) for factors in terms], Fraction(0))


class Hold(NamedTuple):
    """Money frozen for the next period's estimate, or its release; made by `Bill.freeze` and `Bill.release`."""

    step: str
    kind: Literal["freeze", "release"]
    amount: Decimal
    """Never negative, in the catalog's currency."""
    terms: Terms
    """The sum that the amount is a share of."""
    ratio: Decimal
    """The share, 1 for all of it."""
    source: str


class Notice(NamedTuple):
    """A message that is due to the account's holder."""

    step: str
    kind: str
    """What it tells: `low`, `exhausted`, `expiring`, or a strategy's own word in kebab-case."""
    at: datetime
    """When it is sent, UTC."""
    crossing: datetime
    """When what it tells came about, UTC; for what is told ahead, when it will."""
    approximate: bool
    """True when the usage was too coarse to tell the hour."""
    lot: str
    """The lot it is about, "" for none."""
    size: int
    """How many units the lot had when it was new, 0 for none."""
    channels: tuple[str, ...]


class Balance(NamedTuple):
    """Fact: one lot's balance over the part of the period in which it is valid.

    Lots that become effective only after the period are told of too, untouched.
    """

    step: str
    lot: str
    sku: str
    size: int
    before: int
    after: int
    effective: datetime
    expires: datetime
    taken: tuple[Slice, ...]
    """What it covered, in time order."""
    costs: tuple[tuple[str, int], ...] = ()
    """For each meter that takes more than one of it for a unit, how many: a lot of points."""
    returned: bool = False
    """Whether it ended because it was given back, at the instant at which it `expires`."""

    def unused(self) -> "Balance":
        """The lot in a period in which nothing is taken from it."""
        return self._replace(before=self.after, taken=())


class Rate(NamedTuple):
    """Fact: units settled at a list price; or whole blocks of them, where that is what the price is for."""

    step: str
    units: int
    """Units that the step covered at the price."""
    counted: int
    """Units that the price is the list price of, those that earlier steps covered among them."""
    price: Decimal
    per: int = 1
    """Of how many units the price is."""


class Entitlement(NamedTuple):
    """Fact: something bought that is in force over a time and is not used up, such as 10 calls a second more."""

    step: str
    item: str
    quantity: int
    effective: datetime
    expires: datetime


Fact = Balance | Rate | Entitlement
"""What later steps may need to know."""


class Contact(NamedTuple):
    """Why a settlement has no total, and whom to ask."""

    units: int
    """Units that have no list price."""
    of: int
    """All units of the period."""
    url: str

    @property
    def reason(self) -> Text:
        """The sentence for people."""
        if not self.units:
            return Text("有一笔订单没有刊例价，请联系商务", "an order has no list price: contact sales")
        return Text(
            f"{self.of} 次调用中有 {self.units} 次没有刊例价，请联系商务",
            f"{self.units} of {self.of} calls have no list price: contact sales",
        )


class Expiry(NamedTuple):
    """Units that a lot lost because they were not used in time."""

    step: str
    lot: str
    sku: str
    units: int
    at: datetime


class Settlement(NamedTuple):
    """What the chain answers for one period."""

    period: Period
    usage: tuple[Slice, ...]
    lines: tuple[Line, ...]
    holds: tuple[Hold, ...]
    """Releases first; none in a period with contact sales, which keeps the holds it found."""
    notices: tuple[Notice, ...]
    facts: tuple[Fact, ...]
    kept: tuple[Balance, ...]
    """Lots of steps that the product no longer has, or that are not there in this period: shown, not drawn on."""
    held: Decimal
    """Money on hold after this settlement."""
    total: Decimal | None
    """The sum of the lines; None with contact sales."""

    @property
    def status(self) -> Literal["priced", "contact-sales"]:
        """Whether there is a total."""
        return "contact-sales" if self.total is None else "priced"

    @property
    def units(self) -> int:
        """All units of the period, in the product's counting."""
        return sum(piece.units for piece in self.usage)

    @property
    def contact(self) -> Contact | None:
        """What has no list price, None when everything has."""
        found = [line for line in self.lines if line.kind == "contact"]
        return Contact(sum(line.units for line in found), self.units, found[0].url) if found else None

    @property
    def purchases(self) -> Decimal:
        """What was bought in the period, paid at once, less what was paid back."""
        return total(line.amount for line in self.lines if line.is_paid_at_once and line.amount is not None)

    @property
    def charge(self) -> Decimal | None:
        """What is charged when the bill comes: all but the purchases. None with contact sales."""
        return None if self.total is None else EXACT.subtract(self.total, self.purchases)

    @property
    def balances(self) -> tuple[Balance, ...]:
        """Every lot that was valid in the period, the kept ones among them."""
        return (*(fact for fact in self.facts if type(fact) is Balance), *self.kept)

    @property
    def expiries(self) -> tuple[Expiry, ...]:
        """Units lost in this period: an expiry belongs to the period with `start < expiry <= end`."""
        return tuple(
            Expiry(lot.step, lot.lot, lot.sku, lot.after, lot.expires)
            for lot in self.balances
            if lot.after and not lot.returned and self.period.start < lot.expires <= self.period.end
        )

    @property
    def entitlements(self) -> tuple[Entitlement, ...]:
        """What is in force, or was bought, in the period and is not used up."""
        return tuple(fact for fact in self.facts if type(fact) is Entitlement)

    @property
    def refused(self) -> int:
        """Units that were not served, and not charged."""
        return sum(line.units for line in self.lines if line.kind == "refused")
