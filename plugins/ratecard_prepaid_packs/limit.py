"""How many of a pack one account may buy."""

from collections.abc import Mapping

from ratecard.spi import Bill, Refused

Bought = tuple[tuple[str, int], ...]
"""How many were bought so far of each pack that has a limit."""


def count_bought(bill: Bill, before: Bought, limits: Mapping[str, int]) -> Bought:
    """What was bought and is owned, this period's among it; `Refused` for an order of more than a pack's limit."""
    if not limits:
        return before
    bought = dict(before)
    news = [*((owned.sku, 1) for owned in bill.owned), *((order.sku, order.quantity) for order in bill.orders)]
    for sku, quantity in news:
        if sku in limits:
            bought[sku] = bought.get(sku, 0) + quantity
    for order in bill.orders:
        limit = limits.get(order.sku)
        if limit is not None and bought[order.sku] > limit:
            many = bought[order.sku]
            message = f"one account may buy {limit} of pack {order.sku!r}, this would make it {many}"
            raise Refused("limit-reached", message)
    return tuple(sorted(bought.items()))
