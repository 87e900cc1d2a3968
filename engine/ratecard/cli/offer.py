"""What a step sells, as JSON."""

from typing import Any

from ratecard.cli import document
from ratecard.domain.order import Offer, QuantityPrice


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
