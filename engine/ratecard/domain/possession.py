"""The packs that an account has from before what is asked about, each as the version that sold it has it."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import NamedTuple

from ratecard.domain.errors import MOST_LOTS, BadOwned, NotInForce, OutOfTime, Refusal, TooManyLots, UnknownSku
from ratecard.domain.order import Offer, Owned
from ratecard.domain.ordering import heir
from ratecard.domain.period import Period, utc
from ratecard.domain.product import Product, Version
from ratecard.domain.usage import checked_units


class Older(NamedTuple):
    """Packs from before the first period that an older version sold: they keep its validity and its rules."""

    version: Version
    step: str
    """The step that sold them."""
    heir: str | None
    """The step that has them now; None when they are only shown."""
    packs: Sequence[Owned]


class Possessions(NamedTuple):
    """The packs from before the first period."""

    packs: Mapping[str, Sequence[Owned]] = MappingProxyType({})
    """Those that the first period's version sold, by step."""
    older: Sequence[Older] = ()
    """Those of older versions, the oldest first."""


def owned_packs(owned: Sequence[Owned], product: Product, period: Period) -> Possessions:
    """The packs from before the first period, by the version that sold them.

    Raises a `Refusal` placed under `owned`.
    """
    if not owned:
        return Possessions()
    if len(owned) > MOST_LOTS:
        raise TooManyLots(len(owned)).under("owned")
    found: dict[tuple[int, str], list[Owned]] = {}
    known = product.versions
    for index, pack in enumerate(owned):
        try:
            at, step, offer = _sold(product, pack, period)
            found.setdefault((at, step), []).append(_checked(pack, offer, known[at], period))
        except Refusal as refusal:
            raise refusal.under("owned", index) from None
    for packs in found.values():
        packs.sort(
            key=lambda pack: (pack.effective, pack.expires is None, pack.expires or pack.effective, pack.sku, pack.left)
        )
    last = product.place(period.start)
    return Possessions(
        {step: packs for (at, step), packs in found.items() if at == last},
        [
            Older(known[at], step, heir(known[at : last + 1], step), found[at, step])
            for at, step in sorted(found)
            if at != last
        ],
    )


def _sold(product: Product, pack: Owned, period: Period) -> tuple[int, str, Offer]:
    """Which version sold a pack, and as what: of those up to when it became effective, the last that has it.

    That is the first period's for what is older than any version. `UnknownSku`, `AmbiguousSku`.
    """
    effective = utc(pack.effective)
    try:
        last = product.place(min(product.calendar.containing(effective).start, period.start))
    except (NotInForce, OutOfTime, OverflowError):
        last = product.place(period.start)
    for place in range(last, -1, -1):
        with suppress(UnknownSku):
            return place, *product.versions[place].offer(pack.sku)
    return last, *product.versions[last].offer(pack.sku)


def _checked(pack: Owned, offer: Offer, version: Version, period: Period) -> Owned:
    """The pack in UTC, as far as its offer says what it can be; `BadOwned`."""
    effective = utc(pack.effective)
    expires = utc(pack.expires) if pack.expires else None
    checked_units(pack.left)
    if pack.left > offer.units:
        raise BadOwned(pack.sku, f"{pack.left} units left of {offer.units}")
    if expires and expires <= effective:
        written = version.chain.conventions.calendar.written(expires)
        raise BadOwned(pack.sku, f"it expires at {written}, not after it becomes effective")
    if effective >= period.end:
        raise BadOwned(pack.sku, "it becomes effective after the first period: order it instead")
    return Owned(offer.sku, pack.left, effective, expires)
