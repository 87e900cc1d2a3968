"""What-if, below every edge: what is refused where, and what a change adds when the way there has no price."""

from pathlib import Path

import pytest

from ratecard.bootstrap import open_service, settings
from ratecard.domain.errors import Refusal
from ratecard.service import Asked, OrderAsked, Service, UsageAsked
from ratecard.service.change import AddOrder, AddStep, Change, MoveStep, RemoveStep, ScaleUsage, SetStep, UseCatalog
from tests.chains import D

CATALOGS = Path(__file__).parents[2] / "catalogs"
MONTH = Asked("id-card", "2021-06", usage=(UsageAsked(9_000),))
FLAT = {"mode": "volume", "tier_excludes": [], "tiers": [{"price": D("0.20")}]}


@pytest.fixture(scope="module")
def service() -> Service:
    return open_service(settings({}, CATALOGS))


def test_one_step_takes_the_place_of_another(service: Service) -> None:
    changes = (RemoveStep("tiered-postpaid"), AddStep("flat", "tiered-postpaid", FLAT, after="prepaid-packs"))

    answer = service.what_if(MONTH, changes)

    assert answer.after.forecast.total == D("1600.00")  # 8 000 × 0.20
    assert answer.difference.total == D("400.00")
    assert [(added.total, added.difference) for added in answer.contributions] == [(None, None), (D("1600.00"), None)]
    assert [added.reason and added.reason.en for added in answer.contributions] == [
        "8000 units of 'id-card' in 2021-06 are covered by no step"
    ] * 2


def test_the_source_of_a_changed_steps_lines_is_the_what_if(service: Service) -> None:
    answer = service.what_if(MONTH, [SetStep("free-allowance", {"units": 500})])

    lines = answer.after.first.settlement.lines
    assert [(line.step, line.source) for line in lines] == [
        ("free-allowance", "what-if"),
        ("tiered-postpaid", "tencent-ocr/id-card.toml:41"),
    ]


def test_nothing_changes_and_nothing_is_stored(service: Service) -> None:
    before = service.quote(MONTH)

    service.what_if(MONTH, [SetStep("free-allowance", {"units": 0}), RemoveStep("prepaid-packs")])

    assert service.quote(MONTH) == before


def test_no_changes_make_no_difference(service: Service) -> None:
    answer = service.what_if(MONTH, [])

    assert answer.before == answer.after
    assert (answer.difference.total, answer.contributions) == (D("0.00"), ())


REFUSED: dict[str, tuple[Asked, tuple[Change, ...], str, tuple[str | int, ...]]] = {
    "the baseline, before any change": (
        MONTH._replace(usage=(UsageAsked(-1),)),
        (ScaleUsage(D(2)),),
        "negative-units",
        ("usage", 0),
    ),
    "what all changes come to": (
        MONTH,
        (AddOrder(OrderAsked("1000")), RemoveStep("tiered-postpaid")),
        "chain-leaves-units",
        ("changes", 1, "periods", 0),
    ),
    "a change": (MONTH, (RemoveStep("gift"),), "unknown-step", ("changes", 0)),
    "too many": (MONTH, (MoveStep("pack-alerts"),) * 201, "too-many-changes", ()),
    "a digest": (MONTH, (UseCatalog("sha256:0"),), "unknown-digest", ("changes", 0)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_is_placed(service: Service, name: str) -> None:
    asked, changes, code, path = REFUSED[name]

    with pytest.raises(Refusal) as refused:
        service.what_if(asked, changes)

    assert (refused.value.code, refused.value.path) == (code, path)
