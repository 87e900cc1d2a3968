"""What a step sells, on paper and as JSON: one row an offer and price, with the columns that any of them needs."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ratecard.cli import document, word
from ratecard.cli.paper import Column, Paper, Row
from ratecard.domain.order import NO_SPAN, Offer, QuantityPrice
from ratecard.domain.text import Text


class Said(NamedTuple):
    """A column, what it says of an offer, and whether it is there where it says nothing of any."""

    column: Column
    say: Callable[[Paper, Offer], str]
    always: bool = True


def put_offers(paper: Paper, offers: Sequence[Offer]) -> None:
    """Print a table of offers; nothing where there are none."""
    if not offers:
        return
    offers = [row for offer in offers for row in _by_quantity(offer)]
    shown = [each for each in SAID if each.always or any(each.say(paper, offer) for offer in offers)]
    contact = [Column(word.CONTACT_AT)] if any(offer.contact for offer in offers) else []
    rows = [Row([each.say(paper, offer) for each in shown], [offer.contact] * len(contact)) for offer in offers]
    paper.table([each.column for each in shown], rows, contact, narrow="after")


def offer_document(offer: Offer, locale: str) -> dict[str, Any]:
    """An offer as JSON."""
    return {
        "sku": offer.sku,
        "name": offer.name.in_locale(locale),
        "units": offer.units,
        "price": document.money(offer.price),
        "listPrice": document.money(offer.list_price),
        "url": offer.contact or None,
        "validFor": offer.valid_for._asdict(),
        "startsAfter": offer.starts_after._asdict(),
        "chosenStart": offer.chosen_start,
        "soldBy": offer.sold_by or None,
        "returnable": offer.returnable,
        "limit": offer.limit,
        "meters": list(offer.meters),
        "mode": offer.mode or None,
        "prices": [_price_document(price) for price in offer.prices],
    }


def _price_document(price: QuantityPrice) -> dict[str, Any]:
    return {
        "above": price.above,
        "upTo": price.up_to,
        "price": document.money(price.price),
        "url": price.contact or None,
    }


def _by_quantity(offer: Offer) -> list[Offer]:
    """An offer for each of its prices by the quantity of an order; the offer itself where there is one price."""
    if not offer.prices:
        return [offer]
    return [offer._replace(price=each.price, contact=each.contact, prices=(each,)) for each in offer.prices]


def _quantities(paper: Paper, offer: Offer) -> str:
    """The quantities of an order that have the one price of a row."""
    if not offer.prices:
        return ""
    [(above, up_to, *_)] = offer.prices
    return f"> {above}" if up_to is None else f"{above + 1} – {up_to}"


def _price(paper: Paper, offer: Offer) -> str:
    if offer.price is None:
        return paper.word(word.CONTACT)
    return f"{offer.price:f}" + (f" {paper.word(word.SOLD_BY[offer.sold_by])}" if offer.sold_by else "")


def _starts(paper: Paper, offer: Offer) -> str:
    if offer.chosen_start:
        return paper.word(word.CHOSEN)
    if offer.starts_after == NO_SPAN:
        return ""
    length = paper.word(offer.starts_after.spoken())
    return paper.word(Text(f"{length}后", f"after {length}"))


SAID = (
    Said(Column(word.SKU), lambda _, offer: offer.sku),
    Said(Column(word.NAME), lambda paper, offer: paper.word(offer.name)),
    Said(Column(word.ON_OFFER, "right"), lambda _, offer: str(offer.units) if offer.units else "", always=False),
    Said(Column(word.METER), lambda _, offer: ", ".join(offer.meters), always=False),
    Said(Column(word.QUANTITIES, "right"), _quantities, always=False),
    Said(Column(word.LIST_PRICE, "right"), lambda _, offer: document.money(offer.list_price) or "", always=False),
    Said(Column(word.PRICE, "right"), _price),
    Said(Column(word.VALID_FOR), lambda paper, offer: paper.word(offer.valid_for.spoken())),
    Said(Column(word.STARTS), _starts, always=False),
    Said(Column(word.MAY_RETURN), lambda paper, offer: paper.word(word.YES) if offer.returnable else "", always=False),
    Said(Column(word.LIMIT, "right"), lambda _, offer: "" if offer.limit is None else str(offer.limit), always=False),
)
