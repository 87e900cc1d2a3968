"""Prices by the quantity that a period reaches."""

from collections.abc import Callable
from typing import Literal

import pytest

from ratecard.domain.bill import Bill
from ratecard.domain.display import Tier as ShownTier
from ratecard.domain.display import TierDisplay
from ratecard.domain.forecast import forecast
from ratecard.domain.question import Used
from ratecard.domain.settlement import Contact, Rate
from ratecard.domain.strategy import Reference, Warned
from ratecard_freeze_estimate.strategy import FreezeEstimate
from ratecard_tiered_postpaid.strategy import MeterPrice, Tier, TieredPostpaid
from tests.chains import CONTACT, D, amounts, ask, free, meter, product, question, settlement, steps, tiers, version

METERS = (meter("a"), meter("b"))


def table(*rows: Tier, mode: Literal["volume", "graduated"] = "volume") -> TieredPostpaid:
    return TieredPostpaid(mode=mode, tiers=rows, tier_excludes=())


def charged(strategy: TieredPostpaid, units: int, allowance: int = 0) -> list[tuple[int, str]]:
    """Units and amount of each line of the tiers."""
    about = product(version(steps(free=free(allowance), tiers=strategy)))
    settled = settlement(ask(about, "2021-06", 1, [Used(units)]))
    return [(line.units, str(line.amount)) for line in settled.lines if line.step == "tiers"]


INCLUSIVE = (Tier(up_to=10, price=D("1")), Tier(up_to=20, price=D("0.5")), Tier(price=D("0.1")))
EXCLUSIVE = (Tier(below=10, price=D("1")), Tier(below=20, price=D("0.5")), Tier(price=D("0.1")))


@pytest.mark.parametrize(
    ("rows", "units", "expected"),
    [
        (INCLUSIVE, 0, []),
        (INCLUSIVE, 1, [(1, "1.00")]),
        (INCLUSIVE, 10, [(10, "10.00")]),
        (INCLUSIVE, 11, [(11, "5.50")]),
        (INCLUSIVE, 20, [(20, "10.00")]),
        (INCLUSIVE, 21, [(21, "2.10")]),
        (EXCLUSIVE, 9, [(9, "9.00")]),
        (EXCLUSIVE, 10, [(10, "5.00")]),
        (EXCLUSIVE, 19, [(19, "9.50")]),
        (EXCLUSIVE, 20, [(20, "2.00")]),
    ],
)
def test_volume_prices_all_units_at_the_tier_reached(
    rows: tuple[Tier, ...], units: int, expected: list[tuple[int, str]]
) -> None:
    assert charged(table(*rows), units) == expected


@pytest.mark.parametrize(
    ("units", "allowance", "expected"),
    [
        (0, 0, []),
        (10, 0, [(10, "10.00")]),
        (11, 0, [(10, "10.00"), (1, "0.50")]),
        (25, 0, [(10, "10.00"), (10, "5.00"), (5, "0.50")]),
        # What earlier steps covered fills the low tiers.
        (25, 5, [(5, "5.00"), (10, "5.00"), (5, "0.50")]),
        (25, 10, [(10, "5.00"), (5, "0.50")]),
        (25, 22, [(3, "0.30")]),
        (25, 25, []),
    ],
)
def test_graduated_prices_each_unit_at_its_own_tier(
    units: int, allowance: int, expected: list[tuple[int, str]]
) -> None:
    assert charged(table(*INCLUSIVE, mode="graduated"), units, allowance) == expected


@pytest.mark.parametrize(
    ("mode", "excludes", "expected"),
    [
        ("volume", (), [("free", "usage", 8, "0.00"), ("tiers", "usage", 10, "5.00")]),
        ("volume", ("free",), [("free", "usage", 8, "0.00"), ("tiers", "usage", 10, "10.00")]),
        ("graduated", (), [("free", "usage", 8, "0.00"), ("tiers", "usage", 2, "2.00"), ("tiers", "usage", 8, "4.00")]),
        ("graduated", ("free",), [("free", "usage", 8, "0.00"), ("tiers", "usage", 10, "10.00")]),
    ],
)
def test_units_of_excluded_steps_do_not_count(
    mode: Literal["volume", "graduated"], excludes: tuple[str, ...], expected: list[tuple[str, str, int, str]]
) -> None:
    strategy = TieredPostpaid(mode=mode, tiers=INCLUSIVE, tier_excludes=excludes)
    about = product(version(steps(free=free(8), tiers=strategy)))

    settled = settlement(ask(about, "2021-06", 1, [Used(18)]))

    assert [(step, kind, units, str(amount)) for step, kind, units, amount in amounts(settled)] == expected


def test_graduated_contact_sales_is_for_the_units_above() -> None:
    about = product(version(steps(tiers=table(Tier(up_to=10, price=D(1)), Tier(contact=CONTACT), mode="graduated"))))

    settled = settlement(ask(about, "2021-06", 1, [Used(13)]))

    assert amounts(settled) == [("tiers", "usage", 10, D("10.00")), ("tiers", "contact", 3, None)]
    assert settled.contact == Contact(3, 13, CONTACT)


def test_meter_has_a_price_of_its_own_and_shares_the_quantity() -> None:
    special = Tier(price=D("0.5"), prices=(MeterPrice(meter="b", price=D("0.2")),))
    strategy = table(Tier(up_to=10, price=D(1)), special)
    about = product(version(steps(tiers=strategy), meters=METERS))

    small = settlement(ask(about, "2021-06", 1, [Used(4, meter="a"), Used(6, meter="b")]))
    large = settlement(ask(about, "2021-06", 1, [Used(40, meter="a"), Used(60, meter="b")]))

    assert amounts(small) == [("tiers", "usage", 10, D("10.00"))]
    assert [(line.meter, line.units, line.amount) for line in large.lines] == [
        ("", 40, D("20.00")),
        ("b", 60, D("12.00")),
    ]


def test_list_price_is_told_to_later_steps() -> None:
    about = product(version(steps(free=free(8), tiers=table(*INCLUSIVE))))

    settled = settlement(ask(about, "2021-06", 1, [Used(18)]))

    assert [fact for fact in settled.facts if type(fact) is Rate] == [Rate("tiers", 10, 18, D("0.5"))]


def test_breakpoints_are_the_last_units_of_the_tiers() -> None:
    strategy = TieredPostpaid(mode="volume", tiers=EXCLUSIVE, tier_excludes=("free",))
    about = product(version(steps(free=free(8), tiers=strategy)))
    trace: list[Bill] = []

    forecast(question(about, "2021-06", 1, [Used(30)]), trace)

    assert list(strategy.breakpoints(trace[1])) == [17, 27]


OPEN = Tier(price=D(1))
REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "no tiers": (lambda: table(), "tiers must have at least one tier"),
    "no open tier": (
        lambda: table(Tier(up_to=5, price=D(1))),
        "tiers[0] is the last and must be open-ended, without up_to or below",
    ),
    "an open tier in between": (
        lambda: table(OPEN, OPEN),
        "tiers[0] needs up_to or below: only the last tier may be open-ended",
    ),
    "a tier from 0 to 0": (
        lambda: table(Tier(up_to=0, price=D(1)), OPEN),
        "tiers[0] ends at 0, not after 0, where the one before it ends",
    ),
    "tiers out of order": (
        lambda: table(Tier(up_to=9, price=D(1)), Tier(up_to=8, price=D(1)), OPEN),
        "tiers[1] ends at 8, not after 9, where the one before it ends",
    ),
    "an empty tier between two ways to say the end": (
        lambda: table(Tier(up_to=9, price=D(1)), Tier(below=10, price=D(1)), OPEN),
        "tiers[1] ends at 9, not after 9, where the one before it ends",
    ),
    "two ends": (lambda: Tier(up_to=9, below=10, price=D(1)), "a tier has either up_to or below, not both"),
    "no price": (lambda: Tier(), "a tier has a price, a fee or a contact"),
    "a price and a contact": (lambda: Tier(price=D(1), contact=CONTACT), "a tier has either a price or a contact"),
    "a contact that is no link": (lambda: Tier(contact="call us"), "contact must be a link, got 'call us'"),
    "a negative price": (lambda: Tier(price=D(-1)), "price must not be below zero, got -1"),
    "an endless price": (lambda: Tier(price=D("Infinity")), "price must not be below zero, got Infinity"),
    "a negative price of a meter": (
        lambda: MeterPrice(meter="a", price=D("-0.1")),
        "price must not be below zero, got -0.1",
    ),
    "a meter twice": (
        lambda: Tier(price=D(1), prices=(MeterPrice(meter="a", price=D(1)),) * 2),
        "prices names a meter twice",
    ),
    "a contact with prices": (
        lambda: Tier(contact=CONTACT, prices=(MeterPrice(meter="a", price=D(1)),)),
        "a tier with a contact has no prices",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_nonsense_is_refused(name: str) -> None:
    make, sentence = REFUSED[name]

    with pytest.raises(ValueError) as raised:  # noqa: PT011  # the whole sentence is compared
        make()

    assert str(raised.value) == sentence


def test_tier_that_is_dearer_than_the_one_before_is_warned_of() -> None:
    strategy = table(Tier(up_to=5, price=D("0.1")), Tier(up_to=9, price=D("0.2")), Tier(contact=CONTACT))

    assert list(strategy.check()) == [
        Warned(("tiers", 1), "dearer-tier", "the price rises from 0.1 to 0.2 with the quantity", "check the two prices")
    ]
    assert list(tiers().check()) == []


def test_texts() -> None:
    strategy = tiers()

    assert strategy.display() == TierDisplay(
        "volume",
        (
            ShownTier(0, 10_000, D("0.15"), ""),
            ShownTier(10_000, 100_000, D("0.10"), ""),
            ShownTier(100_000, 1_000_000, D("0.06"), ""),
            ShownTier(1_000_000, None, None, CONTACT),
        ),
    )
    assert [tiers(mode).describe(locale) for mode in ("volume", "graduated") for locale in ("zh", "en")] == [
        "后付费，阶梯到达：所有调用量按达到的阶梯单价计费",
        "Postpaid: all calls at the price of the tier reached",
        "后付费，阶梯累进：每次调用按其所在阶梯的单价计费",
        "Postpaid: each call at the price of its own tier",
    ]


def test_labels() -> None:
    special = Tier(up_to=9, price=D(1), prices=(MeterPrice(meter="b", price=D(2)),))
    strategy = table(special, Tier(contact=CONTACT), mode="graduated")
    about = product(version(steps(tiers=strategy), meters=METERS))

    # The units of a come first: 5 of a and 4 of b below the end of the tier.
    lines = settlement(ask(about, "2021-06", 1, [Used(5, meter="a"), Used(5, meter="b")])).lines

    assert [(line.units, strategy.label(line, "zh"), strategy.label(line, "en")) for line in lines] == [
        (5, "后付费", "Postpaid"),
        (4, "后付费 b", "Postpaid b"),
        (1, "后付费，联系商务", "Postpaid, contact sales"),
    ]


def test_names_in_the_settings_are_told() -> None:
    special = Tier(price=D(1), prices=(MeterPrice(meter="b", price=D(2)),))

    strategy = TieredPostpaid(mode="volume", tiers=(special,), tier_excludes=("x", "y"))

    assert list(strategy.refers_to()) == [
        Reference(("tier_excludes", 0), "step", "x"),
        Reference(("tier_excludes", 1), "step", "y"),
        Reference(("tiers", 0, "prices", 0, "meter"), "meter", "b"),
    ]


def test_units_that_packs_covered_have_a_rate_though_none_is_left_and_a_meter_has_its_own() -> None:
    """What a freeze of all units is estimated from."""
    special = Tier(price=D("0.10"), prices=(MeterPrice(meter="b", price=D(2)),))
    postpaid = TieredPostpaid(mode="volume", tiers=(special,), tier_excludes=())
    frozen = FreezeEstimate(ratio=D(1), of="all-units")
    chain = steps(free=free(100), postpaid=postpaid, freeze=frozen)

    answer = forecast(question(product(version(chain, meters=METERS)), "2021-06", 1, [Used(50, meter="a")]))

    assert [hold.amount for hold in answer.statements[0].settlement.holds] == [D("5.00")]
