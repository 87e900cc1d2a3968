"""Examples: questions about one version of a product whose answers its catalog knows."""

from dataclasses import replace
from typing import NamedTuple

from ratecard.domain.account import Account
from ratecard.domain.chain import ANYONE
from ratecard.domain.order import Order, Owned
from ratecard.domain.period import Period
from ratecard.domain.product import Product, Version
from ratecard.domain.question import Question, Used
from ratecard.domain.text import Text


class Example(NamedTuple):
    """A question that a price list answers as well, to show how it is read."""

    title: Text
    """What it shows, or where it is from."""
    periods: tuple[Period, ...]
    usage: tuple[Used, ...] = ()
    orders: tuple[Order, ...] = ()
    owned: tuple[Owned, ...] = ()
    account: Account = ANYONE

    def about(self, version: Version, catalog: str) -> Question:
        """The question, asked of this version alone."""
        return Question(alone(version, catalog), self.periods, self.usage, self.orders, self.owned, self.account)


def alone(version: Version, catalog: str) -> Product:
    """A product that has no other version, so that every period is priced by this one."""
    always = replace(version, effective_from=None, since=None)
    return Product(id=version.chain.product, catalog=catalog, versions=(always,))
