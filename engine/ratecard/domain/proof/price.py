"""Prices that the catalog's money can't show: charged one by one, they are never what the page says."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from ratecard.domain.money import EXACT
from ratecard.domain.order import Offer
from ratecard.domain.product import Version
from ratecard.domain.proof.flaw import Flaw, Path, element_of, plain, rule_of
from ratecard.domain.proof.purchase import rule_of_offer
from ratecard.domain.proof.situation import Situation
from ratecard.domain.proof.trial import Trial
from ratecard.domain.settlement import Line


def unpayable(version: Version, trials: Iterable[Trial]) -> Iterator[Flaw]:
    """Fees with more decimal places than the catalog's money has: each is rounded when it is charged."""
    rounding = version.chain.conventions.rounding
    for line in _lines(trials):
        if line.kind == "fee" and line.price and EXACT.remainder(line.price, rounding.unit):
            yield _unpayable(line.step, rule_of(line.source), "fee", line.price, version)


def unpayable_offers(version: Version, situations: Iterable[Situation]) -> Iterator[Flaw]:
    """The same of what can be ordered."""
    unit = version.chain.conventions.rounding.unit
    situations = list(situations)
    for step in version.chain.steps:
        for offer in step.offers():
            price = next((price for price in _prices(offer) if EXACT.remainder(price, unit)), None)
            if price is not None:
                path = rule_of_offer(version, step.id, offer, situations)
                yield _unpayable(step.id, path, f"price of {offer.sku!r}", price, version)


def _prices(offer: Offer) -> list[Decimal]:
    prices = [part.price for part in offer.prices] or [offer.price]
    return [price for price in prices if price is not None]


def _unpayable(step: str, path: Path, what: str, price: Decimal, version: Version) -> Flaw:
    rounding = version.chain.conventions.rounding
    message = (
        f"the {what} is {plain(price)}, and money has {rounding.places} decimal places:"
        f" {plain(rounding.apply(price))} would be charged"
    )
    return Flaw(step, path, "unpayable-price", message, "round it, or give the catalog's rounding more places")


def vanishing(trials: Iterable[Trial]) -> Iterator[Flaw]:
    """Prices of which even the most calls that have them cost nothing, for rounding."""
    most: dict[tuple[str, Path], Line] = {}
    for line in _lines(trials):
        if line.kind == "usage" and line.price and line.units:
            key = (line.step, element_of(line.source))
            best = most.get(key)
            if best is None or (line.amount or 0, line.units) > (best.amount or 0, best.units):
                most[key] = line
    for (step, path), line in most.items():
        if not line.amount and line.price:
            message = f"{line.units} units at {plain(line.price)} cost nothing when rounded, and no more are charged so"
            yield Flaw(
                step,
                path,
                "vanishing-price",
                message,
                "check the price and the range, or give the catalog's rounding more places",
            )


def _lines(trials: Iterable[Trial]) -> Iterator[Line]:
    for trial in trials:
        for answer in trial.answers.values():
            yield from answer.lines
