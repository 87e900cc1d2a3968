"""What a step sells: one row an offer and price, with the columns that any of them needs."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from ratecard.domain.order import NO_SPAN, Offer
from ratecard.domain.text import Text
from ratecard.price_sheet import word
from ratecard.price_sheet.pen import Pen
from ratecard.price_sheet.table import Cell, Column, Table

CAPTION = Text("在售资源包，价格币种 {}", "On offer, prices in {}")


class Said(NamedTuple):
    """A column, what it says of an offer, and whether it is there where it says nothing of any."""

    title: Text
    say: Callable[[Pen, Offer], str]
    numeric: bool = False
    always: bool = False


def offer_table(pen: Pen, offers: Sequence[Offer], *, skus: bool = False) -> Table:
    """A table of offers; with `skus`, what they are ordered by."""
    rows = [row for offer in offers for row in _by_quantity(offer)]
    said = (SKU, *SAID) if skus else SAID
    shown = [each for each in said if each.always or any(each.say(pen, offer) for offer in rows)]
    return Table(
        pen.word(CAPTION).format(pen.conventions.currency),
        tuple(Column(pen.word(each.title), each.numeric) for each in shown),
        tuple(tuple(_cell(pen, each, offer) for each in shown) for offer in rows),
    )


def _cell(pen: Pen, said: Said, offer: Offer) -> Cell:
    return Cell(said.say(pen, offer), offer.contact if said is PRICE else "")


def _by_quantity(offer: Offer) -> list[Offer]:
    """An offer for each of its prices by the quantity of an order; the offer itself where there is one price."""
    if not offer.prices:
        return [offer]
    return [offer._replace(price=each.price, contact=each.contact, prices=(each,)) for each in offer.prices]


def _quantities(pen: Pen, offer: Offer) -> str:
    """The quantities of an order that have the one price of a row."""
    if not offer.prices:
        return ""
    [(above, up_to, *_)] = offer.prices
    return between(pen, above, up_to)


def between(pen: Pen, above: int, up_to: int | None) -> str:
    """A range of counts in words."""
    return f"> {pen.number(above)}" if up_to is None else f"{pen.number(above + 1)} – {pen.number(up_to)}"


def _price(pen: Pen, offer: Offer) -> str:
    if offer.price is None:
        return pen.word(word.CONTACT)
    if not offer.sold_by:
        return pen.price(offer.price)
    unit = word.UNIT[offer.sold_by]
    return f"{pen.price(offer.price)} {pen.word(Text(f'每{unit.zh}', f'a {unit.en}'))}"


def _starts(pen: Pen, offer: Offer) -> str:
    if offer.chosen_start:
        return pen.word(word.CHOSEN)
    if offer.starts_after == NO_SPAN:
        return ""
    length = pen.span(offer.starts_after)
    return pen.word(Text(f"{length}后", f"after {length}"))


SKU = Said(word.SKU, lambda _, offer: offer.sku, always=True)
PRICE = Said(word.PRICE, _price, numeric=True, always=True)
SAID = (
    Said(word.NAME, lambda pen, offer: pen.word(offer.name), always=True),
    Said(word.ON_OFFER, lambda pen, offer: pen.number(offer.units) if offer.units else "", numeric=True),
    Said(word.METER, lambda _, offer: ", ".join(offer.meters)),
    Said(word.QUANTITIES, _quantities, numeric=True),
    Said(
        word.LIST_PRICE,
        lambda pen, offer: "" if offer.list_price is None else pen.price(offer.list_price),
        numeric=True,
    ),
    PRICE,
    Said(word.VALID_FOR, lambda pen, offer: pen.span(offer.valid_for), always=True),
    Said(word.STARTS, _starts),
    Said(word.MAY_RETURN, lambda pen, offer: pen.word(word.YES) if offer.returnable else ""),
    Said(word.LIMIT, lambda pen, offer: "" if offer.limit is None else pen.number(offer.limit), numeric=True),
)
