"""What a product manager should look at again in a table of tiers, though it is allowed."""

from collections.abc import Iterable
from itertools import pairwise

from ratecard.spi import Warned
from ratecard_tiered_postpaid.tariff import Tariff
from ratecard_tiered_postpaid.tier import FREE, Tier


def warnings(tariff: Tariff) -> Iterable[Warned]:
    """Tiers that are dearer than the one before, or that charge in the end what the sheet calls free."""
    for index, (before, tier) in enumerate(pairwise(tariff.tiers)):
        free = not (before.contact or before.fee or any(before.all_prices))
        if tariff.mode == "graduated":
            if not free:
                yield from _dearer(index + 1, before, tier)
        elif free and (tier.fee or any(tier.all_prices)):
            yield Warned(
                ("tiers", index),
                "dearer-tier",
                f"the first {before.last} units are free only until there are more: then all units are charged",
                'write mode = "graduated" if they stay free',
            )
        else:
            yield from _dearer(index + 1, before, tier)
            yield from _lower_fee(index + 1, before, tier)


def _dearer(index: int, before: Tier, tier: Tier) -> Iterable[Warned]:
    if before.price is not None and tier.price is not None and tier.price > before.price:
        yield Warned(
            ("tiers", index),
            "dearer-tier",
            f"the price rises from {before.price} to {tier.price} with the quantity",
            "check the two prices",
        )


def _lower_fee(index: int, before: Tier, tier: Tier) -> Iterable[Warned]:
    """A step down in a table of fees alone: one unit more costs less, whatever was used."""
    if before.fee and tier.fee is not None and before.usual == tier.usual == FREE and tier.fee < before.fee:
        yield Warned(
            ("tiers", index),
            "lower-fee",
            f"the fee falls from {before.fee} to {tier.fee} with the quantity",
            "check the two fees",
        )
