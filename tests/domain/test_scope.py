"""Steps that are there for some meters, some time or some accounts."""

from datetime import date

import pytest

from ratecard.domain.account import Account
from ratecard.domain.errors import BadOwned, NotOnOffer
from ratecard.domain.order import Order, Owned
from ratecard.domain.question import Used
from ratecard.domain.settlement import Expiry, Hold
from ratecard.domain.step import Scope
from ratecard_freeze_estimate.strategy import FreezeEstimate
from tests.chains import (
    D,
    amounts,
    ask,
    china,
    flat,
    free,
    meter,
    packs,
    product,
    scoped,
    settlement,
    steps,
    tiers,
    version,
)

METERS = (meter("a"), meter("b"))


def test_step_sees_only_the_usage_of_its_meters() -> None:
    (allowance, rest) = steps(allowance=free(100), flat=flat("1"))
    about = product(version((scoped(allowance, Scope(meters=("b",))), rest), meters=METERS))

    answer = ask(about, "2021-06", 1, [Used(30, meter="a"), Used(40, meter="b")])

    assert amounts(settlement(answer)) == [("allowance", "usage", 40, D("0.00")), ("flat", "usage", 30, D("30.00"))]


def test_each_meter_has_a_tier_quantity_of_its_own_where_its_step_is_scoped() -> None:
    a, b = steps(a=tiers(excludes=()), b=tiers(excludes=()))
    chain = (scoped(a, Scope(meters=("a",))), scoped(b, Scope(meters=("b",))))
    about = product(version(chain, meters=METERS))

    answer = ask(about, "2021-06", 1, [Used(9_000, meter="a"), Used(11_000, meter="b")])

    assert amounts(settlement(answer)) == [("a", "usage", 9_000, D("1350.00")), ("b", "usage", 11_000, D("1100.00"))]


@pytest.mark.parametrize("mode", ["volume", "graduated"])
@pytest.mark.parametrize("units", [50, 1_000, 1_500])
def test_scoped_tiers_price_what_is_left_whatever_earlier_steps_covered_elsewhere(mode: str, units: int) -> None:
    allowance, b, rest = steps(allowance=free(1_000), b=tiers(mode, ("allowance",)), rest=flat("1"))
    about = product(version((allowance, scoped(b, Scope(meters=("b",))), rest), meters=METERS))

    answer = ask(about, "2021-06", 1, [Used(1_000, meter="a"), Used(units, meter="b")])

    # The allowance covers the calls on a; those on b are in the first tier.
    assert amounts(settlement(answer))[1:] == [("b", "usage", units, D("0.15") * units)]


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        pytest.param(Scope(since=date(2021, 6, 11)), 20, id="since"),
        pytest.param(Scope(until=date(2021, 6, 11)), 10, id="until"),
        pytest.param(Scope(since=date(2021, 6, 6), until=date(2021, 6, 11)), 5, id="between"),
        pytest.param(Scope(since=date(2021, 7, 1)), 0, id="later"),
        pytest.param(Scope(until=date(2021, 6, 1)), 0, id="over"),
        pytest.param(Scope(account_classes=("gold", "silver")), 30, id="a class"),
        pytest.param(Scope(account_classes=("silver",)), 0, id="another class"),
        pytest.param(Scope(first_months=1), 14, id="first month"),
        pytest.param(Scope(first_months=2), 30, id="first two months"),
        pytest.param(Scope(first_months=1, since=date(2021, 6, 10)), 5, id="first month from a day on"),
    ],
)
def test_step_is_there_when_its_scope_says(scope: Scope, covered: int) -> None:
    allowance, rest = steps(allowance=free(100), flat=flat("1"))
    about = product(version((scoped(allowance, scope), rest)))
    account = Account("gold", china("2021-05-15"))

    answer = ask(about, "2021-06", 1, [Used(30)], account=account)

    # A call a day.
    by_step = {line.step: line.units for line in settlement(answer).lines}
    assert by_step == {name: units for name, units in (("allowance", covered), ("flat", 30 - covered)) if units}


def test_first_months_are_over_for_an_account_that_began_before_anything_asked_about() -> None:
    allowance, rest = steps(allowance=free(100), flat=flat("1"))
    about = product(version((scoped(allowance, Scope(first_months=12)), rest)))

    assert amounts(settlement(ask(about, "2021-06", 1, [Used(30)]))) == [("flat", "usage", 30, D("30.00"))]


def test_order_is_refused_while_the_step_is_not_there() -> None:
    bought, rest = steps(packs=packs({10: 1}), flat=flat("1"))
    about = product(version((scoped(bought, Scope(since=date(2021, 6, 15))), rest)))

    assert settlement(ask(about, "2021-06", 1, orders=[Order("10", 1, china("2021-06-15"))])).total == D("1.00")
    with pytest.raises(NotOnOffer) as raised:
        ask(about, "2021-06", 1, orders=[Order("10", 1, china("2021-06-14T23:59"))])
    assert raised.value.message == (
        "sku '10' of step 'packs' is not on offer: the step is not there for this account then"
    )


def test_owned_pack_of_a_step_that_is_not_there_is_refused_not_lost() -> None:
    bought, rest = steps(packs=packs({10: 1}), flat=flat("1"))
    about = product(version((scoped(bought, Scope(account_classes=("gold",))), rest)))

    with pytest.raises(BadOwned) as raised:
        ask(about, "2021-06", 1, owned=[Owned("10", 5, china("2021-05-15"))])

    assert raised.value.message == "owned pack '10': step 'packs' is not there for this account then"


def test_lots_and_hold_of_a_step_that_is_not_there_any_more_are_kept_in_sight() -> None:
    until = Scope(until=date(2021, 7, 1))
    bought, rest, freeze = steps(packs=packs({10: 1}), flat=flat("1"), freeze=FreezeEstimate(ratio=D(1), of="bill"))
    about = product(version((scoped(bought, until), rest, scoped(freeze, until))))

    answer = ask(about, "2021-06", 13, [Used(4, period="2021-06")], [Order("10", 1, china("2021-06-16"))])

    settled = [statement.settlement for statement in answer.statements]
    assert settled[1].holds == (Hold("freeze", "release", D("2.00"), ((D("2.00"),),), D(1), ""),)
    assert [[(lot.step, lot.before, lot.after) for lot in s.kept] for s in settled[1:]] == [[("packs", 8, 8)]] * 12
    assert [expiry for s in settled for expiry in s.expiries] == [
        Expiry("packs", "2021-06-15T16:00:00.000000Z/00001/10", "10", 8, china("2022-06-16"))
    ]
