"""What the environment says about guards, and the same prices with all of them."""

from decimal import Decimal
from pathlib import Path

import pytest

from ratecard.bootstrap import Settings, open_service, settings
from ratecard.environment import BadSetting
from ratecard.host import HostProblem
from ratecard.service import Asked, UsageAsked

HINT = "write it as 2 or 0.5"
CATALOGS = Path(__file__).parents[2] / "catalogs"


def test_the_environment_sets_guards() -> None:
    environment = {
        "RATECARD_STEP_SECONDS": "0.5",
        "RATECARD_QUARANTINE_AFTER": "3",
        "RATECARD_ISOLATED": "a, b",
        "RATECARD_WORKER_MEGABYTES": "512",
        "RATECARD_DISABLED": "x,y",
    }

    chosen = settings(environment, disable=["y", "z"], isolate=["c"])

    assert (chosen.step_seconds, chosen.quarantine_after, chosen.worker_megabytes) == (0.5, 3, 512)
    assert (chosen.isolated, chosen.disabled) == (("a", "b", "c"), ("x", "y", "z"))
    plain = settings({})
    assert (plain.step_seconds, plain.quarantine_after, plain.isolated, plain.worker_megabytes) == (None, 0, (), 1024)


@pytest.mark.parametrize(
    ("name", "value", "sentence", "hint"),
    [
        ("STEP_SECONDS", "soon", "must be a number of at least 0, got 'soon'", HINT),
        ("STEP_SECONDS", "-1", "must be a number of at least 0, got '-1'", HINT),
        ("QUARANTINE_AFTER", "2.5", "must be a whole number of at least 0, got '2.5'", None),
        ("WORKER_MEGABYTES", "1 GB", "must be a whole number of at least 1, got '1 GB'", None),
        ("WORKER_MEGABYTES", "0", "must be a whole number of at least 1, got '0'", None),
        ("KEPT_BYTES", "-1", "must be a whole number of at least 0, got '-1'", None),
        ("MAX_COST", "9" * 13, f"must be a whole number of at least 1, got '{'9' * 13}'", None),
    ],
)
def test_a_setting_that_is_no_number_is_refused(name: str, value: str, sentence: str, hint: str | None) -> None:
    with pytest.raises(BadSetting) as raised:
        settings({f"RATECARD_{name}": value})

    assert (raised.value.message, raised.value.hint) == (f"RATECARD_{name} {sentence}", hint)


def test_an_empty_variable_counts_as_not_given() -> None:
    names = ("CATALOGS", "DISABLED", "STEP_SECONDS", "QUARANTINE_AFTER", "WORKER_MEGABYTES", "LOG", "KEYS", "COMPILED")

    assert settings({f"RATECARD_{name}": "" for name in names}) == settings({})


def test_a_distribution_that_ships_nothing_can_not_be_isolated() -> None:
    with pytest.raises(HostProblem, match=r"^no strategy is from distribution 'ratekard', so it can't be isolated"):
        open_service(Settings(CATALOGS, isolated=("ratekard",)))


@pytest.mark.parametrize(
    "guards",
    [
        Settings(CATALOGS),
        Settings(CATALOGS, in_place_seconds=10),
        Settings(CATALOGS, step_seconds=5, quarantine_after=1),
        Settings(CATALOGS, isolated=("ratecard",), quarantine_after=1),
    ],
    ids=["none", "server", "deadline", "isolated"],
)
def test_guards_change_no_price(guards: Settings) -> None:
    service = open_service(guards)
    asked = Asked("id-card", "2021-06", usage=(UsageAsked(9_000),))

    settlement = service.quote(asked).first.settlement

    assert settlement.total == Decimal("1200.00")
    assert settlement.lines[-1].source.startswith("tencent-ocr/id-card.toml:")
