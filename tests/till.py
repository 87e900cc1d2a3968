"""A toy strategy that has every fact an order and an account may have, for the tests of the edges."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

from ratecard.bootstrap import service_over
from ratecard.catalog import load
from ratecard.domain.errors import Plugin
from ratecard.domain.strategy import Installed
from ratecard.host import discover
from ratecard.service import Service, Shelf
from ratecard.spi import Balance, Bill, Line, Lot, Offer, Order, Outcome, Span, Strategy, Text, within

D = Decimal
URL = "https://example.com/sales"
NO_NAME = Text("", "")
PRICES = {"seat": D(20), "points": D(9)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop(Strategy):
    """Sells seats by the month and points, takes them back at their price, and refuses what it is told to refuse."""

    kind: ClassVar[str] = "shop"
    title: ClassVar[Text] = Text("商店", "Shop")

    def offers(self) -> Sequence[Offer]:
        month, year = Span(months=1), Span(years=1)
        return [
            Offer(
                "seat", Text("席位", "Seat"), 0, PRICES["seat"], month,
                chosen_start=True, sold_by="month", returnable=True, limit=5,
            ),
            Offer(
                "points", Text("点数包", "Points"), 100, PRICES["points"], year,
                list_price=D(10), starts_after=Span(days=1), returnable=True,
            ),
            Offer("talk", Text("大客户", "Talk to us"), 0, None, year, contact=URL),
        ]  # fmt: skip

    def choices(self) -> Sequence[str]:
        return ["postpaid", "refused"]

    def settle(self, bill: Bill) -> Outcome:
        sold = [self._sold(bill, order) for order in bill.orders]
        returned = [
            bill.line(0, PRICES[order.sku], kind="adjustment", quantity=-_quantity(order), item=order.sku,
                      at=order.returned)
            for order in bill.returns
        ]  # fmt: skip
        refused, remaining = 0, []
        for piece in bill.remaining:
            for start, end, chosen in bill.chosen("postpaid"):
                pieces = within([piece], start, end)
                refused += sum(cut.units for cut in pieces) if chosen == "refused" else 0
                remaining += pieces if chosen == "postpaid" else []
        lines = [*sold, *returned, *([bill.line(refused, D(0), kind="refused")] if refused else [])]
        return Outcome(tuple(remaining), tuple(lines), facts=tuple(_balances(bill)))

    def _sold(self, bill: Bill, order: Order) -> Line:
        if order.sku == "talk":
            return bill.contact(0, URL, item="talk")
        price = PRICES[order.sku]
        return bill.line(0, price, kind="purchase", quantity=_quantity(order), item=order.sku, at=order.placed)


def _quantity(order: Order) -> int:
    return order.quantity * order.lasts


def _balances(bill: Bill) -> Iterator[Balance]:
    """The points bought in the period; two for a call of the meter `hd`."""
    later = bill.conventions.calendar.later
    for order in bill.orders:
        if order.sku == "points":
            start = later(order.placed, Span(days=1))
            end = order.returned or later(start, Span(years=1))
            lot = Lot("p1", "points", 100, 100, min(start, end), end, costs=(("hd", 2),))
            yield bill.balance(lot, 100, ())._replace(returned=order.returned is not None)


PLUGIN = """
from ratecard.spi import hookimpl
from tests.till import Shop

@hookimpl
def ratecard_strategies():
    return [Shop]
"""
INSTALLED = {**discover(), "shop": Installed(Shop, Plugin("shop", "toy-shop", "0.1"))}
SHARED = """\
id = "toy"
name = { zh = "玩具", en = "Toy" }
currency = "CNY"
time_zone = "Asia/Shanghai"
chain = ["shop", "tiered-postpaid"]

[tiered-postpaid]
mode = "volume"
tier_excludes = []
tiers = [{ price = 1 }]
"""
DESK = """\
id = "desk"
name = { zh = "工位", en = "Desk" }
"""


def lay_out(folder: Path, product: str = DESK) -> Path:
    """A folder of catalogs with one that has the product `toy/desk`."""
    place = folder / "catalogs" / "toy"
    place.mkdir(parents=True)
    (place / "catalog.toml").write_text(SHARED, "utf-8")
    (place / "desk.toml").write_text(product, "utf-8")
    return place.parent


def shop_service(folder: Path) -> Service:
    """A service that has the product `toy/desk`."""
    shelf = Shelf(catalogs=load(lay_out(folder), INSTALLED), strategies=INSTALLED)
    return service_over(shelf, lambda: datetime(2021, 6, 15, tzinfo=UTC))
