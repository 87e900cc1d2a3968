"""What a version's offers are asked for by, and when its steps are asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest

from ratecard.domain.errors import AmbiguousSku, UnknownSku
from ratecard.domain.order import Offer
from ratecard.domain.step import Step
from ratecard.domain.strategy import Guard, Outcome
from ratecard.spi import Bill, Strategy, Text
from tests.chains import BANK_CARD_PACKS, packs, version

TWICE = version((Step("small", packs({10: 8})), Step("large", packs({10: 8, 100: 70}))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop(Strategy):
    """Sells packs, and notes when it is asked for them."""

    kind: ClassVar[str] = "shop"
    title: ClassVar[Text] = Text("店", "Shop")

    asked: list[str] = field(default_factory=list)

    def settle(self, bill: Bill) -> Outcome:
        return Outcome(bill.remaining)

    def offers(self) -> Sequence[Offer]:
        self.asked.append("offers")
        return packs(BANK_CARD_PACKS).offers()


class Warden:
    """Asks a strategy at once."""

    def settle(self, step: Any, bill: Bill) -> Outcome:
        raise NotImplementedError

    def run(self, ask: Callable[[], Any]) -> Any:
        return ask()


@pytest.mark.parametrize("name", ["100", "large/100"])
def test_an_offer_is_asked_for_by_its_sku_or_with_its_step(name: str) -> None:
    step, offer = TWICE.offer(name)

    assert (step, offer.sku, offer.units) == ("large", "100", 100)


def test_a_sku_of_two_steps_is_asked_for_with_its_step() -> None:
    with pytest.raises(AmbiguousSku) as refused:
        TWICE.offer("10")

    assert refused.value.hint == "ask for one of small/10, large/10"
    assert [TWICE.offer(name)[0] for name in ("small/10", "large/10")] == ["small", "large"]


@pytest.mark.parametrize("name", ["1", "small/100", "small/", "/100", ""])
def test_a_sku_that_no_step_offers_is_refused_with_those_that_are_known(name: str) -> None:
    for _ in range(2):
        with pytest.raises(UnknownSku) as refused:
            TWICE.offer(name)

        assert refused.value.message == f"sku {name!r} is not known; known: 10, 10, 100"


@pytest.mark.parametrize(("guard", "times"), [(None, 1), (Warden(), 3)], ids=["in-place", "guarded"])
def test_a_step_is_asked_for_its_offers_once_unless_it_has_a_guard(guard: Guard | None, times: int) -> None:
    shop = Shop()
    sold = version((Step("shop", shop, guard=guard),))

    found = [sold.offer(sku) for sku in ("1000", "10000", "shop/1000")]

    assert [offer.units for _, offer in found] == [1_000, 10_000, 1_000]
    assert len(shop.asked) == times
